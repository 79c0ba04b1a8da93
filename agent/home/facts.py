"""What a home is: floors, areas, entities and their states. Immutable; replaced whole."""

from collections.abc import Mapping
from typing import Any

import msgspec

from agent.messages import StateOverlay


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
