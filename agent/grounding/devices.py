"""The devices of a home as they name themselves: by name, by id, by the place they are in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from agent.grounding.finder import Finder
from agent.grounding.index import HomeIndex, Item
from agent.grounding.query import Query, Scope
from agent.grounding.verbatim import Names, Verbatim, plain_name
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
    tells: bool
    """Whether it may be the one that tells it: a thermometer tells no humidity."""


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
        return Names(
            (*devices, *self._object_ids, *self._known_as),
            [n for one in areas for n in (one.name, *one.aliases)],
        )

    @cached_property
    def _object_ids(self) -> dict[str, list[int]]:
        """Ids without their domain, as firmware spells them; one word may mean anything."""
        found: dict[str, list[int]] = {}
        for at, one in enumerate(self._index.home.entities):
            name = plain_name(one.id.partition(".")[2].replace("_", " "))
            if " " in name or any(map(str.isdigit, name)):
                found.setdefault(name, []).append(at)
        return found

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
        other: DevicePart | None = None
        beside = [name for name in list(said)[:_MAX_IDS] if name not in called]
        for name in (*called, *beside):
            numbers = self._named(name)
            if name in beside:
                numbers = [at for at in numbers if area is None or self._is_in(at, area)]
            fit = self._of_kind(numbers, area, wanted)
            if fit is not None:
                return self._part(fit, exact=len(numbers) == 1)
            fit = self._named_after(name, numbers, area, wanted, word) if numbers else None
            if fit is not None:
                return self._part(fit, exact=False)
            fit = next(iter(self._near(numbers, area)), None)
            if fit is not None and not self._tells_other(fit, wanted):
                return self._part(fit, exact=len(numbers) == 1)
            if fit is not None and name in called:
                other = other or self._part(fit, exact=len(numbers) == 1, tells=False)
        return other or self._meant(called, area, wanted, word)

    def _meant(
        self, called: list[str], area: str | None, kinds: list[str], word: str
    ) -> DevicePart | None:
        """The entity of a device that the home does not know by this very name."""
        for name in called:
            fit = self._named_after(name, [], area, kinds, word) if word else None
            if fit is not None:
                return self._part(fit, exact=False)
            fit = next(iter(self._far(name, kinds)), None)
            if fit is not None and not self._tells_other(fit, kinds):
                return self._part(fit, exact=False)
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
        named = index.named(index.lexicon.phrase(_spaced(name)))
        return list(named or self._object_ids.get(plain_name(_spaced(name)), []))

    def _far(self, name: str, kinds: list[str]) -> list[int]:
        """A device whose whole name is said in other words, if it is the only one."""
        phrase = self._index.lexicon.phrase(_spaced(name))
        domains = frozenset(kind.partition("/")[0] for kind in kinds)
        tiers = (domains,) if domains else None
        found = self._finder.find(Query(phrase, Scope(), False, tiers, plainly=True))
        return list(found.items) if found and len(found.items) == 1 and not found.unnamed else []

    def _of_kind(self, numbers: list[int], area: str | None, kinds: list[str]) -> int | None:
        """The first of the kind that fits best, of those in the area before others."""
        pool = self._near(numbers, area)
        return next((at for kind in kinds for at in pool if self._is_kind(at, kind)), None)

    def _near(self, numbers: list[int], area: str | None) -> list[int]:
        """Those in the area, if there are any."""
        here = [at for at in numbers if area is None or self._is_in(at, area)]
        return here or numbers

    def _is_in(self, at: int, area: str) -> bool:
        return self._item(at).area in (area, None)

    def _named_after(
        self, name: str, numbers: list[int], area: str | None, kinds: list[str], word: str
    ) -> int | None:
        """The one entity of these kinds that is named after a device: its name and more words."""
        index = self._index
        names = {index.lexicon.phrase(_spaced(name)).stems}
        names.update(*(self._item(at).names for at in numbers))
        after = {
            at: None
            for stems in names
            for at in (index.with_word(stems[0]) if stems else ())
            if any(_begins(own, stems) for own in self._item(at).names)
        }
        for kind in kinds:
            if kind.endswith("*"):
                continue
            found = self._near([at for at in after if self._is_kind(at, kind)], area)
            exact = self._named(f"{name} {word}") if len(found) > 1 and word else []
            found = [at for at in exact if at in found] or found
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def _is_kind(self, at: int, kind: str) -> bool:
        domain, _, device_class = kind.partition("/")
        item = self._item(at)
        return item.domain == domain and device_class in ("*", item.entity.device_class)

    def _tells_other(self, at: int, kinds: list[str]) -> bool:
        """Whether an entity measures something else than what is wanted."""
        item = self._item(at)
        if item.domain != "sensor" or item.entity.device_class is None:
            return False
        is_figure = bool(kinds) and kinds[0].startswith("sensor/")
        return is_figure and self._of_kind([at], None, kinds) is None

    def _part(self, at: int, *, exact: bool, tells: bool = True) -> DevicePart:
        item = self._item(at)
        return DevicePart(item.entity, item.area, exact, tells)

    def _item(self, at: int) -> Item:
        return self._index.items[at]


@cache
def _places() -> frozenset[str]:
    tables = table("en/areas")
    return frozenset((*tables["places"], *tables["short"]))


def is_place(word: str) -> bool:
    """Whether a word names a place in any home: ``kitchen``."""
    return _spaced(word).casefold().strip() in _places()


def _begins(name: tuple[str, ...], stems: tuple[str, ...]) -> bool:
    return 0 < len(stems) < len(name) and name[: len(stems)] == stems


def _spaced(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").replace("/", " ")
