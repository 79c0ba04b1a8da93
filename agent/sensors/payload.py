"""Structured payloads, told apart by their structure and brought into the form of JSON.

No key is interpreted here: that is the business of :mod:`agent.sensors.fields`.
"""

import csv
import json
import re
from collections.abc import Sequence
from itertools import islice, pairwise
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from agent.sensors.figures import NO_FIGURES, read_figure
from agent.sensors.nmea import read_nmea
from agent.sensors.quantities import of_unit, read_key, with_unit
from agent.sensors.senml import is_senml, plain_senml
from agent.sensors.times import read_time
from agent.sensors.units import read_unit
from agent.sensors.vocabulary import is_state, keys, plain, severity
from agent.tables import table

#: Lines of one payload that are read.
MAX_LINES = 256

_VALUE = r'"(?:[^"\\]|\\.)*"|[^\s,;"=]+'
_PAIR = re.compile(rf"([A-Za-z_][\w.\-/:]*)\s?=\s?({_VALUE})?(?=[\s,;|]|$)")
#: ``name: 21.5`` and ``name:21.5C``, where nothing but such pairs and commas stands.
_COLON_PAIR = re.compile(r'"?([A-Za-z_][\w.\-/ ]{0,40}?)"?\s?:\s?([^\s,;|:]+)(?:\s?[,;|]\s?|\s+|$)')
#: A time of day, which is no pair.
_CLOCK = re.compile(r"(?<![\w.])\d{1,2}:\d\d(?!\d)")
#: A word that names a device: it has a figure in it, or parts.
_TAG = re.compile(r"(?=.*[\d\-_])[A-Za-z][\w.\-]+")
#: A form, as weather stations send it.
_FORM = re.compile(r"[\w.\-]+=[^&\s]*(?:&[\w.\-]+=[^&\s]*){2,}")
#: A line of one field.
_FIELD = re.compile(r"([A-Za-z_][\w.\-/]{0,40}(?: [\w.\-/]{1,20}){0,3})\s*[:=]\s*(\S.{0,120})")
_INFLUX = re.compile(
    r"(?P<measurement>(?:[^\s,=\\]|\\.)+)(?P<tags>(?:,(?:[^\s,=\\]|\\.)+=(?:[^\s,=\\]|\\.)+)*)\s+"
    r'(?P<fields>(?:[^\s,=\\]|\\.)+=(?:"(?:[^"\\]|\\.)*"|[^\s,"]+)'
    r'(?:,(?:[^\s,=\\]|\\.)+=(?:"(?:[^"\\]|\\.)*"|[^\s,"]+))*)(?:\s+(?P<time>\d{9,19}))?'
)
_INFLUX_PART = re.compile(r'((?:[^\s,=\\]|\\.)+)=("(?:[^"\\]|\\.)*"|(?:[^,\\]|\\.)+)')
#: What may stand before pairs: a time, a level, the name of a device.
_PREFIX_WORDS = 3
#: What may stand before the tag of an object: a time, a host, a part of a program.
_TAG_WORDS = 5


def read_structure(text: str, columns: Sequence[str] = ()) -> Any | None:
    """A payload as JSON data; None where it is free text.

    Args:
        text: the payload, without space around it.
        columns: what the columns of CSV without a header are.
    """
    if text[:1] in ("{", "["):
        data = _json(text)
        if isinstance(data, dict | list):
            return data
    lines = [line.strip() for line in text.splitlines()[:MAX_LINES] if line.strip()]
    if not lines:
        return None
    if lines[0].startswith(("$", "!")) and (told := [read_nmea(line) for line in lines]):
        return [one for one in told if one is not None] or None
    cells = _table(lines, columns)
    if cells is not None:
        return cells
    if len(lines) == 1 and _FORM.fullmatch(lines[0]):
        return {key: _scalar(value) for key, value in parse_qsl(lines[0])}
    block = _block(lines)
    if block is not None:
        return block
    rows = [_tagged(line) if "{" in line else _influx(line) or _pairs(line) for line in lines]
    return rows if all(isinstance(row, dict) for row in rows) else None


