"""What every key of the configuration means, takes and defaults to, read from its types."""

import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from agent.config.schema import Config
from agent.config.units import Seconds, show_seconds

_KINDS = {int: "whole number", float: "number", bool: "`true` or `false`", Path: "path"}
_COLLECTIONS = {dict: "mapping", tuple: "list of texts"}


@dataclass(frozen=True, slots=True)
class Key:
    """One key, or a section of them."""

    path: tuple[str, ...]
    """The keys that lead to it, itself last."""
    meaning: str
    takes: str
    """What may be written, with its unit and bounds; ``section`` for a section."""
    default: Any
    """None where there is none; of a key that depends on the machine, this machine's."""
    is_section: bool

    @property
    def name(self) -> str:
        """As people write it: ``mqtt.tls.ca``."""
        return ".".join(self.path)


def describe(
    section: type[msgspec.Struct] = Config, path: tuple[str, ...] = (), *, items: bool = False
) -> Iterator[Key]:
    """The keys of a section in their order, those of the sections in it behind each.

    Args:
        section: the whole file if left out.
        path: the keys that lead to it.
        items: whether the keys of the items of lists are described too, as ``rules[].name``.
    """
    for field in msgspec.structs.fields(section):
        kind, meta = _bare(field.type)
        inner = (*path, field.encode_name)
        is_section = isinstance(kind, type) and issubclass(kind, msgspec.Struct)
        item = _item(kind)
        takes = "section" if is_section else "list of sections" if item else _takes(kind, meta)
        yield Key(inner, meta["description"], takes, _default(field), is_section)
        if is_section:
            yield from describe(kind, inner, items=items)
        elif item and items:
            yield from describe(item, (*path, f"{field.encode_name}[]"), items=items)


def show_default(value: Any) -> str:
    """A default as it is written in the file; nothing where there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return show_seconds(value) if isinstance(value, Seconds) else str(value)


def _bare(kind: Any) -> tuple[Any, dict[str, Any]]:
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


def _item(kind: Any) -> type[msgspec.Struct] | None:
    """The section that each item of a list is; None of other lists and of what is none."""
    first = get_args(kind)[0] if get_origin(kind) is tuple else None
    is_section = isinstance(first, type) and issubclass(first, msgspec.Struct)
    return first if is_section else None


def _takes(kind: Any, meta: dict[str, Any]) -> str:
    if get_origin(kind) is Literal:
        return " or ".join(f"`{one}`" for one in get_args(kind))
    if kind is Seconds:
        return f"duration, {show_seconds(meta['min'])} to {show_seconds(meta['max'])}"
    name = _KINDS.get(kind, _COLLECTIONS.get(get_origin(kind), "text"))
    return f"{name}, {meta['min']:g} to {meta['max']:g}" if "min" in meta else name


def _default(field: Any) -> Any:
    if field.default is not msgspec.NODEFAULT:
        return field.default
    return None if field.default_factory is msgspec.NODEFAULT else field.default_factory()
