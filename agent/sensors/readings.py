"""The figures in a free text, with the words and units that tell what each of them is of."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from agent.reading import Clause, Span
from agent.sensors.amounts import read_amounts, unit_behind
from agent.sensors.finding import Finding, Origin, Raw, alike
from agent.sensors.measures import measured
from agent.sensors.quantities import Key, Quantity, of_unit, quantity, read_key, with_unit
from agent.sensors.units import read_unit
from agent.sensors.vocabulary import keys
from agent.tables import table

#: A word that only tells one of several apart: the "L3" of a meter of three phases.
_ONE_OF_SEVERAL = re.compile(r"[A-Za-z]{1,4}[-_ ]?\d{1,2}")
_NOTHING = Key(None, "", ())
#: A whole word behind a figure that may be its unit; not one before a sign: "12 kW=5".
_BEHIND = re.compile(r"[ \t]?([^\W\d_][^\s,;:=|()\[\]]*)(?![^\s,;|()\[\]])")


@dataclass(frozen=True, slots=True)
class _Figure:
    """The text of a figure and what it is of."""

    value: Span
    label: Span | None
    """The words that are its own."""
    key: Key
    """What these words tell, or those of the figure before it."""
    unit: str
    """Its unit, where that stands apart; empty where it does not."""


def read_readings(
    clause: Clause, text: str, base: Finding, *, of_climate: bool, of_letters: bool = False
) -> Iterator[Finding]:
    """The readings of a clause, and the faults of figures that cannot be.

    Args:
        clause: of the text.
        text: that the model read.
        base: what all of them share.
        of_climate: whether a bare percentage is humidity.
        of_letters: whether single letters tell quantities: "T:20.5 H:44".
    """
    told: set[tuple[str | None, str | None]] = set()
    for figure in _figures(clause, text, of_letters=of_letters):
        if _is_wanted(figure):
            continue
        channel = _channel(figure, base.origin)
        for found in _told(figure, base.origin.name or "", of_climate=of_climate):
            if figure.label is None and (found.quantity, channel) in told:
                continue  # nothing tells it apart from the one before
            told.add((found.quantity, channel))
            spans = {"quantity": figure.label, "value": figure.value}
            raw = {
                slot: Raw(span.text, span.start, span.end) for slot, span in spans.items() if span
            }
            said = (figure.label.text,) if figure.label else ()
            yield replace(
                found,
                # The words may be the very name of the sensor.
                origin=replace(base.origin, said=(*said, *base.origin.said)),
                confidence=base.confidence,
                channel=channel,
                raw={**base.raw, **raw},
            )


def quantity_of(written: str, unit: str = "") -> Quantity | None:
    """The quantity of a figure without a word for it, by its unit."""
    return of_unit(unit or unit_behind(written))


def _figures(clause: Clause, text: str, *, of_letters: bool) -> Iterator[_Figure]:
    values, units = _joined(clause.of("value"), text), clause.of("unit")
    before: Span | None = None
    own = _own_labels(values, clause.of("quantity"))
    for at, value in enumerate(values):
        label = own.get(at) or (_unmarked(value, clause, text) if at else None)
        if before is None and (label is None or label.start > value.start):
            whole = _with_unit_behind(value, text)
            label = None if label is not None and label.start < whole.end else label
            value = whole
        words = label or before
        key = _key(words.text, of_letters=of_letters) if words else _NOTHING
        apart = _nearest(value, units)
        key = with_unit(key, apart.text if apart else unit_behind(value.text))
        unit = apart.text if apart else key.unit if label else ""
        yield _Figure(value, label, key, unit)
        before = label if label and key.quantity else before


def _with_unit_behind(value: Span, text: str) -> Span:
    """A figure without words before it, with the unit behind it that the model passed over."""
    behind = _BEHIND.match(text, value.end)
    if unit_behind(value.text) or behind is None or read_unit(behind[1]) is None:
        return value
    if behind[1] in table("en/joins")["articles"]:
        return value  # "5 a day"
    return replace(value, text=text[value.start : behind.end()], end=behind.end())


def _key(words: str, *, of_letters: bool) -> Key:
    letter = table("sensors/keys")["short"].get(words.lower()) if of_letters else None
    return Key(quantity(letter), "", ()) if letter else read_key(words)


def are_letters(clauses: Iterable[Clause]) -> bool:
    """Whether several figures of a line have a single letter each for what they are of."""
    words = table("sensors/keys")
    labels = {span.text.lower() for clause in clauses for span in clause.of("quantity")}
    letters = labels & words["short"].keys()
    return len(letters) > 1 and not letters <= set(words["short_weak"])


def _joined(values: tuple[Span, ...], text: str) -> list[Span]:
    """Figures; those that follow at once in another unit of the same are one: "3d 4h"."""
    joined: list[Span] = []
    for value in values:
        last = joined[-1] if joined else None
        if last is not None and not text[last.end : value.start].strip() and _same(last, value):
            joined[-1] = replace(last, text=text[last.start : value.end], end=value.end)
        else:
            joined.append(value)
    return joined


def _same(one: Span, other: Span) -> bool:
    mine, others = (read_unit(unit_behind(span.text)) for span in (one, other))
    return mine is not None and others is not None and mine.si == others.si and mine != others


def _own_labels(values: list[Span], labels: tuple[Span, ...]) -> dict[int, Span]:
    """The words of each figure, by its number: those before it, or behind all of them."""
    own: dict[int, Span] = {}
    if not values or not labels:
        return own
    is_before = labels[0].start <= values[0].start
    is_behind = not is_before and labels[-1].start > values[-1].start
    for label in labels:
        last = sum(value.start < label.start for value in values) - 1
        nearer = not is_before and (
            is_behind or last + 1 == len(values) or _is_nearer(label, *values[last : last + 2])
        )
        own[last if nearer else last + 1] = label
    return own


def _is_nearer(label: Span, one: Span, other: Span) -> bool:
    return label.start - one.end < other.start - label.end


def _unmarked(value: Span, clause: Clause, text: str) -> Span | None:
    """A word before a figure that tells one of several, and that the model passed over."""
    start = max(span.end for span in clause.spans if span.start < value.start)
    match = _ONE_OF_SEVERAL.fullmatch(text[start : value.start].strip(" \t,;:=|/"))
    if match is None:
        return None
    start = text.index(match[0], start)
    return replace(value, kind="quantity", text=match[0], start=start, end=start + len(match[0]))


def _nearest(value: Span, spans: tuple[Span, ...]) -> Span | None:
    """The span nearest to a value, one before it rather than one behind it."""
    before = [span for span in spans if span.start <= value.start]
    return before[-1] if before else next(iter(spans), None)


def _told(figure: _Figure, name: str, *, of_climate: bool) -> list[Finding]:
    """What one figure tells; several amounts in its text tell several things, or nothing."""
    text = figure.value.text
    parts = [text[one.start : one.end] for one in read_amounts(text)] or [text]
    told: list[Finding] = []
    for at, part in enumerate(parts):
        found = _measured(figure, part, name, is_own=not at, of_climate=of_climate)
        if found is None:
            return []
        same = [one for one in told if one.quantity == found.quantity]
        if any(not alike(one, found) for one in same):
            return []
        told += [] if same else [found]
    return told


def _measured(
    figure: _Figure, written: str, name: str, *, is_own: bool, of_climate: bool
) -> Finding | None:
    """A figure by the words for it; else by its unit, with the words before it or the name."""
    one, unit = figure.key.quantity, figure.unit
    if is_own and figure.label is not None and one is not None:
        found = measured(one, written, unit, name)
        if found is not None or figure.label.text.lower() not in name.lower():
            return found
    spelled = unit or unit_behind(written)
    if not spelled:
        return None
    if of_climate and spelled.startswith("%"):
        return measured(quantity("humidity"), written, unit, name)
    called = read_key(name)
    holds = with_unit(replace(called, quantity=None), spelled).quantity  # a tank in percent
    for likely in (one, called.quantity, holds):
        found = measured(likely, written, unit, name) if likely else None
        if found is not None and found.intent == "SensorReading":
            return found
    other = of_unit(spelled)
    return measured(other, written, unit, name) if other else None


def _is_wanted(figure: _Figure) -> bool:
    """Whether a figure is one that shall be, may be or has been."""
    one = figure.key.quantity
    allowed = table("sensors/keys")["gust"].get(one.name, ()) if one else ()
    rest = figure.key.rest if figure.label else ()
    return any(word in keys("wanted") and word not in allowed for word in rest)


def _channel(figure: _Figure, origin: Origin) -> str | None:
    """What tells a figure apart, but for what names the device anyway."""
    named = (origin.name or "").casefold().split()
    rest = figure.key.rest if figure.label else ()
    return " ".join(word for word in rest if word not in named) or None
