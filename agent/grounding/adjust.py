"""Amounts that depend on the device they are for."""

from collections.abc import Sequence

from agent.grounding.amounts import Amounts, slot
from agent.grounding.states import States
from agent.messages import Slot

#: Relative slot to the slot it ends in, the attribute it starts from, and the bounds.
_STEPS = {
    "temperature_step": ("temperature", "temperature", "min_temp", "max_temp"),
    "percentage_step": ("percentage", "percentage", "", ""),
    "position_step": ("position", "current_position", "", ""),
}
#: A bare number up to this is a fan's gear, not a percentage.
MAX_GEAR = 9


def adjusted(amounts: Amounts, items: Sequence[int], states: States) -> tuple[Slot, ...]:
    """The slots of an amount, for these devices.

    A step of a temperature, a speed or a position also says where it ends, if that is known and
    the same for all; "speed 2" of a fan with three speeds is 67 percent.
    """
    slots: list[Slot] = []
    for one in amounts.slots:
        slots.append(_OWN[one.name](one, items, states) if one.name in _OWN else one)
        end = _end(one, items, states)
        if end is not None:
            slots.append(end)
    return tuple(slots)


def _end(one: Slot, items: Sequence[int], states: States) -> Slot | None:
    if one.name not in _STEPS or not isinstance(one.value, (int, float)):
        return None
    name, attribute, low, high = _STEPS[one.name]
    starts = {states.attribute(at, attribute) for at in items}
    start = starts.pop() if len(starts) == 1 else None
    if not isinstance(start, (int, float)):
        return None
    end = float(start) + one.value
    lowest = _bound(items, states, low, 0.0 if not low else None)
    highest = _bound(items, states, high, 100.0 if not high else None)
    end = max(end, lowest) if lowest is not None else end
    end = min(end, highest) if highest is not None else end
    return slot(name, round(end, 1))


def _bound(
    items: Sequence[int], states: States, attribute: str, default: float | None
) -> float | None:
    if not attribute:
        return default
    known = [states.attribute(at, attribute) for at in items]
    numbers = [float(value) for value in known if isinstance(value, (int, float))]
    return numbers[0] if len(set(numbers)) == 1 else default


def _gear(one: Slot, items: Sequence[int], states: States) -> Slot:
    raw = (one.raw or "").lower()
    if not isinstance(one.value, int) or not 0 < one.value <= MAX_GEAR:
        return one
    if "%" in raw or "percent" in raw or len(items) != 1:
        return one
    size = states.attribute(items[0], "percentage_step")
    if not isinstance(size, (int, float)) or not 1 < size * one.value <= 100.5:
        return one
    return Slot(
        name=one.name, value=round(size * one.value), raw=one.raw, start=one.start, end=one.end
    )


def _mode(one: Slot, items: Sequence[int], states: States) -> Slot:
    """The mode as the devices call it that was said."""
    said = (one.raw or "").lower()
    lists = [states.attribute(at, "fan_modes") for at in items]
    found = {str(mode) for modes in lists if isinstance(modes, list) for mode in modes
             if str(mode).lower() == said}  # fmt: skip
    if len(found) != 1:
        return one
    return Slot(name=one.name, value=found.pop(), raw=one.raw, start=one.start, end=one.end)


#: What the devices themselves have to say to a slot.
_OWN = {"percentage": _gear, "fan_mode": _mode}
