"""Which entity of a home is the one that tells something."""

import time
from dataclasses import replace

import msgspec
import pytest

from agent.grounding import Grounder
from agent.home import Area, Entity, Home
from agent.sensors import Origin, ground, in_the_home, read_report
from support.marked import reading


def sensor(object_id, name, area, device_class, *aliases):
    attributes = {"device_class": device_class} if device_class else {}
    return Entity(
        id=f"sensor.{object_id}", name=name, area=area, aliases=aliases, attributes=attributes
    )


HOME = Home(
    areas=tuple(Area(id=name.lower(), name=name) for name in ("Shed", "Field", "Parlour")),
    entities=(
        Entity(id="switch.kiln", name="Kiln", area="shed", aliases=("the oven",)),
        sensor("kiln", "Kiln Temperature", "shed", "temperature"),
        Entity(id="switch.press", name="Air Compressor", area="shed", aliases=("compressor",)),
        sensor("press", "Compressor Pressure", "shed", "pressure"),
        Entity(id="switch.pump", name="Pump", area="field"),
        sensor("rain", "Rain Today", "field", "precipitation"),
        sensor("wind", "Wind Speed", "field", "wind_speed", "anemometer"),
        sensor("milk", "Tank Volume", "parlour", "volume_storage"),
        sensor("milk_temp", "Tank Temperature", "parlour", "temperature", "milk tank"),
        sensor("tank_battery", "Tank Power Cell", "parlour", "battery"),
        sensor("level", "Sump", "parlour", None),
        sensor("den", "Den Climate", "parlour", "temperature"),
        Entity(id="scene.open", name="Open Evening"),
    ),
)
DEVICES = Grounder(HOME).devices


def told(report, read=None):
    found = report.findings(read, 0.6, time.time())
    return [
        (one.targets, {slot.name: slot.value for slot in one.slots})
        for one in ground(found, DEVICES)
    ]


def free(*clauses):
    marked = reading(*clauses)
    read = in_the_home(marked, DEVICES.verbatim(marked.text))
    return told(read_report(marked.text, Origin()), lambda _: read)


@pytest.mark.parametrize(
    ("line", "target"),
    [
        ("<name Kiln>: <value 1063.4C>", "sensor.kiln"),
        ("<name the oven>: <value 1063.4C>", "sensor.kiln"),
        ("<name Air Compressor>: <value 7.8 bar>", "sensor.press"),
        ("<name compressor> <value 7.8 bar>", "sensor.press"),
        ("<quantity wind speed> <value 34 km/h>", "sensor.wind"),
        ("<name anemometer> <value 34 km/h>", "sensor.wind"),
        ("<name pump> <value 230 W>", "switch.pump"),
        ("<name sump> <quantity humidity> <value 40 %>", "sensor.level"),
        ("<name kiln> <quantity humidity> <value 40 %>", "switch.kiln"),
        ("<name milk tank> <quantity humidity> <value 40 %>", None),
        ("<name milk> <quantity flow> <value 14.2 l/min>", None),
        ("<quantity rain> <value 12.4 mm>", None),
    ],
)
def test_what_measures_is_the_target(line, target):
    ((targets, _),) = free(("SensorReading", line))
    assert targets == ((target,) if target else ())


@pytest.mark.parametrize(
    ("written", "name"), [("milk tank", "milk tank"), ("DEN climate", "Den Climate")]
)
def test_a_sensor_of_something_else_leaves_its_place_and_the_name_of_the_device(written, name):
    line = f"<name {written}> <quantity humidity> <value 40 %>"
    ((targets, slots),) = free(("SensorReading", line))
    assert (targets, slots["name"], slots["area"]) == ((), name, "Parlour")


def test_a_quantity_is_no_device_of_the_figures_behind_it():
    line = "<quantity wind speed> <value 34 km/h> <quantity rain> <value 12.4 mm>"
    (_, (targets, slots)) = free(("SensorReading", line))
    assert targets == ()
    assert not {"name", "area"} & set(slots)


