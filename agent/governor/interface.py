"""What a meter is."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from agent.governor.sources import Unknown


@dataclass(frozen=True, slots=True)
class Sample:
    """What the meters said at one moment."""

    values: Mapping[str, float]
    """By name, in the units of the meters."""
    unknown: Mapping[str, str]
    """Why the others have no value, by name, for a person."""

    def get(self, name: str) -> float | None:
        """A value; None where it is unknown."""
        return self.values.get(name)


class Meter(ABC):
    """Measures one thing, or several that stand in the same place."""

    names: tuple[str, ...]
    """What it measures."""

    def read(self, now: float) -> Sample:
        """What it says.

        Args:
            now: seconds on a clock that never goes back.
        """
        try:
            return Sample(self._measure(now), {})
        except Unknown as why:
            return Sample({}, dict.fromkeys(self.names, str(why)))

    @abstractmethod
    def _measure(self, now: float) -> Mapping[str, float]:
        """Its values by name; what has no value yet, such as a rate at first, is left out.

        Raises:
            Unknown: this board, or its kernel, does not tell.
        """
