"""What waits for the worker: requests, so many and no more, and commands; each by its priority."""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from itertools import count
from typing import Literal

from agent.broker import Received
from agent.daemon.asker import Asker
from agent.messages import Kind, Request
from agent.sensors import Report

#: Commands that may wait; people send them one at a time.
MAX_ORDERS = 64
#: Urgent requests that may wait; beyond this something is broken, and memory has an end.
MAX_URGENT = 10_000


class Priority(IntEnum):
    """What is taken first; the lower figure goes before the higher."""

    URGENT = 0
    """A leak, smoke, gas: never shed for another."""
    COMMAND = 1
    VOICE = 2
    EVENT = 3
    """Of a device, and each one counts."""
    READING = 4
    """Of a device, and the next one tells more."""


#: What is not held up when the agent has taken more of the processor than it may.
_PRESSING = (Priority.URGENT, Priority.COMMAND)
_SPOKEN = (*_PRESSING, Priority.VOICE)


@dataclass(frozen=True, slots=True)
class Job:
    """A request that waits to be read."""

    request: Request
    """With its id, which the agent gave it if it brought none."""
    kind: Kind
    message: Received
    priority: Priority = Priority.VOICE
    key: Hashable = None
    """A later request with the same key makes this one needless; None where none does."""
    asker: Asker | None = None
    """The program that asked in a protocol of its own; None where it came on a topic."""
    report: Report | None = None
    """Of a device, what its text tells without the model."""

    @property
    def until(self) -> float | None:
        """When nobody has a use for the answer any more, on the monotonic clock."""
        limits = [s for s in (self.request.expires_in, self.message.expiry) if s is not None]
        return self.message.arrived + min(limits) if limits else None

    def is_expired(self, now: float) -> bool:
        """Whether nobody has a use for the answer any more; ``now`` on the monotonic clock."""
        return self.until is not None and now > self.until


@dataclass(frozen=True, slots=True)
class Order:
    """A command that waits to be done."""

    name: str
    payload: bytes = b""
    message: Received | None = None
    """None where the agent gave it to itself, as on SIGHUP."""


@dataclass(frozen=True, slots=True)
class Displaced:
    """What has no place in the inbox."""

    item: Job | Order
    why: Literal["full", "outranked", "replaced", "closed"]
    """``full``: it came when no more may wait. ``outranked``: it waited, and one of higher priority
    came. ``replaced``: it waited, and a later one with its key came. ``closed``: the agent stops.
    """


class Inbox:
    """A queue between the network thread and the worker; every method is safe from any thread."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._lanes: dict[Priority, OrderedDict[Hashable, Job | Order]] = {
            priority: OrderedDict() for priority in Priority
        }
        self._depth = 0
        self._numbers = count()
        self._changed = threading.Condition()
        self._nudged = False
        self._closed = False
        self._held = False

    @property
    def depth(self) -> int:
        """How many requests wait."""
        return self._depth

    @property
    def is_done(self) -> bool:
        """Whether it was closed and nothing waits any more."""
        with self._changed:
            return self._closed and not any(self._lanes.values())

    def put(self, item: Job | Order) -> Displaced | None:
        """Let it wait; what has no place then, which may be ``item`` itself."""
        with self._changed:
            if self._closed:
                return Displaced(item, "closed")
            displaced = self._make_room(item)
            if displaced is None or displaced.item is not item:
                self._enter(item)
                self._changed.notify()
            return displaced

    @property
    def is_swamped(self) -> bool:
        """Whether more comes of devices than there is CPU time to read."""
        return self._held and self._depth >= self.size / 2

    def take(
        self, timeout: float, *, pressing: bool = False, spare: bool = True
    ) -> Job | Order | None:
        """The first of the highest priority; None after ``timeout`` seconds or a nudge.

        Args:
            timeout: longest wait in seconds.
            pressing: take nothing but what is urgent, and commands; the rest waits.
            spare: whether there is time for text of devices, too.
        """
        lanes = _PRESSING if pressing else tuple(Priority) if spare else _SPOKEN
        with self._changed:
            self._held = pressing or not spare
            self._changed.wait_for(lambda: self._is_ready(lanes), timeout)
            self._nudged = False
            for priority in lanes:
                if self._lanes[priority]:
                    return self._pop(priority)
            return None

    def nudge(self) -> None:
        """Let the worker look after what is not in the queue."""
        with self._changed:
            self._nudged = True
            self._changed.notify()

    def close(self) -> None:
        """Take nothing more; what waits can still be taken."""
        with self._changed:
            self._closed = self._nudged = True
            self._changed.notify()

    def _make_room(self, item: Job | Order) -> Displaced | None:
        lane = self._lanes[_priority(item)]
        if isinstance(item, Order):
            return Displaced(item, "full") if len(lane) >= MAX_ORDERS else None
        replaced = None if item.key is None else lane.get(item.key)
        if replaced is not None:
            return Displaced(replaced, "replaced")
        if self._depth < self.size:
            return None
        for priority in (Priority.READING, Priority.EVENT, Priority.VOICE):
            if priority > item.priority and self._lanes[priority]:
                return Displaced(self._pop(priority), "outranked")
        if item.priority == Priority.URGENT and len(lane) < MAX_URGENT:
            return None
        return Displaced(item, "full")

    def _enter(self, item: Job | Order) -> None:
        """Put it last, or in the place of the one with its key: who waited is not set back."""
        lane = self._lanes[_priority(item)]
        key = item.key if isinstance(item, Job) and item.key is not None else next(self._numbers)
        if isinstance(item, Job) and key not in lane:
            self._depth += 1
        lane[key] = item

    def _pop(self, priority: Priority) -> Job | Order:
        item = self._lanes[priority].popitem(last=False)[1]
        if isinstance(item, Job):
            self._depth -= 1
        return item

    def _is_ready(self, lanes: Iterable[Priority]) -> bool:
        waiting = [priority for priority, lane in self._lanes.items() if lane]
        is_over = self._closed and not waiting
        return self._nudged or is_over or any(one in lanes for one in waiting)


def _priority(item: Job | Order) -> Priority:
    return item.priority if isinstance(item, Job) else Priority.COMMAND
