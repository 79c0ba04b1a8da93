"""Brokers of our own: what no real broker does on demand."""

import threading
from collections.abc import Collection

from agent.broker import Broker, Listener, Publication, Receipt, Settled
from support.peer import PATIENCE


class HeldBroker(Broker):
    """Accepts a publication when it is told to, or at once."""

    def __init__(self, *, at_once: bool = True) -> None:
        self.at_once = at_once
        self.published: list[Publication] = []
        self.acknowledged: list[int] = []
        self._settles: list[Settled] = []
        self._changed = threading.Condition()

    is_connected = True

    @property
    def problem(self) -> str | None:
        return None

    def start(self, listener: Listener) -> None:
        raise NotImplementedError

    def publish(self, publication: Publication, settled: Settled | None = None) -> None:
        with self._changed:
            self.published.append(publication)
            self._changed.notify_all()
            if settled and not self.at_once:
                self._settles.append(settled)
                return
        if settled:
            settled(None)

    def accept(self, refusal: str | None = None) -> None:
        """Accept everything that waits, or give it up."""
        with self._changed:
            waiting, self._settles = self._settles, []
        for settled in waiting:
            settled(refusal)

    def follow(self, topics: Collection[str]) -> None:
        raise NotImplementedError

    def acknowledge(self, receipt: Receipt) -> None:
        with self._changed:
            self.acknowledged.append(receipt.mid)
            self._changed.notify_all()

    def stop(self, limit: float) -> None:
        raise NotImplementedError

    def expect(self, published: int = 0, acknowledged: int = 0) -> None:
        """Wait until that many were published and acknowledged."""
        with self._changed:
            assert self._changed.wait_for(
                lambda: len(self.published) >= published and len(self.acknowledged) >= acknowledged,
                PATIENCE,
            ), (self.published, self.acknowledged)
