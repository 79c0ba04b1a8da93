"""The devices of a home as they name themselves: by name, by id, by the place they are in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from agent.grounding.finder import Finder
from agent.grounding.index import HomeIndex, Item
from agent.grounding.query import Query, Scope
from agent.grounding.verbatim import Names, Verbatim
from agent.home import Entity
from agent.tables import table

#: Device names that may be told from one text; a payload names few.
_MAX_IDS = 12


@dataclass(frozen=True, slots=True)
class DevicePart:
    """The entity of a device that something is told of."""

    entity: Entity
    area: str | None
    """The id of its area."""
    exact: bool
    """Whether the device was named by the entity's own name."""


class Devices:
    """Looks up who wrote a text.

    Args:
        index: the home.
        finder: of the same home.
        known_as: what else names devices, in small letters, to the ids of their entities.
    """

    def __init__(
        self, index: HomeIndex, finder: Finder, known_as: Mapping[str, tuple[str, ...]]
    ) -> None:
        self._index = index
        self._finder = finder
        self._known_as = known_as

    @cached_property
    def _verbatim(self) -> Names:
        entities, areas = self._index.home.entities, self._index.home.areas
        devices = [n for one in entities for n in (one.name, *one.aliases) if n]
        # The id without its domain, as firmware spells it.
        devices += [one.id.partition(".")[2] for one in entities]
        return Names(
            (*devices, *self._known_as), [n for one in areas for n in (one.name, *one.aliases)]
        )

    def verbatim(self, text: str) -> list[Verbatim]:
        """The devices and areas of the home that stand in a text by their very names."""
        return self._verbatim.within(text)

    def area_name(self, area_id: str) -> str:
        """The name of an area."""
        return self._index.places.areas[area_id].name

    def area_names(self) -> list[str]:
        """The names of all areas."""
        return [area.name for area in self._index.places.areas.values()]

    def area(self, said: str) -> str | None:
        """The id of the area of this name, alias or id."""
        return self._index.places.area_id(said)

    def area_in(self, name: str) -> str | None:
        """The id of the area whose name stands in a device's name: ``th-kitchen-01``."""
        return self._index.places.inside(self._index.lexicon.phrase(_spaced(name)).stems)

    def part(
        self,
        names: Iterable[str],
        area: str | None,
        kinds: Iterable[str],
        word: str,
        said: Iterable[str] = (),
    ) -> DevicePart | None:
        """The entity that a device tells of.

        Args:
            names: the device, by what it was called; the first that the home knows by its very
                name counts, else the first that it knows at all.
            area: the id of the area that it is said to be in.
            kinds: domains and device classes that fit, best first: ``sensor/temperature``.
            word: the quantity, as a part of a name.
            said: other texts, of which one may be the very name of a device.
        """
        wanted = list(kinds)
        called = list(names)[:_MAX_IDS]
        for name in (*called, *list(said)[:_MAX_IDS]):
            numbers = self._named(name)
            fit = self._best(numbers, area, wanted)
            if fit is not None:
                return self._part(fit, exact=len(numbers) == 1)
        for name in called:
            other = self._named(f"{name} {word}") if word else []
            fit = self._best(other or self._far(name, wanted), area, wanted)
            if fit is not None:
                return self._part(fit, exact=bool(other))
        return None

    def only(self, area: str, kinds: Iterable[str]) -> DevicePart | None:
        """The one entity of these kinds in an area; None of none and of several."""
        for kind in kinds:
            found = self._index.members(kind, (area,))
            if found:
                return self._part(found[0], exact=False) if len(found) == 1 else None
        return None

    def _named(self, name: str) -> list[int]:
        index = self._index
        if name in index.number:
            return [index.number[name]]
        known = self._known_as.get(name.casefold())
        if known:
            return [index.number[one] for one in known if one in index.number]
        return list(index.named(index.lexicon.phrase(_spaced(name))))

    def _far(self, name: str, kinds: list[str]) -> list[int]:
        """A device whose whole name is said in other words, if it is the only one."""
        phrase = self._index.lexicon.phrase(_spaced(name))
        domains = frozenset(kind.partition("/")[0] for kind in kinds)
        tiers = (domains,) if domains else None
        found = self._finder.find(Query(phrase, Scope(), False, tiers, plainly=True))
        return list(found.items) if found and len(found.items) == 1 and not found.unnamed else []

    def _best(self, numbers: list[int], area: str | None, kinds: list[str]) -> int | None:
        """The first that fits, of those in the area before others."""
        here = [at for at in numbers if area is None or self._item(at).area in (area, None)]
        pool = here or numbers
        for kind in kinds:
            domain, _, device_class = kind.partition("/")
            for at in pool:
                item = self._item(at)
                if item.domain == domain and device_class in ("*", item.entity.device_class):
                    return at
        return pool[0] if pool else None

    def _part(self, at: int, *, exact: bool) -> DevicePart:
        item = self._item(at)
        return DevicePart(item.entity, item.area, exact)

    def _item(self, at: int) -> Item:
        return self._index.items[at]


@cache
def _places() -> frozenset[str]:
    tables = table("en/areas")
    return frozenset((*tables["places"], *tables["short"]))


def is_place(word: str) -> bool:
    """Whether a word names a place in any home: ``kitchen``."""
    return _spaced(word).casefold().strip() in _places()


def _spaced(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").replace("/", " ")
