"""Rules: intents that follow from what devices tell, with hysteresis and over restarts.

A rule waits for each device and place by itself. It holds from the moment that its condition is
told, ``for`` as long as it says, and is done until the condition is told to be over. What it waits
for runs by a clock that nobody sets. Over a restart the time of day counts, and nothing follows
before the condition is told again: nobody knows what happened while the agent was away.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from agent.config import Rule
from agent.files import replace_file
from agent.log import get_logger
from agent.messages import IntentResult, Result, Slot, SlotValue
from agent.sensors.quantities import quantity
from agent.tables import table

_FILE = "rules.json"
#: Conditions that are followed; the longest unchanged ones go first.
MAX_STATES = 1_000

#: Slots that a rule's intent takes over from what was told.
_TOLD = ("name", "area", "quantity", "value", "unit", "event")

_log = get_logger("rules")

Clock = Callable[[], float]
_Slots = dict[str, SlotValue]


class _Kept(msgspec.Struct, frozen=True):
    """A condition as it is written down."""

    rule: str
    source: tuple[str, ...]
    since: float | None
    """When it began to hold, in seconds since the epoch; None where the rule is done."""


@dataclass(slots=True)
class _State:
    """A condition that is told of one device or place."""

    since: float | None
    """When it began to hold, on the steady clock; None where the rule is done."""
    told: bool
    """Whether it was told since the agent started."""
    slots: _Slots


@dataclass(frozen=True, slots=True)
class Follows:
    """What follows from a rule."""

    rule: str
    intent: IntentResult
    area: str | None


class Rules:
    """The rules of one agent; one thread uses it.

    Args:
        rules: of the configuration.
        state_dir: where conditions are kept; None keeps them until the agent stops.
        steady: seconds on a clock that never goes back.
        wall: seconds since the epoch.
    """

    def __init__(
        self, rules: Sequence[Rule], state_dir: Path | None, steady: Clock, wall: Clock
    ) -> None:
        self._steady, self._wall = steady, wall
        self._file = state_dir / _FILE if state_dir else None
        self._rules: dict[str, Rule] = {}
        self._states: dict[tuple[str, tuple[str, ...]], _State] = {}
        self.problem: str | None = None
        """Why conditions cannot be kept, until they can."""
        self.replace(rules)
        self._load()

    def replace(self, rules: Sequence[Rule]) -> None:
        """Take other rules; conditions of those that are as before go on."""
        before, self._rules = self._rules, {}
        for at, rule in enumerate(rules):
            self._rules[rule.name or f"rule {at}"] = rule
        same = {name for name, rule in self._rules.items() if before.get(name) == rule}
        self._states = {key: one for key, one in self._states.items() if key[0] in same}

    def take(self, result: Result) -> list[Follows]:
        """What follows at once from what a device told."""
        found: list[Follows] = []
        changed = False
        for intent in result.intents if result.kind == "sensor" and self._rules else ():
            slots = {slot.name: slot.value for slot in intent.slots}
            for name, rule in self._rules.items():
                holds = _holds(rule, intent, slots)
                if holds is not None:
                    key = (name, _source(slots))
                    changed |= self._told(key, rule, slots, holds=holds)
                    found += self._due(key, rule)
        if changed or found:
            self._save()
        return found

    def wait(self) -> float | None:
        """Seconds until something follows; None while nothing does."""
        dues = [
            one.since + self._rules[key[0]].when.for_
            for key, one in self._states.items()
            if one.since is not None and one.told
        ]
        return max(0.0, min(dues) - self._steady()) if dues else None

    def due(self) -> list[Follows]:
        """What follows now because a condition held long enough."""
        found = [f for key in list(self._states) for f in self._due(key, self._rules[key[0]])]
        if found:
            self._save()
        return found

    def _told(
        self, key: tuple[str, tuple[str, ...]], rule: Rule, slots: _Slots, *, holds: bool
    ) -> bool:
        """Whether a condition changed by being told so, or not so."""
        state = self._states.get(key)
        if not holds:
            return self._states.pop(key, None) is not None
        is_new = state is None or (state.since is None and not _lasts(rule))
        if is_new:
            self._states.pop(key, None)
            if len(self._states) >= MAX_STATES:
                del self._states[next(iter(self._states))]
            self._states[key] = _State(self._steady(), True, slots)
        elif state is not None:
            state.told, state.slots = True, slots
        return is_new

    def _due(self, key: tuple[str, tuple[str, ...]], rule: Rule) -> list[Follows]:
        state = self._states.get(key)
        if state is None or state.since is None or not state.told:
            return []
        if self._steady() < state.since + rule.when.for_:
            return []
        state.since = None
        _log.info("%s: %s", key[0], rule.then.intent)
        return [_follows(key[0], rule, state.slots)]

    def _load(self) -> None:
        if self._file is None or not self._file.exists():
            return
        try:
            kept = msgspec.json.decode(self._file.read_bytes(), type=list[_Kept])
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            _log.error("the rules' conditions kept in %s cannot be used: %s", self._file, error)
            return
        for one in kept[:MAX_STATES]:
            rule = self._rules.get(one.rule)
            if rule is None:
                continue
            # However the time of day was set meanwhile, it held no longer than it must.
            held = 0.0 if one.since is None else self._wall() - one.since
            held = min(max(held, 0.0), float(rule.when.for_))
            since = None if one.since is None else self._steady() - held
            self._states[one.rule, one.source] = _State(since, False, {})

    def _save(self) -> None:
        if self._file is None:
            return
        ahead = self._wall() - self._steady()
        kept = [
            _Kept(rule, source, None if one.since is None else one.since + ahead)
            for (rule, source), one in self._states.items()
        ]
        try:
            replace_file(self._file, msgspec.json.encode(kept))
        except OSError as error:
            self.problem = f"conditions of rules cannot be kept in {self._file}: {error.strerror}"
            _log.error("%s", self.problem)
        else:
            self.problem = None


def _holds(rule: Rule, intent: IntentResult, slots: _Slots) -> bool | None:
    """Whether an intent says that a condition holds, or that it does not; None of neither."""
    when = rule.when
    if intent.intent != when.intent or not _is_of(rule, intent, slots):
        return None
    if when.event is not None and slots.get("event") != when.event:
        opposite = table("sensors/states")["opposites"].get(when.event)
        return False if slots.get("event") == opposite else None
    if when.above is None and when.below is None:
        return True
    value = slots.get("value_si")
    if not isinstance(value, int | float) or when.quantity is None:
        return None
    return _is_beyond(rule, float(value))


def _is_beyond(rule: Rule, value: float) -> bool | None:
    """Whether a value in SI is beyond the limits; None where it has come back, but not enough."""
    when = rule.when
    one = quantity(when.quantity or "")
    unit = one.unit(when.unit or "") or one.usual
    back = when.hysteresis * unit.factor
    above = None if when.above is None else unit.to_si(when.above)
    below = None if when.below is None else unit.to_si(when.below)
    if (above is None or value > above) and (below is None or value < below):
        return True
    near = (above is None or value > above - back) and (below is None or value < below + back)
    return None if near and back else False


def _is_of(rule: Rule, intent: IntentResult, slots: _Slots) -> bool:
    when = rule.when
    named = (slots.get("name"), *intent.targets)
    return (
        (when.quantity is None or slots.get("quantity") == when.quantity)
        and (when.fault is None or slots.get("fault") == when.fault)
        and (when.area is None or _alike(when.area, slots.get("area")))
        and (when.name is None or any(_alike(when.name, name) for name in named))
    )


def _alike(one: str, other: object) -> bool:
    folded = [str(text).casefold().replace("_", " ").strip() for text in (one, other)]
    return folded[0] == folded[1]


def _lasts(rule: Rule) -> bool:
    """Whether a condition is a state that lasts, rather than something that happens again."""
    when = rule.when
    return when.above is not None or when.below is not None or when.for_ > 0


def _source(slots: _Slots) -> tuple[str, ...]:
    """Who tells: each device and place has a condition of its own."""
    return tuple(str(slots.get(name, "")) for name in ("name", "area", "channel"))


def _follows(name: str, rule: Rule, slots: _Slots) -> Follows:
    """The rule's intent, with who told in slots that the rule does not set itself."""
    given: _Slots = {key: slots[key] for key in _TOLD if key in slots}
    given |= rule.then.slots
    given["rule"] = name
    area = given.get("area")
    intent = IntentResult(
        intent=rule.then.intent,
        confidence=1.0,
        status="ok",
        slots=tuple(Slot(name=key, value=value) for key, value in given.items()),
    )
    return Follows(name, intent, area if isinstance(area, str) else None)
