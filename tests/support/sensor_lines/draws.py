"""What stands in the placeholders of a template: drawn anew for each line."""

from datetime import datetime, timedelta, timezone
from functools import reduce
from operator import xor
from random import Random
from typing import Any

_BEGIN = datetime(2026, 11, 1, tzinfo=timezone.utc)
_HEX = "0123456789abcdef"
#: Times as devices write them, by placeholder.
_TIMES = {
    "iso": "%Y-%m-%dT%H:%M:%S",
    "isoz": "%Y-%m-%dT%H:%M:%SZ",
    "stamp": "%Y-%m-%d %H:%M:%S",
    "slashed": "%Y/%m/%d %H:%M:%S",
    "syslog": "%b %e %H:%M:%S",
    "hms": "%H:%M:%S",
    "hm": "%H:%M",
    "day": "%Y-%m-%d",
    "european": "%d.%m.%Y %H:%M",
    "american": "%m/%d/%Y %I:%M %p",
    "packed_time": "%H%M%S",
    "packed_day": "%d%m%y",
    "epoch": "%s",
}


def times(random: Random) -> dict[str, str]:
    """A moment of November 2026 in every writing."""
    moment = _BEGIN + timedelta(seconds=random.randrange(29 * 86_400))
    written = {name: moment.strftime(form) for name, form in _TIMES.items() if form != "%s"}
    return {**written, "epoch": str(int(moment.timestamp()))}


def draw(specs: dict[str, Any], random: Random) -> dict[str, str]:
    """Values as written, by placeholder.

    A specification is a range (``18.0..31.0``: the digits are those of its low end, a comma
    where it has one), a list to choose from, a pattern (``~hhdd``: ``h`` and ``H`` are hex
    digits, ``d`` a digit), or what follows from another value (``{of, times, plus, digits}``).
    """
    drawn: dict[str, str] = {}
    for name, spec in specs.items():
        drawn[name] = _draw(spec, random, drawn)
    return drawn


def _draw(spec: Any, random: Random, drawn: dict[str, str]) -> str:
    if isinstance(spec, list):
        return str(random.choice(spec))
    if isinstance(spec, dict):
        value = number(drawn[spec["of"]]) * spec.get("times", 1) + spec.get("plus", 0)
        return f"{value:.{spec.get('digits', 1)}f}"
    if spec.startswith("~"):
        return "".join(_digit(sign, random) for sign in spec[1:])
    low, _, high = spec.partition("..")
    digits = len(low.replace(",", ".").partition(".")[2])
    written = f"{random.uniform(number(low), number(high)):.{digits}f}"
    return written.replace(".", ",") if "," in low else written


def _digit(sign: str, random: Random) -> str:
    match sign:
        case "h":
            return random.choice(_HEX)
        case "H":
            return random.choice(_HEX).upper()
        case "d":
            return random.choice(_HEX[:10])
    return sign


def number(text: str) -> float:
    """A number as written, with a point or a comma."""
    return float(text.replace(",", "."))


def checksum(sentence: str) -> str:
    """The checksum of an NMEA sentence, from after ``$`` to before ``*``."""
    return f"{reduce(xor, sentence.encode(), 0):02X}"
