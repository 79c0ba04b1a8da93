"""Shows the agent to Home Assistant, and takes away what it no longer shows."""

import random
import threading
import time
from collections.abc import Callable

from agent.announce import OwnDevice
from agent.broker import Broker, Publication, Received
from agent.config import HomeAssistant
from agent.daemon.desk import Desk
from agent.log import get_logger

#: When Home Assistant starts it asks everybody; longest wait before the answer, in seconds.
_SPREAD = 5.0

_log = get_logger("announcer")


class Announcer(Desk):
    """Announces the agent when there is a connection, when Home Assistant starts, and on a change.

    Args:
        device: what is announced.
        broker: publishes.
        config: gives the keys in force.
        ignore: acknowledges a message.
        nudge: has the worker look what is due.
        spread: longest wait after a start of Home Assistant, in seconds.
    """

    def __init__(
        self,
        device: OwnDevice,
        broker: Broker,
        config: Callable[[], HomeAssistant],
        ignore: Callable[[Received], None],
        nudge: Callable[[], None],
        spread: float = _SPREAD,
    ) -> None:
        self._device = device
        self._broker = broker
        self._config = config
        self._ignore = ignore
        self._nudge = nudge
        self._spread = spread
        self._lock = threading.Lock()
        self._there: set[str] = set()
        self._told: HomeAssistant | None = None
        self._due: float | None = None

    def take(self, message: Received) -> bool:
        """Look at a message of Home Assistant, or at what was announced before."""
        if message.topic == f"{self._config().prefix}/status":
            if message.payload == b"online" and not message.retained:
                self._be_due(random.uniform(0, self._spread))  # noqa: S311 - no secret
        elif f"/{self._device.id}/" in message.topic and message.topic.endswith("/config"):
            if message.payload and message.retained:
                self._found(message.topic)
        else:
            return False
        self._ignore(message)
        return True

    def wait(self) -> float | None:
        """Seconds until something is due; None while nothing is."""
        due = self._due if self._broker.is_connected else None
        return None if due is None else max(0.0, due - time.monotonic())

    def renew(self) -> None:
        """Announce again: the broker may have lost it."""
        self._told = None

    def announce_if_due(self) -> bool:
        """Publish what is to be announced; on the worker's thread. Whether anything was."""
        config = self._config()
        if not self._broker.is_connected or (config == self._told and self.wait() != 0.0):
            return False
        self._due = None
        wanted = self._device.messages(config)
        if wanted and config != self._told:
            _log.info("announced to Home Assistant as the device %s", self._device.id)
        with self._lock:
            gone, self._there = self._there - wanted.keys(), set(wanted)
        for topic in sorted(gone):
            self._broker.publish(Publication(topic, b"", retain=True))
        for topic, payload in wanted.items():
            self._broker.publish(Publication(topic, payload, retain=True))
        self._told = config
        return True

    def _found(self, topic: str) -> None:
        """The broker keeps an announcement that may be of another time."""
        with self._lock:
            is_new = topic not in self._there
            self._there.add(topic)
        if is_new:
            self._be_due(0.0)

    def _be_due(self, seconds: float) -> None:
        self._due = time.monotonic() + seconds
        self._nudge()
