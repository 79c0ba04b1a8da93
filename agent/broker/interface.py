"""What the rest of the package knows of a broker."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Literal

#: Told once what became of a publication: None when the broker accepted it, else why not.
Settled = Callable[[str | None], None]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What it takes to acknowledge a message, good for one connection only.

    Message ids start again with every connection, so that a late acknowledgement would hit
    another message; ``generation`` tells the connections of a client apart.
    """

    generation: int
    mid: int
    qos: int
    client_id: str = ""
    """Of the client that received the message."""


@dataclass(frozen=True, slots=True)
class Received:
    """A message from the broker."""

    topic: str
    payload: bytes
    arrived: float
    """When it was taken from the socket, on the monotonic clock, in seconds."""
    retained: bool = False
    response_topic: str | None = None
    correlation: bytes | None = None
    expiry: float | None = None
    """Seconds from ``arrived`` after which the sender has no use for it."""
    receipt: Receipt | None = None
    again: bool = False
    """Whether the broker says that it sent this before."""
    key: bytes | None = None
    """By which it is known when it comes again; None where it never is."""
    named: bool = False
    """Whether its sender gave it an id, so that it may ask again."""

    def known_as(self, key: bytes, *, named: bool) -> "Received":
        """The same message with its key."""
        return replace(self, key=key, named=named)


@dataclass(frozen=True, slots=True)
class Publication:
    """A message for the broker."""

    topic: str
    payload: bytes
    retain: bool = False
    correlation: bytes | None = None
    until: float | None = None
    """When nobody has a use for it any more, on the monotonic clock, in seconds."""
    again: float | None = None
    """Seconds after it was first sent in which it may be sent once more, while nobody knows whether
    it arrived; None for any time, 0 for never."""
    instead: "Publication | None" = None
    """Published where this one is given up."""
    qos: Literal[0, 1] = 1
    aside: bool = False
    """Whether it must not hold up others, because it is of a device and not urgent."""


class Listener(ABC):
    """Who is told what comes from the broker; called on the network thread, so never slowly."""

    @abstractmethod
    def receive(self, message: Received) -> None:
        """Take a message; it is not acknowledged until ``Broker.acknowledge``."""

    @abstractmethod
    def connected(self) -> None:
        """The topics are subscribed and the state is published."""


class Broker(ABC):
    """A connection that comes back by itself. Every method may be called from any thread."""

    @property
    @abstractmethod
    def is_connected(self) -> bool:
        """Whether the topics are subscribed now."""

    @property
    @abstractmethod
    def problem(self) -> str | None:
        """Why there is no connection; None while there is one and before the first attempt."""

    @property
    def is_behind(self) -> bool:
        """Whether no more should be read of devices until what was read is published."""
        return False

    @abstractmethod
    def start(self, listener: Listener) -> None:
        """Begin to connect, and keep trying; returns at once."""

    @abstractmethod
    def publish(self, publication: Publication, settled: Settled | None = None) -> None:
        """Hand over a publication; without a connection it waits for the next."""

    @abstractmethod
    def follow(self, topics: Collection[str]) -> None:
        """Besides its own topics subscribe these with QoS 0, and no others followed before.

        Their messages carry no receipt.
        """

    @abstractmethod
    def acknowledge(self, receipt: Receipt) -> None:
        """Tell the broker that a message is done with; a receipt of old does nothing."""

    @abstractmethod
    def stop(self, limit: float) -> None:
        """Publish what waits and the offline state, then disconnect.

        Args:
            limit: longest time this takes, in seconds.
        """
