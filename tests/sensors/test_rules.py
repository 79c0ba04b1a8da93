"""Rules, by clocks that the test sets."""

import pytest

from agent.config import Rule, Seconds, Then, When
from agent.messages import IntentResult, Result, Slot
from agent.sensors import Rules


class Clocks:
    """A steady clock, and a time of day that somebody may set."""

    def __init__(self):
        self.steady, self.wall = 100.0, 1e9

    def go(self, seconds):
        self.steady += seconds
        self.wall += seconds


@pytest.fixture
def clocks():
    return Clocks()


@pytest.fixture
def made(clocks, tmp_path):
    def make(*rules):
        return Rules(rules, tmp_path, lambda: clocks.steady, lambda: clocks.wall)

    return make


def told(intent="SensorReading", targets=(), **slots):
    if "value" in slots:
        slots["value_si"] = slots["value"] + 273.15
        slots.setdefault("quantity", "temperature")
    one = IntentResult(
        intent=intent,
        confidence=1,
        status="ok",
        targets=targets,
        slots=tuple(Slot(name=name, value=value) for name, value in slots.items()),
    )
    return Result(request_id="r", text="", kind="sensor", area=None, status="ok", intents=(one,))


def kitchen(value):
    return told(value=value, area="Kitchen")


def rule(then="Airing", called=None, intent="SensorReading", **when):
    seconds = Seconds(when.pop("minutes", 0) * 60)
    return Rule(
        when=When(intent=intent, for_=seconds, **when),
        then=Then(intent=then, slots={"area": "hall", "level": 3}),
        name=called,
    )


HOT = {"quantity": "temperature", "area": "kitchen", "above": 30.0}


def test_it_follows_when_a_limit_was_crossed_and_again_after_it_came_back(made):
    rules = made(rule(**HOT, hysteresis=2.0))
    values = [29, 31, 32, 29, 31, 27.9, 30.5]
    assert [len(rules.take(kitchen(value))) for value in values] == [0, 1, 0, 0, 0, 0, 1]


def test_what_follows_says_who_told_and_what_the_rule_adds(made):
    rules = made(rule(**HOT, called="too hot"))
    (one,) = rules.take(told(value=31, area="Kitchen", name="th-1"))
    slots = {slot.name: slot.value for slot in one.intent.slots}
    assert (one.rule, one.intent.intent, one.intent.status) == ("too hot", "Airing", "ok")
    assert slots == {
        "name": "th-1", "area": "hall", "quantity": "temperature", "value": 31, "level": 3,
        "rule": "too hot",
    }  # fmt: skip


def test_it_must_hold_for_its_time(made, clocks):
    rules = made(rule(**HOT, minutes=5))
    assert rules.take(kitchen(31)) == []
    assert rules.wait() == 300
    clocks.go(200)
    assert (rules.take(kitchen(33)), rules.due(), rules.wait()) == ([], [], 100)
    clocks.go(100)
    assert len(rules.due()) == 1
    assert (rules.due(), rules.wait(), rules.take(kitchen(33))) == ([], None, [])


def test_what_stops_holding_begins_anew(made, clocks):
    rules = made(rule(**HOT, minutes=5))
    rules.take(kitchen(31))
    clocks.go(200)
    rules.take(kitchen(29))
    assert rules.wait() is None
    rules.take(kitchen(31))
    assert rules.wait() == 300


def test_setting_the_clock_changes_nothing(made, clocks):
    rules = made(rule(**HOT, minutes=5))
    rules.take(kitchen(31))
    clocks.wall += 1e6
    assert (rules.due(), rules.wait()) == ([], 300)


@pytest.mark.parametrize(
    ("away", "left"), [(60, 180), (1e6, 0), (-1e6, 300)], ids=["a minute", "long", "set back"]
)
def test_over_a_restart_it_goes_on_once_it_is_told_again(made, clocks, away, left):
    one = rule(**HOT, minutes=5)
    rules = made(one)
    rules.take(kitchen(31))
    clocks.go(60)
    clocks.wall += away
    clocks.steady = 5.0
    rules = made(one)
    assert (rules.wait(), rules.due()) == (None, [])
    follows = rules.take(kitchen(31))
    assert len(follows) == (left == 0)
    assert rules.wait() == (left or None)


