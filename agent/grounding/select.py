"""From what a clause asks for to the entities that are meant, or why there are none."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from agent.grounding.finder import Finder, Found, Query, Scope
from agent.grounding.index import HomeIndex
from agent.grounding.mentions import Ask
from agent.grounding.near import synonyms
from agent.grounding.places import Place
from agent.grounding.text import Phrase
from agent.reading import Span

#: Most entities whose names are compared with each other.
MAX_COMPARED = 50
#: Most dropped entities that are noted.
MAX_DROPPED = 20
#: Readings of a mention that are no plain match: too unsure for what is risky.
UNSURE = frozenset({"near", "synonym", "soft", "everything"})


@dataclass(frozen=True, slots=True)
class Miss:
    """Why nothing is meant; its text is in speech.yaml."""

    kind: str
    """A key of ``misses`` in speech.yaml."""
    what: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one ask."""

    ask: Ask
    items: tuple[int, ...] = ()
    """What is meant; empty where ``candidates`` or ``miss`` say why."""
    candidates: tuple[int, ...] = ()
    """What fits equally well where one is meant."""
    miss: Miss | None = None
    many: bool = False
    how: str = "name"
    """How the mention was read: one of ``finder.HOW``, or ``default``, ``everything``,
    ``pronoun``."""
    cls: str | None = None
    """The device class that was meant, where devices were meant by class."""
    places: tuple[Place, ...] = ()
    """The places that were named."""
    found: Found | None = None
    but: bool = False
    """Whether some of what was meant was left out."""
    dropped: tuple[tuple[int, str], ...] = ()
    """Entities that fitted at first, with what spoke against them."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What surrounds a clause."""

    speaker: str | None = None
    """The id of the area that the speaker is in."""
    lately: tuple[int, ...] = ()
    """Entities that "it" and "them" mean; also meant where a clause names nothing."""
    lost: bool = False
    """Whether what "it" stood for was not found: then it stands for nothing else."""
    near_area: str | None = None
    """The area of the mention before: looked in before the speaker's."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for, by an action or a question."""

    tiers: tuple[frozenset[str], ...] | None
    """Domains; those of a later tier only where no earlier fits. None: any."""
    order: Mapping[str, int] | None = None
    """Domain to rank, for devices of one name."""
    default: tuple[str, ...] = ()
    """Classes that are meant where none is named."""
    all_defaults: bool = False
    """Whether all default classes are meant, not the first that is there."""
    several: bool = False
    """Whether a place alone means all of the default class in it."""
    ambient: bool = False
    """Whether "it" may be the room: "make it brighter"."""
    everything: frozenset[str] = frozenset()
    """Domains that "everything" means; none: the default class."""
    harmless: Callable[[int], bool] = lambda _: True
    """Whether an entity may be meant by "everything"."""
    lacks: Callable[[int], str | None] | None = None
    """The ability that an entity lacks, or None."""
    prefer: Sequence[Callable[[int], bool]] = ()
    """What singles out one of several, the most telling first."""
    settle: bool = False
    """Whether ``prefer`` also narrows several that are meant by class."""
    sweep: bool = False
    """Whether all of the default class are meant where nothing is named: "lock up"."""
    strict: bool = False
    """Whether each tier is searched to its end before the next."""


