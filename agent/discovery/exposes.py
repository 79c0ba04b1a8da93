"""Zigbee2MQTT's exposes: what a device shows and what it takes.

See https://www.zigbee2mqtt.io/guide/usage/exposes.html
"""

from dataclasses import dataclass
from typing import Any

import msgspec

from agent.discovery.convert import Choice
from agent.discovery.fields import as_text, clean, slug, words
from agent.discovery.interface import Availability, Commands

#: Bits of ``access``: it stands in the published state; it can be set.
PUBLISHED, SETTABLE = 1, 2


class Expose(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a device shows or takes; main types hold features of the same form."""

    type: str
    name: str = ""
    property: str = ""
    endpoint: str | None = None
    label: str = ""
    access: int = 0
    category: str | None = None
    unit: str | None = None
    value_on: Any = None
    value_off: Any = None
    value_min: float | None = None
    value_max: float | None = None
    value_step: float | None = None
    values: tuple[Any, ...] = ()
    features: tuple["Expose", ...] = ()

    def feature(self, *names: str) -> "Expose | None":
        """The first feature of one of these names."""
        return next((f for name in names for f in self.features if f.name == name), None)

    def without_endpoint(self) -> "Expose":
        """The same without the part of the device it belongs to, as a group has it."""
        features = tuple(
            msgspec.structs.replace(f, property=f.plain(), endpoint=None) for f in self.features
        )
        return msgspec.structs.replace(self, endpoint=None, features=features)

    def joined(self, other: "Expose") -> "Expose":
        """An expose with the features of both."""
        have = {f.name for f in self.features}
        added = tuple(f for f in other.features if f.name not in have)
        return msgspec.structs.replace(self, features=(*self.features, *added))

    def key(self, device: str) -> str:
        """Names the entity, whatever the device is called."""
        parts = (device, self.type, self.name, self.endpoint)
        return " ".join(clean(part) for part in parts if part)

    def plain(self) -> str:
        """The property without the part of the device it belongs to."""
        return self.property.removesuffix(f"_{self.endpoint}") if self.endpoint else self.property


@dataclass(frozen=True, slots=True)
class Place:
    """The device or group that an expose belongs to."""

    topic: str
    """Where it publishes its state."""
    announced: str
    device: str
    friendly_name: str
    name: str
    availability: Availability

    def commands(self, features: tuple[Expose, ...]) -> Commands | None:
        """How these features are set, None where none can be."""
        settable = {f.name: f for f in features if f.access & SETTABLE and f.property}
        if not settable:
            return None
        return Commands("zigbee2mqtt", {"topic": f"{self.topic}/set", "features": settable})

    def object_id(self, part: str) -> str:
        """The part of an entity id after the dot."""
        return slug(f"{self.friendly_name} {part}") or slug(f"{self.device} {part}")

    def full_name(self, part: str) -> str:
        """The device's name with what names a part of it."""
        return clean(f"{self.name} {words(part)}")


def on_off(expose: Expose, flipped: bool = False) -> Choice:
    """The values of a binary expose as ``on`` and ``off``."""
    on, off = ("off", "on") if flipped else ("on", "off")
    return Choice({shown(expose.value_off): off, shown(expose.value_on): on})


def shown(value: Any) -> str:
    """A value of an expose as text."""
    return as_text(value) or ""
