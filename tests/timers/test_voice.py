import pytest

from agent.messages import IntentResult, Slot
from agent.timers import Timer, Timers, obey
from agent.timers.speech import stretch
from support.clocks import Hands


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def timers(hands):
    return Timers(None, hands.clock)


def say(timers, what, /, *, area=None, status="ok", **slots):
    intent = IntentResult(
        intent=what,
        confidence=1.0,
        status=status,
        slots=tuple(Slot(name=key, value=value) for key, value in slots.items()),
    )
    asked = Timer(id="", kind="timer", started=0, total=0, area=area, request_id="r1")
    return obey(timers, intent, asked)


def told(outcome):
    return [(event, timer.name) for event, timer in outcome.events]


def test_started_with_a_name_and_without(timers):
    outcome = say(timers, "HassStartTimer", minutes=10, area="kitchen")
    assert outcome.speech == "Timer set for 10 minutes."
    assert outcome.intent.status == "ok"
    ((event, timer),) = outcome.events
    assert (event, timer.area, timer.started, timer.request_id) == ("started", "kitchen", 600, "r1")
    outcome = say(timers, "HassStartTimer", hours=1, seconds=30, name="pizza")
    assert outcome.speech == "Pizza timer set for 1 hour."
    assert len(timers) == 2


def test_by_name_by_length_by_room_or_the_only_one(timers, hands):
    say(timers, "HassStartTimer", minutes=10, name="pizza")
    hands.go(60)
    assert say(timers, "HassTimerStatus").speech == "9 minutes left on the pizza timer."
    say(timers, "HassStartTimer", minutes=5, area="den")
    say(timers, "HassStartTimer", minutes=20, area="kitchen")
    assert told(say(timers, "HassPauseTimer", name="Pizza")) == [("paused", "pizza")]
    outcome = say(timers, "HassIncreaseTimer", minutes=2, start_minutes=5)
    assert outcome.speech == "Added 2 minutes to the timer of 5 minutes; 7 minutes left."
    outcome = say(timers, "HassDecreaseTimer", minutes=5, area="kitchen")
    assert outcome.speech == "Took 5 minutes off the timer of 20 minutes; 15 minutes left."
    outcome = say(timers, "HassUnpauseTimer", name="pizza")
    assert outcome.speech == "Pizza timer resumed, 9 minutes left."
    assert told(say(timers, "HassCancelTimer", name="pizza")) == [("cancelled", "pizza")]


def test_several_that_fit_are_asked_about_and_left_alone(timers):
    say(timers, "HassStartTimer", minutes=10, name="pizza")
    say(timers, "HassStartTimer", minutes=5)
    outcome = say(timers, "HassCancelTimer")
    assert outcome.intent.status == "ambiguous"
    assert outcome.speech == "Which one, the timer of 5 minutes or the pizza timer?"
    assert outcome.intent.reason == outcome.speech
    assert outcome.events == ()
    assert len(timers) == 2


@pytest.mark.parametrize(
    ("intent", "slots", "speech"),
    [
        ("HassCancelTimer", {}, "There is no timer."),
        ("HassCancelAllTimers", {}, "There is no timer."),
        ("HassTimerStatus", {}, "There is no timer."),
        ("HassPauseTimer", {"name": "tea"}, "There is no timer."),
        ("HassStartTimer", {}, "I did not catch how long."),
    ],
)
def test_nothing_there(timers, intent, slots, speech):
    outcome = say(timers, intent, **slots)
    assert outcome.speech == speech
    assert outcome.intent.status == "no_target"


def test_no_such_timer(timers):
    say(timers, "HassStartTimer", minutes=10, name="pizza")
    assert say(timers, "HassCancelTimer", name="tea").speech == "There is no such timer."


def test_all_at_once(timers):
    say(timers, "HassStartTimer", minutes=10, name="pizza")
    say(timers, "HassStartTimer", minutes=5, name="tea")
    outcome = say(timers, "HassCancelAllTimers")
    assert outcome.speech == "All timers cancelled."
    assert sorted(told(outcome)) == [("cancelled", "pizza"), ("cancelled", "tea")]
    assert len(timers) == 0


def test_a_command_that_waits_is_meant_only_where_nothing_else_can_be(timers):
    waits = Timer(id="", kind="delay", started=60, total=0)
    timers.start(waits)
    assert say(timers, "HassTimerStatus").speech == "1 minute left on the delayed command."
    say(timers, "HassStartTimer", minutes=5, name="tea")
    assert told(say(timers, "HassCancelTimer")) == [("cancelled", "tea")]
    outcome = say(timers, "HassCancelTimer")
    assert outcome.speech == "Delayed command cancelled."
    assert len(timers) == 0


def test_too_many(timers):
    while timers.start(Timer(id="", kind="timer", started=60, total=0)):
        pass
    outcome = say(timers, "HassStartTimer", minutes=1)
    assert (outcome.intent.status, outcome.speech) == (
        "refused",
        "There are too many timers already.",
    )


def test_other_intents_and_those_that_are_not_ok_are_left_alone(timers):
    assert say(timers, "HassTurnOn") is None
    assert say(timers, "HassStartTimer", minutes=5, status="no_target") is None
    assert len(timers) == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (59.6, "1 minute"),
        (90, "1 minute and 30 seconds"),
        (3600, "1 hour"),
        (5400, "1 hour and 30 minutes"),
        (7261, "2 hours and 1 minute"),
        (90_061, "1 day, 1 hour and 1 minute"),
    ],
)
def test_stretches_of_time(seconds, words):
    assert stretch(seconds) == words
