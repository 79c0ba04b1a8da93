"""Figures with the units that are written behind them, in what may be one value or several."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from agent.sensors.figures import figure_end, read_figure
from agent.sensors.units import read_unit
from agent.sensors.vocabulary import is_remark, says_no_unit

#: Amounts of one text that are read.
_MOST = 8
#: Words that a spelling of a unit may have.
_WORDS = 3
#: Where another figure begins: not inside a word ("CO2", "m3") or an exponent.
_NEXT = re.compile(r"(?<![\w.,^*])[-+\u2212]?(?:\d|\.\d)(?!00\s?(?:km|mi)\b)")
_PER = re.compile(r"\s+per\s+(?=[a-zA-Z])|\s*/\s*(?=[a-zA-Z])")


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure and its unit."""

    value: float | int
    unit: str
    """The spelling of its unit; empty where none is written."""
    start: int
    end: int
    """Where it stands in the text."""


def read_amounts(text: str) -> tuple[Amount, ...]:
    """The amounts of a text that begins with a figure; empty of any other.

    ``21.4°C, 47%`` are two, ``5.2 bar abs`` and ``812 ppm CO2`` are one.
    """
    return tuple(_amounts(text))


def unit_behind(text: str) -> str:
    """The spelling of the unit behind the figure that a text begins with; empty of none."""
    return next((amount.unit for amount in _amounts(text)), "")


@lru_cache(maxsize=512)
def written_unit(words: str) -> str:
    """The unit with which words behind a figure begin, as it is spelled there.

    The longest that is known, else the first word, which then is the unit of something odd.
    Empty where none is written: no word, a remark in brackets, "ok".
    """
    words = _PER.sub("/", words.strip())
    for spelling in _spellings(words):
        if read_unit(spelling) is not None:
            return spelling
    first = next(iter(words.split()), "").rstrip(",;:|)].!")
    is_none = not first or first[0] in "([-/,;:|" or is_remark(first) or says_no_unit(first)
    return "" if is_none else first


def _amounts(text: str) -> Iterator[Amount]:
    at = len(text) - len(text.lstrip())
    for _ in range(_MOST):
        figure = read_figure(text[at:])
        if figure is None:
            return
        behind = at + figure_end(text[at:])
        following = _NEXT.search(text, behind)
        end = following.start() if following else len(text)
        words = text[behind:end].rstrip(" \t,;|/(")
        unit = written_unit(words)
        left = _PER.sub("/", words.strip()).removeprefix(unit)
        if following and any(map(str.isalpha, left)):
            unit = words  # it may be a word for the figure behind it
        yield Amount(figure[0], unit, at, behind + len(words))
        if following is None:
            return
        at = following.start()


def _spellings(words: str) -> Iterator[str]:
    """Beginnings of some words that may spell a unit, the longest first."""
    parts = words.split()
    for size in range(min(_WORDS, len(parts)), 0, -1):
        spelling = " ".join(parts[:size])
        yield spelling
        yield spelling.rstrip(",;:|)].!")
    if parts:
        yield re.split(r"[(\[,;|]", parts[0])[0]