def _block(lines: list[str]) -> dict[str, Any] | None:
    """Lines of one ``key: value`` each, all of other keys, as the one object that they are."""
    found = [_FIELD.fullmatch(line) for line in lines]
    pairs = [(match[1], _scalar(match[2])) for match in found if match]
    data = dict(pairs)
    if len(lines) < 2 or len(data) != len(lines):
        return None
    return data if any(_is_told(key, value) or _has_unit(value) for key, value in pairs) else None


def _has_unit(value: Any) -> bool:
    figure = read_figure(value) if isinstance(value, str) else None
    return figure is not None and of_unit(figure[1]) is not None


def _json(text: str) -> Any:
    """JSON; also with the NaN that some devices write, which JSON does not have."""
    try:
        return _plain(msgspec.json.decode(text))
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        pass
    try:
        data = json.loads(text)
        json.dumps(data, ensure_ascii=False).encode()  # half a character is no text
    except (ValueError, RecursionError):
        return None
    return _plain(data)


def _tagged(line: str) -> Any:
    """JSON behind a tag: ``rtl_433: {...}``, ``18:03:11 MQT: tele/plug/SENSOR = {...}``."""
    at = line.index("{")
    before = line[:at].strip()
    # A topic may have spaces.
    *words, tag = [before] if re.match(r"[^\s:]+/", before) else before.rstrip(" =").split() or [""]
    data = _json(line[at:])
    is_tag = before[-1:] in (":", "=", "") or not words or "/" in tag
    if not isinstance(data, dict) or not is_tag or len(words) > _TAG_WORDS:
        return None
    name = re.sub(r"(?:\[\d+\])?[:= ]*$", "", tag)
    if severity(name):
        data = {"loglevel": name, **data}
    elif name and not any(plain(k) in keys("name") and isinstance(v, str) for k, v in data.items()):
        data = {"name": name, **data}
    return data


def _plain(data: Any) -> Any:
    return plain_senml(data) if isinstance(data, list) and is_senml(data) else data


def _table(lines: list[str], columns: Sequence[str]) -> list[dict[str, Any]] | None:
    """The rows of CSV with a line of headings, or with columns that are known."""
    delimiter = next((d for d in (";", "\t", "|", ",") if d in lines[0]), None)
    if delimiter is None:
        return None
    rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=delimiter)]
    headings = list(columns)
    if not headings:
        headings, rows = rows[0], rows[1:]
        if not rows or not _are_headings(headings):
            return None
    fit = [row for row in rows if len(row) == len(headings)]
    if not fit:
        return None
    return [dict(zip(headings, row, strict=True)) for row in fit]


def _are_headings(cells: list[str]) -> bool:
    """Whether these name columns: none is a figure, and one is known."""
    if len(cells) < 2 or any(read_figure(cell) and not cell[-1:].isalpha() for cell in cells):
        return False
    return all(cells) and any(_is_known(cell) for cell in cells)


def _is_known(cell: str) -> bool:
    name = plain(cell)
    return read_key(cell).quantity is not None or is_state(name) or name in keys("value")


def _is_told(key: str, value: Any) -> bool:
    """Whether a key is known, by itself or with the unit of its figure."""
    figure = read_figure(value) if isinstance(value, str) else None
    whole = with_unit(read_key(key), figure[1] if figure else "")
    return _is_known(key) or whole.quantity is not None


