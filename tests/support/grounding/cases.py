"""Sentences whose meaning is known from how they were made, for the homes of :mod:`homes`."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from agent.messages import Kind as TextKind
from agent.reading import Reading
from support.grounding.homes import Device, World
from support.marked import reading

CATEGORIES = (
    "name",
    "near name",
    "area",
    "speaker",
    "floor",
    "all",
    "except",
    "several",
    "ambiguous",
    "no target",
    "capability",
    "follow-up",
    "question",
    "risk",
)


@dataclass(frozen=True)
class Expected:
    """What a person would expect of one intent."""

    intent: str
    status: str = "ok"
    entities: frozenset[str] = frozenset()
    """Targets; where the status is ``ambiguous``, the candidates."""
    slots: dict[str, Any] = field(default_factory=dict)
    """Slots that must be there with this value."""
    matching: frozenset[str] | None = None
    """For questions: the entities that are in the state asked for."""


@dataclass(frozen=True)
class Turn:
    """One utterance and what it must come to."""

    reading: Reading
    expected: tuple[Expected, ...]


@dataclass(frozen=True)
class Case:
    """One or several utterances in one home."""

    category: str
    world: World
    turns: tuple[Turn, ...]
    speaker: str | None = None
    kind: TextKind = "voice"


Maker = Callable[[World, random.Random], Case | None]
_ON_OFF = {"light", "fan", "switch", "media_player"}
_UNKNOWN = ("jukebox", "aquarium", "dishwasher", "projector", "kettle", "treadmill", "mangle")
_NOWHERE = ("observatory", "ballroom", "dungeon", "lighthouse")


def ids(devices: list[Device]) -> frozenset[str]:
    """Their entity ids."""
    return frozenset(device.id for device in devices)


def spoken(device: Device, world: World) -> str:
    """A device's name as said; with its room where the name alone does not tell it."""
    name = device.entity.name.lower()
    if device.room is None or device.whim or name.startswith(device.room.lower()):
        return name
    same = [d for d in world.devices if d.entity.name == device.entity.name]
    return name if len(same) == 1 else f"{device.room.lower()} {name}"


def command(device: Device, rng: random.Random) -> tuple[str, str, str]:
    """Intent with manner, and the words before and after the device."""
    if device.entity.domain == "cover":
        opens = rng.random() < 0.5
        return ("HassTurnOn/open", "open", "") if opens else ("HassTurnOff/close", "close", "")
    on = rng.random() < 0.5
    verb = "turn on" if on else "switch off"
    return ("HassTurnOn" if on else "HassTurnOff"), verb, ""


def one(
    category: str, world: World, intent: str, marked: str, expected: Expected, **more: Any
) -> Case:
    """A case of one utterance with one clause."""
    confidence = more.pop("confidence", 0.99)
    turn = Turn(reading((intent, marked, confidence)), (expected,))
    return Case(category, world, (turn,), **more)


def plain(intent: str) -> str:
    """An intent without its manner."""
    return intent.partition("/")[0]


def acted(world: World, rng: random.Random) -> Device | None:
    """A device that can be switched or opened."""
    able = [d for d in world.devices if d.kind and d.entity.domain in _ON_OFF | {"cover"}]
    return rng.choice(able) if able else None


def by_name(world: World, rng: random.Random) -> Case | None:
    device = acted(world, rng)
    if device is None:
        return None
    intent, verb, _ = command(device, rng)
    said = spoken(device, world)
    marked = f"{verb} the <name {said}>"
    if device.room and not said.startswith(device.room.lower()) and rng.random() < 0.4:
        marked = f"{verb} the <name {said}> in the <area {device.room.lower()}>"
        if world.style == "no areas":
            return None
    slots = {"name": device.entity.name}
    return one(
        "name", world, intent, marked, Expected(plain(intent), entities=ids([device]), slots=slots)
    )


def near_name(world: World, rng: random.Random) -> Case | None:
    device = acted(world, rng)
    if device is None:
        return None
    intent, verb, _ = command(device, rng)
    said = rng.choice((_misspelt, _split, _numbered, _partial))(device, world, rng)
    if said is None:
        return None
    return one(
        "near name",
        world,
        intent,
        f"{verb} the <name {said}>",
        Expected(plain(intent), entities=ids([device])),
    )


def _vocabulary(world: World) -> set[str]:
    return {word for d in world.devices for word in d.entity.name.lower().split()}


