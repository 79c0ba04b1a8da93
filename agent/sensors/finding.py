"""What a text or payload of a device tells, before it is looked for in a home."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Literal

#: Which side of a limit.
Side = Literal["above", "below"]
Intent = Literal["SensorReading", "SensorEvent", "SensorAlert", "DeviceFault"]
Severity = Literal["info", "warning", "critical"]
Fault = Literal["battery_low", "offline", "error", "stuck", "invalid_value"]

#: Events that must not wait for anything.
URGENT_EVENTS = frozenset(("leak", "smoke", "gas", "tamper"))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and when something was measured or happened, as far as it is told."""

    name: str | None = None
    """The device, as written."""
    ids: tuple[str, ...] = ()
    """What else names the device: addresses, serial numbers, its topic."""
    area: str | None = None
    """The place, as written."""
    said: tuple[str, ...] = field(default=(), compare=False)
    """Other texts beside it; one may be the very name of a device."""
    time: float | None = None
    """The source's own time, in seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Raw:
    """The words that something was read from."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One reading, event, alert or fault."""

    intent: Intent
    origin: Origin = Origin()
    quantity: str | None = None
    """A sensor device class of Home Assistant."""
    value: float | int | None = None
    """As written."""
    unit: str | None = None
    """As Home Assistant writes it; None where there is none."""
    value_si: float | None = None
    unit_si: str | None = None
    limit: float | int | None = None
    """In ``unit``."""
    direction: Side | None = None
    event: str | None = None
    severity: Severity | None = None
    fault: Fault | None = None
    code: str | None = None
    reason: str | None = None
    """What is wrong with a value, for a person."""
    channel: str | None = None
    """What tells several of one device apart: ``outdoor``, ``2``."""
    confidence: float = 1.0
    raw: dict[str, Raw] = field(default_factory=dict)
    """Where the slots stand in a text, by slot; empty for structured payloads."""

    @property
    def is_urgent(self) -> bool:
        """Whether it goes before everything else, and is never shed."""
        return self.event in URGENT_EVENTS or self.severity == "critical"

    @property
    def key(self) -> Hashable:
        """What a later reading of the same makes this one needless by."""
        return self.origin.name, self.origin.ids, self.origin.area, self.quantity, self.channel


def alike(one: Finding, other: Finding) -> bool:
    """Whether two findings of one thing tell the same: in two units, as far as they are rounded."""
    if one.value_si is None or other.value_si is None:
        return one == other
    if one.unit == other.unit:
        return one.value_si == other.value_si
    return abs(one.value_si - other.value_si) <= 0.005 * abs(one.value_si)
