"""What is said of commands: to each device what was done to it."""

import pytest

from agent.grounding import Conversation
from agent.home import Home
from support.grounding.small import COTTAGE, VILLA, entity, ground

YARD = Home(
    areas=COTTAGE.areas,
    entities=(
        *COTTAGE.entities,
        entity("switch.kiln", "Kiln", "garage", "on"),
        entity("alarm_control_panel.house", "House Alarm", None, "disarmed"),
        entity("fan.barn", "Barn Fan", "garden", "off"),
        entity("cover.barn", "Barn Curtain", "garden", "closed", device_class="curtain"),
    ),
)


@pytest.mark.parametrize(
    ("intent", "marked", "speech"),
    [
        (
            "HassTurnOn/lock",
            "lock the <name front door> and set the <name alarm>",
            "Locked Front Door. Armed House Alarm.",
        ),
        (
            "HassTurnOff",
            "turn off the <name barn fan> and the <name barn curtain>",
            "Turned off Barn Fan. Closed Barn Curtain.",
        ),
        (
            "HassTurnOn",
            "turn the <name barn curtain> and the <name barn fan> on",
            "Opened Barn Curtain. Turned on Barn Fan.",
        ),
        (
            "HassTurnOn",
            "turn on the <name hall lamp> and <name movie night>",
            "Turned on Hall Lamp. Activated Movie Night.",
        ),
        (
            "HassTurnOn",
            "turn on the <name kitchen lights> and the <name barn curtain>",
            "Turned on the lights in the Kitchen. Opened Barn Curtain.",
        ),
        (
            "HassTurnOff",
            "turn off the <name hall lamp> and the <name kiln>",
            "Turned off Hall Lamp and Kiln.",
        ),
        (
            "HassTurnOff",
            "turn off the <name kiln> and the <name barn curtain> for <duration 5 minutes>",
            "Turned off Kiln for 5 minutes. Closed Barn Curtain for 5 minutes.",
        ),
        (
            "HassSetPosition",
            "set the <name left blind> and <name barn curtain> to <value 40%>",
            "Set Left Blind and Barn Curtain to 40%.",
        ),
    ],
)
def test_each_device_is_said_what_was_done_to_it(intent: str, marked: str, speech: str) -> None:
    assert ground(YARD, (intent, marked)).speech == speech


def test_what_is_confirmed_is_said_of_each() -> None:
    memory = Conversation()
    marked = "turn off the <name front door> and the <name house alarm>"
    asked = ("HassTurnOff", marked, 0.8)
    first = ground(YARD, asked, conversation=memory)
    assert first.speech == "Shall I unlock Front Door? Shall I disarm House Alarm?"
    done = ground(YARD, ("Affirm", "yes"), conversation=memory)
    assert done.speech == "Unlocked Front Door. Disarmed House Alarm."


def test_what_is_not_here_is_said_in_one_number() -> None:
    for said in ("humidifier", "humidifiers"):
        grounded = ground(VILLA, ("HassTurnOn", f"turn on the <name {said}>"))
        assert grounded.speech == "I found no humidifiers here."
