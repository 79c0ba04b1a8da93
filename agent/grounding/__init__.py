"""Grounding: what was meant becomes intents with targets of this home, or the reason why not."""

from agent.grounding.conversation import Conversation
from agent.grounding.devices import DevicePart, Devices, is_place
from agent.grounding.grounder import Grounded, Grounder
from agent.grounding.policy import Policy, Rule

__all__ = [
    "Conversation",
    "DevicePart",
    "Devices",
    "Grounded",
    "Grounder",
    "Policy",
    "Rule",
    "is_place",
]
