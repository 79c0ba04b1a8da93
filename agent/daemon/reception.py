"""What is done with a message the moment it comes: on the network thread, so never slowly."""

import time
from collections.abc import Sequence
from dataclasses import replace

import msgspec

from agent.broker import Listener, Received
from agent.daemon.answers import Answers, check_reply_topic
from agent.daemon.asker import Asker
from agent.daemon.deeds import Deeds
from agent.daemon.desk import Desk
from agent.daemon.inbox import Inbox, Job, Order, Priority
from agent.daemon.intake import Intake
from agent.daemon.watch import Watch
from agent.delivery import Repeats, identified
from agent.errors import MessageError
from agent.log import get_logger
from agent.messages import (
    Kind,
    Request,
    Response,
    Result,
    ResultStatus,
    Topics,
    claimed,
)
from agent.pipeline import new_id, unread

#: Where the answer to a command goes whose name is none.
NAMELESS = "unknown"
#: Topics whose retained messages are remembered as reported.
_MAX_REPORTED = 256
#: Why a request is shed, by why the inbox has no place for it.
_WHY = {
    "full": "busy: {size} requests wait already",
    "outranked": "busy: {size} requests wait, and what goes before it came",
    "replaced": "a later reading of the same replaced it while it waited",
}


_log = get_logger("reception")


class Reception(Listener):
    """Lets good messages wait for the worker and answers the others at once.

    Args:
        topics: of this node.
        intake: reads the requests in messages.
        inbox: where requests and commands wait.
        answers: publishes what is answered at once.
        repeats: knows which requests came before.
        watch: takes what devices tell.
        window: messages that the broker hands over before the first is acknowledged.
    """

    def __init__(
        self,
        topics: Topics,
        intake: Intake,
        inbox: Inbox,
        answers: Answers,
        repeats: Repeats,
        watch: Watch,
        window: int,
    ) -> None:
        self._window = window
        self._watch = watch
        self.desks: Sequence[Desk] = ()
        """Who takes what is not of the contract, asked one after the other."""
        self._topics = topics
        self._intake = intake
        self._inbox = inbox
        self._answers = answers
        self._repeats = repeats
        self._reported: set[str] = set()
        self._closed = False

    def connected(self) -> None:
        """Have the status published again: the broker may have lost it."""
        self._inbox.nudge()
        self._watch.connected()

    def close(self) -> None:
        """Take nothing more: what comes now stays at the broker for the next start."""
        self._closed = True

    def receive(self, message: Received) -> None:
        """Take a message."""
        if self._closed:
            return
        kind = self._intake.kind(message.topic)
        is_other = not message.topic.startswith(f"{self._topics.base}/")
        if is_other and not self._intake.is_own(message.topic):
            self._offer(message)
        if kind is None and is_other:
            return
        if message.retained:
            self._ignore(message)
        elif kind is not None:
            self._admit_request(kind, message)
        else:
            self._admit_order(message)

    def _offer(self, message: Received) -> None:
        """Have somebody take what is not of the contract."""
        if not any(desk.take(message) for desk in self.desks):
            self._watch.offer(message.topic, message.payload)

    def _ignore(self, message: Received) -> None:
        """A stale sentence must not switch a light after a restart."""
        if message.topic not in self._reported and len(self._reported) < _MAX_REPORTED:
            self._reported.add(message.topic)
            _log.warning(
                "retained message on %s ignored; send it without the retain flag", message.topic
            )
        self._answers.ignore(message)

    def _admit_request(self, kind: Kind, message: Received) -> None:
        if self._inbox.is_swamped and self._intake.is_needless(message, kind):
            self._leave(kind, message)
            return
        try:
            read = self._intake.read(message, kind)
            if read is not None and read.request.reply_to is not None:
                check_reply_topic(self._topics, read.request.reply_to, "reply_to")
        except MessageError as error:
            _log.info("a request on %s is wrong: %s", message.topic, error)
            self._answers.result(Deeds(_unread(message, kind, "error", str(error))), message)
            return
        if read is None:
            self._answers.ignore(message)
            return
        message = identified(message, read.request)
        if not self._is_new(message, read.request.reply_to):
            return
        job = self._intake.job(read, kind, message)
        excess = self._intake.excess(job)
        if excess is None:
            self._put(self._taken(job))
        else:
            self._shed(job, excess)

    def _taken(self, job: Job) -> Job:
        """A request as it waits; a reading is acknowledged now when many wait.

        While it is not, the broker may hold back what comes after it, which may be an alert.
        """
        if job.priority != Priority.READING or self._inbox.depth < self._window / 2:
            return job
        self._answers.ignore(job.message)
        return replace(job, message=replace(job.message, receipt=None))

    def _leave(self, kind: Kind, message: Received) -> None:
        """Answer a message that is not even looked at."""
        busy = "busy: more comes of devices than can be read"
        self._answers.result(Deeds(_unread(message, kind, "shed", busy)), message)

    def _admit_order(self, message: Received) -> None:
        message = identified(message, None)
        if not self._is_new(message, None):
            return
        name = self._topics.command(message.topic) or NAMELESS
        self._put(Order(name, message.payload, message))

    def submit(self, request: Request, message: Received, asker: Asker) -> None:
        """Let what a person said wait, as a program tells it in a protocol of its own.

        Args:
            request: with its fields within bounds.
            message: by which it came; with a receipt if it came from the broker.
            asker: told what becomes of it.
        """
        message = identified(message, request)
        if self._is_new(message, request.reply_to, asker):
            request = msgspec.structs.replace(request, request_id=request.request_id or new_id())
            self._put(Job(request, "voice", message, asker=asker))

    def _put(self, item: Job | Order) -> None:
        """Let it wait, and answer what has no place then."""
        displaced = self._inbox.put(item)
        if displaced is None or displaced.why == "closed":
            # It came while the inbox was closed: as it is not answered, the broker keeps it.
            return
        gone = displaced.item
        if isinstance(gone, Order):
            busy = Response(status="error", error="busy: too many commands wait; try again")
            self._answers.response(gone.name, busy, gone.message)
            return
        self._shed(gone, _WHY[displaced.why].format(size=self._inbox.size))

    def _shed(self, job: Job, reason: str) -> None:
        queued = time.monotonic() - job.message.arrived
        shed = unread(job.request, job.kind, "shed", reason, queued)
        self._answers.job(job, Deeds(shed))

    def _is_new(self, message: Received, reply_to: str | None, asker: Asker | None = None) -> bool:
        """Whether a message is to be done; one that came before is answered."""
        known = self._repeats.admit(message)
        if isinstance(known, bool):
            return known
        self._answers.again(known, message, reply_to, asker)
        return False


def _unread(message: Received, kind: Kind, status: ResultStatus, problem: str) -> Result:
    """What becomes of a message that is not read, with what it claims to be."""
    return unread(claimed(message.payload), kind, status, problem)
