"""What stands beside a field of a structured payload, and what that tells of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from agent.sensors.figures import is_figure, read_figure
from agent.sensors.finding import Origin, Severity, Side
from agent.sensors.quantities import Key, read_key
from agent.sensors.vocabulary import is_state, keys, plain, ranked
from agent.tables import table


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a field."""

    origin: Origin
    units: Mapping[str, str]
    """The unit of a quantity, told apart from its figures."""
    severity: Severity | None
    path: tuple[str, ...]
    what: Key | None
    """What the figure of the object is of, where other fields tell it."""
    label: str
    """The text that tells it."""
    unit: str
    """The unit of that figure."""
    limits: Mapping[str, float] = field(default_factory=dict)
    """Limits by the side on which they lie; empty where it is not told."""
    told: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        told: Mapping[str, Any],
        origin: Origin,
        units: Mapping[str, str],
        severity: Severity | None,
        path: tuple[str, ...],
    ) -> "Beside":
        """What an object tells of the fields in it.

        Args:
            told: its scalars by plain key.
            origin: of them.
            units: of quantities.
            severity: of all that it tells.
            path: the keys that led to it.
        """
        units_told = (told[key] for key in ranked("unit", told))
        unit = next((one for one in units_told if isinstance(one, str)), "")
        label, what = _what(told, path)
        sides: dict[str, str] = table("sensors/keys")["limit"]
        limits = {sides[k]: v for k, v in told.items() if k in sides and is_figure(v)}
        return cls(origin, units, severity, path, what, label, unit, limits, told)


def where(rest: tuple[str, ...], beside: Beside) -> tuple[Origin, str | None]:
    """The origin of a field, and what tells it apart from others of the device."""
    words = [word for word in rest if word not in keys("filler") and len(word) > 1]
    numbers = [word for word in rest if word.isdigit()]
    path = _place(beside.path)
    telling = " ".join(dict.fromkeys((*words, *numbers[-1:])))
    if beside.origin.name is None and path:
        return replace(beside.origin, name=path), telling or None
    if beside.label and beside.origin.name == beside.label:
        return beside.origin, None
    return beside.origin, " ".join(part for part in (path, telling) if part) or None


def crossed(value: float, limits: Mapping[str, float]) -> tuple[float | None, Side | None]:
    """The limit that a value crossed, and the side on which it lies of it."""
    above, below, either = (limits.get(side) for side in ("above", "below", ""))
    if above is not None and value > above:
        return above, "above"
    if below is not None and value < below:
        return below, "below"
    if either is not None:
        return either, "above" if value > either else "below"
    return None, None


def _place(path: tuple[str, ...]) -> str:
    """What the keys that led to a field tell of where it is: ``kitchen``, ``DS18B20-1``."""
    for key in reversed(path):
        told = read_key(key)
        if told.quantity is not None:
            number = next((word for word in told.rest if word.isdigit() and word != "0"), "")
            if number:
                return number
            continue
        name = plain(key).rstrip("0123456789")
        known = name in keys("filler") or name in keys("device") or is_state(name)
        if not known and name not in keys("value") and not plain(key).isdigit():
            return key
    return ""


def _what(told: Mapping[str, Any], path: tuple[str, ...]) -> tuple[str, Key | None]:
    """The text that tells what the figure of an object is of."""
    if keys("value").isdisjoint(told):
        return "", None
    named = ""
    for key in ranked("what", told):
        text = told[key]
        if not isinstance(text, str) or read_figure(text) is not None:
            continue
        what = read_key(text)
        if what.quantity is not None:
            return text, what
        named = named or text
    return named, (read_key(named) if named and not path else None)
