"""Topics and payloads from an announcement to Home Assistant."""

from collections.abc import Mapping
from typing import Any

from agent.actuation.interface import Answer, Refusal, Send
from agent.discovery.fields import as_text, topic
from agent.discovery.templates import fill

Config = Mapping[str, Any]


def command(
    config: Config,
    topic_key: str,
    value: Any,
    template_key: str | None = None,
    places: Mapping[str, Any] | None = None,
) -> Answer:
    """One message to a command topic, or why it cannot be sent.

    Args:
        config: the expanded announcement.
        topic_key: names the topic.
        value: what is sent, as it is or through the template as ``value``.
        template_key: names the command template, if there can be one.
        places: what the template may hold besides ``value``.
    """
    where = topic(config.get(topic_key))
    if where is None:
        return Refusal(f"it has no {topic_key.replace('_', ' ')}")
    payload = rendered(config.get(template_key) if template_key else None, value, places or {})
    if isinstance(payload, Refusal):
        return payload
    return (Send(where, payload, retain=config.get("retain") is True),)


def rendered(template: object, value: Any, places: Mapping[str, Any]) -> str | Refusal:
    """A payload: the value, or the command template with its places filled."""
    plain = as_text(value)
    if template is None:
        return Refusal("there is nothing to send") if plain is None else plain
    filled = fill(template, {"value": value, **places}) if isinstance(template, str) else None
    return Refusal("its command template is a program") if filled is None else filled
