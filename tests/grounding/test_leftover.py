"""Words that no span holds: what they name is meant, or said to be not understood."""

import pytest

from agent.grounding import Conversation
from support.grounding.small import COTTAGE, ground, one

LAMP_OFF = ("HassTurnOff", "<name hall lamp> off")


@pytest.mark.parametrize(
    ("marked", "targets"),
    [
        ("shut the left blind", ("cover.blind_left",)),
        ("close right blind", ("cover.blind_right",)),
        ("extinguish the coffee machine", ("switch.coffee",)),
        ("then off right away", ("light.hall_lamp",)),
        ("speaker off", ("media_player.speaker",)),
        ("then off again", ("light.hall_lamp",)),
        ("now turn off please", ("light.hall_lamp",)),
        ("douse", ("light.hall_lamp",)),
    ],
)
def test_words_that_no_span_holds_are_no_pronoun(marked: str, targets: tuple[str, ...]) -> None:
    manner = "/close" if "blind" in marked else ""
    done = ground(COTTAGE, LAMP_OFF, (f"HassTurnOff{manner}", marked))
    assert done.intents[1].targets == targets


@pytest.mark.parametrize("marked", ["shut the hatch", "turn off my jukebox", "jukebox off now"])
def test_what_the_home_does_not_know_is_not_what_was_spoken_of_before(marked: str) -> None:
    done = ground(COTTAGE, LAMP_OFF, ("HassTurnOff", f"then {marked}"))
    assert (done.intents[1].status, done.intents[1].targets) == ("no_target", ())


@pytest.mark.parametrize("place", ["<area kitchen>", "<area here>"])
def test_everything_in_a_place_that_no_span_holds(place: str) -> None:
    result = one(COTTAGE, "HassTurnOff", f"turn everything off in {place}", area="kitchen")
    assert {"switch.coffee", "light.kitchen_1", "media_player.speaker"} <= set(result.targets)


def test_the_thing_is_not_everything() -> None:
    result = one(COTTAGE, "HassTurnOff", "turn off <name the thing>")
    assert (result.status, result.targets) == ("no_target", ())
    of_before = ground(COTTAGE, LAMP_OFF, ("HassTurnOn", "turn <name the thing> on"))
    assert of_before.intents[1].targets == ("light.hall_lamp",)
    assert len(one(COTTAGE, "HassTurnOff", "turn off <name all things>").targets) > 5


def test_a_clause_that_was_not_read_surely_is_told() -> None:
    done = ground(COTTAGE, LAMP_OFF, ("HassTurnOff", "and tv off", 0.4))
    assert (done.status, done.missed) == ("ok", ("tv off",))
    assert done.speech == 'Turned off Hall Lamp. I did not understand "tv off".'


def test_what_is_switched_beside_what_a_clause_names_is_told() -> None:
    done = ground(COTTAGE, ("HassTurnOff", "espresso off, <name hall lamp> off"))
    assert done.missed == ("espresso off",)
    assert done.intents[0].targets == ("light.hall_lamp",)


@pytest.mark.parametrize(
    "marked",
    [
        "turn <name hall lamp> off",
        "could you please switch the <name hall lamp> off, thank you",
        "power the <name hall lamp> off right now",
        "<name hall lamp> off and good night",
    ],
)
def test_nothing_is_told_where_nothing_was_missed(marked: str) -> None:
    assert ground(COTTAGE, ("HassTurnOff", marked)).missed == ()


def test_alone_it_is_not_recognized_and_nothing_is_told() -> None:
    done = ground(COTTAGE, ("HassTurnOff", "tv off", 0.4), (None, "as I was saying"))
    assert (done.status, done.missed, done.speech) == ("not_recognized", (), "")


