"""The areas of a home: those that were told, and those that names tell."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

import msgspec

from agent.discovery.fields import clean, slug
from agent.home import Area
from agent.tables import table

#: Longest area name looked for in a device's name, in words.
_MOST_WORDS = 4

_PARTED = str.maketrans("_-", "  ")
_POSSESSIVE = re.compile(r".+['\u2019]s$|.+s['\u2019]$")


class Areas:
    """Finds the area of a name, and adds those that were not known before.

    Args:
        known: areas of the home file and of a pushed home; they are kept as they are.
    """

    def __init__(self, known: Iterable[Area]) -> None:
        self._areas: dict[str, Area] = {area.id: area for area in known}
        self._by_name: dict[str, str] = {}
        for area in self._areas.values():
            for name in (area.id, area.name, *area.aliases):
                self._by_name.setdefault(folded(name), area.id)

    def all(self) -> tuple[Area, ...]:
        """All areas, those that were known first."""
        return tuple(self._areas.values())

    def get(self, area_id: str) -> Area | None:
        """The area of an id."""
        return self._areas.get(area_id)

    def put(self, name: str) -> str | None:
        """The id of the area of this name or alias; a new area if there is none.

        None of a name without letters.
        """
        key = folded(name)
        if key in self._by_name:
            return self._by_name[key]
        area_id = slug(name)
        if not area_id:
            return None
        if area_id not in self._areas:
            self._areas[area_id] = Area(id=area_id, name=clean(name))
        self._by_name[key] = area_id
        return area_id

    def told_by(self, name: str) -> str | None:
        """The id of the area that a device's name begins or ends with.

        An area of this home goes before a place from the vocabulary, which becomes an area.
        """
        parts = name.split()
        phrases = _phrases(parts)
        for phrase in phrases:
            if (known := self._by_name.get(folded(" ".join(phrase)))) is not None:
                return known
        place = next((place for phrase in phrases if (place := _place(phrase))), None)
        return self.put(place) if place else None


def folded(name: str) -> str:
    """A name as it is compared: no case, no difference between ``_``, ``-`` and a space."""
    return " ".join(name.translate(_PARTED).casefold().split())


def _phrases(parts: list[str]) -> list[list[str]]:
    """What may name the area: the first words, longest first, then the last ones."""
    lengths = range(min(_MOST_WORDS, len(parts)), 0, -1)
    return [parts[:n] for n in lengths] + [parts[-n:] for n in lengths]


@cache
def _vocabulary() -> tuple[frozenset[str], Mapping[str, str], frozenset[str]]:
    told = table("en/areas")
    return frozenset(told["places"]), told["short"], frozenset(told["qualifiers"])


def _place(phrase: list[str]) -> str | None:
    """The place that a phrase names, as it is shown: qualifiers, a place, perhaps a number."""
    places, short, qualifiers = _vocabulary()
    words = [folded(word) for word in phrase]
    end = len(words) - 1 if len(words) > 1 and words[-1].isdecimal() else len(words)
    for start in range(end):
        name = " ".join(words[start:end])
        if name not in places and name not in short:
            continue
        if not all(word in qualifiers or _POSSESSIVE.match(word) for word in words[:start]):
            return None
        named = short[name].split() if name in short else phrase[start:end]
        return _shown([*phrase[:start], *named, *phrase[end:]])
    return None


def _shown(phrase: list[str]) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in phrase)


def with_areas(areas: Iterable[Area], more: Iterable[Area]) -> tuple[Area, ...]:
    """Areas of two homes; of one id the first counts, with what only the second knows."""
    merged = {area.id: area for area in areas}
    for area in more:
        first = merged.get(area.id)
        merged[area.id] = area if first is None else _filled(first, area)
    return tuple(merged.values())


def _filled(first: Area, second: Area) -> Area:
    return msgspec.structs.replace(
        first, floor=first.floor or second.floor, aliases=first.aliases or second.aliases
    )
