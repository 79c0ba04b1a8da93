"""Follow-ups: what was said before, and questions that were put back."""

import pytest

from agent.grounding import Conversation, Grounded
from agent.home import Home
from support.grounding.small import COTTAGE, VILLA, Said, entity, ground, slots


def talk(home: Home, *turns: Said) -> list[Grounded]:
    """One conversation, a clause a turn."""
    conversation = Conversation()
    return [ground(home, turn, conversation=conversation) for turn in turns]


LEFT = "light.left"
WHICH: Said = ("HassTurnOn", "turn on the <name bedside lamp>")


@pytest.mark.parametrize(
    "answer",
    [
        ("Fragment", "the <name left one>"),
        ("Fragment", "<name left>"),
        ("Fragment", "the <name left bedside lamp>"),
        ("Fragment", "the first one"),
        (None, "left one please"),
        ("HassTurnOff", "the <name left one>"),  # no more than a mention: an answer
        ("HassTurnOn", "the <name left one>", 0.3),
    ],
)
def test_which_one_is_answered(answer: Said) -> None:
    asked, told = talk(COTTAGE, WHICH, answer)
    assert asked.status == "ambiguous"
    (result,) = told.intents
    assert (result.intent, result.status, result.targets) == ("HassTurnOn", "ok", (LEFT,))


def test_both_is_an_answer_too() -> None:
    _, told = talk(COTTAGE, WHICH, ("Fragment", "<quantifier both> of them"))
    assert set(told.intents[0].targets) == {"light.left", "light.right"}


def test_an_answer_by_the_room() -> None:
    _, told = talk(
        VILLA,
        ("HassClimateSetTemperature", "set the <name thermostat> to <value 70>"),
        ("Fragment", "the one in the <area bedroom>"),
    )
    assert told.intents[0].targets == ("climate.upstairs",)
    assert slots(told.intents[0])["temperature"] == 70


def test_what_is_no_answer_is_heard_as_usual() -> None:
    _, other = talk(COTTAGE, WHICH, ("HassTurnOff", "turn off the <name hall lamp>"))
    assert [(r.intent, r.targets) for r in other.intents] == [("HassTurnOff", ("light.hall_lamp",))]


def test_chatter_does_not_answer() -> None:
    _, nothing = talk(COTTAGE, WHICH, (None, "what a lovely day it was"))
    assert nothing.status == "not_recognized"


RISKY: Said = ("HassTurnOff/unlock", "unlock the <name front door>", 0.8)


def test_yes_confirms() -> None:
    asked, done, again = talk(COTTAGE, RISKY, ("Affirm", "yes"), ("Affirm", "yes"))
    assert asked.status == "confirm"
    (result,) = done.intents
    assert (result.intent, result.status, result.targets) == ("HassTurnOff", "ok", ("lock.front",))
    assert done.speech == "Unlocked Front Door."
    assert again.status == "not_recognized"  # once is enough


def test_yes_confirms_a_name_that_sounds_like_what_was_heard() -> None:
    home = Home(entities=(entity("light.chart", "Chart Lamp"),))
    heard: Said = ("HassTurnOn", "turn on the <name charred lamp>")
    asked, done = talk(home, heard, ("Affirm", "yes"))
    assert (asked.status, asked.speech) == ("confirm", "Shall I turn on Chart Lamp?")
    assert [(one.status, one.targets) for one in done.intents] == [("ok", ("light.chart",))]


def test_an_answer_that_sounds_like_a_name_is_asked_back() -> None:
    locks = (entity("lock.field", "Field Door"), entity("lock.cellar", "Cellar Door"))
    which: Said = ("HassTurnOff/unlock", "unlock the <name door>")
    heard: Said = ("Fragment", "the <name steller door>")
    asked, chosen = talk(Home(entities=locks), which, heard)
    assert asked.status == "ambiguous"
    assert [one.status for one in chosen.intents] in (["confirm"], ["no_target"])


