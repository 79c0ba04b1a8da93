"""What is delivered as one."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from agent.broker import Publication, Receipt


@dataclass(frozen=True, slots=True)
class Unit:
    """What became of a message: kept in one transaction, so that it holds whole or not at all."""

    publications: Sequence[Publication] = ()
    receipts: Sequence[Receipt] = ()
    """Acknowledged when the unit is kept or, where it is not, when it is published."""
    key: bytes | None = None
    """Which request it answers, as :class:`~agent.delivery.repeats.Repeats` knows it."""
    answer: Publication | None = None
    """What is said again when the request comes again."""
    timers: bytes | None = None
    """The timers as the message left them."""
    passing: bool = False
    """Whether it need not be kept, because nothing was done: the message can come again."""


@dataclass(slots=True)
class Kept:
    """What was found at the start."""

    publications: list[tuple[int, Publication]] = field(default_factory=list)
    """What the broker has not accepted yet, by number, oldest first."""
    answers: list[tuple[bytes, float, Publication]] = field(default_factory=list)
    """Keys of the last requests, seconds since each was answered, and the answers."""
    timers: bytes | None = None
