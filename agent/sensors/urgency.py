"""How soon a text of a device must be read: a cheap look before it waits in the queue."""

import re
from collections.abc import Hashable
from functools import cache

from agent.sensors.units import read_unit
from agent.tables import table

_FIGURE = re.compile(r"[-+]?\d+(?:[.,]\d+)?\s?([%°µμA-Za-z][%°µμA-Za-z0-9/³²]*)?")
_CLOCK = re.compile(
    r"\b(?:\d{4}-\d\d-\d\d[T ])?\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"
)


def may_be_urgent(text: str) -> bool:
    """Whether a free text may be urgent. It may err, but only by letting a text go first."""
    return bool(_words("urgent").search(text))


def plain_key(text: str) -> Hashable:
    """What a later free text makes this one needless by: the text but for time and figures.

    None where it may tell more than readings, such as an alert, of which each one counts. A
    figure without a unit or a decimal point stays: it may be the number of a device.
    """
    if may_be_urgent(text) or _words("spare").search(text):
        return None
    return _FIGURE.sub(_masked, _CLOCK.sub("@", text))


def _masked(match: "re.Match[str]") -> str:
    written = match[0]
    has_unit = match[1] is not None and read_unit(match[1]) is not None
    if not has_unit and "." not in written:
        return written
    return f"#{match[1] or ''}"


@cache
def _words(name: str) -> re.Pattern[str]:
    """A pattern of the beginnings of words in a list of the table."""
    words = "|".join(re.escape(word) for word in table("sensors/states")[name])
    return re.compile(rf"\b(?:{words})", re.IGNORECASE)
