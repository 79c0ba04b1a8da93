"""Events of Wyoming on a socket, read within bounds.

An event is a line of JSON with ``type`` and ``data``; ``data_length`` bytes of further JSON and
``payload_length`` bytes of sound may follow. Reading and writing in the package ``wyoming`` takes
any length for true, so that one line could ask for all memory there is.
"""

import json
from typing import Any, BinaryIO

from wyoming.event import Event

from agent.errors import MessageError

#: Longest line, and most data after it, in bytes.
MAX_DATA = 64 * 1024
#: Most sound after an event, which is not wanted and skipped, in bytes.
MAX_PAYLOAD = 1024 * 1024
_CHUNK = 16 * 1024


def read_event(stream: BinaryIO) -> Event | None:
    """The next event, without its sound; None at the end.

    Raises:
        MessageError: it is none, or too large.
    """
    line = stream.readline(MAX_DATA + 1)
    if not line:
        return None
    if not line.endswith(b"\n"):
        raise MessageError(f"an event has a line of JSON of at most {MAX_DATA} bytes")
    head = _object(line)
    kind, data = head.get("type"), head.get("data") or {}
    if not isinstance(kind, str) or not isinstance(data, dict):
        raise MessageError("an event has a text as type and an object as data")
    more = _skim(stream, _length(head, "data_length", MAX_DATA))
    data = {**data, **_object(more)} if more else data
    _skip(stream, _length(head, "payload_length", MAX_PAYLOAD))
    return Event(kind, data)


def _object(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise MessageError("an event is JSON in UTF-8") from None
    if not isinstance(found, dict):
        raise MessageError("an event is a JSON object")
    return found


def _length(head: dict[str, Any], key: str, limit: int) -> int:
    length = head.get(key) or 0
    if not isinstance(length, int) or not 0 <= length <= limit:
        raise MessageError(f"{key} must lie between 0 and {limit}")
    return length


def _skim(stream: BinaryIO, length: int) -> bytes:
    found = stream.read(length) if length else b""
    if len(found) < length:
        raise MessageError("the connection ended within an event")
    return found


def _skip(stream: BinaryIO, length: int) -> None:
    while length > 0:
        length -= len(_skim(stream, min(length, _CHUNK)))
