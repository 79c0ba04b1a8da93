"""Another program at the broker: it sends sentences and reads what becomes of them."""

import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

PATIENCE = 60.0


@dataclass(frozen=True)
class Message:
    topic: str
    payload: bytes
    retain: bool
    correlation: bytes | None

    @property
    def json(self) -> Any:
        return json.loads(self.payload)


def _send_at_once(_client: Client, _userdata: Any, connection: Any) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


class Peer:
    def __init__(self, port: int, *topics: str, prepare: Callable[[Client], None] | None = None):
        self._messages: list[Message] = []
        self._changed = threading.Condition()
        self._subscribed = threading.Event()
        self._topics = topics or ("#",)
        self._client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        self._client.on_socket_open = _send_at_once
        if prepare:
            prepare(self._client)
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = lambda *_: self._subscribed.set()
        self._client.on_message = self._on_message
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        assert self._subscribed.wait(PATIENCE)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()
        self._client._reset_sockets()  # left open where the loop stopped first

    def send(
        self,
        topic: str,
        payload: bytes | str | dict[str, Any],
        *,
        qos: int = 1,
        retain: bool = False,
        response_topic: str | None = None,
        correlation: bytes | None = None,
        expiry: int | None = None,
    ) -> None:
        """Publish, and wait until the broker has it."""
        properties = Properties(PacketTypes.PUBLISH)
        if response_topic:
            properties.ResponseTopic = response_topic
        if correlation:
            properties.CorrelationData = correlation
        if expiry:
            properties.MessageExpiryInterval = expiry
        data = json.dumps(payload) if isinstance(payload, dict) else payload
        info = self._client.publish(topic, data, qos=qos, retain=retain, properties=properties)
        info.wait_for_publish(PATIENCE)

    def expect(
        self, topic: str, where: Callable[[Message], bool] = lambda _: True, *, count: int = 1
    ) -> Message:
        """The message number ``count`` on a topic that fits; waits for it."""

        def found() -> list[Message]:
            return [m for m in self._messages if m.topic == topic and where(m)]

        with self._changed:
            if not self._changed.wait_for(lambda: len(found()) >= count, PATIENCE):
                seen = "\n".join(f"{m.topic} {m.payload[:200]!r}" for m in self._messages)
                raise AssertionError(f"nothing on {topic}; seen:\n{seen}")
            return found()[count - 1]

    def on(self, topic: str) -> list[Message]:
        """What came on a topic up to now."""
        with self._changed:
            return [m for m in self._messages if m.topic == topic]

    def result(self, request_id: str, base: str = "edge-intent/test") -> Any:
        """The result object of a request; waits for it."""
        return self.expect(f"{base}/result", lambda m: m.json["request_id"] == request_id).json

    def clear(self) -> None:
        with self._changed:
            self._messages.clear()

    def _on_connect(self, client: Client, *_: Any) -> None:
        client.subscribe([(topic, 1) for topic in self._topics])

    def _on_message(self, _client: Client, _userdata: Any, message: Any) -> None:
        correlation = getattr(message.properties, "CorrelationData", None)
        with self._changed:
            self._messages.append(
                Message(message.topic, message.payload, message.retain, correlation)
            )
            self._changed.notify_all()
