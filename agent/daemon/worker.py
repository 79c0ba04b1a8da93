"""The one thread that reads sentences and does commands."""

import logging
import threading
import time

from agent.daemon.admission import Admission
from agent.daemon.answers import Answers
from agent.daemon.commands import Commands
from agent.daemon.deeds import Deeds, Doer
from agent.daemon.inbox import Inbox, Job, Order
from agent.daemon.rest import Rest
from agent.daemon.sensing import Sensing
from agent.daemon.service import Service
from agent.daemon.status import StatusReport
from agent.health import Pulse
from agent.log import get_logger
from agent.messages import Result
from agent.pipeline import unread

#: Devices say much, and what they said is in the results.
_LEVELS = {"voice": logging.INFO, "sensor": logging.DEBUG}

_log = get_logger("worker")


class Worker:
    """Takes what waits, one after the other, until the inbox is closed and empty."""

    def __init__(
        self,
        inbox: Inbox,
        service: Service,
        commands: Commands,
        answers: Answers,
        report: StatusReport,
        doer: Doer,
        pulse: Pulse,
        admission: Admission,
        rest: Rest,
        sensing: Sensing,
    ) -> None:
        self._sensing = sensing
        self._admission = admission
        self._rest = rest
        self._inbox = inbox
        self._service = service
        self._commands = commands
        self._answers = answers
        self._report = report
        self._doer = doer
        self._pulse = pulse
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def finish(self, limit: float) -> bool:
        """Wait until nothing waits any more; False if ``limit`` seconds do not suffice."""
        self._thread.join(limit)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._inbox.is_done:
            item = self._take()
            try:
                self._service.give_way(self._admission.budget)
                self._service.refresh()
                self._do_what_is_due()
                if isinstance(item, Order):
                    self._commands.obey(item)
                elif isinstance(item, Job):
                    self._work(item)
                self._report.publish_if_due()
            except Exception:
                _log.exception("fault in the worker; it goes on")
                self._excuse(item)

    def _take(self) -> Job | Order | None:
        """What is to be done next; None when it is time to look around."""
        wait, hold = self._wait(), self._admission.hold()
        devices = hold or self._admission.hold_devices()
        wait = min(wait, devices) if devices else wait
        self._pulse.beat(wait)
        item = self._inbox.take(wait, pressing=hold > 0, spare=not devices)
        self._pulse.beat()
        return item

    def _work(self, job: Job) -> None:
        result, follows = self._sensing.judged(self._result(job))
        result = job.asker.usable(result) if job.asker else result
        said = f" {job.request.text!r}" if self._service.config.log.sentences else ""
        _log.log(
            _LEVELS[job.kind],
            "request %s%s: %s in %.1f ms%s",
            result.request_id,
            said,
            result.status,
            result.latency_ms,
            "".join(f", {one.intent} {one.status}" for one in result.intents),
        )
        deeds = self._deeds(result, job)
        self._answers.job(job, deeds)
        if follows:
            self._answers.due(follows, None)

    def _deeds(self, result: Result, job: Job) -> Deeds:
        try:
            return self._doer.do(result, job.request.states, job.until)
        except Exception:
            # Whatever went wrong, the request is answered.
            _log.exception("fault in doing what request %s asks for", result.request_id)
            return Deeds(result)

    def _wait(self) -> float:
        rest = self._rest.wait(self._admission.unload_after)
        waits = (self._doer.wait(), rest, self._report.wait(), self._sensing.wait())
        return min(one for one in waits if one is not None)

    def _do_what_is_due(self) -> None:
        self._rest.do_what_is_due(self._admission.unload_after)
        due = [*self._doer.due(), *self._sensing.due()]
        timers = self._doer.changed()
        if due or timers is not None:
            self._answers.due(due, timers)

    def _excuse(self, item: Job | Order | None) -> None:
        """Answer a request that the worker itself could not deal with."""
        if isinstance(item, Job):
            problem = "fault in the agent; its log tells more"
            failed = unread(item.request, item.kind, "error", problem)
            self._answers.job(item, Deeds(failed))

    def _result(self, job: Job) -> Result:
        now = time.monotonic()
        queued = now - job.message.arrived
        if job.is_expired(now):
            problem = f"expired after {queued:.1f} s in the queue"
            return unread(job.request, job.kind, "expired", problem, queued)
        if self._service.paused:
            problem = "paused; the command resume lets it go on"
            return unread(job.request, job.kind, "shed", problem, queued)
        self._rest.worked()
        return self._admission.result(job, self._service.pipeline)
