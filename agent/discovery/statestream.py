"""Home Assistant's statestream: every state and attribute on a topic of its own, retained.

``<base>/<domain>/<object id>/state`` holds the state as plain text, any other last level an
attribute as JSON. Names and classes need ``publish_attributes: true``. See
https://www.home-assistant.io/integrations/mqtt_statestream/
"""

import re
from collections.abc import Mapping
from typing import Any

from agent.discovery.convert import Text
from agent.discovery.fields import as_number, clean, decoded, texts, words
from agent.discovery.interface import Follow, Found
from agent.discovery.templates import RAW, member
from agent.tables import table

#: Largest attribute read, in bytes; lists of effects or sources can be long.
MAX_ATTRIBUTE = 16 * 1024

_LEVELS = re.compile(r"(?P<domain>[a-z_]+)/(?P<object>[a-z0-9_]{1,128})/(?P<what>\w{1,64})")
_NAME = "friendly_name"
_JSON = member()


def subscriptions(base: str) -> tuple[str, ...]:
    """The topics of a statestream."""
    return (f"{base}/+/+/+",)


def read_topic(base: str, at: str) -> tuple[str, str] | None:
    """Entity id and what is told of it, None of a topic that tells nothing that is kept."""
    levels = _LEVELS.fullmatch(at.removeprefix(f"{base}/"))
    if levels is None or not at.startswith(f"{base}/"):
        return None
    tables = table("homeassistant_statestream")
    what = levels["what"]
    if levels["domain"] not in tables["domains"]:
        return None
    if what != "state" and what not in tables["describing"] and what not in tables["live"]:
        return None
    return f"{levels['domain']}.{levels['object']}", what


def read_attribute(payload: bytes) -> Any:
    """An attribute's value: a scalar, a list of them, or None.

    Raises:
        MessageError: the payload is too large or not JSON.
    """
    return _value(decoded(payload, MAX_ATTRIBUTE))


def _value(value: Any) -> Any:
    if isinstance(value, list):
        numbers = [as_number(item) for item in value[:64]]
        return numbers if numbers and None not in numbers else texts(value)
    if isinstance(value, str):
        return clean(value) or None
    return value if isinstance(value, bool) else as_number(value)


def describes(what: str) -> bool:
    """Whether it is told of the thing itself, not of what it does now."""
    return what in table("homeassistant_statestream")["describing"]


def entity(base: str, entity_id: str, told: Mapping[str, Any]) -> Found:
    """The entity of a stream.

    Args:
        base: the stream's base topic.
        entity_id: Home Assistant's id.
        told: what describes it, by attribute; those that change as its state does are followed,
            so only their names count.
    """
    domain, _, name = entity_id.partition(".")
    at = f"{base}/{domain}/{name}"
    friendly = clean(told.get(_NAME))
    live = [what for what in told if what != "state" and not describes(what)]
    state = Follow("state", f"{at}/state", RAW, Text())
    return Found(
        source="statestream",
        topic=f"{at}/state",
        key=entity_id,
        domain=domain,
        object_id=name,
        name=friendly or words(name),
        device=entity_id,
        device_name=friendly,
        attributes={
            what: value for what, value in told.items() if describes(what) and what != _NAME
        },
        follows=(state, *(Follow(what, f"{at}/{what}", _JSON, _value) for what in live)),
    )
