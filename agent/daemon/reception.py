"""What is done with a message the moment it comes: on the network thread, so never slowly."""

from collections.abc import Callable

import msgspec

from agent.broker import Listener, Outbox, Received
from agent.daemon.answers import Answers, check_reply_topic
from agent.daemon.inbox import Inbox, Job, Order
from agent.errors import MessageError
from agent.log import get_logger
from agent.messages import (
    Kind,
    Response,
    Topics,
    claimed_id,
    read_request,
)
from agent.pipeline import new_id, unread

#: Where the answer to a command goes whose name is none.
NAMELESS = "unknown"
#: Topics whose retained messages are remembered as reported.
_MAX_REPORTED = 256

_log = get_logger("reception")


class Reception(Listener):
    """Lets good messages wait for the worker and answers the others at once.

    Args:
        topics: of this node.
        inbox: where requests and commands wait.
        answers: publishes what is answered at once.
        outbox: acknowledges what is not answered.
        follow: takes topic and payload of what devices tell.
    """

    def __init__(
        self,
        topics: Topics,
        inbox: Inbox,
        answers: Answers,
        outbox: Outbox,
        follow: Callable[[str, bytes], None],
    ) -> None:
        self._follow = follow
        self._topics = topics
        self._inbox = inbox
        self._answers = answers
        self._outbox = outbox
        self._kinds: dict[str, Kind] = {topics.voice: "voice", topics.sensor: "sensor"}
        self._reported: set[str] = set()
        self._closed = False

    def connected(self) -> None:
        """Have the status published again: the broker may have lost it."""
        self._inbox.nudge()

    def close(self) -> None:
        """Take nothing more: what comes now stays at the broker for the next start."""
        self._closed = True

    def receive(self, message: Received) -> None:
        """Take a message."""
        if self._closed:
            return
        if not message.topic.startswith(f"{self._topics.base}/"):
            self._follow(message.topic, message.payload)
        elif message.retained:
            self._ignore(message)
        elif kind := self._kinds.get(message.topic):
            self._admit_request(kind, message)
        else:
            self._admit_order(message)

    def _ignore(self, message: Received) -> None:
        """A stale sentence must not switch a light after a restart."""
        if message.topic not in self._reported and len(self._reported) < _MAX_REPORTED:
            self._reported.add(message.topic)
            _log.warning(
                "retained message on %s ignored; send it without the retain flag", message.topic
            )
        self._outbox.send([], message.receipt)

    def _admit_request(self, kind: Kind, message: Received) -> None:
        try:
            request = read_request(message.payload)
            if request.reply_to is not None:
                check_reply_topic(self._topics, request.reply_to, "reply_to")
        except MessageError as error:
            wrong = unread(None, kind, "error", str(error))
            given = claimed_id(message.payload)
            self._answers.result(
                msgspec.structs.replace(wrong, request_id=given) if given else wrong, message
            )
            return
        request = msgspec.structs.replace(request, request_id=request.request_id or new_id())
        if not self._inbox.put(Job(request, kind, message)):
            reason = f"busy: {self._inbox.size} requests wait already"
            shed = unread(request, kind, "shed", reason)
            self._answers.result(shed, message, request.reply_to)

    def _admit_order(self, message: Received) -> None:
        name = self._topics.command(message.topic) or NAMELESS
        if not self._inbox.put(Order(name, message.payload, message)):
            busy = Response(status="error", error="busy: too many commands wait; try again")
            self._answers.response(name, busy, message)
