"""The payloads of the contract as JSON, read strictly and within bounds."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from msgspec.inspect import DictType, LiteralType, NoneType, StructType, Type, UnionType, type_info

from agent.errors import MessageError
from agent.messages.payloads import Kind, Request
from agent.messages.topics import TOPIC_RULE, is_sendable
from agent.near import offer, unknown_field

#: Longest text read, in characters; a spoken sentence has about 60.
MAX_TEXT = 2_000
#: Largest payload taken from the broker, in bytes. A pushed home may be this large, a request not.
MAX_PAYLOAD = 4 * 1024 * 1024
#: Largest request payload, in bytes.
MAX_REQUEST = 32 * 1024
#: Longest id (request, conversation, transaction), in characters.
MAX_ID = 128
#: Fields of a request that name something, each of at most so many characters.
_NAMING = ("request_id", "conversation_id", "area")

_T = TypeVar("_T", bound=msgspec.Struct)

#: What the library says of a value that may not be there, and where.
_VALUE = re.compile(r"Invalid enum value (.*?) - at `\$\.(.*)`", re.DOTALL)


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
    """What the library says is wrong, with what is right there."""
    unknown = unknown_field(problem)
    if unknown is not None:
        field, where = unknown
        known = _type_at(kind, where)
        fields = [one.encode_name for one in known.fields] if isinstance(known, StructType) else []
        return f"unknown field {field!r}{where and f' in {where}'}; {offer(field, fields)}"
    value = _VALUE.fullmatch(problem)
    if value is not None:
        choice = _type_at(kind, value[2])
        if isinstance(choice, LiteralType):
            return f"{value[2]} is {value[1]}; it may be {', '.join(map(str, choice.values))}"
    return problem


def _type_at(kind: type[msgspec.Struct], where: str) -> Type:
    """The type of a field by its path in a payload: ``limits``, ``states[...]``."""
    found = type_info(kind)
    for part in re.findall(r"[^.\[\]]+|\[", where):
        if isinstance(found, DictType):
            found = found.value_type
        elif isinstance(found, StructType):
            found = next((one.type for one in found.fields if one.encode_name == part), found)
        if isinstance(found, UnionType):
            found = next(one for one in found.types if not isinstance(one, NoneType))
    return found


def read_text(payload: bytes) -> str:
    """The text of a payload, without the space around it.

    Raises:
        MessageError: too large, or not UTF-8.
    """
    if len(payload) > MAX_REQUEST:
        raise MessageError(f"payload has {len(payload)} bytes; the limit is {MAX_REQUEST}")
    try:
        return payload.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise MessageError(f"payload is not UTF-8 (byte {error.start})") from None


def read_request(payload: bytes, kind: Kind = "voice") -> Request:
    """A request from plain text or from a request object.

    A payload that begins with ``{`` is a request object; anything else is the text itself.
    Devices write JSON of their own: of them, only an object with a ``text`` is a request.

    Raises:
        MessageError: too large, not UTF-8, empty, not valid JSON, or a field out of bounds.
    """
    text = read_text(payload)
    body = text.encode() if text.startswith("{") else b""
    is_object = body and (kind == "voice" or _has_text(body))
    request = decode(body, Request) if is_object else Request(text=text)
    return check_request(request, kind)


class _Worded(msgspec.Struct):
    text: str


def _has_text(payload: bytes) -> bool:
    try:
        msgspec.json.decode(payload, type=_Worded)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def claimed(payload: bytes) -> Request:
    """What can be read of a request that is wrong, so that its sender knows it by its error."""
    fields = _fields(payload)
    text = fields.get("text")
    given = {
        name: value
        for name in _NAMING
        if isinstance(value := fields.get(name), str) and 0 < len(value) <= MAX_ID
    }
    said = text if isinstance(text, str) and len(text) <= MAX_TEXT else ""
    return msgspec.structs.replace(Request(text=said), **given)


def claimed_transaction(payload: bytes) -> str | int | None:
    """The transaction of a command that is otherwise not one."""
    transaction = _fields(payload).get("transaction")
    return transaction if isinstance(transaction, str | int) else None


def _fields(payload: bytes) -> dict[str, Any]:
    try:
        fields = msgspec.json.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}


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
    for field in _NAMING:
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
    if not is_sendable(topic):
        raise MessageError(f"{field} {TOPIC_RULE}")
    if "+" in topic or "#" in topic:
        raise MessageError(f"{field} must be a topic without + or #")
    if topic.startswith("$"):
        raise MessageError(f"{field} must not start with $")
