"""From a grounded intent to messages that devices understand, for homes without Home Assistant.

Pure: what is sent, and what is refused and why, follows from the intent, the home and what was
announced. Nothing here decides whether an intent is meant: only what grounding found ``ok``
within the risk policy is looked at, and of that only what the configuration allows.
"""

from agent.actuation.interface import Act, Send
from agent.actuation.plan import acts

__all__ = ["Act", "Send", "acts"]