def _misspelt(device: Device, world: World, rng: random.Random) -> str | None:
    words = spoken(device, world).split()
    long = [at for at, word in enumerate(words) if len(word) >= 6]
    if not long:
        return None
    at = rng.choice(long)
    word = words[at]
    place = rng.randrange(2, len(word) - 1)
    changed = rng.choice(
        (
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :],
        )
    )
    if changed == word or changed in _vocabulary(world):
        return None
    return " ".join([*words[:at], changed, *words[at + 1 :]])


def _split(device: Device, world: World, _rng: random.Random) -> str | None:
    said = spoken(device, world)
    for whole, parts in (
        ("spotlight", "spot light"),
        ("bedroom", "bed room"),
        ("driveway", "drive way"),
        ("bathroom", "bath room"),
    ):
        if whole in said:
            return said.replace(whole, parts)
    return None


def _numbered(device: Device, world: World, _rng: random.Random) -> str | None:
    said = spoken(device, world)
    for digit, word in (("1", "one"), ("2", "two"), ("3", "three")):
        if said.endswith(f" {digit}"):
            return f"{said[:-1]}{word}"
    return None


def _partial(device: Device, world: World, _rng: random.Random) -> str | None:
    """The one word that no other device has: "the printer" for "Hall Printer Plug"."""
    if device.kind is None or not device.adjective or device.adjective.isdigit():
        return None
    same = [d for d in world.devices if d.adjective == device.adjective]
    rooms = " ".join(world.rooms)
    if len(same) > 1 or device.adjective in rooms or device.whim:
        return None
    return device.adjective.lower()


def by_area(world: World, rng: random.Random) -> Case | None:
    device = acted(world, rng)
    if device is None or device.kind is None or device.room is None:
        return None
    room, group = device.room, device.kind.group
    fitting = world.grouped(group, room)
    if any(d.whim for d in fitting) and world.style == "no areas":
        return None
    intent, verb, _ = command(device, rng)
    expected = Expected(plain(intent), entities=ids(fitting))
    form = rng.randrange(3)
    if form == 0 or world.style == "no areas":
        return one("area", world, intent, f"{verb} the <name {room.lower()} {group}>", expected)
    if form == 1:
        marked = f"{verb} the <name {group}> in the <area {room.lower()}>"
        return one("area", world, intent, marked, expected)
    if group != "lights":
        return None
    intent = rng.choice(("HassTurnOn", "HassTurnOff"))
    word = "light up" if intent == "HassTurnOn" else "darken"
    kind = rng.choice(("area", "name"))
    expected = Expected(intent, entities=ids(fitting), slots={"area": room, "domain": "light"})
    return one("area", world, intent, f"{word} the <{kind} {room.lower()}>", expected)


def by_speaker(world: World, rng: random.Random) -> Case | None:
    device = acted(world, rng)
    if device is None or device.kind is None or device.room is None or world.style == "no areas":
        return None
    intent, verb, _ = command(device, rng)
    group = device.kind.group
    if rng.random() < 0.5:
        expected = Expected(plain(intent), entities=ids(world.grouped(group, device.room)))
        return one(
            "speaker", world, intent, f"{verb} the <name {group}>", expected, speaker=device.room
        )
    same = [d for d in world.of(device.kind.noun, device.room) if d.adjective == device.adjective]
    if len(same) != 1 or device.whim or not device.adjective:
        return None
    parts = [device.adjective, device.kind.noun]
    name = " ".join(reversed(parts) if device.adjective.isdigit() else parts).lower()
    expected = Expected(plain(intent), entities=ids(same))
    return one("speaker", world, intent, f"{verb} the <name {name}>", expected, speaker=device.room)


def by_floor(world: World, rng: random.Random) -> Case | None:
    if not world.floors:
        return None
    floor, rooms = rng.choice(sorted(world.floors.items()))
    group, intent, verb = rng.choice(
        (
            ("lights", "HassTurnOff", "turn off"),
            ("fans", "HassTurnOn", "turn on"),
            ("curtains", "HassTurnOff/close", "close"),
            ("speakers", "HassTurnOff", "turn off"),
        )
    )
    fitting = [d for room in rooms for d in world.grouped(group, room)]
    said = {"Upstairs": "upstairs"}.get(floor, f"on the <area {floor.lower()}>")
    said = "<area upstairs>" if said == "upstairs" else said
    if not fitting:
        return None
    return one(
        "floor",
        world,
        intent,
        f"{verb} the <name {group}> {said}",
        Expected(plain(intent), entities=ids(fitting), slots={"floor": floor}),
    )


