from hypothesis import given
from hypothesis import strategies as st

from agent.governor import Pace, Turnstile


class Process:
    """Spends CPU time where it is told to, one second of it in a second."""

    def __init__(self):
        self.now = 100.0
        self.spent = 7.0
        self.pace = Pace(lambda: self.now, lambda: self.spent)

    def work(self, seconds):
        self.now += seconds
        self.spent += seconds


@given(st.lists(st.floats(0.001, 0.2), min_size=1, max_size=8), st.floats(5, 90))
def test_no_more_than_the_share_however_long_the_work_takes(costs, percent):
    process, began = Process(), 100.0
    for cost in costs * 20:
        process.now += process.pace.wait(percent)
        assert process.pace.wait(percent) < 1e-6
        process.work(cost)
    share = percent / 100
    assert process.spent - 7.0 <= share * (process.now - began) + max(costs) + 1e-6


@given(st.floats(5, 90))
def test_no_less_either_while_there_is_work(percent):
    process = Process()
    for _ in range(500):
        process.now += process.pace.wait(percent)
        process.work(0.01)
    share = (process.spent - 7.0) / (process.now - 100.0)
    assert abs(100 * share - percent) < 2


def test_a_few_at_once_after_a_rest():
    process = Process()
    process.now += 60
    for _ in range(20):
        assert process.pace.wait(50) == 0
        process.work(0.02)


def test_a_flood_that_could_not_be_held_back_is_soon_forgotten():
    process = Process()
    process.work(30)
    assert process.pace.wait(50) <= 5


def test_other_threads_count():
    process = Process()
    process.now += 1
    process.spent += 0.5
    assert process.pace.wait(10) > 0


def test_so_many_a_second():
    now = [0.0]
    turnstile = Turnstile(lambda: now[0])
    passed = 0
    for _ in range(1000):
        passed += turnstile.admits(5)
        now[0] += 0.01
    assert 50 <= passed <= 55
    assert all(turnstile.admits(None) for _ in range(100))


def test_less_than_one_a_second():
    now = [0.0]
    turnstile = Turnstile(lambda: now[0])
    assert turnstile.admits(0.5)
    assert not turnstile.admits(0.5)
    now[0] += 2
    assert turnstile.admits(0.5)
