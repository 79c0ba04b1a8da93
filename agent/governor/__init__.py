"""What the agent may take of the board: meters, policy, and the budget they yield."""

from agent.governor.board import Board, Ceilings, survey
from agent.governor.budget import Budget
from agent.governor.governor import EVERY, Asked, Governor
from agent.governor.interface import Sample
from agent.governor.levels import Admit, Effect, Level, Tier, effect
from agent.governor.pace import Pace, Turnstile

__all__ = [
    "EVERY",
    "Admit",
    "Asked",
    "Board",
    "Budget",
    "Ceilings",
    "Effect",
    "Governor",
    "Level",
    "Pace",
    "Sample",
    "Tier",
    "Turnstile",
    "effect",
    "survey",
]
