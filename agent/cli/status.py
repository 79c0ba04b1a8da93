"""``edge-intent status``."""

import queue
import sys
from argparse import Namespace
from secrets import token_hex
from typing import Any

import msgspec

from agent.broker import Listener, MqttBroker, Publication, Received, Session
from agent.config import load_config
from agent.errors import BrokerError
from agent.messages import Command, Response, Status, Topics, decode, encode

#: How long an agent may take to answer, in seconds; loading a model on a Pi Zero takes some.
_PATIENCE = 5.0


class _Mailbox(Listener):
    """Hands what comes to the thread that waits."""

    def __init__(self) -> None:
        self.events: queue.Queue[Received | None] = queue.Queue()

    def receive(self, message: Received) -> None:
        self.events.put(message)

    def connected(self) -> None:
        self.events.put(None)


def run(arguments: Namespace) -> int:
    """Ask the agent, and show its answer.

    Raises:
        BrokerError: no broker or no agent answers.
        ConfigError: the configuration cannot be used.
    """
    config = load_config(arguments.config)
    topics = Topics(config.node)
    session = Session("", (topics.response("status"),), durable=False)
    broker = MqttBroker(config.mqtt, session)
    mailbox = _Mailbox()
    broker.start(mailbox)
    try:
        data = _ask(broker, mailbox, topics, "{}:{}".format(*config.mqtt.address))
    finally:
        broker.stop(1.0)
    if arguments.json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(data), indent=2).decode() + "\n")
    else:
        sys.stdout.write(_readable(topics.base, msgspec.convert(data, Status)))
    return 0


def _ask(broker: MqttBroker, mailbox: _Mailbox, topics: Topics, address: str) -> Any:
    transaction = token_hex(6)
    try:
        mailbox.events.get(timeout=_PATIENCE)
    except queue.Empty:
        problem = broker.problem or "no answer"
        raise BrokerError(f"cannot reach the broker at {address}: {problem}") from None
    command = encode(Command(transaction=transaction))
    broker.publish(Publication(topics.request("status"), command))
    while True:
        try:
            message = mailbox.events.get(timeout=_PATIENCE)
        except queue.Empty:
            raise BrokerError(
                f"no agent answers as {topics.base} at {address}; is it running, and is "
                "node the same in its configuration?"
            ) from None
        response = decode(message.payload, Response) if message else None
        if response and response.transaction == transaction:
            return response.data


def _readable(base: str, status: Status) -> str:
    latency = status.latency_ms
    counted = ", ".join(f"{n} {name}" for name, n in status.results.items() if n)
    warm = "" if status.temperature_c is None else f", {status.temperature_c:.0f} °C"
    times = "" if latency.p50 is None else f"; p50 {latency.p50} ms, p95 {latency.p95} ms"
    known = ", ".join(f"{n} {name}" for name, n in status.home.items())
    lines = [
        f"{base}: {'paused' if status.paused else 'online'}, up {status.uptime_s} s, "
        f"version {status.version}",
        f"model     {status.model} ({status.tier})",
        f"throttle  {status.throttle}{_because(status.throttle_reason)}",
        f"results   {counted or 'none yet'}{times}",
        f"waiting   {status.queue}",
        f"board     CPU {status.cpu_percent} % of a core, {status.memory_mb} MB{warm}",
        f"home      {known}",
    ]
    if status.problem:
        lines.append(f"problem   {status.problem}")
    return "\n".join(lines) + "\n"


def _because(reason: str | None) -> str:
    return f": {reason}" if reason else ""
