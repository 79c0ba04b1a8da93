"""Messages to lights that announced themselves to Home Assistant, in its three schemas."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from agent.actuation import colors
from agent.actuation.interface import Answer, Demand, Refusal, Send, number
from agent.actuation.payloads import Config, command, rendered
from agent.discovery.fields import number as configured
from agent.discovery.fields import text, topic
from agent.home import Entity

#: Colour modes by which a colour can be told, the most direct first.
_COLORED = ("rgb", "hs", "xy", "rgbw", "rgbww")


def light_sends(config: Config, entity: Entity, demand: Demand) -> Answer:
    """The messages that turn a light on or off, in its own schema."""
    modes = entity.attributes.get("supported_color_modes")
    told = _adapted(demand, modes if isinstance(modes, list) else [], entity)
    schema = text(config, "schema", "basic")
    make = {"json": _json, "template": _template}.get(schema, _basic)
    return make(config, entity, told)


def _adapted(demand: Demand, modes: list[Any], entity: Entity) -> Demand:
    """The demand in terms of what the light has: its own white, or a colour that looks like it."""
    if demand.kelvin is None:
        return demand
    kelvin: int | None = None
    rgb = demand.rgb
    if "color_temp" in modes:
        low = number(entity, "min_color_temp_kelvin") or 0
        high = number(entity, "max_color_temp_kelvin") or math.inf
        kelvin = round(min(high, max(low, demand.kelvin)))
    else:
        rgb = colors.of_kelvin(demand.kelvin)
    return Demand("on", brightness=demand.brightness, rgb=rgb, kelvin=kelvin)


def _basic(config: Config, entity: Entity, demand: Demand) -> Answer:
    """A topic for each thing: on and off, brightness, colour."""
    if demand.verb == "off":
        return command(config, "command_topic", text(config, "payload_off", "OFF"))
    when = text(config, "on_command_type", "last")
    brightness = demand.brightness
    if when == "brightness" and brightness is None and demand.rgb is None:
        brightness = round(number(entity, "brightness") or 255)
    told: list[Answer] = []
    if brightness is not None:
        told.append(_basic_brightness(config, entity, brightness, demand.rgb))
    if demand.rgb is not None:
        told.append(_basic_color(config, entity, demand))
    if demand.kelvin is not None:
        in_kelvin = config.get("color_temp_kelvin") is True
        value = demand.kelvin if in_kelvin else math.floor(1_000_000 / demand.kelvin)
        told.append(
            command(config, "color_temp_command_topic", value, "color_temp_command_template")
        )
    if when != "brightness" or not told:
        switch = command(config, "command_topic", text(config, "payload_on", "ON"))
        told.insert(0 if when == "first" else len(told), switch)
    return _joined(told)


def _basic_brightness(
    config: Config, entity: Entity, brightness: int, rgb: colors.Rgb | None
) -> Answer:
    if "brightness_command_topic" in config:
        scale = max(1, configured(config, "brightness_scale", 255))
        level = max(1, min(round(brightness / 255 * scale), round(scale)))
        return command(config, "brightness_command_topic", level, "brightness_command_template")
    if rgb is not None:
        return ()  # the colour is told as bright as it shall be
    shown = _as_rgb(entity.attributes.get("rgb_color")) or (255, 255, 255)
    return _basic_color(config, entity, Demand("on", brightness=brightness, rgb=shown))


def _basic_color(config: Config, entity: Entity, demand: Demand) -> Answer:
    mode = next((m for m in _COLORED if f"{m}_command_topic" in config), None)
    if mode is None or demand.rgb is None:
        return Refusal("its colour cannot be set")
    if "brightness_command_topic" in config:
        dimmed = 255.0
    else:
        dimmed = demand.brightness or number(entity, "brightness") or 255.0
    names, values = _told(mode, demand.rgb, dimmed)
    value = ",".join(str(part) for part in values)
    places = dict(zip(names, values, strict=True))
    return command(config, f"{mode}_command_topic", value, f"{mode}_command_template", places)


def _told(
    mode: str, rgb: colors.Rgb, brightness: float
) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """A colour in a mode, with the names that templates have for its parts."""
    if mode == "hs":
        return ("hue", "sat"), colors.to_hs(rgb)
    if mode == "xy":
        return ("x", "y"), colors.to_xy(rgb)
    parts: Iterable[int] = rgb
    names: tuple[str, ...] = ("red", "green", "blue")
    if mode == "rgbw":
        parts, names = colors.to_rgbw(rgb), (*names, "white")
    elif mode == "rgbww":
        parts, names = colors.to_rgbww(rgb), (*names, "cold_white", "warm_white")
    return names, tuple(int(part * brightness / 255) for part in parts)


def _json(config: Config, entity: Entity, demand: Demand) -> Answer:
    """One JSON object."""
    if demand.verb == "off":
        return command(config, "command_topic", '{"state":"OFF"}')
    message: dict[str, Any] = {"state": "ON"}
    modes = entity.attributes.get("supported_color_modes")
    if demand.rgb is not None:
        mode = next((m for m in _COLORED if isinstance(modes, list) and m in modes), None)
        if mode is None:
            return Refusal("its colour cannot be set")
        message["color"] = _json_color(mode, demand, config)
    if demand.brightness is not None:
        if modes == ["onoff"]:
            return Refusal("it cannot be dimmed")
        scale = max(1, configured(config, "brightness_scale", 255))
        message["brightness"] = max(1, round(demand.brightness / 255 * scale))
    if demand.kelvin is not None:
        in_kelvin = config.get("color_temp_kelvin") is True
        message["color_temp"] = demand.kelvin if in_kelvin else math.floor(1e6 / demand.kelvin)
    return command(config, "command_topic", msgspec.json.encode(message).decode())


def _json_color(mode: str, demand: Demand, config: Config) -> dict[str, float]:
    keys = {"hs": "hs", "xy": "xy", "rgb": "rgb", "rgbw": "rgbw", "rgbww": "rgbcw"}[mode]
    # A light that takes no brightness is dimmed by its colour.
    dims = config.get("brightness") is True
    dimmed = 255.0 if dims else demand.brightness or 255.0
    _, values = _told(mode, demand.rgb or (255, 255, 255), dimmed)
    return dict(zip(keys, values, strict=True))


def _template(config: Config, _: Entity, demand: Demand) -> Answer:
    """A text of the device's own making."""
    key = "command_on_template" if demand.verb == "on" else "command_off_template"
    where = topic(config.get("command_topic"))
    if where is None or config.get(key) is None:
        return Refusal("it has no command topic or template")
    payload = rendered(config[key], None, _template_places(config, demand))
    if isinstance(payload, Refusal):
        return payload
    return (Send(where, payload, retain=config.get("retain") is True),)


def _template_places(config: Config, demand: Demand) -> Mapping[str, Any]:
    places: dict[str, Any] = {"state": demand.verb, "brightness": demand.brightness}
    if demand.rgb is not None:
        places |= dict(zip(("red", "green", "blue"), demand.rgb, strict=True))
        places |= dict(zip(("hue", "sat"), colors.to_hs(demand.rgb), strict=True))
    if demand.kelvin is not None:
        in_kelvin = config.get("color_temp_kelvin") is True
        places["color_temp"] = demand.kelvin if in_kelvin else math.floor(1e6 / demand.kelvin)
    return places


def _joined(told: list[Answer]) -> Answer:
    messages: list[Send] = []
    for one in told:
        if isinstance(one, Refusal):
            return one
        messages.extend(one)
    return tuple(messages)


def _as_rgb(value: Any) -> colors.Rgb | None:
    if isinstance(value, list) and len(value) == 3:
        red, green, blue = (round(part) for part in value)
        return red, green, blue
    return None
