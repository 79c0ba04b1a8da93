"""The contract: topics and payloads, with their JSON codec.

Nothing else in the package spells a topic or a JSON key. ``docs/mqtt.md`` is the same contract
for people.
"""

import re
from collections.abc import Mapping
from typing import Any, Literal, TypeVar

import msgspec

from agent.errors import MessageError
from agent.near import offer

#: Longest text read, in characters; a spoken sentence has about 60.
MAX_TEXT = 2_000
#: Largest payload taken from the broker, in bytes. A pushed home may be this large, a request not.
MAX_PAYLOAD = 4 * 1024 * 1024
#: Largest request payload, in bytes.
MAX_REQUEST = 32 * 1024
#: Longest id (request, conversation, transaction), in characters.
MAX_ID = 128

Kind = Literal["voice", "sensor"]
IntentStatus = Literal["ok", "ambiguous", "no_target", "confirm", "refused"]
ResultStatus = Literal[
    "ok",
    "ambiguous",
    "no_target",
    "confirm",
    "refused",
    "not_recognized",
    "shed",
    "expired",
    "error",
]
#: A slot's value: text, a number, or several texts (two areas in one clause).
SlotValue = str | int | float | bool | list[str]

#: From best to worst: the status of a result is the worst of its intents'.
STATUS_ORDER: tuple[IntentStatus, ...] = ("ok", "confirm", "ambiguous", "no_target", "refused")


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """One slot of an intent, in Home Assistant's names and units."""

    name: str
    value: SlotValue
    raw: str | None = None
    """The words it was read from; None where it follows from something else."""
    start: int | None = None
    end: int | None = None


class IntentResult(msgspec.Struct, frozen=True, kw_only=True):
    """One intent and what became of it."""

    intent: str
    confidence: float
    status: IntentStatus
    slots: tuple[Slot, ...] = ()
    targets: tuple[str, ...] = ()
    """Entity ids to act on or asked about; empty unless status is ``ok`` or ``confirm``."""
    candidates: tuple[str, ...] = ()
    """Entity ids that fit equally well, where status is ``ambiguous``."""
    reason: str | None = None
    """Why status is not ``ok``, for a person."""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one request."""

    request_id: str
    text: str
    kind: Kind
    area: str | None
    status: ResultStatus
    intents: tuple[IntentResult, ...] = ()
    speech: str = ""
    model: str | None = None
    tier: str | None = None
    throttle: str = "normal"
    latency_ms: float = 0.0
    queued_ms: float = 0.0
    time: str = ""
    """When it was answered, RFC 3339 UTC."""
    error: str | None = None
    """What is wrong with the request, where status is ``error``."""
    conversation_id: str | None = None
    facts: list[dict[str, Any]] | None = None
    """What a question was answered from: entity ids with their states."""
    explain: dict[str, Any] | None = None
    """How the text was read, where the request asked for it."""


class IntentMessage(msgspec.Struct, frozen=True, kw_only=True):
    """What is published on ``intent/<IntentName>``: one intent, for automations."""

    request_id: str
    text: str
    area: str | None
    intent: str
    confidence: float
    status: IntentStatus
    slots: tuple[Slot, ...]
    targets: tuple[str, ...]
    candidates: tuple[str, ...]
    reason: str | None


class StateOverlay(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """State of one entity for one request."""

    state: str | None = None
    attributes: dict[str, Any] = msgspec.field(default_factory=dict)


class Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request object; every field but ``text`` may be left out."""

    text: str
    request_id: str | None = None
    area: str | None = None
    language: Literal["en"] | None = None
    conversation_id: str | None = None
    reply_to: str | None = None
    states: dict[str, StateOverlay] = msgspec.field(default_factory=dict)
    expires_in: float | None = None
    """Seconds from its arrival after which it is not worth an answer."""
    explain: bool = False


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a command."""

    status: Literal["ok", "error"]
    data: Any = None
    error: str | None = None
    transaction: str | int | None = None


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every command may carry."""

    transaction: str | int | None = None


