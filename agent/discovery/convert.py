"""From a device's values to Home Assistant's.

Each conversion is a small frozen value that can be called; it answers None to what it does not
know, which leaves the state or the attribute unknown.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agent.discovery.fields import as_number, as_text

#: Longest state, as in Home Assistant.
MAX_STATE_TEXT = 255


@dataclass(frozen=True, slots=True)
class Text:
    """The value as text; what a device says for "nothing" is unknown."""

    def __call__(self, value: Any) -> Any:
        """Text of 1 to 255 characters, or None."""
        text = as_text(value)
        return None if text in (None, "", "None") else text[:MAX_STATE_TEXT]


@dataclass(frozen=True, slots=True)
class Number:
    """The value as a number."""

    def __call__(self, value: Any) -> Any:
        """A finite number, or None."""
        return as_number(value)


@dataclass(frozen=True)
class Choice:
    """The value looked up in a table; what the table lacks is unknown."""

    table: Mapping[str, Any]

    def __call__(self, value: Any) -> Any:
        """The table's answer to the value as text, or None."""
        text = as_text(value)
        return None if text is None else self.table.get(text)


@dataclass(frozen=True, slots=True)
class Brightness:
    """A level of 1 to ``scale`` as 1 to 255, which is what Home Assistant has."""

    scale: float

    def __call__(self, value: Any) -> Any:
        """1 to 255; None of 0, which devices report while they are off."""
        level = as_number(value)
        if level is None or level <= 0:
            return None
        return min(255, max(1, round(level / self.scale * 255)))


@dataclass(frozen=True, slots=True)
class Percent:
    """A value of ``low`` to ``high`` as 0 to 100; ``high`` may be the smaller one."""

    low: float
    high: float

    def __call__(self, value: Any) -> Any:
        """0 to 100, or None."""
        level = as_number(value)
        if level is None or self.low == self.high:
            return None
        return min(100, max(0, round((level - self.low) / (self.high - self.low) * 100)))


@dataclass(frozen=True, slots=True)
class Closed:
    """The state of a cover or a valve that tells only its position."""

    position: Percent

    def __call__(self, value: Any) -> Any:
        """``open``, ``closed`` or None."""
        percent = self.position(value)
        return None if percent is None else "open" if percent else "closed"


@dataclass(frozen=True, slots=True)
class Kelvin:
    """A colour temperature in kelvin, from mireds where the device counts so."""

    mireds: bool

    def __call__(self, value: Any) -> Any:
        """Kelvin, or None."""
        given = as_number(value)
        if given is None or given <= 0:
            return None
        return math.floor(1_000_000 / given) if self.mireds else round(given)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A colour as a list of numbers: from an object with these keys, or from ``1,2,3``."""

    keys: tuple[str, ...]

    def __call__(self, value: Any) -> Any:
        """As many numbers as there are keys, or None."""
        if isinstance(value, dict):
            found = [as_number(value.get(key)) for key in self.keys]
        elif isinstance(value, str):
            found = [as_number(part.strip()) for part in value[:MAX_STATE_TEXT].split(",")]
        else:
            return None
        return found if len(found) == len(self.keys) and None not in found else None
