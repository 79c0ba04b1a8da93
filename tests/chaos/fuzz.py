"""Payloads that nobody should send: made up by hypothesis, and real ones broken at random.

They go the whole way of a message but for the socket: reception, queue, model, grounding, timers,
commands, outbox with a real store. What must hold: nothing raises, every message is answered and
acknowledged once, no intent is published that is not in the list, and memory stays flat.

A round of 10,000 hangs on its number and the seed alone: ``--first 17 --count 10000`` is round 17
again, and ``--first 18`` goes on after it.
"""

import argparse
import contextlib
import io
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psutil
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from agent.broker import Listener, Publication, Receipt, Received
from agent.daemon import daemon
from agent.governor import Governor
from agent.log import faults
from agent.recognizer import DEFAULT_MODEL, find_model
from chaos.payloads import COMMANDS, ODD, broken, real
from support.board import FakeBoard
from support.brokers import HeldBroker
from support.process import HOME

ROUND = 10_000
#: Of a round, made up by hypothesis: each costs as much as reading five sentences.
MADE_UP = 100
#: Handed over at a time, then waited for.
_BATCH = 50
_BASE = "edge-intent/fuzz"
#: Sent after each batch, so that it is read though something in it paused or throttled the agent.
_SETTLE = (("request/resume", b""), ("request/throttle", b'{"level": "auto"}'))


class Target:
    """The agent's parts at a broker of ours that accepts everything, on an idle board."""

    def __init__(self, folder: Path) -> None:
        config = folder / "config.yaml"
        config.write_text(
            f"node: fuzz\nhome: {HOME}\nstate_dir: {folder / 'state'}\n"
            "log: {level: error}\nlimits: {cpu: 400}\n"
            "actuate: {enabled: true, allow: [light]}\n"
        )
        board = FakeBoard(folder)
        daemon.Governor = partial(Governor, proc=board.proc, sys=board.sys)  # type: ignore[misc]
        self.broker = Counting()
        self.daemon = daemon.Daemon(config, connect=lambda *_: self.broker)
        self.daemon.start()
        labels = json.loads((find_model(DEFAULT_MODEL) / "labels.json").read_text())
        self.listed = {label.partition(".")[0] for label in labels["intents"]}
        self.listed |= {"SensorReading", "SensorEvent", "SensorAlert", "DeviceFault"}
        self.sent: Counter[str] = Counter()
        self._waiting: list[int] = []

    def take(self, topic: str, payload: bytes) -> None:
        """Hand over one message."""
        mid = 1 + sum(self.sent.values()) % 65_000
        self.sent[topic.partition("/")[0]] += 1
        self._waiting.append(mid)
        receipt = Receipt(0, mid, 1)
        self.broker.deliver(
            Received(f"{_BASE}/{topic}", payload, time.monotonic(), receipt=receipt)
        )

    def check(self) -> None:
        """What must hold, once everything is answered."""
        self.broker.wait(self._waiting)
        self._waiting.clear()
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

    def publish(self, publication: Publication, settled: Any = None) -> None:
        kind = publication.topic.removeprefix(f"{_BASE}/").partition("/")[0]
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

    def wait(self, mids: list[int]) -> None:
        """Wait until these are acknowledged, each once."""
        with self._changed:
            self._changed.wait_for(lambda: len(self.acknowledged) >= len(mids), 600)
            assert sorted(self.acknowledged) == sorted(mids), (self.acknowledged, mids)
            self.acknowledged.clear()


class OnlyFaults(io.StringIO):
    """Lets everything through but the lines of the log that tell of no fault."""

    def write(self, text: str) -> int:
        if " ERROR " not in text or "Traceback" in text:
            print(text, end="", file=sys.__stderr__, flush=True)
        return len(text)


def mutated(draw: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Real payloads, most of them broken."""
    for _ in range(count):
        topic, said = real(draw)
        yield topic, broken(draw, said)


def made_up(number: int, count: int) -> Iterator[tuple[str, bytes]]:
    """Payloads of hypothesis: any bytes, and any JSON below the names of real fields."""
    values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(ODD),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=8,
    )
    fields = "text request_id area states expires_in entities cancel level for kind limits".split()
    objects = st.dictionaries(st.sampled_from(fields), values, max_size=6)
    payloads = st.binary(max_size=300) | objects.map(lambda one: json.dumps(one).encode())
    topics = st.sampled_from(["voice/text", "sensor/text", *(f"request/{c}" for c in COMMANDS)])
    found: list[tuple[str, bytes]] = []

    @seed(number)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(topics, payloads)
    def collect(topic: str, payload: bytes) -> None:
        found.append((topic, payload))

    collect()
    yield from found


def feed(target: Target, number: int, count: int) -> None:
    """One round."""
    draw = random.Random(number)
    few = count * MADE_UP // ROUND
    stream = [*mutated(draw, count - few), *made_up(number, max(1, few))]
    target.take("request/home", b'{"reset": true}')
    for at in range(0, len(stream), _BATCH):
        for topic, payload in (*stream[at : at + _BATCH], *_SETTLE):
            target.take(topic, payload)
        target.check()


def main() -> None:
    """Feed many payloads and show what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first round")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(OnlyFaults()):
        target = Target(Path(folder))
        began = time.monotonic()
        rounds = -(-options.count // ROUND)
        for done in range(rounds):
            number = options.first + done
            feed(target, options.seed * 1_000_000 + number, min(ROUND, options.count))
            _tell(target, number, (done + 1) / rounds, time.monotonic() - began)
        figures = {
            "payloads": dict(target.sent),
            "results": dict(target.broker.statuses),
            "published": dict(target.broker.topics),
            "intents seen": len(target.broker.intents),
            "seconds": round(time.monotonic() - began),
        }
        print(json.dumps(figures, indent=2), flush=True)
        target.daemon.shut_down()


def _tell(target: Target, number: int, share: float, seconds: float) -> None:
    """How far it is, and what the agent takes."""
    fed = sum(target.sent.values())
    process = psutil.Process()
    print(
        f"round {number}: {fed:,} payloads ({share:.0%}), {fed / seconds:.0f} a second, "
        f"{seconds / share - seconds:.0f} s left; "
        f"{process.memory_info().rss / 1e6:.1f} MB, {process.num_fds()} descriptors, "
        f"{process.num_threads()} threads; read {target.broker.statuses['ok']:,} ok",
        flush=True,
    )


if __name__ == "__main__":
    main()
