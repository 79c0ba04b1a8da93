"""Follows the home on a thread of its own, so that no burst of announcements delays a sentence."""

import threading
import time
from collections import deque
from collections.abc import Callable

from agent.broker import Broker
from agent.discovery import QUIET, Follower
from agent.log import get_logger

#: Messages that may wait to be followed; far more than a home announces at once.
MAX_WAITING = 50_000

_log = get_logger("discovery")


def _nothing(topic: str) -> bool:  # noqa: ARG001
    """Stands in where nothing comes anyway."""
    return False


class Watch:
    """Hands what is announced and what states are told to the follower.

    Args:
        follower: knows the home.
        broker: is told which topics to follow.
        settled: called when the home is known after the first connection.
        comes: whether what is on a topic comes anyway: twice subscribed, it would come twice.
    """

    def __init__(
        self,
        follower: Follower,
        broker: Broker,
        settled: Callable[[], None],
        comes: Callable[[str], bool] = _nothing,
    ) -> None:
        self._comes = comes
        self._settled = settled
        self._settles: float | None = None
        self.is_settled = False
        """Whether the home is known: what was announced before the agent came is in it."""
        self._follower = follower
        self._broker = broker
        self._waiting: deque[tuple[str, bytes]] = deque()
        self._changed = threading.Condition()
        self._full = False
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="discovery", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._broker.follow(self._topics())
        self._thread.start()

    def connected(self) -> None:
        """What is retained comes now; from the network thread, so at once."""
        with self._changed:
            if not self.is_settled:
                self._settles = time.monotonic() + QUIET
                self._changed.notify()

    def stop(self) -> None:
        """Follow nothing more."""
        with self._changed:
            self._closed = self.is_settled = True
            self._changed.notify()

    def offer(self, topic: str, payload: bytes) -> None:
        """Take a message; from the network thread, so at once."""
        with self._changed:
            if len(self._waiting) < MAX_WAITING:
                self._waiting.append((topic, payload))
                self._changed.notify()
            elif not self._full:
                self._full = True
                _log.error("%d messages wait to be followed; further ones are lost", MAX_WAITING)

    def _topics(self) -> list[str]:
        return [topic for topic in self._follower.topics if not self._comes(topic)]

    def _run(self) -> None:
        while not self._closed:
            messages = self._wait()
            try:
                self._follow(messages)
                self._settle()
            except Exception:
                _log.exception("fault in following the home; it goes on")

    def _wait(self) -> deque[tuple[str, bytes]]:
        """What came, or nothing when a burst of announcements is over."""
        with self._changed:
            settles = self._settles
            self._changed.wait_for(
                lambda: self._waiting or self._closed or self._settles != settles, self._pause()
            )
            messages, self._waiting = self._waiting, deque()
            self._full = False
        return messages

    def _pause(self) -> float | None:
        waits = [self._follower.wait()]
        if not self.is_settled and self._settles is not None:
            waits.append(max(0.0, self._settles - time.monotonic()))
        return min((one for one in waits if one is not None), default=None)

    def _settle(self) -> None:
        """Tell when no announcement came for a while, or all that came are in the home."""
        if self.is_settled or self._follower.wait() is not None:
            return
        with self._changed:
            if self._settles is None or time.monotonic() < self._settles:
                return
            self._settles = None
            # What is retained comes anew with the next connection.
            self.is_settled = self._broker.is_connected
        if self.is_settled:
            self._settled()

    def _follow(self, messages: deque[tuple[str, bytes]]) -> None:
        for topic, payload in messages:
            self._follower.take(topic, payload)
        if self._follower.wait() == 0 and self._follower.rebuild():
            home = self._follower.model.home
            _log.info("the home has %d entities in %d areas", len(home.entities), len(home.areas))
            self._broker.follow(self._topics())
