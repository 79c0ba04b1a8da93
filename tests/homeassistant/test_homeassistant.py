"""The agent in a real Home Assistant: its entities, the example automations, its conversation."""

import logging
import os
import statistics

import pytest

pytestmark = [
    pytest.mark.homeassistant,
    pytest.mark.skipif(
        not os.environ.get("HOMEASSISTANT"),
        reason="$HOMEASSISTANT is not set; make test-homeassistant",
    ),
]
VOICE = "edge-intent/den/voice/text"
TIMES = 20
LAMP = "light.hall_lamp"
STATUS = "sensor.edge_intent_den_status"
ENTITIES = {
    *(f"button.edge_intent_den_{name}" for name in ("reload",)),
    *(f"event.edge_intent_den_{name}" for name in ("intent", "result", "timer")),
    *(f"select.edge_intent_den_{name}" for name in ("least_throttle_level",)),
    *(
        f"sensor.edge_intent_den_{name}"
        for name in (
            *("last_intent", "last_sentence", "latency", "memory", "processor_temperature"),
            *("queue", "status", "throttle_level"),
        )
    ),
    *(f"switch.edge_intent_den_{name}" for name in ("paused",)),
    *(f"text.edge_intent_den_{name}" for name in ("sentence",)),
}

_log = logging.getLogger("homeassistant")


def told(what, seconds):
    """Puts figures into the log of the test run, for the documentation."""
    median = statistics.median(seconds) * 1000
    line = f"{what}: {len(seconds)} times, median {median:.1f} ms, worst {max(seconds) * 1000:.1f}"
    _log.warning(line)


@pytest.fixture(autouse=True)
def announced(core):
    core.wait(entity=STATUS, state="listening")


@pytest.fixture
def dark(core):
    """The lamps are off."""
    for helper in ("hall", "counter", "ceiling"):
        core.service(name="input_boolean.turn_off", data={"entity_id": f"input_boolean.{helper}"})
    core.wait(entity=LAMP, state="off")


def test_our_device_appears_with_all_its_entities(core, version):
    _log.warning("Home Assistant %d.%d", *version)
    found = core.entities(platform="mqtt")
    assert set(found) == ENTITIES
    states = core.states()
    assert not {one for one in ENTITIES if states[one] == "unavailable"}
    assert states["sensor.edge_intent_den_throttle_level"] in ("normal", "warm", "hot")
    assert states["sensor.edge_intent_den_queue"] == "0"
    assert float(states["sensor.edge_intent_den_memory"]) > 10
    assert states["select.edge_intent_den_least_throttle_level"] == "auto"
    assert states["switch.edge_intent_den_paused"] == "off"
    device = core.triggers(identifier="edge-intent-den")
    assert device["device"]["name"] == "Edge Intent den"
    assert {"HassTurnOn", "HassLightSet", "SensorAlert"} <= set(device["subtypes"])
    assert len(device["subtypes"]) == 43


def test_the_examples_are_ten_automations_that_work(core):
    states = core.states()
    automations = {name for name in states if name.startswith("automation.")}
    assert len(automations) == 10
    assert {states[name] for name in automations} == {"on"}
    assert "generated invalid automation" not in core.log
    assert "Blueprint" not in core.log


