"""How far the agent steps back, and what it goes by: types, and the tables of them."""

from enum import IntEnum
from functools import cache
from typing import Any, Literal

import msgspec

from agent.tables import table

#: What reads: the model of the configuration, the small one, or only what was read before.
Tier = Literal["full", "nano", "cache"]
#: The least important request that is read.
Admit = Literal["all", "voice", "urgent"]


class Level(IntEnum):
    """From all of it to next to nothing."""

    NORMAL = 0
    WARM = 1
    HOT = 2
    CRITICAL = 3

    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def of(cls, name: str) -> "Level":
        """The level of this name: ``normal``, ``warm``, ``hot`` or ``critical``."""
        return cls[name.upper()]


#: The levels that a signal can ask for.
_STEPS = (Level.WARM, Level.HOT, Level.CRITICAL)


class Effect(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a level means for the agent."""

    cpu: float | None
    """Percent of one core that it may take; None for its ceiling."""
    tier: Tier
    admit: Admit
    does: str
    """The same, for a person."""


class Signal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that is measured, and from where on it matters; more is worse."""

    name: str
    label: str
    enter: tuple[float | None, float | None, float | None]
    """Values at which ``warm``, ``hot`` and ``critical`` begin; None where it never does that."""
    leave: tuple[float | None, float | None, float | None]
    """Values at which each of them is over; never more than ``enter``."""
    unit: str = ""
    """Empty where it is only there or not."""
    relative: bool = False
    """Whether the values count from the limit of the configuration."""
    rest: float = 0.0
    """The value at which the headroom is whole."""

    def shifted(self, limit: float) -> "Signal":
        """This signal with values counted from 0, where they count from ``limit``."""
        if not self.relative:
            return self
        return msgspec.structs.replace(
            self,
            relative=False,
            enter=tuple(None if at is None else at + limit for at in self.enter),
            leave=tuple(None if at is None else at + limit for at in self.leave),
            rest=self.rest + limit,
        )

    def demands(self, value: float, level: Level) -> Level:
        """The level that a value asks for while the agent is at ``level``."""
        found = Level.NORMAL
        for step, enter, leave in zip(_STEPS, self.enter, self.leave, strict=True):
            if enter is None or leave is None:
                continue
            if value >= enter or (step <= level and value > leave):
                found = step
        return found

    def headroom(self, value: float) -> float:
        """What is left until ``hot``, or ``critical``: 1 at rest, 0 when it begins."""
        top = self.enter[2] if self.enter[1] is None else self.enter[1]
        return 1.0 if top is None else min(1.0, max(0.0, (top - value) / (top - self.rest)))

    def tells(self, value: float, level: Level) -> str:
        """Why it asks for ``level``: ``CPU 78.2 C, limit 77``."""
        limit = self.enter[level - 1]
        if not self.unit or limit is None:
            return self.label
        return f"{self.label} {value:.1f} {self.unit}, limit {limit:g}"


class _Tables(msgspec.Struct, frozen=True):
    signals: tuple[Signal, ...]
    levels: dict[str, Effect]


@cache
def _tables() -> _Tables:
    data: dict[str, Any] = table("governor")
    return msgspec.convert(data, _Tables)


def signals(temperature: float) -> tuple[Signal, ...]:
    """All signals.

    Args:
        temperature: the limit of the processor in Celsius.
    """
    return tuple(one.shifted(temperature) for one in _tables().signals)


def effect(level: Level) -> Effect:
    """What a level means."""
    return _tables().levels[str(level)]
