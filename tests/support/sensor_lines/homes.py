"""The homes of the validation and how their devices are written."""

from dataclasses import dataclass
from typing import Any

from agent.home import Home, read_home
from support.sensor_lines.units import load


def plain(text: str) -> str:
    """A name without case and punctuation: ``th-kitchen_01`` is ``th kitchen 01``."""
    letters = text.casefold().replace("'", "")
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())


@dataclass(frozen=True)
class Place:
    """A device, an area, or a device that the home does not know."""

    area: str | None
    """The area's name."""
    area_id: str | None
    target: str | None
    """Entity id; None of what the home does not know."""
    name: str | None
    """The device's name; None of an area."""
    hex: str = ""
    """The maker's id, which the home knows as an alias."""

    def styles(self) -> dict[str, str]:
        """The ways in which makers write it, by placeholder."""
        name, area = self.name or "", self.area or ""
        words, rooms = plain(name).split(), plain(area).split()
        return {
            "name": name,
            "lower": name.lower(),
            "upper": name.upper(),
            "slug": "_".join(words),
            "dash": "-".join(words),
            "camel": "".join(word.title() for word in words),
            "hex": self.hex,
            "area": area,
            "area_lower": area.lower(),
            "area_upper": area.upper(),
            "area_slug": "_".join(rooms),
        }

    def is_named(self, text: str) -> bool:
        """Whether a published name is this device's."""
        known = {self.name or "", self.hex, (self.target or "").partition(".")[2]}
        return plain(text) in {plain(one) for one in known if one}

    def is_area(self, text: str) -> bool:
        """Whether a published area is this one's."""
        return plain(text) in {plain(one) for one in (self.area, self.area_id) if one}


@dataclass(frozen=True)
class World:
    """A home and its devices by role."""

    name: str
    home: Home
    roles: dict[str, tuple[Place, ...]]


def worlds() -> list[World]:
    """The homes."""
    return [_world(data) for data in load("homes")]


def _world(data: dict[str, Any]) -> World:
    areas = data["areas"]
    roles: dict[str, list[Place]] = {
        "area": [Place(name, area_id, None, None) for area_id, name in areas.items()]
    }
    for role, target, name, area, hex_id in data["devices"]:
        place = Place(areas[area] if area else None, area, target, name, hex_id or "")
        roles.setdefault(role, []).append(place)
    entities = [
        {
            "id": place.target,
            "name": place.name,
            "area": place.area_id,
            "aliases": [place.hex] if place.hex else [],
            "attributes": _class_of(role),
        }
        for role, places in roles.items()
        for place in places
        if place.target
    ]
    home = read_home(
        {"areas": [{"id": i, "name": name} for i, name in areas.items()], "entities": entities}
    )
    return World(data["home"], home, {role: tuple(places) for role, places in roles.items()})


def _class_of(role: str) -> dict[str, str]:
    device_class = load("common")["classes"].get(role)
    return {"device_class": device_class} if device_class else {}
