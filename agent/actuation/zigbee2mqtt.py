"""Messages to ``<friendly name>/set``, by the features that a device exposes."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from agent.actuation import colors
from agent.actuation.interface import Answer, Demand, Refusal, Send
from agent.discovery.exposes import Expose
from agent.discovery.interface import Commands
from agent.discovery.main_types import SETPOINTS, fan_speeds
from agent.home import Entity

_Features = Mapping[str, Expose]
#: The keys and values of one message, or why there is none.
_Message = dict[str, Any] | Refusal


def sends(commands: Commands, entity: Entity, demand: Demand) -> Answer:
    """The message that asks a Zigbee2MQTT device for something."""
    make = _MAKERS.get(demand.verb)
    if make is None:
        return Refusal(f"it cannot {demand.verb.replace('_', ' ')}")
    message = make(commands.config["features"], entity, demand)
    if isinstance(message, Refusal):
        return message
    return (Send(commands.config["topic"], msgspec.json.encode(message).decode()),)


def _switched(features: _Features, entity: Entity, demand: Demand) -> _Message:
    if entity.domain == "climate":
        return _hvac(features, demand.verb)
    state = features.get("state") or next(iter(features.values()))
    if state.type != "binary":
        return Refusal("it takes no on and off")
    is_on = demand.verb in ("on", "lock")
    message = {state.property: state.value_on if is_on else state.value_off}
    if demand.verb != "on":
        return message
    shine = _shine(features, demand)
    return shine if isinstance(shine, Refusal) else message | shine


def _shine(features: _Features, demand: Demand) -> _Message:
    """Brightness and colour of a light that is turned on."""
    message: dict[str, Any] = {}
    if demand.brightness is not None:
        level = features.get("brightness")
        if level is None:
            return Refusal("it cannot be dimmed")
        top = level.value_max or 254
        message[level.property] = max(1, round(demand.brightness / 255 * top))
    rgb, warmth = demand.rgb, features.get("color_temp")
    if demand.kelvin is not None and warmth:
        mireds = round(1_000_000 / demand.kelvin)
        low, high = warmth.value_min or 0, warmth.value_max or math.inf
        message[warmth.property] = int(min(high, max(low, mireds)))
    elif demand.kelvin is not None:
        rgb = colors.of_kelvin(demand.kelvin)
    if rgb is not None:
        color = features.get("color_xy") or features.get("color_hs")
        if color is None:
            return Refusal("its colour cannot be set")
        message[color.property] = dict(zip("rgb", rgb, strict=True))
    return message


def _hvac(features: _Features, verb: str) -> _Message:
    mode = features.get("system_mode")
    values = list(map(str, mode.values)) if mode else []
    wanted = ("off",) if verb == "off" else ("auto", "heat", "heat_cool", "cool")
    chosen = next((value for value in wanted if value in values), None)
    if mode is None or chosen is None:
        return Refusal(f"it cannot be turned {verb}")
    return {mode.property: chosen}


def _moved(features: _Features, _: Entity, demand: Demand) -> _Message:
    state, position = features.get("state"), features.get("position")
    if demand.verb == "position":
        if position is None:
            return Refusal("it cannot be set to a position")
        return {position.property: round(demand.amount or 0)}
    word = "OPEN" if demand.verb == "open" else "CLOSE"
    if state and word in state.values:
        return {state.property: word}
    if position:
        return {position.property: 100 if demand.verb == "open" else 0}
    return Refusal(f"it cannot {demand.verb}")


def _blown(features: _Features, _: Entity, demand: Demand) -> _Message:
    percent = demand.amount or 0
    if speed := features.get("speed"):
        low, high = speed.value_min or 1, speed.value_max or 254
        return {speed.property: math.ceil(low - 1 + percent * (high - low + 1) / 100)}
    mode = features.get("mode")
    speeds = fan_speeds(mode.values) if mode else []
    if mode is None or not speeds:
        return Refusal("its speed cannot be set")
    return {mode.property: speeds[max(0, math.ceil(percent / 100 * len(speeds)) - 1)]}


def _heated(features: _Features, _: Entity, demand: Demand) -> _Message:
    setpoint = next((features[name] for name in SETPOINTS if name in features), None)
    if setpoint is None:
        return Refusal("its temperature cannot be set")
    return {setpoint.property: demand.amount}


def _aired(features: _Features, _: Entity, demand: Demand) -> _Message:
    mode = features.get("fan_mode")
    return {mode.property: demand.mode} if mode else Refusal("it has no fan modes")


_MAKERS: Mapping[str, Callable[[_Features, Entity, Demand], _Message]] = {
    "close": _moved,
    "fan_mode": _aired,
    "lock": _switched,
    "off": _switched,
    "on": _switched,
    "open": _moved,
    "position": _moved,
    "speed": _blown,
    "temperature": _heated,
    "unlock": _switched,
}
