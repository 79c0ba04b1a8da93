"""Outcomes on their way to the broker, and the order that is the promise.

Durable: what became of a message is kept on disk, then the message is acknowledged, then it is
published and, when the broker has accepted it, struck off. An agent that dies before it is kept
has done nothing, and the broker delivers the message again; one that dies afterwards publishes
at its next start. A result can repeat but never vanish. What must not be sent again, or not so
late, is given up, and something else is published in its place.

Fast, or while nothing can be kept: it is published, and the message is acknowledged when the
broker has accepted everything. After a crash in between the message comes, and is done, again.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

from agent.broker import Broker, Publication, Receipt
from agent.delivery.interface import Kept, Unit
from agent.delivery.store import Store
from agent.errors import StoreError
from agent.log import get_logger

#: What was accepted is struck off with the next commit, or after this time, in seconds.
_STRIKE_OFF = 0.05
#: How often a store that failed is tried again, in seconds.
_RETRY = 5.0
#: Calls in one commit.
_BATCH = 256
#: Calls that may wait for the disk; what comes beyond is published without it.
_MAX_WAITING = 2_000

#: A publication in the store, and which file it is in.
_Number = tuple[int, int]

_log = get_logger("outbox")


class Outbox:
    """Publishes outcomes and acknowledges what they came of; any thread may send.

    Args:
        broker: publishes and acknowledges.
        store: where outcomes are kept; None keeps nothing.
        durable: whether every outcome is kept; else only timers are.
        changed: called when there is a problem or none any more.
    """

    def __init__(
        self,
        broker: Broker,
        store: Store | None = None,
        *,
        durable: bool = True,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._tell = changed
        self._broker = broker
        self._store = store
        self._durable = durable and store is not None
        self.problem: str | None = None
        """Why nothing can be kept, until it can."""
        self._groups: deque[tuple[Unit, ...]] = deque()
        self._accepted: deque[_Number] = deque()
        self._timers: bytes | None = None
        self._loaded = False
        self._changed = threading.Condition()
        self._busy = False
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)

    def start(self) -> Kept:
        """Begin; hands what was left to the broker, and gives it out."""
        if self._store is None:
            return Kept()
        try:
            kept = self._load(self._store)
        except StoreError as error:
            kept = Kept()
            self._fail(error)
        self._thread.start()
        return kept

    def send(self, *units: Unit) -> None:
        """Deliver units, those of one call in one transaction; returns at once."""
        with self._changed:
            # A flood is shed faster than a disk takes it.
            worth = self._durable and not all(unit.passing for unit in units)
            wanted = worth or any(unit.timers is not None for unit in units)
            if self._store and wanted and not self._closed and len(self._groups) < _MAX_WAITING:
                self._groups.append(units)
                self._changed.notify_all()
                return
        for unit in units:
            self._publish(unit)

    def flush(self, limit: float) -> None:
        """Wait until the broker has been given everything, at most ``limit`` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: not self._groups and not self._busy, limit)

    def close(self) -> None:
        """Strike off what was accepted, and end."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()
        if self._store:
            self._store.close()

    def _load(self, store: Store) -> Kept:
        kept = store.load()
        self._loaded = True
        for number, publication in kept.publications:
            self._publish_kept(publication, (store.generation, number))
        if kept.publications:
            _log.info("%d publications were left by the last run", len(kept.publications))
        return kept

    def _run(self) -> None:
        closed = False
        while not closed:
            units, closed = self._wait()
            try:
                self._deliver(units)
            except Exception:
                _log.exception("fault in the outbox; it goes on")

    def _wait(self) -> tuple[list[Unit], bool]:
        """The next units, or none when something else is to be done; and whether it was closed."""
        with self._changed:
            self._busy = False
            self._changed.notify_all()
            self._changed.wait_for(self._is_needed)
            pause = _RETRY if self.problem else _STRIKE_OFF
            self._changed.wait_for(lambda: self._groups or self._closed, pause)
            self._busy = True
            groups = [self._groups.popleft() for _ in range(min(_BATCH, len(self._groups)))]
            return [unit for group in groups for unit in group], self._closed and not self._groups

    def _is_needed(self) -> bool:
        return bool(self._groups or self._closed or self._accepted or self.problem)

    def _deliver(self, units: list[Unit]) -> None:
        kept = units if self._durable else [Unit(timers=unit.timers) for unit in units]
        numbers = self._commit(kept)
        if numbers is None:
            self._timers = next((u.timers for u in reversed(units) if u.timers), self._timers)
        for at, unit in enumerate(units):
            if numbers is None or not self._durable:
                self._publish(unit)
            else:
                self._release(unit, numbers[at])

    def _commit(self, units: list[Unit]) -> list[list[_Number]] | None:
        """Keep units; the numbers of their publications, or None if that could not be."""
        store = self._store
        if store is None:
            return None
        accepted = [self._accepted.popleft() for _ in range(len(self._accepted))]
        # What timers there were when nothing could be kept; later ones come after.
        before = [] if self._timers is None else [Unit(timers=self._timers)]
        try:
            if not self._loaded:
                self._load(store)
            gone = [number for era, number in accepted if era == store.generation]
            numbers = store.commit([*before, *units], gone)[len(before) :]
        except StoreError as error:
            self._accepted.extendleft(reversed(accepted))
            self._fail(error)
            return None
        self._timers = None
        if self.problem:
            _log.info("what is published is kept again")
            self.problem = None
            self._tell()
        return [[(store.generation, number) for number in each] for each in numbers]

    def _fail(self, error: StoreError) -> None:
        problem = f"{error}; results go straight to the broker until it can be"
        if problem != self.problem:
            _log.error("%s", problem)
            self.problem = problem
            self._tell()

    def _release(self, unit: Unit, numbers: Sequence[_Number]) -> None:
        """Acknowledge and publish what is kept."""
        for receipt in unit.receipts:
            self._broker.acknowledge(receipt)
        for publication, number in zip(unit.publications, numbers, strict=True):
            self._publish_kept(publication, number)

    def _publish_kept(self, publication: Publication, number: _Number) -> None:
        self._broker.publish(publication, partial(self._strike_off, number, publication.instead))

    def _strike_off(
        self, number: _Number, instead: Publication | None, refusal: str | None
    ) -> None:
        """The broker accepted a publication, or it is given up: either way it is done.

        The same message would be refused again. What is published instead is kept in the same
        transaction.
        """
        with self._changed:
            self._accepted.append(number)
            if refusal and instead:
                self._groups.append((Unit([instead]),))
            if len(self._accepted) == 1 or refusal:
                self._changed.notify_all()

    def _publish(self, unit: Unit) -> None:
        """Publish what is not kept; acknowledge when the broker has it."""
        if not unit.publications:
            for receipt in unit.receipts:
                self._broker.acknowledge(receipt)
            return
        pending = _Pending(self._broker, unit.receipts, len(unit.publications))
        for publication in unit.publications:
            self._broker.publish(publication, partial(pending.settled, publication.instead))


class _Pending:
    """Counts the publications of one unit that the broker has not settled."""

    def __init__(self, broker: Broker, receipts: Sequence[Receipt], count: int) -> None:
        self._broker = broker
        self._receipts = receipts
        self._count = count
        self._lock = threading.Lock()

    def settled(self, instead: Publication | None, refusal: str | None) -> None:
        if refusal and instead:
            self._broker.publish(instead)
        with self._lock:
            self._count -= 1
            is_last = self._count == 0
        if is_last:
            for receipt in self._receipts:
                self._broker.acknowledge(receipt)
