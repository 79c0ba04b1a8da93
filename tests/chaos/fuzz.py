"""Payloads that nobody should send: made up by hypothesis, and real ones broken at random.

They go the whole way of a message but for the socket: reception, queue, model, grounding, timers,
commands, outbox with a real store. What must hold: nothing raises, every request is answered, no
intent is published that is not in the list, and memory stays flat.
"""

import argparse
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import psutil
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from agent.broker import Listener, Publication, Receipt, Received
from agent.daemon.daemon import Daemon
from agent.log import faults
from agent.recognizer import DEFAULT_MODEL, find_model
from support.brokers import HeldBroker
from support.process import HOME

SENTENCES = (
    *("turn off the hall lamp", "open the lounge blinds and lock the front door"),
    *("set a pizza timer for ten minutes", "cancel all timers", "dim the kitchen lights by 20"),
    *("is the back door locked", "turn on the fan in half an hour", "temperature 23.5 °C"),
)
COMMANDS = (
    *("home", "parse", "pause", "resume", "status", "timers", "throttle", "reload", "nothing"),
)


def real(draw: random.Random) -> tuple[str, bytes]:
    """A topic and a payload as a good program sends them."""
    way = draw.random()
    text = draw.choice(SENTENCES)
    if way < 0.3:
        return draw.choice(("voice/text", "sensor/text")), text.encode()
    if way < 0.7:
        request: dict[str, Any] = {"text": text, "request_id": str(draw.randrange(10**9))}
        extra = {
            "area": "kitchen",
            "expires_in": draw.choice((0.001, 5, 86_400)),
            "conversation_id": draw.choice("abc"),
            "states": {"light.hall_lamp": {"state": "on", "attributes": {"brightness": 7}}},
            "explain": True,
            "language": "en",
            "reply_to": "elsewhere/answer",
        }
        request |= {key: extra[key] for key in extra if draw.random() < 0.2}
        return draw.choice(("voice/text", "sensor/text")), json.dumps(request).encode()
    command: dict[str, Any] = {"transaction": draw.randrange(100)}
    name = draw.choice(COMMANDS)
    if name == "parse":
        command |= {"text": text}
    if name == "timers" and draw.random() < 0.5:
        command |= {"cancel": draw.choice(("all", "x"))}
    if name == "home" and draw.random() < 0.3:
        command |= {"entities": [{"id": "light.boat", "name": "Boat"}]}
    return f"request/{name}", json.dumps(command).encode()


def broken(draw: random.Random, payload: bytes) -> bytes:
    """A payload with a few bytes changed, cut, doubled or put in."""
    data = bytearray(payload)
    for _ in range(draw.randrange(0, 6)):
        at = draw.randrange(len(data) + 1)
        end = min(len(data), at + draw.randrange(1, 8))
        change = draw.randrange(5)
        if change == 0 and at < len(data):
            data[at] = draw.randrange(256)
        elif change == 1:
            del data[at:end]
        elif change == 2:
            data[at:at] = data[at:end]
        elif change == 3:
            data[at:at] = draw.choice(
                (b'"', b"{", b"}", b"[", b"\x00", b"\xff", b"null", b"1e999", "é☃😀".encode())
            )
        else:
            data[at:at] = draw.randbytes(draw.randrange(1, 40))
    return bytes(data)


