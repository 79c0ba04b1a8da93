"""What is meant where no device is named: a place, a pronoun, everything, or nothing at all."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from agent.grounding.choice import Choice
from agent.grounding.finder import Finder
from agent.grounding.index import HomeIndex
from agent.grounding.mentions import Ask
from agent.grounding.outcome import Miss, Outcome, Setting, Wish, areas_of, name_of, query_for
from agent.grounding.places import Place
from agent.grounding.text import Phrase


class Unnamed:
    """Finds what is meant without a name."""

    def __init__(self, index: HomeIndex, finder: Finder, setting: Setting, choice: Choice) -> None:
        self._index = index
        self._finder = finder
        self._setting = setting
        self._choice = choice

    def pronoun(self, ask: Ask, wish: Wish, places: tuple[Place, ...]) -> Outcome:
        """What "it" and "them" mean."""
        areas, count = areas_of(places), self._count(ask)
        is_one = count is None and self._said(ask) in self._index.lexicon.pronouns_one
        if is_one and self._setting.spared:
            return Outcome(ask, miss=Miss("pronoun", ask.name.text if ask.name else ""))
        for tier in wish.tiers or (None,):

            def fits(at: int, tier: frozenset[str] | None = tier) -> bool:
                item = self._index.items[at]
                return (tier is None or item.domain in tier) and (
                    areas is None or item.area in areas
                )

            items = self._spoken_of(ask, count, fits)
            if count is not None and len(items) > count:
                return Outcome(ask, candidates=items, how="pronoun", places=places)
            if len(items) > 1 and is_one and self._said(ask).endswith("one"):
                return Outcome(ask, candidates=items, how="pronoun", places=places)
            if len(items) >= (count or 1):
                meant = Outcome(ask, items, many=True, how="pronoun", places=places)
                return self._choice.settle(meant, wish)
        if self._setting.lately and wish.ambient:
            miss = Miss("kind", ask.name.text if ask.name else "")
            return Outcome(ask, miss=miss, how="pronoun")
        is_known = bool(self._setting.lately) and not wish.ambient and ask.quantifier is None
        if (places and not is_known) or (wish.ambient and not self._setting.lost):
            return self.default(replace(ask, name=None), wish, places)
        return Outcome(ask, miss=Miss("pronoun", ask.name.text if ask.name else ""))

    def _count(self, ask: Ask) -> int | None:
        """How many are meant, where that is told: two by "both"."""
        counted = self._index.lexicon.pronouns_counted
        return counted.get(self._said(ask), 2 if ask.quantifier == "both" else None)

    def _said(self, ask: Ask) -> str:
        return " ".join(self._index.lexicon.speller.words(ask.name.text)) if ask.name else ""

    def _spoken_of(
        self, ask: Ask, count: int | None, fits: Callable[[int], bool]
    ) -> tuple[int, ...]:
        """What "it" is; what "them" are, spoken of together or one by one."""
        lately = tuple(filter(fits, self._setting.lately))
        is_many = count is not None or self._said(ask) in self._index.lexicon.pronouns_many
        if not lately or not is_many:
            return lately
        single: dict[int, None] = {}
        for row in (tuple(filter(fits, row)) for row in self._setting.rows):
            if len(row) == count or (count is None and self._is_several(row)):
                return row
            if len(row) == 1:
                single[row[0]] = None
            if len(single) == (count or 2):
                return tuple(reversed(single))
        return lately

    def _is_several(self, row: tuple[int, ...]) -> bool:
        """Whether "them" alone stands for these: one device may be "the spots"."""
        names = [self._index.items[at].entity.name for at in row]
        return len(names) > 1 or any(self._index.lexicon.phrase(name).plural for name in names)

    def everything(self, ask: Ask, wish: Wish, places: tuple[Place, ...]) -> Outcome:
        """What "everything" means: devices of harmless domains, or the default class."""
        if not wish.everything:
            return self.default(replace(ask, quantifier="all"), wish, places)
        areas = areas_of(places)
        items = range(len(self._index.items)) if areas is None else self._inside(areas)
        meant = tuple(
            i
            for i in items
            if self._index.items[i].domain in wish.everything
            and wish.harmless(i)
            and not self._index.is_accessory(i)
        )
        outcome = Outcome(ask, meant, many=True, how="everything", places=places)
        if not meant:
            return replace(outcome, miss=Miss("empty", "devices", name_of(places)))
        return self._choice.settle(outcome, wish)

    def _inside(self, areas: Iterable[str]) -> list[int]:
        return [i for area in areas for i in self._index.in_area(area)]

    def default(self, ask: Ask, wish: Wish, places: tuple[Place, ...]) -> Outcome:
        """What is meant where no device is named."""
        if ask.inherit:
            phrase = Phrase("", ask.inherit, ask.inherit_many)
            query = query_for(ask, wish, places, phrase, self._setting, self._index.lexicon)
            found = self._finder.find(query)
            if found is not None:
                meant = Outcome(
                    ask, found.items, many=query.many, how="class", places=places,
                    cls=found.cls.cls.key if found.cls else None,
                )  # fmt: skip
                return self._choice.settle(meant, wish)
        if not places and ask.quantifier == "both" and self._setting.lately:
            return self.pronoun(ask, wish, places)
        if not places and ask.quantifier is None:
            elided = self._pick_elided(ask, wish)
            if elided is not None:
                return elided
        if not wish.default:
            return Outcome(ask, miss=Miss("nothing"), places=places)
        if not places and ask.quantifier == "all" and wish.everything:
            return self.everything(ask, wish, places)
        if not places and not (wish.ambient or wish.sweep or ask.quantifier):
            return Outcome(ask, miss=Miss("nothing"))
        areas = areas_of(places)
        scopes: list[frozenset[str] | None] = [areas]
        if areas is None and not places and ask.quantifier is None and not wish.everywhere:
            scopes = [*(frozenset({area}) for area in self._setting.preferred()), None]
        for scope in scopes:
            items, key = self._of_default(wish, scope)
            if items:
                many = ask.quantifier is not None or self._is_shared(wish, scope, places)
                meant = Outcome(ask, items, many=many, how="default", cls=key, places=places)
                return self._choice.settle(meant, wish)
        return self._only_device(ask, wish, places)

    def _of_default(
        self, wish: Wish, scope: frozenset[str] | None
    ) -> tuple[tuple[int, ...], str | None]:
        """The entities of the default class, and its key where it is one."""
        by_class = {key: self._of_class(key, wish, scope) for key in wish.default}
        found = [key for key, items in by_class.items() if items]
        if wish.all_defaults:
            every = dict.fromkeys(i for key in found for i in by_class[key])
            return tuple(every), found[0] if len(found) == 1 else None
        return (tuple(by_class[found[0]]), found[0]) if found else ((), None)

    def _is_shared(
        self, wish: Wish, scope: frozenset[str] | None, places: tuple[Place, ...]
    ) -> bool:
        """Whether a place alone means all of its default class."""
        if any(place.kind == "home" for place in places) or (wish.sweep and not places):
            return True
        return wish.several and scope is not None

    def _pick_elided(self, ask: Ask, wish: Wish) -> Outcome | None:
        for tier in wish.tiers or ():
            items = tuple(
                i
                for i in self._setting.lately
                if self._index.items[i].domain in tier and wish.fits_unsaid(i)
            )
            if items:
                return self._choice.settle(Outcome(ask, items, many=True, how="pronoun"), wish)
        return None

    def _of_class(self, key: str, wish: Wish, areas: frozenset[str] | None) -> list[int]:
        for items in (self._index.members(key, areas), self._index.stand_ins(key, areas)):
            for tier in wish.tiers or ():
                fit = [i for i in items if self._index.items[i].domain in tier]
                if fit:
                    return fit
        return []

    def _only_device(self, ask: Ask, wish: Wish, places: tuple[Place, ...]) -> Outcome:
        """A place without the default class: its only device, if it has but one to be switched."""
        areas = areas_of(places)
        if areas is not None and wish.everything and wish.switched:
            items = [
                i for i in self._inside(areas) if self._index.items[i].domain in wish.everything
            ]
            if len(items) == 1:
                meant = Outcome(ask, tuple(items), how="default", places=places)
                return self._choice.settle(meant, wish)
        what = wish.default[0]
        return Outcome(ask, miss=Miss("empty", what, name_of(places)), places=places)
