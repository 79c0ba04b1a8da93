"""The states of discovered entities, as their topics tell them."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from agent.discovery.convert import MAX_STATE_TEXT
from agent.discovery.interface import (
    MAX_STATE,
    MAX_TOPICS,
    Availability,
    Follow,
    Found,
    Payload,
)
from agent.errors import MessageError
from agent.messages import StateOverlay

#: Most keys of a state message that are kept beside the newest.
_MOST_KEYS = 512

#: The state of what cannot be reached, as in Home Assistant.
UNAVAILABLE = "unavailable"

#: What a light that is not on does not have.
_OF_LIT = ("brightness", "color_mode", "color_temp_kelvin", "effect", "hs_color", "rgb_color")
_COLORS = ("hs_color", "rgb_color", "rgbw_color", "rgbww_color", "xy_color")

_UNKNOWN = StateOverlay()


class LiveStates:
    """Follows topics and knows the state of every entity; one thread uses it.

    Args:
        clock: seconds on a clock that never goes back.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._found: Mapping[str, Found] = {}
        self._payloads: dict[str, Payload] = {}
        self._followers: dict[str, list[str]] = {}
        self._overlays: dict[str, StateOverlay] = {}
        self._fading: set[str] = set()
        self._shown: Mapping[str, StateOverlay] | None = None
        self._count = 0
        self.left_out = 0
        """Topics beyond :data:`~agent.discovery.interface.MAX_TOPICS`, not followed."""

    @property
    def topics(self) -> frozenset[str]:
        """The topics to subscribe."""
        return frozenset(self._followers)

    def follow(self, found: Mapping[str, Found]) -> None:
        """Follow these entities, by id, and forget those that are gone."""
        followers: dict[str, list[str]] = defaultdict(list)
        self.left_out = 0
        for entity_id, one in found.items():
            for topic in dict.fromkeys(_topics(one)):
                if topic in followers or len(followers) < MAX_TOPICS:
                    followers[topic].append(entity_id)
                else:
                    self.left_out += 1
        self._followers = dict(followers)
        self._payloads = {t: p for t, p in self._payloads.items() if t in followers}
        self._found = found
        self._fading = {i for i, one in found.items() if any(map(_fades, one.follows))}
        self._overlays = {i: self._overlay(i) for i in found}
        self._shown = None

    def knows(self, topic: str) -> bool:
        """Whether a topic is followed."""
        return topic in self._followers

    def payload(self, topic: str) -> Payload | None:
        """The last word on a topic, None before the first."""
        return self._payloads.get(topic)

    def take(self, topic: str, payload: bytes) -> bool:
        """Take a message; whether a state changed.

        Raises:
            MessageError: the payload is too large.
        """
        followers = self._followers.get(topic)
        if followers is None:
            return False
        if len(payload) > MAX_STATE:
            raise MessageError(f"payload has {len(payload)} bytes; the limit is {MAX_STATE}")
        self._count += 1
        before = self._payloads.get(topic)
        self._payloads[topic] = _read(payload, before, self._count, self._clock())
        changed = False
        for entity_id in followers:
            overlay = self._overlay(entity_id)
            changed = changed or overlay != self._overlays.get(entity_id)
            self._overlays[entity_id] = overlay
        if changed:
            self._shown = None
        return changed

    def overlays(self) -> Mapping[str, StateOverlay]:
        """What is known now, by entity id; it does not change, and is not to be changed."""
        for entity_id in self._fading:
            overlay = self._overlay(entity_id)
            if overlay != self._overlays[entity_id]:
                self._overlays[entity_id], self._shown = overlay, None
        if self._shown is None:
            known = self._overlays.items()
            self._shown = {i: overlay for i, overlay in known if overlay is not _UNKNOWN}
        return self._shown

    def _overlay(self, entity_id: str) -> StateOverlay:
        return overlay(self._found[entity_id], self._payloads, self._clock())


def overlay(found: Found, payloads: Mapping[str, Payload], now: float) -> StateOverlay:
    """State and attributes of an entity after these payloads.

    Args:
        found: the entity.
        payloads: the last word on each topic.
        now: on the clock of the payloads.
    """
    values: dict[str, Any] = {}
    for follow in found.follows:
        payload = payloads.get(follow.topic)
        value = None if payload is None else _value(follow, payload, now)
        if value is not None:
            values[follow.to] = value
    if not _is_available(found.availability, payloads):
        return StateOverlay(state=UNAVAILABLE)
    if not values:
        return _UNKNOWN
    state = values.pop("state", None)
    return _settled(found.domain, state, values)


def _value(follow: Follow, payload: Payload, now: float) -> Any:
    age = now - payload.at
    if follow.gone_after is not None and age >= follow.gone_after:
        return None
    value = follow.convert(follow.read(payload))
    if follow.off_after is not None and age >= follow.off_after and value == "on":
        return "off"
    return value


def _settled(domain: str, state: str | None, attributes: dict[str, Any]) -> StateOverlay:
    """The state as Home Assistant has it, where it takes more than one value to tell."""
    if domain in ("cover", "valve"):
        position = attributes.get("current_position")
        if state == "stopped":
            state = "closed" if position == 0 else "open"
        elif state is None and position is not None:
            state = "open" if position else "closed"
    if domain == "light":
        attributes = _lit(attributes) if state == "on" else _without(attributes, _DARK)
    return StateOverlay(state=state, attributes=attributes)


def _lit(attributes: dict[str, Any]) -> dict[str, Any]:
    """Without the colour that the light does not show: many report the last one for ever."""
    mode = attributes.get("color_mode")
    if mode == "color_temp":
        return _without(attributes, _COLORS)
    shown = f"{mode}_color"
    if shown in attributes:
        return _without(attributes, {*_COLORS, "color_temp_kelvin"} - {shown})
    return attributes


def _without(attributes: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    return {key: value for key, value in attributes.items() if key not in keys}


_DARK = frozenset({*_OF_LIT, *_COLORS})


def _is_available(availability: Availability, payloads: Mapping[str, Payload]) -> bool:
    """Whether the signs say so; what says nothing is taken to be there."""
    known: list[tuple[int, bool]] = []
    for sign in availability.signs:
        payload = payloads.get(sign.topic)
        told = None if payload is None else sign.read(payload)
        if payload is not None and told in (sign.online, sign.offline):
            known.append((payload.order, bool(told == sign.online)))
    if not known:
        return True
    if availability.mode == "latest":
        return max(known)[1]
    there = [is_there for _, is_there in known]
    return all(there) if availability.mode == "all" else any(there)


def _topics(found: Found) -> Iterable[str]:
    yield from (follow.topic for follow in found.follows)
    if found.follows:
        yield from (sign.topic for sign in found.availability.signs)


def _fades(follow: Follow) -> bool:
    return min(follow.off_after or math.inf, follow.gone_after or math.inf) < math.inf


def _read(payload: bytes, before: Payload | None, order: int, now: float) -> Payload:
    text = payload.decode("utf-8", "replace")
    try:
        data = msgspec.json.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        data = None
    if isinstance(data, dict) and before is not None and isinstance(before.data, dict):
        merged = {**before.data, **data}
        # A device whose keys are new each time must not fill the memory.
        data = merged if len(merged) <= _MOST_KEYS else data
    return Payload(text[: MAX_STATE_TEXT + 1], data, order, now)
