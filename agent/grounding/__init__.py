"""Grounding: what was meant becomes intents with targets of this home, or the reason why not."""

from agent.grounding.conversation import Conversation
from agent.grounding.grounder import Grounded, Grounder
from agent.grounding.policy import Policy, Rule

__all__ = ["Conversation", "Grounded", "Grounder", "Policy", "Rule"]
