"""What is said after a first command: "them both", "make it twelve", "and eggs"."""

from dataclasses import replace

import pytest

from agent.grounding import Conversation, Grounded, Grounder
from agent.home import Area, Home
from agent.reading import Reading
from support.grounding.small import Said, entity, ground, slots
from support.marked import reading

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
        entity("vacuum.bar", "Dusty", "bar", "docked"),
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
    length = {} if intent == "HassStartTimer" else {"start_minutes": 10}
    assert slots(result) == {**told, **length, "name": "pizza"}


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


def asked(*said: Said) -> Grounded:
    """What comes of the last of several turns behind a risky command that was asked back."""
    return last(("HassTurnOff/unlock", "unlock the <name front door>", 0.7), *said)


@pytest.mark.parametrize(
    "yes",
    [
        ("Affirm", "yes"),
        ("Affirm", "yes that one please"),
        ("Affirm", "go on then"),
        ("Affirm", "aye"),
        ("Affirm", "of course"),
        ("Affirm", "yes i'm sure"),
        ("HassTurnOff/unlock", "yes unlock <name it>", 0.8),
    ],
)
def test_a_plain_yes_does_what_was_asked(yes: Said) -> None:
    done = asked(yes)
    assert (done.status, done.intents[0].targets) == ("ok", ("lock.bar",))


def test_a_yes_that_is_not_plain_is_asked_again_of_the_same_device() -> None:
    asked_of_it: Said = ("HassTurnOff/unlock", "unlock <name it>", 0.7)
    lock: Said = ("HassTurnOn/lock", "lock the <name front door>")
    (again,) = last(lock, asked_of_it, ("Affirm", "yes if you must")).intents
    assert (again.status, again.targets) == ("confirm", ("lock.bar",))


@pytest.mark.parametrize("yes", ["sure mum", "yes i know", "yes it is", "right then", "yeah love"])
def test_a_yes_to_somebody_else_is_asked_again(yes: str) -> None:
    assert asked(("Affirm", yes)).status == "confirm"


@pytest.mark.parametrize(
    ("yes", "told"),
    [
        ("are you sure", {}),
        ("yeah right", {}),
        ("yes when i say", {}),
        ("yes at seven", {}),
        ("yes in <delay five minutes>", {"delay": 300}),
    ],
)
def test_a_yes_that_leaves_it_open_is_asked_again(yes: str, told: dict[str, int]) -> None:
    (again,) = asked(("Affirm", yes)).intents
    assert again.status == "confirm"
    assert slots(again) == {"name": "Front Door", **told}
    (done,) = asked(("Affirm", yes), ("Affirm", "yes")).intents
    assert (done.status, slots(done)) == ("ok", slots(again))


def test_an_unsure_yes_is_asked_again() -> None:
    assert asked(("Affirm", "yes", 0.8)).status == "confirm"


@pytest.mark.parametrize("between", ["mum wants her tea", "no close it"])
def test_a_yes_is_for_what_was_asked_just_before(between: str) -> None:
    assert asked((None, between), ("Affirm", "yes")).status == "not_recognized"


@pytest.mark.parametrize("said", ["and the <name back door>", "and unlock the <name back door>"])
def test_a_fragment_is_no_surer_than_its_command(said: str) -> None:
    assert asked(("Fragment", said)).status == "confirm"


def test_a_word_of_switching_is_no_surer_than_the_command_before() -> None:
    locked: Said = ("HassTurnOn/lock", "lock the <name front door>", 0.7)
    assert last(locked, ("Fragment", "and unlock the <name back door>")).status == "confirm"


@pytest.mark.parametrize(
    ("before", "then", "slot", "value"),
    [
        (
            ("HassLightSet", "<name bar light> to <value 50>"),
            "<step a bit> less",
            "brightness_step",
            -10,
        ),
        (("HassLightSet", "<name bar light> to <value 50>"), "more", "brightness_step", 20),
        (
            ("HassLightSet/dimmer", "dim the <name bar light>"),
            "<step a bit> more",
            "brightness_step",
            -10,
        ),
        (("HassFanSetSpeed", "<name attic fan> to <value 50>"), "less", "percentage_step", -20),
        (("HassSetVolume", "<name jukebox> to <value 30>"), "a bit down", "volume_step", "down"),
        (
            ("HassSetPosition", "<name attic blind> to <value 50>"),
            "up <step a bit>",
            "position_step",
            10,
        ),
        (
            ("HassTurnOff/close", "close the <name attic blind>"),
            "<step a bit> more",
            "position_step",
            -10,
        ),
    ],
)
def test_a_step_goes_on_from_what_was_said(
    before: Said, then: str, slot: str, value: object
) -> None:
    (result,) = last(before, ("Fragment", then)).intents
    assert slots(result)[slot] == value


