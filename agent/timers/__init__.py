"""Timers and delayed commands: kept over restarts, each fired once at most."""

from agent.timers.delays import waits
from agent.timers.interface import Clock, Fired, Timer
from agent.timers.timers import Timers
from agent.timers.voice import Outcome, obey

__all__ = ["Clock", "Fired", "Outcome", "Timer", "Timers", "obey", "waits"]
