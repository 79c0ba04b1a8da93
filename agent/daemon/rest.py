"""What is done when nothing was to do for a while: memory is given back."""

import time
from collections.abc import Callable

from agent.memory import give_back

#: So many requests in a row leave memory behind that is worth being given back.
_BURST = 50
#: Silence after which a burst is over, in seconds.
_PAUSE = 5.0


class Rest:
    """Gives memory back after a burst, and the model's after a long silence.

    Args:
        unload: gives the model's memory back.
        clock: seconds on a clock that never goes back.
    """

    def __init__(
        self, unload: Callable[[], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._unload = unload
        self._clock = clock
        self._worked = clock()
        self._burst = 0
        self._is_unloaded = False

    def worked(self) -> None:
        """A request was read."""
        self._worked = self._clock()
        self._burst += 1
        self._is_unloaded = False

    def wait(self, unload_after: float) -> float | None:
        """Seconds until something is due; None while nothing is.

        Args:
            unload_after: silence after which the model is unloaded, in seconds; 0 for never.
        """
        silence = self._clock() - self._worked
        waits = [_PAUSE - silence] if self._burst >= _BURST else []
        if unload_after and not self._is_unloaded:
            waits.append(unload_after - silence)
        return max(0.0, min(waits)) if waits else None

    def do_what_is_due(self, unload_after: float) -> None:
        """Give back what is due to be given back."""
        silence = self._clock() - self._worked
        if self._burst and silence >= _PAUSE:
            if self._burst >= _BURST:
                give_back()
            self._burst = 0
        if unload_after and not self._is_unloaded and silence >= unload_after:
            self._is_unloaded = True
            self._unload()
