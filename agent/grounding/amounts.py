"""From the spans of a clause that are no mentions to slots in Home Assistant's names and units."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from agent.grounding import values
from agent.grounding.outcome import Miss
from agent.grounding.timers import TIMED
from agent.messages import Slot, SlotValue
from agent.reading import Clause, Span


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a clause sets, and when."""

    intent: str
    """The intent that takes these slots: "turn the volume up to 30" sets it."""
    slots: tuple[Slot, ...] = ()
    miss: Miss | None = None
    """What is wrong with an amount."""

    def value(self, name: str) -> SlotValue | None:
        """The value of a slot, or None."""
        return next((slot.value for slot in self.slots if slot.name == name), None)


_UP = frozenset({"brighter", "warmer", "faster", "up", "open"})
_TIMERS = frozenset({
    "HassStartTimer", "HassCancelTimer", "HassCancelAllTimers", "HassIncreaseTimer",
    "HassDecreaseTimer", "HassPauseTimer", "HassUnpauseTimer", "HassTimerStatus",
})  # fmt: skip


def read_amounts(clause: Clause) -> Amounts:
    """The slots that a clause's values, steps, times and texts fill."""
    intent = clause.intent or ""
    amounts = _SETTERS[intent](clause) if intent in _SETTERS else Amounts(intent, _texts(clause))
    when = () if intent in _TIMERS else _when(clause)
    return replace(amounts, slots=amounts.slots + when)


