"""Zigbee2MQTT's main types (light, switch, cover, lock, fan, climate) as entities.

Attributes and ``supported_features`` are Home Assistant's.
"""

from collections.abc import Callable
from typing import Any

from agent.discovery.convert import Brightness, Choice, Kelvin, Number, Numbers, Percent, Text
from agent.discovery.exposes import PUBLISHED, Expose, Place, on_off, shown
from agent.discovery.interface import Follow, Found
from agent.discovery.templates import member
from agent.tables import table

#: Properties that say whether the thing itself is on; another one is a setting of it.
_STATES = ("state", "fan_state")
SETPOINTS = ("occupied_heating_setpoint", "current_heating_setpoint", "occupied_cooling_setpoint")


def main_entity(
    place: Place, expose: Expose, description: str, members: tuple[str, ...] = ()
) -> Found | None:
    """The entity of a main type (light, switch, cover, lock, fan, climate), None of others."""
    read = _MAIN.get(expose.type)
    state = expose.feature("state")
    if read is None or (state and state.plain() not in _STATES):
        return None
    follows, attributes = read(place.topic, expose)
    kind = _described(expose.type, description)
    return Found(
        source="zigbee2mqtt",
        topic=place.announced,
        key=expose.key(place.device),
        domain=expose.type,
        object_id=place.object_id(expose.endpoint or ""),
        name=place.full_name(expose.endpoint or ""),
        device=place.topic,
        device_name=place.name,
        attributes={"device_class": kind, **attributes} if kind else attributes,
        follows=tuple(follows),
        availability=place.availability,
        commands=place.commands(expose.features),
        members=members,
        unread=None if follows and follows[0].to == "state" else "it tells no state",
    )


def _light(topic: str, expose: Expose) -> tuple[list[Follow], dict[str, Any]]:
    follows = _state(topic, expose)
    modes: list[str] = []
    attributes: dict[str, Any] = {"supported_color_modes": modes}
    color_hs, color_xy = expose.feature("color_hs"), expose.feature("color_xy")
    if color_xy:
        modes.append("xy")
        follows.append(Follow("xy_color", topic, member(color_xy.property), Numbers(("x", "y"))))
    if color_hs:
        if not color_xy:
            modes.append("hs")
        hs = Numbers(("hue", "saturation"))
        follows.append(Follow("hs_color", topic, member(color_hs.property), hs))
    if warmth := expose.feature("color_temp"):
        modes.append("color_temp")
        kelvin = Kelvin(mireds=True)
        follows.append(Follow("color_temp_kelvin", topic, member(warmth.property), kelvin))
        attributes["min_color_temp_kelvin"] = kelvin(warmth.value_max or 500)
        attributes["max_color_temp_kelvin"] = kelvin(warmth.value_min or 153)
    if color_hs or color_xy:
        part = f"_{expose.endpoint}" if expose.endpoint else ""
        follows.append(Follow("color_mode", topic, member(f"color_mode{part}"), Text()))
    if level := expose.feature("brightness"):
        scaled = Brightness(level.value_max or 254)
        follows.append(Follow("brightness", topic, member(level.property), scaled))
    modes.extend([] if modes else ["brightness" if level else "onoff"])
    return follows, attributes


def _switch(topic: str, expose: Expose) -> tuple[list[Follow], dict[str, Any]]:
    return _state(topic, expose), {}


def _lock(topic: str, expose: Expose) -> tuple[list[Follow], dict[str, Any]]:
    state = expose.feature("state")
    if state is None:
        return [], {}
    table = {shown(state.value_off): "unlocked", shown(state.value_on): "locked"}
    return [Follow("state", topic, member(state.property), Choice(table))], {}