class Target:
    """The agent's parts at a broker of ours that accepts everything."""

    def __init__(self, folder: Path) -> None:
        config = folder / "config.yaml"
        config.write_text(
            f"node: fuzz\nhome: {HOME}\nstate_dir: {folder / 'state'}\n"
            "delivery: fast\nlog: {level: error}\nlimits: {cpu: 400}\n"
            "actuate: {enabled: true, allow: [light]}\n"
        )
        self.broker = Counting()
        self.daemon = Daemon(config, connect=lambda *_: self.broker)
        self.daemon.start()
        self.listed = {
            label.partition(".")[0]
            for label in json.loads((find_model(DEFAULT_MODEL) / "labels.json").read_text())[
                "intents"
            ]
        } | {"SensorReading", "SensorEvent", "SensorAlert", "DeviceFault"}
        self.sent: Counter[str] = Counter()

    def take(self, topic: str, payload: bytes) -> None:
        mid = 1 + sum(self.sent.values()) % 65_000
        self.sent[topic.partition("/")[0]] += 1
        self.broker.deliver(
            Received(
                f"edge-intent/fuzz/{topic}", payload, time.monotonic(), receipt=Receipt(0, mid, 1)
            )
        )

    def check(self) -> None:
        """What must hold, once everything is answered."""
        self.broker.wait(sum(self.sent.values()))
        assert faults.last is None, faults.last
        unknown = self.broker.intents - self.listed
        assert not unknown, unknown


class Counting(HeldBroker):
    """Counts, and keeps nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.topics: Counter[str] = Counter()
        self.statuses: Counter[str] = Counter()
        self.intents: set[str] = set()
        self.done = 0

    def publish(self, publication: Publication, settled: Any = None) -> None:
        topic = publication.topic.removeprefix("edge-intent/fuzz/")
        kind = topic.partition("/")[0]
        self.topics[kind] += 1
        if kind == "result":
            result = json.loads(publication.payload)
            self.statuses[result["status"]] += 1
            self.intents |= {one["intent"] for one in result["intents"]}
        if settled:
            settled(None)

    def start(self, listener: Listener) -> None:
        self._listener = listener
        listener.connected()

    def deliver(self, message: Received) -> None:
        self._listener.receive(message)

    def follow(self, topics: Collection[str]) -> None:
        """Nothing is followed here."""

    def stop(self, limit: float) -> None:
        """Nothing is left to do."""

    def acknowledge(self, receipt: Receipt) -> None:  # noqa: ARG002
        with self._changed:
            self.done += 1
            self._changed.notify_all()

    def wait(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.done >= count, 120), (self.done, count)


def batches(count: int, seed: int) -> Iterator[list[tuple[str, bytes]]]:
    draw = random.Random(seed)
    for _ in range(count // 50):
        batch = []
        for _ in range(50):
            topic, payload = real(draw)
            batch.append((topic, broken(draw, payload)))
        yield batch


def main() -> None:
    """Feed many payloads and show what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=1e9, help="stop after this time")
    parser.add_argument("--seed", type=int, default=1)
    given_ = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        target = Target(Path(folder))
        began = time.monotonic()
        memory = []
        for number, batch in enumerate(batches(given_.count, given_.seed)):
            for topic, payload in batch:
                target.take(topic, payload)
            target.check()
            if number % 200 == 0:
                memory.append(round(psutil.Process().memory_info().rss / 1e6, 1))
            if time.monotonic() - began > given_.seconds:
                break
        made_up(target, examples=max(100, number * 5))
        figures = {
            "payloads": dict(target.sent),
            "in all": sum(target.sent.values()),
            "results": dict(target.broker.statuses),
            "published": dict(target.broker.topics),
            "intents seen": len(target.broker.intents),
            "memory MB, along the way": memory[:: max(1, len(memory) // 12)],
            "seconds": round(time.monotonic() - began),
        }
        print(json.dumps(figures, indent=2))
        target.daemon.shut_down()


def made_up(target: Target, examples: int) -> None:
    """Payloads of hypothesis: any bytes, and any JSON below the names of real fields."""
    values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=12,
    )
    fields = "text request_id area states expires_in entities cancel level for kind".split()
    objects = st.dictionaries(st.sampled_from(fields), values, max_size=6)
    payloads = st.binary(max_size=300) | objects.map(lambda one: json.dumps(one).encode())
    topics = st.sampled_from(["voice/text", "sensor/text", *(f"request/{c}" for c in COMMANDS)])

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(topics, payloads)
    def feed(topic: str, payload: bytes) -> None:
        target.take(topic, payload)
        if sum(target.sent.values()) % 50 == 0:
            target.check()

    feed()
    target.check()


if __name__ == "__main__":
    main()
