"""What is published for a result and for a command, and to whom."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import msgspec

from agent.broker import Publication, Receipt, Received
from agent.daemon.asker import Asker
from agent.daemon.deeds import Deeds
from agent.daemon.inbox import Job, Priority
from agent.delivery import Outbox, Repeats, Unit, remembered
from agent.errors import MessageError
from agent.health import Health
from agent.log import get_logger
from agent.messages import (
    IntentMessage,
    IntentResult,
    Response,
    Result,
    Topics,
    check_publish_topic,
    decode,
    encode,
)
from agent.timers import waits

#: What answers a command instead of an answer that the broker does not take.
_TOO_LARGE = "the broker does not take the answer; mostly it is larger than its max_packet_size"

_log = get_logger("answers")


class Answers:
    """Publishes outcomes, then has the message acknowledged that they belong to.

    Args:
        topics: of this node.
        outbox: delivers.
        repeats: knows which requests came before.
        health: counts results.
        level: tells how far the agent has stepped back.
    """

    def __init__(
        self,
        topics: Topics,
        outbox: Outbox,
        repeats: Repeats,
        health: Health,
        level: Callable[[], str],
    ) -> None:
        self._level = level
        self._topics = topics
        self._outbox = outbox
        self._repeats = repeats
        self._health = health

    def job(self, job: Job, deeds: Deeds) -> None:
        """Publish what became of a request that waited; from any thread."""
        urgent = job.priority == Priority.URGENT
        self.result(deeds, job.message, job.request.reply_to, job.asker, urgent=urgent)

    def result(
        self,
        deeds: Deeds,
        message: Received,
        reply_to: str | None = None,
        asker: Asker | None = None,
        *,
        urgent: bool = False,
    ) -> None:
        """Publish a result wherever it is wanted; from any thread.

        Args:
            deeds: what became of the request.
            message: the request as it came.
            reply_to: a topic that the request names besides the response topic of MQTT 5.
            asker: who is told besides.
            urgent: whether it goes with what people say, although it may be of a device.
        """
        publications = self._result(deeds, self._topics.of(message.topic), asker)
        # What was not read, such as a request that was shed, is read when it comes again.
        final = deeds.result.tier is not None
        if deeds.result.kind == "sensor" and not urgent:
            publications = [replace(one, aside=True) for one in publications]
            if deeds.result.status == "shed":
                publications = [replace(one, qos=0) for one in publications]
        self._answer(publications, message, reply_to, deeds, final=final)

    def due(self, told: Sequence[Deeds | Publication], timers: bytes | None) -> None:
        """Publish what belongs to no message, and keep the timers with it, whole or not at all."""
        publications = [
            publication
            for one in told
            for publication in (
                self._result(one, self._topics) if isinstance(one, Deeds) else [one]
            )
        ]
        self._outbox.send(Unit(publications, timers=timers))

    def response(self, command: str, response: Response, message: Received | None) -> None:
        """Publish the answer to a command; nothing when the agent commanded itself."""
        if message is not None:
            topic = self._topics.response(command)
            short = Response(status="error", error=_TOO_LARGE, transaction=response.transaction)
            answer = Publication(topic, encode(response), instead=Publication(topic, encode(short)))
            self._answer([answer], message, None)

    def again(
        self,
        answer: Publication,
        message: Received,
        reply_to: str | None,
        asker: Asker | None = None,
    ) -> None:
        """Say again what a request was answered with."""
        _log.info("a request on %s came again; it is answered, not done, again", message.topic)
        publications = [answer, *self._replies(answer, message, reply_to)]
        if asker and answer.payload:
            publications += asker.told(decode(answer.payload, Result), ())
        self._outbox.send(Unit(publications if answer.payload else (), _receipts([message])))

    def ignore(self, message: Received, *instead: Publication) -> None:
        """Acknowledge a message that gets no result, but perhaps something ``instead``."""
        self._outbox.send(Unit(instead, _receipts([message]), passing=not instead))

    def _answer(
        self,
        publications: Sequence[Publication],
        message: Received,
        reply_to: str | None,
        deeds: Deeds | None = None,
        *,
        final: bool = True,
    ) -> None:
        answer = publications[0]
        kept = remembered(answer) if final and message.key is not None else None
        messages = [message, *self._repeats.finish(message.key, kept)]
        replies = [reply for one in messages for reply in self._replies(answer, one, reply_to)]
        self._outbox.send(
            Unit(
                [*publications, *replies],
                _receipts(messages),
                message.key,
                kept,
                deeds.timers if deeds else None,
                passing=not final,
            )
        )

    def _result(
        self, deeds: Deeds, topics: Topics, asker: Asker | None = None
    ) -> list[Publication]:
        """The result, and what is published because of it."""
        result = msgspec.structs.replace(deeds.result, throttle=self._level())
        self._health.count(result.status, result.latency_ms if result.model else None)
        intents = [
            Publication(topics.intent(one.intent), encode(one), until=deeds.until)
            for one in _intent_messages(result, deeds.left if asker and asker.does else ())
        ]
        told = asker.told(result, deeds.left) if asker else ()
        return [Publication(topics.result, encode(result)), *intents, *deeds.publications, *told]

    def _replies(
        self, answer: Publication, message: Received, reply_to: str | None
    ) -> list[Publication]:
        return [
            _to(topic, answer, message.correlation)
            for topic in dict.fromkeys((message.response_topic, reply_to))
            if topic is not None and self._may_answer(topic, message)
        ]

    def _may_answer(self, topic: str, message: Received) -> bool:
        try:
            check_reply_topic(self._topics, topic, "the response topic")
        except MessageError as error:
            _log.warning("a message on %s gets no answer of its own: %s", message.topic, error)
            return False
        return True


def _to(topic: str, answer: Publication, correlation: bytes | None) -> Publication:
    """An answer for another topic, as well as what is published where it is given up."""
    instead = answer.instead and _to(topic, answer.instead, correlation)
    return replace(answer, topic=topic, correlation=correlation, qos=1, instead=instead)


def _receipts(messages: Sequence[Received]) -> list[Receipt]:
    return [message.receipt for message in messages if message.receipt]


def check_reply_topic(topics: Topics, topic: str, field: str) -> None:
    """Refuse topics that cannot be published to, and the agent's own.

    Whoever may send a sentence could otherwise have the agent command itself, or go in circles.

    Raises:
        MessageError: naming ``field``.
    """
    check_publish_topic(topic, field)
    if topics.is_own(topic):
        raise MessageError(f"{field} must not be one of the agent's own topics")


def _intent_messages(result: Result, taken: Sequence[IntentResult]) -> list[IntentMessage]:
    """One message for every intent that can be acted on now, but for those that one has taken."""
    return [
        IntentMessage(
            request_id=result.request_id,
            text=result.text,
            area=result.area,
            **msgspec.structs.asdict(one),
        )
        for one in result.intents
        if one.status == "ok" and waits(one) is None and one not in taken
    ]
