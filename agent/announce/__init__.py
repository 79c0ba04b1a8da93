"""The agent itself as a device of Home Assistant, by MQTT discovery.

What other devices announce is read in :mod:`agent.discovery`.
"""

from agent.announce.device import OwnDevice

__all__ = ["OwnDevice"]
