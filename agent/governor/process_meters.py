"""Meters of the agent itself and of what others take."""

import os
from collections.abc import Mapping
from pathlib import Path

from agent.governor.interface import Meter
from agent.governor.sources import Rate, Unknown, read

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_MB = 1e6


class Usage(Meter):
    """CPU time of the agent in percent of one core, and of all others in percent of the board."""

    names = ("cpu", "others")

    def __init__(self, proc: Path) -> None:
        self._proc = proc
        self._own, self._idle = Rate(), Rate()
        self._cores = max(1, _cores(proc))

    def _measure(self, now: float) -> Mapping[str, float]:
        own = self._own.of(self._own_ticks(), now)
        idle = self._idle.of(self._idle_ticks(), now)
        if own is None or idle is None:
            return {}
        busy = 100 * (1 - idle / _TICKS / self._cores)
        others = busy - 100 * own / _TICKS / self._cores
        return {"cpu": 100 * own / _TICKS, "others": min(100.0, max(0.0, others))}

    def _own_ticks(self) -> float:
        file = self._proc / "self/stat"
        # The name of the command, in parentheses, may hold blanks.
        fields = read(file).rpartition(")")[2].split()
        try:
            return float(fields[11]) + float(fields[12])
        except (IndexError, ValueError):
            raise Unknown(f"{file}: no times") from None

    def _idle_ticks(self) -> float:
        file = self._proc / "stat"
        fields = read(file).partition("\n")[0].split()
        try:
            return float(fields[4]) + float(fields[5])
        except (IndexError, ValueError):
            raise Unknown(f"{file}: no times") from None


class Resident(Meter):
    """Resident memory of the agent in MB (a million bytes)."""

    names = ("memory",)

    def __init__(self, proc: Path) -> None:
        self._file = proc / "self/statm"

    def _measure(self, _now: float) -> Mapping[str, float]:
        fields = read(self._file).split()
        try:
            return {"memory": int(fields[1]) * _PAGE / _MB}
        except (IndexError, ValueError):
            raise Unknown(f"{self._file}: no pages") from None


def _cores(proc: Path) -> int:
    """Cores that are counted in ``/proc/stat``."""
    try:
        lines = read(proc / "stat").splitlines()
    except Unknown:
        return 1
    return sum(line.startswith("cpu") and line[3:4].isdecimal() for line in lines)
