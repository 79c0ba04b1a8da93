"""What is to be published for a message, and the acknowledgement that follows.

The order is the promise: a message is acknowledged only when the broker has everything that
became of it. Until then the broker keeps the message and delivers it again after a crash, so
that a result can repeat but never vanish.
"""

import threading
from collections.abc import Sequence

from agent.broker.interface import Broker, Publication, Receipt


class Outbox:
    """Publishes the outcomes of messages and acknowledges them afterwards."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker

    def send(self, publications: Sequence[Publication], receipt: Receipt | None = None) -> None:
        """Publish, then acknowledge; from any thread.

        A publication that the broker refuses for good (no right to the topic) counts as done:
        the same message would be refused again.
        """
        if receipt is None:
            for publication in publications:
                self._broker.publish(publication)
        elif not publications:
            self._broker.acknowledge(receipt)
        else:
            pending = _Pending(self._broker, receipt, len(publications))
            for publication in publications:
                self._broker.publish(publication, pending.settled)


class _Pending:
    """Counts the publications of one message that the broker has not settled."""

    def __init__(self, broker: Broker, receipt: Receipt, count: int) -> None:
        self._broker = broker
        self._receipt = receipt
        self._count = count
        self._lock = threading.Lock()

    def settled(self, refusal: str | None) -> None:  # noqa: ARG002, the connection reports it
        with self._lock:
            self._count -= 1
            is_last = self._count == 0
        if is_last:
            self._broker.acknowledge(self._receipt)
