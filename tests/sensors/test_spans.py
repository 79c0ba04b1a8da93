"""What the model read in a line, in the light of the home's own names."""

import time

import pytest

from agent.grounding import Grounder
from agent.home import Area, Entity, Home
from agent.sensors import Origin, ground, in_the_home, read_report
from support.marked import reading

HOME = Home(
    areas=(Area(id="hall", name="Hall"), Area(id="barn", name="Barn")),
    entities=(
        Entity(id="sensor.hall_meter", name="Hall Meter", area="hall"),
        Entity(
            id="binary_sensor.barn_door",
            name="Barn Door",
            area="barn",
            attributes={"device_class": "door"},
        ),
    ),
)
DEVICES = Grounder(HOME).devices


def read(*clauses):
    """Intents of a marked line in the home."""
    marked = reading(*clauses)
    report = read_report(marked.text, Origin())
    names = DEVICES.verbatim(marked.text)
    found = report.findings(lambda _: in_the_home(marked, names), 0.6, time.time())
    return [
        (one.intent, one.targets, {slot.name: slot.value for slot in one.slots})
        for one in ground(found, DEVICES)
    ]


@pytest.mark.parametrize(
    "line",
    [
        "<area Hall> <name Meter> now <value 230 W>",
        "zone 5 <name zone 5 hall_meter> drawing <value 230 W>",
        "<name monitor>: HALL METER at <value 230 W>",
    ],
)
def test_a_device_is_known_by_its_name_wherever_it_stands(line):
    ((intent, targets, slots),) = read(("SensorReading", line))
    assert (intent, targets) == ("SensorReading", ("sensor.hall_meter",))
    assert (slots["name"], slots["area"], slots["value"]) == ("Hall Meter", "Hall", 230)


def test_an_area_in_a_longer_name_is_left_to_it():
    ((_, targets, slots),) = read(("SensorReading", "<name hall fridge> now <value 4 °C>"))
    assert targets == ()
    assert slots["name"] == "hall fridge"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("hall meter: -<value 4.5 °C>", -4.5),
        ("hall meter \u2212<value 4.5 °C>", -4.5),
        ("hall meter 3-<value 4.5 °C>", 4.5),
    ],
)
def test_the_sign_of_a_figure_belongs_to_it(line, value):
    ((_, _, slots),) = read(("SensorReading", line))
    assert slots["value"] == value


def test_on_and_off_are_what_the_class_of_the_device_makes_of_them():
    ((_, _, slots),) = read(("SensorEvent/on", "Barn Door is <state ON>"))
    assert slots["event"] == "opened"
    ((_, _, slots),) = read(("SensorEvent/off", "Hall Meter is <state OFF>"))
    assert slots["event"] == "off"


def test_a_bare_percentage_beside_a_temperature_is_humidity():
    found = read(("SensorReading", "hall meter: <value 21.8°C>"), ("SensorReading", "<value 76%>"))
    assert [(slots["quantity"], slots["value"]) for _, _, slots in found] == [
        ("temperature", 21.8),
        ("humidity", 76),
    ]
    assert read(("SensorReading", "hall meter: <value 76%>")) == []


def test_what_stands_behind_the_name_of_a_device_tells_the_quantity():
    ((_, targets, slots),) = read(("SensorReading", "<name Hall Meter CO2> now <value 812 ppm>"))
    assert targets == ("sensor.hall_meter",)
    assert slots["quantity"] == "carbon_dioxide"


def test_a_code_is_whole_and_said_once():
    told = read(
        ("DeviceFault/error", "hall meter <code ERR>-07"), ("DeviceFault/error", "<code ERR>-07")
    )
    assert [slots["code"] for _, _, slots in told] == ["ERR-07"]


def test_an_alert_may_not_tell_what_is_measured():
    ((_, _, slots),) = read(("SensorAlert/low", "hall meter: level low <value 10 %>"))
    assert (slots["value"], slots["value_si"], slots["direction"]) == (10, 0.1, "below")
