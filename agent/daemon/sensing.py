"""What is done with what devices told: what is worth publishing, and what follows from it."""

import time

from agent.clock import rfc3339
from agent.daemon.deeds import Deeds
from agent.daemon.service import Service
from agent.messages import Result
from agent.pipeline import new_id
from agent.sensors import Changes, Follows, Rules


class Sensing:
    """Thresholds and rules; used by the worker's thread alone.

    Args:
        service: has the configuration in force.
    """

    def __init__(self, service: Service) -> None:
        config = service.config
        self._service = service
        self._changes = Changes()
        self._rules = Rules(config.rules, config.state_dir, time.monotonic, time.time)
        self._of = config.rules

    @property
    def problem(self) -> str | None:
        """What a person should look after."""
        return self._rules.problem

    def judged(self, result: Result) -> tuple[Result, list[Deeds]]:
        """A result with what is not worth publishing marked, and what follows from it."""
        if result.kind != "sensor" or not result.intents:
            return result, []
        follows = self._current().take(result)
        marked = self._changes.marked(result, self._service.config.sensors)
        return marked, [_deeds(one) for one in follows]

    def wait(self) -> float | None:
        """Seconds until something follows; None while nothing does."""
        return self._current().wait()

    def due(self) -> list[Deeds]:
        """What follows now because something held long enough."""
        return [_deeds(one) for one in self._current().due()]

    def _current(self) -> Rules:
        if self._service.config.rules is not self._of:
            self._of = self._service.config.rules
            self._rules.replace(self._of)
        return self._rules


def _deeds(follows: Follows) -> Deeds:
    return Deeds(
        Result(
            request_id=new_id(),
            text=follows.rule,
            kind="sensor",
            area=follows.area,
            status="ok",
            intents=(follows.intent,),
            tier="rule",
            time=rfc3339(),
        )
    )