def test_over_a_restart_what_was_done_is_not_done_again(made):
    one = rule(**HOT)
    assert len(made(one).take(kitchen(31))) == 1
    assert made(one).take(kitchen(31)) == []
    assert len(made(rule(**HOT, hysteresis=1.0)).take(kitchen(31))) == 0
    assert made(one).take(kitchen(20)) == []
    assert len(made(one).take(kitchen(31))) == 1


def test_an_event_follows_each_time_and_over_time_until_its_opposite(made, clocks):
    rules = made(
        rule("Chime", intent="SensorEvent", event="pressed"),
        rule("Warn", intent="SensorEvent", event="opened", minutes=5),
    )
    pressed = told("SensorEvent", event="pressed", name="bell")
    assert [len(rules.take(pressed)) for _ in range(2)] == [1, 1]
    rules.take(told("SensorEvent", event="opened", name="door"))
    rules.take(told("SensorEvent", event="closed", name="window"))
    assert rules.wait() == 300
    rules.take(told("SensorEvent", event="closed", name="door"))
    assert rules.wait() is None
    rules.take(told("SensorEvent", event="opened", name="door"))
    clocks.go(300)
    assert [one.intent.intent for one in rules.due()] == ["Warn"]


def test_each_device_has_its_own_condition(made):
    rules = made(rule(quantity="temperature", above=30.0))
    assert len(rules.take(told(value=31, name="a"))) == 1
    assert len(rules.take(told(value=31, name="b"))) == 1
    assert rules.take(told(value=31, name="a")) == []


@pytest.mark.parametrize(
    ("when", "result", "follows"),
    [
        ({"below": 5.0, "quantity": "temperature"}, told(value=4), True),
        ({"below": 5.0, "quantity": "temperature"}, told(value=5), False),
        ({"above": 86.0, "unit": "°F", "quantity": "temperature"}, told(value=31), True),
        ({"above": 86.0, "unit": "°F", "quantity": "temperature"}, told(value=29), False),
        ({"above": 1.0, "quantity": "humidity"}, told(value=31), False),
        ({"name": "sensor.attic", "quantity": "temperature"},
         told(value=1, targets=("sensor.attic",)), True),
        ({"name": "sensor.attic", "quantity": "temperature"}, told(value=1, name="x"), False),
        ({"area": "living_room"}, told(value=1, area="Living Room"), True),
        ({"intent": "DeviceFault", "fault": "battery_low"},
         told("DeviceFault", fault="battery_low"), True),
        ({"intent": "DeviceFault", "fault": "battery_low"},
         told("DeviceFault", fault="offline"), False),
    ],
)  # fmt: skip
def test_what_a_rule_takes(made, when, result, follows):
    rules = made(rule(**{"intent": "SensorReading", **when}))
    assert bool(rules.take(result)) is follows


def test_other_rules_keep_the_conditions_of_those_that_stay(made):
    stays, goes = rule(**HOT, minutes=5, called="a"), rule("B", **HOT, minutes=1, called="b")
    rules = made(stays, goes)
    rules.take(kitchen(31))
    rules.replace([rule("C", **HOT, minutes=1, called="b"), stays])
    assert rules.wait() == 300


def test_what_is_kept_but_broken_is_left(made, tmp_path, log):
    (tmp_path / "rules.json").write_text("{")
    assert made(rule(**HOT)).wait() is None
    log.expect("cannot be used")


def test_conditions_that_cannot_be_kept_are_said_so(clocks, tmp_path):
    (tmp_path / "file").touch()
    rules = Rules([rule(**HOT)], tmp_path / "file", lambda: clocks.steady, lambda: clocks.wall)
    assert len(rules.take(kitchen(31))) == 1
    assert "cannot be kept" in rules.problem