@pytest.mark.parametrize("intent", ["HassTurnOn", "HassTurnOff"])
@pytest.mark.parametrize(
    ("marked", "done"),
    [
        (
            "<name hall lamp> on, <name tv> off",
            [("HassTurnOn", ("light.hall_lamp",)), ("HassTurnOff", ("media_player.tv",))],
        ),
        (
            "<name hall lamp> and <name desk lamp> off and <name tv> on",
            [
                ("HassTurnOff", ("light.hall_lamp", "light.desk")),
                ("HassTurnOn", ("media_player.tv",)),
            ],
        ),
    ],
)
def test_what_is_switched_on_and_what_off_in_one_clause(
    intent: str, marked: str, done: list[tuple[str, tuple[str, ...]]]
) -> None:
    intents = ground(COTTAGE, (intent, marked)).intents
    assert [(one.intent, one.targets) for one in intents] == done


@pytest.mark.parametrize(
    "marked",
    [
        "turn off the <name hall lamp> on the wall and the <name tv>",
        "<name hall lamp> and <name tv> off",
        "turn off <name hall lamp>, <name tv>",
    ],
)
def test_one_deed_stays_one(marked: str) -> None:
    (intent,) = ground(COTTAGE, ("HassTurnOff", marked)).intents
    assert set(intent.targets) == {"light.hall_lamp", "media_player.tv"}


@pytest.mark.parametrize(
    ("intent", "said", "targets"),
    [
        ("HassTurnOn/lock", "lock up", ("lock.front",)),
        ("HassTurnOn/open", "open up", ()),
        ("HassTurnOff/close", "close", ()),
    ],
)
def test_what_only_switches_is_not_locked_or_opened_unsaid(
    intent: str, said: str, targets: tuple[str, ...]
) -> None:
    switched = ("HassTurnOn", "turn on the <name coffee machine>")
    done = ground(COTTAGE, switched, (intent, said)).intents[1]
    assert done.targets == targets
    assert "switch.coffee" not in done.candidates


def test_a_scene_called_as_was_said_is_not_missed_however_unsurely_it_was_read() -> None:
    done = ground(COTTAGE, ("HassMediaSearchAndPlay", "movie night", 0.3))
    assert (done.intents[0].targets, done.missed) == (("scene.movie",), ())


@pytest.mark.parametrize(
    ("marked", "status"),
    [
        ("<name coffee> please", "confirm"),
        ("i need a <name coffee>", "confirm"),
        ("let's have <name coffee>", "confirm"),
        ("two <name coffees> and some please", "confirm"),
        ("<name coffee> on please", "ok"),
        ("make <name coffee>", "ok"),
        ("<name coffee machine> please", "ok"),
        ("i'd like an <name espresso>", "ok"),
    ],
)
def test_what_is_wished_for_is_no_device_of_which_it_only_begins_the_name(
    marked: str, status: str
) -> None:
    conversation = Conversation()
    (result,) = ground(COTTAGE, ("HassTurnOn", marked), conversation=conversation).intents
    assert (result.status, result.targets) == (status, ("switch.coffee",))
    if status == "confirm":
        (done,) = ground(COTTAGE, ("Affirm", "yes"), conversation=conversation).intents
        assert (done.status, done.targets) == ("ok", ("switch.coffee",))


@pytest.mark.parametrize(
    ("marked", "targets"),
    [
        ("turn the <name hall lamp> off, no wait, just the <name fan>", ("fan.dyson",)),
        ("turn off the <name hall lamp>, i mean the <name fan>", ("fan.dyson",)),
        ("turn off the <name hall lamp>, no, the <name fan>", ("fan.dyson",)),
        ("not the <name hall lamp>, the <name fan>, turn it off", ("fan.dyson",)),
        ("turn off the <name hall lamp> and the <name fan>", ("light.hall_lamp", "fan.dyson")),
    ],
)
def test_what_is_taken_back_is_left(marked: str, targets: tuple[str, ...]) -> None:
    assert one(COTTAGE, "HassTurnOff", marked).targets == targets


@pytest.mark.parametrize(("remark", "count"), [("i'm too hot", 1), ("and i'm too hot", 2)])
def test_a_remark_behind_a_command_is_the_reason_for_it(remark: str, count: int) -> None:
    cooler = ("HassClimateSetTemperature/cooler", remark)
    off = ("HassTurnOff", "turn off the <name hall lamp>")
    assert len(ground(COTTAGE, off, cooler).intents) == count
    assert len(ground(COTTAGE, cooler).intents) == 1
