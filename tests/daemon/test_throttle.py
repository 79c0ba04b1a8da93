"""The governor in the running agent."""

import zlib

import pytest

from support.peer import Peer
from support.process import HOME

MQTT = "mqtt: {host: 127.0.0.1, port: PORT}\n"


@pytest.fixture
def base(request):
    return f"edge-intent/n{zlib.crc32(request.node.nodeid.encode()):08x}"


@pytest.fixture
def peer(mosquitto, base):
    one = Peer(mosquitto.port, f"{base}/#")
    yield one
    one.close()


@pytest.fixture
def agent(run_agent, base):
    return run_agent(f"node: {base.partition('/')[2]}\nhome: {HOME}\n{MQTT}")


class Talk:
    def __init__(self, peer, base):
        self._peer = peer
        self._base = base
        self._count = 0

    def steer(self, **payload):
        return self.ask("throttle", **payload)

    def ask(self, command, **payload):
        self._count += 1
        self._peer.send(f"{self._base}/request/{command}", {**payload, "transaction": self._count})
        answer = self._peer.expect(
            f"{self._base}/response/{command}", lambda m: m.json["transaction"] == self._count
        ).json
        return answer["data"] or answer["error"]

    def say(self, text, kind="voice", **payload):
        self._count += 1
        request = {"text": text, "request_id": str(self._count), **payload}
        self._peer.send(f"{self._base}/{kind}/text", request)
        return self._peer.result(str(self._count), self._base)


@pytest.fixture
def talk(agent, peer, base):  # noqa: ARG001, it must run
    return Talk(peer, base)


def level_of(told):
    return told["level"], told["reason"]


def test_a_level_that_is_asked_for(mosquitto, peer, base, talk, agent):
    assert talk.say("turn off the hall lamp")["tier"] == "encoder"
    told = talk.steer(level="hot", **{"for": 600})
    assert level_of(told) == ("hot", "asked for")
    assert (told["asked"], told["tier"]) == ("hot", "nano")
    assert told["asked_until"]
    assert peer.expect(f"{base}/throttle", lambda m: m.json["level"] == "hot")
    late = Peer(mosquitto.port, f"{base}/throttle")
    retained = late.expect(f"{base}/throttle")
    late.close()
    assert (retained.retain, retained.json["level"]) == (True, "hot")
    assert peer.expect(f"{base}/status", lambda m: m.json["throttle"] == "hot")
    agent.expect("hot: asked for; answering with nano")
    by_nano = talk.say("turn on the hall lamp")
    assert (by_nano["status"], by_nano["tier"], by_nano["throttle"]) == ("ok", "nano", "hot")
    by_heart = talk.say("turn off the hall lamp")
    assert (by_heart["status"], by_heart["tier"]) == ("ok", "cache")
    assert by_heart["model"] == "intent-en-22m-int8"
    parsed = talk.ask("parse", text="turn off the hall lamp")
    assert parsed["throttle"] == "hot"
    shed = talk.say("battery low", kind="sensor")
    assert (shed["status"], shed["error"]) == ("shed", "hot: asked for")


def test_at_critical_only_what_is_known_by_heart(talk):
    talk.say("turn off the hall lamp")
    assert talk.steer(level="critical")["tier"] == "cache"
    assert talk.say("turn off the hall lamp")["status"] == "ok"
    shed = talk.say("turn on the hall lamp")
    assert (shed["status"], shed["throttle"]) == ("shed", "critical")
    urgent = talk.say("turn on the hall lamp", urgent=True)
    assert (urgent["status"], urgent["tier"]) == ("ok", "nano")


def test_back_by_itself_the_larger_model_reads_again(peer, base, talk):
    talk.steer(level="hot")
    assert talk.say("turn on the fan")["tier"] == "nano"
    peer.clear()
    assert talk.steer(level="auto")["asked"] == "auto"
    assert peer.expect(f"{base}/status", lambda m: m.json["tier"] == "encoder")
    assert talk.say("turn on the fan")["tier"] == "encoder"


def test_a_limit_of_requests_a_second(talk):
    assert talk.steer(limits={"messages": 1})["messages"] == 1
    results = [talk.say("turn on the fan") for _ in range(5)]
    shed = [one for one in results if one["status"] == "shed"]
    assert shed
    assert shed[0]["error"] == "busy: no more than 1 requests a second are read"
    assert results[0]["status"] == "ok"


@pytest.mark.parametrize(
    ("payload", "word"),
    [
        ({"level": "cold"}, "level"),
        ({"limits": {"cpu": 1}}, "cpu"),
        ({"limits": {"speed": 1}}, "speed"),
        ({"for": 5}, "for goes with a level or limits"),
        ({"level": "hot", "for": -1}, "for"),
    ],
)
def test_what_cannot_be_done_is_an_error(talk, payload, word):
    assert word in talk.steer(**payload)


def test_a_question_changes_nothing(talk):
    told = talk.steer()
    assert told["asked"] == "auto"
    assert 0 <= told["headroom"] <= 1
    assert told["signals"]["memory"] > 10
    assert talk.steer()["asked"] == "auto"


def test_limits_are_reloaded(run_agent, peer, base, tmp_path):
    run_agent(f"node: {base.partition('/')[2]}\n{MQTT}")
    config = tmp_path / "config.yaml"
    config.write_text(config.read_text() + "limits: {cpu: 33}\n")
    peer.send(f"{base}/request/reload", "")
    assert peer.expect(f"{base}/response/reload").json["data"] == {
        "changed": ["limits"],
        "need_restart": [],
    }
    assert Talk(peer, base).steer()["cpu_percent"] <= 33
