"""The connection to the broker; the only part that knows the MQTT library."""

from agent.broker.client import Presence, Session, check_login
from agent.broker.connection import MqttBroker
from agent.broker.interface import Broker, Listener, Publication, Receipt, Received, Settled
from agent.broker.links import Links
from agent.broker.probe import Probe

__all__ = [
    "Broker",
    "Links",
    "Listener",
    "MqttBroker",
    "Presence",
    "Probe",
    "Publication",
    "Receipt",
    "Received",
    "Session",
    "Settled",
    "check_login",
]
