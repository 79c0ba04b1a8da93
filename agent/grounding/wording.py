"""The words of a question, put right before it is answered.

A span can stop short of its word ("off" of "going off"), hold a splinter, or call a state what is
a quantity ("is it humid"); the question still says what is asked.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from agent.grounding.lexicon import Lexicon
from agent.grounding.question_words import questions
from agent.reading import Clause, Span

_WORD = re.compile(r"[^\W_]+")
#: Most words that a state is drawn out by.
_MOST_WORDS = 2


def worded(clause: Clause, text: str, lexicon: Lexicon) -> Clause:
    """The question with its states and quantities as its words have them."""
    spans = tuple(
        _whole_state(span, clause, text) if span.kind == "state" else span
        for span in clause.spans
        if span.kind != "state" or questions().state(span.text) or lexicon.phrase(span.text).stems
    )
    return _set_to(_known_states(replace(clause, spans=spans), lexicon), text, lexicon)


def unspanned(clause: Clause, text: str) -> Iterator[str]:
    """The words of a clause that no span holds."""
    for start, end in _between(clause):
        yield from _WORD.findall(text[start:end])


def _whole_state(span: Span, clause: Clause, text: str) -> Span:
    """A state drawn out to the words before it that change its meaning: "not locked"."""
    floor = max((s.end for s in clause.spans if s.end <= span.start), default=clause.start)
    before = [floor + match.start() for match in _WORD.finditer(text[floor : span.start])]
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
        quantity = questions().quantity(lexicon.phrase(span.text).stems)
        if quantity is not None and quantity.sources and clause.manner in (None, "is"):
            others = (s for s in clause.spans if s.kind not in ("state", "quantity"))
            spans = [*others, replace(span, kind="quantity")]
            return replace(clause, spans=tuple(sorted(spans, key=lambda s: s.start)))
    return clause


def _set_to(clause: Clause, text: str, lexicon: Lexicon) -> Clause:
    """Words for what a thermostat is set to, where no span holds them."""
    if clause.intent != "HassClimateGetTemperature" or clause.of("quantity"):
        return clause
    target = questions().quantities["target temperature"].words
    for start, end in _between(clause):
        stems = lexicon.phrase(text[start:end]).stems
        grams = {stems[a:b] for a in range(len(stems)) for b in range(a + 1, len(stems) + 1)}
        if not target.isdisjoint(grams):
            said = Span("quantity", text[start:end].strip(), start, end, clause.confidence)
            asked = replace(said, text="target temperature")
            spans = sorted((*clause.spans, asked), key=lambda s: s.start)
            return replace(clause, spans=tuple(spans))
    return clause


def _between(clause: Clause) -> Iterator[tuple[int, int]]:
    """The stretches of a clause that no span holds."""
    at = clause.start
    for span in clause.spans:
        yield at, span.start
        at = span.end
    yield at, clause.end
