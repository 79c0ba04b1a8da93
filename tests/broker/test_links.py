"""Two connections as one: what devices say holds up nothing else."""

import queue
import uuid

import pytest

from agent.broker import Links, Listener, MqttBroker, Presence, Publication, Received, Session
from agent.config import Mqtt, Seconds
from support.mosquitto import free_port
from support.peer import PATIENCE, Peer


class Inbox(Listener):
    def __init__(self):
        self.messages: queue.Queue[Received] = queue.Queue()
        self.up: queue.Queue[None] = queue.Queue()

    def receive(self, message):
        self.messages.put(message)

    def connected(self):
        self.up.put(None)

    def next(self):
        return self.messages.get(timeout=PATIENCE)


class House:
    """Topics and sessions of one test."""

    def __init__(self, port):
        self.base = f"house/{uuid.uuid4().hex[:8]}"
        self.voice, self.sensor, self.state = (
            f"{self.base}/{name}" for name in ("voice", "sensor", "state")
        )
        self.main = Session(
            self.base.replace("/", "-"),
            (self.voice,),
            Presence(self.state, b"online", b"offline"),
            foreign=(self.sensor,),
        )
        self.devices = Session(
            f"{self.main.client_id}-devices", (self.sensor,), foreign=(self.voice,), quiet=True
        )
        self.mqtt = Mqtt(host="127.0.0.1", port=port, reconnect_max=Seconds(1), receive_maximum=1)
        self.inbox = Inbox()
        self.links = Links(self.mqtt, self.main, self.devices, (_rest, _rest))

    def start(self):
        self.links.start(self.inbox)
        for _ in range(2):
            self.inbox.up.get(timeout=PATIENCE)


def _rest(seconds):
    """Nobody looks after the threads here."""


@pytest.fixture
def house(mosquitto):
    one = House(mosquitto.port)
    yield one
    one.links.stop(1)


def test_what_is_said_does_not_wait_for_devices(house, peer):
    house.start()
    for number in range(3):
        peer.send(house.sensor, str(number))
    # As many as may be unacknowledged are there: the broker hands over no more of them.
    first = house.inbox.next()
    peer.send(house.voice, "lights on")
    assert house.inbox.next().payload == b"lights on"
    house.links.acknowledge(first.receipt)
    second = house.inbox.next()
    assert [first.payload, second.payload] == [b"0", b"1"]


def test_each_message_is_acknowledged_where_it_came(house, peer):
    house.start()
    for topic in (house.voice, house.sensor):
        for number in range(3):
            peer.send(topic, str(number))
    came = []
    for _ in range(6):
        message = house.inbox.next()
        came.append((message.topic, message.payload))
        house.links.acknowledge(message.receipt)
    for topic in (house.voice, house.sensor):
        assert [payload for on, payload in came if on == topic] == [b"0", b"1", b"2"]


def test_a_session_kept_from_before_hands_nothing_over_twice(house, peer):
    inbox = Inbox()
    both = Session(house.main.client_id, (house.voice, house.sensor))
    before = MqttBroker(house.mqtt, both)
    before.start(inbox)
    inbox.up.get(timeout=PATIENCE)
    before.stop(PATIENCE)
    house.start()
    peer.send(house.sensor, "21.5C")
    peer.send(house.voice, "lights on")
    came = []
    while house.voice not in came or house.sensor not in came:
        message = house.inbox.next()
        came.append(message.topic)
        house.links.acknowledge(message.receipt)
    assert sorted(came) == sorted((house.voice, house.sensor))


def test_what_is_told_of_devices_is_published_too(house, mosquitto):
    house.start()
    peer = Peer(mosquitto.port, f"{house.base}/#")
    settled = queue.Queue()
    for number in range(200):
        one = Publication(house.base, b"%d" % number, qos=number % 2, aside=True)
        house.links.publish(one, settled.put)
    house.links.publish(Publication(house.base, b"said"), settled.put)
    assert [settled.get(timeout=PATIENCE) for _ in range(201)] == [None] * 201
    peer.expect(house.base, count=201)
    told = [int(m.payload) for m in peer.on(house.base) if m.payload != b"said"]
    assert sorted(told) == list(range(200))
    peer.close()


def test_only_what_is_told_of_devices_piles_up():
    house = House(free_port())
    for _ in range(101):
        house.links.publish(Publication(house.base, b""))
    assert not house.links.is_behind
    for _ in range(101):
        house.links.publish(Publication(house.base, b"", aside=True))
    assert house.links.is_behind
    house.links.stop(0)


def test_the_end_is_told_once(house, peer):
    house.start()
    peer.expect(house.state, lambda m: m.payload == b"online")
    house.links.stop(PATIENCE)
    peer.expect(house.state, lambda m: m.payload == b"offline")
    assert [m.payload for m in peer.on(house.state)] == [b"online", b"offline"]
    assert not house.links.is_connected


def test_a_broker_that_is_away_is_reported_once(log):
    house = House(free_port())
    house.links.start(house.inbox)
    log.expect("WARNING no connection to the broker")
    assert house.links.problem
    house.links.stop(0)
    assert len([line for line in log.lines if line.startswith("WARNING")]) == 1
