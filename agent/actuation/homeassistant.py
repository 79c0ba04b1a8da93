"""Messages to the command topics that a device announced to Home Assistant.

Payloads, ranges and defaults are those that Home Assistant itself publishes
(https://www.home-assistant.io/integrations/mqtt/). A command template is filled where it is
text with places in it; one that is a program is refused.
"""

import math
from collections.abc import Callable, Mapping

import msgspec

from agent.actuation.interface import Answer, Demand, Refusal
from agent.actuation.lights import light_sends
from agent.actuation.payloads import Config, command, rendered
from agent.discovery.fields import number, text
from agent.discovery.interface import Commands
from agent.home import Entity


def sends(commands: Commands, entity: Entity, demand: Demand) -> Answer:
    """The messages that ask a device for something."""
    config = commands.config
    if entity.domain == "light" and demand.verb in ("on", "off"):
        return light_sends(config, entity, demand)
    make = _MAKERS.get(entity.domain, {}).get(demand.verb)
    if make is None:
        return Refusal(f"a {entity.domain} cannot {demand.verb.replace('_', ' ')}")
    return make(config, demand)


def _plain(payload_key: str, default: str) -> Callable[[Config, Demand], Answer]:
    """A fixed payload to the command topic."""

    def make(config: Config, _: Demand) -> Answer:
        payload = text(config, payload_key, default)
        return command(config, "command_topic", payload, "command_template")

    return make


def _siren(config: Config, demand: Demand) -> Answer:
    key, default = ("payload_on", "ON") if demand.verb == "on" else ("payload_off", "OFF")
    value = text(config, key, default)
    template = "command_off_template" if demand.verb == "off" else "command_template"
    if template not in config:
        value = msgspec.json.encode({"state": value}).decode()
    return command(config, "command_topic", value, template)


def _cover(key: str, default: str) -> Callable[[Config, Demand], Answer]:
    """The payload that opens or closes; none where the device says it has none."""

    def make(config: Config, demand: Demand) -> Answer:
        if key in config and config[key] is None:
            return Refusal(f"it cannot {demand.verb}")
        if "command_topic" in config:
            return _plain(key, default)(config, demand)
        ends = Demand("position", amount=100 if demand.verb == "open" else 0)
        return _position(config, ends)

    return make


def _position(config: Config, demand: Demand) -> Answer:
    percent = demand.amount or 0
    closed, opened = number(config, "position_closed", 0), number(config, "position_open", 100)
    ranged = round(closed + (opened - closed) * percent / 100)
    if "set_position_topic" not in config and percent in (0, 100):
        key, default = ("payload_open", "OPEN") if percent else ("payload_close", "CLOSE")
        return _plain(key, default)(config, demand)
    template = config.get("set_position_template")
    # Home Assistant hands templates the percentage, and the ranged value as "value".
    places = {"position": round(percent), "position_open": opened, "position_closed": closed}
    payload = rendered(template, ranged, places)
    if isinstance(payload, Refusal):
        return payload
    return command(config, "set_position_topic", payload)


def _valve(config: Config, demand: Demand) -> Answer:
    if config.get("reports_position") is not True:
        if demand.verb == "position":
            return Refusal("it cannot be set to a position")
        key, default = (
            ("payload_open", "OPEN") if demand.verb == "open" else ("payload_close", "CLOSE")
        )
        return _cover(key, default)(config, demand)
    percent = {"open": 100.0, "close": 0.0}.get(demand.verb, demand.amount or 0)
    closed, opened = number(config, "position_closed", 0), number(config, "position_open", 100)
    ranged = round(closed + (opened - closed) * percent / 100)
    return command(config, "command_topic", ranged, "command_template")


def _speed(config: Config, demand: Demand) -> Answer:
    low, high = number(config, "speed_range_min", 1), number(config, "speed_range_max", 100)
    ranged = math.ceil(low - 1 + (demand.amount or 0) * (high - low + 1) / 100)
    return command(config, "percentage_command_topic", ranged, "percentage_command_template")


def _temperature(config: Config, demand: Demand) -> Answer:
    return command(
        config, "temperature_command_topic", demand.amount, "temperature_command_template"
    )


def _fan_mode(config: Config, demand: Demand) -> Answer:
    return command(config, "fan_mode_command_topic", demand.mode, "fan_mode_command_template")


def _power(config: Config, demand: Demand) -> Answer:
    """A climate device or a water heater on or off: by its power topic, else by its mode."""
    is_on = demand.verb == "on"
    if "power_command_topic" in config:
        key, default = ("payload_on", "ON") if is_on else ("payload_off", "OFF")
        payload = text(config, key, default)
        return command(config, "power_command_topic", payload, "power_command_template")
    modes = config.get("modes")
    modes = list(map(str, modes)) if isinstance(modes, list) else []
    wanted = ("auto", "heat_cool", "heat", "cool") if is_on else ("off",)
    mode = next((mode for mode in wanted if mode in modes), None)
    if mode is None:
        return Refusal(f"it cannot be turned {demand.verb}")
    return command(config, "mode_command_topic", mode, "mode_command_template")


def _mower(topic: str, payload: str) -> Callable[[Config, Demand], Answer]:
    template = topic.replace("_topic", "_template")
    return lambda config, _: command(config, topic, payload, template)


_Maker = Callable[[Config, Demand], Answer]
_ON_OFF: Mapping[str, _Maker] = {
    "on": _plain("payload_on", "ON"),
    "off": _plain("payload_off", "OFF"),
}
_CLIMATE: Mapping[str, _Maker] = {
    "on": _power,
    "off": _power,
    "temperature": _temperature,
    "fan_mode": _fan_mode,
}
_MAKERS: Mapping[str, Mapping[str, _Maker]] = {
    "button": {"press": _plain("payload_press", "PRESS")},
    "climate": _CLIMATE,
    "cover": {
        "open": _cover("payload_open", "OPEN"),
        "close": _cover("payload_close", "CLOSE"),
        "position": _position,
    },
    "fan": {**_ON_OFF, "speed": _speed},
    "humidifier": _ON_OFF,
    "lawn_mower": {
        "start": _mower("start_mowing_command_topic", "start_mowing"),
        "dock": _mower("dock_command_topic", "dock"),
    },
    "lock": {"lock": _plain("payload_lock", "LOCK"), "unlock": _plain("payload_unlock", "UNLOCK")},
    "scene": {"press": _plain("payload_on", "ON")},
    "siren": {"on": _siren, "off": _siren},
    "switch": _ON_OFF,
    "vacuum": {
        "start": _plain("payload_start", "start"),
        "dock": _plain("payload_return_to_base", "return_to_base"),
    },
    "valve": {"open": _valve, "close": _valve, "position": _valve},
    "water_heater": {key: _CLIMATE[key] for key in ("on", "off", "temperature")},
}
