"""The payloads of the contract as JSON, read strictly and within bounds."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from agent.errors import MessageError
from agent.messages.payloads import Kind, Request
from agent.near import offer

#: Longest text read, in characters; a spoken sentence has about 60.
MAX_TEXT = 2_000
#: Largest payload taken from the broker, in bytes. A pushed home may be this large, a request not.
MAX_PAYLOAD = 4 * 1024 * 1024
#: Largest request payload, in bytes.
MAX_REQUEST = 32 * 1024
#: Longest id (request, conversation, transaction), in characters.
MAX_ID = 128

_T = TypeVar("_T", bound=msgspec.Struct)


def encode(message: msgspec.Struct | Mapping[str, Any]) -> bytes:
    """A message as UTF-8 JSON, fields in the order of the contract."""
    return msgspec.json.encode(message)


def decode(payload: bytes, kind: type[_T]) -> _T:
    """Read a JSON payload strictly.

    Raises:
        MessageError: what is wrong with it and where, in one line.
    """
    try:
        return msgspec.json.decode(payload, type=kind)
    except msgspec.ValidationError as error:
        raise MessageError(_mended(str(error), kind)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MessageError(f"not valid JSON: {error}") from None
    except RecursionError:
        raise MessageError("nested too deep") from None


def _mended(problem: str, kind: type[msgspec.Struct]) -> str:
    unknown = re.fullmatch(r"Object contains unknown field `(.*)`", problem, re.DOTALL)
    if unknown is None:
        return problem
    return f"unknown field {unknown[1]!r}; {offer(unknown[1], kind.__struct_encode_fields__)}"


def read_text(payload: bytes) -> str:
    """The text of a payload, without the space around it.

    Raises:
        MessageError: too large, or not UTF-8.
    """
    if len(payload) > MAX_REQUEST:
        raise MessageError(f"payload has {len(payload)} bytes; the limit is {MAX_REQUEST}")
    try:
        return payload.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise MessageError(f"payload is not UTF-8 (byte {error.start})") from None


def read_request(payload: bytes, kind: Kind = "voice") -> Request:
    """A request from plain text or from a request object.

    A payload whose first character is ``{`` is a request object; anything else is the text itself.
    Devices write JSON of their own: of them, only an object with a ``text`` is a request.

    Raises:
        MessageError: too large, not UTF-8, empty, not valid JSON, or a field out of bounds.
    """
    text = read_text(payload)
    is_object = text.startswith("{") and (kind == "voice" or _has_text(payload))
    request = decode(payload, Request) if is_object else Request(text=text)
    return check_request(request, kind)


class _Worded(msgspec.Struct):
    text: str


def _has_text(payload: bytes) -> bool:
    try:
        msgspec.json.decode(payload, type=_Worded)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


class _Claim(msgspec.Struct):
    request_id: str | None = None
    transaction: str | int | None = None


def claimed_id(payload: bytes) -> str | None:
    """The request id of a payload that is otherwise not a request, so that its error is found."""
    claim = _claim(payload)
    good = claim.request_id and len(claim.request_id) <= MAX_ID
    return claim.request_id if good else None


def claimed_transaction(payload: bytes) -> str | int | None:
    """The transaction of a command that is otherwise not one."""
    return _claim(payload).transaction


def _claim(payload: bytes) -> _Claim:
    try:
        return msgspec.json.decode(payload, type=_Claim)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _Claim()


def check_request(request: Request, kind: Kind = "voice") -> Request:
    """A request whose fields are within bounds.

    Args:
        request: as it came.
        kind: a payload of a device may be longer than what a person says.

    Raises:
        MessageError: which field is not, and what it may be.
    """
    text = request.text.strip()
    if not text:
        raise MessageError("text is empty")
    limit = MAX_TEXT if kind == "voice" else MAX_REQUEST
    if len(text) > limit:
        raise MessageError(f"text has {len(text)} characters; the limit is {limit}")
    for field in ("request_id", "conversation_id", "area"):
        value = getattr(request, field)
        if value is not None and not 0 < len(value) <= MAX_ID:
            raise MessageError(f"{field} must have 1 to {MAX_ID} characters")
    if request.expires_in is not None and not 0 < request.expires_in <= 86_400:
        raise MessageError("expires_in must lie between 0 and 86400 seconds")
    if request.reply_to is not None:
        check_publish_topic(request.reply_to, "reply_to")
    return request


def check_publish_topic(topic: str, field: str) -> None:
    """Raise MessageError unless ``topic`` can be published to."""
    if not topic or len(topic.encode()) > 512 or any(c in topic for c in "+#\0"):
        raise MessageError(f"{field} must be a topic of 1 to 512 bytes without + or #")
    if topic.startswith("$"):
        raise MessageError(f"{field} must not start with $")
