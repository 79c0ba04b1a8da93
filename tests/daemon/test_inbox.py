import threading

import pytest

from agent.broker import Received
from agent.daemon.inbox import MAX_ORDERS, Displaced, Inbox, Job, Order, Priority
from agent.messages import Request


def job(name="a", priority=Priority.VOICE, key=None, **keywords):
    message = Received("t", b"", arrived=100.0, expiry=keywords.pop("expiry", None))
    kind = "voice" if priority == Priority.VOICE else "sensor"
    return Job(Request(text=name, **keywords), kind, message, priority, key)


def taken(inbox):
    return [inbox.take(0) for _ in range(inbox.depth)]


@pytest.mark.parametrize(
    ("limits", "now", "expired"),
    [
        ({}, 1e9, False),
        ({"expires_in": 5}, 104, False),
        ({"expires_in": 5}, 106, True),
        ({"expiry": 5}, 106, True),
        ({"expires_in": 60, "expiry": 5}, 106, True),
        ({"expires_in": 5, "expiry": 60}, 106, True),
        ({"expires_in": 60, "expiry": 60}, 106, False),
    ],
)
def test_the_shorter_limit_counts(limits, now, expired):
    assert job(**limits).is_expired(now) is expired


def test_commands_go_before_requests_and_each_in_turn():
    inbox = Inbox(8)
    jobs = [job("1"), job("2")]
    for item in (jobs[0], Order("a"), jobs[1], Order("b")):
        assert inbox.put(item) is None
    assert inbox.depth == 2
    found = [inbox.take(0) for _ in range(4)]
    assert found == [Order("a"), Order("b"), *jobs]


def test_the_urgent_goes_first_and_sensors_last():
    inbox = Inbox(8)
    sensor, voice, urgent = (
        job(priority=p) for p in (Priority.READING, Priority.VOICE, Priority.URGENT)
    )
    for item in (sensor, Order("a"), voice, urgent):
        inbox.put(item)
    assert [inbox.take(0) for _ in range(4)] == [urgent, Order("a"), voice, sensor]


def test_what_goes_before_takes_the_place_of_the_longest_waiting_sensor():
    inbox = Inbox(2)
    first, second = job("1", Priority.READING), job("2", Priority.READING)
    voice, urgent, late = job("3"), job("4", Priority.URGENT), job("5", Priority.READING)
    for item in (first, second):
        inbox.put(item)
    assert inbox.put(voice) == Displaced(first, "outranked")
    assert inbox.put(late) == Displaced(late, "full")
    assert inbox.put(urgent) == Displaced(second, "outranked")
    assert taken(inbox) == [urgent, voice]


def test_a_reading_gives_way_to_what_counts_and_that_to_a_sentence():
    inbox = Inbox(1)
    reading, event = job("1", Priority.READING), job("2", Priority.EVENT)
    assert inbox.put(reading) is None
    assert inbox.put(event) == Displaced(reading, "outranked")
    assert inbox.put(reading) == Displaced(reading, "full")
    assert inbox.put(job("3")) == Displaced(event, "outranked")


def test_nothing_urgent_is_turned_away():
    inbox = Inbox(1)
    urgent = [job(str(at), Priority.URGENT) for at in range(3)]
    voice = job("5")
    assert [inbox.put(one) for one in urgent] == [None, None, None]
    assert inbox.put(voice) == Displaced(voice, "full")
    assert taken(inbox) == urgent


def test_a_later_one_with_the_same_key_takes_the_place_of_the_earlier():
    inbox = Inbox(3)
    old, other, new = (
        job(name, Priority.READING, key) for name, key in (("1", "a"), ("2", "b"), ("3", "a"))
    )
    for item in (old, other):
        assert inbox.put(item) is None
    assert inbox.put(new) == Displaced(old, "replaced")
    assert inbox.depth == 2
    assert taken(inbox) == [new, other]
    assert inbox.put(old) is None


def test_it_is_bounded():
    inbox = Inbox(2)
    assert [inbox.put(job()) is None for _ in range(3)] == [True, True, False]
    accepted = [inbox.put(Order("a")) is None for _ in range(MAX_ORDERS + 1)]
    assert accepted == [True] * MAX_ORDERS + [False]


def test_a_closed_one_gives_what_waits_and_takes_nothing():
    inbox = Inbox(2)
    waiting = job()
    inbox.put(waiting)
    inbox.close()
    late = job()
    assert inbox.put(late) == Displaced(late, "closed")
    assert not inbox.is_done
    assert inbox.take(60) is waiting
    assert inbox.is_done
    assert inbox.take(60) is None


def test_when_it_is_closed_what_is_held_is_waited_for(monkeypatch):
    waits = []
    monkeypatch.setattr(
        threading.Condition,
        "wait_for",
        lambda _self, is_ready, timeout: waits.append((is_ready(), timeout)),
    )
    inbox = Inbox(2)
    inbox.put(job())
    inbox.close()
    for pressing in (True, True, False):  # the first time to look again at what is held
        inbox.take(0.5, pressing=pressing)
    assert waits == [(True, 0.5), (False, 0.5), (True, 0.5)]


def test_who_waits_is_woken():
    inbox = Inbox(2)
    found = []
    waiter = threading.Thread(target=lambda: found.append(inbox.take(60)))
    waiter.start()
    inbox.nudge()
    waiter.join(20)
    assert found == [None]
    assert inbox.take(0) is None


def test_only_what_presses_is_taken_while_the_rest_is_held():
    inbox = Inbox(8)
    inbox.put(job("voice"))
    assert inbox.take(0, pressing=True) is None
    leak = job("leak", priority=Priority.URGENT)
    for item in (Order("a"), leak):
        inbox.put(item)
    assert [inbox.take(0, pressing=True) for _ in range(3)] == [leak, Order("a"), None]
    assert inbox.take(0).request.text == "voice"


def test_sensors_wait_where_there_is_no_time_for_them():
    inbox = Inbox(4)
    sensors = [job(str(at), Priority.READING) for at in range(2)]
    voice = job("v")
    for item in (*sensors, voice):
        inbox.put(item)
    assert not inbox.is_swamped
    assert inbox.take(0, spare=False) is voice
    assert inbox.take(0, spare=False) is None
    assert inbox.is_swamped
    assert inbox.take(0) is sensors[0]
    assert not inbox.is_swamped
