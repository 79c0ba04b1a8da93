"""Topics that are followed for a while, besides those of the session."""

import queue

import pytest

from agent.broker import Listener, MqttBroker, Received, Session
from agent.config import Mqtt, Seconds
from support.peer import PATIENCE, Peer


class Inbox(Listener):
    def __init__(self):
        self.messages: queue.Queue[Received] = queue.Queue()

    def receive(self, message):
        self.messages.put(message)

    def connected(self):
        """Nothing to do."""

    def next(self):
        return self.messages.get(timeout=PATIENCE)


@pytest.fixture
def start():
    brokers = []

    def connect(port, **keys):
        mqtt = Mqtt(host="127.0.0.1", port=port, reconnect_max=Seconds(1), **keys)
        broker = MqttBroker(mqtt, Session("", ("den/in",), durable=False))
        inbox = Inbox()
        broker.start(inbox)
        brokers.append(broker)
        return broker, inbox

    yield connect
    for broker in brokers:
        broker.stop(0)


@pytest.mark.parametrize("protocol", [5, "3.1.1"])
def test_what_is_retained_comes_when_it_is_followed(mosquitto, peer, start, protocol):
    peer.send(f"lamps/{protocol}", "on", retain=True)
    broker, inbox = start(mosquitto.port, protocol=protocol)
    broker.follow({f"lamps/{protocol}"})
    message = inbox.next()
    assert (message.topic, message.payload) == (f"lamps/{protocol}", b"on")
    assert message.retained
    assert message.receipt is None


def test_many_topics_at_once_and_no_more_than_are_wanted(mosquitto, peer, start):
    for n in range(250):
        peer.send(f"many/{n}", str(n), retain=True)
    broker, inbox = start(mosquitto.port)
    broker.follow({f"many/{n}" for n in range(250)})
    assert {inbox.next().topic for _ in range(250)} == {f"many/{n}" for n in range(250)}
    broker.follow({"many/7", "other"})
    # The broker does in order what it is told: once this comes, the others are gone.
    peer.send("other", "here", retain=True)
    while inbox.next().topic != "other":
        pass
    peer.send("many/8", "not followed")
    peer.send("many/7", "followed")
    assert inbox.next().payload == b"followed"


def test_a_new_connection_follows_again(own_mosquitto, start):
    server = own_mosquitto().start()
    broker, inbox = start(server.port)
    broker.follow({"lamp"})
    peer = Peer(server.port)
    peer.send("lamp", "one", retain=True)
    assert inbox.next().payload == b"one"
    peer.close()
    server.stop()
    server.start()
    peer = Peer(server.port)
    peer.send("lamp", "two", retain=True)
    assert inbox.next().payload == b"two"
    peer.close()


def test_the_topics_of_the_session_stay(mosquitto, peer, start):
    peer.send("lamp/on", "on", retain=True)
    broker, inbox = start(mosquitto.port)
    broker.follow({"lamp/on"})
    inbox.next()
    broker.follow(())
    peer.send("den/in", "hello")
    message = inbox.next()
    assert (message.topic, message.receipt is None) == ("den/in", False)
