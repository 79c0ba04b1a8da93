"""From a mention to the entities that it fits, best reading first."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from agent.grounding.index import HomeIndex, Item
from agent.grounding.lexicon import ClassMention, DeviceClass
from agent.grounding.places import Place
from agent.grounding.query import Found, Query, Scope
from agent.grounding.rewording import Rewording
from agent.grounding.text import LONGEST
from agent.reading import Span

#: In how many words and among how many devices at most names are looked for by their sound.
MOST_WORDS = 12
_MOST_DEVICES = 2_000


class Finder:
    """Looks mentions up in one home."""

    def __init__(self, index: HomeIndex) -> None:
        self._index = index
        self._lexicon = index.lexicon
        self._rewording = Rewording(index)

    def find(self, query: Query) -> Found | None:
        """The best reading of a mention, or None if it fits nothing here."""
        for how, phrase in self._rewording.readings(query):
            found = self._look(query if how == "name" else replace(query, phrase=phrase))
            if found is not None:
                return found if how == "name" else replace(found, how=how)
        return None

    def by_sound(self, query: Query) -> Found | None:
        """What is called much like the sound of a mention; to be asked back, not to be done."""
        name = self._rewording.sounding(query.phrase)
        if name is None:
            return None
        found = self._look(replace(query, phrase=replace(query.phrase, stems=name)))
        return found and replace(found, how="sound")

    def called_like(self, said: str) -> Found | None:
        """What is called much like the sound of some words, of any kind and in any place."""
        phrase = self._lexicon.phrase(said)
        return self.by_sound(Query(phrase, Scope(None), many=False, tiers=None))

    def heard(
        self, text: str, words: Sequence[re.Match[str]], around: Span | None = None
    ) -> tuple[Span, Found] | None:
        """The longest stretch of a few words that sounds much like a name: "the mirror grapes".

        Args:
            text: what was said.
            words: in it, all or some.
            around: what the stretch must hold, if anything.
        """
        skip = self._lexicon.speller.skip
        if len(words) > MOST_WORDS or len(self._index.items) > _MOST_DEVICES:
            return None
        for size in range(min(LONGEST, len(words)), 0, -1):
            for at in range(len(words) - size + 1):
                start, end = words[at].start(), words[at + size - 1].end()
                if words[at][0].lower() in skip:  # "drying which" may end with such a word
                    continue
                if around is not None and not start <= around.start < around.end <= end:
                    continue
                found = self.called_like(text[start:end])
                if found is not None:
                    return Span("name", text[start:end], start, end, 1.0), found
        return None

    def near_word(self, word: str) -> list[str]:
        """The words of the home nearest to one that it does not know."""
        return self._rewording.near_word(word)

    def is_like_a_word(self, word: str) -> bool:
        """Whether a word that stands in no name of the home is much like one that does."""
        return any(self._index.has_word(near) for near in self.near_word(word))

    def kind_in_place(self, query: Query) -> tuple[Place | None, str | None]:
        """The place and the key of the class that a mention names together, if it does."""
        r = self._read(query)
        return (r.place, r.cls.cls.key) if r.is_class_only and r.cls else (None, None)

    def _look(self, query: Query) -> Found | None:
        """Read the words of a mention as they stand."""
        return self._choose(self._read(query)) if query.phrase.stems else None

    def _read(self, query: Query) -> "_Reading":
        """Part the place and the class word of a mention from its other words."""
        stems = query.phrase.stems
        where = self._index.places
        speaker = query.scope.prefer[-1] if query.scope.prefer else None
        all_of = bool(query.phrase.counts) or query.all_places
        size, place = where.prefix(stems, many=all_of, speaker=speaker)
        rest = stems[size:]
        if place is None:
            size, place = where.suffix(stems, many=all_of, speaker=speaker)
            rest = stems[: len(stems) - size]
        areas = place.areas if place is not None else None
        if areas is not None and query.scope.said is not None:
            areas &= query.scope.said
        return _Reading(query, rest, self._lexicon.class_in(rest), areas, place)

    def _choose(self, r: "_Reading") -> Found | None:
        if r.cls is not None and r.is_class_only:
            short = self._is_abbreviated(r) and self._is_elsewhere(r)
            whole = self._whole_name(r) if short else None
            if whole is not None:
                return whole  # "house lights" are so called, and no lights of the front of house
            own = self._own_name(r) if r.place is not None and not r.query.many else None
            return own or self._class_only(r, r.cls) or self._whole_name(r)
        return self._named(r) or self._without_prefix(r)

    def _whole_name(self, r: "_Reading") -> Found | None:
        """A device called just so, where the mention as a place and a kind fits nothing there."""
        if r.place is None:
            return None
        called = self._index.named_as_said if r.query.many else self._index.named
        exact = self._fit(r, called(r.query.phrase), r.query.scope.said)
        return r.found(exact, "name", whole=True) if exact else None

    def _is_abbreviated(self, r: "_Reading") -> bool:
        """Whether the words for the place of a mention are only short for it."""
        return r.place is not None and not self._index.places.by_name(r.place_words)

    def _is_elsewhere(self, r: "_Reading") -> bool:
        """Whether the place of a mention is none that is looked in first."""
        return r.areas is None or r.areas.isdisjoint(r.query.scope.prefer)

    def _own_name(self, r: "_Reading") -> Found | None:
        """One device in whose name the word stands that only abbreviates a place.

        "diner light" is the Diner Pendant of the Kitchen/Diner before the other lights there.
        """
        word = r.place_words
        if r.areas is None or not self._is_abbreviated(r):
            return None
        inside = [i for area in r.areas for i in self._index.in_area(area)]
        named = [i for i in inside if any(set(word) <= set(n) for n in self._item(i).names)]
        fit = self._fit(r, [i for i in named if self._is_of(i, r.cls)], r.areas)
        return r.found(fit, "part") if len(fit) == 1 else None

    def _is_of(self, at: int, cls: ClassMention | None) -> bool:
        return cls is None or cls.cls.key in self._item(at).strong

    def _without_prefix(self, r: "_Reading") -> Found | None:
        """Read a place's name as part of a device's: "kitchen door light" in the hall."""
        if r.areas is None:
            return None
        stems = r.query.phrase.stems
        plain = _Reading(r.query, stems, self._lexicon.class_in(stems), None, None)
        return self._named(plain)

    def _class_only(self, r: "_Reading", cls: ClassMention) -> Found | None:
        """Class words alone: "the lights", "kitchen lights", "the fan"."""
        areas = r.areas if r.areas is not None else r.query.scope.said
        exact = self._fit(r, self._index.named(r.query.phrase), areas)
        if areas is not None or r.query.everywhere:
            return self._class_within(r, cls, areas, exact)
        for area in r.query.scope.prefer:
            here = frozenset({area})
            found = self._class_within(r, cls, here, [i for i in exact if self._area(i) == area])
            if found is not None:
                return found
        return self._class_within(r, cls, None, exact)

    def _class_within(
        self,
        r: "_Reading",
        cls: ClassMention,
        areas: frozenset[str] | None,
        exact: list[int],
    ) -> Found | None:
        phrase = r.query.phrase
        if r.query.many:
            as_said = set(self._index.named_as_said(phrase)).intersection(exact)
            if phrase.plural and as_said and "all" not in phrase.counts:
                return r.found(as_said, "name", whole=True)
        elif exact:
            return r.found(exact, "name", whole=True)
        elif areas is not None:
            short = [i for a in areas for i in self._index.short(a, "".join(r.rest))]
            short = self._fit(r, short, areas)
            if short:
                return r.found(short, "name", whole=True)
        called = self._called_by_word(r, cls)
        if called is not None:
            inside = [i for i in called if areas is None or self._within(i, areas)]
            return r.found(inside, "part") if inside else None
        members = self._members(r, cls, areas) or exact
        return r.found(members, "class", unnamed=True) if members else None

    def _called_by_word(self, r: "_Reading", mention: ClassMention) -> list[int] | None:
        """Devices of another kind that go by a word that is but one of many for this class.

        "The vents" are covers called so before they are fans, where the intent suits both as
        well; None where the class is meant.
        """
        cls = mention.cls
        if r.query.tiers is None or mention.word == cls.plain:
            return None
        said = r.areas if r.areas is not None else r.query.scope.said
        domains = (domain for tier in r.query.tiers for domain in tier)
        called = set(self._index.ending_with(mention.word, domains))
        members = set(self._index.members(cls.key, said))
        if called <= members:
            return None
        own = [i for i in self._fit(r, [*members, *called], said) if i in called]
        return None if members.issuperset(own) else own

    def _members(
        self, r: "_Reading", mention: ClassMention, areas: frozenset[str] | None
    ) -> list[int]:
        """The entities of the class, those of its own before those that stand in."""
        cls = mention.cls
        every = list(self._index.members(cls.key, areas))
        if r.query.many and cls.plural:
            every.extend(self._in_plural(cls, areas))
        strong = self._fit(r, every, areas)
        strong = [i for i in strong if not self._index.is_accessory(i)] or strong
        if strong:
            literal = cls.literal or len(mention.word) > 1
            return self._called(mention, strong) if literal else strong
        return self._called(mention, self._fit(r, self._index.stand_ins(cls.key, areas), areas))

    def _in_plural(self, cls: DeviceClass, areas: frozenset[str] | None) -> Iterable[int]:
        """Entities that only a plural means: every lock, for "the doors"."""
        for at in self._index.stand_ins(cls.key, areas):
            entity = self._item(at).entity
            if any(one.fits(entity.domain, entity.device_class) for one in cls.plural):
                yield at

    def _called(self, mention: ClassMention, items: list[int]) -> list[int]:
        """Those in whose name the very words stand; all where there are none."""
        said = set(mention.word)
        very = [i for i in items if any(said <= set(name) for name in self._item(i).names)]
        return very or items

    def _named(self, r: "_Reading") -> Found | None:
        """A mention with words of its own: "desk lamp", "dyson", "kitchen counter lights"."""
        areas = r.areas if r.areas is not None else r.query.scope.said
        exact = self._fit(r, self._index.named(r.query.phrase), r.query.scope.said)
        if r.query.many:
            as_said = [i for i in exact if i in set(self._index.named_as_said(r.query.phrase))]
            if as_said and r.query.phrase.plural:
                return r.found(self._nearest(r, as_said), "name", whole=True)
            every = dict.fromkeys(exact)
            every.update(dict.fromkeys(self._relative(r, areas)))
            every.update(dict.fromkeys(self._partial(r, areas)))
            return r.found(every, "part") if every else None
        local: Sequence[str] = () if areas is not None else r.query.scope.prefer
        for area in local:
            near = self._relative(r, frozenset({area}))
            if near:
                return r.found(near, "name", whole=True)
        if exact:
            return r.found(exact, "name", whole=True)
        if areas is not None:
            near = self._relative(r, areas)
            if near:
                return r.found(near, "name", whole=True)
        for area in local:
            part = self._partial(r, frozenset({area}))
            if part:
                return r.found(part, "part")
        part = self._partial(r, areas)
        return r.found(part, "part") if part else None

    def _nearest(self, r: "_Reading", items: list[int]) -> list[int]:
        """Those in the place that is looked in first, if any are: each room has "Mirror Bulbs"."""
        if r.query.counted or r.query.scope.said is not None:
            return items
        for area in r.query.scope.prefer:
            near = [at for at in items if self._area(at) == area]
            if near:
                return near
        return items

    def _relative(self, r: "_Reading", areas: frozenset[str] | None) -> list[int]:
        """Entities whose name, without that of their area, is the mention."""
        if areas is None:
            return []
        key = "".join(r.rest)
        return self._fit(r, [i for a in areas for i in self._index.short(a, key)], areas)

    def _partial(self, r: "_Reading", areas: frozenset[str] | None) -> list[int]:
        """Entities that all words of the mention speak of: by name, place or class."""
        words = r.modifiers
        if not words or (all(word.isdigit() for word in words) and not r.is_numbered):
            return []
        pool = self._pool(words, areas)
        fits: dict[str, list[int]] = {"strong": [], "placed": [], "weak": []}
        for at in pool:
            fit = self._speaks_of(self._item(at), words, r.cls)
            if fit is not None:
                fits[fit].append(at)
        if r.query.many:
            fits["strong"].extend(fits.pop("placed"))
        for items in fits.values():
            found = self._fit(r, items, areas)
            if found:
                return self._called(r.cls, found) if r.cls and r.cls.cls.literal else found
        return []

    def _pool(self, words: tuple[str, ...], areas: frozenset[str] | None) -> Iterable[int]:
        """The fewest entities that can hold all these words."""
        best: list[int] | None = None
        for word in words:
            pool = list(self._index.with_word(word))
            for area in self._index.places.areas_with(word):
                pool.extend(self._index.in_area(area))
            if best is None or len(pool) < len(best):
                best = pool
        if areas is not None:
            inside = [i for area in areas for i in self._index.in_area(area)]
            inside.extend(i for i in best or () if self._area(i) is None)
            if best is None or len(inside) < len(best):
                best = inside
        return dict.fromkeys(best or ())

    def _speaks_of(
        self, item: Item, words: tuple[str, ...], cls: ClassMention | None
    ) -> str | None:
        """How the words speak of an entity.

        ``strong`` by its name, ``placed`` by its place and class alone, ``weak`` as a stand-in;
        None if they do not.
        """
        own = self._index.places.tokens.get(item.area or "", frozenset())
        for name in item.names:
            said = [word for word in words if word in name]
            if not said or not all(word in name or word in own for word in words):
                continue
            if item.domain in _BY_NAME and 2 * len(said) < len([w for w in name if w not in own]):
                continue
            if cls is None or cls.cls.key in item.strong or set(cls.word) <= set(name):
                return "strong"
            if cls.cls.key in item.weak:
                return "weak"
        if cls is not None and cls.cls.key in item.strong and all(w in own for w in words):
            return "placed"  # "bedroom lamp" in the master bedroom
        return None

    def _fit(self, r: "_Reading", items: Iterable[int], areas: frozenset[str] | None) -> list[int]:
        """Those of the asked domains and places; the first tier that has any."""
        inside = [i for i in dict.fromkeys(items) if areas is None or self._within(i, areas)]
        if r.query.tiers is None:
            return inside
        for tier in r.query.tiers:
            fit = [i for i in inside if self._index.items[i].domain in tier]
            if fit:
                return fit
        r.off.extend(inside)
        return []

    def _within(self, at: int, areas: frozenset[str]) -> bool:
        area = self._area(at)
        return area is None or area in areas

    def _area(self, at: int) -> str | None:
        return self._index.items[at].area

    def _item(self, at: int) -> Item:
        return self._index.items[at]


#: Entities that go by their whole name: half of it at least must be said.
_BY_NAME = frozenset({"scene", "script", "automation", "button", "input_button"})


@dataclass(slots=True)
class _Reading:
    """A mention as it is looked up."""

    query: Query
    rest: tuple[str, ...]
    """Its words without the place it begins or ends with."""
    cls: ClassMention | None
    areas: frozenset[str] | None
    """The areas of that place, within those that were said; None if it names none."""
    place: Place | None
    off: list[int] = field(default_factory=list)

    @property
    def is_class_only(self) -> bool:
        return self.cls is not None and self.cls.end - self.cls.start == len(self.rest)

    @property
    def is_numbered(self) -> bool:
        """Whether it is a kind of device and a number: "socket 3"."""
        return not self.query.many and self.cls is not None and self.cls.start == 0

    @property
    def place_words(self) -> tuple[str, ...]:
        """The words for the place, at its beginning or its end."""
        stems = self.query.phrase.stems
        size = len(stems) - len(self.rest)
        return stems[:size] if stems[size:] == self.rest else stems[-size:]

    @property
    def modifiers(self) -> tuple[str, ...]:
        """The words that are no class word."""
        if self.cls is None:
            return self.rest
        return self.rest[: self.cls.start] + self.rest[self.cls.end :]

    def found(
        self, items: Iterable[int], how: str, *, whole: bool = False, unnamed: bool = False
    ) -> Found:
        return Found(
            tuple(sorted(items)),
            how,
            self.query.phrase,
            self.cls,
            self.place,
            whole,
            unnamed,
            tuple(self.off),
        )
