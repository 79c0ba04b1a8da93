"""Two connections, so that what devices say never stands before what people say.

A broker hands on to a connection in the order in which messages came to it, and what was not
read yet cannot be overtaken. So what devices say comes, and what is said of it goes, by a second
connection: however far that one is behind, the first one is not.
"""

import time
from collections.abc import Callable, Collection

from agent.broker.client import Session
from agent.broker.connection import MqttBroker
from agent.broker.interface import Broker, Listener, Publication, Receipt, Settled
from agent.config import Mqtt

#: How long the first connection waits for the second at the start, in seconds: who sees that the
#: agent is online may send it text of devices.
_HEAD_START = 1.0
#: Publications about devices that may wait; beyond it, devices say more than can be told on.
_MAX_ASIDE = 100


class Links(Broker):
    """Two connections as one.

    Args:
        mqtt: where the broker is and how to log in.
        main: for what people and programs say; it is the agent's presence, too.
        devices: for what devices say, and what is followed.
        beats: of each, told how long, in seconds, its network thread may now wait.

    Raises:
        BrokerError: the TLS files cannot be used.
        ConfigError: the password cannot be read.
    """

    def __init__(
        self,
        mqtt: Mqtt,
        main: Session,
        devices: Session,
        beats: tuple[Callable[[float], None], Callable[[float], None]],
    ) -> None:
        self._main = MqttBroker(mqtt, main, beats[0])
        self._devices = MqttBroker(mqtt, devices, beats[1])

    @property
    def is_connected(self) -> bool:
        """Whether what people say is subscribed now."""
        return self._main.is_connected

    @property
    def problem(self) -> str | None:
        """Why one of the connections is not there; None before the first attempt."""
        return self._main.problem or self._devices.problem

    @property
    def is_behind(self) -> bool:
        """Whether no more should be read of devices until what was read is published."""
        return self._devices.waiting > _MAX_ASIDE

    def start(self, listener: Listener) -> None:
        """Begin to connect, and keep trying; returns within a second."""
        self._devices.start(listener)
        self._devices.tried.wait(_HEAD_START)
        self._main.start(listener)

    def publish(self, publication: Publication, settled: Settled | None = None) -> None:
        """Hand over a publication; without a connection it waits for the next."""
        (self._devices if publication.aside else self._main).publish(publication, settled)

    def follow(self, topics: Collection[str]) -> None:
        """Besides its own topics subscribe these with QoS 0, and no others followed before."""
        self._devices.follow(topics)

    def acknowledge(self, receipt: Receipt) -> None:
        """Tell the broker that a message is done with; a receipt of old does nothing."""
        is_main = receipt.client_id == self._main.client_id
        (self._main if is_main else self._devices).acknowledge(receipt)

    def stop(self, limit: float) -> None:
        """Publish what waits and the offline state, then disconnect."""
        deadline = time.monotonic() + limit
        self._devices.stop(limit / 2)
        self._main.stop(max(limit / 2, deadline - time.monotonic()))
