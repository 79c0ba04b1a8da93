"""Timer intents done: started, changed, cancelled and asked about by voice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from agent.messages import IntentResult, IntentStatus, SlotValue, TimerEventName
from agent.timers.interface import Timer
from agent.timers.speech import said, stretch, title
from agent.timers.timers import Timers


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a timer intent."""

    intent: IntentResult
    """As it came, or with another status and the reason."""
    speech: str
    events: tuple[tuple[TimerEventName, Timer], ...] = ()
    """What happened to which timer."""


def obey(timers: Timers, intent: IntentResult, asked: Timer) -> Outcome | None:
    """Do a timer intent; None of any other intent, or of one that is not ``ok``.

    Args:
        timers: all timers; changed.
        intent: as grounded.
        asked: a timer with what is known of the request: area, request id, text.
    """
    do = _DEEDS.get(intent.intent)
    if do is None or intent.status != "ok":
        return None
    slots = {slot.name: slot.value for slot in intent.slots}
    return do(timers, intent, asked, slots)


_Slots = Mapping[str, SlotValue]


def _start(timers: Timers, intent: IntentResult, asked: Timer, slots: _Slots) -> Outcome:
    seconds = _seconds(slots)
    if not seconds:
        return _failed(intent, "no_target", said("no time"))
    wanted = msgspec.structs.replace(asked, kind="timer", started=seconds, name=_name(slots))
    timer = timers.start(wanted)
    if timer is None:
        return _failed(intent, "refused", said("full"))
    speech = said("started", timer=title(timer, timers=[]), time=stretch(seconds))
    return Outcome(intent, speech, (("started", timer),))


def _cancel_all(timers: Timers, intent: IntentResult, _: Timer, __: _Slots) -> Outcome:
    gone = [timers.cancel(timer.id) for timer in timers.all()]
    if not gone:
        return _failed(intent, "no_target", said("none"))
    events: list[tuple[TimerEventName, Timer]] = [("cancelled", t) for t in gone if t]
    return Outcome(intent, said("cancelled all"), tuple(events))


def _cancel(timers: Timers, intent: IntentResult, asked: Timer, slots: _Slots) -> Outcome:
    return _change(timers, intent, asked, slots, "cancelled", lambda t: timers.cancel(t.id))


def _pause(timers: Timers, intent: IntentResult, asked: Timer, slots: _Slots) -> Outcome:
    return _change(timers, intent, asked, slots, "paused", lambda t: timers.pause(t.id))


def _resume(timers: Timers, intent: IntentResult, asked: Timer, slots: _Slots) -> Outcome:
    return _change(timers, intent, asked, slots, "resumed", lambda t: timers.resume(t.id))


def _increase(timers: Timers, intent: IntentResult, asked: Timer, slots: _Slots) -> Outcome:
    seconds = _seconds(slots)
    return _change(timers, intent, asked, slots, "increased", lambda t: timers.add(t.id, seconds))


def _decrease(timers: Timers, intent: IntentResult, asked: Timer, slots: _Slots) -> Outcome:
    seconds = _seconds(slots)
    return _change(timers, intent, asked, slots, "decreased", lambda t: timers.add(t.id, -seconds))


def _change(
    timers: Timers,
    intent: IntentResult,
    asked: Timer,
    slots: _Slots,
    what: str,
    do: Callable[[Timer], Timer | None],
) -> Outcome:
    found = _meant(timers, asked, slots)
    if len(found) != 1:
        return _unclear(timers, intent, found)
    called = title(found[0], timers.all())
    changed = do(found[0])
    if changed is None:
        return _failed(intent, "no_target", said("none such"))
    speech = said(
        what, timer=called, time=stretch(_seconds(slots)), left=stretch(timers.left(changed))
    )
    return Outcome(intent, speech, ((_EVENTS[what], changed),))


def _status(timers: Timers, intent: IntentResult, asked: Timer, slots: _Slots) -> Outcome:
    found = _meant(timers, asked, slots, every=True)
    if not found:
        return _unclear(timers, intent, found)
    lines = [
        said(
            "status paused" if timer.ends is None else "status",
            timer=title(timer, timers.all()),
            left=stretch(timers.left(timer)),
        )
        for timer in found
    ]
    return Outcome(intent, " ".join(lines))


def _meant(timers: Timers, asked: Timer, slots: _Slots, every: bool = False) -> list[Timer]:
    """The timers that are meant, narrowed as Home Assistant does: name, length, then area."""
    found = timers.all()
    name = _name(slots)
    length = _seconds(slots, "start_")
    if name:
        found = [timer for timer in found if _folded(timer.name or "") == _folded(name)]
    if length:
        found = [timer for timer in found if timer.started == length]
    # A command that waits is no timer to most people; it is meant where nothing else can be.
    rings = [timer for timer in found if timer.kind == "timer"]
    found = found if every else rings or found
    here = [timer for timer in found if asked.area and timer.area == asked.area]
    return here if len(found) > 1 and here and not every else found


def _unclear(timers: Timers, intent: IntentResult, found: Sequence[Timer]) -> Outcome:
    if not found:
        return _failed(intent, "no_target", said("none such" if len(timers) else "none"))
    names = [title(timer, timers.all()) for timer in found]
    return _failed(intent, "ambiguous", said("several", timers=names))


def _failed(intent: IntentResult, status: IntentStatus, why: str) -> Outcome:
    return Outcome(msgspec.structs.replace(intent, status=status, reason=why), why)


def _seconds(slots: _Slots, prefix: str = "") -> float:
    units = (("hours", 3600), ("minutes", 60), ("seconds", 1))
    amounts = ((slots.get(f"{prefix}{name}"), factor) for name, factor in units)
    return sum(value * factor for value, factor in amounts if isinstance(value, int | float))


def _name(slots: _Slots) -> str | None:
    name = slots.get("name")
    return name if isinstance(name, str) and name else None


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


_EVENTS: Mapping[str, TimerEventName] = {
    "cancelled": "cancelled",
    "decreased": "updated",
    "increased": "updated",
    "paused": "paused",
    "resumed": "resumed",
}

_DEEDS: Mapping[str, Callable[[Timers, IntentResult, Timer, _Slots], Outcome]] = {
    "HassCancelAllTimers": _cancel_all,
    "HassCancelTimer": _cancel,
    "HassDecreaseTimer": _decrease,
    "HassIncreaseTimer": _increase,
    "HassPauseTimer": _pause,
    "HassStartTimer": _start,
    "HassTimerStatus": _status,
    "HassUnpauseTimer": _resume,
}
