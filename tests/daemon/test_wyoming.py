"""Wyoming through the running agent: the same queue, policy and results as over MQTT."""

import asyncio
import socket

import pytest

pytest.importorskip("wyoming")

from wyoming.asr import Transcript
from wyoming.client import AsyncTcpClient

from support.process import HOME

BASE = "edge-intent/spoken"


@pytest.fixture
def say(run_agent):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    run_agent(
        f"node: spoken\nhome: {HOME}\nmqtt: {{host: 127.0.0.1, port: PORT}}\n"
        f"wyoming: {{enabled: true, port: {port}}}\n"
    )

    async def talk(text, **context):
        found = []
        async with AsyncTcpClient("127.0.0.1", port) as client:
            await client.write_event(Transcript(text, context=context or None).event())
            while not found or found[0].type == "intents-start":
                found.append(await asyncio.wait_for(client.read_event(), 20))
                if found[-1].type == "intents-stop":
                    break
        return found

    return lambda text, **context: asyncio.run(talk(text, **context))


def test_a_command_is_handed_over_and_not_published_for_others_to_do(say, peer):
    (event,) = say("turn off the hall lamp")
    assert event.type == "intent"
    assert event.data["name"] == "HassTurnOff"
    assert event.data["entities"] == [{"name": "name", "value": "light.hall_lamp"}]
    result = peer.expect(f"{BASE}/result").json
    assert (result["text"], result["status"]) == ("turn off the hall lamp", "ok")
    peer.send(f"{BASE}/voice/text", "turn off the hall lamp")
    peer.expect(f"{BASE}/intent/HassTurnOff")
    assert len(peer.on(f"{BASE}/intent/HassTurnOff")) == 1


def test_a_question_a_timer_and_a_delayed_command_are_handled(say, peer):
    (answer,) = say("is the hall lamp on")
    assert (answer.type, answer.data["text"]) == ("handled", "Yes, Hall Lamp is on.")
    (timer,) = say("set a timer for five minutes")
    assert timer.type == "handled"
    (later,) = say("turn off the hall lamp in ten minutes")
    assert later.type == "handled"
    peer.expect(f"{BASE}/timer", lambda m: m.json["kind"] == "delay")


def test_what_must_not_be_done_is_said_and_a_follow_up_is_understood(say):
    (which,) = say("set the lamp to 20%", conversation_id="c")
    assert which.type == "not-handled"
    (one,) = say("the hall lamp", conversation_id="c")
    assert one.type == "intent"
    entities = {entity["name"]: entity["value"] for entity in one.data["entities"]}
    assert entities == {"name": "light.hall_lamp", "brightness": 20}


def test_nonsense_is_not_recognized(say, peer):
    (event,) = say("fribble the gronk")
    assert event.type == "not-recognized"
    assert event.data["text"]
    assert peer.expect(f"{BASE}/result").json["status"] == "not_recognized"


def test_the_pause_holds_here_too(say, peer):
    peer.send(f"{BASE}/request/pause", "{}")
    peer.expect(f"{BASE}/response/pause")
    (event,) = say("turn off the hall lamp")
    assert event.type == "not-handled"
    assert "paused" in event.data["text"]
