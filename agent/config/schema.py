"""The keys of the configuration file, with their types, bounds and defaults.

Descriptions are part of the reference in ``docs/configuration.md``, which a test compares with
this module. Durations are :class:`~agent.config.units.Seconds`; their bounds stand in ``extra``.
"""

import os
import re
import socket
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, field

from agent.config.limits import Limits
from agent.config.protocols import Hermes, HomeAssistant, Metrics, Wyoming
from agent.config.sensors import Input, Rule, Sensors
from agent.config.units import Seconds

#: One level of a topic, and a part of the client id.
NODE_PATTERN = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
#: The same in words.
NODE_FORM = "1 to 64 letters, digits, dots, _ or -, the first a letter or digit"
#: A domain (``light``) or an entity id (``light.hall_lamp``).
ALLOW_PATTERN = r"[a-z_]{1,64}(\.[a-z0-9_]{1,190})?"
CLIENT_ID_PATTERN = r"[\x21-\x7e]{1,128}"


class ModelName(str):
    """A shipped model's name or, with a slash in it, the path of a folder."""


class Variable(str):
    """The name of an environment variable."""

    place: str = ""
    """File and line that name it, with a colon; empty where no file does."""


class Tls(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the connection is encrypted; leave the section out for a plain connection."""

    ca: Annotated[
        Path | None, Meta(description="File with the CA certificates; the system's if left out.")
    ] = None
    cert: Annotated[Path | None, Meta(description="The client certificate, PEM.")] = None
    key: Annotated[Path | None, Meta(description="The key of the client certificate, PEM.")] = None
    insecure: Annotated[
        bool, Meta(description="Accept a certificate of another host name. For tests only.")
    ] = False


class Mqtt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The broker and how to log in."""

    host: Annotated[
        str, Meta(min_length=1, max_length=255, description="Host name or address.")
    ] = "localhost"
    port: Annotated[
        Annotated[int, Meta(ge=1, le=65_535)] | None,
        Meta(description="TCP port; 8883 with `tls`, else 1883."),
    ] = None
    username: Annotated[str | None, Meta(description="User name at the broker.")] = None
    password: Annotated[
        str | None, Meta(description="Password; better in a file or the environment.")
    ] = None
    password_file: Annotated[
        Path | None, Meta(description="File whose first line is the password.")
    ] = None
    password_env: Annotated[
        Variable | None, Meta(description="Environment variable that holds the password.")
    ] = None
    tls: Annotated[Tls | None, Meta(description="Encryption; plain if left out.")] = None
    protocol: Annotated[
        Literal[5, "3.1.1"],
        Meta(description="MQTT version. 3.1.1 has no response topics and no expiry."),
    ] = 5
    keepalive: Annotated[
        Seconds,
        Meta(
            description="A silent broker is noticed within twice this time.",
            extra={"min": 5, "max": 3600},
        ),
    ] = Seconds(30)
    session_expiry: Annotated[
        Seconds,
        Meta(
            description="How long the broker keeps what was sent with QoS 1 while the agent is "
            "away. With 3.1.1 the broker's own limit holds.",
            extra={"min": 0, "max": 30 * 86_400},
        ),
    ] = Seconds(600)
    client_id: Annotated[
        str | None,
        Meta(
            description="MQTT client id; `edge-intent-<node>` if left out. The connection for what "
            "devices say has `-devices` behind it."
        ),
    ] = None
    receive_maximum: Annotated[
        int,
        Meta(
            ge=1,
            le=1000,
            description="Messages of QoS 1 that the broker may send ahead of the answers, on each "
            "connection.",
        ),
    ] = 20
    reconnect_max: Annotated[
        Seconds,
        Meta(
            description="Longest wait between two attempts to connect.",
            extra={"min": 1, "max": 3600},
        ),
    ] = Seconds(60)

    @property
    def address(self) -> tuple[str, int]:
        """Host and port to connect to."""
        return self.host, self.port or (8883 if self.tls else 1883)


class Queue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Requests that wait."""

    size: Annotated[
        int,
        Meta(ge=1, le=10_000, description="Requests that may wait; further ones are `shed`."),
    ] = 64


class Outbox(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must survive a restart, in `state_dir`."""

    size_mb: Annotated[
        int,
        Meta(
            ge=16,
            le=4096,
            description="Room for results that wait for the broker and for answers that are "
            "remembered, in MiB. When it is full, results go straight to the broker.",
        ),
    ] = 32
    remember: Annotated[
        Seconds,
        Meta(
            description="A request that its sender sends again within this time, with the same id "
            "and text, is answered again but not done again.",
            extra={"min": 0, "max": 86_400},
        ),
    ] = Seconds(600)


class Conversation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is remembered for follow-ups."""

    expiry: Annotated[
        Seconds,
        Meta(
            description="A conversation is forgotten after this silence.",
            extra={"min": 1, "max": 86_400},
        ),
    ] = Seconds(300)
    size: Annotated[
        int, Meta(ge=1, le=10_000, description="Conversations remembered at a time.")
    ] = 256


class Discovery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the home is learned from what devices announce."""

    enabled: Annotated[
        bool, Meta(description="Learn the home and its states from what devices announce.")
    ] = True
    homeassistant: Annotated[
        str | None,
        Meta(description="Prefix of Home Assistant's MQTT discovery; `~` for none."),
    ] = "homeassistant"
    zigbee2mqtt: Annotated[
        tuple[str, ...], Meta(description="Base topics of Zigbee2MQTT, one for each bridge.")
    ] = ("zigbee2mqtt",)
    statestream: Annotated[
        str | None,
        Meta(description="Base topic of Home Assistant's statestream; it has no usual one."),
    ] = None


class Actuate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether the agent itself commands devices, for homes where nothing else does."""

    enabled: Annotated[
        bool, Meta(description="Send what was understood to the devices' own topics.")
    ] = False
    allow: Annotated[
        tuple[str, ...],
        Meta(description="What may be commanded: domains (`light`) or entity ids."),
    ] = ()


class Log(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What goes to standard error."""

    level: Annotated[
        Literal["debug", "info", "warning", "error"], Meta(description="Least level logged.")
    ] = "info"
    format: Annotated[
        Literal["text", "json"], Meta(description="Lines for people, or a JSON object a line.")
    ] = "text"
    sentences: Annotated[
        bool, Meta(description="Log what was said; off, because it is private.")
    ] = False


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file; every key may be left out."""

    node: Annotated[
        str,
        Meta(
            description="Last level of the base topic `edge-intent/<node>`; the host name if "
            "left out.",
        ),
    ] = field(default_factory=lambda: default_node())
    mqtt: Annotated[Mqtt, Meta(description="The broker.")] = Mqtt()
    model: Annotated[
        ModelName | None,
        Meta(
            description="A shipped model's name, or a folder (a path with a slash); the best "
            "shipped one if left out."
        ),
    ] = None
    threshold: Annotated[
        float,
        Meta(ge=0, le=1, description="Least confidence at which a sentence counts as understood."),
    ] = 0.6
    threads: Annotated[int, Meta(ge=1, le=64, description="Threads of one run of the model.")] = 1
    provider: Annotated[
        Literal["auto", "cpu", "cuda", "tensorrt", "xnnpack"],
        Meta(
            description="What the model runs on; `auto` takes the GPU for a model that is not "
            "quantized. What cannot be used is replaced by `cpu`, and the status says why."
        ),
    ] = "auto"
    home: Annotated[
        Path | None, Meta(description="The home file; without one only what is pushed is known.")
    ] = None
    state_dir: Annotated[
        Path | None,
        Meta(
            description="Folder for what outlives a restart; `$STATE_DIRECTORY` if left out, "
            "and nothing is kept if that is not set either."
        ),
    ] = field(default_factory=lambda: default_state_dir())
    risk: Annotated[
        dict[str, Any], Meta(description="What the agent may act on, and how sure it must be.")
    ] = field(default_factory=dict)
    discovery: Annotated[
        Discovery, Meta(description="The home, learned from what devices announce.")
    ] = Discovery()
    homeassistant: Annotated[
        HomeAssistant, Meta(description="How the agent shows itself to Home Assistant.")
    ] = HomeAssistant()
    wyoming: Annotated[Wyoming, Meta(description="Home Assistant's Assist; off by default.")] = (
        Wyoming()
    )
    hermes: Annotated[Hermes, Meta(description="Rhasspy 2.5; off by default.")] = Hermes()
    metrics: Annotated[Metrics, Meta(description="Prometheus; off by default.")] = Metrics()
    actuate: Annotated[Actuate, Meta(description="Commanding devices; off by default.")] = Actuate()
    delivery: Annotated[
        Literal["durable", "fast"] | None,
        Meta(
            description="`durable` keeps what was understood on disk before it is acknowledged "
            "and acted upon; `fast` does not. `durable` where there is a `state_dir`, if left out."
        ),
    ] = None
    outbox: Annotated[Outbox, Meta(description="What must survive a restart.")] = Outbox()
    share_group: Annotated[
        str | None,
        Meta(
            description="Name of a group of agents that share the sentences sent to "
            "`edge-intent/<share_group>`; each has its own `node`."
        ),
    ] = None
    inputs: Annotated[
        tuple[Input, ...], Meta(description="Topics besides the agent's own on which text comes.")
    ] = ()
    sensors: Annotated[Sensors, Meta(description="Text of devices.")] = Sensors()
    rules: Annotated[
        tuple[Rule, ...], Meta(description="Intents that follow from what devices tell.")
    ] = ()
    queue: Annotated[Queue, Meta(description="Requests that wait.")] = Queue()
    limits: Annotated[Limits, Meta(description="How much of the board the agent may take.")] = (
        Limits()
    )
    conversation: Annotated[Conversation, Meta(description="Follow-ups.")] = Conversation()
    status_every: Annotated[
        Seconds,
        Meta(
            description="Longest time between two messages on `<base>/status`.",
            extra={"min": 1, "max": 86_400},
        ),
    ] = Seconds(60)
    deadline: Annotated[
        Seconds,
        Meta(
            description="A sentence whose reading takes longer is given up, with the status "
            "`error`.",
            extra={"min": 1, "max": 600},
        ),
    ] = Seconds(10)
    drain: Annotated[
        Seconds,
        Meta(
            description="Longest time spent on answering what waits when told to stop.",
            extra={"min": 0, "max": 600},
        ),
    ] = Seconds(10)
    log: Annotated[Log, Meta(description="The log.")] = Log()


def default_node() -> str:
    """The host name's first label, with what a topic level cannot bear replaced by ``-``."""
    label = socket.gethostname().partition(".")[0]
    cleaned = re.sub(r"[^A-Za-z0-9._-]+", "-", label).lstrip("._-")[:64]
    return cleaned or "edge"


def default_state_dir() -> Path | None:
    """The folder that systemd made for the service, if it did."""
    folder = os.environ.get("STATE_DIRECTORY", "").partition(":")[0]
    return Path(folder) if folder else None
