"""Looks after the agent's threads and tells how they are; on the main thread."""

from collections.abc import Sequence

from agent.broker import Broker
from agent.daemon.service import Service
from agent.daemon.status import StatusReport
from agent.health import Health, Pulse
from agent.log import get_logger
from agent.systemd import Notifier

#: Seconds between two looks: until systemd knows that the agent is ready, and then at most.
_UNTIL_READY = 0.1
_THEN = 5.0
#: A thread that should have been back this many seconds ago is stuck.
STUCK = 30.0
#: Looks within the time of the watchdog, and the share of it that one thing may take.
_LOOKS = 4
_SHARE = 0.5

_log = get_logger("guard")


class Guard:
    """Stops a model that hangs, and feeds systemd's watchdog while all threads get on.

    Args:
        notifier: the way to systemd.
        broker: it must be reached before the agent is ready.
        service: what the agent works with.
        health: its counters.
        pulses: of the threads without which the agent is deaf or dumb.
        report: tells of what is stuck.
    """

    def __init__(
        self,
        notifier: Notifier,
        broker: Broker,
        service: Service,
        health: Health,
        pulses: Sequence[Pulse],
        report: StatusReport,
    ) -> None:
        self._report = report
        self._notifier = notifier
        self._broker = broker
        self._service = service
        self._health = health
        self._pulses = pulses
        self._stuck: set[str] = set()

    @property
    def interval(self) -> float:
        """Seconds until the next look."""
        if self._notifier.is_heard and not self._notifier.is_ready:
            return _UNTIL_READY
        within = self._service.config.deadline / _LOOKS
        return min(_THEN, within, (self._notifier.watchdog or _THEN * _LOOKS) / _LOOKS)

    def look(self) -> None:
        """Stop what takes too long, and tell what is news."""
        self._service.models.current.interrupt(self._service.config.deadline)
        notifier = self._notifier
        if not notifier.is_ready and self._broker.is_connected:
            notifier.ready()
        notifier.status(self._line())
        limit = min(STUCK, (notifier.watchdog or STUCK / _SHARE) * _SHARE)
        if not self._late(limit) and notifier.is_ready and notifier.watchdog is not None:
            notifier.progress()

    def _late(self, limit: float) -> set[str]:
        """The threads that should have been back ``limit`` seconds ago."""
        stuck = {pulse.name for pulse in self._pulses if pulse.late > limit}
        for name in sorted(stuck - self._stuck):
            problem = f"the thread {name} has not moved for {limit:.1f} s"
            _log.error("%s; the watchdog starves", problem)
            self._report.publish_stuck(problem)
        for name in sorted(self._stuck - stuck):
            _log.warning("the thread %s moves again", name)
        self._stuck = stuck
        return stuck

    def _line(self) -> str:
        if not self._broker.is_connected:
            host, port = self._service.config.mqtt.address
            reason = f": {self._broker.problem}" if self._broker.problem else ""
            return f"waiting for the broker at {host}:{port}{reason}"
        entities = len(self._service.home.entities)
        done = sum(self._health.results.values())
        state = "paused" if self._service.paused else "listening"
        model = self._service.pipeline.model
        problem = f"; {self._service.problem}" if self._service.problem else ""
        return f"{state}; model {model}, {entities} entities, {done} results{problem}"
