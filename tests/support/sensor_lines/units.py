"""Units in SI, by a table of their own: the agent's own conversion is what is checked."""

import math
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DATA = Path(__file__).parents[3] / "benchmarks" / "data" / "sensor_validation"


@cache
def load(name: str) -> Any:
    """A data file of the validation; read once, and not to be changed."""
    return yaml.load((DATA / f"{name}.yaml").read_bytes(), Loader=_LOADER)


_UNITS = load("units")


def in_si(value: float, unit: str) -> float:
    """A value in SI; percent and parts are fractions.

    Raises:
        KeyError: the table lacks the unit.
    """
    factor, *offset = _UNITS["si"][unit]
    return value * float(factor) + float(sum(offset))


def readings_of(value: float, unit: str) -> tuple[float, ...]:
    """The values that may be published as SI: also the value itself where SI says little."""
    kept = (value,) if unit in _UNITS["kept"] else ()
    return (in_si(value, unit), *kept)


def equal(one: Any, values: tuple[float, ...]) -> bool:
    """Whether a published value is one of these, to a thousandth."""
    if isinstance(one, bool) or not isinstance(one, int | float):
        return False
    return any(math.isclose(one, value, rel_tol=1e-3, abs_tol=1e-12) for value in values)
