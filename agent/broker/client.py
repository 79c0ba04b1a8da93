"""A paho client made from the configuration."""

import select
import socket
import ssl
import time
from dataclasses import dataclass
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from agent.broker.interface import Receipt, Received
from agent.config import Mqtt, Tls, read_password
from agent.errors import BrokerError
from agent.messages import MAX_PAYLOAD

#: Room for topic and properties beside the largest payload; the broker drops larger packets.
_HEADROOM = 64 * 1024
#: The broker is pinged after this share of the keepalive, so that ping, silence and a late look
#: (a quarter each at most) end within twice the keepalive.
_PING_SHARE = 0.75
#: Longest time that opening a connection may take, in seconds.
_CONNECT_TIMEOUT = 5.0


@dataclass(frozen=True, slots=True)
class Presence:
    """How others see whether the agent is there: the retained state and the will."""

    topic: str
    online: bytes
    offline: bytes


@dataclass(frozen=True, slots=True)
class Session:
    """What this client is to the broker."""

    client_id: str
    """Empty for a passing client that the broker names."""
    topics: tuple[str, ...]
    """Topic filters to subscribe with QoS 1."""
    presence: Presence | None = None
    durable: bool = True
    """Whether the broker keeps messages while the client is away."""
    foreign: tuple[str, ...] = ()
    """Topic filters that are those of another client now, whatever a kept session says."""
    quiet: bool = False
    """Whether another client of this program says when the broker is away."""


def make_client(mqtt: Mqtt, session: Session) -> Client:
    """A client that is ready to connect.

    Raises:
        BrokerError: the TLS files cannot be used; the text names the key.
        ConfigError: the password cannot be read.
    """
    is_v5 = mqtt.protocol == 5
    client = Client(
        CallbackAPIVersion.VERSION2,
        client_id=session.client_id,
        clean_session=None if is_v5 else not session.durable,
        protocol=MQTTProtocolVersion.MQTTv5 if is_v5 else MQTTProtocolVersion.MQTTv311,
        manual_ack=True,
    )
    client.connect_timeout = _CONNECT_TIMEOUT
    client.on_socket_open = _send_at_once
    # The connection limits what it hands over by itself.
    client.max_inflight_messages_set(0)
    if mqtt.username:
        client.username_pw_set(mqtt.username, read_password(mqtt))
    if mqtt.tls:
        client.tls_set_context(_tls_context(mqtt.tls))
        client.tls_insecure_set(mqtt.tls.insecure)
    if session.presence:
        client.will_set(session.presence.topic, session.presence.offline, qos=1, retain=True)
    return client


def check_login(mqtt: Mqtt) -> None:
    """Read the password and the TLS files, without connecting.

    Raises:
        BrokerError: the TLS files cannot be used; the text names the key.
        ConfigError: the password cannot be read.
    """
    make_client(mqtt, Session("", (), durable=False))


def open_connection(client: Client, mqtt: Mqtt, session: Session) -> None:
    """Open the connection and send the login.

    Raises:
        OSError: the broker cannot be reached.
    """
    host, port = mqtt.address
    keepalive = max(1, int(mqtt.keepalive * _PING_SHARE))
    if mqtt.protocol == "3.1.1":
        client.connect(host, port, keepalive)
        return
    properties = make_properties(PacketTypes.CONNECT)
    properties.ReceiveMaximum = mqtt.receive_maximum
    properties.MaximumPacketSize = MAX_PAYLOAD + _HEADROOM
    properties.SessionExpiryInterval = int(mqtt.session_expiry) if session.durable else 0
    client.connect(host, port, keepalive, clean_start=not session.durable, properties=properties)


def exchange(client: Client, seconds: float, *wakers: socket.socket) -> list[socket.socket]:
    """Wait for the network or one of ``wakers``, then read and write once.

    The client's own loop would do that too, but leaves two sockets to the garbage collector.

    Returns:
        What can be read, or could until then.
    """
    connection: Any = client.socket()
    if connection is None:
        return []
    # Decrypted bytes may lie in the TLS layer, where select does not see them.
    pending = connection.pending() if isinstance(connection, ssl.SSLSocket) else 0
    writers = [connection] if client.want_write() else []
    readers = [connection, *wakers]
    readable, _, _ = select.select(readers, writers, [], 0 if pending else seconds)
    if pending or connection in readable:
        client.loop_read()
    if client.want_write():
        client.loop_write()
    client.loop_misc()
    return readable


def read_message(message: MQTTMessage, receipt: Receipt) -> Received:
    """What the client received, in our own words."""
    properties = message.properties
    return Received(
        topic=message.topic,
        payload=bytes(message.payload),
        arrived=time.monotonic(),
        retained=message.retain,
        response_topic=getattr(properties, "ResponseTopic", None),
        correlation=getattr(properties, "CorrelationData", None),
        expiry=getattr(properties, "MessageExpiryInterval", None),
        receipt=receipt if message.qos else None,
        again=message.dup,
    )


def make_properties(packet: int) -> Properties:
    """Empty MQTT 5 properties for a type of packet."""
    return Properties(packet)  # type: ignore[no-untyped-call]


def _send_at_once(client: Client, userdata: Any, connection: Any) -> None:  # noqa: ARG001
    """Do without Nagle's algorithm.

    It holds a packet back until the one before is confirmed, which others do 40 ms late.
    """
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _tls_context(tls: Tls) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=tls.ca)
    except OSError as error:
        raise BrokerError(f"mqtt.tls.ca {tls.ca}: {_reason(error)}") from None
    if tls.cert and tls.key:
        try:
            context.load_cert_chain(tls.cert, tls.key, password=_refuse_to_ask)
        except (OSError, ValueError) as error:
            raise BrokerError(f"mqtt.tls.cert {tls.cert}: {_reason(error)}") from None
    context.check_hostname = not tls.insecure
    return context


def _refuse_to_ask() -> str:
    raise ValueError("the key is encrypted; a daemon cannot ask for its passphrase")


def _reason(error: Exception) -> str:
    reason = getattr(error, "strerror", None) or str(error)
    return f"{reason}; it must be a readable PEM file" if isinstance(error, OSError) else reason
