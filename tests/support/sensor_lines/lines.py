"""Lines of every family with what is meant by them; the same seed makes the same lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from random import Random
from typing import Any

from support.sensor_lines.draws import checksum, draw, number, times
from support.sensor_lines.homes import Place, World
from support.sensor_lines.units import DATA, load, readings_of

#: The item's key and the intent that it stands for.
INTENTS = {
    "reading": "SensorReading",
    "event": "SensorEvent",
    "alert": "SensorAlert",
    "fault": "DeviceFault",
}
_PLACEHOLDER = re.compile(r"<([a-z_]+[0-9]*)>")
_TRIES = 30


@dataclass(frozen=True)
class Meant:
    """One intent that is meant by a line."""

    intent: str
    kinds: tuple[str, ...] = ()
    """The event or fault, or those that are as good; empty where any is."""
    quantities: tuple[str, ...] = ()
    """The quantity, or those that are as good; empty where any is."""
    values: tuple[float, ...] = ()
    """The value in SI, or those that are as good; empty where none is meant."""
    limits: tuple[float, ...] = ()
    direction: str | None = None
    severity: str | None = None
    code: str | None = None
    place: Place | None = None
    """None where the line tells of none."""


@dataclass(frozen=True)
class Line:
    """A line, the home it was written in, and what is meant."""

    family: str
    text: str
    world: World
    area: str | None
    """The area that comes with the request."""
    meant: tuple[tuple[Meant, ...], ...]
    """Each with what is as good."""
    may: tuple[Meant, ...] = ()
    """What may be read besides: counters and qualities of the radio."""


def families() -> dict[str, dict[str, Any]]:
    """The families by name: ``absent`` from the training material or not, and their ``lines``."""
    paths = sorted((DATA / "families").glob("*.yaml"))
    return {path.stem: load(f"families/{path.stem}") for path in paths}


def lines(worlds: list[World], size: int, seed: int = 5) -> Iterator[Line]:
    """So many lines, as evenly over the families as they go."""
    every = families()
    for place, (name, family) in enumerate(every.items()):
        share = size // len(every) + (place < size % len(every))
        yield from family_lines(name, family["lines"], worlds, share, seed)


def family_lines(
    name: str, templates: list[dict[str, Any]], worlds: list[World], size: int, seed: int
) -> list[Line]:
    """So many lines of one family, no two the same, over its templates in turn."""
    found: dict[str, Line] = {}
    left = list(enumerate(templates))
    while left and len(found) < size:
        for ordinal, template in list(left)[: size - len(found)]:
            random = Random(f"{seed}/{name}/{ordinal}/{len(found)}")
            made = (make_line(name, template, worlds, random) for _ in range(_TRIES))
            line = next((line for line in made if line.text not in found), None)
            if line is None:
                left.remove((ordinal, template))
            else:
                found[line.text] = line
    return list(found.values())


def make_line(family: str, template: dict[str, Any], worlds: list[World], random: Random) -> Line:
    """One line of a template."""
    drawn = draw({**load_common(), **template.get("draw", {})}, random)
    who = template.get("who", [])
    roles = [who] if isinstance(who, str) else who
    world = random.choice([world for world in worlds if all(role in world.roles for role in roles)])
    places = _places(world, roles, random)
    written = {**times(random), **drawn}
    for ordinal, place in enumerate(places):
        suffix = str(ordinal + 1) if ordinal else ""
        written.update({key + suffix: text for key, text in place.styles().items()})
    text = fill(template["text"], written)
    given = places[0].area if template.get("given") else None
    if given:
        # Nothing in the text tells which device of the area it is.
        places = [replace(place, name=None, target=None, hex="") for place in places]
    meaning = partial(_meant, drawn=written, places=places)
    return Line(
        family=family,
        text=text,
        world=world,
        area=given,
        meant=tuple(
            tuple(meaning(one) for one in (item if isinstance(item, list) else [item]))
            for item in template["means"]
        ),
        may=tuple(meaning(item) for item in template.get("may", [])),
    )


def load_common() -> dict[str, Any]:
    """The draws that every template may use."""
    draws: dict[str, Any] = load("common")["draw"]
    return draws


def _places(world: World, roles: list[str], random: Random) -> list[Place]:
    places: list[Place] = []
    for role in roles:
        places.append(random.choice([p for p in world.roles[role] if p not in places]))
    return places


def fill(text: str, written: dict[str, str]) -> str:
    """A template with its placeholders filled; ``*??`` at its end becomes a checksum."""
    filled = _PLACEHOLDER.sub(lambda match: written[match[1]], text)
    if filled.endswith("*??"):
        return filled[:-2] + checksum(filled[1:-3])
    return filled


def _meant(item: dict[str, Any], drawn: dict[str, str], places: list[Place]) -> Meant:
    key = next(iter(item))
    unit = item.get("unit", "")
    at = item.get("at", 1) - 1
    return Meant(
        intent=INTENTS[key],
        kinds=_either(item.get("event", item.get("fault"))),
        quantities=_either(item.get("quantity", item.get("reading"))),
        values=_values(item.get("value"), unit, drawn),
        limits=_values(item.get("limit"), unit, drawn),
        direction={"high": "above", "low": "below"}.get(item.get("alert", "")),
        severity=item.get("severity"),
        code=drawn[item["code"]] if "code" in item else None,
        place=places[at] if places else None,
    )


def _either(names: str | list[str] | None) -> tuple[str, ...]:
    if names is None or names == "any":
        return ()
    return (names,) if isinstance(names, str) else tuple(names)


def _values(value: Any, unit: str, drawn: dict[str, str]) -> tuple[float, ...]:
    if value is None:
        return ()
    return readings_of(number(drawn.get(str(value), str(value))), unit)
