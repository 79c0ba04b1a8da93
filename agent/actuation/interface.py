"""What is wanted of a device, and the messages that ask for it."""

from dataclasses import dataclass
from typing import Literal

from agent.home import Entity

Verb = Literal[
    "on",
    "off",
    "open",
    "close",
    "lock",
    "unlock",
    "press",
    "start",
    "dock",
    "position",
    "speed",
    "temperature",
    "fan_mode",
]


@dataclass(frozen=True, slots=True)
class Demand:
    """What one entity is to do, in Home Assistant's units."""

    verb: Verb
    amount: float | None = None
    """Of ``position`` and ``speed`` in percent, of ``temperature`` in degrees."""
    mode: str | None = None
    """Of ``fan_mode``."""
    brightness: int | None = None
    """Of a light that is turned on: 1 to 255."""
    rgb: tuple[int, int, int] | None = None
    kelvin: int | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """One message to a device."""

    topic: str
    payload: str
    retain: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a device is not commanded, for a person."""

    reason: str


@dataclass(frozen=True, slots=True)
class Act:
    """What became of one intent on one entity."""

    entity: str
    intent: str
    sends: tuple[Send, ...] = ()
    refused: str | None = None
    """Why nothing is sent, None where something is."""
    again: bool = True
    """Whether it may be sent once more: it says what shall be, and not what shall happen."""


#: Messages in their order, or why there are none.
Answer = tuple[Send, ...] | Refusal


def number(entity: Entity, attribute: str) -> float | None:
    """An attribute that is a number, else None."""
    value = entity.attributes.get(attribute)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
