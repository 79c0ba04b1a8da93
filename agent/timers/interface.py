"""A timer, and the clocks it runs by."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import msgspec

from agent.messages import IntentResult, Kind

#: Most timers and delayed commands kept at a time.
MAX_TIMERS = 100
#: Longest time a timer may run, in seconds: a year.
MAX_SECONDS = 366 * 86_400


def _steady() -> float:
    # Counts on while the board sleeps, and does not jump when the time is set.
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass(frozen=True, slots=True)
class Clock:
    """Two clocks: one for people and restarts, one that no time server sets."""

    wall: Callable[[], float] = time.time
    """Seconds since the epoch."""
    steady: Callable[[], float] = _steady
    """Seconds that only go forward."""


class Timer(msgspec.Struct, frozen=True, kw_only=True):
    """A timer as it is kept; ``left`` counts from the moment it was written down."""

    id: str
    kind: Literal["timer", "delay"]
    """``timer`` rings; ``delay`` is a command that waits."""
    started: float
    """Seconds it was started with."""
    total: float
    """Seconds it was to run in all: ``started`` with what was added since."""
    name: str | None = None
    area: str | None = None
    """Where the speaker was."""
    request_id: str = ""
    text: str = ""
    said_as: Kind = "voice"
    command: IntentResult | None = None
    """What is to be done when a ``delay`` is over."""
    ends: float | None = None
    """Seconds since the epoch; None while it is paused."""
    left: float = 0.0
    """Seconds that were left when it was paused; of no meaning while it runs."""


@dataclass(frozen=True, slots=True)
class Fired:
    """A timer that is over."""

    timer: Timer
    late: float
    """Seconds since it should have been over; more than a moment only after a restart."""
