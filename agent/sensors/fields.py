"""What the fields of a structured payload tell, whatever its shape.

Keys tell quantities, units, devices, places and times; what stands around a field counts for it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from agent.sensors.beside import Beside
from agent.sensors.finding import Finding, Origin, Severity, alike
from agent.sensors.leaves import leaf_findings
from agent.sensors.quantities import names_quantity
from agent.sensors.times import read_time
from agent.sensors.vocabulary import is_state, keys, plain, ranked, severity
from agent.tables import table

#: Bounds of one payload: fields read, levels of nesting, findings.
MAX_FIELDS = 1_000
MAX_DEPTH = 12
MAX_FINDINGS = 64
#: Longest text that names something, in characters.
MAX_NAME = 128


@dataclass(frozen=True, slots=True)
class Told:
    """What a payload tells."""

    findings: tuple[Finding, ...]
    texts: tuple[tuple[str, Origin], ...] = ()
    """Free text in it, to be read as such, and where it came from."""


@dataclass(frozen=True, slots=True)
class _Around:
    """What holds for a field by what stands around it."""

    origin: Origin
    path: tuple[str, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    severity: Severity | None = None


def read_fields(data: Any, origin: Origin, now: float) -> Told:
    """What JSON data tells.

    Args:
        data: an object, or a list of objects.
        origin: what is known of the source from elsewhere; the payload itself is believed first
            about the time, and last about device and place.
        now: seconds since the epoch.
    """
    reader = _Reader(now)
    found = list(reader.walk(data, _Around(origin)))
    return Told(tuple(_once(found)[:MAX_FINDINGS]), tuple(reader.texts))


class _Reader:
    """Walks one payload."""

    def __init__(self, now: float) -> None:
        self._now = now
        self._left = MAX_FIELDS
        self.texts: list[tuple[str, Origin]] = []

    def walk(self, data: Any, around: _Around, depth: int = 0) -> Iterator[Finding]:
        if depth > MAX_DEPTH:
            return
        if isinstance(data, list):
            for one in data:
                if isinstance(one, dict | list):
                    yield from self.walk(one, around, depth + 1)
        elif isinstance(data, dict):
            yield from self._object(data, around, depth)

    def _object(self, node: dict[str, Any], outer: _Around, depth: int) -> Iterator[Finding]:
        scalars = {str(k): v for k, v in node.items() if not isinstance(v, dict | list)}
        told = _beside(node, scalars)
        around = _around(told, outer, self._now)
        skipped, receivers = keys("skip"), _receivers(told)
        beside = Beside.of(told, around.origin, around.units, around.severity, outer.path)
        begun = len(self.texts)
        silent = True
        for key, value in node.items():
            self._left -= 1
            if self._left < 0:
                return
            name = plain(str(key))
            if name in skipped or name in receivers:
                continue
            found: Iterator[Finding]
            if isinstance(value, dict) or (isinstance(value, list) and _is_of_objects(value)):
                if name in keys("blocked"):
                    continue
                inner = replace(around, path=(*outer.path, str(key)))
                found = self.walk(value, inner, depth + 1)
            else:
                self._text(name, value, around)
                found = leaf_findings(str(key), value, beside)
            for one in found:
                silent = False
                yield one
        if not silent:
            del self.texts[begun:]

    def _text(self, name: str, value: Any, around: _Around) -> None:
        if name in keys("message") and isinstance(value, str) and " " in value.strip():
            self.texts.append((value, around.origin))


def _beside(node: dict[str, Any], scalars: dict[str, Any]) -> dict[str, Any]:
    """The scalars of an object and of what it tells of its device, by plain key."""
    told: dict[str, Any] = {}
    for key, value in node.items():
        if isinstance(value, dict) and plain(str(key)) in keys("device"):
            told |= {plain(str(k)): v for k, v in value.items() if not isinstance(v, dict | list)}
    return told | {plain(key): value for key, value in scalars.items()}


def _receivers(told: dict[str, Any]) -> frozenset[str]:
    """Keys of what the receiver measured itself."""
    radio: dict[str, list[str]] = table("sensors/keys")["radio"]
    return frozenset(key for sign, own in radio.items() if sign in told for key in own)


def _is_of_objects(value: list[Any]) -> bool:
    return any(isinstance(one, dict | list) for one in value)


def _around(told: dict[str, Any], outer: _Around, now: float) -> _Around:
    origin = outer.origin
    times = (read_time(told[key], now) for key in ranked("time", told))
    ids = [t for key in ranked("id", told) if (t := _name(told[key])) is not None]
    origin = Origin(
        name=_first(told, "name") or (_id(ids) if not outer.path else None) or origin.name,
        ids=tuple(dict.fromkeys((*ids, *origin.ids)))[:8],
        area=_first(told, "area") or origin.area,
        said=tuple(t for v in told.values() if isinstance(v, str) and (t := _name(v)))[:12],
        time=next((t for t in times if t is not None), origin.time),
    )
    of: dict[str, str] = table("sensors/keys")["unit_of"]
    given = {of[key]: told[key] for key in told if key in of}
    levels = (told[key] for key in ranked("severity_words", told))
    said = (severity(one) for one in levels if isinstance(one, str))
    level = next((one for one in said if one), outer.severity)
    return _Around(origin, outer.path, {**outer.units, **given} if given else outer.units, level)


def _id(ids: list[str]) -> str | None:
    """An id as a name; a small figure is the number of a channel, not of a device."""
    return next((one for one in ids if len(one) > 1), None)


def _first(told: dict[str, Any], kind: str) -> str | None:
    """The text of the best of these keys, but for one that tells what is measured."""
    for key in ranked(kind, told):
        value = told[key]
        if isinstance(value, str) and (text := _name(value)) and not _is_of_what(text):
            return text
    return None


def _is_of_what(text: str) -> bool:
    """Whether a text names a quantity or a state and nothing else."""
    return names_quantity(text) or is_state(plain(text))


def _name(value: Any) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 1 << 64 else None
    text = value.strip() if isinstance(value, str) else ""
    return text[:MAX_NAME] or None


def _once(findings: list[Finding]) -> list[Finding]:
    """Without figures that are told twice, such as in two units."""
    kept: dict[Any, list[Finding]] = {}
    for one in findings:
        same = kept.setdefault((one.intent, *_identity(one)), [])
        if not any(alike(before, one) for before in same):
            same.append(one)
    chosen = {id(one) for same in kept.values() for one in same}
    return [one for one in findings if id(one) in chosen]


def _identity(one: Finding) -> tuple[Any, ...]:
    return one.origin.name, one.origin.area, one.quantity, one.channel, one.event, one.fault
