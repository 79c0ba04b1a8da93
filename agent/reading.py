"""What the recognizer read in an utterance, before any home is looked at.

A :class:`Reading` is the only thing that passes from ``recognizer`` to ``grounding``.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from agent.messages import SENSOR_INTENTS as SENSOR_INTENTS

#: The kinds of span that a model may mark.
SPAN_KINDS = (
    "name",  # a device mention as said: "hall lamp", "kitchen lights", "everything", "it"
    "area",  # a place mention: "kitchen", "upstairs", "in here" -> "here", "outside"
    "except",  # a device or place left out: all lights except the "hall lamp"
    "quantifier",  # "all", "every", "both", "any"
    "value",  # an absolute level: "50 percent", "max", "half", "21 degrees", "high"
    "step",  # a relative amount: by "ten percent", "a bit", "two degrees"
    "color",  # "red", "warm white", "2700 kelvin"
    "mode",  # a fan mode: "auto", "quiet"
    "state",  # a state asked about: "open", "locked", "on", "home"
    "quantity",  # what is asked of a device: "humidity", "battery level", how "full"
    "item",  # of a list: "oat milk"
    "list",  # the name of a list: "shopping", "holiday packing"
    "query",  # what to play: "jazz by miles davis"
    "media",  # the class of what to play: "album", "playlist"
    "message",  # what to broadcast
    "timer",  # the name of a timer: "pizza"
    "duration",  # "ten minutes", of a timer or of a command ("for ten minutes")
    "delay",  # in "ten minutes" do ...
    "time",  # a clock time or day: "7 pm", "tomorrow morning", "sunset"
    "until",  # until "sunset"
    "condition",  # the whole phrase: "if the window is open"
    "location",  # of the weather or the time: "paris"
    "unit",  # of a device's value, where it stands apart: "Temperature (°C): 21"
    "limit",  # of an alert: min "1.0"
    "severity",  # "WARN", "critical", "ALARM"
    "code",  # of an error: "E04", "0x13"
)

#: What words of an utterance are to a home: the whole name of a device, or of a place; a word of
#: some name; a word that is much like one. In the order of the model's numbers, which begin at 1.
Known = Literal["name", "place", "part", "like"]
KNOWN: tuple[Known, ...] = ("name", "place", "part", "like")


class Mark(NamedTuple):
    """A stretch of an utterance that the home knows."""

    start: int
    end: int
    kind: Known


def known_at(marks: Sequence[Mark], at: int) -> int:
    """What a character is to the home: 0 nothing, else one more than its index in KNOWN."""
    return next((KNOWN.index(kind) + 1 for start, end, kind in marks if start <= at < end), 0)


#: Finds what a home knows in a text.
Marks = Callable[[str], Sequence[Mark]]

#: Intents that mean something only in a conversation.
IN_TALK = ("Affirm", "Deny", "Fragment", "HassNevermind")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the utterance that means something."""

    kind: str
    """One of :data:`SPAN_KINDS`."""
    text: str
    """The stretch as it stands in the utterance."""
    start: int
    """First character, counted from 0."""
    end: int
    """One past the last character."""
    confidence: float
    """0 to 1: the lowest token probability of the stretch."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a clause may be."""

    intent: str
    manner: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Clause:
    """One command, question or remark of the utterance."""

    intent: str | None
    """The intent's name, or None where nothing was meant for the agent.

    ``Fragment`` ("and the kitchen"), ``Affirm`` and ``Deny`` mean something only in a
    conversation; they are never published.
    """
    manner: str | None
    """How it was meant, where one intent covers several manners: on ``HassTurnOn``
    ``open`` or ``lock``; on ``HassTurnOff`` ``close`` or ``unlock``; ``brighter``,
    ``dimmer``, ``warmer``, ``cooler``, ``faster``, ``slower``, ``up``, ``down`` on the
    setters; ``is``, ``all``, ``which``, ``how_many`` on ``HassGetState``."""
    confidence: float
    """0 to 1, calibrated: how often a clause read with this figure is read right."""
    spans: tuple[Span, ...]
    """In the order of the text, never overlapping, inside the clause."""
    start: int
    end: int
    meant: float = 0.0
    """0 to 1: how likely anything is told at all, whatever it is; 0 where nobody asked."""
    labels: tuple[Label, ...] = ()
    """What it may be beside nothing, the likeliest first; none of a clause that was read surely."""

    def of(self, *kinds: str) -> tuple[Span, ...]:
        """The clause's spans of these kinds, in the order of the text."""
        return tuple(span for span in self.spans if span.kind in kinds)

    def plus(self, span: Span) -> "Clause":
        """The clause with one span more, at its place in the text."""
        spans = sorted((*self.spans, span), key=lambda one: one.start)
        return replace(self, spans=tuple(spans))

    def but(self, spans: Iterable[Span]) -> "Clause":
        """The clause with these of its spans left out of what is meant."""
        left_out = frozenset(spans)
        kinds = (replace(one, kind="except") if one in left_out else one for one in self.spans)
        return replace(self, spans=tuple(kinds))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a whole utterance was read as."""

    text: str
    clauses: tuple[Clause, ...]
    """In the order of the text; those where nothing was meant are kept, with intent None."""
