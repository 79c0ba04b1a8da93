"""Asking a running agent something through its broker."""

import queue
from secrets import token_hex
from typing import Any

import msgspec

from agent.broker import Listener, MqttBroker, Publication, Received, Session
from agent.config import Config
from agent.errors import BrokerError
from agent.messages import Command, HomeCommand, Response, Topics, decode, encode

#: How long an agent may take to answer, in seconds; loading a model on a Pi Zero takes some.
PATIENCE = 5.0


class _Mailbox(Listener):
    """Hands what comes to the thread that waits."""

    def __init__(self) -> None:
        self.events: queue.Queue[Received | None] = queue.Queue()

    def receive(self, message: Received) -> None:
        self.events.put(message)

    def connected(self) -> None:
        self.events.put(None)


def ask(config: Config, name: str, command: Command | HomeCommand) -> Any:
    """The data of an agent's answer to a command.

    Args:
        config: where the broker is, and which node the agent is.
        name: the command.
        command: its payload; it gets a transaction of its own.

    Raises:
        BrokerError: no broker or no agent answers, or the answer is an error.
    """
    topics = Topics(config.node)
    address = "{}:{}".format(*config.mqtt.address)
    broker = MqttBroker(config.mqtt, Session("", (topics.response(name),), durable=False))
    mailbox = _Mailbox()
    transaction = token_hex(6)
    payload = encode(msgspec.structs.replace(command, transaction=transaction))
    broker.start(mailbox)
    try:
        _wait_for_broker(broker, mailbox, address)
        broker.publish(Publication(topics.request(name), payload))
        response = _answer(mailbox, transaction)
    finally:
        broker.stop(1.0)
    if response is None:
        raise BrokerError(
            f"no agent answers as {topics.base} at {address}; is it running, and is "
            "node the same in its configuration?"
        )
    if response.error:
        raise BrokerError(f"{topics.base} answers: {response.error}")
    return response.data


def _wait_for_broker(broker: MqttBroker, mailbox: _Mailbox, address: str) -> None:
    try:
        mailbox.events.get(timeout=PATIENCE)
    except queue.Empty:
        problem = broker.problem or "no answer"
        raise BrokerError(f"cannot reach the broker at {address}: {problem}") from None


def _answer(mailbox: _Mailbox, transaction: str) -> Response | None:
    """The answer to the command of this transaction; None where none comes."""
    while True:
        try:
            message = mailbox.events.get(timeout=PATIENCE)
        except queue.Empty:
            return None
        response = decode(message.payload, Response) if message else None
        if response and response.transaction == transaction:
            return response
