"""Lists, timers, announcements."""

from typing import Any

import pytest

from agent.home import Home
from support.grounding.small import COTTAGE, VILLA, entity, ground, one, slots


@pytest.mark.parametrize(
    ("home", "intent", "marked", "published", "want"),
    [
        (
            COTTAGE,
            "HassListAddItem",
            "add <item milk> to the <list shopping list>",
            "HassShoppingListAddItem",
            {"item": "milk"},
        ),
        (
            COTTAGE,
            "HassListAddItem",
            "add <item milk> to the list",
            "HassShoppingListAddItem",
            {"item": "milk"},
        ),
        (
            COTTAGE,
            "HassListRemoveItem",
            "take <item milk> off the <list groceries>",
            "HassShoppingListCompleteItem",
            {"item": "milk"},
        ),
        (
            VILLA,
            "HassListAddItem",
            "add <item milk> to the <list shopping list>",
            "HassListAddItem",
            {"item": "milk", "name": "Shopping List"},
        ),
        (
            VILLA,
            "HassListCompleteItem",
            "tick <item milk> off the <list grocery list>",
            "HassListCompleteItem",
            {"item": "milk", "name": "Shopping List"},
        ),
        (
            VILLA,
            "HassListAddItem",
            "add <item sweeping> to the <list chores>",
            "HassListAddItem",
            {"item": "sweeping", "name": "Chores"},
        ),
        (
            VILLA,
            "HassListAddItem",
            "add <item eggs> and <item flour>",
            "HassListAddItem",
            {"item": ["eggs", "flour"]},
        ),
        (
            COTTAGE,
            "HassStartTimer",
            "a <timer pizza> timer for <duration an hour and a half>",
            "HassStartTimer",
            {"hours": 1, "minutes": 30, "name": "pizza"},
        ),
        (
            COTTAGE,
            "HassStartTimer",
            "timer for <duration 90 minutes>",
            "HassStartTimer",
            {"minutes": 90},
        ),
        (
            COTTAGE,
            "HassCancelTimer",
            "cancel the <duration ten minute> timer",
            "HassCancelTimer",
            {"start_minutes": 10},
        ),
        (
            COTTAGE,
            "HassIncreaseTimer",
            "add <duration 5 minutes> to the <duration one hour> timer",
            "HassIncreaseTimer",
            {"minutes": 5, "start_hours": 1},
        ),
        (
            COTTAGE,
            "HassCancelAllTimers",
            "cancel all timers in the <area lounge>",
            "HassCancelAllTimers",
            {"area": "Lounge"},
        ),
        (
            COTTAGE,
            "HassBroadcast",
            "announce <message dinner is ready>",
            "HassBroadcast",
            {"message": "dinner is ready"},
        ),
        (COTTAGE, "HassNevermind", "never mind", "HassNevermind", {}),
    ],
)
def test_slots(home: Home, intent: str, marked: str, published: str, want: dict[str, Any]) -> None:
    result = one(home, intent, marked)
    assert (result.intent, result.status) == (published, "ok")
    assert {name: slots(result).get(name) for name in want} == want


def test_a_list_that_is_not_there() -> None:
    result = one(VILLA, "HassListAddItem", "add <item tent> to the <list camping> list")
    assert (result.status, result.targets) == ("no_target", ())
    assert slots(result) == {"item": "tent", "name": "camping"}


@pytest.mark.parametrize(
    ("intent", "marked"),
    [
        ("HassStartTimer", "set a timer"),
        ("HassStartTimer", "set a timer for <duration ages>"),
        ("HassListAddItem", "add to the list"),
    ],
)
def test_what_is_missing_is_said(intent: str, marked: str) -> None:
    result = one(COTTAGE, intent, marked)
    assert result.status == "refused"
    assert result.reason


@pytest.mark.parametrize(
    ("marked", "speech"),
    [
        ("set a <duration 10 minute> timer", "Timer set for 10 minutes."),
        (
            "set a timer for <duration an hour and 15 minutes>",
            "Timer set for 1 hour and 15 minutes.",
        ),
        ("<duration one minute> timer", "Timer set for 1 minute."),
    ],
)
def test_a_timers_length_is_said_in_full(marked: str, speech: str) -> None:
    assert ground(COTTAGE, ("HassStartTimer", marked)).speech == speech


@pytest.mark.parametrize(
    ("said", "query"),
    [
        ("some jazz", "jazz"),
        ("a bit of Bach", "Bach"),
        ("Some", "Some"),
        ("something new", "something new"),
    ],
)
def test_what_to_play_is_said_without_its_number(said: str, query: str) -> None:
    result = one(COTTAGE, "HassMediaSearchAndPlay", f"play <query {said}> on the <name tv>")
    assert slots(result)["search_query"] == query


def test_a_timers_speech() -> None:
    grounded = ground(COTTAGE, ("HassStartTimer", "set a timer for <duration ten minutes>"))
    assert grounded.speech == "Timer set for 10 minutes."


