"""What is measured: quantities by the words of keys and people, and what their figures may be."""

import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from agent.sensors.units import NONE, Unit, named_unit, odd_unit, read_unit
from agent.tables import table

#: Longest run of parts of a key that is one word of the table.
_LONGEST = 4
#: Parts of a key between its signs.
_PART = re.compile(r"[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*|\d+|%|°[CF]?|[^\W\d_]+")
#: Sizes of particles, with a decimal point or what stands for it.
_SIZE = re.compile(r"pm[ _]?(?:(?=0[._p]\d)|(?=(?:1|2|4|10)[._p][05]))(\d+)[._p](\d)(?!\d)", re.I)
#: As in CO₂.
_SUBSCRIPTS = {0x2080 + digit: str(digit) for digit in range(10)}
#: What rounding may add to a bound, in SI.
_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Quantity:
    """One of Home Assistant's sensor device classes."""

    name: str
    units: tuple[str, ...]
    """Units it may have; the first is that of a bare figure."""
    least: float
    greatest: float
    """What a figure can be, in SI."""
    never: frozenset[float]
    """Figures by which a device says that it has none."""

    @property
    def usual(self) -> Unit:
        """The unit of a bare figure."""
        return named_unit(self.units[0])

    def unit(self, written: str) -> Unit | None:
        """The unit of a spelling, if the quantity may have it."""
        return read_unit(written, self.units) or odd_unit(written, self.usual.si)

    def why_not(self, value: float, unit: Unit, maker: str = "") -> str | None:
        """Why a figure cannot be, for a person; None where it can.

        Args:
            value: the figure in ``unit``.
            unit: of the figure.
            maker: what is written of the device and its parts.
        """
        if not math.isfinite(value):
            return f"{self.name} of {value} is no figure"
        if value in self.never:
            return f"{self.name} of {value:g} {unit.name} stands for a reading that failed"
        is_probe = self.name == "temperature" and _POWER_ON_OF in maker.lower()
        if is_probe and unit.to_si(value) == _POWER_ON:
            return f"{self.name} of {value:g} {unit.name} is what the chip says before it measures"
        if not self.least - _SLACK <= unit.to_si(value) <= self.greatest + _SLACK:
            low, high = unit.from_si(self.least), unit.from_si(self.greatest)
            return f"{self.name} of {value:g} {unit.name} is not between {low:g} and {high:g}"
        return None


#: A DS18B20 that has not measured yet says 85 °C; in kelvin.
_POWER_ON, _POWER_ON_OF = 358.15, "ds18b20"


@dataclass(frozen=True, slots=True)
class Key:
    """What a key tells: ``outdoor_temperature_c`` a temperature, in °C, of what is outdoor."""

    quantity: Quantity | None
    unit: str
    """The unit's spelling; empty where the key tells none."""
    rest: tuple[str, ...]
    """The other words, in small letters."""


def quantity(name: str) -> Quantity:
    """The quantity of a device class.

    Raises:
        KeyError: there is none of this name.
    """
    return _quantities()[name]


def is_quantity(name: str) -> bool:
    """Whether this is a device class that is known."""
    return name in _quantities()


def all_quantities() -> tuple[str, ...]:
    """The names of all quantities."""
    return tuple(_quantities())


def of_unit(written: str) -> Quantity | None:
    """The quantity of a figure of which nothing but its unit is told."""
    unit = read_unit(written)
    name = table("sensors/quantities")["unit_only"].get(unit.name) if unit else None
    return _quantities()[name] if name else None


def with_unit(key: Key, unit: str) -> Key:
    """A key whose word tells a quantity only with a unit of its own: the "charge" of 85 %.

    Args:
        key: as read; one that tells a quantity stays as it is.
        unit: the spelling written beside it; empty where the key's own words may tell it.
    """
    words: dict[str, str | list[str]] = table("sensors/quantities")["with_unit"]
    whole = "".join(key.rest)
    told = [word for word in (whole, *key.rest) if word in words and key.quantity is None]
    pairs = [(word, _quantities()[name]) for word in told for name in _each(words[word])]
    for word, one in pairs:
        spelled = next((s for s in (unit, *key.rest) if s and read_unit(s, one.units)), None)
        if spelled is not None:
            rest = () if word == whole else key.rest
            return Key(one, spelled, tuple(other for other in rest if other not in (word, spelled)))
    return key


