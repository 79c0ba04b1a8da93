"""What waits for the worker: requests, so many and no more, and commands before them."""

import threading
from collections import deque
from dataclasses import dataclass

from agent.broker import Received
from agent.messages import Kind, Request

#: Commands that may wait; people send them one at a time.
MAX_ORDERS = 64


@dataclass(frozen=True, slots=True)
class Job:
    """A request that waits to be read."""

    request: Request
    """With its id, which the agent gave it if it brought none."""
    kind: Kind
    message: Received

    def is_expired(self, now: float) -> bool:
        """Whether nobody has a use for the answer any more; ``now`` on the monotonic clock."""
        limits = [s for s in (self.request.expires_in, self.message.expiry) if s is not None]
        return bool(limits) and now - self.message.arrived > min(limits)


@dataclass(frozen=True, slots=True)
class Order:
    """A command that waits to be done."""

    name: str
    payload: bytes = b""
    message: Received | None = None
    """None where the agent gave it to itself, as on SIGHUP."""


class Inbox:
    """A queue between the network thread and the worker; every method is safe from any thread."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._jobs: deque[Job] = deque()
        self._orders: deque[Order] = deque()
        self._changed = threading.Condition()
        self._nudged = False
        self._closed = False

    @property
    def depth(self) -> int:
        """How many requests wait."""
        return len(self._jobs)

    @property
    def is_done(self) -> bool:
        """Whether it was closed and nothing waits any more."""
        with self._changed:
            return self._closed and not self._jobs and not self._orders

    def put(self, item: Job | Order) -> bool:
        """Let it wait; False when it is full or closed."""
        with self._changed:
            if self._closed:
                return False
            if isinstance(item, Order):
                if len(self._orders) >= MAX_ORDERS:
                    return False
                self._orders.append(item)
            else:
                if len(self._jobs) >= self.size:
                    return False
                self._jobs.append(item)
            self._changed.notify()
            return True

    def take(self, timeout: float) -> Job | Order | None:
        """The next command, else the next request; None after ``timeout`` seconds or a nudge."""
        with self._changed:
            self._changed.wait_for(self._is_ready, timeout)
            self._nudged = False
            if self._orders:
                return self._orders.popleft()
            return self._jobs.popleft() if self._jobs else None

    def nudge(self) -> None:
        """Let the worker look after what is not in the queue."""
        with self._changed:
            self._nudged = True
            self._changed.notify()

    def close(self) -> None:
        """Take nothing more; what waits can still be taken."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _is_ready(self) -> bool:
        return bool(self._orders or self._jobs or self._nudged or self._closed)
