"""What a light announced to Home Assistant can do, in Home Assistant's terms."""

import math
from collections.abc import Mapping
from typing import Any

from agent.discovery.fields import as_number, text, texts

#: Home Assistant's limits where a light names none, in kelvin.
MIN_KELVIN, MAX_KELVIN = 2000, 6535

_MODES = frozenset(
    {"onoff", "brightness", "color_temp", "hs", "rgb", "rgbw", "rgbww", "white", "xy"}
)
_BASIC = (
    ("color_temp_command_topic", "color_temp"),
    ("hs_command_topic", "hs"),
    ("rgb_command_topic", "rgb"),
    ("rgbw_command_topic", "rgbw"),
    ("rgbww_command_topic", "rgbww"),
    ("white_command_topic", "white"),
    ("xy_command_topic", "xy"),
    ("brightness_command_topic", "brightness"),
)
_TEMPLATE = (
    ("color_temp_template", "color_temp"),
    ("red_template", "hs"),
    ("brightness_template", "brightness"),
)


def color_modes(config: Mapping[str, Any]) -> list[str]:
    """The attribute ``supported_color_modes``, never empty."""
    schema = text(config, "schema", "basic")
    if schema == "json":
        modes = [mode for mode in texts(config.get("supported_color_modes")) if mode in _MODES]
        dims = config.get("brightness") is True
    else:
        keys = _TEMPLATE if schema == "template" else _BASIC
        modes = [mode for key, mode in keys if config.get(key)]
        dims = "brightness" in modes
        # A light with colour dims anyway, so its brightness is no mode of its own.
        modes = [mode for mode in modes if mode != "brightness"]
    return modes or (["brightness"] if dims else ["onoff"])


def kelvin_range(config: Mapping[str, Any], modes: list[str]) -> dict[str, int]:
    """The attributes that bound the colour temperature; none where there is none."""
    if "color_temp" not in modes:
        return {}
    return {
        "min_color_temp_kelvin": _limit(config, "max_mireds", "min_kelvin", MIN_KELVIN),
        "max_color_temp_kelvin": _limit(config, "min_mireds", "max_kelvin", MAX_KELVIN),
    }


def _limit(config: Mapping[str, Any], mireds: str, kelvin: str, default: int) -> int:
    shift = as_number(config.get(mireds))
    if shift and shift > 0:
        return math.floor(1_000_000 / shift)
    given = as_number(config.get(kelvin))
    return round(given) if given and given > 0 else default
