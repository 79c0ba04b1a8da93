"""Wyoming, the protocol by which Home Assistant's Assist has sentences understood."""

from agent.wyoming.server import Ask, Sentence, WyomingServer

__all__ = ["Ask", "Sentence", "WyomingServer"]
