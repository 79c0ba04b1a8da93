"""What devices measure, and how they spell it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.grammar import load_yaml


@dataclass(frozen=True)
class Unit:
    """A unit of a quantity, as devices spell it."""

    spellings: tuple[str, ...]
    low: float
    high: float
    """The usual range of values."""
    decimals: tuple[int, ...]


@dataclass(frozen=True)
class Quantity:
    """What a device may measure."""

    words: tuple[str, ...]
    keys: tuple[str, ...]
    short: tuple[str, ...]
    """One to four letters, as lines of little room have them."""
    units: tuple[Unit, ...]
    directions: tuple[str, ...] = ("high", "low")
    """The directions that it may give an alert in."""


def quantities(path: Path) -> dict[str, Quantity]:
    """Those of a file, by name."""
    data: Any = load_yaml(path)
    return {
        name: Quantity(
            tuple(one["words"]), tuple(one.get("keys", ())), tuple(one.get("short", ())),
            tuple(Unit(tuple(map(str, spellings)), low, high, tuple(decimals))
                  for spellings, low, high, decimals in one["units"]),
            tuple(one.get("alerts", ("high", "low"))),
        )
        for name, one in data.items()
    }  # fmt: skip
