"""Timers as people shorten them: "eight minutes for the rice and twelve for the peas"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from agent.grounding import values
from agent.grounding.conversation import elsewhere
from agent.reading import Clause, Span

#: Intents whose first duration is an amount; on others it tells which timer is meant.
TIMED = frozenset({"HassStartTimer", "HassIncreaseTimer", "HassDecreaseTimer"})
_MORE = re.compile(r"\s+(?:more|extra|further|additional)\s+(\w+)")


def timed(clauses: Iterable[Clause], text: str) -> list[Clause]:
    """The clauses, those of timers with one duration each, and each duration with its unit.

    A bare number is of minutes, as everybody means it ("the egg timer for ten"), or of the seconds
    that were spoken of before; behind whole hours it may be either, and stays as it is.
    """
    apart = [part for clause in clauses for part in _apart(clause)]
    unit, whole = "minutes", []
    for clause in apart:
        if clause.intent in TIMED:
            clause = _with_units(clause, text, unit)
            unit = _unit(clause.of("duration"), unit)
        whole.append(clause)
    return whole


def reset(clause: Clause, before: Clause) -> Clause:
    """What makes that which was just begun run, or wait, for another time: "make it twelve".

    It is lengthened or shortened, and told by the time it was begun with. Of one that was changed
    since, nobody knows how long it runs now, and nothing is meant.
    """
    said, begun = clause.of("duration", "value", "delay"), begun_with(before)
    first = values.duration(begun[0].text) if begun else None
    if first is None or len(said) != 1:
        return replace(clause, intent=None)
    wanted = values.duration(with_unit(said[0], begun).text)
    seconds = wanted.total - first.total if wanted is not None else 0
    if not seconds:
        return replace(clause, intent=None)
    by = replace(said[0], kind="duration", text=in_words(abs(seconds)))
    intent = "HassIncreaseTimer" if seconds > 0 else "HassDecreaseTimer"
    return replace(clause, intent=intent, spans=(*before.of("timer"), by, *begun))


def begun_with(before: Clause) -> tuple[Span, ...]:
    """How long a timer, or a command that waits, was begun with; empty where that is not known."""
    times = before.of("duration") if before.intent == "HassStartTimer" else before.of("delay")
    told = len(times) == 1 and values.duration(times[0].text) is not None
    return (elsewhere(replace(times[0], kind="duration")),) if told else ()


def with_unit(span: Span, before: Sequence[Span]) -> Span:
    """A bare number with the unit of the times before, else of minutes."""
    return _with_unit(span, "", _unit(before, "minutes"))


def in_words(seconds: int) -> str:
    """A time as it is read again: "90" seconds are "1 minutes 30 seconds"."""
    parts = ((seconds // 3600, "hours"), (seconds // 60 % 60, "minutes"), (seconds % 60, "seconds"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)


def _apart(clause: Clause) -> list[Clause]:
    """A clause that starts several timers as one for each."""
    marked = [span for span in clause.spans if span.kind in ("duration", "timer")]
    starts = [at for at, span in enumerate(marked) if span.kind == marked[0].kind]
    pairs = len(starts) > 1 and starts == list(range(0, len(marked), 2)) and len(marked) % 2 == 0
    if clause.intent != "HassStartTimer" or not pairs or len(marked) < len(clause.spans):
        return [clause]
    rows = [marked[at : at + 2] for at in starts]
    ends = [row[0].start for row in rows[1:]] + [clause.end]
    begins = [clause.start, *ends[:-1]]
    return [
        replace(clause, spans=tuple(row), start=begin, end=end)
        for row, begin, end in zip(rows, begins, ends, strict=True)
    ]


def _with_units(clause: Clause, text: str, unit: str) -> Clause:
    spans = (_with_unit(s, text, unit) if s.kind == "duration" else s for s in clause.spans)
    return replace(clause, spans=tuple(spans))


def _with_unit(span: Span, text: str, unit: str) -> Span:
    if values.duration(span.text) is not None:
        return span
    more = _MORE.match(text, span.end) if span.start >= 0 else None
    if more is not None and values.duration(f"{span.text} {more[1]}"):
        return replace(span, text=text[span.start : more.end()], end=more.end())
    if not unit or not values.is_count(span.text):
        return span
    return replace(span, text=f"{span.text} {unit}")


def _unit(spans: Sequence[Span], before: str) -> str:
    """The unit that a bare number after these durations has; empty where it may be several."""
    said = [values.duration(span.text) for span in spans]
    last = said[-1] if said else None
    if last is None:
        return before
    if last.minutes:
        return "minutes"
    return "" if last.hours else "seconds"
