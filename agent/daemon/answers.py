"""What is published for a result and for a command, and to whom."""

from collections.abc import Sequence

import msgspec

from agent.broker import Outbox, Publication, Received
from agent.errors import MessageError
from agent.health import Health
from agent.log import get_logger
from agent.messages import (
    IntentMessage,
    Response,
    Result,
    Topics,
    check_publish_topic,
    encode,
)
from agent.timers import waits

_log = get_logger("answers")


class Answers:
    """Publishes outcomes, then has the message acknowledged that they belong to."""

    def __init__(self, topics: Topics, outbox: Outbox, health: Health) -> None:
        self._topics = topics
        self._outbox = outbox
        self._health = health

    def result(
        self,
        result: Result,
        message: Received | None,
        reply_to: str | None = None,
        deeds: Sequence[Publication] = (),
    ) -> None:
        """Publish a result wherever it is wanted; from any thread.

        Args:
            result: what became of the request.
            message: the request as it came; None of a command that waited for its time.
            reply_to: a topic that the request names besides the response topic of MQTT 5.
            deeds: what else is published for it, before the message is acknowledged.
        """
        self._health.count(result.status, result.latency_ms if result.model else None)
        payload = encode(result)
        publications = [Publication(self._topics.result, payload)]
        publications += [
            Publication(self._topics.intent(one.intent), encode(one))
            for one in _intent_messages(result)
        ]
        publications += deeds
        if message:
            publications += self._replies(payload, message, reply_to)
        self._outbox.send(publications, message.receipt if message else None)

    def tell(self, publications: Sequence[Publication]) -> None:
        """Publish what belongs to no message."""
        self._outbox.send(publications)

    def response(self, command: str, response: Response, message: Received | None) -> None:
        """Publish the answer to a command; nothing when the agent commanded itself."""
        if message is None:
            return
        payload = encode(response)
        publications = [Publication(self._topics.response(command), payload)]
        publications += self._replies(payload, message, None)
        self._outbox.send(publications, message.receipt)

    def _replies(
        self, payload: bytes, message: Received, reply_to: str | None
    ) -> list[Publication]:
        return [
            Publication(topic, payload, correlation=message.correlation)
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


def check_reply_topic(topics: Topics, topic: str, field: str) -> None:
    """Refuse topics that cannot be published to, and the agent's own.

    Whoever may send a sentence could otherwise have the agent command itself, or go in circles.

    Raises:
        MessageError: naming ``field``.
    """
    check_publish_topic(topic, field)
    if topics.is_own(topic):
        raise MessageError(f"{field} must not be one of the agent's own topics")


def _intent_messages(result: Result) -> list[IntentMessage]:
    """One message for every intent that can be acted on now."""
    return [
        IntentMessage(
            request_id=result.request_id,
            text=result.text,
            area=result.area,
            **msgspec.structs.asdict(one),
        )
        for one in result.intents
        if one.status == "ok" and waits(one) is None
    ]
