"""The home as other programs announce it over MQTT, followed live.

A message takes this way: :mod:`agent.discovery.picture` keeps what was announced (parsed by
``homeassistant``, ``zigbee2mqtt`` and ``statestream``), :mod:`agent.discovery.merge` makes one
home of it with the home file and a pushed home, :mod:`agent.discovery.states` follows the states,
and :mod:`agent.discovery.follower` holds the three together.
"""

from agent.discovery.follower import QUIET, Follower
from agent.discovery.interface import Commands, Found
from agent.discovery.merge import Model
from agent.discovery.picture import Sources, sources

__all__ = ["QUIET", "Commands", "Follower", "Found", "Model", "Sources", "sources"]
