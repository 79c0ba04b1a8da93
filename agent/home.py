"""A home: floors, areas, entities and their states. Immutable; replaced whole."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml

from agent.errors import HomeError
from agent.messages import StateOverlay

#: Where msgspec found something wrong: ``$.entities[3].name``.
_AT = re.compile(r"\$\.(\w+)\[(\d+)\]")


class Floor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A floor of the house."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


class Area(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A room or another place."""

    id: str
    name: str
    floor: str | None = None
    aliases: tuple[str, ...] = ()


class Entity(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that can be commanded or asked about."""

    id: str
    """``<domain>.<object_id>``, as in Home Assistant."""
    name: str
    area: str | None = None
    aliases: tuple[str, ...] = ()
    state: str | None = None
    """None where it is not known."""
    attributes: dict[str, Any] = msgspec.field(default_factory=dict)

    @property
    def domain(self) -> str:
        """What stands before the dot of the id."""
        return self.id.partition(".")[0]

    @property
    def device_class(self) -> str | None:
        """The attribute ``device_class``, if it is a text."""
        value = self.attributes.get("device_class")
        return value if isinstance(value, str) else None


class Home(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that is known of a home."""

    floors: tuple[Floor, ...] = ()
    areas: tuple[Area, ...] = ()
    entities: tuple[Entity, ...] = ()

    def overlaid(self, states: Mapping[str, StateOverlay]) -> "Home":
        """This home with states replaced; attributes are merged. Unknown ids are ignored."""
        if not states:
            return self
        return msgspec.structs.replace(
            self, entities=tuple(_overlaid(e, states.get(e.id)) for e in self.entities)
        )


def _overlaid(entity: Entity, overlay: StateOverlay | None) -> Entity:
    if overlay is None:
        return entity
    return msgspec.structs.replace(
        entity,
        state=entity.state if overlay.state is None else overlay.state,
        attributes={**entity.attributes, **overlay.attributes},
    )


def read_home(data: Any) -> Home:
    """A home from parsed YAML or JSON.

    Raises:
        HomeError: what is wrong and where, in one line.
    """
    data = _with_states(data) if isinstance(data, dict) else data
    try:
        home = msgspec.convert(data if data is not None else {}, Home, strict=True)
    except msgspec.ValidationError as error:
        raise HomeError(f"home: {_put(str(error), data)}") from None
    _check(home)
    return home


def load_home(path: Path) -> Home:
    """A home from a YAML file.

    Raises:
        HomeError: the file is missing or broken; the text names file, line or key.
    """
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        data = yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506 - either loader is safe
    except OSError as error:
        raise HomeError(f"home file {path}: {error.strerror}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or error
        raise HomeError(f"home file {path}{line}: {problem}") from None
    try:
        return read_home(data)
    except HomeError as error:
        raise HomeError(f"home file {path}: {error}") from None


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


def _put(problem: str, data: Any) -> str:
    """What is wrong, with the id of what it is wrong with, and the mend where YAML took a text."""
    where = _AT.search(problem)
    rows = data.get(where.group(1)) if where and isinstance(data, dict) else None
    row = rows[int(where.group(2))] if where and isinstance(rows, list) else None
    if isinstance(row, dict) and row.get("id"):
        problem += f", that is {row['id']}"
    if problem.startswith(("Expected `str`, got `bool`", "Expected `str`, got `int`")):
        problem += "; put it in quotes"
    return problem


def _check(home: Home) -> None:
    floors = _unique("floors", [f.id for f in home.floors])
    areas = _unique("areas", [a.id for a in home.areas])
    _unique("entities", [e.id for e in home.entities])
    for area in home.areas:
        if area.floor is not None and area.floor not in floors:
            raise HomeError(f"area {area.id!r} names floor {area.floor!r}, which is not listed")
    for entity in home.entities:
        domain, dot, name = entity.id.partition(".")
        if not (domain and dot and name):
            raise HomeError(f"entity id {entity.id!r} must look like light.hall_lamp")
        if entity.area is not None and entity.area not in areas:
            raise HomeError(f"entity {entity.id!r} names area {entity.area!r}, which is not listed")


def _unique(what: str, ids: list[str]) -> set[str]:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise HomeError(f"{what} lists {one!r} twice")
        seen.add(one)
    return seen
