"""The configuration: a YAML file, typed and strict."""

from agent.config.limits import Limits
from agent.config.load import ConfigFile, load_config, read_password
from agent.config.schema import (
    NODE_PATTERN,
    Actuate,
    Config,
    Conversation,
    Discovery,
    Log,
    Mqtt,
    Outbox,
    Queue,
    Tls,
)
from agent.config.units import Seconds, show_seconds

__all__ = [
    "NODE_PATTERN",
    "Actuate",
    "Config",
    "ConfigFile",
    "Conversation",
    "Discovery",
    "Limits",
    "Log",
    "Mqtt",
    "Outbox",
    "Queue",
    "Seconds",
    "Tls",
    "load_config",
    "read_password",
    "show_seconds",
]
