"""Questions, answered from states."""

from datetime import datetime, timezone
from typing import Any

import pytest

from agent.home import Area, Entity, Home
from agent.messages import StateOverlay
from support.grounding.small import COTTAGE, FLAT, VILLA, entity, ground, one, slots

NOW = datetime(2026, 11, 21, 19, 5, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("home", "intent", "marked", "speech"),
    [
        (
            COTTAGE,
            "HassGetState/is",
            "is the <name front door> <state locked>",
            "Yes, Front Door is locked.",
        ),
        (
            COTTAGE,
            "HassGetState/is",
            "is the <name front door> <state unlocked>",
            "No, Front Door is locked.",
        ),
        (
            COTTAGE,
            "HassGetState/is",
            "is the <name back door> <state open>",
            "No, Back Door is closed.",
        ),
        (
            COTTAGE,
            "HassGetState/is",
            "is the <name back door> <state shut>",
            "Yes, Back Door is closed.",
        ),
        (
            VILLA,
            "HassGetState/is",
            "is the <name front door> <state locked>",
            "Yes, Front Door Lock is locked.",
        ),
        (
            VILLA,
            "HassGetState/is",
            "is the <name front door> <state open>",
            "No, Front Door is closed.",
        ),
        (
            VILLA,
            "HassGetState/which",
            "which <name doors> are <state unlocked>",
            "Back Door Lock is unlocked.",
        ),
        (
            COTTAGE,
            "HassGetState/which",
            "which <name lights> are <state on>",
            "Hall Lamp and Desk Lamp are on.",
        ),
        (
            COTTAGE,
            "HassGetState/which",
            "which <name lights> are <state on> in the <area kitchen>",
            "No lights are on.",
        ),
        (
            COTTAGE,
            "HassGetState/how_many",
            "how many <name blinds> are <state open>",
            "One is open: Left Blind.",
        ),
        (
            COTTAGE,
            "HassGetState/all",
            "are all <name lights> <state off> <area upstairs>",
            "No, Desk Lamp is not off.",
        ),
        (
            COTTAGE,
            "HassGetState/is",
            "are the <name kitchen lights> <state on>",
            "No, none of them is on.",
        ),
        (
            COTTAGE,
            "HassGetState/is",
            "are <quantifier any> <name blinds> <state open>",
            "Yes, Left Blind is open.",
        ),
        (
            COTTAGE,
            "HassGetState/is",
            "is the <name kitchen light> <state on>",
            "No, none of them is on.",
        ),
        (VILLA, "HassGetState/is", "is the <name tv> <state on>", "Yes, Samsung TV is on."),
        (VILLA, "HassGetState/which", "who is <state home>", "Anna is home."),
        (VILLA, "HassGetState/is", "is <name anyone> <state home>", "Yes, Anna is home."),
        (VILLA, "HassGetState/is", "is <name john> <state home>", "No, John is away."),
        (VILLA, "HassGetState", "where is <name john>", "John is away."),
        (
            VILLA,
            "HassGetState/is",
            "is the <name alarm> <state armed>",
            "Yes, Home Alarm is armed.",
        ),
        (
            VILLA,
            "HassGetState/is",
            "is there <name motion> in the <area basement>",
            "Yes, Basement Motion is detecting motion.",
        ),
        (
            VILLA,
            "HassGetState/is",
            "is there <quantity motion> in the <area basement>",
            "Yes, Basement Motion is detecting motion.",
        ),
        (COTTAGE, "HassGetState", "what about the <name garage door>", "Garage Door is closed."),
        (
            COTTAGE,
            "HassGetState",
            "what is the <quantity temperature> in the <area kitchen>",
            "It is 21.4 °C in the Kitchen.",
        ),
        (
            COTTAGE,
            "HassGetState",
            "<name kitchen> <quantity humidity>",
            "The humidity in the Kitchen is 48%.",
        ),
        (
            COTTAGE,
            "HassGetState",
            "what is the <name kitchen humidity>",
            "Kitchen Humidity is 48%.",
        ),
        (
            COTTAGE,
            "HassClimateGetTemperature",
            "how warm is it in the <area kitchen>",
            "It is 21.4 °C in the Kitchen.",
        ),
        (COTTAGE, "HassClimateGetTemperature", "what temperature is it", "It is 19.5 degrees."),
        (VILLA, "HassClimateGetTemperature", "how warm is it <area upstairs>", "It is 69 degrees."),
        (
            VILLA,
            "HassGetState",
            "what is the <quantity temperature> of the <name fridge>",
            "Fridge Temperature is 38 °F.",
        ),
        (
            VILLA,
            "HassGetState",
            "how <quantity full> is the <name rain tank>",
            "Rain Tank Level is 63%.",
        ),
        (
            VILLA,
            "HassGetState",
            "<quantity battery> of the <name front door lock>",
            "Front Door Lock Battery is 86%.",
        ),
        (
            VILLA,
            "HassGetState",
            "what is the <quantity volume> in the <area kitchen>",
            "The volume in the Kitchen is 40%.",
        ),
        (
            VILLA,
            "HassGetState",
            "what is <quantity playing> in the <area kitchen>",
            "Kitchen is playing Blue in Green.",
        ),
        (
            VILLA,
            "HassGetState",
            "what are the <name thermostats> <quantity set to>",
            "Downstairs 68 degrees and Upstairs 66 degrees.",
        ),
        (VILLA, "HassGetWeather", "how is the weather", "It is partly cloudy and 54 °F."),
        (COTTAGE, "HassGetWeather", "how is the weather", "I found no weather here."),
        (COTTAGE, "HassGetCurrentTime", "what time is it", "It is 19:05."),
        (COTTAGE, "HassGetCurrentDate", "what day is it", "It is Saturday, 21 November 2026."),
        (
            COTTAGE,
            "HassGetCurrentTime",
            "what time is it in <location lima>",
            "I only know about this home, not about lima.",
        ),
        (FLAT, "HassGetState/is", "is the <name kettle> <state on>", "No, Kettle is off."),
    ],
)
def test_answers(home: Home, intent: str, marked: str, speech: str) -> None:
    assert ground(home, (intent, marked), now=NOW).speech == speech