def test_the_name_of_a_scene_alone_runs_it() -> None:
    grounded = ground(VILLA, (None, "good night"))
    assert [(r.intent, r.targets) for r in grounded.intents] == [
        ("HassTurnOn", ("script.good_night",))
    ]
    assert ground(VILLA, (None, "good night"), kind="sensor").status == "not_recognized"


CALLED = Home(
    entities=(
        entity("scene.siesta", "Siesta"),
        entity("scene.beer", "Beer O'Clock"),
        entity("button.label", "Print Label"),
        entity("scene.next", "Next"),
        entity("script.mind", "Never Mind"),
    )
)


@pytest.mark.parametrize(
    ("intent", "said", "sure", "target"),
    [
        ("HassGetCurrentTime", "siesta time", 0.8, "scene.siesta"),
        (None, "beer o'clock", 0.6, "scene.beer"),
        (None, "hit print label", 0.9, "button.label"),
        ("HassNevermind", "never mind", 0.85, None),
        ("HassMediaNext", "next please", 0.95, None),
    ],
)
def test_what_is_called_by_its_whole_name_is_meant_whatever_that_was_read_as(
    intent: str | None, said: str, sure: float, target: str | None
) -> None:
    (result,) = ground(CALLED, (intent, said, sure)).intents
    assert result.targets == ((target,) if target else ())


@pytest.mark.parametrize(
    ("intent", "said"),
    [
        (None, "good night now please"),
        ("HassTurnOff", "run good night <condition once we are in>"),
        ("HassMediaSearchAndPlay", "the girls are asleep, put it on <query good night>"),
        (None, "the girls are asleep, do good night"),
        ("HassBroadcast", "girls, <message good night please>"),
    ],
)
def test_words_that_call_for_a_scene_by_its_name_run_it(intent: str | None, said: str) -> None:
    (result,) = ground(VILLA, (intent, said, 0.9)).intents
    assert (result.intent, result.targets) == ("HassTurnOn", ("script.good_night",))


@pytest.mark.parametrize(
    "said",
    ["have a good night", "not good night", "was it a good night", "they're off, a good night now"],
)
def test_other_words_around_its_name_run_no_scene(said: str) -> None:
    assert ground(VILLA, (None, said)).status == "not_recognized"


@pytest.mark.parametrize(
    ("marked", "meant"),
    [
        ("<query white noise> please", ("HassTurnOn", ("switch.noise",))),
        ("some <query brown noise> please", ("HassMediaSearchAndPlay", ("media_player.den",))),
        (
            "<query white noise> on the <name speaker>",
            ("HassMediaSearchAndPlay", ("media_player.den",)),
        ),
        ("put <query auntie vera> on", ("HassTurnOn", ("light.vera",))),
        ("play <query auntie vera>", ("HassMediaSearchAndPlay", ("media_player.den",))),
        ("the <media movie> <query Heat>", ("HassMediaSearchAndPlay", ("media_player.den",))),
    ],
)
def test_what_a_switch_plays_by_its_name(marked: str, meant: tuple[str, tuple[str, ...]]) -> None:
    names = {"switch.noise": "White Noise", "media_player.den": "Speaker", "switch.heat": "Heat"}
    names["light.vera"] = "Auntie Vera"
    entities = (entity(at, name) for at, name in names.items())
    result = one(Home(entities=tuple(entities)), "HassMediaSearchAndPlay", marked)
    assert (result.intent, result.targets) == meant


def test_a_list_that_no_span_holds_is_found_by_its_name() -> None:
    result = one(VILLA, "HassListCompleteItem", "<item hay> is done, cross it off the chores")
    assert (result.intent, result.targets) == ("HassListCompleteItem", ("todo.chores",))


def test_a_list_that_is_no_more_than_a_preposition_is_none() -> None:
    marked = "add <item coal'> <list to> <list shopping list>"
    result = one(VILLA, "HassListAddItem", marked)
    assert (result.status, slots(result)["item"]) == ("ok", "coal")


def test_an_item_is_never_empty() -> None:
    assert slots(one(VILLA, "HassListAddItem", "add <item '> to the <list shopping list>"))["item"]


def test_an_item_that_was_read_in_two_parts_is_one() -> None:
    marked = "add <item two> <item rye loaves> and <item milk> to the <list shopping list>"
    assert slots(one(VILLA, "HassListAddItem", marked))["item"] == ["two rye loaves", "milk"]


@pytest.mark.parametrize("said", ["we need <item milk>", "put <item milk> on the <list list>"])
def test_the_list_is_not_the_one_list_that_is_called_by_more(said: str) -> None:
    home = Home(entities=(entity("todo.targets", "Target List"),))
    assert one(home, "HassListAddItem", said).intent == "HassShoppingListAddItem"
    own = Home(entities=(entity("todo.food", "Weekly Food List"),))
    assert one(own, "HassListAddItem", said).targets == ("todo.food",)
