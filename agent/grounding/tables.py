"""Reading the language data: YAML under ``agent/data``, typed.

Lists stand there as comma-separated text: a tenth of the YAML nodes, and easier to read.
"""

from importlib import resources
from typing import Any, TypeVar

import msgspec
import yaml

_T = TypeVar("_T")


def split(text: str) -> list[str]:
    """The entries of a comma-separated list."""
    return [part.strip() for part in text.split(",") if part.strip()]


def load_table(name: str, kind: type[_T], folder: str = "en") -> _T:
    """Read a table of ``agent/data/<folder>`` into its typed form."""
    data = resources.files("agent").joinpath(f"data/{folder}/{name}").read_bytes()
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return msgspec.convert(yaml.load(data, Loader=loader), kind)  # noqa: S506
