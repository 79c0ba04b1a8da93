"""Clocks that tests set."""

from agent.timers import Clock


class Hands:
    """A wall clock and a steady clock that go forward together."""

    def __init__(self) -> None:
        self.wall = 1_800_000_000.0
        self.steady = 5_000.0

    def go(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds

    def restart(self, away: float) -> None:
        """The board was off: only the wall clock went on."""
        self.wall += away
        self.steady = 20.0

    @property
    def clock(self) -> Clock:
        return Clock(wall=lambda: self.wall, steady=lambda: self.steady)
