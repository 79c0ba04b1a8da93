"""Names of a home that stand in a text as they are: devices write their names always the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from agent.grounding.text import WORD

#: Longest name looked for, in words.
_LONGEST = 8

What = Literal["name", "area"]


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A name of the home in a text."""

    what: What
    """A device's or an area's; a device's where both are called so."""
    start: int
    end: int


def plain_name(name: str) -> str:
    """A name without regard to capitals and to signs."""
    return " ".join(WORD.findall(name.casefold()))


class Names:
    """What a home calls its devices and areas.

    Args:
        devices: names, aliases and ids.
        areas: likewise; a name is compared without regard to capitals and to signs.
    """

    def __init__(self, devices: Iterable[str], areas: Iterable[str]) -> None:
        self._known: dict[str, What] = {}
        every: tuple[tuple[What, Iterable[str]], ...] = (("area", areas), ("name", devices))
        for what, names in every:
            for name in names:
                key = plain_name(name)
                if 0 < len(key.split()) <= _LONGEST and len(key) > 1:
                    self._known[key] = what

    def within(self, text: str) -> list[Verbatim]:
        """The names in a text, in their order; of those that begin together the longest."""
        words = list(WORD.finditer(text))
        plain = [word[0].casefold() for word in words]
        found: list[Verbatim] = []
        at = 0
        while at < len(words):
            size, what = self._longest(plain[at : at + _LONGEST])
            if what is not None:
                found.append(Verbatim(what, words[at].start(), words[at + size - 1].end()))
            at += max(size, 1)
        return found

    def _longest(self, words: list[str]) -> tuple[int, What | None]:
        for size in range(len(words), 0, -1):
            what = self._known.get(" ".join(words[:size]))
            if what is not None:
                return size, what
        return 0, None
