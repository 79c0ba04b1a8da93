"""Quantities in the configuration: plain numbers, or text with a unit."""

import re
from typing import Any

_SECONDS = {
    "ms": 0.001,
    "s": 1.0,
    "sec": 1.0,
    "second": 1.0,
    "min": 60.0,
    "minute": 60.0,
    "h": 3600.0,
    "hour": 3600.0,
    "d": 86_400.0,
    "day": 86_400.0,
}
_QUANTITY = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*")


class Seconds(float):
    """A duration in seconds."""


def read_seconds(value: Any) -> Seconds:
    """A duration from a number of seconds or a text such as ``5 min``.

    Raises:
        ValueError: it is neither; the text says what is accepted.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Seconds(value)
    match = _QUANTITY.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("expected a duration: a number of seconds, or a text such as 5 min")
    unit = match[2].lower()
    factor = _SECONDS.get(unit) or _SECONDS.get(unit.removesuffix("s"))
    if factor is None:
        raise ValueError(f"unknown unit {match[2]!r}; use ms, s, min, h or d")
    return Seconds(float(match[1]) * factor)


def show_seconds(value: float) -> str:
    """A duration as it is written in the configuration, in its largest whole unit."""
    for unit, factor in (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)):
        if value >= factor and value % factor == 0:
            return f"{value / factor:g} {unit}"
    return f"{value:g} s"