@pytest.mark.parametrize(
    ("intent", "marked"),
    [
        ("HassGetState/is", "is the <name jukebox> <state on>"),
        ("HassGetState", "what is the <quantity humidity> in the <area hall>"),
        ("HassGetState", "what is the <quantity temperature> in the <area ballroom>"),
        ("HassGetState", "how <quantity full> is the <name rain barrel>"),
        ("HassGetState", "what is the <quantity temperature> in <area here>"),
        ("HassGetCurrentTime", "what time is it in <location lima>"),
    ],
)
def test_what_cannot_be_answered_is_no_target(intent: str, marked: str) -> None:
    grounded = ground(COTTAGE, (intent, marked))
    assert (grounded.status, grounded.facts) == ("no_target", None)
    assert grounded.speech


def fact(marked: str, home: Home = COTTAGE, **more: Any) -> dict[str, Any]:
    """The only fact of a question."""
    (only,) = ground(home, ("HassGetState", marked), **more).facts or []
    return only


def test_facts_name_what_was_looked_at() -> None:
    found = fact("what is the <quantity humidity> in the <area kitchen>")
    assert found == {
        "entity_id": "sensor.kitchen_humidity",
        "name": "Kitchen Humidity",
        "area": "Kitchen",
        "state": "48",
        "value": "48",
        "unit": "%",
    }


def test_facts_tell_which_match() -> None:
    grounded = ground(COTTAGE, ("HassGetState/which", "which <name blinds> are <state open>"))
    assert {f["entity_id"]: f["match"] for f in grounded.facts or []} == {
        "cover.blind_left": True,
        "cover.blind_right": False,
    }
    (result,) = grounded.intents
    assert set(result.targets) == {"cover.blind_left", "cover.blind_right"}


def test_brightness_is_told_in_percent() -> None:
    home = Home(entities=(entity("light.x", "Lamp", None, "on", brightness=128),))
    found = fact("how <quantity bright> is the <name lamp>", home)
    assert (found["value"], found["unit"], found["attribute"]) == (50, "%", "brightness")


def test_an_unknown_state_is_said_to_be_unknown() -> None:
    states = {"lock.front": StateOverlay(state="unavailable")}
    grounded = ground(
        COTTAGE, ("HassGetState/is", "is the <name front door> <state locked>"), states=states
    )
    assert grounded.speech == "I do not know the state of Front Door."
    assert grounded.status == "ok"
    assert grounded.facts is not None
    assert grounded.facts[0]["match"] is None


def test_states_of_the_request_answer() -> None:
    states = {"lock.front": StateOverlay(state="unlocked")}
    grounded = ground(
        COTTAGE, ("HassGetState/is", "is the <name front door> <state locked>"), states=states
    )
    assert grounded.speech == "No, Front Door is unlocked."


def test_the_speakers_area_is_asked_about_first() -> None:
    grounded = ground(
        COTTAGE, ("HassGetState", "what is the <quantity temperature>"), area="kitchen"
    )
    assert grounded.speech.startswith("Kitchen Temperature is 21.4")


def test_the_figure_of_the_room_comes_before_that_of_a_thing_in_it() -> None:
    home = Home(
        areas=COTTAGE.areas,
        entities=(
            *COTTAGE.entities,
            entity(
                "sensor.fridge",
                "Fridge Temperature",
                "kitchen",
                "4",
                device_class="temperature",
                unit_of_measurement="°C",
            ),
        ),
    )
    found = fact("what is the <quantity temperature> in the <area kitchen>", home)
    assert found["entity_id"] == "sensor.kitchen_temperature"


def test_a_low_battery_is_found_by_its_figure() -> None:
    home = Home(
        entities=(
            entity("sensor.a", "Remote Battery", None, "12", device_class="battery"),
            entity("sensor.b", "Phone Battery", None, "80", device_class="battery"),
        )
    )
    grounded = ground(home, ("HassGetState/which", "which <name batteries> are <state low>"))
    assert grounded.speech == "Remote Battery is low."


