"""What is said after a first command: "them both", "make it twelve", "and eggs"."""

import pytest

from agent.grounding import Conversation, Grounded
from agent.home import Area, Home
from support.grounding.small import Said, entity, ground, slots

INN = Home(
    areas=(Area(id="bar", name="Bar"), Area(id="attic", name="Attic")),
    entities=(
        entity("light.bar", "Bar Light", "bar", "off", supported_color_modes=["hs"]),
        entity("light.attic", "Attic Light", "attic", "off", supported_color_modes=["hs"]),
        entity("light.spots", "Spots", "bar", "off", supported_color_modes=["hs"]),
        entity("light.bed_left", "Left Bedside Lamp", "attic", "off"),
        entity("light.bed_right", "Right Bedside Lamp", "attic", "off"),
        entity("fan.attic", "Attic Fan", "attic", "off", percentage=0, percentage_step=10),
        entity("cover.attic", "Attic Blind", "attic", "open", current_position=100),
        entity("climate.attic", "Attic Stove", "attic", "heat", temperature=18),
        entity("media_player.bar", "Jukebox", "bar", "playing", volume_level=0.4),
        entity("lock.bar", "Front Door", "bar", "unlocked"),
        entity("lock.attic", "Back Door", "attic", "unlocked"),
    ),
)
BAR_ON: Said = ("HassTurnOn", "turn on the <name bar light>")
ATTIC_ON: Said = ("HassTurnOn", "turn on the <name attic light>")
AND_ATTIC: Said = ("Fragment", "and the <name attic light>")
FAN_ON: Said = ("HassTurnOn", "turn on the <name attic fan>")
BOTH_ON: Said = ("HassTurnOn", "<name bar light> and <name attic light> on")
THEM_OFF: Said = ("HassTurnOff", "turn <name them> off")


def last(*said: Said, area: str | None = None) -> Grounded:
    """What comes of the last of several turns."""
    conversation = Conversation()
    return [ground(INN, one, conversation=conversation, area=area) for one in said][-1]


def targets(*said: Said) -> set[str]:
    """The targets of the last of several turns."""
    return {target for result in last(*said).intents for target in result.targets}


@pytest.mark.parametrize(
    "both",
    [
        "<quantifier both> off",
        "turn <name them both> off",
        "<name both> off",
        "<name those two> off",
    ],
)
@pytest.mark.parametrize(
    "before",
    [
        [BOTH_ON],
        [BAR_ON, ATTIC_ON],
        [BAR_ON, AND_ATTIC],
        [BAR_ON, ATTIC_ON, ("HassLightSet/dimmer", "dim the <name bar light>")],
    ],
)
def test_both_are_the_two_spoken_of(before: list[Said], both: str) -> None:
    assert targets(*before, ("HassTurnOff", both)) == {"light.bar", "light.attic"}


def test_both_are_not_the_one_or_the_three_spoken_of() -> None:
    both: Said = ("HassTurnOff", "turn <name both> off")
    assert last(BAR_ON, both).status == "no_target"
    three: Said = ("HassTurnOn", "<name bar light>, <name attic light> and <name spots> on")
    assert last(three, both).status == "ambiguous"
    every = {"light.bar", "light.attic", "light.spots"}
    assert targets(three, ("HassTurnOff", "<name all three> off")) == every


def test_them_are_those_that_were_named_one_by_one() -> None:
    assert targets(BAR_ON, AND_ATTIC, THEM_OFF) == {"light.bar", "light.attic"}
    assert targets(BAR_ON, ATTIC_ON, THEM_OFF) == {"light.bar", "light.attic"}


def test_them_are_several_by_one_name_or_those_before_one() -> None:
    spots: Said = ("HassTurnOn", "turn on the <name spots>")
    assert targets(BAR_ON, spots, THEM_OFF) == {"light.spots"}
    jukebox: Said = ("HassTurnOff", "turn off the <name jukebox>")
    assert targets(BOTH_ON, jukebox, THEM_OFF) == {"light.bar", "light.attic"}


def test_it_is_the_last_one() -> None:
    off: Said = ("HassTurnOff", "turn <name it> off")
    assert targets(BAR_ON, AND_ATTIC, off) == {"light.attic"}


def test_what_was_taken_back_is_not_joined() -> None:
    instead: Said = ("Fragment", "no, the <name attic light>")
    three: Said = ("HassTurnOn", "<name bar light> and <name spots> on")
    both: Said = ("HassTurnOff", "<quantifier both> off")
    assert targets(three, instead, both) == {"light.bar", "light.spots"}