def test_yes_confirms_all_that_was_asked_of_an_utterance() -> None:
    conversation = Conversation()
    garage: Said = ("HassTurnOn/open", "open the <name garage door>", 0.8)
    lamp: Said = ("HassTurnOn", "turn on the <name hall lamp>")
    asked = ground(COTTAGE, RISKY, garage, lamp, conversation=conversation)
    assert [r.status for r in asked.intents] == ["confirm", "confirm", "ok"]
    done = ground(COTTAGE, ("Affirm", "yes"), conversation=conversation)
    assert [(r.intent, r.status, r.targets) for r in done.intents] == [
        ("HassTurnOff", "ok", ("lock.front",)),
        ("HassTurnOn", "ok", ("cover.garage",)),
    ]
    again = ground(COTTAGE, ("Affirm", "yes"), conversation=conversation)
    assert again.status == "not_recognized"


@pytest.mark.parametrize("no", [("Deny", "no"), ("HassNevermind", "never mind")])
def test_no_drops_the_question(no: Said) -> None:
    _, dropped, late = talk(COTTAGE, RISKY, no, ("Affirm", "yes"))
    assert [r.intent for r in dropped.intents] == ["HassNevermind"]
    assert late.status == "not_recognized"


def test_another_command_drops_the_question() -> None:
    _, _, late = talk(
        COTTAGE, RISKY, ("HassTurnOn", "turn on the <name hall lamp>"), ("Affirm", "yes")
    )
    assert late.status == "not_recognized"


@pytest.mark.parametrize("word", [("Affirm", "yes"), ("Deny", "no"), ("Fragment", "and the hall")])
def test_alone_they_mean_nothing(word: Said) -> None:
    assert ground(COTTAGE, word).status == "not_recognized"
    assert ground(COTTAGE, word, conversation=Conversation()).status == "not_recognized"


def test_it_and_them_are_what_was_spoken_of() -> None:
    on, off, dim = talk(
        COTTAGE,
        ("HassTurnOn", "turn on the <name kitchen lights>"),
        ("HassTurnOff", "turn <name them> off again"),
        ("HassLightSet", "set <name them> to <value 20%>"),
    )
    assert on.intents[0].targets == off.intents[0].targets == dim.intents[0].targets


def test_it_is_the_room_where_nothing_was_spoken_of() -> None:
    grounded = ground(COTTAGE, ("HassLightSet/brighter", "make <name it> brighter"), area="hall")
    assert grounded.intents[0].targets == ("light.hall_lamp",)


def test_it_is_nothing_where_what_was_spoken_of_is_not_there() -> None:
    grounded = ground(
        COTTAGE,
        ("HassTurnOn", "turn on the <name jukebox>"),
        ("HassLightSet/dimmer", "dim <name it>"),
        area="hall",
    )
    assert [r.status for r in grounded.intents] == ["no_target", "no_target"]


def test_it_of_another_kind_is_passed_over() -> None:
    _, warmer = talk(
        COTTAGE,
        ("HassTurnOff/close", "close the <name left blind>"),
        ("HassClimateSetTemperature/warmer", "make <name it> warmer"),
    )
    assert warmer.intents[0].targets == ("climate.thermostat",)


@pytest.mark.parametrize(
    ("first", "then", "targets"),
    [
        (
            ("HassTurnOff", "turn off the <name kitchen lights>"),
            "and the <area hall>",
            {"light.hall_lamp"},
        ),
        (
            ("HassTurnOff", "turn off the <name lights> in the <area kitchen>"),
            "and in the <area study>",
            {"light.desk", "light.study_ceiling"},
        ),
        (
            ("HassTurnOn", "turn on the <name hall lamp>"),
            "and the <name coffee machine>",
            {"switch.coffee"},
        ),
        (
            ("HassTurnOn", "turn on the <name fan> in the <area study>"),
            "and the <name lamp>",
            {"light.desk"},
        ),
        (
            ("HassTurnOff/close", "close the <name left blind>"),
            "and the <name right one>",
            {"cover.blind_right"},
        ),
    ],
)
def test_a_fragment_is_filled_up(first: Said, then: str, targets: set[str]) -> None:
    _, second = talk(COTTAGE, first, ("Fragment", then))
    assert [r.status for r in second.intents] == ["ok"], second
    assert set(second.intents[0].targets) == targets
    assert second.intents[0].intent == first[0].partition("/")[0]  # type: ignore[union-attr]