def test_what_is_open_looks_at_all_that_opens() -> None:
    grounded = ground(COTTAGE, ("HassGetState/which", "what is <state open>"))
    assert grounded.speech == "Left Blind is open."


PRESENCE = Home(
    areas=VILLA.areas,
    entities=(
        *VILLA.entities,
        entity("binary_sensor.office", "Office PIR", "office", "off", device_class="occupancy"),
        entity("binary_sensor.hob", "Hob Motion", "kitchen", "on", device_class="motion"),
        entity("binary_sensor.sink", "Sink Motion", "kitchen", "off", device_class="motion"),
        entity("binary_sensor.fire", "Smoke Alarm", "kitchen", "off", device_class="smoke"),
        entity("binary_sensor.washer", "Washer", "basement", "off", device_class="running"),
        entity("binary_sensor.sump", "Sump", "basement", "on", device_class="moisture"),
        entity("binary_sensor.cooker", "Cooker", "kitchen", "off", device_class="gas"),
    ),
)


@pytest.mark.parametrize(
    ("intent", "marked", "speech"),
    [
        ("HassGetState/is", "is anyone <state in> the <area basement>", "Yes, Basement Motion is"),
        (
            "HassGetState/is",
            "is there <quantity someone> <state in> the <area office>",
            "No, Office PIR is clear.",
        ),
        ("HassGetState/is", "is <name anybody> in the <area kitchen>", "Yes, Hob Motion is"),
        (
            "HassGetState/is",
            "is there <quantity anyone> in the <area living room>",
            "I found no people in the Living Room.",
        ),
        ("HassGetState/is", "is <name anyone> in the <area house>", "Yes, Anna is"),
        ("HassGetState/which", "who'<state s> <state home>", "Anna is home."),
        (
            "HassGetState/is",
            "is the <name smoke alarm> going <state off>",
            "No, Smoke Alarm is clear.",
        ),
        (
            "HassGetState/is",
            "is the <name front door> not <state locked>",
            "No, Front Door Lock is",
        ),
        ("HassGetState/is", "is anyone <state in the> <area office>", "No, Office PIR is clear."),
        ("HassGetState/is", "is anyone <state in the office>", "No, Office PIR is clear."),
        ("HassGetState/is", "is there any <name motion> in the <area office>", "No, Office PIR"),
        ("HassGetState/is", "is anybody <area in the basement>", "Yes, Basement Motion is"),
        ("HassGetState/is", "is the <name bert> <state leaking>", "I do not know whether"),
        ("HassGetState", "how much <quantity juiciness> has <name bert> got", "I do not know"),
        ("HassGetState/is", "has the <name washer> finished", "Washer is not running."),
        ("HassGetState/is", "is it <state warm> in the <area living room>", "It is 66 degrees"),
        (
            "HassClimateGetTemperature",
            "what is the <name downstairs> thermostat set to",
            "The target temperature of Downstairs is 68 degrees.",
        ),
    ],
)
def test_what_is_asked_is_read_from_its_words(intent: str, marked: str, speech: str) -> None:
    assert ground(PRESENCE, (intent, marked)).speech.startswith(speech)


def test_a_sensor_of_another_kind_cannot_tell() -> None:
    grounded = ground(COTTAGE, ("HassGetState/is", "is the <name back door> <state locked>"))
    assert grounded.speech == "Back Door cannot tell that."


def test_a_quantity_that_no_table_knows_is_that_of_the_sensor_named_so() -> None:
    home = Home(entities=(entity("sensor.car", "Car Range", None, "142", device_class="distance"),))
    grounded = ground(home, ("HassGetState", "how much <quantity range> has the <name car>"))
    assert grounded.speech == "Car Range is 142."


def test_a_sensor_is_found_by_the_thing_it_is_named_after() -> None:
    battery = entity(
        "sensor.b", "Patio Door Lock Battery", None, "55", device_class="battery",
        unit_of_measurement="%",
    )  # fmt: skip
    home = Home(entities=(entity("lock.patio", "Patio Door", None, "locked"), battery))
    marked = "what is the <quantity battery> of the <name patio door lock>"
    assert ground(home, ("HassGetState", marked)).speech == "Patio Door Lock Battery is 55%."


def test_a_question_without_a_state_is_about_what_is_called_so() -> None:
    freezer = entity("binary_sensor.f", "Freezer Door", "garage", "on", device_class="door")
    home = Home(areas=COTTAGE.areas, entities=(*COTTAGE.entities, freezer))
    grounded = ground(home, ("HassGetState/is", "has the <name garage door> finished"))
    assert grounded.speech == "Garage Door is closed."


@pytest.mark.parametrize(
    ("marked", "speech"),
    [
        ("did I shut the <name garage door>", "Yes, Garage Door is closed."),
        ("did we lock the <name front door>", "Yes, Front Door is locked."),
        ("did anyone unlock the <name front door>", "No, Front Door is locked."),
        ("did you pause the <name tv>", "No, TV is playing."),
    ],
)
def test_a_verb_asks_for_the_state_it_leaves(marked: str, speech: str) -> None:
    assert ground(COTTAGE, ("HassGetState/is", marked)).speech == speech


