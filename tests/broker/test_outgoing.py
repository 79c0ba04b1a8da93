"""What becomes of publications when connections are lost, without any broker."""

from types import SimpleNamespace

from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode

from agent.broker import Publication
from agent.broker.outgoing import MAX_LOSSES, Outgoing

DONE = ReasonCode(PacketTypes.PUBACK, "Success")
POISON = Publication("den/big", b"x")


class Client:
    """Takes what is published, as paho's client does."""

    def __init__(self):
        self.sent = []

    def publish(self, topic, payload, **_options):
        self.sent.append((topic, payload))
        return SimpleNamespace(rc=MQTTErrorCode.MQTT_ERR_SUCCESS, mid=len(self.sent))

    def drop_out_messages(self):
        pass


def connected(outgoing, most=20):
    outgoing.heed(SimpleNamespace(ReceiveMaximum=most))
    outgoing.send()


def test_what_is_lost_with_again_and_again_is_given_up_and_no_sooner():
    outgoing, told = Outgoing(Client(), is_v5=True), []
    outgoing.put(POISON, told.append)
    for _ in range(MAX_LOSSES):
        assert not told
        connected(outgoing)
        outgoing.lose(at_once=True)
    assert told == ["the connection is lost whenever it is sent"]
    assert outgoing.is_settled


def test_what_was_accepted_at_last_is_no_suspect_any_more():
    client, told = Client(), []
    outgoing = Outgoing(client, is_v5=True)
    for _ in range(2):
        outgoing.put(POISON, told.append)
        for _ in range(MAX_LOSSES - 1):
            connected(outgoing)
            outgoing.lose(at_once=True)
        connected(outgoing)
        outgoing.settle(len(client.sent), DONE)
    assert told == [None, None]


def test_a_connection_that_lasted_tells_nothing_of_what_was_sent():
    outgoing, told = Outgoing(Client(), is_v5=True), []
    outgoing.put(POISON, told.append)
    for _ in range(2 * MAX_LOSSES):
        connected(outgoing)
        outgoing.lose(at_once=False)
    assert not told


def test_after_a_while_as_many_are_sent_at_a_time_as_the_broker_takes():
    client = Client()
    outgoing = Outgoing(client, is_v5=True)
    for number in range(100):
        outgoing.put(Publication("den/out", str(number).encode()), None)
    connected(outgoing, most=5)
    assert len(client.sent) == 5
    outgoing.lose(at_once=True)
    before = len(client.sent)
    connected(outgoing, most=5)
    assert len(client.sent) == before + 1  # one at a time, to find out which
    done = before
    while done < before + 60:
        done += 1
        outgoing.settle(done, DONE)
        outgoing.send()
    assert len(client.sent) - done == 5
