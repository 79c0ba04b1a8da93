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
        Entity(id="alarm_control_panel.hall", name="Hall Alarm", area="hall"),
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


def of(*clauses):
    """Readings of a marked line: quantity, value, unit and what tells them apart."""
    names = ("quantity", "value", "unit", "channel")
    return [tuple(slots.get(name) for name in names) for _, _, slots in read(*clauses)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("<quantity pressure> <value 5.2 bar abs>", [("pressure", 5.2, "bar", None)]),
        ("<quantity gust> <value 61km/h WNW>", [("wind_speed", 61, "km/h", "gust")]),
        ("<quantity pressure> <value 5.2 frobs>", []),
        ("<quantity runtime> <value 1h12m>", []),
        ("<quantity weight> <value 12 lb 4 oz>", []),
        ("<quantity runtime> <value 3d> <value 4h>", []),
        ("<value 3.1 °C> (<quantity target> <value 4.0 °C>)", [("temperature", 3.1, "°C", None)]),
        ("<quantity wind max> <value 12 m/s>", [("wind_speed", 12, "m/s", "gust")]),
        ("<name gas meter> <value 1823.4 m3>", [("gas", 1823.4, "m³", None)]),
        ("<name rain gauge> <value 12.4 mm>", [("precipitation", 12.4, "mm", None)]),
        ("<name power strip> <value 231 V>", [("voltage", 231, "V", None)]),
        ("<quantity flow> <value 62 °C>", [("temperature", 62, "°C", None)]),
        ("<quantity pressure> <value 5-7 bar>", []),
        (
            "<quantity CO2> <value 1312 ppm>, <value 21.4°C, 47%>",
            [
                ("carbon_dioxide", 1312, "ppm", None),
                ("temperature", 21.4, "°C", None),
                ("humidity", 47, "%", None),
            ],
        ),
        ("<value 21.4 °C (70.5 °F)>", [("temperature", 21.4, "°C", None)]),
        ("<quantity temp> <value 21.4 °C (99 °F)>", []),
        (
            "<quantity L1> <value 4.1kW> <quantity L2> <value 3.9kW> L3 <value 3.4kW>",
            [("power", 4.1, "kW", "l1"), ("power", 3.9, "kW", "l2"), ("power", 3.4, "kW", "l3")],
        ),
        ("<quantity temp> <value 21.4 °C>, <value 22.8 °C>", [("temperature", 21.4, "°C", None)]),
        (
            "<quantity power L1> <value 4.1 kW>, <value 22.8 °C>",
            [("power", 4.1, "kW", "l1"), ("temperature", 22.8, "°C", None)],
        ),
        (
            "<value 21.4> <quantity temp>, <value 80> <quantity hum>",
            [("temperature", 21.4, "°C", None), ("humidity", 80, "%", None)],
        ),
        (
            "<value 21.4°C>, <quantity humidity>: <value 47>",
            [("temperature", 21.4, "°C", None), ("humidity", 47, "%", None)],
        ),
        (
            "<value 1312 ppm> <quantity CO2>, <value 21.4°C>",
            [("carbon_dioxide", 1312, "ppm", None), ("temperature", 21.4, "°C", None)],
        ),
    ],
)
def test_each_figure_has_its_own_words_and_unit(line, expected):
    assert of(("SensorReading", line)) == expected


def test_an_alert_does_not_swallow_what_is_told_beside_it():
    line = "<quantity temp> <value 36.1> <state LOW> <quantity humidity> <value 44>"
    assert of(("SensorAlert/low", line)) == [
        ("temperature", 36.1, "°C", None),
        ("humidity", 44, "%", None),
    ]


def test_an_event_does_not_swallow_a_figure_with_words_for_it():
    line = "<name Hall Meter> <quantity battery> <value 14%>, <state finished>"
    found = read(("SensorEvent/finished", line))
    assert [(intent, slots.get("value")) for intent, _, slots in found] == [
        ("SensorEvent", None),
        ("SensorReading", 14),
    ]


