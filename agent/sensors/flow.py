"""How much of devices is read and published: rates, and changes that are worth telling."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

import msgspec

from agent.config import Sensors
from agent.messages import IntentResult, Result, worst
from agent.sensors.quantities import quantity

#: Devices whose rates, and readings whose values, are remembered; the longest silent go first.
MAX_SOURCES = 2_000

#: A change by the least one counts, however its figures are rounded.
_NEARLY = 1 - 1e-9

Clock = Callable[[], float]


class Rates:
    """Messages of each device, as a bucket that fills by the second."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def admits(self, source: Hashable, rate: float, burst: int) -> bool:
        """Whether one more message of a device may be read now.

        Args:
            source: the device.
            rate: messages a second.
            burst: messages that may come at once.
        """
        now = self._clock()
        left, then = self._left.pop(source, (float(burst), now))
        left = min(float(burst), left + (now - then) * rate)
        if len(self._left) >= MAX_SOURCES:
            self._left.popitem(last=False)
        self._left[source] = (left - 1 if left >= 1 else left, now)
        return left >= 1


class Changes:
    """The readings that were published last; one thread uses it."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._last: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def marked(self, result: Result, sensors: Sensors) -> Result:
        """A result with those readings marked that differ too little from the last published.

        Args:
            result: of a device's text.
            sensors: what is worth telling.
        """
        if result.kind != "sensor" or not sensors.min_change:
            return result
        intents = tuple(self._marked(intent, sensors) for intent in result.intents)
        if intents == result.intents:
            return result
        status = worst(tuple(intent.status for intent in intents))
        return msgspec.structs.replace(result, intents=intents, status=status)

    def _marked(self, intent: IntentResult, sensors: Sensors) -> IntentResult:
        slots = {slot.name: slot.value for slot in intent.slots}
        name, value = str(slots.get("quantity")), slots.get("value_si")
        least = sensors.min_change.get(name)
        if intent.intent != "SensorReading" or least is None or not isinstance(value, int | float):
            return intent
        usual = quantity(name).usual
        least_si = least * usual.factor
        key = (name, slots.get("name"), slots.get("area"), slots.get("channel"), intent.targets)
        now = self._clock()
        last, then = self._last.get(key, (None, 0.0))
        is_due = now - then >= sensors.at_least_every
        moved = last is None or (value != last and abs(value - last) >= least_si * _NEARLY)
        if last is not None and not moved and not is_due:
            reason = f"it differs too little from the {usual.from_si(last):g} {usual.name} before"
            return msgspec.structs.replace(intent, status="unchanged", reason=reason)
        self._last[key] = (float(value), now)
        self._last.move_to_end(key)
        if len(self._last) > MAX_SOURCES:
            self._last.popitem(last=False)
        return intent