def test_the_state_that_is_asked_for_picks_the_device_that_can_have_it() -> None:
    contact = entity("binary_sensor.c", "Front Door Contact", "hall", "on", device_class="door")
    lock = entity("lock.y", "Yale Front Door", "hall", "locked")
    home = Home(areas=COTTAGE.areas, entities=(contact, lock))
    locked = ground(home, ("HassGetState/is", "did we lock the <name front door>"))
    assert locked.speech == "Yes, Yale Front Door is locked."
    both = ground(home, ("HassGetState", "what about the <name front door>"))
    assert both.speech == "Front Door Contact is open. Yale Front Door is locked."


def test_a_singular_question_about_several_is_answered_for_all() -> None:
    states = {"light.left": StateOverlay(state="on")}
    asked = ("HassGetState/is", "did anyone leave a <name bedside lamp> <state on>")
    grounded = ground(COTTAGE, asked, states=states)
    assert grounded.speech == "Left Bedside Lamp is on, Right Bedside Lamp is not."
    assert [fact["match"] for fact in grounded.facts or []] == [True, False]


def test_a_singular_question_about_very_many_that_differ_asks_which() -> None:
    lamps = (entity(f"light.l{n}", f"Reading Lamp {n}", None, "on") for n in range(8))
    home = Home(entities=(*lamps, entity("light.off", "Reading Lamp 9", None, "off")))
    grounded = ground(home, ("HassGetState/is", "is the <name reading lamp> <state on>"))
    assert grounded.status == "ambiguous"