def test_an_alert_that_tells_nothing_is_none():
    assert read(("SensorAlert", "<name Hall Meter> <state outside> <value 85.00>")) == []
    ((_, _, slots),) = read(("SensorAlert", "<severity ALARM> <name Hall Meter>"))
    assert slots["severity"] == "critical"


def test_a_bare_figure_of_what_was_told_is_no_other_reading():
    found = of(
        ("SensorReading", "<name hall meter> <value 21.5 °C>"),
        ("SensorReading", "set to <value 22 °C>"),
        ("SensorReading", "<name barn meter> <value 3 °C>"),
    )
    assert [value for _, value, _, _ in found] == [21.5, 3]


@pytest.mark.parametrize("none", ["nan °C", "--- °C", "NaN", "n/a"])
def test_what_stands_for_no_figure_is_a_fault_with_its_unit_as_well(none):
    ((intent, targets, slots),) = read(
        ("SensorReading", f"<name Hall Meter> <quantity temperature>: <value {none}>")
    )
    assert (intent, targets) == ("DeviceFault", ("sensor.hall_meter",))
    assert slots["reason"] == f"temperature of {none} is no figure"


def test_a_code_of_no_error_is_no_fault():
    assert read(("DeviceFault/error", "<name Hall Meter> <state exit code> <code 0>")) == []
    ((_, _, slots),) = read(("DeviceFault/error", "<name Hall Meter> <state rc> <code 2>"))
    assert slots["code"] == "2"


def test_what_is_armed_is_no_mere_on():
    ((intent, targets, slots),) = read(
        ("SensorEvent/on", "<name Hall Alarm> <state armed> <state (away)> by <name DEZ>")
    )
    assert (intent, targets, slots["event"]) == (
        "SensorEvent",
        ("alarm_control_panel.hall",),
        "armed",
    )


def test_what_is_not_armed_is_disarmed():
    ((_, _, slots),) = read(("SensorEvent/off", "<name Hall Alarm> <state is not armed>"))
    assert slots["event"] == "disarmed"


def test_some_words_tell_a_quantity_only_with_its_unit():
    assert of(("SensorReading", "<name robot> <quantity charge> <value 85 %>")) == [
        ("battery", 85, "%", None)
    ]
    assert of(("SensorReading", "<name robot> <quantity charge> <value 85>")) == []


@pytest.mark.parametrize(
    ("marked", "told"),
    [
        ("<name Water Tank> now <value 27%>", [("fill_level", 27, "%")]),
        ("<name shed> <quantity tank> <value 38 %>", [("fill_level", 38, "%")]),
        ("<name Shed> <quantity level> <value 1.2 m>", [("distance", 1.2, "m")]),
        ("<name Shed> <quantity level> <value 64%>", [("fill_level", 64, "%")]),
        ("<name Shed> <value 64%>", []),
        ("<name House Bank> <value 12.31> V", [("voltage", 12.31, "V")]),
        ("<name House Bank> <value 12.31> <quantity V>", [("voltage", 12.31, "V")]),
        ("<name Bank> <value 12.31> Volvo", []),
        ("<name Bank> <value 12> a day", []),
        ("<name Bank> <value 12> kW=5", []),
        ("<name Bank> <value 12> A", [("current", 12, "A")]),
        ("<quantity Oxygen Bottle> <value 78 bar>", []),
        ("<name Oxygen Bottle> <quantity Oxygen> <value 78 bar>", [("pressure", 78, "bar")]),
    ],
)
def test_what_holds_something_is_full_in_percent_and_a_unit_stands_behind_its_figure(marked, told):
    assert [found[:3] for found in of(("SensorReading", marked))] == told


def test_a_weight_is_told_by_its_unit():
    assert of(("SensorReading", "<name bench scale>: <value 7.42 kg>")) == [
        ("weight", 7.42, "kg", None)
    ]
