"""Who takes messages that are not of the agent's own contract."""

from abc import ABC, abstractmethod

from agent.broker import Received


class Desk(ABC):
    """Takes the messages of one protocol, on the network thread, so never slowly."""

    @abstractmethod
    def take(self, message: Received) -> bool:
        """Take a message and have it acknowledged; False where it is not of this protocol."""
