"""Timers that share a breath, and the units that nobody says twice."""

import pytest

from support.grounding.small import COTTAGE, ground, one, slots

START = "HassStartTimer"


@pytest.mark.parametrize(
    ("said", "slot"),
    [
        ("<duration ten>", {"minutes": 10}),
        ("<duration another five>", {"minutes": 5}),
        ("<duration twenty-five>", {"minutes": 25}),
        ("<duration 90 seconds>", {"seconds": 90}),
    ],
)
def test_a_bare_number_is_of_minutes(said: str, slot: dict[str, int]) -> None:
    assert slots(one(COTTAGE, START, f"set a timer for {said}")) == slot


@pytest.mark.parametrize("said", ["half six", "nine pm", "a while"])
def test_what_is_no_count_is_asked_for(said: str) -> None:
    result = one(COTTAGE, START, f"set a timer for <duration {said}>")
    assert (result.status, result.reason) == ("refused", "I did not catch how long.")


def test_what_stands_behind_more_is_the_unit() -> None:
    result = one(COTTAGE, "HassIncreaseTimer", "<duration thirty> more seconds on the timer")
    assert slots(result) == {"seconds": 30}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("half an hour", {"minutes": 10, "name": "gravy"}),
        ("8 minutes", {"minutes": 10, "name": "gravy"}),
        ("40 seconds", {"seconds": 10, "name": "gravy"}),
    ],
)
@pytest.mark.parametrize("clauses", [1, 2])
def test_the_second_timer_takes_its_unit_from_the_first(
    first: str, second: dict[str, int | str], clauses: int
) -> None:
    said = [f"<duration {first}> for the <timer roast>", "<duration ten> for the <timer gravy>"]
    parts = [" and ".join(said)] if clauses == 1 else said
    intents = ground(COTTAGE, *((START, part) for part in parts)).intents
    assert len(intents) == 2
    assert slots(intents[0])["name"] == "roast"
    assert slots(intents[1]) == second


def test_behind_whole_hours_a_bare_number_may_be_either() -> None:
    first = (START, "<duration two hours> for the <timer beef>")
    done = ground(COTTAGE, first, (START, "<duration three> for the <timer lamb>"))
    assert [one.status for one in done.intents] == ["ok", "refused"]


def test_how_long_what_is_no_device_has_left_is_asked_of_its_timer() -> None:
    marked = "how long have the <name chips> got left"
    result = one(COTTAGE, "HassGetState", marked)
    assert (result.intent, slots(result)) == ("HassTimerStatus", {"name": "chips"})


def test_of_a_duration_that_is_taken_back_the_last_counts() -> None:
    marked = "<duration six minutes> for the <timer noodles>, no wait, make that <duration four>"
    assert slots(one(COTTAGE, START, marked)) == {"minutes": 4, "name": "noodles"}