@pytest.mark.parametrize(
    ("before", "then"),
    [
        (("HassLightSet", "<name bar light> to <value 50>"), "<step a bit>"),
        (("HassTurnOff/close", "close the <name attic blind>"), "less"),
        (BAR_ON, "<step a bit> more"),
    ],
)
def test_a_step_to_nobody_knows_where_is_not_done(before: Said, then: str) -> None:
    assert last(before, ("Fragment", then)).status == "not_recognized"


def test_mere_words_of_direction_are_for_what_was_spoken_of() -> None:
    fan: Said = ("HassFanSetSpeed", "<name attic fan> to <value 50>")
    (result,) = last(fan, ("HassSetVolumeRelative/down", "<state down>")).intents
    assert (result.intent, result.targets) == ("HassFanSetSpeed", ("fan.attic",))
    assert slots(result)["percentage_step"] == -20
    degrees: Said = ("HassClimateSetTemperature/cooler", "turn the <name stove> down")
    (result,) = last(degrees, (None, "<step two degrees>")).intents
    assert slots(result)["temperature_step"] == -2


def test_a_step_goes_on_from_what_was_done() -> None:
    more: Said = ("Fragment", "<step a bit> more")
    (result,) = last(FAN_ON, ("Fragment", "<value 50 percent>"), more).intents
    assert (result.intent, slots(result)["percentage_step"]) == ("HassFanSetSpeed", 10)
    dimmed: Said = ("HassLightSet/dimmer", "turn the <name attic fan> down")
    (result,) = last(dimmed, more).intents
    assert (result.intent, slots(result)["percentage_step"]) == ("HassFanSetSpeed", -10)


def test_what_is_set_anew_is_not_stepped() -> None:
    dim: Said = ("HassLightSet/dimmer", "dim the <name bar light>")
    (result,) = last(dim, ("Fragment", "<color blue>")).intents
    assert slots(result) == {"name": "Bar Light", "color": "blue"}


@pytest.mark.parametrize(
    ("then", "intent", "targets"),
    [
        ("and off at <time midnight>", "HassTurnOff", ("fan.attic",)),
        ("and on at <time seven>", "HassTurnOn", ("fan.attic",)),
        ("and the <name bar light> off", "HassTurnOff", ("light.bar",)),
    ],
)
def test_a_word_of_switching_counts_in_a_fragment(
    then: str, intent: str, targets: tuple[str, ...]
) -> None:
    faster: Said = ("HassFanSetSpeed/faster", "<name attic fan> up")
    (result,) = last(faster, ("Fragment", then)).intents
    assert (result.intent, result.targets) == (intent, targets)
    assert "percentage_step" not in slots(result)


def test_on_before_a_day_switches_nothing() -> None:
    off: Said = ("HassTurnOff", "<name bar light> off")
    (result,) = last(off, ("Fragment", "no, on <time friday>")).intents
    assert result.intent == "HassTurnOff"


@pytest.mark.parametrize(
    "then",
    ["no, not the <name bar light>", "and leave the <name attic light>", "and <name mine>", "too"],
)
def test_what_is_not_meant_is_not_done(then: str) -> None:
    off: Said = ("HassTurnOff", "<name bar light> off")
    assert last(off, ("Fragment", then)).status == "not_recognized"


@pytest.mark.parametrize(
    "then", ["sugar too", "no, not the <name milk>", "no, just the <name tea>"]
)
def test_what_is_taken_back_is_not_put_on_a_list(then: str) -> None:
    add: Said = ("HassListAddItem", "add <item milk> to the <list shopping> list")
    assert last(add, ("Fragment", then)).status == "not_recognized"


def test_another_time_takes_the_place_of_that_before() -> None:
    on: Said = ("HassTurnOn", "<name bar light> on for <duration ten minutes>")
    (result,) = last(on, ("Fragment", "make it <value 20>")).intents
    assert slots(result) == {"name": "Bar Light", "duration": 1200}


@pytest.mark.parametrize(
    ("then", "intent", "by"),
    [
        ("no, <duration half an hour>", "HassIncreaseTimer", {"minutes": 20}),
        ("no, in <delay five>", "HassDecreaseTimer", {"minutes": 5}),
    ],
)
def test_what_waits_is_told_by_its_time_and_set_anew(
    then: str, intent: str, by: dict[str, int]
) -> None:
    later: Said = ("HassTurnOff", "<name bar light> off in <delay ten minutes>")
    (result,) = last(later, ("Fragment", then)).intents
    assert (result.intent, slots(result)) == (intent, {**by, "start_minutes": 10})