def slot(name: str, value: SlotValue, span: Span | None = None) -> Slot:
    """A slot, with the span it was read from."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if span is None or span.start < 0:  # a span of an earlier text stands nowhere in this one
        return Slot(name=name, value=value)
    return Slot(name=name, value=value, raw=span.text, start=span.start, end=span.end)


def awaited(slots: Iterable[Slot]) -> Slot | None:
    """What the agent would have to wait for and cannot: a condition, or a time of day.

    A delay in seconds it can wait for.
    """
    for one in slots:
        if one.name in ("condition", "time") or (
            one.name == "delay" and isinstance(one.value, str)
        ):
            return one
    return None


def _level(clause: Clause, name: str, intent: str, step: str | None) -> Amounts:
    """An absolute level, or a step where none is said; a figure goes before a vague word."""
    for span in sorted(clause.of("value"), key=lambda one: not values.has_figure(one.text)):
        value = values.level(span.text, name)
        if value is not None:
            return _bounded(intent, name, value, span)
    return _step(clause, step, intent) if step else Amounts(intent, miss=Miss("amount"))


def _bounded(intent: str, name: str, value: float, span: Span) -> Amounts:
    if not values.within(value, name):
        low, high = values.values().bounds[name]
        return Amounts(intent, miss=Miss("range", span.text, f"{low:g} and {high:g}"))
    return Amounts(intent, (slot(name, round(value, 1), span),))


def _step(clause: Clause, name: str, intent: str) -> Amounts:
    spans = clause.of("step")
    if clause.manner is None and not spans:
        return Amounts(intent, miss=Miss("amount"))
    span = spans[0] if spans else None
    size = values.step(span.text if span else None, name)
    down = clause.manner is not None and clause.manner not in _UP
    return Amounts(intent, (slot(name, -size if down else size, span),))


def _light(clause: Clause) -> Amounts:
    slots: list[Slot] = []
    for span in clause.of("color", "value"):
        color = values.color(span.text)
        if isinstance(color, int) and (span.kind == "color" or _is_white(span.text)):
            if not values.within(color, "kelvin"):
                low, high = values.values().bounds["kelvin"]
                miss = Miss("range", span.text, f"{low:g} and {high:g}")
                return Amounts("HassLightSet", miss=miss)
            slots.append(slot("temperature", color, span))
        elif isinstance(color, str):
            slots.append(slot("color", color, span))
        elif span.kind == "color":
            return Amounts("HassLightSet", miss=Miss("color", span.text))
    taken = {kept.start for kept in slots}
    spans = tuple(span for span in clause.spans if span.start not in taken)
    has_level = any(span.kind in ("value", "step") for span in spans)
    if has_level or clause.manner is not None or not slots:
        rest = replace(clause, spans=spans)
        level = _level(rest, "brightness", "HassLightSet", "brightness_step")
        if level.miss is not None and not (slots and level.miss.kind == "amount"):
            return level
        slots.extend(level.slots)
    return Amounts("HassLightSet", tuple(slots))


def _is_white(text: str) -> bool:
    """Whether a value is a white tone, not a brightness: "warm white", "2700 k"."""
    return values.level(text, "brightness") is None or (values.number(text) or 0) >= 1000


def _volume(clause: Clause) -> Amounts:
    if any(values.level(span.text, "volume_level") is not None for span in clause.of("value")):
        return _level(clause, "volume_level", "HassSetVolume", None)
    if clause.intent == "HassSetVolume" and not clause.of("step"):
        return Amounts("HassSetVolume", miss=Miss("amount"))
    intent = "HassSetVolumeRelative"
    spans = clause.of("step")
    if clause.manner is None:
        return Amounts(intent, miss=Miss("amount"))
    size = values.step(spans[0].text if spans else None, "volume_step")
    if not size:
        return Amounts(intent, (slot("volume_step", clause.manner),))
    signed = size if clause.manner in _UP else -size
    return Amounts(intent, (slot("volume_step", signed, spans[0]),))


def _fan_mode(clause: Clause) -> Amounts:
    for span in clause.of("mode", "value", "state"):
        mode = slot("fan_mode", values.fan_mode(span.text), span)
        return Amounts("HassClimateSetFanMode", (mode,))
    return Amounts("HassClimateSetFanMode", miss=Miss("amount"))


def _speed(clause: Clause) -> Amounts:
    modes = clause.of("mode")
    if modes and not clause.of("value"):
        clause = replace(clause, spans=(*clause.spans, replace(modes[0], kind="value")))
    return _level(clause, "percentage", "HassFanSetSpeed", "percentage_step")


def _position(clause: Clause) -> Amounts:
    step = "position_step" if clause.manner else None  # which way a cover goes is never guessed
    return _level(clause, "position", "HassSetPosition", step)


def _timer(clause: Clause) -> Amounts:
    intent = clause.intent or ""
    slots: list[Slot] = []
    prefix = "" if intent in TIMED else "start_"
    for span in clause.of("duration"):
        said = values.duration(span.text)
        if said is None:
            return Amounts(intent, miss=Miss("duration", span.text))
        parts = (("hours", said.hours), ("minutes", said.minutes), ("seconds", said.seconds))
        slots.extend(slot(prefix + unit, count, span) for unit, count in parts if count)
        prefix = "start_"
    slots.extend(slot("name", span.text, span) for span in clause.of("timer")[:1])
    if intent in TIMED and not any(not kept.name.startswith(("start_", "name")) for kept in slots):
        return Amounts(intent, tuple(slots), Miss("duration"))
    return Amounts(intent, tuple(slots))


def _texts(clause: Clause) -> tuple[Slot, ...]:
    """Slots that are taken as they were said."""
    slots: list[Slot] = []
    for kind, name in _AS_SAID.items():
        found = _in_a_row(clause.of(kind)) if kind == "item" else clause.of(kind)
        if len(found) == 1 or (found and kind != "item"):
            said = found[0].text.rstrip("'\u2019") or found[0].text
            slots.append(slot(name, values.query(said) if kind == "query" else said, found[0]))
        elif found:
            slots.append(slot(name, [span.text for span in found]))
    media = clause.of("media")[:1]
    slots.extend(slot("media_class", values.media_class(span.text), span) for span in media)
    return tuple(slots)


def _search(clause: Clause) -> Amounts:
    slots = _texts(clause)
    is_said = any(one.name == "search_query" and one.value for one in slots)
    return Amounts("HassMediaSearchAndPlay", slots, None if is_said else Miss("query"))


def _in_a_row(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Items with no more than a space between them as one that was read in two parts; each once.

    "We're out of oil, put oil on the list".
    """
    whole: list[Span] = []
    for span in spans:
        last = whole[-1] if whole else None
        if last is not None and 0 <= last.end == span.start - 1:
            whole[-1] = replace(last, text=f"{last.text} {span.text}", end=span.end)
        else:
            whole.append(span)
    said = [span.text.lower() for span in whole]
    return tuple(span for at, span in enumerate(whole) if said[at] not in said[:at])


def _when(clause: Clause) -> tuple[Slot, ...]:
    slots: list[Slot] = []
    for kind in ("delay", "duration"):
        read = [(values.duration(span.text), span) for span in clause.of(kind)]
        for said, span in sorted(read, key=lambda one: one[0] is None)[:1]:
            slots.append(slot(kind, said.total if said else span.text, span))
    for kind in ("until", "condition", "time"):
        slots.extend(slot(kind, span.text, span) for span in clause.of(kind)[:1])
    return tuple(slots)


_AS_SAID: Mapping[str, str] = {
    "item": "item",
    "query": "search_query",
    "message": "message",
    "location": "location",
}

_SETTERS: Mapping[str, Callable[[Clause], Amounts]] = {
    "HassLightSet": _light,
    "HassSetPosition": _position,
    "HassClimateSetTemperature": lambda c: _level(
        c, "temperature", "HassClimateSetTemperature", "temperature_step"
    ),
    "HassClimateSetFanMode": _fan_mode,
    "HassFanSetSpeed": _speed,
    "HassSetVolume": _volume,
    "HassSetVolumeRelative": _volume,
    "HassMediaSearchAndPlay": _search,
    **dict.fromkeys(_TIMERS, _timer),
}
