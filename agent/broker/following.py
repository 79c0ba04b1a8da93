"""Subscriptions that come and go while the agent runs, with QoS 0.

Nothing is lost with QoS 0 here: what is followed is retained or said again, and the broker need
not keep the states of a whole home for an agent that is away.
"""

from collections.abc import Collection, Sequence

from paho.mqtt.client import Client
from paho.mqtt.reasoncodes import ReasonCode

from agent.log import get_logger

#: Most topics in one packet.
_BATCH = 100

_log = get_logger("broker")


class Following:
    """The topics that are wanted, and those that are subscribed.

    Any thread may want; everything else belongs to the network thread.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._wanted: frozenset[str] = frozenset()
        self._have: frozenset[str] = frozenset()
        self._asked: dict[int, Sequence[str]] = {}
        self._refused: set[str] = set()

    def want(self, topics: Collection[str]) -> None:
        """Follow these topics and no others."""
        self._wanted = frozenset(topics)

    def renew(self) -> None:
        """Subscribe everything again: a new connection may know nothing of it."""
        self._have = frozenset()
        self._asked.clear()

    def exchange(self) -> None:
        """Subscribe what is wanted and not yet there, and the other way round."""
        wanted = self._wanted
        if wanted == self._have:
            return
        for topics in _batches(self._have - wanted):
            self._client.unsubscribe(list(topics))
        for topics in _batches(wanted - self._have):
            _, mid = self._client.subscribe([(topic, 0) for topic in topics])
            if mid is not None:
                self._asked[mid] = topics
        self._have = wanted

    def settle(self, mid: int, reasons: Sequence[ReasonCode]) -> bool:
        """Take the broker's answer to a subscription; False where it was not one of these."""
        topics = self._asked.pop(mid, None)
        if topics is None:
            return False
        for topic, reason in zip(topics, reasons, strict=False):
            if reason.is_failure and topic not in self._refused:
                self._refused.add(topic)
                _log.warning("the broker refuses to let %s be followed: %s", topic, reason)
        return True


def _batches(topics: Collection[str]) -> list[Sequence[str]]:
    ordered = sorted(topics)
    return [ordered[at : at + _BATCH] for at in range(0, len(ordered), _BATCH)]
