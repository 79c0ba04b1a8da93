"""The share of the CPU that the agent takes: it gives way fast and comes back slowly."""

from dataclasses import dataclass

#: Never less than this, in percent of one core: what is urgent must get through.
LEAST = 5.0
#: What is left of the share after a second under pressure.
_DECREASE = 0.8
#: What is won back a second without, in percent of one core.
_INCREASE = 2.0


@dataclass(frozen=True, slots=True)
class Share:
    """Additive increase, multiplicative decrease, as TCP shares a line with others."""

    percent: float
    """Of one core."""

    def step(self, ceiling: float, *, is_pressed: bool, seconds: float) -> "Share":
        """The share after so many seconds.

        Args:
            ceiling: never more than this, in percent of one core.
            is_pressed: whether the board suffers now.
            seconds: since the step before.
        """
        if is_pressed:
            changed = self.percent * _DECREASE**seconds
        else:
            changed = self.percent + _INCREASE * seconds
        return Share(min(ceiling, max(LEAST, changed)))
