"""The whole path against a real broker: what goes in, and every topic that it comes out on."""

import json
import re
from pathlib import Path

import msgspec
import psutil
import pytest

from agent.messages import Result, Status
from support.peer import Peer
from support.process import HOME, AgentProcess

BASE = "edge-intent/test"
VOICE = f"{BASE}/voice/text"
RESULT = f"{BASE}/result"


@pytest.fixture(scope="module")
def agent(mosquitto, tmp_path_factory):
    """One agent for all tests of this module; none of them may change it for good."""
    config = tmp_path_factory.mktemp("agent") / "config.yaml"
    config.write_text(
        f"node: test\nhome: {HOME}\nmqtt: {{host: 127.0.0.1, port: {mosquitto.port}}}\n"
    )
    process = AgentProcess(config)
    process.expect("connected to the broker")
    yield process
    assert process.stop() == 0, process.log
    assert "fault" not in process.log


@pytest.fixture
def peer(mosquitto, agent):  # noqa: ARG001, it must run
    one = Peer(mosquitto.port)
    yield one
    one.close()


def test_plain_text_comes_out_as_result_and_intent(peer):
    peer.send(VOICE, "turn off the hall lamp")
    message = peer.expect(RESULT)
    result = msgspec.json.decode(message.payload, type=Result)
    assert not message.retain
    assert (result.text, result.kind, result.status) == ("turn off the hall lamp", "voice", "ok")
    assert [one.intent for one in result.intents] == ["HassTurnOff"]
    assert result.intents[0].targets == ("light.hall_lamp",)
    assert result.speech
    assert result.model
    assert result.tier == "encoder"
    assert result.latency_ms > 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", result.time)
    intent = peer.expect(f"{BASE}/intent/HassTurnOff").json
    assert intent["request_id"] == result.request_id
    assert intent["text"] == "turn off the hall lamp"
    assert intent["targets"] == ["light.hall_lamp"]


def test_the_payloads_have_exactly_the_keys_of_the_contract(peer):
    peer.send(VOICE, {"text": "turn off the hall lamp", "request_id": "keys"})
    result = peer.result("keys")
    assert list(result) == [
        *("request_id", "text", "kind", "area", "status", "intents", "speech", "missed"),
        *("model", "tier", "throttle", "latency_ms", "queued_ms", "time", "error"),
        *("conversation_id", "facts", "explain"),
    ]
    common = ["intent", "confidence", "status", "slots", "targets", "candidates", "reason"]
    assert list(result["intents"][0]) == common
    assert list(result["intents"][0]["slots"][0]) == ["name", "value", "raw", "start", "end"]
    intent = peer.expect(f"{BASE}/intent/HassTurnOff", lambda m: m.json["request_id"] == "keys")
    assert list(intent.json) == ["request_id", "text", "area", *common]


def test_a_request_object_is_answered_with_its_fields(peer):
    peer.send(
        VOICE,
        {
            "text": "turn on the fan",
            "request_id": "object",
            "area": "bathroom",
            "language": "en",
            "conversation_id": "c1",
            "expires_in": 60,
            "states": {"fan.bathroom": {"state": "off"}},
        },
    )
    result = peer.result("object")
    assert (result["area"], result["conversation_id"]) == ("bathroom", "c1")
    assert result["intents"][0]["targets"] == ["fan.bathroom"]


def test_only_intents_that_can_be_acted_on_have_a_topic_of_their_own(peer):
    peer.send(VOICE, {"text": "turn on the swimming pool light", "request_id": "none"})
    result = peer.result("none")
    assert result["status"] != "ok"
    # Whatever this sentence became was published before what follows.
    peer.send(VOICE, {"text": "turn off the hall lamp", "request_id": "after"})
    peer.expect(f"{BASE}/intent/HassTurnOff", lambda m: m.json["request_id"] == "after")
    assert not peer.on(f"{BASE}/intent/HassTurnOn")


def test_chat_is_not_recognized(peer):
    peer.send(VOICE, {"text": "my sister's novel is about the sea", "request_id": "chat"})
    result = peer.result("chat")
    assert (result["status"], result["intents"]) == ("not_recognized", [])


def test_a_response_topic_is_answered_with_its_correlation_data(peer):
    peer.send(VOICE, "turn off the hall lamp", response_topic="mine", correlation=b"\x00\x01")
    answer = peer.expect("mine")
    assert answer.correlation == b"\x00\x01"
    assert answer.json == peer.result(answer.json["request_id"])


def test_reply_to_is_answered(peer):
    request = {"text": "turn off the hall lamp", "reply_to": "mine/too", "request_id": "reply"}
    peer.send(VOICE, request, response_topic="mine/first")
    assert peer.expect("mine/too").json["request_id"] == "reply"
    assert peer.expect("mine/first").json["request_id"] == "reply"


