"""What the model read in a free text of a device, as findings."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from agent.reading import SENSOR_INTENTS, Clause, Reading, Span
from agent.sensors.amounts import Amount, read_amounts, unit_behind
from agent.sensors.figures import NO_FIGURES
from agent.sensors.finding import Fault, Finding, Origin, Raw, Severity, Side
from agent.sensors.measures import measured
from agent.sensors.quantities import Key, of_unit, quantity, read_key, with_unit
from agent.sensors.readings import are_letters, quantity_of, read_readings
from agent.sensors.times import read_time
from agent.sensors.units import read_unit
from agent.sensors.vocabulary import is_no_code, plain, severity
from agent.tables import table

#: The model's word for a fault, where it is another than the published one.
_FAULTS: dict[str | None, Fault] = {
    "battery": "battery_low",
    "offline": "offline",
    "error": "error",
    "stuck": "stuck",
}
_SIDES: dict[str | None, Side] = {"high": "above", "low": "below"}


def read_clauses(
    reading: Reading, threshold: float, origin: Origin, now: float
) -> tuple[Finding, ...]:
    """What a text tells, clause by clause; device, place and time count for the clauses behind.

    Args:
        reading: by the model.
        threshold: clauses read with less confidence tell nothing.
        origin: what is known of the source from elsewhere.
        now: seconds since the epoch.
    """
    times = (read_time(span.text, now) for clause in reading.clauses for span in clause.of("time"))
    stamp = next((time for time in times if time is not None), origin.time)
    given = replace(origin, time=stamp)
    figures = [span.text for clause in reading.clauses for span in clause.of("value")]
    is_warm = any(_is_warmth(figure) for figure in figures)
    of_letters = are_letters(reading.clauses)
    around = _Around(reading.text, given, given, of_climate=is_warm, of_letters=of_letters)
    found: list[Finding] = []
    for clause in reading.clauses:
        around = around.after(clause)
        if clause.intent in SENSOR_INTENTS and _is_sure(clause, threshold):
            found += (one for one in _findings(clause, around) if not _is_told(one, found))
    return tuple(found)


def _is_sure(clause: Clause, threshold: float) -> bool:
    """Whether a clause is sure enough to be told.

    Where it is all but sure that something is told, it need be only half as sure which of two like
    things it is, an error or an alert: better an alarm that is not quite right than none.
    """
    is_something = clause.meant >= (1 + threshold) / 2
    return clause.confidence >= (threshold / 2 if is_something else threshold)


def _is_told(one: Finding, before: list[Finding]) -> bool:
    """Whether a clause says what another one said, or a bare figure of it: where it shall go."""
    same = replace(one, confidence=0.0, raw={})
    is_bare = one.intent == "SensorReading" and "quantity" not in one.raw
    if is_bare and any((other.intent, other.key) == (one.intent, one.key) for other in before):
        return True
    return any(same == replace(other, confidence=0.0, raw={}) for other in before)


def _is_warmth(figure: str) -> bool:
    one = quantity_of(figure)
    return one is not None and one.name == "temperature"


@dataclass(frozen=True, slots=True)
class _Around:
    """What clauses before tell of this one."""

    text: str
    given: Origin
    """Known from elsewhere."""
    origin: Origin
    raw: tuple[tuple[str, Raw], ...] = ()
    severity: Severity | None = None
    of_climate: bool = False
    """Whether the text tells a temperature: then a bare percentage is humidity."""
    of_letters: bool = False
    """Whether single letters tell its quantities."""

    def after(self, clause: Clause) -> "_Around":
        """What holds in a clause: a new device may be in another place, and a place has others."""
        names, areas = clause.of("name"), clause.of("area")
        level = next((s for span in clause.of("severity") if (s := severity(span.text))), None)
        around = replace(self, severity=level or self.severity)
        if not names and not areas:
            return around
        name = names[0].text if names else self.given.name
        area = areas[0].text if areas else self.given.area
        raw = tuple((span.kind, _raw(span)) for span in (*names[:1], *areas[:1]))
        return replace(around, origin=replace(self.origin, name=name, area=area), raw=raw)


def _findings(clause: Clause, around: _Around) -> Iterator[Finding]:
    base = Finding(
        clause.intent,  # type: ignore[arg-type]  # one of SENSOR_INTENTS
        around.origin,
        confidence=clause.confidence,
        raw=dict(around.raw),
    )
    if clause.intent == "SensorReading":
        yield from read_readings(
            clause, around.text, base, of_climate=around.of_climate, of_letters=around.of_letters
        )
    elif clause.intent == "SensorEvent":
        event = _event(clause)
        if event is not None:
            yield replace(base, event=event, raw=_with(base, event=clause.of("state")))
            yield from _beside(None, clause, base, around)
    elif clause.intent == "SensorAlert":
        alert = _alert(clause, base, around.severity)
        is_told = alert.quantity or alert.value is not None or clause.manner or around.severity
        if is_told or not clause.of("value"):  # a mere figure warns of nothing
            yield alert
        yield from _beside(alert.quantity, clause, base, around)
    elif not _is_no_fault(clause):
        yield _fault(clause, base)


def _event(clause: Clause) -> str | None:
    """What happened, by the first word of its states that says more than the model tells apart."""
    states = table("sensors/states")
    finer: dict[str, str] = states["finer"]
    words = [plain(word) for span in clause.of("state") for word in span.text.split()]
    event = next((finer[word] for word in words if word in finer), None)
    if event is None:
        return clause.manner
    is_denied = any(word in states["denying"] for word in words)  # "not armed"
    return str(states["opposites"][event]) if is_denied else event


def _is_no_fault(clause: Clause) -> bool:
    """Whether the code says that nothing is wrong: "finished with exit code 0"."""
    codes = clause.of("code")
    is_error = _FAULTS.get(clause.manner, "error") == "error"
    return is_error and bool(codes) and all(is_no_code(one.text) for one in codes)


def _alert(clause: Clause, base: Finding, level: Severity | None) -> Finding:
    labels, values, limits = clause.of("quantity"), clause.of("value"), clause.of("limit")
    key = read_key(labels[0].text) if labels else Key(None, "", ())
    unit = next((span.text for span in clause.of("unit")), key.unit)
    key = with_unit(key, unit or (unit_behind(values[0].text) if values else ""))
    one = key.quantity or (quantity_of(values[0].text, unit) if values else None)
    figure = measured(one, values[0].text, unit, "") if one and values else None
    is_read = figure is not None and figure.intent == "SensorReading"
    told: dict[str, Any] = {"quantity": one.name if one else None}
    if figure is not None and is_read:
        fields = ("quantity", "value", "unit", "value_si", "unit_si")
        told = {name: getattr(figure, name) for name in fields}
    elif one is None and values:
        told = _bare(values[0].text, unit)
    limit = next(iter(read_amounts(limits[0].text)), None) if limits else None
    return replace(
        base,
        **told,
        limit=_limit_in(limit, told.get("unit")) if limit else None,
        direction=_SIDES.get(clause.manner) or _side(told.get("value"), limit),
        severity=level or "warning",
        raw=_with(base, quantity=labels, value=values, limit=limits),
    )


def _beside(told: str | None, clause: Clause, base: Finding, around: _Around) -> Iterator[Finding]:
    """The readings in a clause that tells something else: of quantities with words for them."""
    for one in read_readings(clause, around.text, base, of_climate=False):
        if one.intent == "SensorReading" and "quantity" in one.raw and one.quantity != told:
            yield one


def _bare(written: str, unit: str) -> dict[str, Any]:
    """A figure with its unit, of which it is not told what is measured."""
    amounts = read_amounts(written)
    known = read_unit(unit or amounts[0].unit) if len(amounts) == 1 else None
    if known is None:
        return {}
    value = amounts[0].value
    return {
        "value": value,
        "unit": known.name,
        "value_si": known.to_si(value),
        "unit_si": known.si,
    }


def _limit_in(limit: Amount, unit: str | None) -> float | int:
    """A limit in the unit of the value, where it has another."""
    one = of_unit(limit.unit) if limit.unit else None
    given = one.unit(limit.unit) if one else None
    wanted = one.unit(unit) if one and unit else None
    if given is None or wanted is None or given == wanted:
        return limit.value
    return wanted.from_si(given.to_si(limit.value))


def _side(value: float | None, limit: Amount | None) -> Side | None:
    if value is None or limit is None or value == limit.value:
        return None
    return "above" if value > limit.value else "below"


def _fault(clause: Clause, base: Finding) -> Finding:
    codes, labels = clause.of("code"), clause.of("quantity")
    key = read_key(labels[0].text) if labels else Key(None, "", ())
    fault = _FAULTS.get(clause.manner, "error")
    values = clause.of("value")
    reason = None
    if fault == "error" and values and values[0].text.strip().lower() in NO_FIGURES:
        fault = "invalid_value"
        what = key.quantity.name if key.quantity else "value"
        reason = f"{what} of {values[0].text} is no figure"
    about = quantity("battery") if fault == "battery_low" else key.quantity
    return replace(
        base,
        fault=fault,
        code=codes[0].text if codes else None,
        quantity=about.name if about and fault != "battery_low" else None,
        reason=reason,
        raw=_with(base, code=codes, quantity=labels, fault=clause.of("state")),
    )


def _with(base: Finding, **spans: Any) -> dict[str, Raw]:
    """Where slots stand in the text: those of the clauses before, and the first of each kind."""
    return {**base.raw, **{slot: _raw(found[0]) for slot, found in spans.items() if found}}


def _raw(span: Span) -> Raw:
    return Raw(span.text, span.start, span.end)
