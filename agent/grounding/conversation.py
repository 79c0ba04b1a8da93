"""What was said before, for follow-ups: "it", "and the kitchen", "the left one", "yes"."""

from dataclasses import dataclass, replace
from typing import Literal

from agent.grounding.leftover import words_of
from agent.grounding.lexicon import Lexicon
from agent.grounding.timers import TIMED, reset
from agent.messages import IntentResult
from agent.reading import Clause, Span

#: Where a span does not stand in the text at hand.
NOWHERE = -1
#: Most rows of entities that are remembered, and most entities of one.
_MOST_ROWS, _MOST_IN_ROW = 4, 100


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
    """The ids of what was last acted on or asked about: what "it" is."""
    rows: tuple[tuple[str, ...], ...] = ()
    """The ids of what was spoken of together, the last first: what "them" may be."""
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
        together: bool = False,
    ) -> None:
        """Keep a command or question and what came of it.

        Args:
            clause: the command or question.
            entities: the ids of what was acted on or asked about.
            pending: a question that is put back.
            area: the id of the area that was named.
            more: whether this utterance held another one before.
            together: whether it goes on with the one before: "and the kitchen".
        """
        if entities and entities != self.entities:
            before, kept = (self.rows[:1], self.rows[1:]) if together else ((), self.rows)
            row = tuple(dict.fromkeys((*sum(before, ()), *entities)))
            self.rows = (row[:_MOST_IN_ROW], *kept)[:_MOST_ROWS]
        self.clause = clause
        self.area = area
        self.entities = entities
        asked = (pending,) if pending is not None else ()
        self.pending = (*self.pending, *asked) if more else asked


def completed(clause: Clause, before: Clause, text: str, lexicon: Lexicon) -> Clause:
    """A fragment, filled up from the command before: "and the kitchen".

    Spans of the fragment take the place of those of their sort; a place alone keeps the kind of
    device of the command before, "all of them" and "but not the hall" what it was about. What is
    named behind an item of a list is an item, too, and an amount behind a timer is how long that
    is to run.
    """
    if before.of("item"):
        clause = replace(clause, spans=tuple(_as_item(span) for span in clause.spans))
    if before.intent in TIMED and not _is_one_more(clause, text, lexicon):
        return reset(clause, before)
    names, areas = clause.of("name"), clause.of("area")
    is_more = not names and not areas and bool(clause.of("except", "quantifier"))
    is_row = is_more and len(before.of("name")) > 1
    targets = () if is_more and not is_row else ("name", "area")
    kept = [span for span in before.spans if span.kind not in (*targets, "except")]
    fresh = {_sort(span) for span in clause.spans}
    spans = [_elsewhere(span) for span in kept if _sort(span) not in fresh]
    if areas and not names:
        nouns = (noun_of(span.text, lexicon) for span in reversed(before.of("name")))
        noun = next(filter(None, nouns), None)
        if noun is not None:
            spans.append(Span("name", noun, areas[0].start, areas[0].start, clause.confidence))
    if is_row:
        spans.append(Span("name", "them", NOWHERE, NOWHERE, clause.confidence))
    spans.extend(clause.spans)
    is_lit = before.intent == "HassTurnOff" and bool(clause.of("color"))
    return replace(
        clause,
        intent="HassTurnOn" if is_lit else before.intent,
        manner=clause.manner or before.manner,
        spans=tuple(sorted(spans, key=lambda span: (span.start, span.end))),
    )


def _as_item(span: Span) -> Span:
    return replace(span, kind="item") if span.kind in ("name", "area") else span


def _is_one_more(clause: Clause, text: str, lexicon: Lexicon) -> bool:
    """Whether it begins with "and", "another" or the like."""
    first = next(iter(words_of(text[clause.start : clause.end], lexicon)), "")
    return first in lexicon.joins or first in ("another", "also", "plus")


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