def _each(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else names


def names_quantity(text: str) -> bool:
    """Whether a text names a quantity and nothing else: "wind speed"."""
    key = read_key(text)
    return key.quantity is not None and not key.rest


def settled(one: Quantity, unit: str, si: float | None = None) -> Quantity:
    """The quantity that is meant by the same words with this unit.

    Args:
        one: what the words tell.
        unit: the unit's spelling.
        si: the figure in SI: a pressure as of the air is that of the air.
    """
    if unit and read_unit(unit, one.units) is None:
        for other, units in table("sensors/quantities")["by_unit"].get(one.name, {}).items():
            if read_unit(unit, tuple(units)):
                return _quantities()[other]
    if one.name == "pressure" and si is not None:
        air = _quantities()["atmospheric_pressure"]
        written = read_unit(unit, one.units) if unit else one.usual
        if written and written.name in _OF_AIR and air.least * 2 <= si <= air.greatest:
            return air
    return one


def guessed_unit(one: Quantity, value: float) -> Unit | None:
    """The unit of a bare figure, by its size: a pressure of 101325 is in Pa, one of 1.4 in bar."""
    for least, greatest, unit, *whole in table("sensors/quantities")["bare"].get(one.name, ()):
        if least <= value <= greatest and not (whole and float(value).is_integer()):
            return named_unit(unit)
    return None


#: Units in which a pressure that can be that of the air is taken for it.
_OF_AIR = frozenset(("hPa", "mbar", "inHg", "mmHg"))


@lru_cache(maxsize=4096)
def read_key(key: str) -> Key:
    """What a key, or the words before a figure, tell."""
    parts = _parts(key)
    found = _longest(parts)
    if found is None:
        return Key(None, "", tuple(part.lower() for part in parts))
    first, last, one, more = found
    rest = [*(part.lower() for part in parts[:first]), *more]
    after = parts[last:]
    unit = ""
    for size in range(min(len(after), 3), 0, -1):
        unit = _unit_of(after[:size], one)
        if unit:
            after = after[size:]
            break
    if not unit:
        unit = _own_unit("".join(parts[first:last]))
    return Key(one, unit, (*rest, *(part.lower() for part in after)))


def _unit_of(parts: list[str], one: Quantity) -> str:
    spelled = [sign.join(parts) for sign in ("", "/", " ")]
    units = (*one.units, *_sibling_units(one.name))
    return next((s for s in spelled if read_unit(s, units)), "")


def _own_unit(word: str) -> str:
    """A unit that is the end of the word itself: ``batV``, ``kWh``."""
    units: dict[str, str] = table("sensors/keys")["own_unit"]
    return units.get(word.lower(), "")


def _sibling_units(name: str) -> tuple[str, ...]:
    others = table("sensors/quantities")["by_unit"].get(name, {}).values()
    return tuple(unit for units in others for unit in units)


def _longest(parts: list[str]) -> tuple[int, int, Quantity, list[str]] | None:
    """The longest run of parts that is a word of the table, the last of those.

    Returns:
        Where it begins and ends, its quantity, and what tells it apart: the number that it ends
        with, a dew point.
    """
    return _run(parts, weak=False) or _run(parts, weak=True) or _ending(parts)


def _run(parts: list[str], *, weak: bool) -> tuple[int, int, Quantity, list[str]] | None:
    words = _words()
    apart: dict[str, str] = table("sensors/quantities")["apart"]
    for size in range(min(_LONGEST, len(parts)), 0, -1):
        for first in range(len(parts) - size, -1, -1):
            run = "".join(parts[first : first + size]).lower()
            bare = run.rstrip("0123456789")
            one = words.get(run) or words.get(bare)
            if one is not None and (weak or size > 1 or run not in _weak()):
                more = [apart[run]] if run in apart else []
                more += [] if run in words or run == bare else [run[len(bare) :]]
                return first, first + size, one, more
    return None


def _ending(parts: list[str]) -> tuple[int, int, Quantity, list[str]] | None:
    """The last part that ends with the word of a quantity: ``watertemp``."""
    for at in range(len(parts) - 1, -1, -1):
        bare = parts[at].lower().rstrip("0123456789")
        for word in table("sensors/quantities")["endings"]:
            if bare.endswith(word):
                more = [bare.removesuffix(word), parts[at][len(bare) :]]
                return at, at + 1, _words()[word], [one for one in more if one]
    return None


def _parts(key: str) -> list[str]:
    """The parts of a key, as written: those between signs, and in them those of CamelCase."""
    parts: list[str] = []
    for piece in re.split(r"[^\w%°µμ³²/]+|_", _SIZE.sub(_size, key.translate(_SUBSCRIPTS))):
        if parts and piece and read_unit(piece) and not piece.islower():
            parts.append(piece)
        else:
            parts += [p for p in _PART.findall(piece) if p]
    return parts


def _size(match: "re.Match[str]") -> str:
    """A size of particles as one word: ``PM2.5`` as ``pm25``, ``pm1_0`` as ``pm1``."""
    return "particles" if match[1] == "0" else f"pm{match[1]}{match[2].rstrip('0')}"


@cache
def _weak() -> frozenset[str]:
    return frozenset(table("sensors/quantities")["weak"])


@cache
def _quantities() -> dict[str, Quantity]:
    rows: dict[str, Any] = table("sensors/quantities")["quantities"]
    shared = table("sensors/quantities")["sentinels"]
    return {
        name: Quantity(
            name,
            tuple(row["units"]),
            row["range"][0],
            row["range"][1],
            frozenset((*shared, *row.get("not", ()))),
        )
        for name, row in rows.items()
    }


@cache
def _words() -> dict[str, Quantity]:
    rows: dict[str, Any] = table("sensors/quantities")["quantities"]
    words = {word: _quantities()[name] for name, row in rows.items() for word in row["words"]}
    return words | {name.replace("_", ""): _quantities()[name] for name in rows}


__all__ = [
    "NONE",
    "Key",
    "Quantity",
    "all_quantities",
    "guessed_unit",
    "is_quantity",
    "names_quantity",
    "of_unit",
    "quantity",
    "read_key",
    "settled",
    "with_unit",
]