PUMPS = Home(
    areas=COTTAGE.areas,
    entities=(
        entity("switch.pump", "Borehole Pump", "garden", "on"),
        entity("switch.auger", "Feed Auger", "garden", "off"),
        entity("lock.shed", "Shed Lock", "garden", "locked"),
        entity("binary_sensor.shake", "Washer Drum", None, "on", device_class="vibration"),
        entity("sensor.washer", "Washer Cycle", None, "spinning", options=["Rinsing", "Spinning"]),
        entity(
            "sensor.tank_t", "Milk Tank Temperature", "garage", "3.6", "milk tank",
            device_class="temperature", unit_of_measurement="°C",
        ),
        entity("person.ida", "Ida", None, "home"),
        entity("climate.hall", "Hall Heating", "hall", "heat"),
        entity("alarm_control_panel.a", "House Alarm", None, "disarmed"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("marked", "speech", "match"),
    [
        (
            "is the <name borehole pump> <state jammed>",
            "I do not know whether Borehole Pump is jammed. Borehole Pump is on.",
            None,
        ),
        (
            "is the <name milk tank> <state leaking>",
            "I do not know whether the milk tank is leaking. Milk Tank Temperature is 3.6 °C.",
            None,
        ),
        (
            "is <name ida> <state asleep>",
            "I do not know whether Ida is asleep. Ida is at home.",
            None,
        ),
        ("is <name ida> <state at work>", "No, Ida is at home.", False),
        (
            "is <name ida> <state in the kitchen>",
            "I do not know whether Ida is in the kitchen. Ida is at home.",
            None,
        ),
        ("is the <name shed lock> <state jammed>", "No, Shed Lock is locked.", False),
        ("is the <name washer drum> <state vibrating>", "Yes, Washer Drum is vibrating.", True),
        ("is the <name washer cycle> <state rinsing>", "No, Washer Cycle is spinning.", False),
        ("is the <name washer cycle> <state spinning>", "Yes, Washer Cycle is spinning.", True),
        (
            "is the <name washer cycle> <state stuck>",
            "I do not know whether the washer cycle is stuck. Washer Cycle is spinning.",
            None,
        ),
        (
            "is the <name milk tank> <state low>",
            "I do not know whether the milk tank is low. Milk Tank Temperature is 3.6 °C.",
            None,
        ),
        ("is the <name alarm> <state on>", "No, House Alarm is disarmed.", False),
        ("is the <name alarm> going <state off>", "No, House Alarm is disarmed.", False),
    ],
)
def test_what_a_device_cannot_be_is_neither_yes_nor_no(
    marked: str, speech: str, match: bool | None
) -> None:
    grounded = ground(PUMPS, ("HassGetState/is", marked))
    assert grounded.speech == speech
    assert [fact["match"] for fact in grounded.facts or []] == [match]


@pytest.mark.parametrize(
    ("marked", "speech"),
    [
        ("is the <name alarm> armed", "No, House Alarm is disarmed."),
        ("is the <name borehole pump> on?", "Yes, Borehole Pump is on."),
        ("is the <name washer> cycle stuck", "Washer Cycle is spinning."),
        ("is the <name washer> stuck", "Washer Drum is vibrating. Washer Cycle is spinning."),
        ("is the <name borehole> pump running", "Yes, Borehole Pump is on."),
    ],
)
def test_a_state_that_no_span_holds_ends_the_question(marked: str, speech: str) -> None:
    assert ground(PUMPS, ("HassGetState/is", marked)).speech == speech


def test_nothing_named_is_not_any() -> None:
    grounded = ground(VILLA, ("HassGetState/is", "is the house <state locked>"))
    assert grounded.speech == "Front Door Lock is locked, Back Door Lock is not."


def test_a_figure_is_no_state() -> None:
    car = entity("sensor.car", "Car Battery", None, "58", device_class="battery")
    home = Home(entities=(car,))
    grounded = ground(home, ("HassGetState/is", "is the <name car> <state charging>"))
    assert grounded.speech.startswith("I do not know whether the car is charging.")


@pytest.mark.parametrize(
    ("home", "marked", "speech"),
    [
        (VILLA, "is nobody <state home>", "Anna is home."),
        (COTTAGE, "are no <name blinds> <state open>", "Left Blind is open."),
    ],
)
def test_whether_there_is_none_is_told_by_which_there_are(
    home: Home, marked: str, speech: str
) -> None:
    assert ground(home, ("HassGetState/is", marked)).speech == speech


def test_of_several_that_cannot_be_so_none_is_said_to_be() -> None:
    asked = ("HassGetState/is", "are the <name borehole pump> and the <name auger> <state jammed>")
    speech = ground(PUMPS, asked).speech
    assert speech == "I do not know whether Borehole Pump and Feed Auger are jammed."


@pytest.mark.parametrize(
    ("intent", "marked", "speech"),
    [
        (
            "HassGetState/is",
            "is <name anything> <state jammed> in the <area hall>",
            "I know of nothing in the Hall that can be jammed.",
        ),
        (
            "HassGetState/is",
            "is <name anything> <state overheating> in the <area garden>",
            "I know of nothing in the Garden that tells the temperature.",
        ),
        (
            "HassGetState/is",
            "is the <name borehole pump> <state overheating>",
            'I do not know the temperature of "borehole pump".',
        ),
        (
            "HassGetState/is",
            "is <name anything> <state open> in the <area garage>",
            "I know of nothing in the Garage that can be open.",
        ),
        ("HassGetState/is", "are any <name mowers> <state on>", "I found no mowers here."),
        ("HassGetState", "how much <quantity salt> is there", "I know of nothing here that tells"),
        ("HassGetState", "what is the <quantity ozone> in the <area hall>", "I know of nothing in"),
        ("HassGetState", "what is playing", "I found no media players here."),
    ],
)
def test_a_miss_names_what_was_asked(intent: str, marked: str, speech: str) -> None:
    grounded = ground(PUMPS, (intent, marked))
    assert grounded.speech.startswith(speech)
    assert grounded.status == "no_target"


@pytest.mark.parametrize(
    ("home", "intent", "marked", "speech"),
    [
        (VILLA, "HassGetState/all", "is everyone <state home>", "No, John is not home."),
        (VILLA, "HassGetState/all", "is everyone <state out>", "No, Anna is not out."),
        (VILLA, "HassGetState/which", "who is <state out>", "John is out."),
        (VILLA, "HassGetState/is", "is <name john> <state out>", "Yes, John is away."),
        (COTTAGE, "HassGetState/all", "is everyone <state home>", "I found no people here."),
    ],
)
def test_people_are_not_lights(home: Home, intent: str, marked: str, speech: str) -> None:
    assert ground(home, (intent, marked)).speech == speech


def test_everyone_is_home() -> None:
    states = {"person.john": StateOverlay(state="home")}
    grounded = ground(VILLA, ("HassGetState/all", "is everyone <state home>"), states=states)
    assert grounded.speech == "Yes, both are home."


def test_a_person_comes_before_the_room_of_that_name() -> None:
    home = Home(
        areas=(Area(id="r", name="Ida's Room", aliases=("Ida",)),),
        entities=(
            entity("person.ida", "Ida", None, "not_home"),
            entity("person.max", "Max", None, "home"),
            entity("light.ida", "Ida's Light", "r", "off"),
        ),
    )
    assert ground(home, ("HassGetState/is", "is <name ida> <state home>")).speech == (
        "No, Ida is away."
    )
    assert ground(home, ("HassGetState/is", "is <name ida> <state out>")).speech == (
        "Yes, Ida is away."
    )


@pytest.mark.parametrize(
    ("intent", "marked", "speech"),
    [
        (
            "HassGetState/which",
            "anything <state moving> in the <area kitchen>",
            "Hob Motion is detecting motion.",
        ),
        ("HassGetState/which", "what is <state moving> in the <area office>", "Nothing is moving."),
        ("HassGetState/is", "is there <name smoke>", "No, Smoke Alarm is clear."),
        (
            "HassGetState/is",
            "<quantifier any> <quantity water> in the <area basement>",
            "Yes, Sump is wet.",
        ),
        ("HassGetState/is", "is there a <quantity gas leak>", "No, Cooker is clear."),
        ("HassGetState/is", "is <quantity gas leaking>", "No, Cooker is clear."),
    ],
)
def test_sensors_speak_for_what_they_notice(intent: str, marked: str, speech: str) -> None:
    assert ground(PRESENCE, (intent, marked)).speech == speech


def sensor(name: str, area: str, state: str, unit: str, device_class: str | None = None) -> Entity:
    """A sensor of a tank, or of the air."""
    more = {"device_class": device_class} if device_class else {}
    number = name.lower().replace(" ", "_").replace(".", "_")
    return entity(f"sensor.{number}", name, area, state, unit_of_measurement=unit, **more)


TANKS = Home(
    areas=COTTAGE.areas,
    entities=(
        sensor("Oil Tank Level", "garden", "34", "%"),
        sensor("Oil Temperature", "garden", "12", "°C", "temperature"),
        sensor("Car Battery", "garage", "58", "%", "battery"),
        sensor("Bulk Tank Temperature", "garage", "3.6", "°C", "temperature"),
        sensor("Bulk Tank Volume", "garage", "4210", "L", "volume_storage"),
        sensor("Diesel Level", "garden", "620", "L", "volume_storage"),
        sensor("Wine Temperature", "garage", "11", "°C", "temperature"),
        sensor("Boiler Pressure", "garage", "1.4", "bar", "pressure"),
        sensor("Workshop VOC", "study", "310", "ppb", "volatile_organic_compounds_parts"),
        entity("lock.diesel", "Diesel Tank Lock", "garden", "locked"),
        entity("device_tracker.car", "Car", None, "home", "Zoe"),
    ),
)


@pytest.mark.parametrize(
    ("marked", "speech"),
    [
        ("what's the <quantity oil level>", "Oil Tank Level is 34%."),
        ("how much <quantity oil> have we got left", "Oil Tank Level is 34%."),
        ("how much <quantity oil left>", "Oil Tank Level is 34%."),
        ("how much <quantity diesel> have we got", "Diesel Level is 620 L."),
        ("how much <quantity milk> is in the <name bulk tank>", "Bulk Tank Volume is 4210 L."),
        ("how many <quantity litres> in the <name bulk tank>", "Bulk Tank Volume is 4210 L."),
        ("how many <quantity bar> has the <name boiler>", "Boiler Pressure is 1.4 bar."),
        ("what's the <quantity voc> in the <area study>", "The VOC level in the Study is 310 ppb."),
        ("what's the <quantity current oil temperature>", "Oil Temperature is 12 °C."),
        ("what's the <quantity battery> of the <name zoe>", "Car Battery is 58%."),
        ("what is the <quantity temperature reading> of the <name oil>", "Oil Temperature is 12"),
    ],
)
def test_what_is_no_quantity_is_part_of_a_name_or_a_unit(marked: str, speech: str) -> None:
    assert ground(TANKS, ("HassGetState", marked)).speech.startswith(speech)


@pytest.mark.parametrize(
    "marked",
    [
        "what's the <quantity petrol level>",
        "how much <quantity wine> is left",
        "how much <quantity salt> is in the <name boiler>",
        "what's the <quantity salinity> of the <name bulk tank>",
        "what's the <quantity humidity> of the <name boiler>",
        "what's the <quantity attic temperature>",
    ],
)
def test_a_figure_of_something_else_is_no_answer(marked: str) -> None:
    grounded = ground(TANKS, ("HassGetState", marked))
    assert (grounded.status, grounded.facts) == ("no_target", None)


@pytest.mark.parametrize(
    ("area", "marked", "speech"),
    [
        (None, "what's playing", "Kitchen is playing Blue in Green."),
        (None, "what's playing in the <area kitchen>", "Kitchen is playing Blue in Green."),
        (None, "what's playing in the <area living room>", "Nothing is playing."),
        ("living_room", "what's playing", "Kitchen is playing Blue in Green."),
        (None, "what song is on the <name samsung tv>", "Nothing is playing on Samsung TV."),
        (None, "what's playing in the <area basement>", "I found no media players in the Basement"),
    ],
)
def test_what_is_playing_asks_the_players(area: str | None, marked: str, speech: str) -> None:
    assert ground(VILLA, ("HassGetState", marked), area=area).speech.startswith(speech)


def test_what_is_no_player_is_on_a_temperature_or_in_a_state() -> None:
    on = ground(COTTAGE, ("HassGetState", "what's the <name thermostat> on")).speech
    assert on.startswith("The target temperature of")


@pytest.mark.parametrize(
    ("marked", "speech"),
    [
        ("how much <quantity water> have we left", "The amount of Hot Water Tank is 38%."),
        ("what's the <quantity water level>", "The level of Hot Water Tank is 38%."),
        ("how much <quantity diesel> is left", "I know of nothing here that tells the diesel."),
    ],
)
def test_what_is_left_is_told_by_what_holds_it(marked: str, speech: str) -> None:
    entities = (
        entity("sensor.tank", "Hot Water Tank", None, "38", "water tank", unit_of_measurement="%"),
        entity("sensor.pump", "Water Pump Runs", None, "12"),
        entity("sensor.price", "Power Price", None, "1.6"),
    )
    assert ground(Home(entities=entities), ("HassGetState", marked)).speech == speech


def test_a_player_without_a_title_is_playing_all_the_same() -> None:
    assert ground(COTTAGE, ("HassGetState", "what's playing")).speech == "TV is playing."


def test_a_quantity_that_no_span_holds_is_asked_for() -> None:
    grounded = ground(COTTAGE, ("HassGetState", "how humid is the <area kitchen> right now"))
    assert grounded.speech == "The humidity in the Kitchen is 48%."


WEATHER = Home(
    areas=COTTAGE.areas,
    entities=(
        entity(
            "weather.home", "Home", None, "rainy",
            temperature=8, temperature_unit="°C", wind_speed=21, wind_speed_unit="km/h",
        ),
        sensor("Outside Temperature", "garden", "6.8", "°C", "temperature"),
        sensor("Kitchen Temperature", "kitchen", "21", "°C", "temperature"),
        sensor("Kitchen Humidity", "kitchen", "48", "%", "humidity"),
        sensor("Rain Today", "garden", "12.4", "mm", "precipitation"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("marked", "speech"),
    [
        ("how much rain have we had", "Rain Today is 12.4 mm."),
        ("how windy is it", "The wind of Home is 21 km/h."),
        ("how <quantity windy> is it", "The wind of Home is 21 km/h."),
        ("what's the temperature outside", "Outside Temperature is 6.8 °C."),
        ("how humid is it outside", "It is rainy and 8 °C."),
        ("how's the weather", "It is rainy and 8 °C."),
        ("is it raining", "It is rainy and 8 °C."),
        ("will it rain tomorrow", "I only know how it is now. It is rainy and 8 °C."),
        ("how cold is it going to be", "I only know how it is now. It is rainy and 8 °C."),
        ("what's the weather <time on sunday>", "I only know how it is now. It is rainy and 8 °C."),
    ],
)
def test_weather_is_measured_where_a_sensor_tells(marked: str, speech: str) -> None:
    assert ground(WEATHER, ("HassGetWeather", marked)).speech == speech


def test_a_barn_is_not_the_weather() -> None:
    barn = sensor("Dryer Temperature", "garden", "60", "°C", "temperature")
    home = Home(areas=COTTAGE.areas, entities=(WEATHER.entities[0], barn))
    grounded = ground(home, ("HassGetWeather", "how cold is it outside"))
    assert grounded.speech == "It is rainy and 8 °C."


def test_anything_is_not_only_the_plainest() -> None:
    grounded = ground(TANKS, ("HassGetState/is", "is <name anything> <state too hot>"))
    assert {fact["value"] for fact in grounded.facts or []} == {"12", "3.6", "11"}


def test_one_that_fits_is_not_counted() -> None:
    home = Home(
        entities=(
            entity("switch.van", "Van Charger", None, "on"),
            entity("sensor.van", "Van Battery", None, "81", unit_of_measurement="%"),
        )
    )
    grounded = ground(home, ("HassGetState/is", "is the <name van> <state charging>"))
    assert grounded.speech == "Yes, Van Charger is on."


@pytest.mark.parametrize("word", ["back", "back home", "in", "at home"])
def test_somebody_who_is_back_is_at_home(word: str) -> None:
    ida = entity("person.ida", "Ida", None, "home")
    rover = entity("vacuum.rover", "Rover", None, "docked")
    asked = ("HassGetState/is", f"is <name Ida> <state {word}>")
    assert ground(Home(entities=(ida, rover)), asked).speech == "Yes, Ida is at home."


def test_several_sensors_of_one_thing_leave_it_one() -> None:
    home = Home(
        entities=(
            entity("sensor.power", "Mangle Power", None, "3", unit_of_measurement="W"),
            entity("binary_sensor.leak", "Mangle Leak", None, "off", device_class="moisture"),
        )
    )
    asked = ("HassGetState/is", "is the <name mangle> <state done>")
    assert ground(home, asked).speech == "I do not know whether the mangle is done."


def _bakery() -> Home:
    """Ovens, flour and thermometers."""
    temperature = {"device_class": "temperature", "unit_of_measurement": "°C"}
    humidity = {"device_class": "humidity", "unit_of_measurement": "%"}
    return Home(
        areas=(Area(id="bakehouse", name="Bakehouse"), Area(id="flour", name="Flour Store")),
        entities=(
            entity("climate.oven", "Oven", "bakehouse", "heat", current_temperature=228),
            entity("climate.prover", "Prover", "bakehouse", "heat", current_temperature=31),
            entity("sensor.prover", "Prover Humidity", "bakehouse", "78", **humidity),
            entity("sensor.bakehouse", "Bakehouse Temperature", "bakehouse", "29.6", **temperature),
            entity("sensor.freezer", "Freezer Temperature", "flour", "-18", **temperature),
            entity("climate.flour", "Flour Heating", "flour", "heat", current_temperature=16),
            entity("sensor.silo", "Flour Silo Level", "flour", "22", unit_of_measurement="%"),
            entity("sensor.flour", "Flour Store Humidity", "flour", "54", **humidity),
        ),
    )


@pytest.mark.parametrize(
    ("intent", "marked", "targets"),
    [
        ("HassClimateGetTemperature", "how warm is the <area bakehouse>", ("sensor.bakehouse",)),
        ("HassClimateGetTemperature", "how warm is the <area flour store>", ("climate.flour",)),
        ("HassGetState", "how much <name flour> have we got <quantity left>", ("sensor.silo",)),
        ("HassGetState", "how <quantity humid> is it in the <area prover>", ("sensor.prover",)),
        ("HassGetState", "how <quantity humid> is it in the <area stable>", ()),
    ],
)
def test_a_figure_of_a_place_or_of_what_is_in_it(
    intent: str, marked: str, targets: tuple[str, ...]
) -> None:
    assert ground(_bakery(), (intent, marked)).intents[0].targets == targets


@pytest.mark.parametrize(
    ("place", "where"),
    [
        ("Balcony", "on the Balcony"),
        ("Roof Terrace", "on the Roof Terrace"),
        ("Attic", "in the Attic"),
    ],
)
def test_a_figure_is_told_in_or_on_a_place(place: str, where: str) -> None:
    home = Home(
        areas=(Area(id="place", name=place),),
        entities=(
            entity("sensor.warm", f"{place} Temperature", "place", "8", device_class="temperature"),
        ),
    )
    asked = ("HassClimateGetTemperature", f"how cold is it on the <area {place}>")
    assert ground(home, asked).speech == f"It is 8 degrees {where}."


@pytest.mark.parametrize(
    ("state", "speech"),
    [
        ("about", "Yes, Anna is at home."),
        ("back from practice", "Yes, Anna is at home."),
        ("home from work", "Yes, Anna is at home."),
    ],
)
def test_where_people_are_is_asked_in_many_words(state: str, speech: str) -> None:
    asked = ("HassGetState/is", f"is <name Anna> <state {state}>")
    assert ground(VILLA, asked).speech == speech


def test_the_same_question_in_one_breath_is_answered_once() -> None:
    outside, coat = "what's it like out", "do I need a coat"
    done = ground(VILLA, ("HassGetWeather", outside), ("HassGetWeather", coat))
    assert [one.targets for one in done.intents] == [("weather.home",)]


def test_how_much_is_left_is_no_question_for_a_leak_sensor() -> None:
    tank = sensor("Propane Level", "basement", "40", "%")
    home = Home(areas=VILLA.areas, entities=(*PRESENCE.entities, tank))
    left = "is there any <quantity propane> left"
    assert "40" in ground(home, ("HassGetState/is", left)).speech
    for asked in (
        "is there any <quantity water> left in the tank",
        "do we have any <quantity water>",
        "is there any <quantity gas> in the car",
    ):
        assert ground(home, ("HassGetState/is", asked)).status == "no_target"


def test_what_was_told_is_not_told_again_in_other_words() -> None:
    damp = ("HassGetState/is", "is the <area basement> <state damp>")
    humidity = ("HassGetState", "what's the <quantity humidity> in the <area basement>")
    home = Home(
        areas=VILLA.areas, entities=(sensor("Hygrometer", "basement", "61", "%", "humidity"),)
    )
    done = ground(home, damp, humidity)
    assert [one.targets for one in done.intents] == [("sensor.hygrometer",)]


def test_whose_it_is_is_the_place_of_what_is_asked_about() -> None:
    areas = (Area(id="mia", name="Mia's Room"), Area(id="den", name="Den"))
    lamps = (
        entity("light.mia", "Desk Lamp", "mia", "on"),
        entity("switch.ps", "Console", "mia", "on"),
    )
    home = Home(areas=areas, entities=lamps)
    asked = ("HassGetState/is", "has <name mia> still got the <name console> <state on>")
    assert [one.targets for one in ground(home, asked).intents] == [("switch.ps",)]


def test_the_same_question_of_two_days_is_answered_for_both() -> None:
    today = ("HassGetWeather", "how is the weather <time today>")
    done = ground(VILLA, today, ("HassGetWeather", "and <time tomorrow>"))
    assert [slots(one)["time"] for one in done.intents] == ["today", "tomorrow"]


def test_the_weather_in_a_place_of_the_home_is_its_own() -> None:
    here = ground(VILLA, ("HassGetWeather", "how is the weather in the <location backyard>"))
    assert here.intents[0].targets == ("weather.home",)
    there = ground(VILLA, ("HassGetWeather", "how is the weather in <location Lisbon>"))
    assert there.status == "no_target"


def test_how_warm_it_is_where_no_room_but_a_sensor_is_called_so() -> None:
    sensor = entity("sensor.dimmer", "Dimmer Room Temperature", None, "31.5",
                    device_class="temperature", unit_of_measurement="°C")  # fmt: skip
    home = Home(entities=(sensor, entity("sensor.loft", "Loft Humidity", None, "50")))
    asked = "how hot is the <area dimmer room>"
    result = one(home, "HassClimateGetTemperature", asked)
    assert (result.status, result.targets) == ("ok", ("sensor.dimmer",))
    how_damp = one(home, "HassGetState", "enough <quantity humidity> in the <area loft>")
    assert (how_damp.status, how_damp.targets) == ("ok", ("sensor.loft",))
    missing = one(home, "HassClimateGetTemperature", "how hot is the <area sauna>")
    assert missing.status == "no_target"