def test_fields_of_a_payload_are_told_by_their_sensors():
    found = told(read_report("$WIMWV,285.0,R,18.4,N,A", Origin()))
    assert [targets for targets, _ in found] == [(), ("sensor.wind",)]
    found = told(read_report('{"Kiln Temperature": 1063}', Origin()))
    ((targets, slots),) = found
    assert (targets, slots["name"], "channel" in slots) == (
        ("sensor.kiln",),
        "Kiln Temperature",
        False,
    )
    found = told(read_report('{"Wind Speed": 3}', Origin(area="Shed")))
    assert [targets for targets, _ in found] == [()]


def test_a_word_of_a_state_is_no_device():
    ((targets, slots),) = free(("SensorEvent/opened", "door <area shed> <state open>"))
    assert (targets, slots) == ((), {"event": "opened", "area": "Shed"})


def test_an_id_of_several_words_names_its_entity():
    ((targets, _),) = free(("DeviceFault/battery", "<name tank-battery> is now <state low>"))
    assert targets == ("sensor.tank_battery",)


def test_the_name_of_a_sensor_leads_to_the_others_of_its_device():
    line = "<name kiln temperature> <value 900 °C>, <quantity pressure> <value 1.1 bar>"
    home = Home(
        areas=HOME.areas,
        entities=(*HOME.entities, sensor("draft", "Kiln Draft", "shed", "pressure")),
    )
    devices = Grounder(home).devices
    marked = reading(("SensorReading", line))
    read = in_the_home(marked, devices.verbatim(marked.text))
    found = read_report(marked.text, Origin()).findings(lambda _: read, 0.6, time.time())
    targets = [one.targets for one in ground(found, devices)]
    assert targets == [("sensor.kiln",), ("sensor.draft",)]


def test_an_alarm_of_a_place_is_told_by_the_only_sensor_of_its_kind_there():
    alarm = Entity(
        id="binary_sensor.sump",
        name="Sump Alarm",
        area="parlour",
        attributes={"device_class": "moisture"},
    )
    second = msgspec.structs.replace(alarm, id="binary_sensor.tank", name="Tank Alarm")
    marked = reading(("SensorEvent/leak", "<area Parlour>: <state water leak>"))
    for more, targets in (((alarm,), (alarm.id,)), ((alarm, second), ())):
        home = Home(areas=HOME.areas, entities=(*HOME.entities, *more))
        found = read_report(marked.text, Origin()).findings(lambda _: marked, 0.6, time.time())
        assert [one.targets for one in ground(found, Grounder(home).devices)] == [targets]


def test_what_is_told_need_be_half_as_sure_as_that_something_is():
    line = "<severity ALARM> <quantity CO> <value 102 ppm>, limit <limit 50 ppm>"
    for confidence, meant, count in ((0.4, 0.9, 1), (0.4, 0.5, 0), (0.2, 0.9, 0), (0.7, 0.0, 1)):
        marked = reading(("SensorAlert/high", line, confidence))
        (clause,) = marked.clauses
        read = replace(marked, clauses=(replace(clause, meant=meant),))
        assert len(told(read_report(read.text, Origin()), lambda _, read=read: read)) == count


@pytest.mark.parametrize(
    ("letters", "quantities"),
    [
        ("THP", ["temperature", "humidity", "atmospheric_pressure"]),
        ("TH", ["temperature", "humidity"]),
        ("TB", []),
        ("TX", []),
    ],
)
def test_letters_tell_quantities_in_company(letters, quantities):
    clauses = [("SensorReading", f"<quantity {one}>:<value 44>") for one in letters]
    clauses = [(i, m.replace("44", "1013") if "P" in m else m) for i, m in clauses]
    assert [slots["quantity"] for _, slots in free(*clauses)] == quantities