def all_of(world: World, rng: random.Random) -> Case | None:
    group, intent, verb = rng.choice(
        (
            ("lights", "HassTurnOff", "turn off"),
            ("fans", "HassTurnOff", "turn off"),
            ("blinds", "HassTurnOff/close", "close"),
            ("curtains", "HassTurnOn/open", "open"),
            ("speakers", "HassTurnOff", "turn off"),
            ("tvs", "HassTurnOff", "turn off"),
        )
    )
    fitting = world.grouped(group)
    if not fitting:
        return None
    count = rng.choice(("all", "every", "all of"))
    name = group[:-1] if count == "every" else group
    speaker = rng.choice((None, rng.choice(world.rooms)))
    return one(
        "all",
        world,
        intent,
        f"{verb} <quantifier {count}> the <name {name}>",
        Expected(plain(intent), entities=ids(fitting)),
        speaker=speaker,
    )


def all_but(world: World, rng: random.Random) -> Case | None:
    group, intent, verb = rng.choice(
        (
            ("lights", "HassTurnOff", "turn off"),
            ("blinds", "HassTurnOff/close", "close"),
            ("fans", "HassTurnOn", "turn on"),
        )
    )
    fitting = world.grouped(group)
    if len(fitting) < 2:
        return None
    out = rng.choice(fitting)
    if rng.random() < 0.6 or world.style == "no areas" or out.room is None:
        kept, said = [d for d in fitting if d is not out], spoken(out, world)
    else:
        kept, said = [d for d in fitting if d.room != out.room], out.room.lower()
    expected = Expected(plain(intent), entities=ids(kept))
    if not kept:
        expected = Expected(plain(intent), "no_target")
    marked = f"{verb} <quantifier all> the <name {group}> except the <except {said}>"
    return one("except", world, intent, marked, expected)


def several(world: World, rng: random.Random) -> Case | None:
    lights = [d for d in world.grouped("lights") if d.room]
    if len(lights) < 2:
        return None
    first, second = rng.sample(lights, 2)
    form = rng.randrange(3)
    if form == 0:
        marked = f"turn on the <name {spoken(first, world)}> and the <name {spoken(second, world)}>"
        return one(
            "several",
            world,
            "HassTurnOn",
            marked,
            Expected("HassTurnOn", entities=ids([first, second])),
        )
    if first.room == second.room or world.style == "no areas" or not first.room or not second.room:
        return None
    both = world.grouped("lights", first.room) + world.grouped("lights", second.room)
    expected = Expected("HassTurnOff", entities=ids(both))
    if form == 1:
        marked = f"turn off the <name {first.room.lower()}> and <name {second.room.lower()} lights>"
    else:
        marked = (
            f"turn off the <name lights> in the <area {first.room.lower()}>"
            f" and the <area {second.room.lower()}>"
        )
    return one("several", world, "HassTurnOff", marked, expected)


def ambiguous(world: World, rng: random.Random) -> Case | None:
    device = acted(world, rng)
    if device is None or device.kind is None or device.room is None:
        return None
    noun, room = device.kind.noun, device.room
    intent, verb = (
        ("HassTurnOn/open", "open")
        if device.entity.domain == "cover"
        else ("HassTurnOn", "turn on")
    )
    if rng.random() < 0.3:
        return _twice_named(device, world, intent, verb)
    fitting = [d for d in world.of(noun, room) if not d.whim]
    word = noun.lower()
    if noun == "Light" or (rng.random() < 0.2 and device.kind.group == "lights"):
        fitting, word = world.grouped("lights", room), "light"
    if noun in ("Lamp", "Bulb") and word != "light" and any(d.whim for d in world.of(noun, room)):
        return None
    if noun == "Bulb" and word != "light":
        word = "bulb"
    if len(fitting) < 2 or (world.style == "no areas" and any(d.whim for d in fitting)):
        return None
    expected = Expected(plain(intent), "ambiguous", ids(fitting))
    if rng.random() < 0.5 or world.style == "no areas":
        return one("ambiguous", world, intent, f"{verb} the <name {room.lower()} {word}>", expected)
    marked = f"{verb} the <name {word}> in the <area {room.lower()}>"
    return one("ambiguous", world, intent, marked, expected)


def _twice_named(device: Device, world: World, intent: str, verb: str) -> Case | None:
    """ "the ceiling fan", where several rooms have one."""
    kind = device.kind
    if kind is None or not device.adjective or device.adjective.isdigit() or device.whim:
        return None
    same = [d for d in world.of(kind.noun) if d.adjective == device.adjective and not d.whim]
    rooms = " ".join(world.rooms)
    if len(same) < 2 or device.adjective in rooms:
        return None
    said = f"{device.adjective} {kind.noun}".lower()
    return one(
        "ambiguous",
        world,
        intent,
        f"{verb} the <name {said}>",
        Expected(plain(intent), "ambiguous", ids(same)),
    )


