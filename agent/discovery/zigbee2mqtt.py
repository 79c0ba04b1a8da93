"""Zigbee2MQTT: the lists of devices and groups that its bridge keeps retained.

``<base>/bridge/devices`` and ``<base>/bridge/groups``. See
https://www.zigbee2mqtt.io/guide/usage/mqtt_topics_and_messages.html and
https://www.zigbee2mqtt.io/guide/usage/exposes.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from agent.discovery.exposes import Expose, Place
from agent.discovery.fields import clean, decoded, topic, words
from agent.discovery.interface import MAX_DEVICES, Availability, Found, Payload, Sign
from agent.discovery.main_types import main_entity
from agent.discovery.observed import observed_entity
from agent.errors import MessageError

#: Types of exposes that a group can have, as in Zigbee2MQTT.
_GROUPED = ("light", "switch", "cover", "lock")
_UNUSED_GROUP = "default_bind_group"


class Definition(msgspec.Struct, frozen=True, kw_only=True):
    """The model of a device."""

    exposes: tuple[Expose, ...] = ()
    description: str = ""


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a device, as a group refers to it."""

    name: str | None = None


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """One device of ``bridge/devices``; what is not read here is left out."""

    ieee_address: str
    friendly_name: str
    type: str = ""
    disabled: bool = False
    definition: Definition | None = None
    endpoints: dict[str, Endpoint] = {}


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A device, or a part of it, in a group."""

    ieee_address: str
    endpoint: int | str = 0


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """One group of ``bridge/groups``."""

    id: int
    friendly_name: str
    members: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True)
class Network:
    """What one bridge has announced."""

    base: str
    devices: tuple[Device, ...] = ()
    groups: tuple[Group, ...] = ()

    def names(self) -> frozenset[str]:
        """Friendly names of devices and groups: each is a topic below ``base``."""
        devices = (device.friendly_name for device in self.devices)
        return frozenset(devices).union(group.friendly_name for group in self.groups)


def subscriptions(base: str) -> tuple[str, ...]:
    """The topics on which a bridge announces its network."""
    return (f"{base}/bridge/devices", f"{base}/bridge/groups")


def read_devices(payload: bytes) -> tuple[tuple[Device, ...], list[str]]:
    """The devices, and what is wrong with those left out.

    Raises:
        MessageError: the payload is too large or no JSON array.
    """
    devices, faults = _read(payload, Device)
    return tuple(devices), faults


def read_groups(payload: bytes) -> tuple[tuple[Group, ...], list[str]]:
    """The groups, and what is wrong with those left out.

    Raises:
        MessageError: the payload is too large or no JSON array.
    """
    groups, faults = _read(payload, Group)
    return tuple(g for g in groups if g.friendly_name != _UNUSED_GROUP), faults


def entities(network: Network) -> Iterator[Found]:
    """The entities of a network, devices first."""
    # The coordinator is no device of the home; one without a definition is not supported.
    usable = [d for d in network.devices if not d.disabled and d.type != "Coordinator"]
    for device in usable:
        yield from _device_entities(network.base, device)
    known = {device.ieee_address: device for device in usable}
    for group in network.groups:
        yield from _group_entities(network.base, group, known)


_Item = TypeVar("_Item", Device, Group)


def _read(payload: bytes, kind: type[_Item]) -> tuple[list[_Item], list[str]]:
    if not payload.strip():
        return [], []
    data = decoded(payload, MAX_DEVICES)
    if not isinstance(data, list):
        raise MessageError("not a JSON array")
    read: list[_Item] = []
    faults: list[str] = []
    for position, one in enumerate(data):
        try:
            item: _Item = msgspec.convert(one, kind)
        except (msgspec.ValidationError, RecursionError) as error:
            faults.append(f"item {position}: {error}")
            continue
        if topic(item.friendly_name) is None:
            faults.append(f"item {position}: its name cannot be a topic")
        else:
            read.append(item)
    return read, faults


def _device_entities(base: str, device: Device) -> Iterator[Found]:
    if device.definition is None:
        return
    place = _place(base, device.friendly_name, device.ieee_address, f"{base}/bridge/devices")
    for expose in device.definition.exposes:
        found = main_entity(place, expose, device.definition.description)
        found = found or observed_entity(place, expose)
        if found:
            yield found


def _group_entities(base: str, group: Group, known: Mapping[str, Device]) -> Iterator[Found]:
    """One entity for each kind of thing in the group, able to do what any member can."""
    kinds: dict[str, tuple[Expose, list[str]]] = {}
    for one in group.members:
        for key, expose in _member_exposes(one, known.get(one.ieee_address)):
            merged, keys = kinds.get(expose.type, (None, []))
            plain = expose.without_endpoint()
            kinds[expose.type] = (merged.joined(plain) if merged else plain, [*keys, key])
    place = _place(base, group.friendly_name, f"group {group.id}", f"{base}/bridge/groups")
    for expose, keys in kinds.values():
        found = main_entity(place, expose, "", members=tuple(keys))
        if found:
            yield found


def _member_exposes(one: Member, device: Device | None) -> Iterator[tuple[str, Expose]]:
    if device is None or device.definition is None:
        return
    part = device.endpoints.get(str(one.endpoint), Endpoint()).name
    for expose in device.definition.exposes:
        if expose.type in _GROUPED and expose.endpoint in (None, part):
            yield expose.key(device.ieee_address), expose


def _place(base: str, friendly_name: str, device: str, announced: str) -> Place:
    at = f"{base}/{friendly_name}"
    topics = (f"{base}/bridge/state", f"{at}/availability")
    signs = tuple(Sign(sign, _read_sign, "online", "offline") for sign in topics)
    return Place(
        topic=at,
        announced=announced,
        device=clean(device),
        friendly_name=friendly_name,
        name=words(friendly_name),
        availability=Availability(signs, "all"),
    )


def _read_sign(payload: Payload) -> Any:
    """An older bridge says ``online``, a newer one ``{"state": "online"}``."""
    return payload.data.get("state") if isinstance(payload.data, dict) else payload.text
