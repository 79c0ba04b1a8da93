"""What one field of a structured payload tells, in the light of those beside it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from agent.sensors.amounts import unit_behind
from agent.sensors.beside import Beside, crossed, where
from agent.sensors.figures import NO_FIGURES, read_figure
from agent.sensors.finding import Finding
from agent.sensors.measures import measured
from agent.sensors.quantities import Key, Quantity, of_unit, quantity, read_key, with_unit
from agent.sensors.troubles import told_alert, told_fault
from agent.sensors.units import read_unit
from agent.sensors.vocabulary import event_of, fault, is_state, keys, plain
from agent.tables import table

#: Keys that tell nothing but faults, in plain form: that there is none is no news.
_OF_TROUBLE = frozenset().union(
    *map(keys, ("fault_low", "fault_ok", "fault_error", "fault_stuck", "offline_when_false"))
)


def leaf_findings(key: str, value: Any, beside: Beside) -> Iterator[Finding]:
    """What a field tells.

    Args:
        key: as written.
        value: of JSON, but for objects and lists of them.
        beside: what stands beside it.
    """
    name = plain(key)
    if isinstance(value, str) and len(value) > 256:
        return
    trouble = told_fault(name, value, beside) or told_alert(key, value, beside)
    if trouble is not None or name in _OF_TROUBLE:
        yield from () if trouble is None else (trouble,)
        return
    told = read_key(key)
    if _is_figure_key(key, name, told, value):
        yield from _measured(key, name, told, value, beside)
    elif not isinstance(value, list):
        yield from _event(name, value, beside)


def _is_figure_key(key: str, name: str, told: Key, value: Any) -> bool:
    """Whether the field is to be read as a figure rather than a state."""
    if isinstance(value, bool | list):
        return False
    if isinstance(value, str):
        if read_figure(value) is not None or plain(value) in ("nan", "null", "inf"):
            return True
        return value.strip().lower() in NO_FIGURES and _ends_in_quantity(key, name)
    if value in (0, 1) and is_state(name) and told.quantity is None:
        return name in keys("value")
    return True


def _ends_in_quantity(key: str, name: str) -> bool:
    """Whether a key is that of a figure by its end: no "power source", and no state."""
    last = re.split(r"[\W_]+|(?<=[a-z])(?=[A-Z])", key.strip())[-1]
    return read_key(last).quantity is not None and not is_state(name)


def _measured(key: str, name: str, told: Key, value: Any, beside: Beside) -> Iterator[Finding]:
    """A reading, if it is known what the figure is of."""
    of_object = name in keys("value") and (told.quantity is None or beside.what is not None)
    label = key
    if of_object and beside.what is not None:
        told, label = with_unit(beside.what, beside.unit), beside.label
    elif told.quantity is None and beside.path and _completes(name, key):
        told, label = _with_path(key, beside.path)
    elif told.quantity is None:
        written = unit_behind(value) if isinstance(value, str) else beside.unit
        own = with_unit(told, written)
        told = own if own.quantity is not None else _short(name, beside)
    one = told.quantity
    if one is None and of_object and beside.unit:
        one = of_unit(beside.unit)
    if one is None and isinstance(value, str):
        one = of_unit(unit_behind(value))
    if one is None:
        told = _of_meter(key, told, beside.origin.name or "")
        one = told.quantity
    if one is None or _is_blocked(one, told):
        return
    if value is None and beside.what is None and told.rest:
        return
    words = " ".join((*beside.path, label, beside.origin.name or ""))
    unit = told.unit or _unit_beside(one, beside, of_object=of_object)
    unit = unit or beside.units.get(one.name, "") or _unit_of_chip(one, beside.path)
    finding = measured(one, value, unit, words)
    if finding is not None:
        yield _placed(finding, told, beside, label)


def _of_meter(key: str, told: Key, name: str) -> Key:
    """What a key of a mere unit tells of a device that is named for what it measures."""
    one = read_key(name).quantity
    last = re.split(r"[\W_]+", key.strip())[-1]
    whole = read_key(f"{one.name} {last}") if one is not None else told
    return replace(told, quantity=one, unit=whole.unit) if whole.unit and not whole.rest else told


def _unit_beside(one: Quantity, beside: Beside, *, of_object: bool) -> str:
    """The unit that the object tells of its figure; it may be that of another field's."""
    if of_object:
        return beside.unit
    is_of_other = one.unit(beside.unit) is None and read_unit(beside.unit) is not None
    return "" if beside.what is not None or is_of_other else beside.unit


