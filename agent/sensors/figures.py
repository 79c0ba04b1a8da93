"""Figures as devices write them."""

import math
import re

_FIGURE = re.compile(
    r"[-+\u2212]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?|\.\d+)(?:[eE][-+]?\d+)?"
)
#: What stands where a device has no figure, in small letters.
NO_FIGURES = frozenset(
    (
        *("nan", "-nan", "null", "none", "inf", "+inf", "-inf", "infinity", "-infinity"),
        *("n/a", "na", "--", "---", "---.-", "unknown", "unavailable", "undefined"),
        *("err", "error", "invalid"),
    )
)


def read_figure(text: str) -> tuple[float | int, str] | None:
    """The figure that a text begins with, and the rest; None where there is none."""
    stripped = text.strip()
    match = _FIGURE.match(stripped)
    if match is None:
        return None
    return _value(match[0].replace("\u2212", "-")), stripped[match.end() :].strip()


def figure_end(text: str) -> int:
    """Where the figure ends that a text begins with; 0 where there is none."""
    match = _FIGURE.match(text)
    return match.end() if match else 0


def _value(written: str) -> float | int:
    if "," in written and ("." in written or re.search(r",\d{3}(?!\d)", written)):
        # Commas part thousands, but for one before three digits after a nought.
        written = written.replace(",", "." if re.match(r"[-+]?0,", written) else "")
    written = written.replace(",", ".")
    if re.fullmatch(r"[-+]?\d{1,15}", written):
        return int(written)
    return float(written)


def is_figure(value: object) -> bool:
    """Whether a value of JSON is a figure that is one."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
