"""Colours as devices take them."""

import colorsys
import math

from agent.tables import table

Rgb = tuple[int, int, int]


def named(name: str) -> Rgb | None:
    """Red, green and blue (0 to 255) of a colour name, None of one that is not known."""
    found = table("colors")["colors"].get(name.casefold().replace(" ", ""))
    return None if found is None else (found[0], found[1], found[2])


def of_kelvin(kelvin: float) -> Rgb:
    """A colour temperature as a colour, for lights that have no white of their own.

    Tanner Helland's approximation of a black body, good from 1000 to 40000 kelvin
    (https://tannerhelland.com/2012/09/18/convert-temperature-rgb-algorithm-code.html).
    """
    heat = kelvin / 100
    if heat <= 66:
        red = 255.0
        green = 99.4708025861 * math.log(heat) - 161.1195681661
        blue = 0.0 if heat <= 19 else 138.5177312231 * math.log(heat - 10) - 305.0447927307
    else:
        red = 329.698727446 * (heat - 60) ** -0.1332047592
        green = 288.1221695283 * (heat - 60) ** -0.0755148492
        blue = 255.0
    return _byte(red), _byte(green), _byte(blue)


def to_hs(rgb: Rgb) -> tuple[float, float]:
    """Hue (0 to 360) and saturation (0 to 100)."""
    hue, saturation, _ = colorsys.rgb_to_hsv(*(part / 255 for part in rgb))
    return round(hue * 360, 3), round(saturation * 100, 3)


def to_xy(rgb: Rgb) -> tuple[float, float]:
    """The CIE 1931 colour point, by the wide-gamut conversion of Philips Hue."""
    red, green, blue = (_linear(part / 255) for part in rgb)
    x = red * 0.664511 + green * 0.154324 + blue * 0.162028
    y = red * 0.283881 + green * 0.668433 + blue * 0.047685
    z = red * 0.000088 + green * 0.072310 + blue * 0.986039
    whole = x + y + z
    return (round(x / whole, 3), round(y / whole, 3)) if whole else (0.0, 0.0)


def to_rgbw(rgb: Rgb) -> tuple[int, int, int, int]:
    """What all three colours share goes to the white lamp."""
    white = min(rgb)
    return rgb[0] - white, rgb[1] - white, rgb[2] - white, white


def to_rgbww(rgb: Rgb) -> tuple[int, int, int, int, int]:
    """What all three colours share goes to the cold and the warm white lamp alike."""
    *colors, white = to_rgbw(rgb)
    return colors[0], colors[1], colors[2], white, white


def _byte(value: float) -> int:
    return round(min(255.0, max(0.0, value)))


def _linear(part: float) -> float:
    return float(((part + 0.055) / 1.055) ** 2.4) if part > 0.04045 else part / 12.92