def test_a_fragment_with_another_amount() -> None:
    _, second, third = talk(
        COTTAGE,
        ("HassLightSet", "set the <name hall lamp> to <value 40%>"),
        ("Fragment", "no, <value 60%>"),
        ("Fragment", "and the <name desk lamp>"),
    )
    assert second.intents[0].targets == ("light.hall_lamp",)
    assert slots(second.intents[0])["brightness"] == 60
    assert third.intents[0].targets == ("light.desk",)
    assert slots(third.intents[0])["brightness"] == 60


def test_no_and_another_amount() -> None:
    _, second = talk(
        COTTAGE,
        ("HassLightSet", "set the <name hall lamp> to <value 40%>"),
        ("Deny", "no, <value 60%>"),
    )
    assert slots(second.intents[0]) == {"name": "Hall Lamp", "brightness": 60}


@pytest.mark.parametrize(
    ("then", "intent", "target"),
    [
        (("HassLightSet", "set <name it> to <value 30%>"), "HassFanSetSpeed", "fan.dyson"),
        (("HassSetVolumeRelative/up", "turn <name it> up"), "HassFanSetSpeed", "fan.dyson"),
        (("HassTurnOff", "off"), "HassTurnOff", "fan.dyson"),
        (
            ("HassClimateSetTemperature/warmer", "make <name it> warmer"),
            "HassClimateSetTemperature",
            "climate.thermostat",
        ),
    ],
)
def test_it_decides_what_is_set(then: Said, intent: str, target: str) -> None:
    _, second = talk(COTTAGE, ("HassTurnOn", "turn on the <name dyson>"), then)
    assert [(r.intent, r.targets) for r in second.intents] == [(intent, (target,))]


def test_a_question_is_repeated_for_another_room() -> None:
    _, second = talk(
        COTTAGE,
        ("HassGetState/which", "which <name lights> are <state on> in the <area kitchen>"),
        ("Fragment", "and in the <area hall>"),
    )
    assert second.speech == "Hall Lamp is on."


def test_what_a_question_found_is_what_them_means() -> None:
    _, off = talk(
        COTTAGE,
        ("HassGetState/which", "which <name lights> are <state on>"),
        ("HassTurnOff", "turn <name them> off"),
    )
    assert set(off.intents[0].targets) == {"light.hall_lamp", "light.desk"}


def test_a_timer_does_not_change_what_it_is() -> None:
    *_, off = talk(
        COTTAGE,
        ("HassTurnOn", "turn on the <name hall lamp>"),
        ("HassStartTimer", "set a timer for <duration ten minutes>"),
        ("HassTurnOff", "turn <name it> off"),
    )
    assert off.intents[0].targets == ("light.hall_lamp",)


def test_within_one_utterance() -> None:
    grounded = ground(
        COTTAGE,
        ("HassTurnOn/open", "open the <name blinds>"),
        ("HassSetPosition", "set <name them> to <value 50%>"),
        ("HassSetPosition", "then to <value 60%>"),
    )
    targets = {result.targets for result in grounded.intents}
    assert targets == {("cover.blind_left", "cover.blind_right")}


def test_a_home_that_lost_the_device_does_not_confirm() -> None:
    conversation = Conversation()
    ground(COTTAGE, RISKY, conversation=conversation)
    assert ground(Home(), ("Affirm", "yes"), conversation=conversation).status == "not_recognized"
