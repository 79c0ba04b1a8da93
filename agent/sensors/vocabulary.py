"""The words of keys and states that devices use, from the tables."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from agent.sensors.finding import Fault, Severity
from agent.tables import table


@lru_cache(maxsize=4096)
def plain(word: str) -> str:
    """A key or state without signs, in small letters: ``Water-Leak`` as ``waterleak``."""
    return re.sub(r"[\W_]+", "", word.lower())


@cache
def keys(name: str) -> frozenset[str]:
    """A list of keys of the table."""
    return frozenset(table("sensors/keys")[name])


def ranked(name: str, told: Iterable[str]) -> list[str]:
    """Those of these keys that are in a list of the table, best first."""
    rank = _ranks(name)
    found = [key for key in told if key in rank]
    return sorted(found, key=rank.__getitem__) if len(found) > 1 else found


@cache
def _ranks(name: str) -> dict[str, int]:
    return {key: at for at, key in enumerate(table("sensors/keys")[name])}


def severity(word: str) -> Severity | None:
    """The severity that a word of a log or a device stands for."""
    found: Severity | None = table("sensors/states")["severities"].get(plain(word))
    return found


def fault(word: str) -> Fault | None:
    """The fault that a state stands for."""
    found: Fault | None = table("sensors/states")["faults"].get(plain(word))
    return found


def is_fine(word: str) -> bool:
    """Whether a state says that nothing is wrong."""
    return plain(word) in _set("fine")


def is_no_code(word: str) -> bool:
    """Whether the code of an error says that there is none: "0", "0x00", "none"."""
    return is_fine(word) or re.fullmatch(r"(?:0x)?0+", plain(word)) is not None


def is_remark(word: str) -> bool:
    """Whether a word behind a figure says how that is rather than its unit: "ok", "high"."""
    name = plain(word)
    return is_fine(word) or name in table("sensors/keys")["directions"] or truth(word) is not None


def says_no_unit(word: str) -> bool:
    """Whether a word in the place of a unit leaves it open: "none", "metric"."""
    return plain(word) in table("sensors/units")["no_unit"]


def truth(value: object) -> bool | None:
    """Whether a state is that of its key; None where it is neither so nor not so."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return bool(value) if value in (0, 1) else None
    if isinstance(value, str):
        word = plain(value)
        return True if word in _set("yes") else False if word in _set("no") else None
    return None


def happened(word: str) -> str | None:
    """The event that a word stands for, whatever its key."""
    found: str | None = table("sensors/states")["words"].get(plain(word))
    return found


def event_of(key: str, value: object) -> str | None:
    """The event that a key with this state stands for; None of none.

    Args:
        key: in plain form, perhaps with a number at its end.
        value: of JSON.
    """
    group = _groups().get(key) or _groups().get(key.rstrip("0123456789"))
    if group is None:
        return None
    if isinstance(value, str):
        word = plain(value)
        own: str | None = group.get("words", {}).get(word)
        if own is not None:
            return own
        if group.get("presses") and word in _set("presses"):
            return "pressed"
        if group.get("general") or truth(value) is None:
            return happened(value)
    if group.get("general") and not isinstance(value, bool):
        return None
    so = truth(value)
    told: str | None = None if so is None else group["true" if so else "false"]
    return told


def is_state(key: str) -> bool:
    """Whether a key, in plain form, is one of a state."""
    return key in _groups() or key.rstrip("0123456789") in _groups()


@cache
def _groups() -> dict[str, dict[str, Any]]:
    groups = table("sensors/states")["groups"]
    return {key: group for group in groups for key in group["keys"]}


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(table("sensors/states")[name])