def test_what_waits_is_cancelled() -> None:
    later: Said = ("HassTurnOff", "<name bar light> off in <delay ten minutes>")
    (result,) = last(later, ("HassNevermind", "cancel it")).intents
    assert (result.intent, slots(result)) == ("HassCancelTimer", {"start_minutes": 10})


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        (("HassNevermind", "cancel it"), "HassCancelTimer"),
        (("HassMediaPause", "stop it"), "HassCancelTimer"),
        (("HassMediaPause", "pause it"), "HassPauseTimer"),
        (("HassNevermind", "no wait cancel that please"), "HassCancelTimer"),
        (("HassMediaPause", "pause it a sec"), "HassPauseTimer"),
        (("HassNevermind", "never mind"), "HassNevermind"),
        (("HassMediaPause", "stop"), "HassMediaPause"),
        (("HassMediaPause", "pause the <name jukebox>"), "HassMediaPause"),
    ],
)
def test_a_timer_is_what_is_stopped_behind_one(said: Said, intent: str) -> None:
    start: Said = ("HassStartTimer", "a timer for <duration 10 minutes>")
    assert [result.intent for result in last(start, said).intents] == [intent]


def test_a_timer_that_was_asked_about_or_changed_is_what_is_stopped() -> None:
    start: Said = ("HassStartTimer", "a timer for <duration 10 minutes>")
    for then in (("HassTimerStatus", "how long"), ("Fragment", "make it <duration 12 minutes>")):
        (result,) = last(start, then, ("HassNevermind", "stop it")).intents
        assert result.intent == "HassCancelTimer"


def test_a_robot_is_stopped_by_sending_it_home() -> None:
    started: Said = ("HassVacuumStart", "start <name dusty>")
    (stopped,) = last(started, ("HassMediaPause", "stop")).intents
    assert (stopped.intent, stopped.targets) == ("HassVacuumReturnToBase", ("vacuum.bar",))
    (again,) = last(started, ("HassNevermind", "stop it")).intents
    assert again.intent == "HassVacuumReturnToBase"
    assert last(started, ("HassMediaPause", "pause it")).status == "not_recognized"


def test_what_is_done_cannot_be_taken_back() -> None:
    assert last(BAR_ON, ("HassNevermind", "undo that")).status == "not_recognized"
    (ended,) = last(BAR_ON, ("HassNevermind", "never mind")).intents
    assert ended.intent == "HassNevermind"


@pytest.mark.parametrize(
    ("before", "then", "when"),
    [
        ("off at <time ten>", "lock the <name front door> then", {"time": "ten"}),
        ("off in <delay ten minutes>", "lock the <name front door> after that", {"delay": 600}),
        ("off in <delay ten minutes>", "then lock the <name front door>", {}),
    ],
)
def test_what_is_to_be_done_then_waits_as_long(
    before: str, then: str, when: dict[str, object]
) -> None:
    off: Said = ("HassTurnOff", f"<name bar light> {before}")
    found = last(off, ("HassTurnOn/lock", then))
    (locked,) = found.intents
    assert slots(locked) == {"name": "Front Door", **when}
    assert found.speech.endswith(
        {"time": "at ten.", "delay": "in 10 minutes."}.get(next(iter(when), ""), "Door.")
    )


@pytest.mark.parametrize("then", ["turn <name it> back on", "turn <name that one> on"])
def test_it_is_not_all_the_rest_of_which_something_was_left_out(then: str) -> None:
    off: Said = ("HassTurnOff", "<quantifier all> <name lights> off but the <except spots>")
    assert last(off, ("HassTurnOn", then)).status == "no_target"


@pytest.mark.parametrize(
    "then",
    [("HassLightSet/brighter", "make it brighter"), ("HassSetVolumeRelative/up", "turn it up")],
)
def test_it_is_no_other_thing_where_what_was_named_is_not_here(then: Said) -> None:
    found = last(("HassTurnOn", "turn on the <name tuba>"), then)
    assert (found.status, found.intents[0].targets) == ("no_target", ())


@pytest.mark.parametrize(
    "said", ["it's dark in the <area attic>", "it is too dark in the <area attic>"]
)
def test_it_that_nothing_is_done_to_is_no_device(said: str) -> None:
    dark: Said = ("HassTurnOn", said)
    assert targets(FAN_ON, dark) == {"light.attic", "light.bed_left", "light.bed_right"}


def test_what_is_left_out_of_one_leaves_no_doubt() -> None:
    on: Said = ("HassTurnOn", "turn on the <name bar light> but not the <except spots>")
    assert targets(on, ("HassTurnOff", "turn <name it> off")) == {"light.bar"}


