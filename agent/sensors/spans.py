"""Spans of the model in the light of the home: who writes a line is named in it word for word."""

import re
from collections.abc import Sequence
from dataclasses import replace

from agent.grounding import Verbatim
from agent.reading import Clause, Reading, Span
from agent.sensors.quantities import names_quantity, read_key
from agent.sensors.vocabulary import happened

#: What goes on a code that was begun: the "-07" of "ERR-07".
_OF_CODE = re.compile(r"(?:[-_.:]?[A-Za-z0-9])+")
_SIGNS = "+-\u2212"
#: What may stand before the sign of a figure; after a letter or a figure it is a dash.
_BEFORE_SIGN = " \t:=([;,|>/"


def in_the_home(reading: Reading, names: Sequence[Verbatim]) -> Reading:
    """A reading with the home's own names in place of what the model took for them.

    Args:
        reading: by the model.
        names: that stand in its text.
    """
    clauses = (_whole(clause, reading.text) for clause in reading.clauses)
    return replace(
        reading,
        clauses=tuple(_named(clause, names, reading.text) for clause in clauses),
    )


def _named(clause: Clause, names: Sequence[Verbatim], text: str) -> Clause:
    inside = [
        one
        for one in names
        if clause.start <= one.start < clause.end and not _is_common(text[one.start : one.end])
    ]
    sure = [one for one in inside if one.what == "name" or not _within_name(one, clause)]
    if not sure:
        return clause
    has_device = any(one.what == "name" for one in sure)
    left = (_left(span, sure, has_device=has_device) for span in clause.spans)
    kept = [span for span in left if span is not None]
    kept += [Span(one.what, text[one.start : one.end], one.start, one.end, 1.0) for one in sure]
    return replace(clause, spans=tuple(sorted(kept, key=lambda span: span.start)))


def _is_common(name: str) -> bool:
    """Whether a name is but the word of a quantity or of what happens, which stands anywhere."""
    return names_quantity(name) or happened(name) is not None


def _within_name(one: Verbatim, clause: Clause) -> bool:
    """Whether an area's name is but a part of a longer name: the "kitchen" of "kitchen fridge"."""
    spans = ((span.start, span.end) for span in clause.of("name", "area"))
    return any(
        start <= one.start and one.end <= end and (start, end) != (one.start, one.end)
        for start, end in spans
    )


def _left(span: Span, names: Sequence[Verbatim], *, has_device: bool) -> Span | None:
    """What is left of a span beside the home's names; the words of quantities may be in both."""
    over = [one for one in names if one.start < span.end and span.start < one.end]
    if span.kind == "name" and over and _rest(span, over[-1]):
        return _quantity(span, over[-1])
    is_gone = {
        "name": bool(over) or has_device,
        "area": bool(over),
        "value": any(one.start <= span.start and span.end <= one.end for one in over),
    }
    return None if is_gone.get(span.kind) else span


def _rest(span: Span, name: Verbatim) -> bool:
    """Whether what stands behind the home's name tells a quantity: the "CO2" of "Attic CO2"."""
    return name.end < span.end and read_key(_behind(span, name)).quantity is not None


def _behind(span: Span, name: Verbatim) -> str:
    return span.text[max(name.end - span.start, 0) :]


def _quantity(span: Span, name: Verbatim) -> Span:
    behind = _behind(span, name)
    start = span.end - len(behind.lstrip())
    return replace(span, kind="quantity", text=behind.lstrip(), start=start)


def _whole(clause: Clause, text: str) -> Clause:
    """The sign of a figure belongs to it, and all of a code to the code."""
    return replace(clause, spans=tuple(_grown(span, text) for span in clause.spans))


def _grown(span: Span, text: str) -> Span:
    start, end = span.start, span.end
    if span.kind in ("value", "limit") and _is_sign(text, start - 1):
        start -= 1
    elif span.kind == "code" and (more := _OF_CODE.match(text, end)):
        end = more.end()
    return replace(span, text=text[start:end], start=start, end=end)


def _is_sign(text: str, at: int) -> bool:
    return at >= 0 and text[at] in _SIGNS and (at == 0 or text[at - 1] in _BEFORE_SIGN)
