"""Which board this is, and what the agent may take of it where nobody says."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from agent.config import Limits
from agent.governor.interface import Sample
from agent.governor.meters import PROC
from agent.governor.sources import Unknown, field, read
from agent.tables import table

#: The agent keeps this far below what its control group allows, so that the kernel need not
#: hold it back in the middle of a sentence.
_BELOW_GROUP = 0.95
#: A Jetson or a computer tells when the kernel slows it down; the agent gives way before, in C.
_BEFORE_TRIP = 8.0
#: What the agent takes at most of the memory of a board.
_MEMORY_SHARE = 0.4


class _Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may be taken of a kind of board."""

    cpu: float
    memory: float
    temperature: float
    name: str = "another board"
    pattern: str = "."
    unload_after: float = 0.0


class _Tables(msgspec.Struct, frozen=True):
    boards: tuple[_Kind, ...]
    other_board: _Kind


@dataclass(frozen=True, slots=True)
class Board:
    """What is known of the board."""

    name: str
    """As its device tree says, else its architecture's."""
    kind: str
    """The kind of board whose limits hold."""
    cores: int
    memory: float
    """MB; 0 where it is unknown."""


@dataclass(frozen=True, slots=True)
class Ceilings:
    """What the agent may take, every one decided."""

    cpu: float
    """Percent of one core."""
    memory: float
    """MB of resident memory."""
    temperature: float
    """Celsius at which the agent is ``hot``."""
    messages: float | None
    """Requests a second; None without a limit."""
    unload_after: float
    """Seconds without a request after which the model is unloaded; 0 for never."""


def survey(proc: Path = PROC) -> Board:
    """Look at the board.

    Args:
        proc: where procfs is mounted.
    """
    name = _says(proc / "device-tree/model").rstrip("\0") or _processor(proc)
    cores = _says(proc / "stat").count("\ncpu")
    try:
        memory = field(_says(proc / "meminfo"), "MemTotal:", "meminfo") * 1024 / 1e6
    except Unknown:
        memory = 0.0
    return Board(name, _kind(name).name, max(1, cores), round(memory))


def decide(limits: Limits, board: Board, sample: Sample, trips: list[float]) -> Ceilings:
    """What the agent may take: as configured, else by the board, and never more than its group.

    Args:
        limits: the configuration.
        board: the board.
        sample: what the meters say of the control group.
        trips: Celsius at which the kernel slows the board down, where it tells.
    """
    kind = _kind(board.name)
    memory = limits.memory or (min(kind.memory, board.memory * _MEMORY_SHARE) or kind.memory)
    trip = min(trips, default=None)
    by_trip = kind.temperature if trip is None else min(kind.temperature, trip - _BEFORE_TRIP)
    group_cpu, group_memory = sample.get("group_cpu_limit"), sample.get("group_memory_limit")
    return Ceilings(
        cpu=_least(limits.cpu or kind.cpu, group_cpu and group_cpu * _BELOW_GROUP),
        memory=_least(memory, group_memory),
        temperature=limits.temperature or max(40.0, by_trip),
        messages=limits.messages,
        unload_after=kind.unload_after if limits.unload_after is None else limits.unload_after,
    )


def _least(one: float, other: float | None) -> float:
    return one if other is None else min(one, other)


@cache
def _tables() -> _Tables:
    data: dict[str, Any] = table("governor")
    return msgspec.convert(data, _Tables)


def _kind(name: str) -> _Kind:
    found = (kind for kind in _tables().boards if re.search(kind.pattern, name.lower()))
    return next(found, _tables().other_board)


def _processor(proc: Path) -> str:
    for line in _says(proc / "cpuinfo").splitlines():
        key, _, value = line.partition(":")
        if key.strip() == "model name":
            return value.strip()
    return "unknown board"


def _says(file: Path) -> str:
    try:
        return read(file)
    except Unknown:
        return ""
