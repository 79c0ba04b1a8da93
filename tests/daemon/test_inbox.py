import threading

import pytest

from agent.broker import Received
from agent.daemon.inbox import MAX_ORDERS, Inbox, Job, Order
from agent.messages import Request


def job(name="a", **keywords):
    message = Received("t", b"", arrived=100.0, expiry=keywords.pop("expiry", None))
    return Job(Request(text=name, **keywords), "voice", message)


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
        assert inbox.put(item)
    assert inbox.depth == 2
    taken = [inbox.take(0) for _ in range(4)]
    assert taken == [Order("a"), Order("b"), *jobs]


def test_it_is_bounded():
    inbox = Inbox(2)
    assert [inbox.put(job()) for _ in range(3)] == [True, True, False]
    assert [inbox.put(Order("a")) for _ in range(MAX_ORDERS + 1)] == [True] * MAX_ORDERS + [False]


def test_a_closed_one_gives_what_waits_and_takes_nothing():
    inbox = Inbox(2)
    waiting = job()
    inbox.put(waiting)
    inbox.close()
    assert not inbox.put(job())
    assert not inbox.is_done
    assert inbox.take(60) is waiting
    assert inbox.is_done
    assert inbox.take(60) is None


def test_who_waits_is_woken():
    inbox = Inbox(2)
    taken = []
    waiter = threading.Thread(target=lambda: taken.append(inbox.take(60)))
    waiter.start()
    inbox.nudge()
    waiter.join(20)
    assert taken == [None]
    assert inbox.take(0) is None
