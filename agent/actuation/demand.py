"""From a grounded intent to what one of its targets is to do."""

from collections.abc import Callable, Mapping

from agent.actuation import colors
from agent.actuation.interface import Demand, Refusal, Verb, number
from agent.home import Entity
from agent.messages import WHEN, IntentResult, SlotValue

_ON: Mapping[str, Verb] = {
    "button": "press",
    "cover": "open",
    "lawn_mower": "start",
    "lock": "lock",
    "scene": "press",
    "vacuum": "start",
    "valve": "open",
}
_OFF: Mapping[str, Verb] = {
    "cover": "close",
    "lawn_mower": "dock",
    "lock": "unlock",
    "vacuum": "dock",
    "valve": "close",
}
_FIXED: Mapping[str, Verb] = {
    "HassLawnMowerDock": "dock",
    "HassLawnMowerStartMowing": "start",
    "HassVacuumReturnToBase": "dock",
    "HassVacuumStart": "start",
}


def demand(intent: IntentResult, entity: Entity) -> Demand | Refusal:
    """What an intent asks of an entity.

    Args:
        intent: with status ``ok``.
        entity: one of its targets, with its state as it is now.
    """
    slots = {slot.name: slot.value for slot in intent.slots}
    hindering = next((name for name in WHEN if name in slots), None)
    if hindering is not None:
        return Refusal(f"what is sent is done at once, but the sentence has a {hindering}")
    if intent.intent in _FIXED:
        return Demand(_FIXED[intent.intent])
    make = _MAKERS.get(intent.intent)
    if make is None:
        return Refusal(f"{intent.intent} is nothing that is sent to a device")
    return make(slots, entity)


_Slots = Mapping[str, SlotValue]


def _turn_on(_: _Slots, entity: Entity) -> Demand | Refusal:
    return Demand(_ON.get(entity.domain, "on"))


def _turn_off(_: _Slots, entity: Entity) -> Demand | Refusal:
    if entity.domain in ("button", "scene"):
        return Refusal(f"a {entity.domain} cannot be turned off")
    return Demand(_OFF.get(entity.domain, "off"))


def _light(slots: _Slots, entity: Entity) -> Demand | Refusal:
    brightness = _brightness(slots, entity)
    if isinstance(brightness, Refusal):
        return brightness
    if brightness == 0:
        return Demand("off")
    rgb = None
    if "color" in slots:
        rgb = colors.named(str(slots["color"]))
        if rgb is None:
            return Refusal(f"the colour {slots['color']} is not known")
    kelvin = slots.get("temperature")
    if kelvin is not None and not isinstance(kelvin, int | float):
        return Refusal("the colour temperature is no number")
    if brightness is None and rgb is None and kelvin is None:
        return Refusal("neither brightness nor colour is said")
    return Demand("on", brightness=brightness, rgb=rgb, kelvin=round(kelvin) if kelvin else None)


def _brightness(slots: _Slots, entity: Entity) -> int | Refusal | None:
    """The brightness wanted, 0 to 255; None where none is."""
    percent = slots.get("brightness")
    step = slots.get("brightness_step")
    if isinstance(percent, int | float):
        return round(_within(percent, 0, 100) * 255 / 100) or (1 if percent > 0 else 0)
    if not isinstance(step, int | float):
        return None
    now = 0.0 if entity.state == "off" else number(entity, "brightness")
    if now is None:
        return Refusal("its brightness now is not known")
    # Dimming never turns a light off: whoever wants that says so.
    return round(_within(now + step * 255 / 100, 1, 255))


def _position(slots: _Slots, entity: Entity) -> Demand | Refusal:
    wanted = _wanted(slots, "position", number(entity, "current_position"), "position")
    if isinstance(wanted, Refusal):
        return wanted
    return Demand("position", amount=_within(wanted, 0, 100))


def _wanted(slots: _Slots, name: str, now: float | None, what: str) -> float | Refusal:
    """What is wanted outright, or as a step from where the device is now."""
    wanted, step = slots.get(name), slots.get(f"{name}_step")
    if isinstance(wanted, int | float):
        return wanted
    if now is None or not isinstance(step, int | float):
        return Refusal(f"its {what} now is not known")
    return now + step


def _speed(slots: _Slots, entity: Entity) -> Demand | Refusal:
    percent, step = slots.get("percentage"), slots.get("percentage_step")
    if not isinstance(percent, int | float):
        now = 0.0 if entity.state == "off" else number(entity, "percentage")
        if now is None or not isinstance(step, int | float):
            return Refusal("its speed now is not known")
        percent = _within(now + step, 1, 100)
    return Demand("speed", amount=_within(percent, 0, 100)) if percent > 0 else Demand("off")


def _temperature(slots: _Slots, entity: Entity) -> Demand | Refusal:
    now = number(entity, "temperature")
    wanted = _wanted(slots, "temperature", now, "temperature setting")
    if isinstance(wanted, Refusal):
        return wanted
    low, high = number(entity, "min_temp"), number(entity, "max_temp")
    if (low is not None and wanted < low) or (high is not None and wanted > high):
        bounds = f"{'' if low is None else f'{low:g}'} to {'' if high is None else f'{high:g}'}"
        return Refusal(f"{wanted:g} degrees is out of its range ({bounds})")
    return Demand("temperature", amount=wanted)


def _fan_mode(slots: _Slots, entity: Entity) -> Demand | Refusal:
    mode = str(slots.get("fan_mode", ""))
    modes = entity.attributes.get("fan_modes")
    if not mode or (isinstance(modes, list) and mode not in modes):
        return Refusal(f"it has no fan mode {mode}".rstrip())
    return Demand("fan_mode", mode=mode)


_MAKERS: Mapping[str, Callable[[_Slots, Entity], Demand | Refusal]] = {
    "HassClimateSetFanMode": _fan_mode,
    "HassClimateSetTemperature": _temperature,
    "HassFanSetSpeed": _speed,
    "HassLightSet": _light,
    "HassSetPosition": _position,
    "HassTurnOff": _turn_off,
    "HassTurnOn": _turn_on,
}


def _within(value: float, low: float, high: float) -> float:
    return min(high, max(low, value))