def _unit_of_chip(one: Quantity, path: tuple[str, ...]) -> str:
    chips: dict[str, dict[str, str]] = table("sensors/keys")["unit_of_chip"]
    units = (units for key in path for chip, units in chips.items() if plain(key).startswith(chip))
    return next((own[one.name] for own in units if one.name in own), "")


def _with_path(key: str, path: tuple[str, ...]) -> tuple[Key, str]:
    """What a key tells with the nearest key above it that tells a quantity."""
    for above in reversed(path):
        told = read_key(f"{above} {key}")
        if told.quantity is not None:
            return told, f"{above} {key}"
    return read_key(f"{path[-1]} {key}"), f"{path[-1]} {key}"


def _completes(name: str, key: str) -> bool:
    """Whether a key says nothing without the one above it: ``value``, ``percent``, ``V``."""
    tells_nothing = name in keys("value") or name in keys("filler") or name.isdigit()
    return tells_nothing or read_unit(key) is not None


def _short(name: str, beside: Beside) -> Key:
    """A single letter that tells a quantity, where it is not alone."""
    letters: dict[str, str] = table("sensors/keys")["short"]
    if name not in letters or "n" in beside.told or "v" in beside.told:
        return Key(None, "", (name,))
    if sum(letter in beside.told for letter in letters) < 2:
        told = {one.name for key in beside.told if (one := read_key(key).quantity) is not None}
        company = table("sensors/keys")["short_beside"].get(name, ())
        if letters[name] in told or told.isdisjoint(company):
            return Key(None, "", (name,))
    return Key(quantity(letters[name]), "", ())


def _is_blocked(one: Quantity, told: Key) -> bool:
    allowed = table("sensors/keys")["gust"].get(one.name, ())
    return any(word in keys("blocked") and word not in allowed for word in told.rest)


def _placed(finding: Finding, told: Key, beside: Beside, label: str) -> Finding:
    """A finding with where it is from; as an alert where it is said to be out of its limits."""
    origin, channel = where(told.rest, beside)
    # The key may be the very name of the sensor.
    origin = replace(origin, said=(label, *origin.said))
    finding = replace(finding, origin=origin, channel=channel)
    if finding.intent != "SensorReading" or not beside.limits or beside.severity in (None, "info"):
        return finding
    limit, direction = crossed(finding.value or 0, beside.limits)
    return replace(
        finding,
        intent="SensorAlert",
        severity=beside.severity,
        limit=limit,
        direction=direction,
    )


def _event(name: str, value: Any, beside: Beside) -> Iterator[Finding]:
    if value is None:
        return
    event = None
    if name in keys("value") and beside.label:
        event = event_of(plain(beside.label), value) or _last_word(beside, value)
    event = event or event_of(name, value)
    if event is None and beside.path and (name in keys("value") or name in keys("filler")):
        event = event_of(plain(beside.path[-1]), value)
    wrong = fault(value) if isinstance(value, str) and is_state(name) else None
    origin, channel = where((), beside)
    if event is not None:
        yield Finding("SensorEvent", origin, event=event, channel=channel)
    elif wrong is not None:
        yield Finding("DeviceFault", origin, fault=wrong, channel=channel)


def _last_word(beside: Beside, value: Any) -> str | None:
    """The event of a label such as "Hall Motion", by its last words."""
    words = (beside.what.rest if beside.what else ()) or ()
    for size in (2, 1):
        event = event_of("".join(words[-size:]), value) if len(words) >= size else None
        if event is not None:
            return event
    return None
