"""The policy over traces that nobody chose."""

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.governor.levels import Level, effect, signals
from agent.governor.policy import CALM, DWELL, State, step

KNOWN = signals(77.0)
FLAGS = {"under_voltage", "throttled"}
NAMES = [one.name for one in KNOWN]


def value(name):
    if name in FLAGS:
        return st.sampled_from([0.0, 1.0])
    return st.floats(0, 110)


samples = st.fixed_dictionaries({}, optional={name: value(name) for name in NAMES})
#: What the meters say, and for how many seconds: what lasts is what moves the policy.
traces = st.lists(st.tuples(samples, st.integers(1, 70)), min_size=1, max_size=6)


#: Each example is minutes of samples.
few = settings(max_examples=30)


def run(trace, state=None, start=0.0):
    """The state after every second of a trace."""
    state, now, states = state or State(), start, []
    for values, seconds in trace:
        for _ in range(seconds):
            now += 1
            state = step(state, values, KNOWN, now)
            states.append((now, state))
    return states


def changes(states):
    return [(now, b.level) for (_, a), (now, b) in pairwise(states) if a.level != b.level]


def asks(values, level=Level.NORMAL):
    return max((s.demands(values[s.name], level) for s in KNOWN if s.name in values), default=level)


@few
@given(traces)
def test_never_two_changes_within_the_dwell_but_for_critical(trace):
    found = changes([(0.0, State()), *run(trace)])
    for (before, _), (after, level) in pairwise(found):
        assert after - before >= DWELL or level == Level.CRITICAL


@few
@given(traces)
def test_back_it_goes_one_level_at_a_time(trace):
    levels = [state.level for _, state in run(trace)]
    assert all(after >= before - 1 for before, after in pairwise(levels))


@few
@given(traces, samples, st.sampled_from(NAMES), st.floats(0, 50))
def test_more_pressure_never_leads_to_a_lower_level(trace, values, name, more):
    """From one and the same state, whatever led to it."""
    now, state = run(trace)[-1]
    worse = {**values, name: values.get(name, 0.0) + more}
    levels = [[s.level for _, s in run([(one, 3)], state, now)] for one in (values, worse)]
    assert levels[0][0] <= levels[1][0]
    assert (
        step(state, values, KNOWN, now + 1).headroom >= step(state, worse, KNOWN, now + 1).headroom
    )


@few
@given(samples, st.sampled_from(NAMES), st.floats(0, 50))
def test_more_lasting_pressure_ends_at_no_lower_level(values, name, more):
    worse = {**values, name: values.get(name, 0.0) + more}
    ends = [run([(one, 300)])[-1][1].level for one in (values, worse)]
    assert ends[0] <= ends[1]


@few
@given(traces)
def test_it_always_comes_back_when_the_pressure_ends(trace):
    now, state = run(trace)[-1]
    longest = DWELL + sum(CALM.values()) + len(CALM)
    calm = dict.fromkeys(NAMES, 0.0)
    _, after = run([(calm, int(longest))], state, now)[-1]
    assert after.level == Level.NORMAL
    assert after.reason is None
    assert after.headroom == 1.0


@few
@given(traces)
def test_meters_that_fall_silent_hold_nothing_back(trace):
    now, state = run(trace)[-1]
    assert run([({}, 200)], state, now)[-1][1].level == Level.NORMAL


@few
@given(traces, samples.filter(lambda values: asks(values) == Level.CRITICAL))
def test_critical_at_once(trace, values):
    now, state = run(trace)[-1]
    assert step(state, values, KNOWN, now + 1).level == Level.CRITICAL


@few
@given(traces, samples)
def test_one_odd_sample_changes_nothing_but_into_critical(trace, values):
    now, state = run([*trace, ({}, 200)])[-1]
    odd = step(state, values, KNOWN, now + 1)
    assert odd.level in (Level.NORMAL, Level.CRITICAL)


@few
@given(traces)
def test_every_level_has_its_reason(trace):
    for _, state in run(trace):
        assert (state.reason is None) == (state.level == Level.NORMAL)
        assert 0.0 <= state.headroom <= 1.0


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("peak", [72.0, 78.0, 84.0, 95.0])
def test_an_hour_of_heat_with_noise(seed, peak):
    noise = random.Random(seed)
    state, states = State(), [(0.0, State())]
    for second in range(1, 7200):
        up = second / 3600 if second < 3600 else 2 - second / 3600
        heat = 40 + (peak - 40) * up + noise.uniform(-2, 2)
        state = step(state, {"temperature": heat}, KNOWN, float(second))
        states.append((float(second), state))
    found = changes(states)
    assert found
    assert all(after - before >= 30 for (before, _), (after, _) in pairwise(found))
    assert len(found) <= 2 * state_levels(peak)
    assert states[-1][1].level == Level.NORMAL


def state_levels(peak):
    """How many levels a noisy ramp to ``peak`` can pass on its way up."""
    return sum(peak + 2 >= limit for limit in (70, 77, 82))


def test_what_it_says():
    hot = run([({"temperature": 60.0}, 5), ({"temperature": 78.24}, 2)])[-1][1]
    assert hot.level == Level.HOT
    assert hot.reason == "CPU 78.2 C, limit 77"
    assert hot.until == "72 for 60 s"
    weak = run([({"under_voltage": 1.0}, 2)])[-1][1]
    assert (weak.level, weak.reason) == (Level.HOT, "under-voltage")
    assert weak.until == "it is over for 60 s"


def test_headroom():
    for celsius, expected in ((40.0, 1.0), (58.5, 0.5), (77.0, 0.0), (90.0, 0.0)):
        assert run([({"temperature": celsius}, 1)])[-1][1].headroom == pytest.approx(expected)


def test_each_level_takes_no_more_than_the_one_before():
    order = {"full": 0, "nano": 1, "cache": 2}, {"all": 0, "voice": 1, "urgent": 2}
    for one, next_one in pairwise(map(effect, Level)):
        assert (next_one.cpu or 0) < (one.cpu or 1e9)
        assert order[0][one.tier] <= order[0][next_one.tier]
        assert order[1][one.admit] <= order[1][next_one.admit]


@pytest.mark.parametrize("signal", KNOWN, ids=lambda one: one.name)
def test_the_thresholds_of_a_signal_are_in_order(signal):
    enters = [at for at in signal.enter if at is not None]
    leaves = [at for at in signal.leave if at is not None]
    assert enters == sorted(enters)
    assert leaves == sorted(leaves)
    assert [at is None for at in signal.enter] == [at is None for at in signal.leave]
    assert all(out < into for into, out in zip(enters, leaves, strict=True))
    assert signal.rest < enters[0]
