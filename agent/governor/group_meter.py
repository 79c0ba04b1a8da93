"""The meter of the agent's control group."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from agent.governor.interface import Meter
from agent.governor.sources import Rate, Unknown, field, number, read

_MB = 1e6
#: Control groups of version 1 without a limit show a number near 2**63.
_NO_LIMIT = 2.0**60


class ControlGroup(Meter):
    """What the control group of the agent takes, is allowed and is denied.

    ``group_cpu_limit`` in percent of one core, ``group_memory_limit`` and ``group_memory`` in MB
    without what the kernel can drop at once, ``group_throttled`` in percent of the time. Version 2
    of control groups, or version 1 where the controllers are mounted so. Of groups within groups
    the nearest with a limit counts.
    """

    names = ("group_cpu_limit", "group_memory_limit", "group_memory", "group_throttled")

    def __init__(self, proc: Path, sys: Path) -> None:
        self._throttled = Rate()
        self._cpu = _nearest(proc, sys, "cpu", _cpu_limit)
        self._memory = _nearest(proc, sys, "memory", _memory_limit)

    def _measure(self, now: float) -> Mapping[str, float]:
        if self._cpu is None and self._memory is None:
            raise Unknown("no control group sets a limit")
        found: dict[str, float | None] = {}
        if self._cpu is not None:
            found["group_cpu_limit"] = _cpu_limit(self._cpu)
            denied = self._throttled.of(_throttled_time(self._cpu), now)
            found["group_throttled"] = None if denied is None else 100 * denied
        if self._memory is not None:
            found["group_memory_limit"] = _memory_limit(self._memory)
            found["group_memory"] = _memory_used(self._memory)
        return {name: value for name, value in found.items() if value is not None}


def _nearest(
    proc: Path, sys: Path, controller: str, limit: Callable[[Path], float | None]
) -> Path | None:
    folders = _folders(proc, sys / "fs/cgroup", controller)
    return next((folder for folder in folders if _has(folder, limit)), None)


def _has(group: Path, limit: Callable[[Path], float | None]) -> bool:
    try:
        return limit(group) is not None
    except Unknown:
        return False  # the root group has no such files, and a foreign one may be hidden


def _folders(proc: Path, root: Path, controller: str) -> Iterator[Path]:
    """The agent's group and those around it; version 2 has no name of a controller."""
    try:
        lines = read(proc / "self/cgroup").splitlines()
    except Unknown:
        return
    for line in lines:
        _, _, rest = line.partition(":")
        names, _, path = rest.partition(":")
        if controller not in names.split(",") and names:
            continue
        top = root / controller if names else root
        inside = top / path.lstrip("/")
        yield from (folder for folder in (inside, *inside.parents) if folder.is_relative_to(top))


def _cpu_limit(group: Path) -> float | None:
    """Percent of one core; None where there is no limit."""
    if (file := group / "cpu.max").exists():
        quota, _, period = read(file).partition(" ")
    else:
        quota, period = read(group / "cpu.cfs_quota_us"), read(group / "cpu.cfs_period_us")
    if not quota.isdecimal() or not period.isdecimal() or int(period) == 0:
        return None  # "max", or -1
    return 100 * int(quota) / int(period)


def _throttled_time(group: Path) -> float:
    """Seconds in which the kernel held the group back."""
    file = group / "cpu.stat"
    text = read(file)
    if "throttled_usec" in text:
        return field(text, "throttled_usec", file) / 1e6
    return field(text, "throttled_time", file) / 1e9


def _memory_limit(group: Path) -> float | None:
    """MB; None where there is no limit."""
    is_new = (group / "memory.max").exists()
    names = ("memory.max", "memory.high") if is_new else ("memory.limit_in_bytes",)
    texts = [read(group / name) for name in names]
    limits = [float(text) for text in texts if text.isdecimal() and float(text) < _NO_LIMIT]
    return min(limits) / _MB if limits else None


def _memory_used(group: Path) -> float:
    """MB that only the agent could give back."""
    is_new = (group / "memory.current").exists()
    used = number(group / ("memory.current" if is_new else "memory.usage_in_bytes"))
    stat = group / "memory.stat"
    # Pages of files that nobody uses go before anything is denied.
    dropped = field(read(stat), "inactive_file" if is_new else "total_inactive_file", stat)
    return max(0.0, used - dropped) / _MB
