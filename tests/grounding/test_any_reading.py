"""Whatever a model may read: grounding answers, and keeps to the contract."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.grounding import Conversation, Grounded, Grounder
from agent.home import Home
from agent.messages import StateOverlay
from agent.reading import SPAN_KINDS, Clause, Reading, Span
from support.grounding.small import COTTAGE, FLAT, VILLA

INTENTS = (
    "HassTurnOn",
    "HassTurnOff",
    "HassLightSet",
    "HassSetPosition",
    "HassClimateSetTemperature",
    "HassClimateGetTemperature",
    "HassClimateSetFanMode",
    "HassFanSetSpeed",
    "HassGetState",
    "HassGetWeather",
    "HassGetCurrentTime",
    "HassVacuumStart",
    "HassVacuumCleanArea",
    "HassMediaPause",
    "HassMediaSearchAndPlay",
    "HassSetVolume",
    "HassSetVolumeRelative",
    "HassListAddItem",
    "HassStartTimer",
    "HassBroadcast",
    "HassNevermind",
    "SensorReading",
    "SomethingNew",
    "Fragment",
    "Affirm",
    "Deny",
    None,
)
MANNERS = (
    None,
    "open",
    "close",
    "lock",
    "unlock",
    "brighter",
    "warmer",
    "up",
    "is",
    "which",
    "odd",
)
WORDS = (
    "kitchen", "lights", "light", "hall", "lamp", "the", "and", "all", "upstairs", "dyson", "it",
    "them", "50%", "warm", "red", "ten minutes", "everything", "one", "left", "2", "bedroom",
    "blinds", "tv", "music", "open", "humidity", "except", "here", "both", "é", "", "-", "first",
)  # fmt: skip
HOMES = [Grounder(home) for home in (COTTAGE, VILLA, FLAT, Home())]


@st.composite
def clauses(draw: st.DrawFn, offset: int) -> tuple[Clause, str]:
    """A clause with any spans, none overlapping."""
    text = ""
    spans: list[Span] = []
    for _ in range(draw(st.integers(0, 5))):
        words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))
        part = " ".join(words)
        start = offset + len(text)
        if draw(st.booleans()) and part:
            kind = draw(st.sampled_from(SPAN_KINDS))
            spans.append(Span(kind, part, start, start + len(part), 0.9))
        text += part + draw(st.sampled_from((" ", ", ", " and ", " the ")))
    confidence = draw(st.sampled_from((0.3, 0.7, 0.99)))
    intent, manner = draw(st.sampled_from(INTENTS)), draw(st.sampled_from(MANNERS))
    clause = Clause(intent, manner, confidence, tuple(spans), offset, offset + len(text))
    return clause, text


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """A reading of up to three clauses."""
    text = ""
    read = []
    for _ in range(draw(st.integers(0, 3))):
        clause, part = draw(clauses(len(text)))
        text += part
        read.append(clause)
    return Reading(text, tuple(read))


def check(grounded: Grounded, home: Home) -> None:
    """What the contract promises of any result."""
    known = {entity.id for entity in home.entities}
    for intent in grounded.intents:
        assert intent.intent not in ("Fragment", "Affirm", "Deny")
        assert set(intent.targets) | set(intent.candidates) <= known
        assert not intent.targets or intent.status in ("ok", "confirm")
        assert not intent.candidates or intent.status == "ambiguous"
        assert (intent.reason is None) == (intent.status == "ok")
        names = [slot.name for slot in intent.slots]
        assert len(names) == len(set(names)), names
        assert all(slot.start is None or slot.start >= 0 for slot in intent.slots)
    assert (grounded.status == "not_recognized") == (not grounded.intents)
    msgspec.json.encode([grounded.intents, grounded.facts, grounded.explain])


@settings(max_examples=300)
@given(st.lists(readings(), min_size=1, max_size=3), st.integers(0, 3), st.data())
def test_any_conversation_in_any_home(
    said: list[Reading], number: int, data: st.DataObject
) -> None:
    home = (COTTAGE, VILLA, FLAT, Home())[number]
    conversation = Conversation()
    area = data.draw(st.sampled_from((None, "kitchen", "Study", "nowhere")))
    kind = data.draw(st.sampled_from(("voice", "sensor")))
    states = {"light.hall_lamp": StateOverlay(state=data.draw(st.text(max_size=5)))}
    for reading in said:
        grounded = HOMES[number].ground(
            reading, area=area, kind=kind, states=states, conversation=conversation, explain=True
        )
        check(grounded, home)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_mention_of_any_place(name: str, place: str) -> None:
    text = f"turn on {name} in {place}"
    spans = [Span("name", name, 8, 8 + len(name), 1.0)] if name else []
    if place:
        spans.append(Span("area", place, 12 + len(name), len(text), 1.0))
    clause = Clause("HassTurnOn", None, 1.0, tuple(spans), 0, len(text))
    check(HOMES[0].ground(Reading(text, (clause,))), COTTAGE)
