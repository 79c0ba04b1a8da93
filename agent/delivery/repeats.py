"""Which requests came before, so that none is done twice.

A message comes again because the broker did not get its acknowledgement, or because its sender
got no answer in time. The broker marks what it sends again; a sender is known by the id that it
gave the request. What has no id and no mark is a request of its own, however much alike: "next
song", twice, means two songs.
"""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import msgspec

from agent.broker import Publication, Received
from agent.messages import Request

#: Requests remembered at most, and bytes of their answers.
MAX_KEYS = 2048
MAX_BYTES = 2 * 1024 * 1024
#: A longer answer is not said again, in bytes: the request is just not done again.
MAX_ANSWER = 4096
#: Messages that wait for the answer to one request; more senders than that are a loop.
MAX_FOLLOWERS = 16


@dataclass(slots=True)
class _Known:
    answered: float
    """When, on the steady clock; of no meaning while it waits."""
    answer: Publication | None = None
    """None while it waits."""
    followers: list[Received] = field(default_factory=list)


class Repeats:
    """The last requests; safe from any thread.

    Args:
        window: seconds for which a sender may ask again for the same answer.
        clock: seconds on a clock that never goes back.
    """

    def __init__(self, window: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._window = window
        self._clock = clock
        self._known: OrderedDict[bytes, _Known] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def load(self, answers: Iterable[tuple[bytes, float, Publication]]) -> None:
        """Remember what was answered before the start: key, seconds since, answer."""
        with self._lock:
            for key, age, answer in answers:
                self._settle(key, _Known(self._clock() - max(age, 0.0), answer))

    def admit(self, message: Received) -> bool | Publication:
        """Whether a message with a key is to be done.

        Returns:
            True if it is; False if the same request is being done: this message will be answered
            with it. What it was answered with, if it was done before.
        """
        if message.key is None:
            return True
        with self._lock:
            known = self._known.get(message.key)
            asks_again = message.again or message.named
            if known is not None and known.answer is None and asks_again:
                if len(known.followers) < MAX_FOLLOWERS:
                    known.followers.append(message)
                return False
            if known is not None and known.answer is not None and self._counts(message, known):
                return known.answer
            self._forget(message.key)
            self._known[message.key] = _Known(0.0)
            return True

    def finish(self, key: bytes | None, answer: Publication | None) -> list[Received]:
        """A request is answered.

        Args:
            key: of the message.
            answer: what is said when it comes again; None where it is then to be done anew.

        Returns:
            The messages that waited for the same answer.
        """
        with self._lock:
            known = self._known.pop(key, None) if key is not None else None
            if key is not None and answer is not None:
                self._settle(key, _Known(self._clock(), answer))
            return known.followers if known else []

    def _counts(self, message: Received, known: _Known) -> bool:
        return message.again or (message.named and self._clock() - known.answered <= self._window)

    def _settle(self, key: bytes, known: _Known) -> None:
        self._forget(key)
        self._known[key] = known
        self._bytes += _size(known)
        # Those that wait are few and young: what is forgotten is old.
        while len(self._known) > MAX_KEYS or self._bytes > MAX_BYTES:
            self._forget(next(iter(self._known)))

    def _forget(self, key: bytes) -> None:
        known = self._known.pop(key, None)
        self._bytes -= _size(known) if known else 0


def identified(message: Received, request: Request | None) -> Received:
    """A message with the key by which it is known when it comes again.

    Args:
        message: as it came.
        request: what it asks; None of a command.
    """
    correlation = message.correlation if message.response_topic else None
    given = request and (request.request_id or correlation)
    named = bool(given)
    if not named and message.receipt is None:
        return message
    # A sender may count its expiry anew when it asks again.
    said = msgspec.structs.replace(request, expires_in=None) if request else message.payload
    number = message.receipt.mid if message.receipt and not named else 0
    parts = [message.topic, said, given if named else number, named]
    key = hashlib.blake2b(msgspec.msgpack.encode(parts), digest_size=16).digest()
    return message.known_as(key, named=named)


def remembered(answer: Publication) -> Publication:
    """What is kept of an answer, to be said again."""
    payload = answer.payload if len(answer.payload) <= MAX_ANSWER else b""
    return Publication(answer.topic, payload)


def _size(known: _Known) -> int:
    return len(known.answer.payload) if known.answer else 0
