"""What the agent may do now: a value that is read before each request."""

from dataclasses import dataclass

from agent.governor.levels import Admit, Level, Tier


@dataclass(frozen=True, slots=True)
class Budget:
    """What the agent may take and do now."""

    level: Level
    reason: str | None
    """Why it is not ``normal``."""
    until: str | None
    """What ends it."""
    cpu: float
    """CPU time in percent of one core."""
    saved: float
    """Seconds of this share that may be saved up while nothing is to do."""
    memory: float
    """Resident memory in MB."""
    messages: float | None
    """Requests a second; None without a limit."""
    tier: Tier
    """What may read."""
    admit: Admit
    """The least important request that is read."""
    single: bool
    """Whether a run of the model may take one thread only."""
    headroom: float
    """What is left of the scarcest thing until ``hot``: 1 all, 0 nothing."""
