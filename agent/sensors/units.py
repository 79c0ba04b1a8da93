"""Units: how they are written, and figures in SI.

Home Assistant's units are a table, because a conversion must cost no more than a product. Others
("inH2O/ft", "oz/gal") are left to pint, which is loaded when the first one comes: it takes 11 MB
and a quarter of a second.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from agent.tables import table

#: The units that pint builds others from.
_DEFINITIONS = Path(__file__).resolve().parents[1] / "data" / "sensors" / "units.txt"
_WORD = r"[A-Za-zµμΩ°]{1,12}(?:2O)?(?:(?:\^|\*\*)?[23]|[²³])?"
#: What may be a unit at all. Text comes from anywhere, and pint would reckon with any power.
_PLAUSIBLE = re.compile(rf"{_WORD}(?:\s?[/*·]\s?{_WORD}){{0,3}}")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, and the way from it to SI: figure times ``factor`` plus ``offset``."""

    name: str
    """As Home Assistant writes it; as the device did where Home Assistant has no such unit."""
    si: str
    factor: float
    offset: float

    def to_si(self, figure: float) -> float:
        """A figure of this unit in SI, to the twelve digits that a float is good for."""
        return float(f"{figure * self.factor + self.offset:.12g}")

    def from_si(self, figure: float) -> float:
        """A figure in SI in this unit."""
        return float(f"{(figure - self.offset) / self.factor:.12g}")


#: What has no unit: a power factor, an index.
NONE = Unit("", "1", 1.0, 0.0)


def read_unit(written: str, within: tuple[str, ...] = ()) -> Unit | None:
    """The unit of a spelling; None where it is none.

    Args:
        written: the spelling, such as ``degC``.
        within: the units it may be, by Home Assistant's names; any of the table if empty.
    """
    known = _spelled(written.strip()) or _spelled(written.strip(" ()[]"))
    if not within:
        return known[0] if known else None
    return next((unit for unit in known if unit.name in within), None)


def named_unit(name: str) -> Unit:
    """A unit by Home Assistant's name.

    Raises:
        KeyError: there is none of this name.
    """
    return _units()[name] if name else NONE


@lru_cache(maxsize=256)
def odd_unit(written: str, si: str) -> Unit | None:
    """A unit that Home Assistant does not have, if it measures the same as ``si`` does."""
    if not si or not _PLAUSIBLE.fullmatch(written.strip()):
        return None
    registry = _registry()
    try:
        zero = registry.Quantity(0, written.strip()).to(_ascii(si)).magnitude
        one = registry.Quantity(1, written.strip()).to(_ascii(si)).magnitude
    except Exception:
        # The library has an exception for every way in which text is no unit.
        return None
    return Unit(written.strip(), si, float(one - zero), float(zero)) if one != zero else None


@lru_cache(maxsize=1024)
def _spelled(written: str) -> tuple[Unit, ...]:
    exact, folded = _spellings()
    return exact.get(written) or folded.get(written.casefold(), ())


@cache
def _units() -> dict[str, Unit]:
    rows: dict[str, Any] = table("sensors/units")["units"]
    return {
        name: Unit(name, si or name, factor, offset)
        for name, (si, factor, offset, _) in rows.items()
    }


@cache
def _spellings() -> tuple[dict[str, tuple[Unit, ...]], dict[str, tuple[Unit, ...]]]:
    """Spellings as they stand, and without regard to capitals."""
    exact: dict[str, tuple[Unit, ...]] = {}
    folded: dict[str, tuple[Unit, ...]] = {}
    for name, (*_, spellings) in table("sensors/units")["units"].items():
        unit = _units()[name]
        for spelling in (name, *spellings):
            exact[spelling] = (*exact.get(spelling, ()), unit)
            folded[spelling.casefold()] = (*folded.get(spelling.casefold(), ()), unit)
    return exact, folded


def _ascii(si: str) -> str:
    return si.replace("²", "**2").replace("³", "**3").replace("1", "dimensionless", si == "1")


@cache
def _registry() -> Any:
    # Loading it takes longer than reading a thousand messages.
    import pint

    return pint.UnitRegistry(str(_DEFINITIONS), on_redefinition="ignore")
