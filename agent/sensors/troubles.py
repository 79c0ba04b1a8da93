"""What a field of a structured payload tells of faults and alerts."""

from dataclasses import replace
from typing import Any

from agent.sensors.beside import Beside, crossed, where
from agent.sensors.figures import is_figure
from agent.sensors.finding import Fault, Finding, Side
from agent.sensors.measures import measured
from agent.sensors.quantities import Key, Quantity, quantity, read_key
from agent.sensors.vocabulary import (
    event_of,
    fault,
    happened,
    is_fine,
    is_no_code,
    keys,
    plain,
    truth,
)
from agent.tables import table

#: Longest code of an error, in characters.
MAX_CODE = 64


def told_fault(name: str, value: Any, beside: Beside) -> Finding | None:
    """The fault that a field tells; None of none.

    Args:
        name: its key in plain form.
        value: of JSON.
        beside: what stands beside it.
    """
    so = truth(value)
    what: Fault | None = None
    code = None
    bare = name.rstrip("0123456789")
    if _is_battery_low(bare, so, value):
        what = "battery_low"
    elif name in keys("offline_when_false") and (so is False or _is_offline(value)):
        what = "offline"
    elif bare in keys("fault_stuck") and so:
        what = "stuck"
    elif bare in keys("fault_error"):
        code = _code(value)
        known = fault(code) if code else None
        what = None if code is None else "error" if known in (None, "invalid_value") else known
        is_code = bare in keys("fault_code") or truth(value) is None
        code = code if what == "error" and is_code else None
    if what is None:
        return None
    origin, channel = where((), beside)
    return Finding("DeviceFault", origin, fault=what, code=code, channel=channel)


def _is_battery_low(name: str, so: bool | None, value: Any) -> bool:
    if name in keys("battery_state"):
        return isinstance(value, str) and plain(value) in keys("battery_low")
    return (name in keys("fault_low") and so is True) or (name in keys("fault_ok") and so is False)


def _is_offline(value: Any) -> bool:
    return isinstance(value, str) and fault(value) == "offline"


def _code(value: Any) -> str | None:
    """The code of an error; None where the value says that there is none."""
    if isinstance(value, list):
        value = " ".join(str(one) for one in value[:4] if isinstance(one, str | int))
    if not value or (isinstance(value, str) and is_no_code(value)):
        return None
    return str(value).strip()[:MAX_CODE] or None


def told_alert(key: str, value: Any, beside: Beside) -> Finding | None:
    """The alert that a field tells, by its key or its text; None of none."""
    name = plain(key)
    table_of = table("sensors/keys")
    if name in table_of["alerts"] and truth(value):
        what, side = table_of["alerts"][name]
        return _alerted(quantity(what), side, beside)
    words = read_key(key)
    of_key = any(word in keys("alert_words") for word in words.rest) or name in keys("alert_words")
    if not of_key or value is None or (is_figure(value) and value not in (0, 1)):
        return None
    if isinstance(value, str) and truth(value) is None and not is_fine(value):
        return _worded_alert(value, words, beside)
    if not truth(value) or event_of(name, value):
        return None
    above = event_of(plain(beside.path[-1]), value) if beside.path else None
    if above is not None:
        origin, channel = where((), beside)
        return Finding("SensorEvent", origin, event=above, channel=channel)
    return _alerted(words.quantity, _direction(words.rest), beside)


def _worded_alert(value: str, words: Key, beside: Beside) -> Finding | None:
    """An alert that a text tells: ``high_temperature``, ``smoke``."""
    event = happened(value)
    if event is not None:
        return Finding("SensorEvent", where((), beside)[0], event=event)
    said = read_key(value)
    joined = table("sensors/keys")["alerts"].get(plain(value))
    if joined is not None:
        return _alerted(quantity(joined[0]), joined[1], beside)
    one = said.quantity or words.quantity
    side = _direction((*said.rest, *words.rest))
    return _alerted(one, side, beside) if one is not None or side else None


def _direction(words: tuple[str, ...]) -> Side | None:
    sides: dict[str, Side] = table("sensors/keys")["directions"]
    return next((sides[word] for word in words if word in sides), None)


def _alerted(one: Quantity | None, side: Side | None, beside: Beside) -> Finding:
    """An alert with the figure that the object gives for its quantity."""
    origin, channel = where((), beside)
    alert = Finding(
        "SensorAlert",
        origin,
        quantity=one.name if one else None,
        direction=side,
        severity=beside.severity or "warning",
        channel=channel,
    )
    figure = _figure_of(one, beside) if one else None
    if figure is None or figure.intent != "SensorReading":
        return alert
    limit, beyond = crossed(figure.value or 0, beside.limits)
    return replace(
        alert,
        value=figure.value,
        unit=figure.unit,
        value_si=figure.value_si,
        unit_si=figure.unit_si,
        limit=limit,
        direction=side or beyond,
    )


def _figure_of(one: Quantity, beside: Beside) -> Finding | None:
    for key, value in beside.told.items():
        told = read_key(key)
        if is_figure(value) and (told.quantity == one or key in keys("value")):
            return measured(one, value, beside.unit or told.unit, key)
    return None
