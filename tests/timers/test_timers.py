import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.timers import Timer, Timers
from agent.timers.interface import MAX_SECONDS, MAX_TIMERS
from support.clocks import Hands
from support.disk import Disk


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def disk():
    return Disk()


@pytest.fixture
def timers(disk, hands):
    return disk.timers(hands.clock)


def timer(seconds, **more):
    return Timer(id="", kind="timer", started=seconds, total=0, **more)


def test_a_timer_is_over_once(timers, hands):
    started = timers.start(timer(600, name="pizza"))
    assert timers.wait() == 600
    assert started.ends == hands.wall + 600
    hands.go(599)
    assert timers.fire() == []
    hands.go(1)
    (fired,) = timers.fire()
    assert (fired.timer.id, fired.timer.name, fired.late) == (started.id, "pizza", 0)
    assert timers.fire() == []
    assert timers.wait() is None


def test_the_first_to_end_is_the_first_to_fire(timers, hands):
    late, early = timers.start(timer(20)), timers.start(timer(10))
    assert [one.id for one in timers.all()] == [early.id, late.id]
    hands.go(30)
    assert [(f.timer.id, f.late) for f in timers.fire()] == [(early.id, 20), (late.id, 10)]


def test_longer_shorter_paused_and_resumed(timers, hands):
    one = timers.start(timer(60))
    assert timers.add(one.id, 30).total == 90
    hands.go(10)
    paused = timers.pause(one.id)
    assert (paused.ends, paused.left) == (None, 80)
    assert timers.wait() is None
    hands.go(1_000)
    assert timers.left(one) == 80
    timers.add(one.id, -30)
    resumed = timers.resume(one.id)
    assert resumed.ends == hands.wall + 50
    assert timers.resume(one.id) == resumed
    timers.add(one.id, -500)
    (fired,) = timers.fire()
    assert fired.timer.id == one.id


def test_cancelled_is_gone(timers, hands):
    one = timers.start(timer(60))
    assert timers.cancel(one.id).id == one.id
    assert timers.cancel(one.id) is None
    assert timers.pause(one.id) is timers.resume(one.id) is timers.add(one.id, 5) is None
    hands.go(100)
    assert timers.fire() == []


def test_timers_survive_a_restart(disk, hands):
    before = disk.timers(hands.clock)
    running = before.start(timer(600, name="pizza", area="kitchen", text="pizza timer"))
    paused = before.start(timer(300))
    hands.go(100)
    before.pause(paused.id)
    hands.restart(away=200)
    after = disk.timers(hands.clock)
    assert [one.id for one in after.all()] == [running.id, paused.id]
    assert after.wait() == pytest.approx(300)
    assert after.left(paused) == 200
    assert after.get(running.id).area == "kitchen"


def test_what_was_over_while_the_agent_was_away_is_late(disk, hands):
    disk.timers(hands.clock).start(timer(60))
    hands.restart(away=360)
    after = disk.timers(hands.clock)
    (fired,) = after.fire()
    assert fired.late == pytest.approx(300)
    assert disk.timers(hands.clock).fire() == []


def test_a_fired_timer_is_off_the_disk_before_it_is_told_of(disk, hands):
    timers = disk.timers(hands.clock)
    timers.start(timer(60))
    hands.go(60)
    assert len(timers.fire()) == 1
    # The agent dies here; the next one knows nothing of the timer.
    assert len(disk.timers(hands.clock)) == 0


def test_setting_the_time_of_day_does_not_end_a_running_timer(disk, hands):
    timers = disk.timers(hands.clock)
    timers.start(timer(600))
    hands.wall += 86_400
    assert timers.fire() == []
    assert timers.wait() == 600
    # And a restart after that finds the new end.
    hands.restart(away=100)
    assert disk.timers(hands.clock).wait() == pytest.approx(500)


def test_a_board_that_starts_with_an_old_time_does_not_prolong_a_timer(disk, hands):
    disk.timers(hands.clock).start(timer(600))
    hands.restart(away=-500_000)
    assert disk.timers(hands.clock).wait() == pytest.approx(600)


def test_a_request_that_comes_again_starts_nothing_more(disk, hands):
    first = disk.timers(hands.clock).start(timer(600, request_id="r1", name="tea"))
    hands.restart(away=10)
    again = disk.timers(hands.clock)
    assert again.start(timer(600, request_id="r1", name="tea")).id == first.id
    assert again.start(timer(600, request_id="r1", name="eggs")).id != first.id
    assert again.start(timer(600, request_id="r2", name="tea")).id != first.id
    assert len(again) == 3


def test_there_is_a_most(timers):
    for _ in range(MAX_TIMERS):
        assert timers.start(timer(60))
    assert timers.start(timer(60)) is None
    assert len(timers) == MAX_TIMERS


def test_lengths_are_bounded(timers):
    assert timers.start(timer(1e12)).started == MAX_SECONDS
    assert timers.start(timer(-5)).started == 0


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"version": 1}', b"\xff", b'{"timers": 5}'])
def test_broken_timers_are_told_and_do_not_stop_the_agent(hands, log, data):
    disk = Disk(data)
    assert len(disk.timers(hands.clock)) == 0
    log.expect("the timers that were kept cannot be used")
    disk.timers(hands.clock).start(timer(5))
    assert len(disk.timers(hands.clock)) == 1


def test_what_did_not_change_is_not_kept_again(hands):
    timers = Timers(None, hands.clock)
    assert timers.changed() is None
    one = timers.start(timer(60))
    assert timers.changed()
    assert timers.changed() is None
    hands.go(59)
    timers.fire()
    assert timers.changed() is None
    timers.cancel(one.id)
    assert timers.changed()


_DEEDS = st.sampled_from(["start", "add", "pause", "resume", "cancel", "go", "restart"])


@given(st.lists(st.tuples(_DEEDS, st.integers(-50, 200)), max_size=30))
def test_whatever_happens_no_timer_fires_twice(steps):
    disk = Disk()
    hands = Hands()
    timers = disk.timers(hands.clock)
    fired = []
    for do, amount in steps:
        ids = [one.id for one in timers.all()]
        if do == "start":
            timers.start(timer(max(amount, 1)))
        elif do == "go":
            hands.go(max(amount, 0))
        elif do == "restart":
            hands.restart(max(amount, 0))
            timers = disk.timers(hands.clock)
        elif ids and do == "add":
            timers.add(ids[0], amount)
        elif ids:
            getattr(timers, do)(ids[-1])
        fired += [one.timer.id for one in timers.fire()]
        kept = json.loads(disk.data or b'{"timers": []}')
        assert {one["id"] for one in kept["timers"]} == {one.id for one in timers.all()}
    assert len(fired) == len(set(fired))
