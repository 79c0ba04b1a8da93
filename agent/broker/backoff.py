"""How long to wait before the next attempt to connect."""

import random
from collections.abc import Callable

#: The first wait lies below this, in seconds.
FIRST = 1.0


class Backoff:
    """Exponential back-off with full jitter, so that a fleet does not return all at once.

    Args:
        longest: no wait is longer, in seconds.
        draw: a number from 0 to 1, for tests.

    The method is "full jitter" of M. Brooker, "Exponential Backoff And Jitter", AWS 2015,
    with a quarter of the step as least wait so that nobody hammers a broker.
    """

    def __init__(self, longest: float, draw: Callable[[], float] = random.random) -> None:
        self._longest = longest
        self._draw = draw
        self._step = min(FIRST, longest)

    def next(self) -> float:
        """Seconds to wait now; the next wait is drawn from twice the range."""
        step, self._step = self._step, min(self._step * 2, self._longest)
        return step * (0.25 + 0.75 * self._draw())

    def last(self) -> float:
        """The longest wait, with jitter, for whoever only disturbs by coming back."""
        return self._longest * (0.75 + 0.25 * self._draw())

    def reset(self) -> None:
        """Start again after an attempt that worked."""
        self._step = min(FIRST, self._longest)