@pytest.mark.usefixtures("dark")
def test_a_sentence_over_mqtt_fires_an_automation_that_switches_a_light(core, peer):
    seconds = []
    for _ in range(TIMES // 2):
        for word in ("on", "off"):
            peer.send(VOICE, f"turn {word} the hall lamp")
            seconds.append(core.wait(entity=LAMP, state=word))
    told("from the sentence over MQTT to the light's state in Home Assistant", seconds)
    states = core.states()
    assert states["sensor.edge_intent_den_last_sentence"] == "turn off the hall lamp"
    assert states["sensor.edge_intent_den_last_intent"] == "HassTurnOff"
    event = core.attributes(entity="event.edge_intent_den_intent")
    assert event["event_type"] == "HassTurnOff"
    assert event["targets"] == [LAMP]
    assert core.attributes(entity="event.edge_intent_den_result")["event_type"] == "ok"


@pytest.mark.usefixtures("dark")
def test_a_phrase_and_a_timer_of_the_examples(core, peer):
    peer.send(VOICE, "turn on the hall lamp")
    core.wait(entity=LAMP, state="on")
    peer.send(VOICE, "Time for bed.")
    core.wait(entity=LAMP, state="off")
    peer.send(VOICE, "set a timer for one second")
    core.wait(entity="event.edge_intent_den_timer", state="!unknown")
    peer.expect("edge-intent/den/timer", lambda m: m.json["event"] == "finished")


@pytest.mark.usefixtures("dark")
def test_a_sentence_typed_in_home_assistant(core):
    core.service(
        name="text.set_value",
        data={"entity_id": "text.edge_intent_den_sentence", "value": "turn on the hall lamp"},
    )
    core.wait(entity=LAMP, state="on")


def test_pause_throttle_and_reload_from_home_assistant(core, peer):
    switch, select = "switch.edge_intent_den_paused", "select.edge_intent_den_least_throttle_level"
    core.service(name="switch.turn_on", data={"entity_id": switch})
    core.wait(entity=STATUS, state="paused")
    core.service(name="switch.turn_off", data={"entity_id": switch})
    core.wait(entity=STATUS, state="listening")
    for level in ("warm", "auto"):
        core.service(name="select.select_option", data={"entity_id": select, "option": level})
        core.wait(entity=select, state=level)
    core.service(name="button.press", data={"entity_id": "button.edge_intent_den_reload"})
    assert peer.expect("edge-intent/den/response/reload").json["status"] == "ok"


@pytest.mark.usefixtures("dark")
def test_conversation_through_wyoming(core, version, wyoming_port):
    if version < (2025, 5):
        pytest.skip("this Home Assistant has no conversation by Wyoming yet")
    made = core.flow(handler="wyoming", data={"host": "127.0.0.1", "port": wyoming_port})
    assert made["type"] == "create_entry"
    agent = "conversation.edge_intent"
    core.wait(entity=agent, state="unknown")

    def say(text):
        data = {"text": text, "agent_id": agent, "language": "en"}
        done = core.service(name="conversation.process", data=data, response=True)
        response = done["answer"]["response"]
        return response["response_type"], response["speech"]["plain"]["speech"], done["seconds"]

    seconds = []
    for _ in range(TIMES // 2):
        for word in ("on", "off"):
            kind, speech, took = say(f"turn {word} the hall lamp")
            assert (kind, speech) == ("action_done", f"Turned {word} Hall Lamp.")
            core.wait(entity=LAMP, state=word)
            seconds.append(took)
    told("conversation.process by Wyoming, the light switched", seconds)
    kind, speech, _ = say("turn on the kitchen lights")
    assert (kind, speech) == ("action_done", "Turned on the lights in the Kitchen.")
    for lamp in ("light.counter_strip", "light.kitchen_ceiling"):
        core.wait(entity=lamp, state="on")
    assert say("what time is it")[1].startswith("It is ")
    kind, speech, _ = say("set the lamp to 20%")
    assert kind == "error"
    assert speech.startswith("Which one")
    assert say("fribble the gronk")[:2] == ("error", "Sorry, I did not understand that.")


def test_discovery_false_takes_the_device_away(core, agent, peer):
    text = agent.config.read_text()
    agent.config.write_text(text.replace("homeassistant: {", "homeassistant: {discovery: false, "))
    peer.send("edge-intent/den/request/reload", "{}")
    peer.expect("edge-intent/den/response/reload")
    for _ in range(200):
        if not core.entities(platform="mqtt"):
            break
    assert core.entities(platform="mqtt") == {}
    assert core.triggers(identifier="edge-intent-den") is None
    agent.config.write_text(text)
    peer.send("edge-intent/den/request/reload", "{}")
    core.wait(entity=STATUS, state="listening")
    assert set(core.entities(platform="mqtt")) == ENTITIES
