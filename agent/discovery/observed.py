"""What Zigbee2MQTT devices measure and notice, as sensors and binary sensors."""

from typing import Any

from agent.discovery.convert import Text
from agent.discovery.exposes import PUBLISHED, SETTABLE, Expose, Place, on_off
from agent.discovery.fields import clean, words
from agent.discovery.interface import Convert, Follow, Found
from agent.discovery.templates import member
from agent.tables import table


def observed_entity(place: Place, expose: Expose) -> Found | None:
    """The entity of something measured or noticed, None of settings and the like."""
    kind = _observed_kind(expose)
    if kind is None or not expose.access & PUBLISHED:
        return None
    domain, attributes, convert = kind
    label = words(expose.label or expose.name)
    settable = expose.access & SETTABLE
    return Found(
        source="zigbee2mqtt",
        topic=place.announced,
        key=expose.key(place.device),
        domain=domain,
        object_id=place.object_id(expose.property),
        name=place.full_name(f"{label} {expose.endpoint or ''}"),
        device=place.topic,
        device_name=place.name,
        attributes=attributes,
        follows=(Follow("state", place.topic, member(expose.property), convert),),
        availability=place.availability,
        commands=place.commands((expose,)) if settable else None,
    )


def _observed_kind(expose: Expose) -> tuple[str, dict[str, Any], Convert] | None:
    """Domain, attributes and conversion."""
    tables = table("zigbee2mqtt")
    if not expose.property or (expose.category and expose.name not in tables["diagnostic_kept"]):
        return None
    if expose.type == "binary" and expose.access & SETTABLE:
        domain = tables["settable"].get(expose.name)
        return (domain, {}, on_off(expose)) if domain else None
    if expose.access & SETTABLE:
        return None
    if expose.type == "binary":
        kind = tables["binary"].get(expose.name)
        flipped = expose.name in tables["flipped"]
        return "binary_sensor", {"device_class": kind} if kind else {}, on_off(expose, flipped)
    if expose.type == "numeric":
        return _measured(expose)
    return ("sensor", {}, Text()) if expose.name in tables["enum"] else None


def _measured(expose: Expose) -> tuple[str, dict[str, Any], Convert] | None:
    tables = table("zigbee2mqtt")
    unit = clean(expose.unit)
    if expose.name not in tables["numeric"] and unit not in tables["units"]:
        return None
    kind = tables["numeric"].get(expose.name, tables["units"].get(unit))
    attributes = {"device_class": kind, "unit_of_measurement": unit or None}
    return "sensor", {key: value for key, value in attributes.items() if value}, Text()
