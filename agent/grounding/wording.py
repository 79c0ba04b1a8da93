"""The words of a question, put right before it is answered.

A span can stop short of its word ("off" of "going off"), hold a splinter, or call a state what is
a quantity ("is it humid"); the question still says what is asked.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from agent.grounding.lexicon import Lexicon
from agent.grounding.question_words import questions
from agent.grounding.text import WORD, fold
from agent.reading import Clause, Span

#: Most words that a state is drawn out by.
_MOST_WORDS = 2
#: Most words of a quantity that is looked for outside of all spans.
_MOST_WORDS_OF_QUANTITY = 3
#: Key of what a thermostat is set to; its temperature needs no word.
_TARGET = "target temperature"


def worded(clause: Clause, text: str, lexicon: Lexicon) -> Clause:
    """The question with its states and quantities as its words have them."""
    spans = tuple(
        _whole_state(span, clause, text) if span.kind == "state" else span
        for span in clause.spans
        if span.kind != "state" or questions().state(span.text) or lexicon.phrase(span.text).stems
    )
    clause = _known_states(replace(clause, spans=spans), lexicon)
    if clause.of("state", "quantity"):
        return clause
    return _done_to(_asked_for(clause, text, lexicon), text)


def unspanned(clause: Clause, text: str) -> Iterator[str]:
    """The words of a clause that no span holds."""
    for start, end in _between(clause):
        yield from WORD.findall(text[start:end])


def _whole_state(span: Span, clause: Clause, text: str) -> Span:
    """A state drawn out to the words before it that change its meaning: "not locked"."""
    floor = max((s.end for s in clause.spans if s.end <= span.start), default=clause.start)
    before = [floor + match.start() for match in WORD.finditer(text[floor : span.start])]
    known = questions().state(span.text)
    for start in before[-_MOST_WORDS:]:
        whole = questions().state(text[start : span.end])
        if whole is not None and (known is None or whole.key != known.key):
            return replace(span, text=text[start : span.end], start=start)
    return span


def _known_states(clause: Clause, lexicon: Lexicon) -> Clause:
    """States that no device has are dropped beside one that there is, or are quantities."""
    states = clause.of("state")
    known = [span for span in states if questions().state(span.text)]
    if known:
        spans = [s for s in clause.spans if s.kind != "state" or s in known]
        return replace(clause, spans=tuple(spans))
    for span in states:
        found = questions().quantity_in(lexicon.phrase(span.text).stems)
        if found is not None and not found[1] and clause.manner in (None, "is"):
            others = (s for s in clause.spans if s.kind not in ("state", "quantity"))
            spans = [*others, replace(span, kind="quantity")]
            return replace(clause, spans=tuple(sorted(spans, key=lambda s: s.start)))
    return clause


def quantity_said(
    clause: Clause, text: str, lexicon: Lexicon, only: str | None = None
) -> Span | None:
    """The words outside of all spans that ask for a quantity; the span's text is its key.

    Args:
        clause: the question.
        text: what the clause is of.
        lexicon: of the language.
        only: the key of the quantity that is looked for; None for any.
    """
    for start, end in _between(clause):
        for gram in _grams(lexicon.phrase(text[start:end]).stems):
            quantity = questions().quantity(gram)
            if quantity is not None and quantity.sources and only in (None, quantity.key):
                return _span(clause, "quantity", quantity.key, text, start, end)
    return None


def says(clause: Clause, text: str, words: Iterable[str]) -> bool:
    """Whether any of these words or phrases stands in a clause."""
    said = " ".join(WORD.findall(fold(text[clause.start : clause.end])))
    return any(f" {word} " in f" {said} " for word in words)


def _asked_for(clause: Clause, text: str, lexicon: Lexicon) -> Clause:
    """The quantity that a question asks for, where no span holds it: "what's playing"."""
    if clause.manner is not None:
        return clause
    climate = clause.intent == "HassClimateGetTemperature"
    found = quantity_said(clause, text, lexicon, _TARGET if climate else None)
    return clause if found is None else clause.plus(found)


def _done_to(clause: Clause, text: str) -> Clause:
    """The state that is asked for where no span tells any.

    It ends the question ("is the fence on"), or a verb leaves it: "did we lock the front door".
    """
    if clause.manner != "is" or clause.of("quantity"):
        return clause
    start = max((span.end for span in clause.spans), default=clause.end)
    for word in WORD.finditer(text, start, clause.end):
        if questions().states_of(text[word.start() : clause.end]):
            tail = text[word.start() : clause.end].rstrip(" .?!")
            return clause.plus(_span(clause, "state", tail, text, word.start(), clause.end))
    for start, end in _between(clause):
        for word in WORD.finditer(text, start, end):
            key = questions().done(word.group())
            if key is not None:
                return clause.plus(_span(clause, "state", key, text, *word.span()))
    return clause


def _span(clause: Clause, kind: str, key: str, text: str, start: int, end: int) -> Span:
    """A span of this kind that stands for words between the others."""
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return Span(kind, key, start, end, clause.confidence)


def _grams(stems: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Words in a row, the longest rows first."""
    for size in range(min(len(stems), _MOST_WORDS_OF_QUANTITY), 0, -1):
        for at in range(len(stems) - size + 1):
            yield stems[at : at + size]


def _between(clause: Clause) -> Iterator[tuple[int, int]]:
    """The stretches of a clause that no span holds."""
    at = clause.start
    for span in clause.spans:
        yield at, span.start
        at = span.end
    yield at, clause.end
