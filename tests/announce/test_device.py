"""What the agent announces of itself; Home Assistant itself reads it in tests/homeassistant."""

import json

import pytest

from agent.announce import OwnDevice
from agent.config import HomeAssistant
from agent.discovery.homeassistant import read_announcement
from agent.messages import INTENTS, Topics
from agent.recognizer import find_model, load_files, shipped

DEVICE = OwnDevice(Topics("den.2"), "den.2")
FORMS = ("device", "components")


def messages(**keys):
    found = DEVICE.messages(HomeAssistant(**keys))
    return {topic: json.loads(payload) for topic, payload in found.items()}


def components(form, **keys):
    found = messages(form=form, **keys)
    if form == "components":
        return found
    (whole,) = found.values()
    return whole["cmps"]


def test_the_device_form_is_one_message():
    ((topic, whole),) = messages(area="Hall").items()
    assert topic == "homeassistant/device/edge-intent-den_2/config"
    assert whole["dev"]["ids"] == ["edge-intent-den_2"]
    assert whole["dev"]["sa"] == "Hall"
    assert whole["o"]["name"] == "edge-intent"
    assert "~" not in whole


def test_the_components_are_the_same_in_both_forms():
    (whole,) = messages().values()
    single = messages(form="components", prefix="ha")
    assert len(single) == len(whole["cmps"])
    for key, one in whole["cmps"].items():
        topic = f"ha/{one.pop('p')}/edge-intent-den_2/{key}/config"
        assert single[topic] == {**one, "dev": whole["dev"], "o": whole["o"]}


@pytest.mark.parametrize("form", FORMS)
def test_topics_are_whole_and_ids_are_unique(form):
    found = components(form).values()
    topics = [value for one in found for key, value in one.items() if key.endswith("_t")]
    assert topics
    assert all(topic.startswith("edge-intent/den.2/") for topic in topics)
    ids = [one["uniq_id"] for one in found if "uniq_id" in one]
    assert len(set(ids)) == len(ids) >= 14


def test_every_intent_of_the_models_can_start_an_automation():
    known = {one["stype"] for one in components("device").values() if "stype" in one}
    labels = {
        label.partition(".")[0]
        for name in shipped()
        for label in load_files(find_model(name)).card.intents
    }
    spoken = {label for label in labels if label.startswith(("Hass", "Sensor", "Device"))}
    assert spoken <= known == set(INTENTS)


def test_triggers_that_are_no_longer_wanted_are_taken_away():
    found = components("device", triggers=("HassTurnOn",))
    assert found["trigger_HassTurnOn"]["t"] == "edge-intent/den.2/intent/HassTurnOn"
    assert found["trigger_HassTurnOff"] == {"p": "device_automation"}
    assert len(components("components", triggers=("HassTurnOn",))) == len(found) - len(INTENTS) + 1


@pytest.mark.parametrize("form", FORMS)
def test_the_agent_is_no_part_of_the_home_that_it_reads(form):
    for topic, payload in DEVICE.messages(HomeAssistant(form=form)).items():
        assert read_announcement("homeassistant", topic, payload) == ()


def test_without_discovery_nothing_is_announced():
    assert messages(discovery=False) == {}
