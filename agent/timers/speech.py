"""How timers and stretches of time are said; the words stand in ``data/en/timers.json``."""

from collections.abc import Sequence
from typing import Any

from agent.tables import table
from agent.timers.interface import Timer

_SECONDS = (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1))


def said(line: str, **places: str | Sequence[str]) -> str:
    """A line of the language file with its places filled, as a sentence.

    A list of names is joined with the language's "or".
    """
    filled = {
        key: value if isinstance(value, str) else _joined(value, _words()["or"])
        for key, value in places.items()
    }
    text: str = _words()["said"][line].format(**filled)
    return text[:1].upper() + text[1:]


def stretch(seconds: float) -> str:
    """A stretch of time: ``1 hour and 30 minutes``; from an hour on without seconds."""
    rest = round(seconds)
    rest = rest if rest < 3600 else round(rest / 60) * 60
    parts = []
    for unit, size in _SECONDS:
        count, rest = divmod(rest, size)
        if count:
            one, many = _words()["units"][unit]
            parts.append(f"{count} {one if count == 1 else many}")
    return _joined(parts, _words()["and"]) or f"0 {_words()['units']['second'][1]}"


def title(timer: Timer, timers: Sequence[Timer]) -> str:
    """What a timer is called among others: by its name, else by its length where there are more."""
    names = _words()["names"]
    if timer.name:
        return _filled(names["named"], name=timer.name)
    if timer.kind == "delay":
        return str(names["delay"])
    if len(timers) > 1:
        return _filled(names["length"], time=stretch(timer.started))
    return str(names["plain"])


def _words() -> dict[str, Any]:
    return table("en/timers")


def _filled(line: str, **places: str) -> str:
    return line.format(**places)


def _joined(parts: Sequence[str], last: str) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"
