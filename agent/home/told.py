"""A home as somebody tells it, in YAML or JSON: read strictly, with where a fault is."""

import re
from collections.abc import Collection, Sequence
from typing import Any

import msgspec

from agent.errors import HomeError
from agent.home.facts import Area, Entity, Floor, Home
from agent.near import unknown_key

#: Where something stands: the keys and list positions that lead to it.
Where = tuple[str | int, ...]

_TOO_DEEP = "nested too deep, or something refers to itself"
#: Where msgspec found something wrong: ``$.entities[3].name``.
_AT = re.compile(r" - at `(?:key in )?\$([^`]*)`$")
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]")
_DOMAIN = re.compile(r"[a-z0-9_]+")
#: Known keys, by the list that they stand in; ``""`` is the home itself.
_KNOWN = {
    "": Home.__struct_encode_fields__,
    "floors": Floor.__struct_encode_fields__,
    "areas": Area.__struct_encode_fields__,
    "entities": Entity.__struct_encode_fields__,
}


class PlacedHomeError(HomeError):
    """What is wrong with a home, and where."""

    def __init__(self, problem: str, where: Where) -> None:
        super().__init__(problem)
        self.where = where


def read_home(data: Any, areas: Collection[str] | None = ()) -> Home:
    """A home from parsed YAML or JSON.

    Args:
        data: as parsed.
        areas: ids of areas that are listed elsewhere; None: any may be.

    Raises:
        HomeError: what is wrong and where, in one line.
    """
    try:
        return checked_home(data, areas)
    except PlacedHomeError as error:
        raise HomeError(f"home: {error}") from None


def checked_home(data: Any, areas: Collection[str] | None = ()) -> Home:
    """The same, for who can say more of where a fault is.

    Raises:
        PlacedHomeError: what is wrong, in one line, and where.
    """
    data = _with_states(data) if isinstance(data, dict) else data
    try:
        home = msgspec.convert(data if data is not None else {}, Home, strict=True)
    except msgspec.ValidationError as error:
        raise _explained(str(error), data) from None
    except RecursionError:
        raise PlacedHomeError(_TOO_DEEP, ()) from None
    _check(home, areas)
    _check_attributes(home)
    return home


def _with_states(data: dict[str, Any]) -> dict[str, Any]:
    """The same with states as texts: YAML reads "on" without quotes as true, "21" as a number."""
    entities = data.get("entities")
    if not isinstance(entities, list):
        return data
    rows = [{**row, "state": _state(row.get("state"))} if isinstance(row, dict) else row
            for row in entities]  # fmt: skip
    return {**data, "entities": rows}


def _state(value: Any) -> Any:
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value) if isinstance(value, int | float) else value


def _explained(problem: str, data: Any) -> PlacedHomeError:
    """What is wrong, with the id of what it is wrong with, and the mend where there is one."""
    at = _AT.search(problem)
    where: Where = tuple(
        name if name else int(position) for name, position in _STEP.findall(at[1] if at else "")
    )
    of = _called(data, where)
    if unknown := unknown_key(problem, _KNOWN, of):
        key, told = unknown
        return PlacedHomeError(told, (*where, key))
    if problem.startswith(("Expected `str`, got `bool`", "Expected `str`, got `int`")):
        of += "; put it in quotes"
    return PlacedHomeError(f"{problem}{of}", where)


def _called(data: Any, where: Where) -> str:
    """Which floor, area or entity it is that a place lies in, by its id."""
    rows = data.get(where[0]) if len(where) > 1 and isinstance(data, dict) else None
    row = rows[where[1]] if isinstance(rows, list) and isinstance(where[1], int) else None
    known = row.get("id") if isinstance(row, dict) else None
    return f", that is {' '.join(str(known).split())}" if known else ""


def _check(home: Home, elsewhere: Collection[str] | None) -> None:
    floors = _checked("floors", home.floors)
    areas = _checked("areas", home.areas)
    areas.update((one.area or "" for one in home.entities) if elsewhere is None else elsewhere)
    _checked("entities", home.entities)
    for at, area in enumerate(home.areas):
        if area.floor is not None and area.floor not in floors:
            problem = f"area {area.id!r} names floor {area.floor!r}, which is not listed"
            raise PlacedHomeError(problem, ("areas", at, "floor"))
    for at, entity in enumerate(home.entities):
        domain, _, name = entity.id.partition(".")
        if not (_DOMAIN.fullmatch(domain) and name.strip()):
            problem = f"entity id {entity.id!r} must look like light.hall_lamp"
            if domain != domain.lower():
                problem += ", its domain in small letters"
            raise PlacedHomeError(problem, ("entities", at, "id"))
        if entity.area is not None and entity.area not in areas:
            problem = f"entity {entity.id!r} names area {entity.area!r}, which is not listed"
            raise PlacedHomeError(problem, ("entities", at, "area"))


def _check_attributes(home: Home) -> None:
    """All of a home is told on request, so JSON must be able to."""
    for at, entity in enumerate(home.entities):
        if problem := _untellable(entity):
            where = ("entities", at, "attributes")
            raise PlacedHomeError(f"attributes of {entity.id!r}: {problem}", where)


def _untellable(entity: Entity) -> str | None:
    try:
        msgspec.json.encode(entity.attributes)
    except RecursionError:  # YAML may have something refer to itself
        return _TOO_DEEP
    except (TypeError, ValueError, OverflowError) as error:
        return str(error)
    return None


def _checked(what: str, rows: Sequence[Floor | Area | Entity]) -> set[str]:
    """The ids of a list in which each is unique, and nothing is without a name."""
    seen: set[str] = set()
    for at, one in enumerate(rows):
        if not one.id.strip():
            raise PlacedHomeError(f"{what}[{at}]: the id is empty", (what, at, "id"))
        if not one.name.strip():
            problem = f"{what}[{at}]: the name of {one.id!r} is empty; write what people call it"
            raise PlacedHomeError(problem, (what, at, "name"))
        if one.id in seen:
            raise PlacedHomeError(f"{what} lists {one.id!r} twice", (what, at, "id"))
        seen.add(one.id)
    return seen
