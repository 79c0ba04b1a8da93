"""Made-up homes whose structure is known, so that what a sentence means in them is known too."""

import random
from dataclasses import dataclass, field
from typing import Any

from agent.home import Area, Entity, Floor, Home

#: How names are given: with the room, without it, or by whim.
STYLES = ("room first", "short", "mixed", "no areas")

_ROOMS = {
    "ground": ["Kitchen", "Living Room", "Hall", "Dining Room", "Study", "Laundry Room", "Pantry"],
    "upstairs": ["Master Bedroom", "Guest Room", "Bathroom", "Nursery", "Landing", "Dressing Room"],
    "attic": ["Attic", "Hobby Room", "Reading Nook"],
    "outside": ["Garden", "Patio", "Garage", "Driveway", "Greenhouse", "Balcony"],
}
_MORE_ROOMS = [
    "Gym",
    "Library",
    "Workshop",
    "Cellar",
    "Sauna",
    "Music Room",
    "Conservatory",
    "Studio",
    "Cloakroom",
    "Playroom",
    "Snug",
    "Boot Room",
    "Wine Cellar",
    "Annex",
    "Summer House",
    "Stables",
    "Loggia",
    "Orangery",
    "Boathouse",
    "Vestibule",
]
_FLOORS = [("ground", "Ground Floor"), ("upstairs", "Upstairs"), ("attic", "Top Floor")]


@dataclass(frozen=True)
class Kind:
    """A kind of device: how it is named, called and used."""

    noun: str
    domain: str
    adjectives: tuple[str, ...]
    """What tells one from another in a room; empty where a room has but one."""
    group: str
    """What people call all of that sort in a room."""
    attributes: dict[str, Any] = field(default_factory=dict)
    states: tuple[str, ...] = ("on", "off")


KINDS = (
    Kind(
        "Lamp",
        "light",
        ("Desk", "Floor", "Corner", "Reading", "Table"),
        "lights",
        {"supported_color_modes": ["brightness"]},
    ),
    Kind(
        "Light",
        "light",
        ("Ceiling", "Wall", "Counter", "Cabinet", "Mirror"),
        "lights",
        {"supported_color_modes": ["onoff"]},
    ),
    Kind(
        "Spotlight",
        "light",
        ("Left", "Right", "Picture"),
        "lights",
        {"supported_color_modes": ["color_temp", "xy"]},
    ),
    Kind("Bulb", "light", ("1", "2", "3"), "lights", {"supported_color_modes": ["brightness"]}),
    Kind("Fan", "fan", ("Ceiling", "Tower", "Box"), "fans", {"percentage": 0}),
    Kind(
        "Plug",
        "switch",
        ("Heater", "Charger", "Toaster", "Printer"),
        "plugs",
        {"device_class": "outlet"},
    ),
    Kind(
        "Blind",
        "cover",
        ("Left", "Right", "Roof"),
        "blinds",
        {"device_class": "blind", "current_position": 50},
        ("open", "closed"),
    ),
    Kind(
        "Curtain",
        "cover",
        ("Bay", "Long", "Short"),
        "curtains",
        {"device_class": "curtain", "current_position": 0},
        ("open", "closed"),
    ),
    Kind(
        "Speaker",
        "media_player",
        ("Shelf", "Corner", "Ceiling"),
        "speakers",
        {"device_class": "speaker", "volume_level": 0.3},
        ("playing", "paused", "idle", "off"),
    ),
    Kind("TV", "media_player", (), "tvs", {"device_class": "tv"}, ("playing", "off")),
    Kind(
        "Thermostat",
        "climate",
        (),
        "thermostats",
        {"temperature": 20.0, "current_temperature": 19.0},
        ("heat", "off"),
    ),
    Kind(
        "Window", "binary_sensor", ("Left", "Right", "Small"), "windows", {"device_class": "window"}
    ),
    Kind("Motion Sensor", "binary_sensor", (), "motion sensors", {"device_class": "motion"}),
    Kind(
        "Humidity",
        "sensor",
        (),
        "humidity sensors",
        {"device_class": "humidity", "unit_of_measurement": "%"},
        ("41", "48", "55", "63"),
    ),
    Kind(
        "Temperature",
        "sensor",
        (),
        "thermometers",
        {"device_class": "temperature", "unit_of_measurement": "°C"},
        ("18.5", "20.1", "22.4"),
    ),
)
_WHIMS = (
    "Aurora",
    "Bluebell",
    "Cosmo",
    "Dyson",
    "Ember",
    "Falcon",
    "Gizmo",
    "Hedwig",
    "Ivory",
    "Juniper",
    "Kraken",
    "Lumos",
    "Mistral",
    "Nimbus",
    "Orion",
    "Pixie",
    "Quasar",
)
_SCENES = ("Movie Night", "Good Morning", "Dinner Party", "Deep Focus", "Bedtime Story")


@dataclass(frozen=True)
class Device:
    """One device, with what a speaker knows of it."""

    entity: Entity
    kind: Kind | None
    adjective: str
    room: str | None
    whim: str = ""

    @property
    def id(self) -> str:
        """Its entity id."""
        return self.entity.id