@pytest.mark.parametrize(
    "topic",
    [
        f"{BASE}/request/pause",
        f"{BASE}/voice/text",
        "a/+",
        "$SYS/x",
        # The broker would close the connection, again and again.
        "a\u0001b",
        "answers/\u0085",
        "answers/\ufffe",
        "a/" * 200,
    ],
)
def test_answers_do_not_go_where_they_would_do_harm(peer, topic):
    peer.send(VOICE, {"text": "hello", "reply_to": topic, "request_id": f"harm {topic[:50]}"})
    result = peer.result(f"harm {topic[:50]}")
    assert result["status"] == "error"
    assert "reply_to must" in result["error"]


def test_a_response_topic_of_the_agent_itself_is_not_answered(peer, agent):
    peer.send(VOICE, {"text": "hello", "request_id": "own"}, response_topic=f"{BASE}/request/pause")
    assert peer.result("own")["status"] == "not_recognized"
    agent.expect("the response topic must not be one of the agent's own topics")
    assert not peer.on(f"{BASE}/request/pause")


def test_sensor_text_is_answered_as_such(peer):
    peer.send(f"{BASE}/sensor/text", {"text": "unlock the front door", "request_id": "sensor"})
    result = peer.result("sensor")
    assert result["kind"] == "sensor"
    assert result["status"] != "ok"


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        (b'{"text": "a"', "not valid JSON"),
        (b'{"txet": "a"}', "unknown field 'txet'; did you mean 'text'?"),
        (b'{"text": 3}', "Expected `str`, got `int`"),
        (b"{}", "missing required field `text`"),
        (b'{"text": "a", "expires_in": -1}', "expires_in must lie between"),
        (b'{"text": "a", "language": "de"}', "language is 'de'; it may be en"),
        (b"turn on \xff\xfe", "payload is not UTF-8 (byte 8)"),
        (b"", "text is empty"),
        (b"   \n", "text is empty"),
        (b"x" * 65_536, "payload has 65536 bytes; the limit is 32768"),
        (b"x" * 3_000, "text has 3000 characters; the limit is 2000"),
        (
            b'{"text": "a", "states": {"light.x": {"status": "on"}}}',
            "unknown field 'status' in states[...]; did you mean 'state'?",
        ),
        (b"[" * 20_000, "text has 20000 characters"),
        (b'{"text": ' + b"[" * 20_000, "Expected `str`, got `array`"),
        (b'{"text":"a","states":{"l.x":{"attributes":{"a":' + b"[" * 20_000, "nested too deep"),
    ],
)
def test_bad_input_gets_a_result_and_the_agent_lives_on(peer, payload, error):
    peer.send(VOICE, payload)
    result = peer.expect(RESULT).json
    assert (result["status"], result["intents"]) == ("error", [])
    assert error in result["error"]
    assert result["request_id"]
    peer.send(VOICE, {"text": "turn off the hall lamp", "request_id": "alive"})
    assert peer.result("alive")["status"] == "ok"


def test_the_error_of_a_request_bears_what_can_be_read_of_it(peer):
    peer.send(
        VOICE,
        {"text": "hello", "request_id": "wrong", "area": 5, "conversation_id": "c", "aera": "hall"},
    )
    result = peer.result("wrong")
    assert (result["status"], result["text"], result["area"]) == ("error", "hello", None)
    assert result["conversation_id"] == "c"


def test_a_request_may_begin_with_a_byte_order_mark(peer):
    peer.send(VOICE, b'\xef\xbb\xbf{"text": "turn off the hall lamp", "request_id": "marked"}')
    assert peer.result("marked")["status"] == "ok"


def test_retained_input_is_ignored_and_logged_once(mosquitto, run_agent):
    topic = "edge-intent/stale/voice/text"
    peer = Peer(mosquitto.port, "edge-intent/stale/#")
    peer.send(topic, "turn on the hall lamp", retain=True)
    peer.send("edge-intent/stale/request/pause", "{}", retain=True)
    agent = run_agent("node: stale\nmqtt: {host: 127.0.0.1, port: PORT}\n")
    peer.send(topic, {"text": "hello", "request_id": "fresh"})
    result = peer.expect("edge-intent/stale/result").json
    assert (result["request_id"], result["status"]) == ("fresh", "not_recognized")
    assert len(re.findall(f"retained message on {topic} ignored", agent.log)) == 1
    assert "request/pause ignored" in agent.log
    assert not peer.on("edge-intent/stale/response/pause")
    assert len(peer.on("edge-intent/stale/result")) == 1
    for stale in (topic, "edge-intent/stale/request/pause"):
        peer.send(stale, "", retain=True)
    peer.close()


def command(peer, name, payload="", **keywords):
    peer.send(f"{BASE}/request/{name}", payload, **keywords)
    return peer.expect(f"{BASE}/response/{name}").json


def test_status_is_published_and_given(peer):
    published = peer.expect(f"{BASE}/status")
    assert published.retain
    answer = command(peer, "status", {"transaction": "t1"})
    assert (answer["status"], answer["transaction"], answer["error"]) == ("ok", "t1", None)
    status = msgspec.convert(answer["data"], Status)
    assert status.version
    assert status.model
    assert status.throttle in ("normal", "warm")  # this machine may be busy
    assert status.memory_mb > 10
    assert status.home["entities"] == 27
    assert sum(status.results.values()) > 0
    assert status.problem is None
    assert set(json.loads(published.payload)) == set(answer["data"])


