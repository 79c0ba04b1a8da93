"""A configuration file that explains itself, written from the keys' own descriptions."""

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from agent.config.describe import Key, describe, show_default

_HEAD = """\
# edge-intent: what was chosen, and every other key with its default as a comment.
# Durations are seconds, or text with a unit: 500 ms, 30 s, 5 min, 1 h, 2 d. Paths are relative to
# this file. Check it with: edge-intent doctor --config FILE
"""
_WIDTH = 100


def config_text(chosen: Mapping[str, Any]) -> str:
    """The text of a configuration file.

    Args:
        chosen: values by dotted key, such as ``mqtt.host``.

    Raises:
        ValueError: there is no such key.
    """
    keys = list(describe())
    unknown = set(chosen) - {key.name for key in keys}
    if unknown:
        raise ValueError(f"no keys: {', '.join(sorted(unknown))}")
    return _HEAD + "".join(_lines(key, chosen, _absent(keys, chosen)) for key in keys)


def _absent(keys: Sequence[Key], chosen: Mapping[str, Any]) -> list[str]:
    """Sections that are not there by default, and of which nothing was chosen."""
    optional = [key.name for key in keys if key.is_section and key.default is None]
    return [name for name in optional if not any(one.startswith(f"{name}.") for one in chosen)]


def _lines(key: Key, chosen: Mapping[str, Any], absent: Sequence[str]) -> str:
    depth = len(key.path) - 1
    section = next((one for one in absent if key.name.startswith(f"{one}.")), None)
    outer = depth if section is None else section.count(".")
    indent, inner = "  " * outer, "  " * (depth - outer)
    told = key.meaning if key.is_section else f"{key.meaning} ({key.takes})"
    lead = f"{indent}# {inner}{'# ' if section else ''}"
    comment = textwrap.fill(told, _WIDTH, initial_indent=lead, subsequent_indent=lead)
    gap = "" if depth else "\n"
    is_comment = section or key.name in absent or not (key.is_section or key.name in chosen)
    mark = "# " if is_comment else ""
    return f"{gap}{comment}\n{indent}{mark}{inner}{_entry(key, chosen)}\n"


def _entry(key: Key, chosen: Mapping[str, Any]) -> str:
    name = key.path[-1]
    if key.is_section:
        return f"{name}:"
    if key.name in chosen:
        return f"{name}: {_scalar(chosen[key.name])}"
    return f"{name}: {show_default(key.default)}".rstrip()


def _scalar(value: Any) -> str:
    plain = str(value) if isinstance(value, Path) else value
    text = yaml.safe_dump(plain, default_flow_style=True, width=float("inf"), allow_unicode=True)
    return text.partition("\n")[0]
