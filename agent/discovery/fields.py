"""Reading what strangers wrote: bounded JSON, names, topics, numbers.

Whatever a function here cannot use it answers with a neutral value; only a payload that is no
JSON at all raises.
"""

import math
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

from agent.discovery.interface import MAX_NAME
from agent.errors import MessageError
from agent.messages import check_publish_topic
from agent.tables import table

_SPACES = frozenset({"Cc", "Zl", "Zp", "Zs"})
_HIDDEN = frozenset({"Cf", "Cs", "Co", "Cn"})
_PARTED = str.maketrans("/_", "  ")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def decoded(payload: bytes, limit: int) -> Any:
    """A payload as JSON.

    Raises:
        MessageError: larger than ``limit`` bytes, or not JSON.
    """
    if len(payload) > limit:
        raise MessageError(f"payload has {len(payload)} bytes; the limit is {limit}")
    try:
        return msgspec.json.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MessageError(f"not valid JSON: {error}") from None
    except RecursionError:
        raise MessageError("not valid JSON: nested too deeply") from None


def clean(value: Any, limit: int = MAX_NAME) -> str:
    """A name fit to show and to speak: one line, no hidden characters, at most ``limit`` long."""
    if not isinstance(value, str):
        return ""
    text = value[: 4 * limit]
    # Most names are plain, and to look at each character takes most of the time of a large home.
    if not (text.isascii() and text.isprintable()):
        kinds = ((c, unicodedata.category(c)) for c in text)
        text = "".join(" " if kind in _SPACES else c for c, kind in kinds if kind not in _HIDDEN)
    return " ".join(text.split())[:limit].rstrip()


def words(value: Any) -> str:
    """A name whose words are parted by ``/`` or ``_``, as people say it."""
    return " ".join(clean(value).translate(_PARTED).split())


def slug(value: str) -> str:
    """The part of an entity id after the dot; empty where no letter can be used."""
    folded = value.casefold().translate(_letters())
    plain = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    return _NOT_SLUG.sub("_", plain.lower()).strip("_")[:MAX_NAME].strip("_")


@cache
def _letters() -> dict[int, str]:
    return str.maketrans(table("homeassistant_mqtt")["letters"])


def as_text(value: Any) -> str | None:
    """A scalar as a template of Home Assistant prints it, None of anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, int, float)):
        return str(value)
    return None


def as_number(value: Any) -> int | float | None:
    """A finite number, also one written as text."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value) if isinstance(value, str) else value
        if not math.isfinite(number):
            return None
    except (ValueError, OverflowError):
        return None
    return int(number) if isinstance(number, float) and number.is_integer() else number


def number(config: Mapping[str, Any], key: str, default: float) -> float:
    """A number of ``config``, or the default."""
    found = as_number(config.get(key))
    return default if found is None else found


def text(config: Mapping[str, Any], key: str, default: str) -> str:
    """A scalar of ``config`` as text, or the default."""
    found = as_text(config.get(key))
    return default if found is None else found


def mapping(value: Any) -> dict[str, Any]:
    """``value`` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def texts(value: Any, most: int = 64) -> list[str]:
    """The texts of a list, cleaned, at most ``most``; of a single text, a list of it."""
    items = value if isinstance(value, list) else [value]
    return [t for t in (clean(as_text(item)) for item in items[:most]) if t]


def topic(value: Any) -> str | None:
    """A topic that can be subscribed and published to, None of anything else.

    Wildcards, broker topics (``$``) and this agent's own topics are none: an announcement must
    not make the agent listen to everything or talk to itself.
    """
    if not isinstance(value, str) or value.startswith("edge-intent/"):
        return None
    try:
        check_publish_topic(value, "topic")
    except MessageError:
        return None
    return value
