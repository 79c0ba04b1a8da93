"""Follow-ups, questions and risky commands whose meaning is known."""

import random

from support.grounding.cases import (
    MAKERS,
    Case,
    Expected,
    Maker,
    Turn,
    acted,
    command,
    ids,
    one,
    plain,
    spoken,
)
from support.grounding.homes import World
from support.marked import reading


def follow_up(world: World, rng: random.Random) -> Case | None:
    return rng.choice((_pronoun, _other_room, _which, _confirmed, _same_breath))(world, rng)


def _pronoun(world: World, rng: random.Random) -> Case | None:
    device = acted(world, rng)
    if device is None:
        return None
    intent, verb, _ = command(device, rng)
    back = {
        "HassTurnOn": "HassTurnOff",
        "HassTurnOff": "HassTurnOn",
        "HassTurnOn/open": "HassTurnOff/close",
        "HassTurnOff/close": "HassTurnOn/open",
    }[intent]
    first = Turn(
        reading((intent, f"{verb} the <name {spoken(device, world)}>")),
        (Expected(plain(intent), entities=ids([device])),),
    )
    second = Turn(
        reading((back, "now put <name it> back")), (Expected(plain(back), entities=ids([device])),)
    )
    return Case("follow-up", world, (first, second))


def _other_room(world: World, rng: random.Random) -> Case | None:
    if world.style == "no areas":
        return None
    group = rng.choice(("lights", "blinds", "fans"))
    rooms = [room for room in world.rooms if world.grouped(group, room)]
    if len(rooms) < 2:
        return None
    here, there = rng.sample(rooms, 2)
    intent, verb = (
        ("HassTurnOff/close", "close") if group == "blinds" else ("HassTurnOff", "turn off")
    )
    first = Turn(
        reading((intent, f"{verb} the <name {here.lower()} {group}>")),
        (Expected("HassTurnOff", entities=ids(world.grouped(group, here))),),
    )
    second = Turn(
        reading(("Fragment", f"and in the <area {there.lower()}>")),
        (Expected("HassTurnOff", entities=ids(world.grouped(group, there))),),
    )
    return Case("follow-up", world, (first, second))


def _which(world: World, rng: random.Random) -> Case | None:
    blinds = [b for b in world.of("Blind") if b.adjective in ("Left", "Right", "Roof")]
    if not blinds:
        return None
    chosen = rng.choice(blinds)
    room = chosen.room or ""
    fitting = world.of("Blind", room)
    if len(fitting) < 2:
        return None
    asked = Turn(
        reading(("HassTurnOn/open", f"open the <name {room.lower()} blind>")),
        (Expected("HassTurnOn", "ambiguous", ids(fitting)),),
    )
    word = chosen.adjective.lower()
    answer = rng.choice(
        (
            reading(("Fragment", f"the <name {word} one>")),
            reading((None, f"{word} please")),
            reading(("Fragment", f"the <name {word} blind>")),
        )
    )
    told = Turn(answer, (Expected("HassTurnOn", entities=ids([chosen])),))
    return Case("follow-up", world, (asked, told))


def _confirmed(world: World, rng: random.Random) -> Case | None:
    door = rng.choice(("front", "back"))
    ask = Turn(
        reading(("HassTurnOff/unlock", f"unlock the <name {door} door>", 0.7)),
        (Expected("HassTurnOff", "confirm", frozenset({f"lock.{door}_door"})),),
    )
    if rng.random() < 0.5:
        return Case(
            "follow-up",
            world,
            (
                ask,
                Turn(
                    reading(("Affirm", "yes please")),
                    (Expected("HassTurnOff", entities=frozenset({f"lock.{door}_door"})),),
                ),
            ),
        )
    return Case(
        "follow-up",
        world,
        (
            ask,
            Turn(reading(("Deny", "no")), (Expected("HassNevermind"),)),
            Turn(reading(("Affirm", "yes")), ()),
        ),
    )


def _same_breath(world: World, rng: random.Random) -> Case | None:
    blinds = world.of("Blind")
    if not blinds:
        return None
    room = rng.choice(blinds).room or ""
    meant = ids(world.of("Blind", room))
    both = reading(
        ("HassTurnOn/open", f"open the <name {room.lower()} blinds>"),
        ("HassSetPosition", "set <name them> to <value 40 percent>"),
    )
    return Case(
        "follow-up",
        world,
        (
            Turn(
                both,
                (
                    Expected("HassTurnOn", entities=meant),
                    Expected("HassSetPosition", entities=meant, slots={"position": 40}),
                ),
            ),
        ),
    )


def question(world: World, rng: random.Random) -> Case | None:
    return rng.choice((_which_on, _how_many_open, _is_window, _figure, _is_locked))(world, rng)


