"""The first steps: finding a broker, trying it, and writing a configuration."""

from agent.setup.address import Address, read_address
from agent.setup.announced import announced
from agent.setup.interview import Answers, Interview
from agent.setup.nearby import Nearby, find_brokers
from agent.setup.terminal import Terminal
from agent.setup.written import write_all

__all__ = [
    "Address",
    "Answers",
    "Interview",
    "Nearby",
    "Terminal",
    "announced",
    "find_brokers",
    "read_address",
    "write_all",
]
