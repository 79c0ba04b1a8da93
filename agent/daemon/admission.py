"""Which requests are read now, and when: the governor's budget, held against what waits."""

import math
import time

from agent.broker import Broker
from agent.daemon.inbox import Job, Priority
from agent.daemon.throttle import Throttle
from agent.daemon.watch import Watch
from agent.governor import Budget, Pace, Turnstile
from agent.messages import Result
from agent.pipeline import Pipeline, unread

#: The least important request that is read, by what the budget admits.
_LEAST = {"all": Priority.READING, "voice": Priority.VOICE, "urgent": Priority.URGENT}

#: CPU time that text of devices leaves to sentences, in seconds of the share.
_FOR_SENTENCES = 0.5
#: What of the share is for sentences alone: a flood of messages that must be answered, if only
#: with `shed`, may use up the rest.
_SPOKEN = 0.1
#: How soon to look again whether text of devices may be read, in seconds.
_LOOK = 0.05


class Admission:
    """Keeps the agent to its budget; used by the worker's thread alone.

    What is urgent is neither held up nor shed.

    Args:
        throttle: knows the budget.
        watch: knows whether the home is known.
        broker: knows whether it keeps up.
    """

    def __init__(self, throttle: Throttle, watch: Watch, broker: Broker) -> None:
        self._broker = broker
        self._throttle = throttle
        self._watch = watch
        self._pace = Pace()
        self._spent = 0.0
        self._spoken = Pace(spent=lambda: self._spent)
        self._turnstile = Turnstile()

    @property
    def budget(self) -> Budget:
        """What the agent may do now."""
        return self._throttle.budget

    @property
    def unload_after(self) -> float:
        """Seconds without a request after which the model is unloaded; 0 for never."""
        return self._throttle.unload_after

    def hold(self) -> float:
        """Seconds for which only what is urgent, and commands, may be taken."""
        if not self._watch.is_settled:
            # What waited at the broker means this home, which is known a moment after the start.
            return math.inf
        budget = self.budget
        return min(
            self._pace.wait(budget.cpu * (1 - _SPOKEN), budget.saved),
            self._spoken.wait(budget.cpu * _SPOKEN, budget.saved),
        )

    def hold_devices(self) -> float:
        """Seconds for which text of devices waits, so that a sentence never has to wait for it."""
        budget = self.budget
        wait = self._pace.wait(budget.cpu * (1 - _SPOKEN), budget.saved, _FOR_SENTENCES)
        return max(wait, _LOOK) if wait or self._broker.is_behind else 0.0

    def result(self, job: Job, pipeline: Pipeline) -> Result:
        """What becomes of a request that is neither late nor paused."""
        budget = self.budget
        queued = time.monotonic() - job.message.arrived
        if job.priority == Priority.URGENT:
            return pipeline.answer(job.request, job.kind, queued, job.report)
        if job.priority > _LEAST[budget.admit]:
            by_heart = pipeline.recall(job.request, job.kind, queued, job.report)
            why = f"{budget.level}: {budget.reason}"
            return by_heart or unread(job.request, job.kind, "shed", why, queued)
        if not self._turnstile.admits(budget.messages):
            why = f"busy: no more than {budget.messages:g} requests a second are read"
            return unread(job.request, job.kind, "shed", why, queued)
        began = time.thread_time()
        result = pipeline.answer(job.request, job.kind, queued, job.report)
        if job.kind == "voice":
            self._spent += time.thread_time() - began
        return result
