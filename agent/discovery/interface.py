"""What a source yields: entities as announced, how their states are read, how they are commanded.

Values only; a source is a module with functions that turn (topic, payload) into these.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Source = Literal["homeassistant", "zigbee2mqtt", "statestream"]

#: Which source is believed where several announce one entity, best first. Statestream is Home
#: Assistant's own registry, with the names its user gave; Zigbee2MQTT knows its devices better
#: than the discovery messages it derives from them.
TRUST: tuple[Source, ...] = ("statestream", "zigbee2mqtt", "homeassistant")

#: Longest name of an entity, a device or an area, in characters.
MAX_NAME = 128
#: Largest announcement of one device, in bytes.
MAX_CONFIG = 256 * 1024
#: Largest list of devices or groups, in bytes: a device takes 5 to 10 KiB of it.
MAX_DEVICES = 4 * 1024 * 1024
#: Largest state message read, in bytes.
MAX_STATE = 64 * 1024
#: Most announcements waiting to be read, and most remembered.
MAX_ANNOUNCEMENTS = 20_000
#: Most that announcements may weigh together, in bytes; a device's takes about 1 KiB. The lists
#: of Zigbee2MQTT have a limit of their own.
MAX_HELD = 8 * 1024 * 1024
#: Most entities taken from discovery.
MAX_ENTITIES = 5_000
#: Most state and availability topics followed.
MAX_TOPICS = 5_000


@dataclass(frozen=True, slots=True)
class Payload:
    """The last word on a state topic."""

    text: str
    """The payload as text, cut to the longest state Home Assistant has (255 characters)."""
    data: Any
    """The payload as JSON, None where it is none; objects are merged over earlier ones, because
    many devices publish only what changed."""
    order: int
    """Counts messages: the later has the higher figure."""
    at: float
    """When it came, on the clock of the follower, in seconds."""


#: Reads a value from a payload; None where it is not there or not known.
Read = Callable[[Payload], Any]
#: Turns a device's value into Home Assistant's; None where it means nothing.
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Follow:
    """Where one state or attribute comes from."""

    to: str
    """``state`` or the name of an attribute."""
    topic: str
    read: Read
    convert: Convert
    off_after: float | None = None
    """Seconds after which the state is ``off`` again (``off_delay``)."""
    gone_after: float | None = None
    """Seconds after which the value is not known any more (``expire_after``)."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One topic that says whether a device is there."""

    topic: str
    read: Read
    online: str
    offline: str


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether an entity can be reached at all."""

    signs: tuple[Sign, ...] = ()
    mode: Literal["all", "any", "latest"] = "latest"


@dataclass(frozen=True, slots=True)
class Commands:
    """What is known of how to command an entity; :mod:`agent.actuation` makes messages of it."""

    dialect: Literal["homeassistant", "zigbee2mqtt"]
    config: Mapping[str, Any]
    """``homeassistant``: the expanded discovery message. ``zigbee2mqtt``: ``topic`` and
    ``features`` (the name of a feature to its expose)."""


@dataclass(frozen=True, slots=True)
class Found:
    """One entity as one source announces it."""

    source: Source
    topic: str
    """Where it was announced."""
    key: str
    """Names the entity within its source, whatever it is called."""
    domain: str
    object_id: str
    """What its id should be, after the dot."""
    name: str
    device: str = ""
    """What names its device within the source; entities of one device share it."""
    device_name: str = ""
    area: str | None = None
    """The area's name as suggested."""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    follows: tuple[Follow, ...] = ()
    availability: Availability = Availability()
    commands: Commands | None = None
    members: tuple[str, ...] = ()
    """Keys of the entities that this one is a group of."""
    unread: str | None = None
    """Why its state cannot be followed, for a person."""

    @property
    def id(self) -> str:
        """The entity id it asks for; another may have it already."""
        return f"{self.domain}.{self.object_id}"