@dataclass(frozen=True)
class World:
    """A home and the knowledge it was made from."""

    number: int
    style: str
    home: Home
    devices: tuple[Device, ...]
    rooms: tuple[str, ...]
    floors: dict[str, tuple[str, ...]]
    """Floor name to its rooms."""

    def of(self, noun: str, room: str | None = None) -> list[Device]:
        """The devices of a kind, in a room or anywhere."""
        return [
            device
            for device in self.devices
            if device.kind is not None
            and device.kind.noun == noun
            and (room is None or device.room == room)
        ]

    def grouped(self, group: str, room: str | None = None) -> list[Device]:
        """The devices that people call by one word, in a room or anywhere."""
        return [
            device
            for device in self.devices
            if device.kind is not None
            and device.kind.group == group
            and (room is None or device.room == room)
        ]


def make_world(number: int, size: int) -> World:
    """A home of about ``size`` entities; the same number gives the same home."""
    rng = random.Random(number)
    style = STYLES[number % len(STYLES)]
    floors, rooms = _rooms(rng, max(3, size // 7))
    devices: list[Device] = []
    for room in rooms:
        _furnish(rng, style, room, devices, size // len(rooms))
    _fixtures(rng, rooms, devices)
    areas = tuple(Area(id=_id(room), name=room, floor=_floor_of(room, floors)) for room in rooms)
    home = Home(
        floors=tuple(Floor(id=key, name=name) for key, name in _FLOORS if name in floors),
        areas=() if style == "no areas" else areas,
        entities=tuple(device.entity for device in devices),
    )
    if style == "no areas":
        home = Home(entities=home.entities)
        floors = {}
    return World(number, style, home, tuple(devices), tuple(rooms), floors)


def _rooms(rng: random.Random, count: int) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    floors: dict[str, tuple[str, ...]] = {}
    rooms: list[str] = []
    for key, name in _FLOORS:
        here = rng.sample(_ROOMS[key], min(len(_ROOMS[key]), max(1, count // 3)))
        floors[name] = tuple(here)
        rooms.extend(here)
    rooms.extend(rng.sample(_ROOMS["outside"], min(len(_ROOMS["outside"]), max(1, count // 6))))
    more = [room for room in _MORE_ROOMS if room not in rooms]
    rooms.extend(more[: max(0, count - len(rooms))])
    return floors, rooms


def _furnish(rng: random.Random, style: str, room: str, devices: list[Device], count: int) -> None:
    kinds = list(KINDS)
    rng.shuffle(kinds)
    made = 0
    for kind in kinds:
        wanted = rng.choice((1, 1, 2, 3)) if kind.adjectives else 1
        adjectives = rng.sample(kind.adjectives, min(wanted, len(kind.adjectives))) or [""]
        for adjective in adjectives:
            if made >= max(2, count):
                return
            whim = ""
            if style == "mixed" and kind.domain in ("light", "fan") and rng.random() < 0.2:
                used = {device.whim for device in devices}
                whim = next((w for w in _WHIMS if w not in used), "")
            devices.append(_device(rng, style, room, kind, adjective, whim))
            made += 1


def _device(
    rng: random.Random, style: str, room: str, kind: Kind, adjective: str, whim: str
) -> Device:
    parts = (kind.noun, adjective) if adjective.isdigit() else (adjective, kind.noun)
    name = whim or " ".join(part for part in parts if part)
    if not whim and style in ("room first", "no areas"):
        name = f"{room} {name}"
    entity = Entity(
        id=f"{kind.domain}.{_id(room)}_{_id(adjective)}_{_id(kind.noun)}".replace("__", "_"),
        name=name,
        area=None if style == "no areas" else _id(room),
        state=rng.choice(kind.states),
        attributes=dict(kind.attributes),
    )
    return Device(entity, kind, adjective, room, whim)


def _fixtures(rng: random.Random, rooms: list[str], devices: list[Device]) -> None:
    """What a home has once: a lock, a vacuum, scenes."""

    def add(entity_id: str, name: str, **more: Any) -> None:
        devices.append(Device(Entity(id=entity_id, name=name, **more), None, "", None))

    add("lock.front_door", "Front Door", state="locked")
    add("lock.back_door", "Back Door", state="unlocked")
    add("vacuum.robbie", "Robbie", state="docked")
    add("valve.main_water", "Main Water", state="open", attributes={"device_class": "water"})
    if "Garage" in rooms:
        add(
            "cover.garage_door",
            "Garage Door",
            state="closed",
            attributes={"device_class": "garage"},
        )
    add("switch.coffee_machine", "Coffee Machine", state="off")
    add("weather.home", "Home", state="sunny", attributes={"temperature": 14.0})
    for scene in rng.sample(_SCENES, 2):
        add(f"scene.{_id(scene)}", scene)


def _floor_of(room: str, floors: dict[str, tuple[str, ...]]) -> str | None:
    for key, name in _FLOORS:
        if room in floors.get(name, ()):
            return key
    return None


def _id(name: str) -> str:
    return name.lower().replace(" ", "_")
