import json

import pytest

from agent.config import Input
from agent.sensors import Inputs, read_input, read_report

DATA = '{"dev": {"id": "th-1"}, "msg": "Attic 21.5C", "list": [{"t": 5}]}'


def heard(topic, payload, **keywords):
    return read_input(Input(topic="#", **keywords), topic, payload)


@pytest.mark.parametrize(
    ("keywords", "text", "name", "area"),
    [
        ({}, DATA, None, None),
        ({"text": "{payload.msg}"}, "Attic 21.5C", None, None),
        ({"text": "{topic[2]}: {payload.list.0.t}"}, "hum: 5", None, None),
        ({"text": "{payload.dev}"}, '{"id":"th-1"}', None, None),
        ({"name": "{payload.dev.id}", "area": "Cellar"}, DATA, "th-1", "Cellar"),
        ({"name": "{topic[0]} {topic[-1]}"}, DATA, "home hum", None),
        ({"name": "{topic[9]}"}, DATA, None, None),
    ],
)
def test_where_text_device_and_place_stand(keywords, text, name, area):
    found = heard("home/attic/hum", DATA, **keywords)
    assert (found.text, found.origin.name, found.origin.area) == (text, name, area)
    assert found.origin.ids == ("home/attic/hum",)


@pytest.mark.parametrize("text", ["{payload.none}", "{payload.list.7}", "{payload.msg.x}"])
def test_a_message_without_text_there_is_none(text):
    assert heard("a", DATA, text=text) is None
    assert heard("a", "no json", text=text) is None


@pytest.mark.parametrize(
    ("topic", "payload", "expected"),
    [
        ("node/sensor/kitchen_temperature/state", "21.5", ("temperature", 21.5)),
        ("shellies/ht-1/sensor/humidity", "45", ("humidity", 45)),
        ("node/binary_sensor/hall_motion/motion", "ON", "motion"),
        ("tele/plug/LWT", "Offline", None),
    ],
)
def test_a_bare_value_takes_its_key_from_the_topic(topic, payload, expected):
    found = heard(topic, payload)
    report = read_report(found.text, found.origin)
    assert report.told is not None or expected is None
    for one in report.told.findings if report.told else ():
        told = (one.quantity, one.value) if one.quantity else one.event
        assert told == expected


def test_which_input_takes_a_topic():
    inputs = Inputs([Input(topic="zigbee2mqtt/+"), Input(topic="tele/#", kind="voice")])
    assert inputs.of("zigbee2mqtt/Attic").kind == "sensor"
    assert inputs.of("tele/a/SENSOR").kind == "voice"
    assert inputs.of("zigbee2mqtt/Attic/set") is None
    assert inputs.covers("zigbee2mqtt/Attic")
    assert inputs.covers("tele/+/STATE")
    assert not inputs.covers("zigbee2mqtt/bridge/devices")
    assert not inputs.covers("#")


def test_columns_are_those_of_the_input():
    found = heard("a", "21.5;40", columns=("temperature", "humidity"))
    report = read_report(found.text, found.origin, found.columns)
    assert json.dumps([one.value for one in report.told.findings]) == "[21.5, 40]"


@pytest.mark.parametrize("text", ["{payload.list}", "{payload.dev}"])
def test_nobody_speaks_in_lists_or_objects(text):
    assert heard("a", DATA, text=text, kind="voice") is None
