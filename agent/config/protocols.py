"""The keys of how other programs meet the agent: Home Assistant, Hermes, Wyoming, Prometheus."""

import ipaddress
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

#: A host name or address, and a TCP port.
_Host = Annotated[str, Meta(min_length=1, max_length=255)]
_Port = Annotated[int, Meta(ge=1, le=65_535)]
#: A site, a satellite, an area, an intent.
_Name = Annotated[str, Meta(min_length=1, max_length=128)]


class HomeAssistant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the agent shows itself to Home Assistant, over MQTT."""

    discovery: Annotated[
        bool,
        Meta(
            description="Announce the agent as a device; `false` takes the device away, at once "
            "with a reload."
        ),
    ] = True
    prefix: Annotated[
        str,
        Meta(
            description="Prefix of Home Assistant's MQTT discovery, and of its `status`; "
            "to be heard there, restart the agent."
        ),
    ] = "homeassistant"
    form: Annotated[
        Literal["device", "components"],
        Meta(
            description="`device` is one message for all entities; `components`, one for each, is "
            "for Home Assistant before 2024.12."
        ),
    ] = "device"
    area: Annotated[_Name | None, Meta(description="The area suggested for the device.")] = None
    triggers: Annotated[
        tuple[_Name, ...] | None,
        Meta(
            description="Intents that automations can be started with as device triggers; every "
            "one there is if left out."
        ),
    ] = None


class Hermes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The agent as the language service of Rhasspy 2.5 and of Hermes skills."""

    enabled: Annotated[bool, Meta(description="Answer `hermes/nlu/query`.")] = False
    sites: Annotated[
        dict[_Name, _Name],
        Meta(description="Areas by site id; a site that is not listed is its own area's name."),
    ] = msgspec.field(default_factory=dict)
    captured: Annotated[
        bool,
        Meta(
            description="Answer `hermes/asr/textCaptured` too, where no dialogue manager turns it "
            "into a query."
        ),
    ] = False


class Wyoming(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The agent as the conversation engine of Home Assistant's Assist."""

    enabled: Annotated[
        bool, Meta(description="Serve the Wyoming protocol; needs the extra `wyoming`.")
    ] = False
    host: Annotated[
        _Host,
        Meta(
            description="Address to listen on; the protocol knows no password, so another than "
            "this machine's own opens the agent to its whole network."
        ),
    ] = "127.0.0.1"
    port: Annotated[_Port, Meta(description="TCP port.")] = 10_500
    announce: Annotated[
        bool,
        Meta(
            description="Announce the service with zeroconf, so that Home Assistant finds it; "
            "not while it listens on this machine alone."
        ),
    ] = True
    satellites: Annotated[
        dict[_Name, _Name],
        Meta(description="Areas by Home Assistant's satellite entity or device id."),
    ] = msgspec.field(default_factory=dict)


class Metrics(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Figures for Prometheus."""

    enabled: Annotated[
        bool, Meta(description="Serve `/metrics` over HTTP; needs the extra `metrics`.")
    ] = False
    host: Annotated[_Host, Meta(description="Address to listen on; there is no password.")] = (
        "127.0.0.1"
    )
    port: Annotated[_Port, Meta(description="TCP port.")] = 9464


def is_loopback(host: str) -> bool:
    """Whether only programs of this machine reach what listens on ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
