"""The retained status: made, and published when something changed or it is time."""

import time

import msgspec

from agent import __version__
from agent.broker import Broker, Publication
from agent.clock import rfc3339
from agent.daemon.announcer import Announcer
from agent.daemon.inbox import Inbox
from agent.daemon.service import Service
from agent.daemon.throttle import Throttle
from agent.delivery import Outbox
from agent.governor import Level
from agent.health import Health
from agent.log import faults
from agent.messages import Status, Topics, encode


class StatusReport:
    """Publishes how the agent is; used by the worker's thread alone."""

    def __init__(
        self,
        topics: Topics,
        broker: Broker,
        service: Service,
        health: Health,
        inbox: Inbox,
        outbox: Outbox,
        throttle: Throttle,
        announcer: Announcer,
    ) -> None:
        self._announcer = announcer
        self._outbox = outbox
        self._throttle = throttle
        self._topics = topics
        self._broker = broker
        self._service = service
        self._health = health
        self._inbox = inbox
        self._due = 0.0
        self._told: tuple[object, ...] = ()
        self._was_connected = False
        self._level: Level | None = None

    def wait(self) -> float:
        """Seconds until the next one, or an announcement, is due."""
        announcement = self._announcer.wait()
        return self._left() if announcement is None else min(announcement, self._left())

    def publish_if_due(self) -> None:
        """Publish when a person would want to know, and otherwise now and then."""
        connected = self._broker.is_connected
        gist = self._gist()
        is_new_connection = connected and not self._was_connected
        self._was_connected = connected
        if connected and (is_new_connection or self._throttle.budget.level != self._level):
            self.publish_throttle()
        if is_new_connection:
            self._announcer.renew()
        # Who hears the announcement wants the values that belong to it.
        announced = self._announcer.announce_if_due()
        is_news = gist != self._told or is_new_connection or announced
        if not is_news and self._left() > 0:
            return
        self._told = gist
        self._due = time.monotonic() + self._service.config.status_every
        if connected:
            # Without a connection it would be stale by the time that it gets there.
            self._broker.publish(Publication(self._topics.status, encode(self.make()), True))

    def make(self) -> Status:
        """How the agent is now."""
        pipeline, budget = self._service.pipeline, self._throttle.budget
        return Status(
            version=__version__,
            model=pipeline.model,
            tier=pipeline.tier,
            provider=pipeline.provider.name,
            provider_reason=pipeline.provider.reason,
            paused=self._service.paused,
            throttle=str(budget.level),
            throttle_reason=budget.reason,
            headroom=budget.headroom,
            queue=self._inbox.depth,
            results=self._health.results,
            latency_ms=self._health.latency,
            cpu_percent=self._health.cpu_percent(),
            memory_mb=self._health.memory_mb,
            temperature_c=self._throttle.temperature(),
            uptime_s=self._health.uptime,
            home=self.home_size(),
            problem=self._problem(),
            time=rfc3339(),
        )

    def publish_throttle(self) -> None:
        """Publish how far the agent has stepped back."""
        self._level = self._throttle.budget.level
        payload = encode(self._throttle.message())
        self._broker.publish(Publication(self._topics.throttle, payload, retain=True))

    def publish_stuck(self, problem: str) -> None:
        """Tell that the worker does not come back; from the thread that noticed."""
        status = msgspec.structs.replace(self.make(), problem=problem)
        self._broker.publish(Publication(self._topics.status, encode(status), True))

    def home_size(self) -> dict[str, int]:
        """How many floors, areas and entities are known."""
        home = self._service.home
        return {
            "floors": len(home.floors),
            "areas": len(home.areas),
            "entities": len(home.entities),
        }

    def _left(self) -> float:
        return max(0.0, self._due - time.monotonic())

    def _gist(self) -> tuple[object, ...]:
        service, level = self._service, self._throttle.budget.level
        return service.pipeline, service.paused, self._problem(), level

    def _problem(self) -> str | None:
        problems = (self._outbox.problem, self._service.problem, faults.last)
        return "; ".join(one for one in problems if one) or None
