"""Where the state of an entity announced to Home Assistant comes from, and what it means.

Which keys tell what stands in ``data/homeassistant_mqtt.json``; here are the conversions, whose
defaults are those of Home Assistant.
"""

from collections.abc import Callable, Mapping
from typing import Any

from agent.discovery.convert import (
    Brightness,
    Choice,
    Closed,
    Kelvin,
    Number,
    Numbers,
    Percent,
    Text,
)
from agent.discovery.fields import as_number, number, text, topic
from agent.discovery.interface import Convert, Follow
from agent.discovery.templates import member, read_template
from agent.tables import table

Config = Mapping[str, Any]


def follows(component: str, config: Config) -> tuple[tuple[Follow, ...], str | None]:
    """What is followed of an entity, and why its state is not, if it is not."""
    schema = text(config, "schema", "basic") if component == "light" else "basic"
    kind = component if schema == "basic" else f"{component}_{schema}"
    tables = table("homeassistant_mqtt")
    if kind in tables["members"]:
        return _members(tables["members"][kind], config)
    # Of a template light one topic carries everything: what has no template is not told.
    return _rows(tables["follow"].get(kind, []), config, templated=schema == "template")


def _members(rows: list[list[Any]], config: Config) -> tuple[tuple[Follow, ...], str | None]:
    where = topic(config.get("state_topic"))
    if where is None:
        return (), "it has no state topic"
    return tuple(
        Follow(to, where, member(*path), _CONVERSIONS[how](config)) for to, path, how in rows
    ), None


def _rows(
    rows: list[list[str]], config: Config, *, templated: bool
) -> tuple[tuple[Follow, ...], str | None]:
    found: dict[str, Follow] = {}
    unread: str | None = None
    for to, topic_key, template_key, how in rows:
        where = topic(config.get(topic_key))
        template = config.get(template_key)
        if where is None or to in found or (templated and template is None):
            continue
        path = read_template(template)
        if not isinstance(path, str):
            found[to] = _follow(to, where, path, _CONVERSIONS[how](config), config)
        elif to == "state":
            unread = path
    if "state" not in found and unread is None:
        unread = "it has no state topic"
    return tuple(found.values()), None if "state" in found else unread


def _follow(to: str, where: str, path: Any, convert: Convert, config: Config) -> Follow:
    if to != "state":
        return Follow(to, where, path, convert)
    off_after = as_number(config.get("off_delay"))
    gone_after = as_number(config.get("expire_after"))
    return Follow(to, where, path, convert, off_after or None, gone_after or None)


def _on_off(config: Config) -> Convert:
    on, off = text(config, "payload_on", "ON"), text(config, "payload_off", "OFF")
    return Choice({text(config, "state_off", off): "off", text(config, "state_on", on): "on"})


def _cover(config: Config) -> Convert:
    names = ("open", "opening", "closed", "closing", "stopped")
    return Choice({text(config, f"state_{name}", name): name for name in names})


def _lock(config: Config) -> Convert:
    names = ("locked", "locking", "unlocked", "unlocking", "jammed", "open", "opening")
    return Choice({text(config, f"state_{name}", name.upper()): name for name in names})


def _home(config: Config) -> Convert:
    table = {
        text(config, "payload_home", "home"): "home",
        text(config, "payload_not_home", "not_home"): "not_home",
    }
    return Choice(table)


def _oscillation(config: Config) -> Convert:
    table = {
        text(config, "payload_oscillation_on", "oscillate_on"): True,
        text(config, "payload_oscillation_off", "oscillate_off"): False,
    }
    return Choice(table)


def _position(config: Config) -> Percent:
    return Percent(number(config, "position_closed", 0), number(config, "position_open", 100))


def _tilt(config: Config) -> Convert:
    return Percent(number(config, "tilt_min", 0), number(config, "tilt_max", 100))


def _speed(config: Config) -> Convert:
    # The range starts at the slowest speed; off stands one below it.
    low = number(config, "speed_range_min", 1)
    return Percent(low - 1, number(config, "speed_range_max", 100))


def _brightness(config: Config) -> Convert:
    return Brightness(max(1, number(config, "brightness_scale", 255)))


def _kelvin(config: Config) -> Convert:
    return Kelvin(mireds=config.get("color_temp_kelvin") is not True)


_JSON_ON_OFF = Choice({"ON": "on", "OFF": "off"})
_TEMPLATE_ON_OFF = Choice({"on": "on", "off": "off"})

_CONVERSIONS: dict[str, Callable[[Config], Convert]] = {
    "brightness": _brightness,
    "brightness_255": lambda _: Brightness(255),
    "closed": lambda config: Closed(_position(config)),
    "cover": _cover,
    "home": _home,
    "hs": lambda _: Numbers(("h", "s")),
    "json_on_off": lambda _: _JSON_ON_OFF,
    "kelvin": _kelvin,
    "lock": _lock,
    "number": lambda _: Number(),
    "on_off": _on_off,
    "oscillation": _oscillation,
    "position": _position,
    "rgb": lambda _: Numbers(("r", "g", "b")),
    "rgbw": lambda _: Numbers(("r", "g", "b", "w")),
    "rgbww": lambda _: Numbers(("r", "g", "b", "c", "w")),
    "speed": _speed,
    "template_on_off": lambda _: _TEMPLATE_ON_OFF,
    "text": lambda _: Text(),
    "tilt": _tilt,
    "xy": lambda _: Numbers(("x", "y")),
}
