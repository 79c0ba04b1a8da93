"""Grounding: what was meant becomes intents with targets of this home, or the reason why not."""

from agent.grounding.conversation import Conversation
from agent.grounding.devices import DevicePart, Devices, is_place
from agent.grounding.grounder import Grounded, Grounder
from agent.grounding.policy import Policy, Rule
from agent.grounding.verbatim import Verbatim

__all__ = [
    "Conversation",
    "DevicePart",
    "Devices",
    "Grounded",
    "Grounder",
    "Policy",
    "Rule",
    "Verbatim",
    "is_place",
]
