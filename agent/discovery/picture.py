"""Everything that was announced, kept as announced: an immutable picture that grows by messages."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from agent.config import Discovery
from agent.discovery import homeassistant, statestream, zigbee2mqtt
from agent.discovery.interface import MAX_ANNOUNCEMENTS, MAX_HELD, TRUST, Found
from agent.discovery.zigbee2mqtt import Network
from agent.errors import MessageError

#: A message: its topic and its payload.
Message = tuple[str, bytes]
#: A message that could not be used: its topic and why.
Fault = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where announcements are looked for."""

    homeassistant: str | None = "homeassistant"
    """Prefix of Home Assistant's discovery; None where it is not looked at."""
    zigbee2mqtt: tuple[str, ...] = ("zigbee2mqtt",)
    """Base topics of the bridges."""
    statestream: str | None = None
    """Base topic of a statestream, which has no usual one."""

    def subscriptions(self) -> tuple[str, ...]:
        """The topics on which things are announced."""
        topics = [t for base in self.zigbee2mqtt for t in zigbee2mqtt.subscriptions(base)]
        if self.homeassistant:
            topics += homeassistant.subscriptions(self.homeassistant)
        if self.statestream:
            topics += statestream.subscriptions(self.statestream)
        return tuple(topics)

    def announces(self, topic: str) -> bool:
        """Whether a message of this topic belongs into the picture."""
        if self.homeassistant and topic.startswith(f"{self.homeassistant}/"):
            return topic.endswith("/config")
        if self.statestream and topic.startswith(f"{self.statestream}/"):
            return True
        return any(topic in zigbee2mqtt.subscriptions(base) for base in self.zigbee2mqtt)


def sources(discovery: Discovery) -> Sources:
    """Where the configuration says to look."""
    if not discovery.enabled:
        return Sources(homeassistant=None, zigbee2mqtt=())
    return Sources(discovery.homeassistant, discovery.zigbee2mqtt, discovery.statestream)


