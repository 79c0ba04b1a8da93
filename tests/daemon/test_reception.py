"""Reception with a broker of our own: what no real broker does on demand."""

import json

import pytest

from agent.broker import Broker, Receipt, Received
from agent.config import Input, Sensors
from agent.daemon.answers import Answers
from agent.daemon.inbox import MAX_ORDERS, Displaced, Inbox, Job, Order, Priority
from agent.daemon.intake import Intake
from agent.daemon.reception import Reception
from agent.daemon.watch import Watch
from agent.delivery import Outbox, Repeats
from agent.discovery import Follower, Sources
from agent.health import Health
from agent.messages import Topics
from agent.sensors import Inputs
from support.brokers import HeldBroker

TOPICS = Topics("den")
INPUTS = (
    Input(topic="tele/+/SENSOR", name="{topic[1]}"),
    Input(topic="rooms/+/say", kind="voice", text="{payload.words}", area="{topic[1]}"),
)


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


class FullInbox(Inbox):
    """Has no place for anything."""

    def put(self, item):
        return Displaced(item, "full")


@pytest.fixture
def broker():
    return InstantBroker()


@pytest.fixture
def inbox():
    return Inbox(2)


@pytest.fixture
def reception(broker, inbox):
    return reception_of(broker, inbox, Followed(broker, inbox))


class Followed(Watch):
    """Tells what is to be followed."""

    def __init__(self, broker, inbox):
        super().__init__(Follower(Sources(homeassistant=None, zigbee2mqtt=())), broker, inbox.nudge)
        self.topics = []

    def offer(self, topic, payload):  # noqa: ARG002
        self.topics.append(topic)


def reception_of(broker, inbox, watch, window=20):
    repeats = Repeats(600)
    answers = Answers(TOPICS, Outbox(broker), repeats, Health(), lambda: "normal")
    intake = Intake(TOPICS, Inputs(INPUTS), Sensors(rate=1, burst=3))
    return Reception(TOPICS, intake, inbox, answers, repeats, watch, window)


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


@pytest.mark.parametrize("closed", ["reception", "inbox"])
def test_when_it_is_closed_everything_is_left_to_the_broker(reception, broker, inbox, closed):
    {"reception": reception, "inbox": inbox}[closed].close()
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
    for mid, text in ((1, b"attic 21.5C"), (2, b"cellar 12.5C")):
        reception.receive(message(text, TOPICS.sensor, mid=mid))
    reception.receive(message(mid=3))
    assert broker.acknowledged == [1]
    (topic, result) = broker.published[0]
    assert (topic, result["kind"], result["status"]) == (TOPICS.result, "sensor", "shed")
    assert result["error"] == "busy: 2 requests wait, and what goes before it came"
    assert inbox.take(0).message.receipt.mid == 3


SENSOR = b'{"AM2301": {"Temperature": %d}}'


def test_a_later_reading_of_the_same_replaces_a_waiting_one_which_is_answered(
    reception, broker, inbox
):
    for mid, topic, figure in ((1, "tele/a/SENSOR", 20), (2, "tele/b/SENSOR", 20)):
        reception.receive(message(SENSOR % figure, topic, mid=mid))
    reception.receive(message(SENSOR % 21, "tele/a/SENSOR", mid=3))
    assert broker.acknowledged == [1]
    result = broker.published[0][1]
    assert (result["status"], inbox.depth) == ("shed", 2)
    assert result["error"] == "a later reading of the same replaced it while it waited"


@pytest.mark.parametrize(
    "payload",
    [
        b'{"water_leak": true}',
        b"cellar: water detected!",
        b"ALARM smoke in the attic",
        b'{"text": "hi", "urgent": true}',
    ],
)
def test_what_is_urgent_is_neither_replaced_limited_nor_shed(reception, broker, inbox, payload):
    for mid in range(1, 9):
        reception.receive(message(payload, TOPICS.sensor, mid=mid))
    reception.receive(message(b"attic 21.5C", TOPICS.sensor, mid=9))
    assert inbox.depth == 8
    assert broker.acknowledged == [9]
    assert {inbox.take(0).priority for _ in range(8)} == {Priority.URGENT}


def test_a_device_that_sends_too_much_is_told_so(reception, broker, inbox):
    for mid in range(1, 5):
        payload = b'{"device": "pump", "status": "%s"}' % (b"on", b"off")[mid % 2]
        reception.receive(message(payload, TOPICS.sensor, mid=mid))
        inbox.take(0)
    assert broker.acknowledged == [4]
    error = broker.published[0][1]["error"]
    assert error == "pump sends more than 1 messages a second (sensors.rate)"


