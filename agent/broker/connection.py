"""The connection to the broker: one thread that owns the client and comes back by itself.

Other threads leave publications and receipts in two queues and wake the network thread, so that
the client is never touched from two sides and a receipt can be compared with the connection
that it belongs to.
"""

import contextlib
import math
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Collection
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from agent.broker.backoff import Backoff
from agent.broker.client import Session, exchange, make_client, open_connection, read_message
from agent.broker.following import Following
from agent.broker.interface import Broker, Listener, Publication, Receipt, Settled
from agent.broker.outgoing import Outgoing
from agent.config import Mqtt
from agent.log import get_logger

#: Longest time that finding the broker's address and connecting may take, in seconds; the first
#: is up to the system's resolver.
_LONGEST_LOGIN = 60.0
#: A connection that lasted longer, in seconds, worked: the next wait is short again. Of two agents
#: of one id none has such a one, so they come back ever less often, although no broker says why.
_STEADY = 10.0

#: Why a broker ends a connection (MQTT 5, section 3.14.2.1): another one has the same client id.
_TAKEN_OVER = 0x8E
_UNSPECIFIED = 0x80

_log = get_logger("broker")


class MqttBroker(Broker):
    """A broker reached through MQTT 5 or 3.1.1.

    Args:
        mqtt: where it is and how to log in.
        session: what this client is to it.
        beat: told each time around how long, in seconds, the network thread may now wait.

    Raises:
        BrokerError: the TLS files cannot be used.
        ConfigError: the password cannot be read.
    """

    def __init__(
        self, mqtt: Mqtt, session: Session, beat: Callable[[float], None] = lambda _: None
    ) -> None:
        self._beat = beat
        self._mqtt = mqtt
        self._session = session
        self._address = "{}:{}".format(*mqtt.address)
        self._client = make_client(mqtt, session)
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = self._on_message
        self._client.on_publish = self._on_publish
        self._client.on_disconnect = self._on_disconnect
        # With this callback set the client only queues; this thread alone writes.
        self._client.on_socket_register_write = _leave_writing
        self._listener: Listener | None = None
        self._backoff = Backoff(mqtt.reconnect_max)
        self._generation = 0
        self._admitted = False
        self._since = math.inf
        """When it was last connected, on the monotonic clock; never while it is not."""
        self._ready = threading.Event()
        self._outgoing = Outgoing(self._client, is_v5=mqtt.protocol == 5)
        self._following = Following(self._client)
        self._receipts: deque[Receipt] = deque()
        self._reported = ""
        self._problem = ""
        self._replaced = self._refused = False
        self._stopping = threading.Event()
        self._deadline = 0.0
        self._farewell = False
        self._wake_in, self._wake_out = socket.socketpair()
        self._wake_in.setblocking(False)
        self._wake_out.setblocking(False)
        self.tried = threading.Event()
        """Set as soon as the topics are subscribed, or that failed for the first time."""
        self._thread = threading.Thread(target=self._run, name="broker", daemon=True)

    @property
    def is_connected(self) -> bool:
        """Whether the topics are subscribed now."""
        return self._ready.is_set()

    @property
    def problem(self) -> str | None:
        """Why there is no connection; None while there is one and before the first attempt."""
        return self._reported or None

    @property
    def client_id(self) -> str:
        """Empty where the broker names this client."""
        return self._session.client_id

    @property
    def waiting(self) -> int:
        """How many publications wait."""
        return self._outgoing.waiting

    def start(self, listener: Listener) -> None:
        """Begin to connect, and keep trying; returns at once."""
        self._listener = listener
        self._thread.start()

    def publish(self, publication: Publication, settled: Settled | None = None) -> None:
        """Hand over a publication; without a connection it waits for the next."""
        self._outgoing.put(publication, settled)
        self._wake()

    def follow(self, topics: Collection[str]) -> None:
        """Besides its own topics subscribe these with QoS 0, and no others followed before."""
        self._following.want(topics)
        self._wake()

    def acknowledge(self, receipt: Receipt) -> None:
        """Tell the broker that a message is done with; a receipt of old does nothing."""
        self._receipts.append(receipt)
        self._wake()

    def stop(self, limit: float) -> None:
        """Publish what waits and the offline state, then disconnect."""
        self._deadline = time.monotonic() + limit
        self._stopping.set()
        self._wake()
        if self._thread.is_alive():
            self._thread.join(limit + 1)
        if not self._thread.is_alive():
            self._wake_in.close()
            self._wake_out.close()

    def _wake(self) -> None:
        if threading.get_ident() == self._thread.ident:
            return  # it hands over before it waits
        # When it cannot be sent, enough wake-ups are on their way or nobody is left to wake.
        with contextlib.suppress(OSError):
            self._wake_in.send(b"\0")

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._problem = ""
            self._replaced = self._refused = False
            self._beat(_LONGEST_LOGIN)
            try:
                open_connection(self._client, self._mqtt, self._session)
                self._serve()
            except OSError as error:
                self._problem = error.strerror or str(error)
            except Exception:
                # Whatever it is, a thread that ends here would leave the agent deaf.
                _log.exception("fault in the connection; connecting again")
            self._lose()
            if not self._stopping.is_set():
                self._report()
                # Two of the same id would throw each other out for ever.
                pause = self._backoff.last() if self._replaced else self._backoff.next()
                self._beat(pause)
                self._stopping.wait(pause)

    def _serve(self) -> None:
        """One connection, from login until it is lost or the agent stops."""
        # The client pings the broker from loop_misc, at most this late.
        idle = self._mqtt.keepalive / 4
        while (connection := self._client.socket()) is not None:
            self._hand_over()
            if self._client.socket() is not connection:
                return  # writing found it lost
            if self._stopping.is_set():
                if self._is_done():
                    self._client.disconnect()
                elif time.monotonic() > self._deadline:
                    # Without a farewell the broker publishes the will.
                    connection.close()
                    return
                idle = 0.1
            self._exchange(idle)

    def _exchange(self, idle: float) -> None:
        """Wait for the network or for another thread, then read and write once."""
        self._beat(idle)
        if self._wake_out in exchange(self._client, idle, self._wake_out):
            self._wake_out.recv(4096)

    def _hand_over(self) -> None:
        """Give the client what other threads left."""
        while self._receipts:
            receipt = self._receipts.popleft()
            if receipt.generation == self._generation:
                self._client.ack(receipt.mid, receipt.qos)
        if self._ready.is_set():
            self._following.exchange()
        self._write()

    def _write(self) -> None:
        """Write until the broker or the network takes no more."""
        while True:
            if self._ready.is_set():
                self._outgoing.send()
            if self._client.want_write():
                self._client.loop_write()
            # What was said with QoS 0 makes room as soon as it is written.
            if self._client.want_write() or not (self._ready.is_set() and self._outgoing.may_send):
                return

    def _is_done(self) -> bool:
        """Whether everything is published; says farewell when only that is left."""
        if self._receipts or not self._outgoing.is_settled:
            return False
        presence = self._session.presence
        if presence is None or self._farewell or not self._ready.is_set():
            return True
        self._farewell = True
        self.publish(Publication(presence.topic, presence.offline, retain=True))
        return False

    def _lose(self) -> None:
        is_steady = time.monotonic() - self._since > _STEADY
        if is_steady:
            self._backoff.reset()
        self._since = math.inf
        self._generation += 1
        self._admitted = False
        self._ready.clear()
        self._outgoing.lose(at_once=not is_steady and not self._stopping.is_set())

    def _report(self) -> None:
        """Say once why there is no connection, until the reason changes."""
        problem = self._problem or "the connection was closed"
        is_said = problem == self._reported or (self._session.quiet and not self._refused)
        (_log.debug if is_said else _log.warning)(
            "no connection to the broker at %s: %s; trying again", self._address, problem
        )
        self._reported = problem
        self.tried.set()

    def _on_connect(
        self,
        client: Client,
        userdata: Any,  # noqa: ARG002, the client's signature
        flags: ConnectFlags,  # noqa: ARG002
        reason: ReasonCode,
        properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            self._problem, self._refused = _refusal(str(reason)), True
            return
        self._admitted = True
        self._outgoing.heed(properties)
        # A session that the broker says it kept may have lost its subscriptions, or have more.
        if self._session.foreign:
            client.unsubscribe(list(self._session.foreign))
        client.subscribe([(topic, 1) for topic in self._session.topics])

    def _on_subscribe(
        self,
        client: Client,  # noqa: ARG002
        userdata: Any,  # noqa: ARG002
        mid: int,
        reasons: list[ReasonCode],
        properties: Properties | None,  # noqa: ARG002
    ) -> None:
        if self._following.settle(mid, reasons):
            return
        for topic, reason in zip(self._session.topics, reasons, strict=False):
            if reason.is_failure:
                _log.error("the broker refuses the subscription to %s: %s", topic, reason)
        self._since = time.monotonic()
        self._reported = ""
        (_log.debug if self._session.quiet else _log.info)(
            "connected to the broker at %s", self._address
        )
        presence = self._session.presence
        if presence and not self._stopping.is_set():
            self._outgoing.put_first(Publication(presence.topic, presence.online, retain=True))
        self._following.renew()
        self._ready.set()
        self.tried.set()
        if self._listener:
            self._listener.connected()

    def _on_message(
        self,
        client: Client,  # noqa: ARG002
        userdata: Any,  # noqa: ARG002
        message: MQTTMessage,
    ) -> None:
        receipt = Receipt(self._generation, message.mid, message.qos, self.client_id)
        try:
            if self._listener:
                self._listener.receive(read_message(message, receipt))
        except Exception:
            # It would fault again: acknowledge it, or the broker sends it for ever.
            _log.exception("fault in taking a message; it is dropped")
            self._receipts.append(receipt)

    def _on_publish(
        self,
        client: Client,  # noqa: ARG002
        userdata: Any,  # noqa: ARG002
        mid: int,
        reason: ReasonCode,
        properties: Properties,  # noqa: ARG002
    ) -> None:
        self._outgoing.settle(mid, reason)

    def _on_disconnect(
        self,
        client: Client,  # noqa: ARG002
        userdata: Any,  # noqa: ARG002
        flags: DisconnectFlags,
        reason: ReasonCode,
        properties: Properties | None,  # noqa: ARG002
    ) -> None:
        if self._problem:
            return
        if not self._admitted and self._mqtt.protocol == 5:
            self._problem = "it closed the connection at login; if it is old, protocol: 3.1.1 helps"
        elif flags.is_disconnect_packet_from_server or not self._stopping.is_set():
            self._replaced = self._refused = reason.value == _TAKEN_OVER
            self._problem = f"connection lost ({reason}){_rival(reason, self._session.client_id)}"


def _leave_writing(*_: Any) -> None:
    """The network thread asks the client itself whether there is something to write."""


def _rival(reason: ReasonCode, client_id: str) -> str:
    # "Session taken over"; older brokers, and MQTT 3.1.1, do not say that it is this.
    if not client_id or reason.value not in (_TAKEN_OVER, _UNSPECIFIED):
        return ""
    return f"; if this goes on, another client has the id {client_id} too: stop it, or change node"


def _refusal(reason: str) -> str:
    mend = (
        "; check mqtt.username and the password" if "uthori" in reason or "user" in reason else ""
    )
    return f"it refused the login: {reason}{mend}"
