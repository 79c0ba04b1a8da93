"""The governor: from meters, limits and what people asked for to the budget."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from agent.config import Limits
from agent.governor.board import Board, Ceilings, decide, survey
from agent.governor.budget import Budget
from agent.governor.interface import Sample
from agent.governor.levels import Effect, Level, effect, signals
from agent.governor.meters import PROC, SYS, Meters
from agent.governor.policy import State, step
from agent.governor.share import Share
from agent.messages import ThrottleLimits

#: Time between two looks at the meters, in seconds.
EVERY = 1.0
#: What may be saved up while nothing is to do, in seconds of the share: a few sentences at once
#: are not held up, and over a minute the share is exceeded by less than a fiftieth. Where a control
#: group has a limit the kernel counts by tenths of a second.
_SAVED, _SAVED_IN_GROUP = 1.0, 0.2
#: The kernel holds the agent back if it does so for more than this share of the time, in percent.
_HELD_BACK = 20.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked for, beside the configuration."""

    level: Level = Level.NORMAL
    """The least level; the meters may ask for a higher one."""
    limits: ThrottleLimits = field(default_factory=ThrottleLimits)
    """What is given here goes before the configuration."""
    until: float | None = None
    """When it is over, on the governor's clock; None for never."""


class Governor:
    """Looks at the board and decides; knows nothing of queue or model.

    :attr:`budget` may be read from any thread; everything else is for one thread at a time.

    Args:
        limits: of the configuration.
        proc: where procfs is mounted.
        sys: where sysfs is mounted.
        clock: seconds on a clock that never goes back.
        today: the time of the day at home.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        proc: Path = PROC,
        sys: Path = SYS,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], datetime] = datetime.now,
    ) -> None:
        self._limits = limits
        self._roots = proc, sys
        self._clock = clock
        self._today = today
        self._asked = Asked()
        self._state = State()
        self._meters = Meters(proc, sys, firmware=limits.firmware)
        self.board: Board = survey(proc)
        self._stepped = clock()
        self.sample: Sample = self._meters.read(self._stepped)
        """What the meters said last."""
        self.ceilings: Ceilings = self._decide()
        self._share = Share(self.ceilings.cpu)
        self.budget: Budget = self._make_budget()

    @property
    def asked(self) -> Asked:
        """What was asked for and is not over."""
        return self._asked

    def retune(self, limits: Limits) -> None:
        """Take other limits from the configuration."""
        if limits.firmware != self._limits.firmware:
            proc, sys = self._roots
            self._meters = Meters(proc, sys, firmware=limits.firmware)
        self._limits = limits
        self._settle()

    def steer(self, asked: Asked) -> None:
        """Do what somebody asks for; ``Asked()`` is to go by the configuration alone."""
        self._asked = asked
        self._settle()

    def step(self) -> None:
        """Look at the meters, and make the budget anew."""
        now = self._clock()
        if self._asked.until is not None and now >= self._asked.until:
            self._asked = Asked()
        self.sample = self._meters.read(now)
        self.ceilings = self._decide()
        known = signals(self.ceilings.temperature)
        self._state = step(self._state, self._values(), known, now)
        is_held = (self.sample.get("group_throttled") or 0.0) > _HELD_BACK
        self._share = self._share.step(
            self._cap(),
            is_pressed=is_held or self._state.wanted >= Level.HOT,
            seconds=now - self._stepped,
        )
        self._stepped = now
        self.budget = self._make_budget()

    def _settle(self) -> None:
        self.ceilings = self._decide()
        self._share = Share(self._cap())
        self.budget = self._make_budget()

    def _decide(self) -> Ceilings:
        asked, limits = self._asked.limits, self._limits
        merged = Limits(
            cpu=asked.cpu or limits.cpu,
            memory=asked.memory or limits.memory,
            temperature=asked.temperature or limits.temperature,
            messages=asked.messages or limits.messages,
            unload_after=limits.unload_after,
        )
        return decide(merged, self.board, self.sample, self._meters.temperature.limits)

    def _values(self) -> dict[str, float]:
        """What the policy goes by: the sample, and the memory in percent of what is allowed."""
        values = dict(self.sample.values)
        shares = [
            100 * used / limit
            for used, limit in (
                (values.get("memory"), self.ceilings.memory),
                (values.get("group_memory"), values.get("group_memory_limit")),
            )
            if used is not None and limit
        ]
        return {**values, "memory_share": max(shares)} if shares else values

    def _level(self) -> tuple[Level, str | None, str | None]:
        """The level with its reason and what ends it: the worst of all that ask for one."""
        state, asked = self._state, self._asked
        wanted = [(state.level, state.reason, state.until)]
        if quiet := self._quiet():
            wanted.append((Level.of(self._limits.quiet_level), "quiet hours", quiet))
        if asked.level:
            wanted.append((asked.level, "asked for", self._asked_until()))
        return max(wanted, key=lambda one: one[0])

    def _quiet(self) -> str | None:
        """When the quiet hours end; None outside of them."""
        now = f"{self._today():%H:%M}"
        for stretch in self._limits.quiet:
            begin, _, end = stretch.partition("-")
            if (begin <= now < end) if begin <= end else (now >= begin or now < end):
                return end
        return None

    def _asked_until(self) -> str | None:
        if self._asked.until is None:
            return None
        end = self._today() + timedelta(seconds=self._asked.until - self._clock())
        return f"{end:%H:%M:%S}"

    def _effect(self) -> Effect:
        return effect(self._level()[0])

    def _cap(self) -> float:
        allowed = self._effect().cpu
        return self.ceilings.cpu if allowed is None else min(allowed, self.ceilings.cpu)

    def _make_budget(self) -> Budget:
        level, reason, until = self._level()
        means = effect(level)
        return Budget(
            level=level,
            reason=reason,
            until=until,
            cpu=round(self._share.percent, 1),
            saved=_SAVED_IN_GROUP if "group_cpu_limit" in self.sample.values else _SAVED,
            memory=self.ceilings.memory,
            messages=self.ceilings.messages,
            tier=means.tier,
            admit=means.admit,
            single=level > Level.NORMAL,
            headroom=self._state.headroom,
        )
