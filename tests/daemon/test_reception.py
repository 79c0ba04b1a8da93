"""Reception with a broker of our own: what no real broker does on demand."""

import json

import pytest

from agent.broker import Broker, Receipt, Received
from agent.daemon.answers import Answers
from agent.daemon.inbox import MAX_ORDERS, Inbox, Job, Order
from agent.daemon.reception import Reception
from agent.daemon.watch import Watch
from agent.delivery import Outbox, Repeats
from agent.discovery import Follower, Sources
from agent.health import Health
from agent.messages import Topics

TOPICS = Topics("den")


class InstantBroker(Broker):
    """Accepts everything at once."""

    def __init__(self):
        self.published = []
        self.acknowledged = []

    is_connected = True
    problem = None

    def start(self, listener):
        raise NotImplementedError

    def publish(self, publication, settled=None):
        self.published.append((publication.topic, json.loads(publication.payload)))
        if settled:
            settled(None)

    def follow(self, topics):
        raise NotImplementedError

    def acknowledge(self, receipt):
        self.acknowledged.append(receipt.mid)

    def stop(self, limit):
        raise NotImplementedError


@pytest.fixture
def broker():
    return InstantBroker()


@pytest.fixture
def inbox():
    return Inbox(2)


@pytest.fixture
def reception(broker, inbox):
    repeats = Repeats(600)
    watch = Watch(Follower(Sources(homeassistant=None, zigbee2mqtt=())), broker, inbox.nudge)
    answers = Answers(TOPICS, Outbox(broker), repeats, Health(), lambda: "normal")
    return Reception(TOPICS, inbox, answers, repeats, watch)


def message(payload=b"hello", topic=TOPICS.voice, mid=1, **keywords):
    return Received(topic, payload, arrived=0.0, receipt=Receipt(1, mid, 1), **keywords)


def test_a_full_queue_sheds_with_an_answer(reception, broker, inbox):
    for mid in (1, 2, 3):
        reception.receive(
            message(b'{"text": "hi", "request_id": "r%d", "reply_to": "me"}' % mid, mid=mid)
        )
    assert inbox.depth == 2
    assert [topic for topic, _ in broker.published] == [TOPICS.result, "me"]
    result = broker.published[0][1]
    assert (result["status"], result["request_id"]) == ("shed", "r3")
    assert result["error"] == "busy: 2 requests wait already"
    assert broker.acknowledged == [3]


def test_a_request_without_an_id_gets_one(reception, inbox):
    reception.receive(message())
    reception.receive(message())
    first, second = inbox.take(0), inbox.take(0)
    assert isinstance(first, Job)
    assert first.request.request_id
    assert first.request.request_id != second.request.request_id


def test_too_many_commands_are_answered(reception, broker):
    for _ in range(MAX_ORDERS + 1):
        reception.receive(message(b"", TOPICS.request("status")))
    assert broker.published == [
        (
            TOPICS.response("status"),
            {
                "status": "error",
                "data": None,
                "error": "busy: too many commands wait; try again",
                "transaction": None,
            },
        )
    ]


def test_when_it_is_closed_everything_is_left_to_the_broker(reception, broker, inbox):
    reception.close()
    reception.receive(message())
    reception.receive(message(b"", TOPICS.request("status")))
    assert (inbox.take(0), broker.published, broker.acknowledged) == (None, [], [])


def test_a_retained_message_is_acknowledged_and_dropped(reception, broker, inbox, log):
    for mid in (1, 2):
        reception.receive(message(mid=mid, retained=True))
    assert (inbox.take(0), broker.published, broker.acknowledged) == (None, [], [1, 2])
    assert len([line for line in log.lines if "retained" in line]) == 1


def test_a_command_waits_with_its_name(reception, inbox):
    reception.receive(message(b"{}", TOPICS.request("status")))
    order = inbox.take(0)
    assert isinstance(order, Order)
    assert (order.name, order.payload) == ("status", b"{}")


def test_a_sentence_outranks_a_waiting_sensor_which_is_answered(reception, broker, inbox):
    for mid in (1, 2):
        reception.receive(message(b"attic 21.5C", TOPICS.sensor, mid=mid))
    reception.receive(message(mid=3))
    assert broker.acknowledged == [1]
    (topic, result) = broker.published[0]
    assert (topic, result["kind"], result["status"]) == (TOPICS.result, "sensor", "shed")
    assert result["error"] == "busy: 2 requests wait, and what goes before it came"
    assert inbox.take(0).message.receipt.mid == 3
