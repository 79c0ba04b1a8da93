"""Home Assistant's MQTT discovery, of devices that announce themselves to Home Assistant.

Topics are ``<prefix>/<component>/[<node>/]<object>/config`` for one component and
``<prefix>/device/[<node>/]<id>/config`` for a whole device. See
https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from agent.discovery.fields import (
    as_number,
    clean,
    decoded,
    mapping,
    slug,
    text,
    texts,
    topic,
    words,
)
from agent.discovery.homeassistant_states import follows
from agent.discovery.interface import MAX_CONFIG, Availability, Commands, Found, Sign
from agent.discovery.lights import color_modes, kelvin_range
from agent.discovery.templates import read_template
from agent.errors import MessageError
from agent.tables import table

_TOPIC = re.compile(r"(?P<component>\w+)/(?:(?P<node>[\w-]+)/)?(?P<object>[\w-]+)/config")
#: The agent's own announcements are not part of the home.
_OWN = "edge-intent"
#: Most components read of one device.
_MAX_COMPONENTS = 256


def subscriptions(prefix: str) -> tuple[str, ...]:
    """The topics on which devices announce themselves."""
    return (f"{prefix}/+/+/config", f"{prefix}/+/+/+/config")


def read_announcement(prefix: str, at: str, payload: bytes) -> tuple[Found, ...] | None:
    """The entities of one announcement; none of one that is empty or of another kind.

    Args:
        prefix: the discovery prefix, usually ``homeassistant``.
        at: the topic.
        payload: what was published there.

    Returns:
        None where ``at`` is no discovery topic.

    Raises:
        MessageError: the payload is too large or no JSON object.
    """
    match = _TOPIC.fullmatch(at.removeprefix(f"{prefix}/"))
    if match is None or not at.startswith(f"{prefix}/"):
        return None
    if not payload.strip():
        return ()
    data = decoded(payload, MAX_CONFIG)
    if not isinstance(data, dict):
        raise MessageError("not a JSON object")
    config = _expanded(data)
    if text(mapping(config.get("origin")), "name", "") == _OWN:
        return ()
    if match["component"] == "device":
        return _components(at, match["object"], config)
    found = _entity(at, match["component"], match["object"], config)
    return (found,) if found else ()


def _components(at: str, device_id: str, config: dict[str, Any]) -> tuple[Found, ...]:
    """The entities of a device message; what the device says holds for each component."""
    shared = {key: config[key] for key in table("homeassistant_mqtt")["shared"] if key in config}
    device = mapping(config.get("device"))
    found = list(_of_device(at, device_id, config, {**shared, "device": device}))
    children = config.get("child_devices")
    for child in children[:_MAX_COMPONENTS] if isinstance(children, list) else []:
        told = _unabbreviated(_expanded(mapping(child)), _abbreviations()["device"])
        own = {key: told[key] for key in ("name", "identifiers") if key in told}
        found += _of_device(at, device_id, told, {**shared, "device": {**device, **own}})
    return tuple(found)


def _of_device(
    at: str, device_id: str, config: Mapping[str, Any], shared: Mapping[str, Any]
) -> Iterator[Found]:
    components = list(mapping(config.get("components")).items())[:_MAX_COMPONENTS]
    for name, component in components:
        # A component that holds its platform alone is one that was taken away.
        if not isinstance(component, dict) or len(component) < 2:
            continue
        whole = {**shared, **_expanded(component)}
        entity = _entity(at, text(whole, "platform", ""), slug(f"{device_id} {name}"), whole)
        if entity:
            yield entity


def _entity(at: str, component: str, name: str, config: dict[str, Any]) -> Found | None:
    tables = table("homeassistant_mqtt")
    if component not in tables["follow"] or not _wanted(config):
        return None
    device = mapping(config.get("device"))
    device_name = words(device.get("name"))
    key = clean(config.get("unique_id")) or f"{component} {name}"
    followed, unread = follows(component, config)
    return Found(
        source="homeassistant",
        topic=at,
        key=key,
        domain=component,
        object_id=_object_id(component, config) or slug(_name(config)) or slug(key),
        name=_name(config) or words(name),
        device=_device_key(device) or at,
        device_name=device_name,
        area=clean(device.get("suggested_area")) or None,
        attributes=_attributes(component, config),
        follows=followed,
        availability=_availability(config),
        commands=_commands(config),
        members=tuple(texts(config.get("group"))),
        unread=unread,
    )


def _wanted(config: Mapping[str, Any]) -> bool:
    """Whether people speak of it: not settings, not what is off unless one turns it on."""
    if config.get("enabled_by_default") is False:
        return False
    category = config.get("entity_category")
    kept = config.get("device_class") in table("homeassistant_mqtt")["diagnostic_kept"]
    return category is None or (category == "diagnostic" and kept)


def _name(config: Mapping[str, Any]) -> str:
    """As Home Assistant composes it: the device's name and then the entity's.

    Where the announcement names no entity, Home Assistant takes its device class, and for want
    of one the words "MQTT switch"; those nobody says, so the device's name alone is taken.
    """
    device = words(mapping(config.get("device")).get("name"))
    own = words(config.get("name"))
    if "name" not in config and (kind := clean(config.get("device_class"))):
        own = kind.replace("_", " ").capitalize()
    if not device or own.casefold().startswith(device.casefold()):
        return own or device
    return clean(f"{device} {own}")


def _object_id(component: str, config: Mapping[str, Any]) -> str:
    wanted = clean(config.get("default_entity_id"))
    domain, _, name = wanted.partition(".")
    if domain == component and name:
        return slug(name)
    return slug(clean(config.get("object_id")))


def _device_key(device: Mapping[str, Any]) -> str:
    identifiers = texts(device.get("identifiers"))
    if identifiers:
        return identifiers[0]
    connections = device.get("connections")
    first = connections[0] if isinstance(connections, list) and connections else None
    return " ".join(texts(first)) if isinstance(first, list) else ""


def _attributes(component: str, config: Mapping[str, Any]) -> dict[str, Any]:
    tables = table("homeassistant_mqtt")
    keys = {**tables["attributes"]["*"], **tables["attributes"].get(component, {})}
    attributes = {
        attribute: value
        for key, attribute in keys.items()
        if (value := _attribute(attribute, config.get(key))) is not None
    }
    bits = tables["features"].get(component, {})
    if bits:
        attributes["supported_features"] = sum(bit for key, bit in bits.items() if config.get(key))
    if component == "light":
        attributes["supported_color_modes"] = color_modes(config)
        attributes |= kelvin_range(config, attributes["supported_color_modes"])
    return attributes


def _attribute(name: str, value: Any) -> Any:
    if name in table("homeassistant_mqtt")["numeric_attributes"]:
        return as_number(value)
    if isinstance(value, list):
        return texts(value)
    return clean(value) or None if isinstance(value, str) else as_number(value)


def _availability(config: Mapping[str, Any]) -> Availability:
    listed = config.get("availability")
    signs = listed if isinstance(listed, list) else [listed] if listed else []
    single = {
        "topic": config.get("availability_topic"),
        "value_template": config.get("availability_template"),
        "payload_available": config.get("payload_available"),
        "payload_not_available": config.get("payload_not_available"),
    }
    read = [sign for one in [*signs[:16], single] if (sign := _sign(mapping(one))) is not None]
    mode = config.get("availability_mode")
    return Availability(tuple(read), mode if mode in ("all", "any") else "latest")


def _sign(one: Mapping[str, Any]) -> Sign | None:
    where = topic(one.get("topic"))
    path = read_template(one.get("value_template"))
    # What cannot be read must not make a device that works look dead.
    if where is None or isinstance(path, str):
        return None
    online = "online" if one.get("payload_available") is None else one["payload_available"]
    offline = (
        "offline" if one.get("payload_not_available") is None else one["payload_not_available"]
    )
    return Sign(where, path, str(online), str(offline))


def _commands(config: Mapping[str, Any]) -> Commands | None:
    kept = {
        key: value
        for key, value in config.items()
        if key not in ("device", "origin", "components", "availability")
        and not key.endswith(("state_topic", "value_template"))
    }
    can = any(key.endswith(("command_topic", "set_position_topic")) for key in kept)
    return Commands("homeassistant", kept) if can else None


def _expanded(data: Mapping[str, Any]) -> dict[str, Any]:
    """The message with its abbreviations and its ``~`` written out."""
    maps = _abbreviations()
    config = _unabbreviated(data, maps["root"])
    for key, names in (("device", maps["device"]), ("origin", maps["origin"])):
        if isinstance(config.get(key), dict):
            config[key] = _unabbreviated(config[key], names)
    listed = config.get("availability")
    if isinstance(listed, dict):
        listed = [listed]
    if isinstance(listed, list):
        config["availability"] = [_unabbreviated(mapping(one), maps["root"]) for one in listed]
    return _with_base(config)


def _abbreviations() -> Mapping[str, Mapping[str, str]]:
    names: Mapping[str, Mapping[str, str]] = table("homeassistant_mqtt")["abbreviations"]
    return names


def _unabbreviated(data: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {names.get(key, key): value for key, value in data.items()}


def _with_base(config: dict[str, Any]) -> dict[str, Any]:
    base = config.pop("~", None)
    if not isinstance(base, str):
        return config
    expanded = {key: _rebased(key, value, base) for key, value in config.items()}
    if isinstance(expanded.get("availability"), list):
        expanded["availability"] = [
            {key: _rebased(key, value, base) for key, value in one.items()}
            for one in expanded["availability"]
        ]
    return expanded


def _rebased(key: str, value: Any, base: str) -> Any:
    if not key.endswith("topic") or not isinstance(value, str):
        return value
    if value.startswith("~"):
        return base + value[1:]
    return value[:-1] + base if value.endswith("~") else value