def test_a_mere_yes_is_nothing_that_was_not_understood() -> None:
    conversation = Conversation()
    ground(INN, BAR_ON, conversation=conversation)
    yes = replace(reading(("Affirm", "ok")).clauses[0], meant=0.99)
    Grounder(INN).ground(Reading("ok", (yes,)), conversation=conversation)
    assert ground(INN, AND_ATTIC, conversation=conversation).intents[0].targets == ("light.attic",)


def test_it_is_put_down_where_it_is_no_sound() -> None:
    stove: Said = ("HassClimateSetTemperature", "<name attic stove> to <value 20>")
    down: Said = ("HassSetVolumeRelative/down", "put it down <step a bit>")
    (result,) = last(stove, down).intents
    assert (result.intent, result.targets) == ("HassClimateSetTemperature", ("climate.attic",))
    assert targets(BAR_ON, down) == {"media_player.bar"}


def test_no_is_no_word_of_talk_in_what_goes_on() -> None:
    left: Said = ("HassTurnOn", "turn on the <name left bedside lamp>")
    assert targets(left, ("Fragment", "no, the <name other> one", 0.7)) == {"light.bed_right"}
    assert last(left, ("Fragment", "grandma's <name other> one", 0.7)).status == "not_recognized"


def test_that_one_is_none_of_several() -> None:
    assert last(BOTH_ON, ("HassTurnOff", "turn <name that one> off")).status == "ambiguous"


def test_it_in_a_place_is_what_was_spoken_of_and_not_its_lights() -> None:
    off: Said = ("HassTurnOff", "turn it off in the <area attic>")
    assert targets(FAN_ON, off) == {"fan.attic"}
    assert last(("HassTurnOn", "<name jukebox> on"), off).status == "no_target"
    assert targets(off) == {"light.attic", "light.bed_left", "light.bed_right"}


def test_what_goes_on_behind_what_was_not_understood_is_not_of_what_was_before() -> None:
    conversation = Conversation()
    ground(INN, BAR_ON, conversation=conversation)
    unread = replace(reading((None, "bring it down a peg")).clauses[0], meant=0.5)
    Grounder(INN).ground(Reading("bring it down a peg", (unread,)), conversation=conversation)
    assert ground(INN, AND_ATTIC, conversation=conversation).status == "not_recognized"


def test_talk_between_is_passed_over() -> None:
    assert targets(BAR_ON, (None, "what a day"), AND_ATTIC) == {"light.attic"}


@pytest.mark.parametrize("said", ["and dad's in the <area attic>", "and gran in the <area attic>"])
def test_who_is_where_is_not_what_goes_on(said: str) -> None:
    assert last(BAR_ON, ("Fragment", said)).status == "not_recognized"


@pytest.mark.parametrize(
    "said", ["perfect, now in the <area attic>", "lovely and in the <area attic>"]
)
def test_praise_before_it_does_not_keep_anything_from_going_on(said: str) -> None:
    bar: Said = ("HassTurnOn", "<name lights> on in the <area bar>")
    assert targets(bar, ("Fragment", said)) == {"light.attic", "light.bed_left", "light.bed_right"}


def test_what_is_risky_does_not_go_on_with_words_of_talk() -> None:
    unlocked: Said = ("HassTurnOff/unlock", "unlock the <name front door>")
    for said, status in (("and the <name back door>", "ok"),
                         ("and the <name back door>'s for the dog", "confirm")):  # fmt: skip
        assert last(unlocked, ("Fragment", said)).status == status


def test_what_cannot_be_stopped_is_not_promised() -> None:
    later: Said = ("HassTurnOff", "<name bar light> off at <time eleven>")
    assert last(later, ("HassNevermind", "cancel it")).status == "not_recognized"
    blind: Said = ("HassTurnOff/close", "close the <name attic blind>")
    assert last(blind, ("HassMediaPause", "stop")).status == "not_recognized"


def test_the_other_of_two_with_numbers() -> None:
    home = Home(
        entities=(
            entity("light.one", "Lamp 1", None, "off"),
            entity("light.two", "Lamp 2", None, "off"),
        )
    )
    conversation = Conversation()
    ground(home, ("HassTurnOn", "turn on <name lamp 1>"), conversation=conversation)
    said: Said = ("Fragment", "and the <name other> one")
    (other,) = ground(home, said, conversation=conversation).intents
    assert other.targets == ("light.two",)


@pytest.mark.parametrize("said", ["and the <area attic 18>", "and the <area attic> <value 18>"])
def test_an_amount_that_was_read_into_a_place_stands_apart(said: str) -> None:
    (result,) = last(("HassLightSet", "<name bar light> to <value 40>"), ("Fragment", said)).intents
    assert slots(result)["brightness"] == 18
    assert {"light.attic"} <= set(result.targets)
