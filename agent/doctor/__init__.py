"""Looks at everything that could keep the agent from its work, and says how to mend it."""

from agent.doctor.examine import examine
from agent.doctor.finding import Finding

__all__ = ["Finding", "examine"]
