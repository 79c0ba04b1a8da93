"""Findings as intents with the devices and areas of this home."""

from collections.abc import Sequence
from dataclasses import replace

from agent.clock import rfc3339
from agent.grounding import DevicePart, Devices, is_place
from agent.messages import IntentResult, Slot, SlotValue
from agent.sensors.finding import URGENT_EVENTS, Finding
from agent.sensors.quantities import names_quantity, read_key
from agent.tables import table

#: Slots, in their order, with the field of a finding that each is of.
_SLOTS = (
    *("quantity", "value", "unit", "value_si", "unit_si", "event", "severity", "limit"),
    *("direction", "fault", "code", "reason"),
)


def ground(findings: Sequence[Finding], devices: Devices) -> tuple[IntentResult, ...]:
    """What was found as intents; each stands, whether the home knows the device or not."""
    return tuple(_intent(finding, devices) for finding in findings)


def _intent(finding: Finding, devices: Devices) -> IntentResult:
    finding = _with_device(_with_place(finding, devices))
    origin = finding.origin
    area = devices.area(origin.area) if origin.area else None
    part = _part(finding, area, devices)
    finding = _by_device(finding, part)
    slots = [
        _slot(name, value, finding)
        for name in _SLOTS
        if (value := getattr(finding, name)) is not None
    ]
    slots += _origin_slots(finding, part, area, devices)
    return IntentResult(
        intent=finding.intent,
        confidence=round(finding.confidence, 4),
        status="ok",
        slots=tuple(slots),
        targets=(part.entity.id,) if part and part.tells else (),
    )


def _part(finding: Finding, area: str | None, devices: Devices) -> DevicePart | None:
    """The entity that tells it, or one of the device that does."""
    origin, kinds = finding.origin, _kinds(finding)
    word = (finding.quantity or "").replace("_", " ")
    names = [name for name in (origin.name, *origin.ids) if name]
    apart = [finding.channel] if finding.channel else []
    part = devices.part(names, area, kinds, word, (*origin.said, *apart))
    if part is None and not names and area and finding.quantity:
        part = devices.only(area, kinds[:1])
    if part is None and not names and area and finding.event in URGENT_EVENTS:
        part = devices.only(area, kinds)
    if part is None:
        told = [text[one.start : one.end] for text in origin.said
                for one in devices.verbatim(text) if one.what == "name"]  # fmt: skip
        part = devices.part((), area, kinds, word, told)
    if part is None or part.tells or not origin.name:
        return part
    # The name of another sensor: of the "Attic Temperature" the "Attic" is the device.
    base = " ".join(read_key(origin.name).rest)
    if not base:
        return part
    place = devices.area(base)
    own = devices.only(place, kinds[:1]) if place else devices.part([base], area, kinds, word)
    return own if own is not None and own.tells else part


def _by_device(finding: Finding, part: DevicePart | None) -> Finding:
    """An event with the meaning that it has of this device: a door that is "on" is open."""
    if part is None or finding.event not in ("on", "off"):
        return finding
    own = table("sensors/states")["of_class"].get(part.entity.device_class)
    event = own[finding.event] if own else None
    return replace(finding, event=event) if event else finding


def _with_device(finding: Finding) -> Finding:
    """A finding that no quantity stands for the device of: that may be the name of its sensor."""
    origin = finding.origin
    if origin.name is None or not names_quantity(origin.name):
        return finding
    return replace(finding, origin=replace(origin, name=None, said=(origin.name, *origin.said)))


def _with_place(finding: Finding, devices: Devices) -> Finding:
    """A finding whose area is told by its name or by what tells it apart, as its area."""
    origin = finding.origin
    if origin.area is not None:
        return finding
    for said in (origin.name, finding.channel):
        if said is None or not (devices.area(said) or is_place(said)):
            continue
        if said == finding.channel:
            return replace(finding, origin=replace(origin, area=said), channel=None)
        raw = dict(finding.raw)
        if "name" in raw:
            raw["area"] = raw.pop("name")
        return replace(finding, origin=replace(origin, name=None, area=said), raw=raw)
    return finding


def _origin_slots(
    finding: Finding, part: DevicePart | None, area: str | None, devices: Devices
) -> list[Slot]:
    origin = finding.origin
    told: list[tuple[str, SlotValue]] = []
    name = part.entity.name if part and _is_of_device(part) else origin.name
    if name:
        told.append(("name", name))
    if area is None and part is not None:
        area = part.area
    if area is None and origin.area is None and origin.name:
        area = devices.area_in(origin.name)
    place = devices.area_name(area) if area else origin.area
    if place:
        told.append(("area", place))
    if finding.channel and not (part and part.tells and _is_named(finding.channel, part)):
        told.append(("channel", finding.channel))
    if origin.time is not None:
        told.append(("time", rfc3339(origin.time)))
    return [_slot(slot, value, finding) for slot, value in told]


def _is_of_device(part: DevicePart) -> bool:
    """Whether the entity's name is that of the device: also of what another entity tells."""
    return part.exact and (part.tells or read_key(part.entity.name).quantity is None)


def _is_named(channel: str, part: DevicePart) -> bool:
    """Whether the name of the entity tells it apart already."""
    return part.exact and set(channel.split()) <= set(part.entity.name.casefold().split())


def _slot(name: str, value: SlotValue, finding: Finding) -> Slot:
    raw = finding.raw.get(name)
    if raw is None:
        return Slot(name=name, value=value)
    return Slot(name=name, value=value, raw=raw.text, start=raw.start, end=raw.end)


def _kinds(finding: Finding) -> list[str]:
    """The domains and device classes of entities that tell such things, best first."""
    kinds: list[str] = []
    if finding.quantity:
        alike = table("sensors/quantities")["alike"].get(finding.quantity, ())
        kinds += (f"sensor/{quantity}" for quantity in (finding.quantity, *alike))
    if finding.event:
        kinds += table("sensors/states")["entities"].get(finding.event, ())
    if finding.fault == "battery_low":
        kinds += ["binary_sensor/battery", "sensor/battery"]
    return kinds