def _cover(topic: str, expose: Expose) -> tuple[list[Follow], dict[str, Any]]:
    follows = []
    features = 0
    if state := expose.feature("state"):
        convert = Choice({"OPEN": "open", "CLOSE": "closed", "STOP": "stopped"})
        follows.append(Follow("state", topic, member(state.property), convert))
        features |= 1 | 2 | 8
    if position := expose.feature("position"):
        percent = Percent(position.value_min or 0, position.value_max or 100)
        follows.append(Follow("current_position", topic, member(position.property), percent))
        features |= 4
    if tilt := expose.feature("tilt"):
        percent = Percent(tilt.value_min or 0, tilt.value_max or 100)
        follows.append(Follow("current_tilt_position", topic, member(tilt.property), percent))
        features |= 16 | 32 | 128
    return follows, {"supported_features": features}


def _fan(topic: str, expose: Expose) -> tuple[list[Follow], dict[str, Any]]:
    follows = _state(topic, expose)
    attributes: dict[str, Any] = {"supported_features": 16 | 32}
    if speed := expose.feature("speed"):
        low, high = speed.value_min or 1, speed.value_max or 254
        percent = Percent(low - 1, high)
        follows.append(Follow("percentage", topic, member(speed.property), percent))
        attributes["supported_features"] |= 1
    elif mode := expose.feature("mode"):
        speeds = fan_speeds(mode.values)
        levels = {name: round(100 * (i + 1) / len(speeds)) for i, name in enumerate(speeds)}
        follows.append(Follow("percentage", topic, member(mode.property), Choice(levels)))
        others = [m for m in map(shown, mode.values) if m not in (*speeds, "off")]
        follows.append(
            Follow("preset_mode", topic, member(mode.property), Choice({m: m for m in others}))
        )
        attributes["preset_modes"] = others
        attributes["supported_features"] |= (1 if speeds else 0) | (8 if others else 0)
    return follows, attributes


def _climate(topic: str, expose: Expose) -> tuple[list[Follow], dict[str, Any]]:
    follows = []
    attributes: dict[str, Any] = {"temperature_unit": "°C", "supported_features": 0}
    if mode := expose.feature("system_mode"):
        follows.append(Follow("state", topic, member(mode.property), Text()))
        attributes["hvac_modes"] = [shown(value) for value in mode.values]
    if setpoint := expose.feature(*SETPOINTS):
        follows.append(Follow("temperature", topic, member(setpoint.property), Number()))
        attributes["supported_features"] |= 1
        limits = {
            "min_temp": setpoint.value_min,
            "max_temp": setpoint.value_max,
            "target_temp_step": setpoint.value_step,
        }
        attributes |= {key: value for key, value in limits.items() if value is not None}
    if measured := expose.feature("local_temperature"):
        follows.append(Follow("current_temperature", topic, member(measured.property), Number()))
    if running := expose.feature("running_state"):
        convert = Choice(table("zigbee2mqtt")["hvac_action"])
        follows.append(Follow("hvac_action", topic, member(running.property), convert))
    for name, to, bit in (("fan_mode", "fan_mode", 8), ("preset", "preset_mode", 16)):
        if chosen := expose.feature(name):
            follows.append(Follow(to, topic, member(chosen.property), Text()))
            attributes[f"{to}s"] = [shown(value) for value in chosen.values]
            attributes["supported_features"] |= bit
    return follows, attributes


_Reader = Callable[[str, Expose], tuple[list[Follow], dict[str, Any]]]
_MAIN: dict[str, _Reader] = {
    "climate": _climate,
    "cover": _cover,
    "fan": _fan,
    "light": _light,
    "lock": _lock,
    "switch": _switch,
}


def fan_speeds(values: tuple[Any, ...]) -> list[str]:
    """Those modes of a fan that are speeds, slowest first."""
    have = {shown(value) for value in values}
    return [speed for speed in table("zigbee2mqtt")["fan_speeds"] if speed in have]


def _state(topic: str, expose: Expose) -> list[Follow]:
    state = expose.feature("state")
    if state is None or not state.access & PUBLISHED:
        return []
    return [Follow("state", topic, member(state.property), on_off(state))]


def _described(kind: str, description: str) -> str | None:
    """The device class that the description of the model tells, if it does."""
    told = description.casefold()
    rows = table("zigbee2mqtt")["described"].get(kind, [])
    return next((device_class for word, device_class in rows if word in told), None)
