"""A passing client that finds out what a broker allows."""

import socket
import ssl
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from paho.mqtt.client import MQTTMessage
from paho.mqtt.reasoncodes import ReasonCode

from agent.broker.client import Session, exchange, make_client, open_connection, read_message
from agent.broker.interface import Receipt, Received
from agent.config import Mqtt
from agent.errors import BrokerError, LoginError

#: How long the broker may take to answer, in seconds.
PATIENCE = 5.0
#: Messages kept until somebody asks for them; further ones push out the first.
_MOST = 50_000
#: Bad user name or password, and not authorized (MQTT 5, section 3.2.2.2).
_LOGIN = (0x86, 0x87)
_PASSING = Session("", (), durable=False)


class Probe:
    """A connection under an id of its own, without a will and without a session that stays.

    It works on the thread of the caller and does not come back when it is lost.

    Args:
        mqtt: where the broker is and how to log in.

    Raises:
        LoginError: it refuses the user.
        BrokerError: it cannot be reached, or the TLS files cannot be used; the text names the mend.
        ConfigError: the password cannot be read.
    """

    def __init__(self, mqtt: Mqtt) -> None:
        self._mqtt = mqtt
        self._at = "{}:{}".format(*mqtt.address)
        self._messages: deque[Received] = deque(maxlen=_MOST)
        self._admitted: ReasonCode | None = None
        self._answers: dict[int, list[ReasonCode]] = {}
        self._client = make_client(mqtt, _PASSING)
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_publish = self._on_publish
        self._client.on_message = self._on_message
        self._connect()

    @property
    def certificate_ends(self) -> float | None:
        """When the broker's certificate ends, in seconds since 1970; None without TLS."""
        connection = self._client.socket()
        shown = connection.getpeercert() if isinstance(connection, ssl.SSLSocket) else None
        return ssl.cert_time_to_seconds(str(shown["notAfter"])) if shown else None

    def close(self) -> None:
        """Disconnect."""
        self._client.disconnect()
        exchange(self._client, 0)

    def subscribe(self, topics: Sequence[str]) -> dict[str, str]:
        """Subscribe with QoS 0.

        Returns:
            Why, by topic, for those that the broker refuses. One that it does not refuse it may
            still never hand over.

        Raises:
            BrokerError: it does not answer.
        """
        _, mid = self._client.subscribe([(topic, 0) for topic in topics])
        reasons = self._answer(mid or 0)
        return {
            topic: str(reason)
            for topic, reason in zip(topics, reasons, strict=False)
            if reason.is_failure
        }

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> str | None:
        """Publish with QoS 1.

        Returns:
            Why the broker refuses it; None where it does not, or speaks MQTT 3.1.1, which has no
            way to say so.

        Raises:
            BrokerError: it does not answer.
        """
        info = self._client.publish(topic, payload, qos=1, retain=retain)
        reason = self._answer(info.mid)[0]
        return str(reason) if reason.is_failure else None

    def listen(self, seconds: float, quiet: float | None = None) -> Iterator[Received]:
        """What comes now.

        Args:
            seconds: how long to listen.
            quiet: end earlier, after this silence in seconds.

        Raises:
            BrokerError: the connection is lost.
        """
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if not self._pump(lambda: bool(self._messages), min(left, quiet or left)):
                return
            yield self._messages.popleft()

    def _connect(self) -> None:
        try:
            open_connection(self._client, self._mqtt, _PASSING)
        except (OSError, ValueError) as error:
            raise BrokerError(f"no broker at {self._at}: {_unreachable(error)}") from None
        try:
            told = self._pump(lambda: self._admitted is not None, PATIENCE)
        except BrokerError:
            raise BrokerError(
                f"what listens at {self._at} closes the connection at login; if that is a port "
                "for TLS, give mqtt.tls; if the broker is old, mqtt.protocol: 3.1.1"
            ) from None
        if not told or self._admitted is None:
            raise BrokerError(
                f"what listens at {self._at} does not answer as a broker does; is that its port "
                "for MQTT, and not for TLS or websockets?"
            )
        if self._admitted.is_failure:
            raise self._refusal(self._admitted)

    def _refusal(self, reason: ReasonCode) -> BrokerError:
        if reason.value not in _LOGIN:
            return BrokerError(f"the broker at {self._at} refuses the connection: {reason}")
        if self._mqtt.username is None:
            return LoginError(
                f"the broker at {self._at} wants a user: {reason}; give mqtt.username and its "
                "password"
            )
        return LoginError(
            f"the broker at {self._at} refuses the user {self._mqtt.username}: {reason}; "
            "check mqtt.username and the password"
        )

    def _answer(self, mid: int) -> list[ReasonCode]:
        if not self._pump(lambda: mid in self._answers, PATIENCE):
            raise BrokerError(f"the broker at {self._at} does not answer any more")
        return self._answers.pop(mid)

    def _pump(self, done: Callable[[], bool], seconds: float) -> bool:
        """Read and write until something is so; False when the time is over before."""
        deadline = time.monotonic() + seconds
        while not done():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            exchange(self._client, left)
            if self._client.socket() is None and not done():
                raise BrokerError(f"the broker at {self._at} closed the connection")
        return True

    def _on_connect(self, *told: Any) -> None:
        self._admitted = told[3]

    def _on_subscribe(self, *told: Any) -> None:
        self._answers[told[2]] = told[3]

    def _on_publish(self, *told: Any) -> None:
        self._answers[told[2]] = [told[3]]

    def _on_message(self, client: Any, userdata: Any, message: MQTTMessage) -> None:  # noqa: ARG002
        self._messages.append(read_message(message, Receipt(0, 0, 0)))


def _unreachable(error: Exception) -> str:
    """What went wrong before the broker said anything, with the mend."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"its certificate is not trusted ({error.verify_message}); name its CA in mqtt.tls.ca"
        )
    # Many brokers hang up on a greeting that they do not know.
    if isinstance(error, ssl.SSLError | ConnectionResetError):
        return "it does not speak what mqtt.tls says; take its port for TLS, or leave mqtt.tls out"
    if isinstance(error, socket.gaierror | UnicodeError):
        return "no such host; check the name, or give the address"
    if isinstance(error, ConnectionRefusedError):
        return "nobody listens there; is it running, and does it listen on that address and port?"
    if isinstance(error, TimeoutError):
        return "no answer; check the address, and firewalls on the way"
    return getattr(error, "strerror", None) or str(error)
