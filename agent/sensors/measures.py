"""A figure as a reading, or as the fault that it is."""

from typing import Any

from agent.sensors.amounts import read_amounts, written_unit
from agent.sensors.figures import NO_FIGURES, is_figure
from agent.sensors.finding import Finding, alike
from agent.sensors.quantities import NONE, Quantity, guessed_unit, settled
from agent.sensors.units import Unit, read_unit
from agent.tables import table


def measured(one: Quantity, written: Any, unit: str, words: str) -> Finding | None:
    """A reading of a quantity, a fault where the figure cannot be, None where it tells nothing.

    Args:
        one: what the words beside the figure tell.
        written: a figure, or the text of one, perhaps with its unit.
        unit: the unit's spelling, from elsewhere; empty where none is told.
        words: what is written of it: a key, a chip's name.
    """
    unit = written_unit(unit)
    if is_figure(written):
        return _measured(one, written, unit, words)
    amounts = read_amounts(written) if isinstance(written, str) else ()
    if not amounts:
        return _no_figure(one, written)
    found = [_measured(one, amount.value, amount.unit or unit, words) for amount in amounts]
    first = found[0]
    # Several figures are one value only where they tell the same, such as in two units.
    is_one = first is not None and all(other is not None and alike(first, other) for other in found)
    return first if is_one else None


def _measured(one: Quantity, value: float | int, unit: str, words: str) -> Finding | None:
    one = settled(one, unit)
    if one.name == "signal_strength" and not unit and value >= 0:
        return None  # a percentage, or a number of bars
    if not unit and one.name in table("sensors/quantities")["unit_must"]:
        return None
    given = one.unit(unit) if unit else guessed_unit(one, value) or one.usual
    if given is None:
        return None  # a unit of something else, or of nothing that is known
    one = settled(one, given.name)
    one = settled(one, given.name, given.to_si(value))
    return _reading(one, value, given, words)


def _reading(one: Quantity, value: float | int, unit: Unit, words: str) -> Finding:
    wrong = one.why_not(value, unit, words)
    if wrong is not None:
        return Finding("DeviceFault", quantity=one.name, fault="invalid_value", reason=wrong)
    return Finding(
        "SensorReading",
        quantity=one.name,
        value=value,
        unit=None if unit == NONE else unit.name,
        value_si=unit.to_si(value),
        unit_si=unit.si,
    )


def _is_none(told: str) -> bool:
    """Whether a text is what devices write for no figure, perhaps with a unit: "nan °C"."""
    small = told.lower()
    return small in NO_FIGURES or any(
        small.startswith(word) and read_unit(told[len(word) :].strip()) is not None
        for word in NO_FIGURES
    )


def _no_figure(one: Quantity, written: Any) -> Finding | None:
    """A fault, where there is no figure but what devices write for none."""
    told = "null" if written is None else str(written).strip()
    if isinstance(written, str) and not _is_none(told):
        return None
    reason = f"{one.name} of {told} is no figure"
    return Finding("DeviceFault", quantity=one.name, fault="invalid_value", reason=reason)
