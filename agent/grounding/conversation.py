"""What was said before, for follow-ups: "it", "and the kitchen", "the left one", "yes"."""

from dataclasses import dataclass, replace
from typing import Literal

from agent.grounding.lexicon import Lexicon
from agent.messages import IntentResult
from agent.reading import Clause, Span

#: Where a span does not stand in the text at hand.
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Pending:
    """A question that the agent put back."""

    kind: Literal["which", "confirm"]
    clause: Clause
    """The command it is about."""
    entities: tuple[str, ...]
    """The ids of the entities to choose from, or to be acted on."""
    intent: IntentResult
    act: str = ""


@dataclass(slots=True)
class Conversation:
    """The memory of one conversation; grounding reads and extends it.

    Its size does not grow: the last command, what it was about, and the questions put back to the
    last utterance.
    """

    clause: Clause | None = None
    """The last command or question."""
    entities: tuple[str, ...] = ()
    """The ids of what was last acted on or asked about."""
    area: str | None = None
    """The id of the area that was last named."""
    pending: tuple[Pending, ...] = ()

    def remember(
        self,
        clause: Clause,
        entities: tuple[str, ...],
        pending: Pending | None,
        area: str | None,
        *,
        more: bool,
    ) -> None:
        """Keep a command or question and what came of it.

        Args:
            clause: the command or question.
            entities: the ids of what was acted on or asked about.
            pending: a question that is put back.
            area: the id of the area that was named.
            more: whether this utterance held another one before.
        """
        self.clause = clause
        self.area = area
        self.entities = entities
        asked = (pending,) if pending is not None else ()
        self.pending = (*self.pending, *asked) if more else asked


def completed(clause: Clause, before: Clause, lexicon: Lexicon) -> Clause:
    """A fragment, filled up from the command before: "and the kitchen".

    Spans of the fragment take the place of those of their sort; a place alone keeps the kind of
    device of the command before, "all of them" and "but not the hall" what it was about.
    """
    names, areas = clause.of("name"), clause.of("area")
    is_more = not names and not areas and bool(clause.of("except", "quantifier"))
    targets = () if is_more else ("name", "area")
    kept = [span for span in before.spans if span.kind not in (*targets, "except")]
    fresh = {_sort(span) for span in clause.spans}
    spans = [_elsewhere(span) for span in kept if _sort(span) not in fresh]
    if areas and not names:
        nouns = (noun_of(span.text, lexicon) for span in reversed(before.of("name")))
        noun = next(filter(None, nouns), None)
        if noun is not None:
            spans.append(Span("name", noun, areas[0].start, areas[0].start, clause.confidence))
    spans.extend(clause.spans)
    return replace(
        clause,
        intent=before.intent,
        manner=clause.manner or before.manner,
        spans=tuple(sorted(spans, key=lambda span: (span.start, span.end))),
    )


def _sort(span: Span) -> str:
    """Spans of one sort stand for each other."""
    return "amount" if span.kind in ("value", "step", "color") else span.kind


def _elsewhere(span: Span) -> Span:
    return replace(span, start=NOWHERE, end=NOWHERE)


def noun_of(mention: str, lexicon: Lexicon) -> str | None:
    """The word for a kind of device in a mention, in its number."""
    found = lexicon.class_in(lexicon.phrase(mention).stems)
    return None if found is None else " ".join(mention.split()[-len(found.word) :])


def answers_only(clause: Clause, text: str, lexicon: Lexicon) -> bool:
    """Whether a clause is no more than a mention: "the left one", "hall lamp please"."""
    rest = text[clause.start : clause.end]
    for span in reversed(clause.spans):
        rest = rest[: span.start - clause.start] + " " + rest[span.end - clause.start :]
    words = lexicon.speller.words(rest)
    return all(word in lexicon.articles or word in lexicon.fillers for word in words)
