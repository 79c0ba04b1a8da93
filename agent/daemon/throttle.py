"""Looks at the board every second, on a thread of its own, and says what changes."""

import threading
import time
from collections.abc import Callable

from agent.clock import rfc3339
from agent.config import Limits
from agent.governor import EVERY, Asked, Budget, Governor, Level, effect
from agent.log import get_logger
from agent.messages import ThrottleCommand, ThrottleLimits, ThrottleMessage

_log = get_logger("governor")


class Throttle:
    """Runs the governor; every method may be called from any thread.

    Args:
        governor: decides.
        changed: told when the level or what was asked for changed.
    """

    def __init__(self, governor: Governor, changed: Callable[[], None]) -> None:
        self._governor = governor
        self._changed = changed
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._told = governor.budget.level
        self._thread = threading.Thread(target=self._run, name="governor", daemon=True)

    @property
    def budget(self) -> Budget:
        """What the agent may do now."""
        return self._governor.budget

    def level(self) -> str:
        """How far the agent has stepped back."""
        return str(self.budget.level)

    @property
    def unload_after(self) -> float:
        """Seconds without a request after which the model is unloaded; 0 for never."""
        return self._governor.ceilings.unload_after

    def start(self) -> None:
        """Begin to look."""
        board, ceilings = self._governor.board, self._governor.ceilings
        _log.info(
            "%s: at most %g %% of a core and %g MB, hot at %g C",
            *(board.name, ceilings.cpu, ceilings.memory, ceilings.temperature),
        )
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()

    def retune(self, limits: Limits) -> None:
        """Take other limits from the configuration."""
        with self._lock:
            self._governor.retune(limits)
            self._tell()

    def steer(self, command: ThrottleCommand) -> None:
        """Do what the command asks for; it replaces what was asked for before."""
        level = Level.NORMAL if command.level in (None, "auto") else Level.of(str(command.level))
        limits = command.limits or ThrottleLimits()
        until = None if command.seconds is None else time.monotonic() + command.seconds
        with self._lock:
            self._governor.steer(Asked(level, limits, until))
            self._tell()

    def message(self) -> ThrottleMessage:
        """How far the agent has stepped back, and why."""
        with self._lock:
            budget, asked = self._governor.budget, self._governor.asked
            ceilings, sample = self._governor.ceilings, self._governor.sample
        left = None if asked.until is None else max(0.0, asked.until - time.monotonic())
        return ThrottleMessage(
            level=str(budget.level),
            reason=budget.reason,
            until=budget.until,
            headroom=budget.headroom,
            asked="auto" if asked == Asked() else str(asked.level),
            asked_until=None if left is None else rfc3339(time.time() + left),
            cpu_percent=budget.cpu,
            memory_mb=round(ceilings.memory, 1),
            temperature_c=ceilings.temperature,
            messages=ceilings.messages,
            tier=budget.tier,
            signals={name: round(value, 1) for name, value in sorted(sample.values.items())},
            unknown=dict(sample.unknown),
            time=rfc3339(),
        )

    def temperature(self) -> float | None:
        """Of the processor, in Celsius; None where the board shows none."""
        return self._governor.sample.get("temperature")

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            self._look()

    def _look(self) -> None:
        try:
            with self._lock:
                self._governor.step()
                self._tell()
        except Exception:
            _log.exception("fault in looking at the board; it goes on")

    def _tell(self) -> None:
        budget = self._governor.budget
        if budget.level == self._told:
            return
        worse, self._told = budget.level > self._told, budget.level
        until = f" until {budget.until}" if budget.until else ""
        reason = f"{budget.reason}; " if budget.reason else ""
        (_log.warning if worse else _log.info)(
            "%s: %s%s%s", budget.level, reason, effect(budget.level).does, until
        )
        self._changed()
