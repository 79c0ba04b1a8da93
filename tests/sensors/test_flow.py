import pytest

from agent.config import Seconds, Sensors
from agent.messages import IntentResult, Result, Slot
from agent.sensors import Changes, Origin, Rates, read_report
from agent.sensors.urgency import may_be_urgent, plain_key


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_a_bucket_of_each_device(clock):
    rates = Rates(clock)
    assert [rates.admits("a", 2, 3) for _ in range(4)] == [True] * 3 + [False]
    assert rates.admits("b", 2, 3)
    clock.now = 1
    assert [rates.admits("a", 2, 3) for _ in range(3)] == [True, True, False]


def reading(value, name="attic", quantity="temperature"):
    slots = {"quantity": quantity, "value_si": value + 273.15, "name": name}
    intent = IntentResult(
        intent="SensorReading",
        confidence=1,
        status="ok",
        slots=tuple(Slot(name=key, value=one) for key, one in slots.items()),
    )
    return Result(request_id="r", text="", kind="sensor", area=None, status="ok", intents=(intent,))


def test_a_change_that_is_too_small_is_marked(clock):
    changes = Changes(clock)
    sensors = Sensors(min_change={"temperature": 0.5}, at_least_every=Seconds(60))

    def status(value, **keywords):
        return changes.marked(reading(value, **keywords), sensors).status

    told = [status(value) for value in (20, 20.4, 19.6, 20.5, 20.5)]
    assert told == ["ok", "unchanged", "unchanged", "ok", "unchanged"]
    assert status(20.6, name="cellar") == "ok"
    assert status(20.6, quantity="humidity") == "ok"
    clock.now = 60
    assert [status(20.5), status(20.5)] == ["ok", "unchanged"]
    marked = changes.marked(reading(20.6), sensors).intents[0]
    assert marked.reason == "it differs too little from the 20.5 °C before"


def test_without_thresholds_everything_is_published(clock):
    changes = Changes(clock)
    assert [changes.marked(reading(20), Sensors()).status for _ in range(2)] == ["ok", "ok"]


@pytest.mark.parametrize(
    "text",
    ["water leak!", "SMOKE ALARM hall", "CRITICAL: pump", "gas detected", "Tampered: cam", "Fire!"],
)
def test_a_text_that_may_be_urgent(text):
    assert may_be_urgent(text)
    assert plain_key(text) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("attic 21.5C", "attic 22C", True),
        ("2026-11-21 18:03:11 attic hum 80 %", "2026-11-21 18:04:11 attic hum 79 %", True),
        ("sensor 1 21.5C", "sensor 2 21.5C", False),
        ("th-01 21.5C", "th-02 21.5C", False),
        ("attic 21.5C", "cellar 21.5C", False),
        ("attic 21.5C", "attic 45.5%", False),
    ],
)
def test_what_makes_a_text_needless(one, other, same):
    assert (plain_key(one) == plain_key(other)) is same


@pytest.mark.parametrize("text", ["front door opened 3.1V", "WARN temp 80.5C", "boiler offline"])
def test_what_may_be_more_than_a_reading_is_never_replaced(text):
    assert plain_key(text) is None


@pytest.mark.parametrize(
    ("payload", "is_urgent", "has_key"),
    [
        ('{"temperature": 21.5}', False, True),
        ('{"temperature": 21.5, "contact": true}', False, False),
        ('{"smoke": true, "temperature": 21.5}', True, False),
        ('{"smoke": false, "temperature": 21.5}', False, True),
        ('{"level": "critical", "device": "x", "temperature": 91, "max": 90}', True, False),
        ('{"msg": "water leak in the cellar"}', True, False),
        ('{"temperature": 300000}', False, False),
    ],
)
def test_how_soon_a_payload_is_read(payload, is_urgent, has_key):
    report = read_report(payload, Origin())
    assert (report.is_urgent, report.key is not None) == (is_urgent, has_key)
