"""What was said before, for follow-ups: "it", "and the kitchen", "the left one", "yes"."""

from dataclasses import dataclass, replace
from typing import Literal

from agent.grounding.lexicon import Lexicon
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
    unread: bool = False
    """Whether something was likely asked for and not understood since the last that was."""

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
            joins = together and bool(self.rows)
            row = dict.fromkeys((*(self.rows[0] if joins else ()), *entities))
            self.rows = (tuple(row)[:_MOST_IN_ROW], *self.rows[joins:])[:_MOST_ROWS]
        self.clause = clause
        self.area = area
        self.entities = entities
        asked = (pending,) if pending is not None else ()
        self.pending = (*self.pending, *asked) if more else asked


def elsewhere(span: Span) -> Span:
    """A span of what was said before."""
    return replace(span, start=NOWHERE, end=NOWHERE)


def noun_of(mention: str, lexicon: Lexicon) -> str | None:
    """The word for a kind of device in a mention, in its number."""
    said, stems = mention.split(), lexicon.phrase(mention).stems
    found = lexicon.class_in(stems)
    if found is None:
        return None
    is_whole = len(said) == len(stems)  # "lamp 1"
    return " ".join(said[found.start : found.end] if is_whole else said[-len(found.word) :])


def answers_only(clause: Clause, text: str, lexicon: Lexicon) -> bool:
    """Whether a clause is no more than a mention: "the left one", "hall lamp please"."""
    rest = text[clause.start : clause.end]
    for span in reversed(clause.spans):
        rest = rest[: span.start - clause.start] + " " + rest[span.end - clause.start :]
    words = lexicon.speller.words(rest)
    return all(word in lexicon.articles or word in lexicon.fillers for word in words)