class Selector:
    """Finds what the asks of one clause mean in one home."""

    def __init__(self, index: HomeIndex, finder: Finder, setting: Setting) -> None:
        self._index = index
        self._finder = finder
        self._setting = setting
        self._lexicon = index.lexicon

    def select(self, ask: Ask, wish: Wish) -> Outcome:
        """What an ask means."""
        places: list[Place] = []
        unknown: list[Span] = []
        for span in ask.places:
            place = self.place(span.text)
            if place is None or (not place.areas and place.kind == "region"):
                unknown.append(span)
            elif place.kind == "here":
                return Outcome(ask, miss=Miss("here"))
            else:
                places.append(place)
        where = tuple(places)
        if ask.name is None and not unknown:
            return self._default(ask, wish, where)
        text = " ".join(span.text for span in (*unknown, ask.name) if span is not None)
        outcome = self._mention(ask, wish, where, text)
        if outcome.miss is not None and outcome.miss.kind == "unknown" and unknown:
            return replace(outcome, miss=Miss("place", unknown[0].text))
        return outcome

    def place(self, text: str) -> Place | None:
        """The place that a mention names, also by another word or a near one."""
        places, speaker = self._index.places, self._setting.speaker
        found = places.find(text, speaker=speaker)
        if found is not None:
            return found
        stems = self._lexicon.phrase(text).stems
        variants = [*synonyms(stems, self._lexicon)]
        for at, stem in enumerate(stems):
            near = self._finder.near_word(stem)
            variants.extend((*stems[:at], word, *stems[at + 1 :]) for word in near)
        for variant in variants:
            named = places.by_name(variant)
            if len(named) == 1:
                return named[0]
        return None

    # One ask --------------------------------------------------------------------------------

    def _mention(self, ask: Ask, wish: Wish, places: tuple[Place, ...], text: str) -> Outcome:
        phrase = self._lexicon.phrase(text)
        words = " ".join(self._lexicon.speller.words(text))
        if words in self._lexicon.pronouns_one or words in self._lexicon.pronouns_many:
            return self._pronoun(ask, wish, places)
        if " ".join(phrase.stems) in self._lexicon.everything:
            return self._everything(ask, wish, places)
        alone = self._place_alone(ask, wish, places, text)
        if alone is not None:
            return alone
        query = self._query(ask, wish, places, phrase)
        if len(ask.places) > len(places):
            query = replace(query, plainly=True)
        found, query = self._search(ask, wish, query)
        if found is None:
            return Outcome(ask, miss=self._why_not(query, places), places=places)
        said = places if found.place is None else (*places, found.place)
        by_class = found.cls.cls.key if found.cls is not None and found.unnamed else None
        outcome = Outcome(
            ask, found.items, many=query.many, how=found.how, cls=by_class, places=said, found=found
        )
        return self._settle(outcome, wish)

    def _search(self, ask: Ask, wish: Wish, query: Query) -> tuple[Found | None, Query]:
        """Look a mention up, with the class word of its row first; and how it was looked up."""
        tiers = [(tier,) for tier in wish.tiers or ()] if wish.strict else [wish.tiers]
        for tier in tiers:
            query = replace(query, tiers=tier)
            if ask.inherit:
                phrase = query.phrase
                row = replace(
                    phrase,
                    text=" ".join((phrase.text, *ask.inherit)),
                    stems=phrase.stems + ask.inherit,
                    plural=query.many or ask.inherit_many,
                )
                in_row = replace(query, phrase=row, many=row.plural)
                found = self._finder.find(in_row)
                if found is not None:
                    return found, in_row
            found = self._finder.find(query)
            if found is not None:
                return found, query
        return None, replace(query, tiers=wish.tiers)

    def _query(self, ask: Ask, wish: Wish, places: tuple[Place, ...], phrase: Phrase) -> Query:
        cls = self._lexicon.class_in(phrase.stems)
        counted = ask.quantifier is not None or bool(phrase.counts)
        whole_home = any(place.kind == "home" for place in places)
        many = counted or phrase.plural or whole_home
        many = many or (cls is not None and cls.collective and cls.end == len(phrase.stems))
        to_all = ask.quantifier == "all" or "all" in phrase.counts or "every" in phrase.counts
        return Query(
            phrase,
            Scope(_areas(places), self._preferred()),
            many,
            wish.tiers,
            everywhere=whole_home or to_all,
            all_places=to_all,
        )

    def _preferred(self) -> tuple[str, ...]:
        areas = (self._setting.near_area, self._setting.speaker)
        return tuple(dict.fromkeys(area for area in areas if area is not None))

    def _place_alone(
        self, ask: Ask, wish: Wish, places: tuple[Place, ...], text: str
    ) -> Outcome | None:
        """A mention that is no more than a place: "bedroom off"."""
        place = self._index.places.find(text, speaker=self._setting.speaker)
        if place is None or ask.inherit or not self._is_whole_name(text, place):
            return None
        if place.kind == "here":
            return Outcome(ask, miss=Miss("here"))
        exact = self._fitting_names(wish, text)
        outcome = self._default(ask, wish, (*places, place))
        if not exact:
            return outcome if place.areas else None
        if outcome.miss is None and (outcome.items and (wish.several or len(outcome.items) == 1)):
            return outcome
        return None

    def _is_whole_name(self, text: str, place: Place) -> bool:
        if place.kind in ("home", "here", "region"):
            return True
        stems = self._lexicon.phrase(text).stems
        return bool(self._index.places.by_name(stems)) or place.kind == "either"

    def _fitting_names(self, wish: Wish, text: str) -> list[int]:
        named = self._index.named(self._lexicon.phrase(text))
        tiers = wish.tiers
        return [
            i
            for i in named
            if tiers is None or any(self._index.items[i].domain in tier for tier in tiers)
        ]

    def _pronoun(self, ask: Ask, wish: Wish, places: tuple[Place, ...]) -> Outcome:
        areas = _areas(places)
        for tier in wish.tiers or (None,):
            items = tuple(
                i
                for i in self._setting.lately
                if (tier is None or self._index.items[i].domain in tier)
                and (areas is None or self._index.items[i].area in areas)
            )
            if items:
                meant = Outcome(ask, items, many=True, how="pronoun", places=places)
                return self._settle(meant, wish)
        if places or (wish.ambient and not self._setting.lost):
            return self._default(replace(ask, name=None), wish, places)
        return Outcome(ask, miss=Miss("pronoun", ask.name.text if ask.name else ""))

    def _everything(self, ask: Ask, wish: Wish, places: tuple[Place, ...]) -> Outcome:
        if not wish.everything:
            return self._default(replace(ask, quantifier="all"), wish, places)
        areas = _areas(places)
        items = range(len(self._index.items)) if areas is None else self._inside(areas)
        meant = tuple(
            i for i in items if self._index.items[i].domain in wish.everything and wish.harmless(i)
        )
        outcome = Outcome(ask, meant, many=True, how="everything", places=places)
        if not meant:
            return replace(outcome, miss=Miss("empty", "devices", _where(places)))
        return self._settle(outcome, wish)

    def _inside(self, areas: Iterable[str]) -> list[int]:
        return [i for area in areas for i in self._index.in_area(area)]

    def _default(self, ask: Ask, wish: Wish, places: tuple[Place, ...]) -> Outcome:
        """What is meant where no device is named."""
        if ask.inherit:
            phrase = Phrase("", ask.inherit, ask.inherit_many)
            query = self._query(ask, wish, places, phrase)
            found = self._finder.find(query)
            if found is not None:
                meant = Outcome(
                    ask, found.items, many=query.many, how="class", places=places,
                    cls=found.cls.cls.key if found.cls else None,
                )  # fmt: skip
                return self._settle(meant, wish)
        if not places and ask.quantifier is None:
            elided = self._pick_elided(ask, wish)
            if elided is not None:
                return elided
        if not wish.default:
            return Outcome(ask, miss=Miss("nothing"), places=places)
        if not places and ask.quantifier == "all" and wish.everything:
            return self._everything(ask, wish, places)
        if not places and not (wish.ambient or wish.sweep or ask.quantifier):
            return Outcome(ask, miss=Miss("nothing"))
        areas = _areas(places)
        scopes: list[frozenset[str] | None] = [areas]
        if areas is None and not places and ask.quantifier is None:
            scopes = [*(frozenset({area}) for area in self._preferred()), None]
        for scope in scopes:
            items, key = self._of_default(wish, scope)
            if items:
                many = ask.quantifier is not None or self._is_shared(wish, scope, places)
                meant = Outcome(ask, items, many=many, how="default", cls=key, places=places)
                return self._settle(meant, wish)
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
            items = tuple(i for i in self._setting.lately if self._index.items[i].domain in tier)
            if items:
                return self._settle(Outcome(ask, items, many=True, how="pronoun"), wish)
        return None

    def _of_class(self, key: str, wish: Wish, areas: frozenset[str] | None) -> list[int]:
        for items in (self._index.members(key, areas), self._index.stand_ins(key, areas)):
            for tier in wish.tiers or ():
                fit = [i for i in items if self._index.items[i].domain in tier]
                if fit:
                    return fit
        return []

    def _only_device(self, ask: Ask, wish: Wish, places: tuple[Place, ...]) -> Outcome:
        """A place without the default class: its only device, if it has but one."""
        areas = _areas(places)
        if areas is not None and wish.everything:
            items = [
                i for i in self._inside(areas) if self._index.items[i].domain in wish.everything
            ]
            if len(items) == 1:
                meant = Outcome(ask, tuple(items), how="default", places=places)
                return self._settle(meant, wish)
        what = wish.default[0]
        return Outcome(ask, miss=Miss("empty", what, _where(places)), places=places)

    # Number ---------------------------------------------------------------------------------

    def _settle(self, outcome: Outcome, wish: Wish) -> Outcome:
        """Drop what lacks the ability, then choose one where one is meant."""
        items = sorted(outcome.items)
        if wish.lacks is not None:
            lacking = {i: wish.lacks(i) for i in items}
            able = [i for i in items if lacking[i] is None]
            outcome = _drop(outcome, items, able, "not able")
            if not able:
                name = self._index.items[items[0]].entity.name if len(items) == 1 else ""
                miss = Miss("ability", name, lacking[items[0]] or "")
                return replace(outcome, items=(), miss=miss)
            items = able
        if wish.settle and len(items) > 1 and outcome.how in ("class", "default", "pronoun"):
            at_work = self._at_work(items, wish)
            outcome = _drop(outcome, items, at_work, "not at work")
            outcome = replace(outcome, but=outcome.but or len(at_work) < len(items))
            items = at_work
        items = self._rather(items, outcome)
        if self._torn(outcome, items):
            return replace(outcome, items=(), candidates=tuple(items))
        if outcome.many:
            if outcome.ask.quantifier == "both" and len(items) > 2:
                return replace(outcome, items=(), candidates=tuple(items))
            return replace(outcome, items=tuple(items))
        one = self._one(items, outcome, wish)
        outcome = _drop(outcome, items, one, "less likely meant")
        if len(one) == 1:
            return replace(outcome, items=tuple(one))
        return replace(outcome, items=(), candidates=tuple(one))

    def _rather(self, items: list[int], outcome: Outcome) -> list[int]:
        """Without those that the class means only where it has no other."""
        if outcome.cls is None:
            return items
        unless = self._lexicon.classes[outcome.cls].unless
        return [i for i in items if not unless & self._index.items[i].strong] or items

    def _torn(self, outcome: Outcome, items: Sequence[int]) -> bool:
        """Whether a word named one of several places, and more than one has what is asked."""
        if not any(place.kind == "either" for place in outcome.places):
            return False
        return len({self._index.items[i].area for i in items}) > 1

    def _at_work(self, items: list[int], wish: Wish) -> list[int]:
        for test in wish.prefer:
            fit = [i for i in items if test(i)]
            if fit:
                return fit
        return items

    def _one(self, items: list[int], outcome: Outcome, wish: Wish) -> list[int]:
        """One of several, where there is anything to choose by; else all of them."""
        if len(items) == 1:
            return items
        items = self._without_twins(items, wish)
        items = self._plainest(items)
        if not outcome.places:
            for area in self._preferred():
                inside = [i for i in items if self._index.items[i].area == area]
                items = inside or items
        if outcome.found is not None and outcome.found.unnamed and len(items) > 1:
            items = self._named_after_class(items, outcome.found)
            items = self._named_after_place(items)
        for test in wish.prefer:
            if len(items) > 1:
                fit = [i for i in items if test(i)]
                items = fit if len(fit) == 1 else items
        return items

    def _without_twins(self, items: list[int], wish: Wish) -> list[int]:
        """One device often has several entities of one name: the first domain is meant."""
        if wish.order is None:
            return items
        best: dict[tuple[str, str | None], int] = {}
        for i in items:
            item = self._index.items[i]
            key = (self._index.lexicon.plain(item.entity.name), item.area)
            other = best.get(key)
            if other is None or self._rank(i, wish) < self._rank(other, wish):
                best[key] = i
        return sorted(best.values())

    def _rank(self, at: int, wish: Wish) -> int:
        return (wish.order or {}).get(self._index.items[at].domain, 99)

    def _plainest(self, items: list[int]) -> list[int]:
        """Without what only serves another of them: "Dyson Child Lock" beside "Dyson"."""
        if len(items) > MAX_COMPARED:
            return items
        return [i for i in items if not any(self._serves(i, j) for j in items)] or items

    def _serves(self, at: int, other: int) -> bool:
        """Whether a name is another device's name with words added, in another domain."""
        one, two = self._index.items[at], self._index.items[other]
        if one.domain == two.domain or one.area != two.area:
            return False
        return any(
            len(short) < len(long) and long[: len(short)] == short
            for long in one.names
            for short in two.names
        )

    def _named_after_place(self, items: list[int]) -> list[int]:
        """The one that goes by the name of its room, where the room's is asked for."""
        very = [
            i
            for i in items
            if any(
                place.id == self._index.items[i].area
                for name in self._index.items[i].names
                for place in self._index.places.by_name(name)
            )
        ]
        return very or items

    def _named_after_class(self, items: list[int], found: Found) -> list[int]:
        """The one called Lamp where "the lamp" was said, before those called something else."""
        if found.cls is None or not found.cls.cls.literal:
            return items
        word = found.cls.word[-1]
        very = [i for i in items if any(word in name for name in self._index.items[i].names)]
        return very or items

    def _why_not(self, query: Query, places: tuple[Place, ...]) -> Miss:
        """Why a mention fits nothing: not here, of another kind, or nowhere."""
        what = query.phrase.text
        if query.tiers is not None and self._finder.find(replace(query, tiers=None)) is not None:
            return Miss("kind", what)
        wider = replace(query, scope=Scope(None, ()), everywhere=True)
        if query.scope.said is not None and self._finder.find(wider) is not None:
            return Miss("empty", what, _where(places))
        place, kind = self._finder.kind_in_place(query)
        if place is not None and kind is not None:
            return Miss("empty", kind, place.name)
        cls = self._lexicon.class_in(query.phrase.stems)
        if cls is not None and cls.end - cls.start == len(query.phrase.stems):
            return Miss("none", what)
        return Miss("unknown", what)


def _drop(outcome: Outcome, before: Sequence[int], after: Sequence[int], why: str) -> Outcome:
    """Note what was dropped, for explanations; a handful is enough."""
    if len(before) == len(after) or len(outcome.dropped) >= MAX_DROPPED:
        return outcome
    kept = set(after)
    gone = tuple((i, why) for i in before if i not in kept)[:MAX_DROPPED]
    return replace(outcome, dropped=outcome.dropped + gone)


def _areas(places: Iterable[Place]) -> frozenset[str] | None:
    """The areas of all these places at once; None for the whole home."""
    areas: frozenset[str] | None = None
    for place in places:
        if place.kind != "home":
            areas = place.areas if areas is None else areas & place.areas
    return areas


def _where(places: Sequence[Place]) -> str:
    return places[-1].name if places else ""
