"""Writes the table of keys into docs/configuration.md from the code."""

import types
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from agent.config import Config, Seconds, show_seconds

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "configuration.md"
BEGIN = "<!-- keys: written by scripts/config_reference.py -->\n"
END = "<!-- end of keys -->\n"
#: Defaults that depend on the machine.
_COLLECTIONS = {dict: "mapping", tuple: "list of texts"}
DEPENDS = {"node": "the host name", "state_dir": "`$STATE_DIRECTORY`"}


def with_keys(text: str) -> str:
    """The reference with its table made anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    header = "| key | value | default | meaning |\n|---|---|---|---|\n"
    return before + BEGIN + header + "".join(rows(Config, "")) + END + after


def rows(section: type[msgspec.Struct], prefix: str) -> Iterator[str]:
    """The lines of a section and of the sections in it."""
    for field in msgspec.structs.fields(section):
        kind, meta = bare(field.type)
        name = f"{prefix}{field.encode_name}"
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            yield f"| `{name}` | section | | {meta['description']} |\n"
            yield from rows(kind, f"{name}.")
            continue
        default = DEPENDS.get(name) or shown_default(field)
        yield f"| `{name}` | {shown_kind(kind, meta)} | {default} | {meta['description']} |\n"


def bare(kind: Any) -> tuple[Any, dict[str, Any]]:
    """A type without annotations and None, and what the annotations say."""
    meta: dict[str, Any] = {}
    while get_origin(kind) in (Annotated, Union, types.UnionType):
        if get_origin(kind) is Annotated:
            for one in get_args(kind)[1:]:
                bounds = {"min": one.ge, "max": one.le, **(one.extra or {})}
                said = {"description": one.description, **bounds}
                meta |= {key: value for key, value in said.items() if value is not None}
        kind = next(one for one in get_args(kind) if one is not type(None))
    return kind, meta


def shown_kind(kind: Any, meta: dict[str, Any]) -> str:
    """What may be written, with its bounds."""
    if get_origin(kind) is Literal:
        return " or ".join(f"`{one}`" for one in get_args(kind))
    if kind is Seconds:
        return f"duration, {show_seconds(meta['min'])} to {show_seconds(meta['max'])}"
    names = {int: "whole number", float: "number", bool: "`true` or `false`", Path: "path"}
    name = names.get(kind, _COLLECTIONS.get(get_origin(kind), "text"))
    return f"{name}, {meta['min']:g} to {meta['max']:g}" if "min" in meta else name


def shown_default(field: Any) -> str:
    """The default as it is written; nothing where there is none."""
    value = field.default
    if value is msgspec.NODEFAULT or value is None:
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return f"`[{', '.join(value)}]`"
    return f"`{show_seconds(value) if isinstance(value, Seconds) else value}`"


if __name__ == "__main__":
    REFERENCE.write_text(with_keys(REFERENCE.read_text("utf-8")), "utf-8")