@pytest.mark.parametrize(
    ("before", "then", "intent", "target"),
    [
        (FAN_ON, ("Fragment", "<value 50 percent>"), "HassFanSetSpeed", "fan.attic"),
        (
            FAN_ON,
            ("HassClimateSetTemperature", "make it <value 30>"),
            "HassFanSetSpeed",
            "fan.attic",
        ),
        (BAR_ON, ("HassClimateSetTemperature", "make it <value 30>"), "HassLightSet", "light.bar"),
        (
            ("HassTurnOn/open", "open the <name blinds>"),
            ("Fragment", "<value halfway>"),
            "HassSetPosition",
            "cover.attic",
        ),
        (
            BAR_ON,
            ("HassClimateSetTemperature", "make it <value 21 degrees>"),
            "HassClimateSetTemperature",
            "climate.attic",
        ),
        (
            BAR_ON,
            ("HassClimateSetTemperature", "set the temperature to <value 21>"),
            "HassClimateSetTemperature",
            "climate.attic",
        ),
        (
            ("HassTurnOff", "turn off the <name bar light>"),
            ("Fragment", "no, <color blue>"),
            "HassLightSet",
            "light.bar",
        ),
    ],
)
def test_an_amount_is_for_what_was_spoken_of(
    before: Said, then: Said, intent: str, target: str
) -> None:
    (result,) = last(before, then, area="attic").intents
    assert (result.intent, result.targets) == (intent, (target,))


@pytest.mark.parametrize(
    ("then", "intent", "told"),
    [
        ("make it <value 12>", "HassIncreaseTimer", {"minutes": 2}),
        ("no, <duration 8 minutes>", "HassDecreaseTimer", {"minutes": 2}),
        (
            "actually <duration an hour and a half>",
            "HassIncreaseTimer",
            {"hours": 1, "minutes": 20},
        ),
        ("and another for <duration 20 minutes>", "HassStartTimer", {"minutes": 20}),
    ],
)
def test_a_timer_that_was_just_started_is_set_anew(
    then: str, intent: str, told: dict[str, int]
) -> None:
    start: Said = ("HassStartTimer", "a <timer pizza> timer for <duration 10 minutes>")
    (result,) = last(start, ("Fragment", then)).intents
    assert result.intent == intent
    assert slots(result) == {**told, "name": "pizza"}


@pytest.mark.parametrize(
    ("before", "then"),
    [
        (("HassIncreaseTimer", "add <duration 2 minutes>"), "no, <value 5>"),
        (("HassStartTimer", "a timer for <duration 10 minutes>"), "i said <value ten>"),
        (("HassStartTimer", "a timer for <duration 10 minutes>"), "the <name attic light>"),
    ],
)
def test_a_timer_is_set_anew_by_no_other_words(before: Said, then: str) -> None:
    assert last(before, ("Fragment", then)).status == "not_recognized"


@pytest.mark.parametrize("kind", ["name", "area", "item"])
def test_what_is_named_behind_an_item_is_one(kind: str) -> None:
    add: Said = ("HassListAddItem", "add <item milk> to the <list shopping> list")
    (result,) = last(add, ("Fragment", f"and <{kind} eggs> too")).intents
    assert (result.intent, slots(result)) == ("HassShoppingListAddItem", {"item": "eggs"})


@pytest.mark.parametrize(
    "name", ["left and right bedside lamps", "left and the right bedside lamp"]
)
def test_two_share_the_end_of_their_names(name: str) -> None:
    assert targets(("HassTurnOn", f"<name {name}> on")) == {"light.bed_left", "light.bed_right"}


def test_two_are_asked_after_in_one_mention() -> None:
    asked: Said = ("HassGetState/is", "is the <name front or back door> <state locked>")
    assert targets(asked) == {"lock.bar", "lock.attic"}


@pytest.mark.parametrize(
    ("then", "intents"),
    [
        ("and the <name attic light> and the <name jukebox>", {"HassTurnOff"}),
        ("and the <name attic light> on", {"HassTurnOff", "HassTurnOn"}),
    ],
)
def test_what_only_names_more_goes_on(then: str, intents: set[str]) -> None:
    off: Said = ("HassTurnOff", "turn off the <name bar light>")
    done = ground(INN, off, ("HassTurnOn", then))
    assert {result.intent for result in done.intents} == intents