def test_state_is_retained(peer):
    message = peer.expect(f"{BASE}/state")
    assert message.retain
    assert message.json == {"state": "online"}


def test_pause_sheds_and_resume_goes_on(peer):
    assert command(peer, "pause", {"transaction": 7})["transaction"] == 7
    peer.send(VOICE, {"text": "turn off the hall lamp", "request_id": "paused"})
    shed = peer.result("paused")
    assert (shed["status"], shed["intents"]) == ("shed", [])
    assert "paused" in shed["error"]
    assert peer.expect(f"{BASE}/status", lambda m: m.json["paused"])
    assert command(peer, "resume")["data"] == {"paused": False}
    peer.send(VOICE, {"text": "turn off the hall lamp", "request_id": "resumed"})
    assert peer.result("resumed")["status"] == "ok"


def test_parse_answers_its_sender_alone(peer):
    payload = {"text": "turn off the hall lamp", "transaction": 1, "explain": True}
    answer = command(peer, "parse", payload, response_topic="asker", correlation=b"c")
    assert answer["data"]["intents"][0]["targets"] == ["light.hall_lamp"]
    assert answer["data"]["explain"]
    assert peer.expect("asker").json == answer
    peer.send(VOICE, {"text": "hello", "request_id": "after parse"})
    peer.result("after parse")
    assert len(peer.on(RESULT)) == 1


@pytest.mark.parametrize(
    ("name", "payload", "error"),
    [
        ("dance", '{"transaction": 5}', "unknown command; known are home, parse, pause"),
        ("pause", "{", "not valid JSON"),
        ("pause", '{"transactoin": 5}', "unknown field 'transactoin'; did you mean 'transaction'?"),
        ("parse", "{}", "missing required field `text`"),
        ("parse", '{"text": " "}', "text is empty"),
        ("status", "x" * 65_536, "payload has 65536 bytes"),
        ("home", '{"rooms": []}', "unknown field 'rooms'"),
        ("home", '{"areas": [{"id": "a"}]}', "missing required field `name`"),
        ("home", '{"reset": true, "areas": []}', "reset goes without a home"),
    ],
)
def test_a_wrong_command_is_answered_with_the_mend(peer, name, payload, error):
    answer = command(peer, name, payload)
    assert answer["status"] == "error"
    assert error in answer["error"]
    if '"transaction": 5' in payload:
        assert answer["transaction"] == 5


def test_a_command_whose_name_is_none_is_answered_too(peer):
    peer.send(f"{BASE}/request/Not A Name", "{}")
    assert peer.expect(f"{BASE}/response/unknown").json["status"] == "error"


def test_a_pushed_home_is_added_to_that_of_the_file_and_reset_forgets_it(peer):
    first = {"entities": [{"id": "light.raft_lamp", "name": "Raft Lamp"}]}
    assert command(peer, "home", first)["data"]["entities"] == 28
    peer.clear()
    # The next one replaces it, and of an entity that both know the file is believed.
    home = {
        "entities": [
            {"id": "light.boat_lamp", "name": "Boat Lamp", "area": "hall"},
            {"id": "light.hall_lamp", "name": "Pushed Lamp"},
        ]
    }
    assert command(peer, "home", home)["data"]["entities"] == 28
    peer.send(VOICE, {"text": "turn on the boat lamp", "request_id": "boat"})
    assert peer.result("boat")["intents"][0]["targets"] == ["light.boat_lamp"]
    peer.clear()
    asked = command(peer, "home")["data"]
    assert asked["source"] == "pushed"
    names = {one["id"]: one["name"] for one in asked["home"]["entities"]}
    assert (names["light.boat_lamp"], names["light.hall_lamp"]) == ("Boat Lamp", "Hall Lamp")
    assert "light.raft_lamp" not in names
    peer.clear()
    assert command(peer, "home", {"reset": True})["data"]["source"] == "file"
    peer.send(VOICE, {"text": "turn off the hall lamp", "request_id": "back"})
    assert peer.result("back")["intents"][0]["targets"] == ["light.hall_lamp"]


def test_the_agent_talks_to_its_broker_and_to_nobody_else(peer, agent, mosquitto):
    peer.send(VOICE, {"text": "turn off the hall lamp", "request_id": "talk"})
    peer.result("talk")
    connections = psutil.Process(agent.pid).net_connections("inet")
    assert {(c.raddr.ip, c.raddr.port) for c in connections} == {("127.0.0.1", mosquitto.port)}


def test_sentences_stay_out_of_the_log(peer, agent):
    peer.send(VOICE, {"text": "my diary says hush", "request_id": "hush"})
    peer.result("hush")
    agent.expect("request hush")
    assert "diary" not in agent.log


def test_the_example_home_is_the_one_of_the_documentation():
    assert Path(HOME).is_file()
