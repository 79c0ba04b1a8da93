"""How the agent does: counters, times, and what the process takes."""

import math
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from typing import get_args

import psutil

from agent.messages import Latency, ResultStatus

#: Requests whose times are kept for the percentiles.
WINDOW = 512

#: CPU time is counted in ticks of 10 ms: a shorter measure says nothing, in seconds.
_LEAST_INTERVAL = 1.0


class Pulse:
    """Whether a thread gets on: each time around it says when it will be back at the latest.

    Args:
        name: of the thread.
        clock: seconds on a clock that never goes back.
    """

    def __init__(self, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self._clock = clock
        self._due = math.inf  # it has not begun

    def beat(self, rest: float = 0.0) -> None:
        """Get on; ``rest`` is the longest time in seconds that it now waits for something."""
        self._due = self._clock() + rest

    @property
    def late(self) -> float:
        """Seconds since it should have been back; negative while it rests."""
        return self._clock() - self._due


class Health:
    """Counts results and reads the process."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._process.cpu_percent()
        self._started = self._measured = time.monotonic()
        self._cpu = 0.0
        self._results: Counter[str] = Counter()
        self._latencies: deque[float] = deque(maxlen=WINDOW)
        self._lock = threading.Lock()

    def count(self, status: ResultStatus, latency_ms: float | None = None) -> None:
        """Count a result, with its time where the model read it; from any thread."""
        with self._lock:
            self._results[status] += 1
            if latency_ms is not None:
                self._latencies.append(latency_ms)

    @property
    def results(self) -> dict[str, int]:
        """Results since the start, by every status there is."""
        return {status: self._results[status] for status in get_args(ResultStatus)}

    @property
    def latency(self) -> Latency:
        """Percentiles of the last :data:`WINDOW` times, in milliseconds."""
        with self._lock:
            ordered = sorted(self._latencies)
        return Latency(p50=_percentile(ordered, 50), p95=_percentile(ordered, 95))

    @property
    def uptime(self) -> int:
        """Whole seconds since the start."""
        return int(time.monotonic() - self._started)

    @property
    def memory_mb(self) -> float:
        """Resident memory in MB (a million bytes)."""
        return round(self._process.memory_info().rss / 1e6, 1)

    def cpu_percent(self) -> float:
        """CPU time in percent of one core since this was last measured."""
        now = time.monotonic()
        if now - self._measured >= _LEAST_INTERVAL:
            self._measured = now
            self._cpu = round(self._process.cpu_percent(), 1)
        return self._cpu


def _percentile(ordered: Sequence[float], percent: int) -> float | None:
    """The nearest-rank percentile of ordered values; None of none."""
    if not ordered:
        return None
    rank = -(-percent * len(ordered) // 100)
    return round(ordered[rank - 1], 2)
