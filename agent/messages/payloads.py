"""The payload types of the contract."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

Kind = Literal["voice", "sensor"]
IntentStatus = Literal["ok", "unchanged", "ambiguous", "no_target", "confirm", "refused"]
ResultStatus = Literal[
    "ok",
    "unchanged",
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

#: The intents that text of a device may have; it never commands.
SENSOR_INTENTS = frozenset({"SensorReading", "SensorEvent", "SensorAlert", "DeviceFault"})

#: Slots that say when, whether and how long: whoever does an intent at once would pass them over.
WHEN = ("condition", "delay", "duration", "time", "until")

#: From best to worst: the status of a result is the worst of its intents'.
STATUS_ORDER: tuple[IntentStatus, ...] = (
    "unchanged",
    "ok",
    "confirm",
    "ambiguous",
    "no_target",
    "refused",
)


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
    missed: tuple[str, ...] = ()
    """Parts of the text that were not understood beside those that were."""
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
    urgent: bool = False
    """Read before everything else, at every level, and never shed for another."""


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a command."""

    status: Literal["ok", "error"]
    data: Any = None
    error: str | None = None
    transaction: str | int | None = None


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every command may carry."""

    transaction: str | int | None = None


class PauseCommand(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The command ``pause``."""

    paused: bool = True
    """``false`` is to go on, so that one topic does for a switch."""
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
    provider: str
    """What the model runs on: ``cpu``, ``cuda``, ``tensorrt`` or ``xnnpack``."""
    provider_reason: str | None
    """Why it is not another."""
    paused: bool
    throttle: str
    throttle_reason: str | None
    headroom: float
    """What is left of the scarcest thing of the board until ``hot``: 1 all, 0 nothing."""
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


ActStatus = Literal["sent", "refused", "given_up"]


class ActMessage(msgspec.Struct, frozen=True, kw_only=True):
    """What is published on ``act``: what the agent itself sent to a device, or why not."""

    request_id: str
    intent: str
    entity: str
    status: ActStatus
    """``given_up`` follows ``sent`` where the broker did not confirm a message in time."""
    reason: str | None
    """Why nothing was sent, or no more."""
    sent: tuple[SentMessage, ...]
    time: str


class TimersCommand(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The command ``timers``: a question for all timers, or an order to cancel."""

    cancel: str | None = None
    """The id of a timer, or ``all``."""
    transaction: str | int | None = None


class ThrottleMessage(msgspec.Struct, frozen=True, kw_only=True):
    """The retained ``throttle``: how far the agent has stepped back, and why."""

    level: str
    """``normal``, ``warm``, ``hot`` or ``critical``."""
    reason: str | None
    """Why it is not ``normal``."""
    until: str | None
    """What ends it."""
    headroom: float
    """What is left of the scarcest thing of the board until ``hot``: 1 all, 0 nothing."""
    asked: str
    """The least level that was asked for; ``auto`` where nothing was."""
    asked_until: str | None
    """When that is over, RFC 3339 UTC; None for never."""
    cpu_percent: float
    """CPU time that the agent may take now, of one core."""
    memory_mb: float
    """Resident memory that it may take."""
    temperature_c: float
    """From where on it is ``hot``."""
    messages: float | None
    """Requests that it reads a second; None without a limit."""
    tier: str
    """What may read: ``full``, ``nano`` or ``cache``."""
    signals: dict[str, float]
    """What the meters said."""
    unknown: dict[str, str]
    """What this board does not tell, and why."""
    time: str


class ThrottleLimits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Limits of the command ``throttle``; those of the configuration where left out."""

    cpu: Annotated[float, Meta(ge=5, le=6400)] | None = None
    memory: Annotated[float, Meta(ge=96, le=65_536)] | None = None
    temperature: Annotated[float, Meta(ge=40, le=110)] | None = None
    messages: Annotated[float, Meta(ge=0.1, le=10_000)] | None = None


class ThrottleCommand(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The command ``throttle``: a question, or what is asked for from now on."""

    level: Literal["auto", "normal", "warm", "hot", "critical"] | None = None
    """The least level; ``auto`` is to go by the board alone."""
    limits: ThrottleLimits | None = None
    seconds: Annotated[float, Meta(gt=0, le=30 * 86_400)] | None = msgspec.field(
        name="for", default=None
    )
    """How long that holds; for good if left out."""
    transaction: str | int | None = None

    @property
    def is_question(self) -> bool:
        """Whether nothing is asked for."""
        return self.level is None and self.limits is None


class State(msgspec.Struct, frozen=True, kw_only=True):
    """The retained ``state`` and the will."""

    state: Literal["online", "offline"]


def worst(statuses: tuple[IntentStatus, ...]) -> IntentStatus:
    """The worst of these statuses; ``ok`` of none."""
    return max(statuses, key=STATUS_ORDER.index, default="ok")