def test_topics_of_others_are_read_and_followed(broker, inbox):
    watch = Followed(broker, inbox)
    reception = reception_of(broker, inbox, watch)
    reception.receive(message(b"21.5", "tele/attic/SENSOR", mid=1))
    reception.receive(message(b'{"words": "lights on"}', "rooms/hall/say", mid=2))
    reception.receive(message(b'{"other": 1}', "rooms/hall/say", mid=3))
    reception.receive(message(b"x", "elsewhere", mid=4))
    reception.receive(message(b"21.5", "tele/attic/SENSOR", mid=5, retained=True))
    voice, sensor = inbox.take(0), inbox.take(0)
    assert (voice.kind, voice.request.text, voice.request.area) == ("voice", "lights on", "hall")
    assert (sensor.kind, sensor.report.origin.name) == ("sensor", "attic")
    assert sensor.report.origin.ids == ("tele/attic/SENSOR",)
    assert watch.topics == [
        "tele/attic/SENSOR",
        "rooms/hall/say",
        "rooms/hall/say",
        "elsewhere",
        "tele/attic/SENSOR",
    ]
    assert broker.acknowledged == [3, 5]


def test_what_cannot_be_read_anyway_is_not_even_looked_at(reception, broker, inbox):
    reception.receive(message(b"attic 21.5C", TOPICS.sensor, mid=1))
    inbox.take(0, pressing=True)
    reception.receive(message(b"attic 22.5C", TOPICS.sensor, mid=2))
    assert broker.acknowledged == [2]
    assert broker.published[0][1]["error"] == "busy: more comes of devices than can be read"
    reception.receive(message(b"smoke!", TOPICS.sensor, mid=3))
    reception.receive(message(mid=4))
    assert [inbox.take(0).message.receipt.mid for _ in range(2)] == [3, 4]


@pytest.mark.parametrize(
    "payload",
    [
        b'{"device": "door", "contact": false}',
        b'{"device": "th", "battery_low": true}',
        b"attic: sensor offline",
    ],
)
def test_what_tells_more_than_a_reading_is_looked_at_however_much_comes(broker, payload):
    inbox = Inbox(2)
    reception = reception_of(broker, inbox, Followed(broker, inbox))
    for mid, text in enumerate((b"attic 21.5C", b"hall 20.5C")):
        reception.receive(message(text, TOPICS.sensor, mid=mid))
        inbox.take(0, pressing=True)
    reception.receive(message(payload, TOPICS.sensor, mid=9))
    assert inbox.take(0).message.receipt.mid == 9
    assert broker.published[0][1]["error"] == "busy: 2 requests wait, and what goes before it came"


@pytest.mark.parametrize(
    ("topic", "payload", "ways"),
    [
        (TOPICS.sensor, b'{"device": "attic", "temperature": 21.5}', [(True, 0)]),
        (TOPICS.sensor, b'{"text": "attic 21.5C", "reply_to": "me"}', [(True, 0), (True, 1)]),
        (TOPICS.sensor, b'{"device": "attic", "smoke": true}', [(False, 1)]),
        (TOPICS.sensor, b"", [(True, 1)]),
        (TOPICS.voice, b"hello", [(False, 1)]),
    ],
)
def test_what_is_told_of_devices_goes_aside_unless_it_is_urgent(topic, payload, ways):
    broker = HeldBroker()
    inbox = FullInbox(2)
    reception_of(broker, inbox, Followed(broker, inbox)).receive(message(payload, topic))
    assert [(one.aside, one.qos) for one in broker.published] == ways
    assert broker.acknowledged == [1]


def test_a_reading_is_acknowledged_at_once_when_many_wait(broker):
    inbox = Inbox(8)
    reception = reception_of(broker, inbox, Followed(broker, inbox), window=4)
    readings = [b'{"device": "pump %d", "temperature": 21.5}' % at for at in range(3)]
    event = b'{"device": "door", "contact": false}'
    for mid, payload in enumerate((*readings, event, readings[0])):
        reception.receive(message(payload, TOPICS.sensor, mid=mid))
    # Four may be unacknowledged; the second half of them is left to what counts.
    assert broker.acknowledged == [2, 4, 0]
