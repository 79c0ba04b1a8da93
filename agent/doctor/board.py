"""The board: what it is, what the agent may take of it, what its meters say."""

from collections.abc import Iterator
from pathlib import Path

from agent.config import Config
from agent.doctor.finding import Finding, bad, good, note
from agent.governor import Governor, Level

PROC, SYS = Path("/proc"), Path("/sys")


def check_board(config: Config, proc: Path = PROC, sys: Path = SYS) -> Iterator[Finding]:
    """Look at the board as the agent does.

    Args:
        config: the configuration.
        proc: where procfs is mounted.
        sys: where sysfs is mounted.
    """
    governor = Governor(config.limits, proc=proc, sys=sys)
    board, may = governor.board, governor.ceilings
    yield good("board", f"{board.name}, {board.cores} cores, {board.memory:.0f} MB")
    limits = (
        f"CPU {may.cpu:.0f} % of a core, memory {may.memory:.0f} MB, hot at {may.temperature:.0f} C"
    )
    chosen = ", as configured" if config.limits.cpu or config.limits.memory else ""
    wrong = list(_unfit(config, governor))
    yield from wrong or [good("limits", f"{limits} ({board.kind}{chosen})")]
    yield from _meters(governor)


def _unfit(config: Config, governor: Governor) -> Iterator[Finding]:
    limits, board = config.limits, governor.board
    if limits.cpu and limits.cpu > 100 * board.cores:
        mend = f"at most {100 * board.cores}; left out, it is chosen by the board"
        yield bad("limits", f"limits.cpu is more than {board.cores} cores have", mend)
    if limits.memory and board.memory and limits.memory > board.memory:
        mend = "lower it; left out, it is chosen by the board"
        yield bad("limits", f"limits.memory is more than the {board.memory:.0f} MB there are", mend)
    if config.threads > board.cores:
        mend = "1 is enough for a sentence in milliseconds"
        yield bad("limits", f"threads: {config.threads}, but there are {board.cores} cores", mend)


def _meters(governor: Governor) -> Iterator[Finding]:
    sample = governor.sample
    governor.step()
    budget = governor.budget
    if sample.get("under_voltage"):
        yield bad(
            "power", "the board gets too little voltage", "use its own power supply and cable"
        )
    if budget.level > Level.NORMAL:
        says = f"the agent would hold back now: {budget.level.name.lower()}, {budget.reason}"
        yield note("meters", says, "cool the board, or have other programs take less of it")
    seen = sorted(set(sample.values) | set(governor.sample.values))
    yield good("meters", ", ".join(seen).replace("_", " "))
    by_reason: dict[str, list[str]] = {}
    for name, why in governor.sample.unknown.items():
        by_reason.setdefault(why, []).append(name.replace("_", " "))
    if by_reason:
        missing = (f"{', '.join(names)} ({why})" for why, names in by_reason.items())
        yield note("meters", f"this board does not tell {'; '.join(missing)}")
