"""Follows the home on a thread of its own, so that no burst of announcements delays a sentence."""

import threading
from collections import deque

from agent.broker import Broker
from agent.discovery import Follower
from agent.log import get_logger

#: Messages that may wait to be followed; far more than a home announces at once.
MAX_WAITING = 50_000

_log = get_logger("discovery")


class Watch:
    """Hands what is announced and what states are told to the follower.

    Args:
        follower: knows the home.
        broker: is told which topics to follow.
    """

    def __init__(self, follower: Follower, broker: Broker) -> None:
        self._follower = follower
        self._broker = broker
        self._waiting: deque[tuple[str, bytes]] = deque()
        self._changed = threading.Condition()
        self._full = False
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="discovery", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._broker.follow(self._follower.topics)
        self._thread.start()

    def stop(self) -> None:
        """Follow nothing more."""
        with self._changed:
            self._closed = True
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

    def _run(self) -> None:
        while not self._closed:
            messages = self._wait()
            try:
                self._follow(messages)
            except Exception:
                _log.exception("fault in following the home; it goes on")

    def _wait(self) -> deque[tuple[str, bytes]]:
        """What came, or nothing when a burst of announcements is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed, self._follower.wait())
            messages, self._waiting = self._waiting, deque()
            self._full = False
        return messages

    def _follow(self, messages: deque[tuple[str, bytes]]) -> None:
        for topic, payload in messages:
            self._follower.take(topic, payload)
        if self._follower.wait() == 0 and self._follower.rebuild():
            home = self._follower.model.home
            _log.info("the home has %d entities in %d areas", len(home.entities), len(home.areas))
            self._broker.follow(self._follower.topics)
