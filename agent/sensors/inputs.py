"""Topics of others: which text is in a message there, and where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from agent.config import REFERENCE, Input
from agent.messages import Kind, covers, overlap
from agent.sensors.finding import Origin
from agent.sensors.quantities import read_key
from agent.sensors.vocabulary import is_state, keys, plain

#: Levels of a topic that say nothing of what its payload is of.
_PLAIN_LEVELS = frozenset(("state", "status", "value", "set", "get", "sensor", "binarysensor"))
#: Longest payload that is taken for a bare value, in characters.
_BARE = 32


@dataclass(frozen=True, slots=True)
class Heard:
    """A text on a topic of others, and what is known of who wrote it."""

    text: str
    origin: Origin
    columns: tuple[str, ...]


class Inputs:
    """The topics of others that are read.

    Args:
        inputs: of the configuration; no two of them take the same topic.
    """

    def __init__(self, inputs: Sequence[Input]) -> None:
        self._inputs = tuple(inputs)

    def filters(self, kind: Kind) -> tuple[str, ...]:
        """What to subscribe for what people say, or devices."""
        return tuple(one.topic for one in self._inputs if one.kind == kind)

    def of(self, topic: str) -> Input | None:
        """The input that takes a topic."""
        return next((one for one in self._inputs if overlap(one.topic, topic)), None)

    def covers(self, topic: str) -> bool:
        """Whether every message on a topic or filter comes by one of the inputs anyway."""
        return any(covers(one.topic, topic) for one in self._inputs)


def read_input(one: Input, topic: str, payload: str) -> Heard | None:
    """What a message says; None where there is no text at the place that is configured.

    Args:
        one: the input that takes it.
        topic: where it came.
        payload: as text.
    """
    known = _Known(topic, payload, one.kind)
    text = payload if one.text is None else known.filled(one.text)
    if not text or not text.strip():
        return None
    if one.kind == "sensor" and one.text is None:
        text = _with_key(topic, text.strip())
    origin = Origin(
        name=known.filled(one.name),
        # The topic is the device's own, whatever the device calls itself.
        ids=(topic,),
        area=known.filled(one.area),
    )
    return Heard(text, origin, one.columns)


class _Known:
    """What the references of a template stand for."""

    def __init__(self, topic: str, payload: str, kind: Kind) -> None:
        self._levels = topic.split("/")
        self._payload = payload
        self._kind = kind

    def filled(self, template: str | None) -> str | None:
        """A template with its references replaced; None where one of them stands for nothing."""
        if template is None:
            return None
        pieces: list[str] = []
        end = 0
        for match in REFERENCE.finditer(template):
            value = self._value(match[1], match[2])
            if value is None:
                return None
            pieces += [template[end : match.start()], value]
            end = match.end()
        return "".join((*pieces, template[end:])).strip() or None

    def _value(self, reference: str, level: str | None) -> str | None:
        if level is not None:
            at = int(level)
            inside = -len(self._levels) <= at < len(self._levels)
            return self._levels[at] if inside else None
        if reference == "payload":
            return self._payload
        found = self._data()
        for key in reference.split(".")[1:]:
            if isinstance(found, dict):
                found = found.get(key)
            elif isinstance(found, list) and key.isdigit() and int(key) < len(found):
                found = found[int(key)]
            else:
                return None
        if found is None or isinstance(found, str):
            return found
        if self._kind == "voice" and isinstance(found, list | dict):
            return None  # nobody speaks so
        return msgspec.json.encode(found).decode()

    def _data(self) -> Any:
        try:
            return msgspec.json.decode(self._payload)
        except (msgspec.DecodeError, RecursionError):
            return None


def _with_key(topic: str, text: str) -> str:
    """A bare value with the key that its topic gives it: ``attic/temperature`` and ``21.5``."""
    if len(text) > _BARE or text[:1] in "{[$" or "=" in text or ":" in text or "\n" in text:
        return text
    for level in reversed(topic.split("/")[-4:]):
        name = plain(level)
        is_key = read_key(level).quantity is not None or is_state(name)
        if (is_key or name in keys("offline_when_false")) and name not in _PLAIN_LEVELS:
            return msgspec.json.encode({level: text}).decode()
    return text
