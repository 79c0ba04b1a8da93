"""How often grounding finds what was meant, by category."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from agent.grounding import Conversation, Grounded, Grounder
from support.grounding.cases import Case, Expected, Turn
from support.grounding.homes import World, make_world

#: Homes of 10 to 500 entities.
SIZES = (
    10,
    12,
    15,
    18,
    20,
    25,
    30,
    35,
    40,
    50,
    60,
    70,
    80,
    100,
    120,
    150,
    180,
    200,
    250,
    300,
    350,
    400,
    450,
    500,
)
#: Where acting is the worst error.
_QUIET = ("ambiguous", "no target")


@dataclass
class Score:
    """Of one category."""

    right: int = 0
    total: int = 0
    acted: int = 0
    """Cases in which something was done although nothing was to be."""
    wrong: list[str] = field(default_factory=list)
    """What went wrong, in words."""


def worlds(sizes: Iterable[int] = SIZES) -> list[World]:
    """The homes."""
    return [make_world(number, size) for number, size in enumerate(sizes)]


def run(every: Iterable[Case]) -> dict[str, Score]:
    """Ground every case and compare."""
    grounders: dict[int, Grounder] = {}
    scores: dict[str, Score] = defaultdict(Score)
    for case in every:
        grounder = grounders.get(case.world.number)
        if grounder is None:
            grounder = grounders.setdefault(case.world.number, Grounder(case.world.home))
        score = scores[case.category]
        score.total += 1
        conversation = Conversation()
        fault = None
        for turn in case.turns:
            grounded = grounder.ground(
                turn.reading, area=case.speaker, kind=case.kind, conversation=conversation
            )
            fault = fault or compare(turn, grounded)
            if case.category in _QUIET:
                score.acted += any(i.status == "ok" and i.targets for i in grounded.intents)
        if fault is None:
            score.right += 1
        else:
            said = " / ".join(turn.reading.text for turn in case.turns)
            score.wrong.append(f"home {case.world.number} @{case.speaker}: {said}: {fault}")
    return dict(scores)


def compare(turn: Turn, grounded: Grounded) -> str | None:
    """What differs from what was expected; None if nothing does."""
    got = [i.intent for i in grounded.intents]
    if got != [e.intent for e in turn.expected]:
        return f"intents {got}"
    for expected, intent in zip(turn.expected, grounded.intents, strict=True):
        if intent.status != expected.status:
            return f"{intent.status} {intent.targets or intent.candidates} ({intent.reason})"
        found = intent.candidates if expected.status == "ambiguous" else intent.targets
        if len(expected.entities) <= 20 and frozenset(found) != expected.entities:
            more, less = set(found) - expected.entities, expected.entities - set(found)
            return f"too many {sorted(more)}, missing {sorted(less)}"
        slots = {slot.name: slot.value for slot in intent.slots}
        for name, value in expected.slots.items():
            if slots.get(name) != value:
                return f"slot {name} is {slots.get(name)!r}, not {value!r}"
        fault = _facts(expected, grounded)
        if fault is not None:
            return fault
    return None


def _facts(expected: Expected, grounded: Grounded) -> str | None:
    if expected.matching is None:
        return None
    match = {fact["entity_id"] for fact in grounded.facts or () if fact.get("match")}
    return None if match == expected.matching else f"matching {sorted(match)}"
