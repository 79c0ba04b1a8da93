"""The topics of the contract."""

import re
import unicodedata
from collections.abc import Callable

from agent.errors import MessageError

#: The levels below the base that have a meaning.
_LEVELS = frozenset(
    (
        "voice",
        "sensor",
        "result",
        "intent",
        "request",
        "response",
        "state",
        "status",
        "act",
        "throttle",
        "timer",
    )
)


#: Longest topic, in bytes, and its most levels: mosquitto takes 200, other brokers 128.
MAX_TOPIC = 512
MAX_LEVELS = 100
#: What is wrong with one that is not sendable.
TOPIC_RULE = (
    f"must be a topic of 1 to {MAX_TOPIC} bytes and at most {MAX_LEVELS} levels "
    "without control characters"
)


def is_sendable(topic: str) -> bool:
    """Whether brokers take a topic or a filter; one that they do not closes the connection.

    MQTT 5, 1.5.4: neither controls nor characters that Unicode has none for.
    """
    is_short = 0 < len(topic.encode("utf-8", "replace")) <= MAX_TOPIC
    return is_short and topic.count("/") < MAX_LEVELS and not any(map(_is_barred, topic))


def _is_barred(character: str) -> bool:
    code = ord(character)
    is_none = 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
    return is_none or unicodedata.category(character) in ("Cc", "Cs")


def check_filter(topic: str) -> None:
    """Raise MessageError unless ``topic`` can be subscribed."""
    if not is_sendable(topic):
        raise MessageError(f"{topic!r} {TOPIC_RULE}")
    levels = topic.split("/")
    wild = [level for level in levels if "+" in level or "#" in level]
    good = all(level in ("+", "#") for level in wild) and "#" not in levels[:-1]
    if not good:
        raise MessageError(f"{topic!r} is no topic filter: + and # stand for whole levels")
    if topic.startswith("$"):
        raise MessageError(f"{topic!r}: topics below $ are those of the broker itself")


def overlap(one: str, other: str) -> bool:
    """Whether two topic filters have a topic in common; one of them may be a topic."""
    first, second = one.split("/"), other.split("/")
    for left, right in zip(first, second, strict=False):
        if "#" in (left, right):
            return True
        if left != right and "+" not in (left, right):
            return False
    # "a/#" stands for "a" as well.
    longer = max(first, second, key=len)
    return len(first) == len(second) or longer[min(len(first), len(second)) :] == ["#"]


def covers(wide: str, narrow: str) -> bool:
    """Whether a topic filter takes every topic that another one takes."""
    wides, narrows = wide.split("/"), narrow.split("/")
    for at, level in enumerate(wides):
        if level == "#":
            return True
        if at >= len(narrows) or narrows[at] == "#":
            return False
        if level not in ("+", narrows[at]):
            return False
    return len(wides) == len(narrows)


class Topics:
    """The topics of one node.

    Args:
        node: the last level of the base; it holds no ``/``, ``+`` or ``#``.
        group: the last level of the base that several agents share, if any.
    """

    def __init__(self, node: str, group: str | None = None) -> None:
        self.group = group
        self.shared = Topics(group) if group else None
        """Where requests come in for any one of several agents, and their results go."""
        base = f"edge-intent/{node}"
        self.base = base
        self.voice = f"{base}/voice/text"
        self.sensor = f"{base}/sensor/text"
        self.result = f"{base}/result"
        self.state = f"{base}/state"
        self.status = f"{base}/status"
        self.throttle = f"{base}/throttle"
        self.act = f"{base}/act"
        self.timer = f"{base}/timer"
        self.requests = f"{base}/request/+"
        self._request = f"{base}/request/"

    @property
    def filters(self) -> tuple[str, ...]:
        """What people and programs say; each message that is shared goes to one of the agents."""
        return (self.voice, self.requests, *self._shared(lambda shared: shared.voice))

    @property
    def device_filters(self) -> tuple[str, ...]:
        """What devices say."""
        return (self.sensor, *self._shared(lambda shared: shared.sensor))

    def of(self, topic: str) -> "Topics":
        """The topics that an answer to a message on ``topic`` goes to."""
        shared = self.shared
        return shared if shared and topic.startswith(f"{shared.base}/") else self

    def _shared(self, topic: Callable[["Topics"], str]) -> tuple[str, ...]:
        return (f"$share/{self.group}/{topic(self.shared)}",) if self.shared else ()

    def intent(self, name: str) -> str:
        """Where an intent of this name is published."""
        return f"{self.base}/intent/{name}"

    def request(self, command: str) -> str:
        """Where a command is sent."""
        return f"{self._request}{command}"

    def response(self, command: str) -> str:
        """Where the answer to a command is published."""
        return f"{self.base}/response/{command}"

    def is_own(self, topic: str) -> bool:
        """Whether ``topic`` belongs to this contract, so that no answer may be sent to it."""
        level = topic.removeprefix(f"{self.base}/").partition("/")[0]
        if topic.startswith(f"{self.base}/") and level in _LEVELS:
            return True
        return self.shared is not None and self.shared.is_own(topic)

    def command(self, topic: str) -> str | None:
        """The command's name if ``topic`` carries one, else None."""
        name = topic.removeprefix(self._request)
        return name if name != topic and re.fullmatch(r"[a-z0-9_-]{1,64}", name) else None
