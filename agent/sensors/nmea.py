"""NMEA 0183, as weather stations, boats and echo sounders write it."""

import re
from functools import reduce
from typing import Any

from agent.tables import table

_SENTENCE = re.compile(r"[$!]([A-Z]{2})([A-Z]{3}),([^*]*)(?:\*([0-9A-Fa-f]{2}))?")


def read_nmea(line: str) -> dict[str, Any] | None:
    """A sentence as an object; None where it is none, or tells no figure that is known.

    One whose checksum is wrong tells an error.
    """
    match = _SENTENCE.fullmatch(line.strip())
    if match is None:
        return None
    talker, name, body, given = match.groups()
    if given is not None and int(given, 16) != _checksum(line):
        return {"error": f"checksum {given} of {name}"}
    fields = body.split(",")
    if _is_void(name, fields):
        return {"name": f"{talker}{name}"}
    told = _transducers(fields) if name == "XDR" else _figures(name, fields)
    stamp = _time(name, fields)
    return {"readings": told, **({"time": stamp} if stamp else {})}


def _checksum(line: str) -> int:
    inside = line.strip()[1:].partition("*")[0]
    return reduce(lambda sum_, byte: sum_ ^ byte, inside.encode(), 0)


def _is_void(name: str, fields: list[str]) -> bool:
    """Whether the sender says that its own figures are not valid."""
    status, void = {"MWV": (4, "V"), "RMC": (1, "V"), "GGA": (5, "0")}.get(name, (len(fields), ""))
    return len(fields) > status and fields[status] == void


def _figures(name: str, fields: list[str]) -> list[dict[str, Any]]:
    told = []
    for key, unit, position, letter_at in table("sensors/nmea")["sentences"].get(name, ()):
        written = _field(fields, position)
        if not written:
            continue
        letter = _field(fields, letter_at) if letter_at else ""
        told.append({"what": key, "value": written, "unit": _unit(letter, unit)})
    return told


def _transducers(fields: list[str]) -> list[dict[str, Any]]:
    """The figures of XDR: type, figure, unit and name, four fields each."""
    known: dict[str, Any] = table("sensors/nmea")["transducers"]
    told = []
    for at in range(0, len(fields) - 3, 4):
        kind, written, letter, name = fields[at : at + 4]
        if kind not in known or not written:
            continue
        key, letters = known[kind]
        if letter in letters:
            told.append({"what": key, "value": written, "unit": letters[letter], "name": name})
    return told


def _unit(letter: str, usual: str) -> str:
    tables = table("sensors/nmea")
    found: str = tables["by_unit"].get(usual, {}).get(letter) or tables["letters"].get(letter, "")
    return found or usual


def _time(name: str, fields: list[str]) -> str | None:
    """Date and time of a sentence that tells both."""
    if name == "RMC" and re.fullmatch(r"\d{6}(\.\d+)?", _field(fields, 1)):
        clock, date = _field(fields, 1), _field(fields, 9)
        if re.fullmatch(r"\d{6}", date):
            day = f"20{date[4:]}-{date[2:4]}-{date[:2]}"
            return f"{day}T{clock[:2]}:{clock[2:4]}:{clock[4:]}Z"
    return None


def _field(fields: list[str], position: int) -> str:
    return fields[position - 1].strip() if position <= len(fields) else ""