def no_target(world: World, rng: random.Random) -> Case | None:
    nothing = Expected("HassTurnOn", "no_target")
    form = rng.randrange(5)
    if form == 0:
        said = rng.choice(_UNKNOWN)
        return one("no target", world, "HassTurnOn", f"turn on the <name {said}>", nothing)
    if form == 1:
        said = rng.choice(_NOWHERE)
        marked = f"turn on the <name lights> in the <area {said}>"
        return one("no target", world, "HassTurnOn", marked, nothing)
    if form == 2:
        name = rng.choice(("motion sensor", "humidity", "temperature sensor"))
        return one("no target", world, "HassTurnOn", f"turn on the <name {name}>", nothing)
    if world.style == "no areas":
        return None
    noun = rng.choice(("fan", "speaker", "tv", "plug"))
    room = rng.choice(world.rooms)
    if form == 3:
        domain = {"fan": "fan", "speaker": "media_player", "tv": "media_player", "plug": "switch"}
        if any(d.room == room and d.entity.domain == domain[noun] for d in world.devices):
            return None
        return one(
            "no target",
            world,
            "HassTurnOn",
            f"turn on the <name {noun}> in the <area {room.lower()}>",
            nothing,
        )
    device = acted(world, rng)
    if device is None or device.kind is None or not device.adjective or device.whim:
        return None
    there = [d for d in world.devices if d.room == room and d.adjective == device.adjective]
    if there or device.room == room or device.adjective in room or device.entity.domain == "cover":
        return None
    said = f"{device.adjective} {device.kind.noun}".lower()
    return one(
        "no target",
        world,
        "HassTurnOn",
        f"turn on the <name {said}> in the <area {room.lower()}>",
        nothing,
    )


def capability(world: World, rng: random.Random) -> Case | None:
    form = rng.randrange(4)
    lights = world.grouped("lights")
    if not lights:
        return None
    device = rng.choice(lights)
    modes = device.entity.attributes["supported_color_modes"]
    if form == 0:
        status = "ok" if "xy" in modes else "no_target"
        return one(
            "capability",
            world,
            "HassLightSet",
            f"make the <name {spoken(device, world)}> <color green>",
            Expected(
                "HassLightSet",
                status,
                ids([device]) if status == "ok" else frozenset(),
                {"color": "green"},
            ),
        )
    if form == 1:
        status = "no_target" if modes == ["onoff"] else "ok"
        return one(
            "capability",
            world,
            "HassLightSet",
            f"set the <name {spoken(device, world)}> to <value 35 percent>",
            Expected(
                "HassLightSet",
                status,
                ids([device]) if status == "ok" else frozenset(),
                {"brightness": 35},
            ),
        )
    room = device.room
    if room is None or (world.style == "no areas" and any(d.whim for d in lights)):
        return None
    if form == 2:
        able = [
            d
            for d in world.grouped("lights", room)
            if "xy" in d.entity.attributes["supported_color_modes"]
        ]
        status = "ok" if able else "no_target"
        return one(
            "capability",
            world,
            "HassLightSet",
            f"turn the <name {room.lower()} lights> <color blue>",
            Expected("HassLightSet", status, ids(able)),
        )
    able = [
        d
        for d in world.grouped("lights", room)
        if d.entity.attributes["supported_color_modes"] != ["onoff"]
    ]
    status = "ok" if able else "no_target"
    return one(
        "capability",
        world,
        "HassLightSet/dimmer",
        f"dim the <name {room.lower()} lights> to <value half>",
        Expected("HassLightSet", status, ids(able), {"brightness": 50}),
    )


MAKERS: dict[str, Maker] = {
    "name": by_name,
    "near name": near_name,
    "area": by_area,
    "speaker": by_speaker,
    "floor": by_floor,
    "all": all_of,
    "except": all_but,
    "several": several,
    "ambiguous": ambiguous,
    "no target": no_target,
    "capability": capability,
}


def cases(worlds: list[World], makers: dict[str, Maker], each: int) -> Iterator[Case]:
    """``each`` cases of every category, spread over the homes."""
    for category, maker in makers.items():
        rng = random.Random(category)
        made = 0
        for attempt in range(each * 60):
            case = maker(worlds[attempt % len(worlds)], rng)
            if case is not None:
                yield case
                made += 1
                if made == each:
                    break
