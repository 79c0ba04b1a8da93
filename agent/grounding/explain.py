"""How a reading was understood, for a person who wonders."""

from collections.abc import Iterable, Sequence
from typing import Any

from agent.grounding.context import Reply
from agent.grounding.index import HomeIndex
from agent.grounding.outcome import Outcome
from agent.reading import Clause

#: How sure a mention is, by how it was read; for display, nothing is decided by it.
SCORES = {
    "name": 1.0,
    "pronoun": 0.95,
    "part": 0.9,
    "class": 0.9,
    "everything": 0.9,
    "default": 0.85,
    "joined": 0.8,
    "soft": 0.7,
    "synonym": 0.7,
    "near": 0.6,
    "sound": 0.4,
}
#: Most entities shown for one mention.
MAX_SHOWN = 20


def explained(clause: Clause, replies: Sequence[Reply], index: HomeIndex) -> dict[str, Any]:
    """One clause: as it was read, and what became of its mentions."""
    return {
        "reading": {
            "intent": clause.intent,
            "manner": clause.manner,
            "confidence": clause.confidence,
            "spans": [
                {"kind": span.kind, "text": span.text, "confidence": span.confidence}
                for span in clause.spans
            ],
        },
        "mentions": [mention(outcome, index) for outcome in _outcomes(replies)],
        "intents": [
            {
                "intent": reply.intent.intent,
                "status": reply.intent.status,
                "targets": list(reply.intent.targets),
                "reason": reply.intent.reason,
            }
            for reply in replies
        ],
    }


def mention(outcome: Outcome, index: HomeIndex) -> dict[str, Any]:
    """One mention: how it was read, and which entities were kept or dropped, and why."""
    name = outcome.ask.name.text if outcome.ask.name is not None else None
    kept = outcome.items or outcome.candidates
    why = "meant" if outcome.items else "fits as well as the others"
    shown = [_entity(at, outcome.how, why, index) for at in kept[:MAX_SHOWN]]
    shown.extend(
        _entity(at, outcome.how, f"dropped: {gone}", index) for at, gone in outcome.dropped
    )
    if outcome.found is not None:
        off = outcome.found.off[:MAX_SHOWN]
        shown.extend(_entity(at, outcome.how, "dropped: another kind", index) for at in off)
    return {
        "text": name,
        "quantifier": outcome.ask.quantifier,
        "read_as": outcome.how,
        "words": list(outcome.found.phrase.stems) if outcome.found is not None else [],
        "class": outcome.cls,
        "places": [{"kind": place.kind, "name": place.name} for place in outcome.places],
        "several": outcome.many,
        "miss": outcome.miss.kind if outcome.miss is not None else None,
        "entities": shown,
    }


def _entity(at: int, how: str, why: str, index: HomeIndex) -> dict[str, Any]:
    entity = index.items[at].entity
    return {"entity": entity.id, "name": entity.name, "score": SCORES.get(how, 0.5), "why": why}


def _outcomes(replies: Iterable[Reply]) -> list[Outcome]:
    """Every outcome once, in order."""
    seen: dict[int, Outcome] = {}
    for reply in replies:
        for outcome in reply.outcomes:
            seen.setdefault(id(outcome), outcome)
    return list(seen.values())
