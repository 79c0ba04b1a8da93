"""Questions, answered from states."""

from datetime import datetime, timezone
from typing import Any

import pytest

from agent.home import Home
from agent.messages import StateOverlay
from support.grounding.small import COTTAGE, FLAT, VILLA, entity, ground

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
        (COTTAGE, "HassGetWeather", "how is the weather", "There is no weather here."),
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
        ("HassGetState/is", "is anybody <area in the basement>", "Yes, Basement Motion is"),
        ("HassGetState/is", "is the <name bert> <state leaking>", "Bert is docked."),
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
    grounded = ground(home, ("HassGetState/is", "did I shut the <name garage door>"))
    assert grounded.speech == "Garage Door is closed."
