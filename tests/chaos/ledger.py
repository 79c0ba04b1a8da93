"""The book: what was asked and accepted by the broker, and what came of it."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties


class Ledger:
    """Sends requests and counts results, intents, device commands and timer events.

    Both connections go straight to the broker, have durable sessions and come back by themselves,
    so that nothing is missing in the book because the bookkeeper was away.

    Args:
        port: of the broker.
        base: of the agent, or of the group.
        devices: topic filter of device commands.
    """

    def __init__(self, port: int, base: str, devices: str = "zigbee2mqtt/+/set") -> None:
        self.base = base
        self.sent: dict[str, float] = {}
        self.accepted: dict[str, float] = {}
        self.results: Counter[str] = Counter()
        self.result: dict[str, Any] = {}
        self.answered: dict[str, float] = {}
        self.intents: Counter[str] = Counter()
        self.commands: Counter[tuple[str, bytes]] = Counter()
        self.acts: dict[str, Any] = {}
        self.given_up: Counter[tuple[str, bytes]] = Counter()
        self.last_told: dict[str, bytes] = {}
        """Of each device what the agent said last that it sent."""
        self.last_done: dict[str, bytes] = {}
        self._mids: dict[int, str] = {}
        self._early: set[int] = set()
        self._came: set[tuple[int, str, bytes]] = set()
        self._changed = threading.Condition()
        self._devices = devices
        self._ready = threading.Event()
        self._reader = self._connect(port, "ledger-reader")
        self._sender = self._connect(port, "ledger-sender")
        assert self._ready.wait(20)

    def ask(self, request_id: str, text: str, **fields: Any) -> None:
        """Send a request with QoS 1."""
        payload = json.dumps({"text": text, "request_id": request_id, **fields})
        self.sent[request_id] = time.monotonic()
        # Not under the lock: the client calls back under locks of its own.
        info = self._sender.publish(f"{self.base}/voice/text", payload, qos=1)
        with self._changed:
            self._mids[info.mid] = request_id
            if info.mid in self._early:
                self._early.remove(info.mid)
                self._accept(info.mid)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        self._sender.publish(topic, payload, qos=1, retain=retain).wait_for_publish(30)

    def wait(self, done: Callable[[], bool], limit: float) -> bool:
        """Wait until something holds; it is looked at with every message."""
        with self._changed:
            return self._changed.wait_for(done, limit)

    def held(self) -> threading.Condition:
        """The lock under which nothing is entered."""
        return self._changed

    @property
    def waiting(self) -> int:
        """Requests without a result."""
        return len(self.sent) - len(self.results)

    def lost(self) -> list[str]:
        """Requests that the broker accepted and that nobody answered."""
        return [one for one in self.accepted if not self.results[one]]

    def close(self) -> None:
        for client in (self._reader, self._sender):
            client.disconnect()
            client.loop_stop()

    def _connect(self, port: int, name: str) -> Client:
        client = Client(
            CallbackAPIVersion.VERSION2, client_id=name, protocol=MQTTProtocolVersion.MQTTv5
        )
        client.max_inflight_messages_set(200)
        client.reconnect_delay_set(1, 1)
        client.on_connect = self._on_connect
        client.on_subscribe = lambda *_: self._ready.set()
        client.on_message = self._on_message
        client.on_publish = self._on_publish
        properties = Properties(PacketTypes.CONNECT)
        properties.SessionExpiryInterval = 3600
        client.connect("127.0.0.1", port, clean_start=False, properties=properties, keepalive=600)
        client.loop_start()
        return client

    def _on_connect(self, client: Client, *_: Any) -> None:
        if client is getattr(self, "_reader", client):
            wanted = ("result", "intent/#", "act", "timer")
            topics = [f"{self.base}/{one}" for one in wanted]
            client.subscribe([(topic, 2) for topic in (*topics, self._devices)])

    def _on_publish(self, _client: Client, _userdata: Any, mid: int, *_: Any) -> None:
        with self._changed:
            if mid in self._mids:
                self._accept(mid)
            else:
                self._early.add(mid)

    def _accept(self, mid: int) -> None:
        self.accepted[self._mids.pop(mid)] = time.monotonic()
        self._changed.notify_all()

    def _on_message(self, client: Client, _userdata: Any, message: Any) -> None:
        if client is self._sender_or_none():
            return
        with self._changed:
            # What the broker sends to this client again says nothing of the agent.
            came = (message.mid, message.topic, message.payload)
            if not (message.dup and came in self._came):
                self._came.add(came)
                self._enter(message.topic, message.payload)
            self._changed.notify_all()

    def _sender_or_none(self) -> Client | None:
        return getattr(self, "_sender", None)

    def _enter(self, topic: str, payload: bytes) -> None:
        if not topic.startswith(self.base):
            self.commands[topic, payload] += 1
            self.last_done[topic] = payload
            return
        data = json.loads(payload)
        if topic == f"{self.base}/result":
            self.results[data["request_id"]] += 1
            self.result.setdefault(data["request_id"], data)
            self.answered.setdefault(data["request_id"], time.monotonic())
        elif topic.startswith(f"{self.base}/intent/"):
            self.intents[data["request_id"]] += 1
        elif topic == f"{self.base}/act":
            self._enter_act(data)

    def _enter_act(self, data: dict[str, Any]) -> None:
        sent = [(one["topic"], one["payload"].encode()) for one in data["sent"]]
        if data["status"] == "given_up":
            self.given_up.update(sent)
        elif data["status"] == "sent" and data["request_id"] not in self.acts:
            self.acts[data["request_id"]] = data
            self.last_told |= dict(sent)


def percentile(values: Iterable[float], percent: int) -> float:
    """The nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[max(0, -(-percent * len(ordered) // 100) - 1)]