class ParseCommand(Request, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The command ``parse``: a request that is answered to its sender alone."""

    kind: Kind = "voice"
    transaction: str | int | None = None


class HomeCommand(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The command ``home``: a home that replaces the one pushed before, or a question."""

    floors: Any = msgspec.UNSET
    areas: Any = msgspec.UNSET
    entities: Any = msgspec.UNSET
    reset: bool = False
    """Forget the pushed home and go back to the home file."""
    sources: bool = False
    """Tell where every fact of the home comes from, and the states as they are now."""
    transaction: str | int | None = None


class Latency(msgspec.Struct, frozen=True, kw_only=True):
    """Times of the last requests, in milliseconds; None before the first."""

    p50: float | None
    p95: float | None


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """The retained ``status``: how the agent is."""

    version: str
    model: str
    tier: str
    paused: bool
    throttle: str
    throttle_reason: str | None
    queue: int
    """Requests that wait."""
    results: dict[str, int]
    """Results since the start, by status."""
    latency_ms: Latency
    cpu_percent: float
    """Of one core, since the last status."""
    memory_mb: float
    """Resident memory."""
    temperature_c: float | None
    """The hottest processor sensor; None where the board has none."""
    uptime_s: int
    home: dict[str, int]
    """How many floors, areas and entities are known."""
    problem: str | None
    """What a person should look after, such as a configuration that could not be reloaded."""
    time: str


TimerEventName = Literal[
    "started", "updated", "paused", "resumed", "cancelled", "finished", "missed"
]


class TimerState(msgspec.Struct, frozen=True, kw_only=True):
    """A timer, or a command that waits, as it is now."""

    id: str
    kind: Literal["timer", "delay"]
    """A timer that rings, or a command that waits."""
    name: str | None
    area: str | None
    """Where the speaker was."""
    duration: float
    """Seconds it runs in all."""
    left: float
    """Seconds left."""
    ends: str | None
    """When it is over, RFC 3339 UTC; None while it is paused."""
    request_id: str
    """The request that started it."""
    text: str
    command: IntentResult | None
    """The command that waits."""


class TimerEvent(TimerState, frozen=True, kw_only=True):
    """What is published on ``timer``: something happened to a timer."""

    event: TimerEventName
    """``missed`` is a delayed command that was due while the agent was away, too long ago."""
    late: float
    """Seconds after its end; more than a moment only after a restart."""
    time: str


class SentMessage(msgspec.Struct, frozen=True, kw_only=True):
    """One message that was sent to a device."""

    topic: str
    payload: str
    retain: bool


class ActMessage(msgspec.Struct, frozen=True, kw_only=True):
    """What is published on ``act``: what the agent itself sent to a device, or why not."""

    request_id: str
    intent: str
    entity: str
    status: Literal["sent", "refused"]
    reason: str | None
    """Why nothing was sent."""
    sent: tuple[SentMessage, ...]
    time: str


class TimersCommand(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The command ``timers``: a question for all timers, or an order to cancel."""

    cancel: str | None = None
    """The id of a timer, or ``all``."""
    transaction: str | int | None = None


class State(msgspec.Struct, frozen=True, kw_only=True):
    """The retained ``state`` and the will."""

    state: Literal["online", "offline"]


#: The levels below the base that have a meaning.
_LEVELS = frozenset(
    (
        "voice",
        "sensor",
        "result",
        "intent",
        "request",
        "response",
        "state",
        "status",
        "act",
        "timer",
    )
)


class Topics:
    """The topics of one node.

    ``node`` is the last level of the base; it holds no ``/``, ``+`` or ``#``.
    """

    def __init__(self, node: str) -> None:
        base = f"edge-intent/{node}"
        self.base = base
        self.voice = f"{base}/voice/text"
        self.sensor = f"{base}/sensor/text"
        self.result = f"{base}/result"
        self.state = f"{base}/state"
        self.status = f"{base}/status"
        self.act = f"{base}/act"
        self.timer = f"{base}/timer"
        self.requests = f"{base}/request/+"
        self._request = f"{base}/request/"

    def intent(self, name: str) -> str:
        """Where an intent of this name is published."""
        return f"{self.base}/intent/{name}"

    def request(self, command: str) -> str:
        """Where a command is sent."""
        return f"{self._request}{command}"

    def response(self, command: str) -> str:
        """Where the answer to a command is published."""
        return f"{self.base}/response/{command}"

    def is_own(self, topic: str) -> bool:
        """Whether ``topic`` belongs to this contract, so that no answer may be sent to it."""
        level = topic.removeprefix(f"{self.base}/").partition("/")[0]
        return topic.startswith(f"{self.base}/") and level in _LEVELS

    def command(self, topic: str) -> str | None:
        """The command's name if ``topic`` carries one, else None."""
        name = topic.removeprefix(self._request)
        return name if name != topic and re.fullmatch(r"[a-z0-9_-]{1,64}", name) else None


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


def read_request(payload: bytes) -> Request:
    """A request from plain text or from a request object.

    A payload whose first character is ``{`` is a request object; anything else is the text itself.

    Raises:
        MessageError: too large, not UTF-8, empty, not valid JSON, or a field out of bounds.
    """
    if len(payload) > MAX_REQUEST:
        raise MessageError(f"payload has {len(payload)} bytes; the limit is {MAX_REQUEST}")
    try:
        text = payload.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise MessageError(f"payload is not UTF-8 (byte {error.start})") from None
    request = decode(payload, Request) if text.startswith("{") else Request(text=text)
    return check_request(request)


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


def check_request(request: Request) -> Request:
    """A request whose fields are within bounds.

    Raises:
        MessageError: which field is not, and what it may be.
    """
    text = request.text.strip()
    if not text:
        raise MessageError("text is empty")
    if len(text) > MAX_TEXT:
        raise MessageError(f"text has {len(text)} characters; the limit is {MAX_TEXT}")
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


def worst(statuses: tuple[IntentStatus, ...]) -> IntentStatus:
    """The worst of these statuses; ``ok`` of none."""
    return max(statuses, key=STATUS_ORDER.index, default="ok")
