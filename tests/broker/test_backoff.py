from hypothesis import given
from hypothesis import strategies as st

from agent.broker.backoff import Backoff


@given(longest=st.floats(1, 3600), draws=st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_every_wait_is_bounded(longest, draws):
    backoff = Backoff(longest, draw=iter(draws).__next__)
    for _ in draws:
        assert 0.25 <= backoff.next() <= longest


def test_waits_double_up_to_the_longest_and_start_again():
    backoff = Backoff(5, draw=lambda: 1.0)
    assert [backoff.next() for _ in range(5)] == [1, 2, 4, 5, 5]
    backoff.reset()
    assert backoff.next() == 1


def test_the_last_wait_is_nearly_the_longest():
    assert Backoff(60, draw=lambda: 0.0).last() == 45
    assert Backoff(60, draw=lambda: 1.0).last() == 60