@dataclass(frozen=True, slots=True)
class Picture:
    """What was announced so far."""

    sources: Sources = Sources()
    announced: Mapping[str, tuple[Found, ...]] = field(default_factory=dict)
    """Home Assistant's discovery: topic to the entities announced there."""
    networks: Mapping[str, Network] = field(default_factory=dict)
    """Zigbee2MQTT: base topic to its devices and groups."""
    streams: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Statestream: entity id to what is told of it."""
    sizes: Mapping[str, int] = field(default_factory=dict)
    """Topic to the bytes of what is held of it."""

    def fed(self, messages: Iterable[Message]) -> tuple["Picture", list[Fault]]:
        """This picture with messages added, in their order; and which of them were no use.

        An empty payload takes away what its topic announced. A message that cannot be used
        changes nothing. Where nothing changes, the picture is this very one.
        """
        draft = _Draft(self)
        for topic, payload in messages:
            draft.take(topic, payload)
        return draft.picture(), draft.faults

    def found(self) -> list[Found]:
        """All entities, those of the best source first, each device once."""
        entities = [f for net in self.networks.values() for f in zigbee2mqtt.entities(net)]
        owners = {net.base: net.names() for net in self.networks.values()}
        hints: dict[str, Found] = {}
        for topic in sorted(self.announced):
            for one in self.announced[topic]:
                owner = _owner(one, owners)
                if owner is None:
                    entities.append(one)
                elif owner:
                    hints.setdefault(owner, one)
        base = self.sources.statestream or ""
        for entity_id in sorted(self.streams):
            told = self.streams[entity_id]
            # Attributes alone are what is left over of an entity that is gone.
            if "state" in told:
                entities.append(statestream.entity(base, entity_id, told))
        placed = [_hinted(one, hints) if one.source == "zigbee2mqtt" else one for one in entities]
        return sorted(placed, key=lambda one: TRUST.index(one.source))


@dataclass(slots=True)
class _Draft:
    """The next picture while messages are added; copies of a part are made once."""

    base: Picture
    faults: list[Fault] = field(default_factory=list)
    announced: dict[str, tuple[Found, ...]] | None = None
    networks: dict[str, Network] | None = None
    streams: dict[str, dict[str, Any]] | None = None
    sizes: dict[str, int] = field(init=False)
    held: int = field(init=False)

    def __post_init__(self) -> None:
        self.sizes = dict(self.base.sizes)
        self.held = sum(self.sizes.values())

    def picture(self) -> Picture:
        if self.announced is None and self.networks is None and self.streams is None:
            return self.base
        return Picture(
            sources=self.base.sources,
            announced=self.base.announced if self.announced is None else self.announced,
            networks=self.base.networks if self.networks is None else self.networks,
            streams=self.base.streams if self.streams is None else self.streams,
            sizes=self.sizes,
        )

    def take(self, topic: str, payload: bytes) -> None:
        try:
            self._feed(topic, payload)
        except MessageError as error:
            self.faults.append((topic, str(error)))

    def _feed(self, topic: str, payload: bytes) -> None:
        sources = self.base.sources
        if sources.homeassistant and topic.startswith(f"{sources.homeassistant}/"):
            self._announce(sources.homeassistant, topic, payload)
        elif sources.statestream and topic.startswith(f"{sources.statestream}/"):
            self._stream(sources.statestream, topic, payload)
        else:
            for base in sources.zigbee2mqtt:
                self._network(base, topic, payload)

    def _announce(self, prefix: str, topic: str, payload: bytes) -> None:
        found = homeassistant.read_announcement(prefix, topic, payload)
        now = self.base.announced if self.announced is None else self.announced
        if found is None or now.get(topic, ()) == found:
            return
        self._hold(topic, len(payload) if found else 0)
        self.announced = dict(now) if self.announced is None else self.announced
        self.announced[topic] = found
        if not found:
            del self.announced[topic]

    def _hold(self, topic: str, size: int) -> None:
        """Make room for an announcement, or give it back with a size of 0."""
        held = self.held - self.sizes.get(topic, 0) + size
        is_full = topic not in self.sizes and len(self.sizes) >= MAX_ANNOUNCEMENTS
        if size and (is_full or held > MAX_HELD):
            raise MessageError("too much is announced already; it is left out")
        self.held = held
        self.sizes[topic] = size
        if not size:
            del self.sizes[topic]

    def _network(self, base: str, topic: str, payload: bytes) -> None:
        devices_at, groups_at = zigbee2mqtt.subscriptions(base)
        if topic not in (devices_at, groups_at):
            return
        now = self.base.networks if self.networks is None else self.networks
        network = now.get(base, Network(base))
        if topic == devices_at:
            devices, faults = zigbee2mqtt.read_devices(payload)
            changed = replace(network, devices=devices)
        else:
            groups, faults = zigbee2mqtt.read_groups(payload)
            changed = replace(network, groups=groups)
        self.faults += [(topic, fault) for fault in faults]
        if changed != network:
            self.networks = {**now, base: changed}

    def _stream(self, base: str, topic: str, payload: bytes) -> None:
        read = statestream.read_topic(base, topic)
        if read is None:
            return
        entity_id, what = read
        value: Any = True
        if statestream.describes(what) and payload:
            value = statestream.read_attribute(payload)
        now = self.base.streams if self.streams is None else self.streams
        told = now.get(entity_id, {})
        if (told.get(what) == value) if payload else what not in told:
            return
        self._hold(topic, len(payload))
        if self.streams is None:
            self.streams = {key: dict(value) for key, value in self.base.streams.items()}
        entry = self.streams.setdefault(entity_id, {})
        if payload:
            entry[what] = value
        else:
            entry.pop(what, None)
        if not entry:
            del self.streams[entity_id]


def _owner(one: Found, owners: Mapping[str, frozenset[str]]) -> str | None:
    """The topic of the Zigbee2MQTT device that announces itself here a second time.

    None of what is no such device; an empty text of what belongs to the bridge itself.
    """
    for topic in _topics(one):
        for base, names in owners.items():
            if not topic.startswith(f"{base}/"):
                continue
            rest = topic.removeprefix(f"{base}/")
            if rest.startswith("bridge/"):
                return ""
            while rest and rest not in names:
                rest = rest.rpartition("/")[0]
            if rest:
                return f"{base}/{rest}"
    return None


def _topics(one: Found) -> Iterator[str]:
    yield from (follow.topic for follow in one.follows)
    for key, value in (one.commands.config if one.commands else {}).items():
        if key.endswith("topic") and isinstance(value, str):
            yield value


def _hinted(one: Found, hints: Mapping[str, Found]) -> Found:
    """The entity with the area and the name that its second announcement gives the device."""
    hint = hints.get(one.device)
    if hint is None:
        return one
    name = one.name
    if hint.device_name and one.name.startswith(one.device_name):
        name = f"{hint.device_name}{one.name[len(one.device_name) :]}"
    return replace(one, area=hint.area, name=name, device_name=hint.device_name or one.device_name)
