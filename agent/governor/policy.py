"""From what the meters say to a level: pure, with hysteresis and dwell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from agent.governor.levels import Level, Signal

#: Least time between two changes, but for the one to ``critical``, in seconds.
DWELL = 30.0
#: How long it must have been calm for a step back towards ``normal``, by the level that is left.
CALM = {Level.WARM: 30.0, Level.HOT: 60.0, Level.CRITICAL: 60.0}


@dataclass(frozen=True, slots=True)
class State:
    """What the policy knows between two looks at the meters."""

    level: Level = Level.NORMAL
    reason: str | None = None
    """Why it is not ``normal``."""
    until: str | None = None
    """What must be reached for a step back, such as ``72 for 60 s``."""
    changed: float = float("-inf")
    """When the level changed last, in seconds on a clock that never goes back."""
    wanted: Level = Level.NORMAL
    """What the last sample asked for."""
    calm_since: float | None = None
    """Since when every sample asked for less than ``level``."""
    headroom: float = 1.0
    """What is left of the scarcest thing until ``hot``: 1 all, 0 nothing."""


def step(state: State, values: Mapping[str, float], signals: Sequence[Signal], now: float) -> State:
    """The next state.

    The worst signal counts. ``critical`` is entered at once, another level when two samples in a
    row ask for it; back it goes one level at a time, when it was calm for :data:`CALM`.

    Args:
        state: the one before.
        values: what was measured, by the names of signals; what is unknown is not in it.
        signals: what the values mean.
        now: seconds on a clock that never goes back.
    """
    known = [(one, values[one.name]) for one in signals if one.name in values]
    asked = [(one.demands(value, state.level), one, value) for one, value in known]
    wanted = max((level for level, _, _ in asked), default=Level.NORMAL)
    since = now if state.calm_since is None else state.calm_since
    calm_since = since if wanted < state.level else None
    level = _next(state, wanted, calm_since, now)
    seen = replace(
        state,
        wanted=wanted,
        calm_since=calm_since,
        headroom=round(min((one.headroom(value) for one, value in known), default=1.0), 3),
    )
    if level == state.level:
        return seen
    reason, until = _told(level, asked)
    return replace(seen, level=level, reason=reason, until=until, changed=now, calm_since=None)


def _next(state: State, wanted: Level, calm_since: float | None, now: float) -> Level:
    if wanted > state.level:
        if wanted == Level.CRITICAL:
            return wanted
        twice = min(wanted, state.wanted)
        return twice if twice > state.level and now - state.changed >= DWELL else state.level
    if calm_since is None or state.level == Level.NORMAL:
        return state.level
    is_over = now - calm_since >= CALM[state.level] and now - state.changed >= DWELL
    return Level(state.level - 1) if is_over else state.level


def _told(
    level: Level, asked: Sequence[tuple[Level, Signal, float]]
) -> tuple[str | None, str | None]:
    """Why the agent is at a level, and what ends it."""
    if level == Level.NORMAL:
        return None, None
    time = f"for {CALM[level]:g} s"
    demanded, signal, value = max(asked, key=lambda one: one[0], default=(Level.NORMAL, None, 0.0))
    if signal is None or demanded < level:
        return "back step by step", f"it was calm {time}"
    leave = signal.leave[level - 1]
    until = f"{leave:g} {time}" if signal.unit and leave is not None else f"it is over {time}"
    return signal.tells(value, level), until
