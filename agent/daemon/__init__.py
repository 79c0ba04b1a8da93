"""The running agent: from a message of the broker to its answer."""

from agent.daemon.daemon import Daemon
from agent.daemon.service import Service

__all__ = ["Daemon", "Service"]
