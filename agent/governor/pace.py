"""Pacing: work goes on while the process has CPU time left of its share."""

import time
from collections.abc import Callable

#: The longest time that is held against the agent, in seconds of the share: after a flood that
#: could not be held back it must be fit soon.
_OWED = 5.0


class Pace:
    """A bucket of CPU seconds that fills at the allowed share and is emptied by the process.

    It is measured, not estimated: whatever thread of the process spends time, the work that is
    paced gets what is left.

    Args:
        clock: seconds on a clock that never goes back.
        spent: CPU seconds of the whole process.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        spent: Callable[[], float] = time.process_time,
    ) -> None:
        self._clock = clock
        self._spent = spent
        self._looked = clock(), spent()
        self._left = 0.0

    def wait(self, percent: float, saved: float = 1.0, kept: float = 0.0) -> float:
        """Seconds until there is CPU time left; 0 if there is.

        Args:
            percent: what the process may take, of one core.
            saved: seconds of this share that may be saved up while nothing is to do.
            kept: what must be saved up besides, in seconds of the share.
        """
        share = percent / 100
        now, spent = self._clock(), self._spent()
        left = self._left + (now - self._looked[0]) * share - (spent - self._looked[1])
        self._left = max(-_OWED * share, min(saved * share, left))
        self._looked = now, spent
        return max(0.0, min(kept, saved / 2) - self._left / share)


class Turnstile:
    """So many things a second, and as many at once as in a second.

    Args:
        clock: seconds on a clock that never goes back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._looked = clock()
        self._left: float | None = None

    def admits(self, rate: float | None) -> bool:
        """Whether one more may pass now; it then counts.

        Args:
            rate: how many a second; None for any.
        """
        now = self._clock()
        if rate is None:
            self._looked, self._left = now, None
            return True
        most = max(1.0, rate)
        left = most if self._left is None else self._left + (now - self._looked) * rate
        self._looked, self._left = now, min(most, left)
        if self._left < 1:
            return False
        self._left -= 1
        return True
