"""Signals as messages to the main thread."""

import signal
from queue import Empty, SimpleQueue
from types import FrameType

#: What ends the agent.
STOP = (signal.SIGTERM, signal.SIGINT)


class Signals:
    """What was asked of this process by signals; make it on the main thread.

    A handler runs between any two steps of the main thread, also within its wait for an event or
    a condition, whose lock it would then wait for without end. The queue is made for that: its
    put may interrupt its own get.
    """

    def __init__(self) -> None:
        self._came: SimpleQueue[int] = SimpleQueue()
        for number in (*STOP, signal.SIGHUP):
            signal.signal(number, self._take)

    def wait(self, seconds: float) -> int | None:
        """The next signal; None if none comes for so long."""
        try:
            return self._came.get(timeout=seconds)
        except Empty:
            return None

    def _take(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        self._came.put(number)