def _influx(line: str) -> dict[str, Any] | None:
    match = _INFLUX.fullmatch(line)
    # Without tags, time and a second field it is a name before a pair.
    if match is None or not (match["tags"] or match["time"] or "," in match["fields"]):
        return None
    data: dict[str, Any] = {"measurement": _unescaped(match["measurement"])}
    data |= {_unescaped(k): _unescaped(v) for k, v in _INFLUX_PART.findall(match["tags"])}
    data |= {_unescaped(k): _influx_value(v) for k, v in _INFLUX_PART.findall(match["fields"])}
    if match["time"]:
        data["time"] = int(match["time"])
    if read_key(data["measurement"]).quantity is None and not _is_known(data["measurement"]):
        if not any(plain(key) in keys("name") for key in data):
            data["name"] = data["measurement"]
    elif match["fields"].count("=") > 1:
        del data["measurement"]  # each field tells what it is of
    return data


def _influx_value(written: str) -> Any:
    if re.fullmatch(r"[-+]?\d+[iu]", written):
        return int(written[:-1])
    return _scalar(written)


def _unescaped(written: str) -> str:
    return re.sub(r"\\(.)", r"\1", written)


def _pairs(line: str) -> dict[str, Any] | None:
    """A line of key=value, with what a log puts in front of it; or of nothing but key: value."""
    found = list(_PAIR.finditer(line))
    if not found:
        return _colon_pairs(line)
    gaps = [line[a.end() : b.start()] for a, b in pairwise(found)] + [line[found[-1].end() :]]
    data: dict[str, Any] = {}
    rest = ""
    for match, gap in zip(found, gaps, strict=True):
        written, between = match[2] or "", gap.strip(" ,;|\t")
        if between and read_figure(written) and read_unit(between):
            data[match[1]] = f"{written} {between}"
        else:
            data[match[1]] = _scalar(written)
            rest += between
    prefix = line[: found[0].start()].split()
    if rest or not (any(_is_told(*pair) for pair in data.items()) or _are_letters(data)):
        return None
    if not prefix:
        return data
    if len(prefix) > _PREFIX_WORDS or not re.fullmatch(r"[\w.\-/#]+:?", prefix[-1]):
        return None
    return _prefixed(prefix, data)


def _colon_pairs(line: str) -> dict[str, Any] | None:
    """A line of nothing but key: value, with a device before the first key."""
    found = list(islice(_COLON_PAIR.finditer(line), 64))
    covered = "".join(match[0] for match in found)
    is_all = bool(found) and covered.strip() == line and not _CLOCK.search(line)
    if not is_all or not any(_is_told(match[1], match[2]) for match in found):
        return None
    data = {match[1].strip(): _scalar(match[2]) for match in found}
    first = next(iter(data))
    name, _, key = first.partition(" ")
    others = [read_key(one).rest for one in data if one != first]
    is_named = bool(_TAG.fullmatch(name)) and not read_key(key).rest and _is_known(key)
    if not others or any(others) or not is_named or read_key(name).quantity is not None:
        return data
    return {"name": name, key: data.pop(first), **data}


def _are_letters(data: dict[str, Any]) -> bool:
    """Whether two single letters stand for quantities: ``T=21.5 H=40``."""
    letters: dict[str, str] = table("sensors/keys")["short"]
    return sum(plain(key) in letters for key in data) > 1


def _prefixed(prefix: list[str], data: dict[str, Any]) -> dict[str, Any] | None:
    """Pairs with a name before them, if it is no more than that and a time."""
    name = prefix.pop().rstrip(":")
    stamp = " ".join(prefix)
    if severity(name) or read_figure(name):
        return None
    if stamp and read_time(stamp) is None:
        return None
    return {"name": name, **({"time": stamp} if stamp else {}), **data}


def _scalar(written: str) -> Any:
    """A value of text as one of JSON; what is no figure stays as it is."""
    if written.startswith('"') and written.endswith('"') and len(written) > 1:
        return _unescaped(written[1:-1])
    if written.lower() in ("true", "t", "false", "f") and len(written) != 1:
        return written.lower() == "true"
    if written.lower() in NO_FIGURES:
        return written
    figure = read_figure(written)
    return figure[0] if figure is not None and not figure[1] else written
