"""What is kept of timers, as the outbox keeps it."""

from typing import Any

from agent.timers import Clock, Timers


class Disk:
    """Keeps the timers after everything that is done with them."""

    def __init__(self, data: bytes | None = None) -> None:
        self.data = data

    def timers(self, clock: Clock) -> Timers:
        """The timers after a restart."""
        timers = Timers(self.data, clock)
        for name in ("start", "add", "pause", "resume", "cancel", "fire"):
            setattr(timers, name, self._kept(timers, getattr(timers, name)))
        return timers

    def _kept(self, timers: Timers, do: Any) -> Any:
        def done(*arguments: Any) -> Any:
            told = do(*arguments)
            data = timers.changed()
            self.data = self.data if data is None else data
            return told

        return done
