"""The timers of one agent.

While the agent runs, timers run by a clock that nobody sets: a board without a clock of its own
gets the right time from the network long after it started, and a ten-minute timer must not end
then. Over a restart they go by the time of day, the only clock that knows how long it took.

Whoever uses them keeps :meth:`Timers.changed` together with what is told of the change, before it
is told: an agent that dies in between then either did nothing yet, or does nothing twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from secrets import token_hex

import msgspec

from agent.log import get_logger
from agent.timers.interface import MAX_SECONDS, MAX_TIMERS, Clock, Fired, Timer

#: A jump of the time of day by more than this, in seconds, is kept.
_JUMP = 2.0

_log = get_logger("timers")


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All timers, as they are kept."""

    version: int
    timers: tuple[Timer, ...]


@dataclass(slots=True)
class _Running:
    timer: Timer
    due: float | None
    """On the steady clock; None while paused."""


class Timers:
    """All timers; one thread uses it.

    Args:
        kept: what :meth:`changed` gave out last before the restart.
        clock: what time it is.
    """

    def __init__(self, kept: bytes | None = None, clock: Clock | None = None) -> None:
        self._clock = clock or Clock()
        self._running: dict[str, _Running] = {}
        self._offset = self._clock.wall() - self._clock.steady()
        self._changed = False
        for timer in _read(kept):
            self._running[timer.id] = _Running(timer, self._due_after_restart(timer))

    def __len__(self) -> int:
        return len(self._running)

    def changed(self) -> bytes | None:
        """All timers, to be kept; None where nothing changed since this was last asked."""
        if not self._changed:
            return None
        self._changed = False
        self._offset = self._clock.wall() - self._clock.steady()
        kept = _Kept(1, tuple(self._now(one) for one in self._running.values()))
        return msgspec.json.encode(kept)

    def all(self) -> list[Timer]:
        """All timers, those that end first first and paused ones last."""
        now = [self._now(one) for one in self._running.values()]
        return sorted(now, key=lambda timer: (timer.ends is None, timer.ends or timer.left))

    def get(self, timer_id: str) -> Timer | None:
        """The timer of an id."""
        one = self._running.get(timer_id)
        return None if one is None else self._now(one)

    def left(self, timer: Timer) -> float:
        """Seconds that a timer has left, 0 if it is over."""
        one = self._running.get(timer.id)
        if one is None:
            return 0.0
        return one.timer.left if one.due is None else max(0.0, one.due - self._clock.steady())

    def start(self, timer: Timer) -> Timer | None:
        """Start a timer of ``timer.started`` seconds; None where too many run already.

        Its id, its end and what is left of it are set here. A request that comes a second time,
        because the agent died before it was acknowledged, starts nothing more: what it started
        is given out again.
        """
        seconds = min(max(timer.started, 0.0), MAX_SECONDS)
        again = (one for one in self._running.values() if _is_same(one.timer, timer, seconds))
        if (same := next(again, None)) is not None:
            return self._now(same)
        if len(self._running) >= MAX_TIMERS:
            return None
        timer = msgspec.structs.replace(timer, id=token_hex(4), started=seconds, total=seconds)
        one = _Running(timer, self._clock.steady() + seconds)
        self._running[timer.id] = one
        self._changed = True
        return self._now(one)

    def cancel(self, timer_id: str) -> Timer | None:
        """Strike a timer off; None where there is none of this id."""
        one = self._running.pop(timer_id, None)
        if one is None:
            return None
        self._changed = True
        return self._now(one)

    def add(self, timer_id: str, seconds: float) -> Timer | None:
        """Let a timer run longer, or shorter with a negative figure; None where there is none."""
        one = self._running.get(timer_id)
        if one is None:
            return None
        left = min(max(self.left(one.timer) + seconds, 0.0), MAX_SECONDS)
        total = max(one.timer.total + seconds, 0.0)
        one.timer = msgspec.structs.replace(one.timer, total=total, left=left)
        if one.due is not None:
            one.due = self._clock.steady() + left
        self._changed = True
        return self._now(one)

    def pause(self, timer_id: str) -> Timer | None:
        """Stop a timer where it is; None where there is none."""
        one = self._running.get(timer_id)
        if one is None:
            return None
        one.timer = msgspec.structs.replace(one.timer, left=self.left(one.timer))
        one.due = None
        self._changed = True
        return self._now(one)

    def resume(self, timer_id: str) -> Timer | None:
        """Let a paused timer run on; None where there is none."""
        one = self._running.get(timer_id)
        if one is None:
            return None
        if one.due is None:
            one.due = self._clock.steady() + one.timer.left
            self._changed = True
        return self._now(one)

    def wait(self) -> float | None:
        """Seconds until the next timer is over; None while none runs."""
        due = min((one.due for one in self._running.values() if one.due is not None), default=None)
        return None if due is None else max(0.0, due - self._clock.steady())

    def fire(self) -> list[Fired]:
        """Strike off the timers that are over, earliest first.

        Each is given out once, whatever becomes of the agent afterwards.
        """
        now = self._clock.steady()
        over = [one for one in self._running.values() if one.due is not None and one.due <= now]
        if not over:
            self._follow_time_of_day()
            return []
        over.sort(key=lambda one: one.due or 0.0)
        for one in over:
            del self._running[one.timer.id]
        self._changed = True
        return [Fired(self._now(one), now - (one.due or now)) for one in over]

    def _now(self, one: _Running) -> Timer:
        """A timer with its end by the time of day."""
        if one.due is None:
            return msgspec.structs.replace(one.timer, ends=None)
        ends = self._clock.wall() + one.due - self._clock.steady()
        return msgspec.structs.replace(one.timer, ends=ends, left=0.0)

    def _due_after_restart(self, timer: Timer) -> float | None:
        if timer.ends is None:
            return None
        # Set back, as a board without a clock starts, the time of day must not prolong a timer.
        left = min(timer.ends - self._clock.wall(), timer.total)
        return self._clock.steady() + left

    def _follow_time_of_day(self) -> None:
        """Have the ends kept anew when the time was set, so that a restart finds them right."""
        offset = self._clock.wall() - self._clock.steady()
        if self._running and abs(offset - self._offset) > _JUMP:
            self._changed = True


def _read(kept: bytes | None) -> Iterable[Timer]:
    try:
        return msgspec.json.decode(kept, type=_Kept).timers[:MAX_TIMERS] if kept else ()
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        # Nothing is lost that could be saved, and sentences must be read all the same.
        _log.error("the timers that were kept cannot be used: %s", error)
        return ()


def _is_same(kept: Timer, asked: Timer, seconds: float) -> bool:
    if not asked.request_id or kept.request_id != asked.request_id:
        return False
    known = (kept.kind, kept.started, kept.name, kept.command)
    return known == (asked.kind, seconds, asked.name, asked.command)