def _which_on(world: World, rng: random.Random) -> Case | None:
    room = rng.choice(world.rooms)
    lights = world.grouped("lights", room)
    if not lights or (world.style == "no areas" and any(d.whim for d in lights)):
        return None
    state = rng.choice(("on", "off"))
    match = ids([d for d in lights if d.entity.state == state])
    manner = rng.choice(("which", "how_many"))
    words = {"which": "which", "how_many": "how many"}[manner]
    marked = f"{words} <name {room.lower()} lights> are <state {state}>"
    return one(
        "question",
        world,
        f"HassGetState/{manner}",
        marked,
        Expected("HassGetState", entities=ids(lights), matching=match),
    )


def _how_many_open(world: World, _rng: random.Random) -> Case | None:
    blinds = world.of("Blind")
    if not blinds:
        return None
    match = ids([d for d in blinds if d.entity.state == "open"])
    return one(
        "question",
        world,
        "HassGetState/how_many",
        "how many <name blinds> are <state open>",
        Expected("HassGetState", entities=ids(blinds), matching=match),
    )


def _is_window(world: World, rng: random.Random) -> Case | None:
    windows = world.of("Window")
    if not windows:
        return None
    window = rng.choice(windows)
    match = ids([window]) if window.entity.state == "on" else frozenset()
    return one(
        "question",
        world,
        "HassGetState/is",
        f"is the <name {spoken(window, world)}> <state open>",
        Expected("HassGetState", entities=ids([window]), matching=match),
    )


def _figure(world: World, rng: random.Random) -> Case | None:
    noun = rng.choice(("Humidity", "Temperature"))
    sensors = world.of(noun)
    if not sensors or world.style == "no areas":
        return None
    sensor = rng.choice(sensors)
    room = (sensor.room or "").lower()
    intent = "HassGetState"
    return one(
        "question",
        world,
        intent,
        f"what is the <quantity {noun.lower()}> in the <area {room}>",
        Expected(intent, entities=ids([sensor])),
    )


def _is_locked(world: World, rng: random.Random) -> Case | None:
    door, state = rng.choice((("front", "locked"), ("back", "unlocked")))
    entity = frozenset({f"lock.{door}_door"})
    asked = rng.choice(("locked", "unlocked"))
    return one(
        "question",
        world,
        "HassGetState/is",
        f"is the <name {door} door> <state {asked}>",
        Expected(
            "HassGetState", entities=entity, matching=entity if asked == state else frozenset()
        ),
    )


def risk(world: World, rng: random.Random) -> Case | None:
    door = rng.choice(("front", "back"))
    lock = frozenset({f"lock.{door}_door"})
    sure = rng.random() < 0.5
    form = rng.randrange(6)
    confidence = 0.98 if sure else 0.75
    if form == 0:
        status = "ok" if sure else "confirm"
        return one(
            "risk",
            world,
            "HassTurnOff/unlock",
            f"unlock the <name {door} door>",
            Expected("HassTurnOff", status, lock),
            confidence=confidence,
        )
    if form == 1:
        return one(
            "risk",
            world,
            "HassTurnOn/lock",
            f"lock the <name {door} door>",
            Expected("HassTurnOn", "ok", lock),
            confidence=confidence,
        )
    if form == 2:
        return one(
            "risk",
            world,
            "HassTurnOff/unlock",
            f"unlock the <name {door} door>",
            Expected("HassTurnOff", "refused"),
            kind="sensor",
        )
    if form == 3:
        misspelt = {"front": "fornt", "back": "bakc"}[door]
        if misspelt == "bakc":
            return None
        return one(
            "risk",
            world,
            "HassTurnOff/unlock",
            f"unlock the <name {misspelt} door>",
            Expected("HassTurnOff", "confirm", lock),
        )
    if form == 4:
        status = "ok" if sure else "confirm"
        return one(
            "risk",
            world,
            "HassTurnOn/open",
            f"open the <name {door} door>",
            Expected("HassTurnOff", status, lock),
            confidence=confidence,
        )
    if "Garage" not in world.rooms:
        status = "ok" if sure else "confirm"
        return one(
            "risk",
            world,
            "HassTurnOn",
            "turn on the <name main water>",
            Expected("HassTurnOn", status, frozenset({"valve.main_water"})),
            confidence=confidence,
        )
    status = "ok" if sure else "confirm"
    return one(
        "risk",
        world,
        "HassTurnOn/open",
        "open the <name garage door>",
        Expected("HassTurnOn", status, frozenset({"cover.garage_door"})),
        confidence=confidence,
    )


EVERY: dict[str, Maker] = {**MAKERS, "follow-up": follow_up, "question": question, "risk": risk}
