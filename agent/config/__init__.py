"""The configuration: a YAML file, typed and strict."""

from agent.config.describe import Key, describe, show_default
from agent.config.limits import Limits
from agent.config.load import ConfigFile, load_config, read_password
from agent.config.protocols import Hermes, HomeAssistant, Metrics, Wyoming, is_loopback
from agent.config.schema import (
    NODE_FORM,
    NODE_PATTERN,
    Actuate,
    Config,
    Conversation,
    Discovery,
    Log,
    ModelName,
    Mqtt,
    Outbox,
    Queue,
    Tls,
)
from agent.config.sensors import REFERENCE, Input, Rule, Sensors, Then, When
from agent.config.units import Seconds, show_seconds
from agent.config.write import config_text

__all__ = [
    "NODE_FORM",
    "NODE_PATTERN",
    "REFERENCE",
    "Actuate",
    "Config",
    "ConfigFile",
    "Conversation",
    "Discovery",
    "Hermes",
    "HomeAssistant",
    "Input",
    "Key",
    "Limits",
    "Log",
    "Metrics",
    "ModelName",
    "Mqtt",
    "Outbox",
    "Queue",
    "Rule",
    "Seconds",
    "Sensors",
    "Then",
    "Tls",
    "When",
    "Wyoming",
    "config_text",
    "describe",
    "is_loopback",
    "load_config",
    "read_password",
    "show_default",
    "show_seconds",
]
