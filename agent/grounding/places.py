"""The places of a home, and the mentions that name them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agent.grounding.lexicon import Lexicon
from agent.grounding.near import likest
from agent.home import Area, Floor, Home

#: Most words a place's name may have for it to be found inside another mention.
MAX_WORDS = 5


@dataclass(frozen=True, slots=True)
class Place:
    """An area, a floor, or a stretch of the house that a word names ("outside")."""

    kind: str
    """``area``, ``floor``, ``region`` (areas that a word names together), ``either`` (areas of
    which one is meant), ``home``, or ``here`` where the place that "here" or "there" points at
    is not known."""
    id: str
    name: str
    areas: frozenset[str]
    """The ids of the areas it covers."""


class Places:
    """Look-up of places by what people call them."""

    def __init__(self, home: Home, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.areas: dict[str, Place] = {}
        self.floor_of: dict[str, str] = {a.id: a.floor for a in home.areas if a.floor}
        self._exact: dict[str, list[Place]] = {}
        self._by_token: dict[str, set[str]] = {}
        self.tokens: dict[str, frozenset[str]] = {}
        """Area id to all words of its names."""
        self._names_of: dict[str, list[tuple[str, ...]]] = {}
        self._said_names: dict[str, list[tuple[str, ...]]] = {}
        self._heads: dict[str, list[Place]] = {}
        self._called: dict[str, tuple[str, ...]] = {}
        """What areas are called to the letter, to their ids."""
        self._add_areas(home.areas)
        self.floors = self._add_floors(home)
        self._levels = self._rank_floors(home.floors)
        self._all = frozenset(self.areas)
        self._outdoor = frozenset(a.id for a in home.areas if self._is_outdoor(a))

    def find(
        self, text: str, *, speaker: str | None = None, there: str | None = None
    ) -> Place | None:
        """The place that a mention names, or None.

        Args:
            text: the mention, such as "the kitchen", "upstairs", "here".
            speaker: the id of the area the speaker is in.
            there: the id of the area that was last spoken of.
        """
        phrase = self._lexicon.phrase(text)
        many = phrase.plural or bool(phrase.counts)
        exact = self.by_name(phrase.stems)
        if exact and not (many and len(self._headed(phrase.stems)) > 1):
            return self._one_of(exact, many=many, speaker=speaker)
        special = self._special(text, many, {"here": speaker, "there": there or speaker})
        if special is not None:
            return special
        partial = self._headed(phrase.stems) or self._partial(phrase.stems)
        return self._one_of(partial, many=many, speaker=speaker) if partial else None

    def by_name(self, stems: tuple[str, ...]) -> tuple[Place, ...]:
        """The places whose whole name, alias or id this is."""
        return tuple(self._exact.get("".join(stems), ()))

    def is_name(self, key: str) -> bool:
        """Whether a place goes by these words, run together."""
        return key in self._exact

    def sounding(self, text: str) -> Place | None:
        """The only place whose name sounds much like a mention: "lost room" for the loft room."""
        name = likest([self._lexicon.phrase(text).key], self._exact)
        named = () if name is None else self._exact[name]
        return named[0] if len(named) == 1 else None

    def prefix(
        self, stems: tuple[str, ...], *, many: bool = False, speaker: str | None = None
    ) -> tuple[int, Place | None]:
        """The longest place name that a phrase starts with, and its number of words."""
        for size in range(min(len(stems) - 1, MAX_WORDS), 0, -1):
            found = self.by_name(stems[:size]) or self._headed(stems[:size])
            if found:
                return size, self._one_of(found, many=many, speaker=speaker)
            region = self._region(" ".join(stems[:size]))
            if region is not None and region.areas:
                return size, region
        return 0, None

    def suffix(
        self, stems: tuple[str, ...], *, many: bool = False, speaker: str | None = None
    ) -> tuple[int, Place | None]:
        """The longest place name that a phrase ends with, as :meth:`prefix`."""
        for size in range(min(len(stems) - 1, MAX_WORDS), 0, -1):
            found = self.by_name(stems[-size:])
            if found:
                return size, self._one_of(found, many=many, speaker=speaker)
            region = self._region(" ".join(stems[-size:]))
            if region is not None and region.areas:
                return size, region
        return 0, None

    @staticmethod
    def _one_of(places: Sequence[Place], *, many: bool, speaker: str | None) -> Place:
        """Several places as one: all of them, or one that is yet to be chosen."""
        if len(places) == 1:
            return places[0]
        own = [place for place in places if place.id == speaker]
        if own and not many:
            return own[0]
        areas = frozenset[str]().union(*(place.areas for place in places))
        kind = "region" if many else "either"
        return Place(kind, "+".join(p.id for p in places), ", ".join(p.name for p in places), areas)

    def inside(self, stems: tuple[str, ...]) -> str | None:
        """The area whose name stands anywhere in a name; the longest; None if none or several."""
        for size in range(min(len(stems), MAX_WORDS), 0, -1):
            hits = {
                place.id
                for at in range(len(stems) - size + 1)
                for place in self._exact.get("".join(stems[at : at + size]), ())
                if place.kind == "area"
            }
            if len(hits) == 1:
                return hits.pop()
            if hits:
                return None
        return None

    def without_name(self, stems: tuple[str, ...], area: str) -> tuple[str, ...]:
        """A device's name without that of its area at its beginning or end."""
        for name in self._names_of[area]:
            size = len(name)
            if size < len(stems) and stems[:size] == name:
                return stems[size:]
            if size < len(stems) and stems[-size:] == name:
                return stems[:-size]
        return stems

    def abbreviates(self, stems: tuple[str, ...]) -> bool:
        """Whether words are short for an area, but neither its name nor the noun in it.

        "laser" for the laser room; not "bedroom" for the master bedroom.
        """
        names = [name for area in self._partial(stems) for name in self._said_names[area.id]]
        ends = any(name[-len(stems) :] == stems for name in names)
        return not ends and any(set(stems) < set(name) for name in names)

    def areas_with(self, token: str) -> frozenset[str]:
        """The ids of areas in whose name or alias this word stands."""
        return frozenset(self._by_token.get(token, ()))

    def vocabulary(self) -> Iterable[str]:
        """Every word of every area and floor name."""
        return self._by_token

    def area_id(self, said: str) -> str | None:
        """An area's id, from its id, name or alias; None if there is no such area."""
        if said in self.areas:
            return said
        called = self._called.get(said.strip().casefold(), ())
        if len(called) == 1:  # "C#" and "C++" are one where only letters count
            return called[0]
        areas = [
            place
            for place in self.by_name(self._lexicon.phrase(said).stems)
            if place.kind == "area"
        ]
        return areas[0].id if len(areas) == 1 else None

    def whole(self) -> Place:
        """The whole home."""
        return Place("home", "home", "home", self._all)

    def _add_areas(self, areas: tuple[Area, ...]) -> None:
        for area in areas:
            place = Place("area", area.id, area.name, frozenset({area.id}))
            self.areas[area.id] = place
            words: set[str] = set()
            names: list[tuple[str, ...]] = []
            for name in dict.fromkeys(one.strip().casefold() for one in (area.name, *area.aliases)):
                self._called[name] = (*self._called.get(name, ()), area.id)
            for name in (area.name, *area.aliases, area.id.replace("_", " ")):
                stems = self._lexicon.phrase(name).stems
                words.update(stems)
                self._name(stems, place)
                names.append(stems)
                if len(stems) > 1 and stems[-1] in self._lexicon.suffix:
                    names.append(stems[:-1])
                if len(stems) > 1:
                    self._heads.setdefault(stems[-1], [])
                    if place not in self._heads[stems[-1]]:
                        self._heads[stems[-1]].append(place)
            self.tokens[area.id] = frozenset(words)
            self._said_names[area.id] = [
                self._lexicon.phrase(name).stems for name in (area.name, *area.aliases)
            ]
            self._names_of[area.id] = sorted(dict.fromkeys(names), key=len, reverse=True)
            for word in words:
                self._by_token.setdefault(word, set()).add(area.id)

    def _add_floors(self, home: Home) -> dict[str, Place]:
        floors: dict[str, Place] = {}
        for floor in home.floors:
            areas = frozenset(area.id for area in home.areas if area.floor == floor.id)
            place = Place("floor", floor.id, floor.name, areas)
            floors[floor.id] = place
            for name in (floor.name, *floor.aliases):
                stems = self._lexicon.phrase(name).stems
                self._name(stems, place)
                for stem in stems:
                    self._by_token.setdefault(stem, set())
        self._add_floor_words(home.floors, floors)
        return floors

    def _add_floor_words(self, listed: Iterable[Floor], floors: Mapping[str, Place]) -> None:
        """Name floors with the word "floor" after what they are called, where none is called so."""
        own = frozenset(self._exact)
        for floor in listed:
            for name in (floor.name, *floor.aliases):
                stems = (*self._lexicon.phrase(name).stems, "floor")
                bare = len(stems) == 1 or stems[-2] in self._lexicon.suffix
                if not bare and "".join(stems) not in own:
                    self._name(stems, floors[floor.id])

    def _name(self, stems: tuple[str, ...], place: Place) -> None:
        if not stems:
            return  # a name of symbols alone cannot be said
        known = self._exact.setdefault("".join(stems), [])
        if place in known:
            return
        if place.kind == "floor" and any(other.kind == "area" for other in known):
            return  # a room is meant before a floor of the same name
        known.append(place)

    def _headed(self, stems: tuple[str, ...]) -> Sequence[Place]:
        """Areas that go by this last word: "bedroom" for the master bedroom and the kids'."""
        if len(stems) != 1 or stems[0] in self._lexicon.suffix:
            return ()
        known = [p for p in self._exact.get(stems[0], ()) if p.kind == "area"]
        return [*known, *(p for p in self._heads.get(stems[0], ()) if p not in known)]

    def _partial(self, stems: tuple[str, ...]) -> Sequence[Place]:
        """Areas whose name holds all the words said: "master" for "Master Bedroom"."""
        words = [stem for stem in stems if stem not in self._lexicon.suffix] or list(stems)
        ids: frozenset[str] | None = None
        for word in words:
            ids = self.areas_with(word) if ids is None else ids & self.areas_with(word)
        return [self.areas[i] for i in sorted(ids)] if ids else ()

    def _special(self, text: str, many: bool, pointed_at: Mapping[str, str | None]) -> Place | None:
        lex = self._lexicon
        stems = [lex.speller.stem(word) for word in lex.speller.words(text)]
        plain = " ".join(s for s in stems if s not in lex.articles or s in ("all", "every"))
        plain = plain.removeprefix("in ").removeprefix("on ")
        region = lex.regions.get(plain, "")
        if region == "home" or (many and plain in ("room", "area", "floor")):
            return self.whole()
        if region in pointed_at and not many:
            area = self.areas.get(pointed_at[region] or "")
            return area or Place("here", region, text, frozenset())
        return self._region(plain)

    def _region(self, plain: str) -> Place | None:
        """Areas that a word of the language names together: "outside", "upstairs"."""
        region = self._lexicon.regions.get(plain)
        if region == "outside":
            return Place("region", "outside", "outside", self._outdoor)
        if region == "inside":
            return Place("region", "inside", "inside", self._all - self._outdoor)
        if region in ("upstairs", "downstairs"):
            return self._storeys(up=region == "upstairs")
        return None

    def _storeys(self, *, up: bool) -> Place | None:
        ranked = {fid: level for fid, level in self._levels.items() if level >= 0}
        if len(ranked) < 2:
            return None
        lowest = min(ranked.values())
        chosen = [fid for fid, level in ranked.items() if (level > lowest) == up]
        if len(chosen) == 1:
            return self.floors[chosen[0]]
        areas = frozenset[str]().union(*(self.floors[fid].areas for fid in chosen))
        name = "upstairs" if up else "downstairs"
        return Place("region", name, name, areas)

    def _rank_floors(self, floors: tuple[Floor, ...]) -> dict[str, int]:
        """Floor id to its level as far as names say it."""
        levels: dict[str, int] = {}
        for floor in floors:
            for name in (floor.name, *floor.aliases, floor.id.replace("_", " ")):
                level = self._level(self._lexicon.phrase(name).stems)
                if level is not None:
                    levels.setdefault(floor.id, level)
        return levels

    def _level(self, stems: tuple[str, ...]) -> int | None:
        core = tuple(stem for stem in stems if stem not in self._lexicon.suffix)
        return self._lexicon.levels.get(core)

    def _is_outdoor(self, area: Area) -> bool:
        names = (area.name, *area.aliases)
        stems = [self._lexicon.phrase(name).stems for name in names]
        floor = self.floors.get(area.floor or "")
        if floor is not None:
            stems.append(self._lexicon.phrase(floor.name).stems)
        known = self._lexicon.outdoor
        return any(
            tokens in known or tokens[-1:] in known or tokens[:1] in _OUT_FIRST for tokens in stems
        )


#: First words of outdoor places: "Outdoor Kitchen".
_OUT_FIRST = frozenset({("outdoor",), ("outside",), ("exterior",)})
