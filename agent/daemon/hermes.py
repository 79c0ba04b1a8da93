"""Takes what comes over Hermes."""

from collections.abc import Callable, Sequence

from agent.broker import Publication, Received
from agent.config import Hermes
from agent.daemon.asker import Asker
from agent.daemon.desk import Desk
from agent.errors import MessageError
from agent.hermes import (
    CAPTURED,
    QUERY,
    TRAIN,
    HermesQuery,
    acknowledged,
    answers,
    failed,
    query_request,
    read_query,
    train_site,
)
from agent.log import get_logger
from agent.messages import IntentResult, Request, Result

_log = get_logger("hermes")


def hermes_filters(config: Hermes) -> tuple[str, ...]:
    """What to subscribe: queries, training and, if wanted, transcripts."""
    return (QUERY, TRAIN, CAPTURED) if config.captured else (QUERY, TRAIN)


class HermesDesk(Desk):
    """Lets queries wait like every other request; answers the rest at once.

    Args:
        config: its keys.
        submit: lets a request wait.
        answer: acknowledges a message and publishes something instead of a result.
    """

    def __init__(
        self,
        config: Hermes,
        submit: Callable[[Request, Received, Asker], None],
        answer: Callable[..., None],
    ) -> None:
        self._config = config
        self._submit = submit
        self._answer = answer

    def take(self, message: Received) -> bool:
        """Take a query or a request for training."""
        training = train_site(message.topic, message.payload)
        if training is None and message.topic not in (QUERY, CAPTURED):
            return False
        if message.retained:
            _log.warning("retained message on %s ignored", message.topic)
            self._answer(message)
        elif training is not None:
            _log.info("site %s asks for training; there is nothing to be trained", training[0])
            self._answer(message, acknowledged(*training))
        else:
            self._ask(message)
        return True

    def _ask(self, message: Received) -> None:
        query = HermesQuery(input="")
        try:
            query = read_query(message.topic, message.payload)
            request = query_request(query, self._config.sites)
        except MessageError as error:
            _log.warning("a message on %s gets no result: %s", message.topic, error)
            self._answer(message, failed(query, str(error)))
            return

        def told(result: Result, _: Sequence[IntentResult]) -> list[Publication]:
            return answers(query, result)

        only = None if query.intent_filter is None else frozenset(query.intent_filter)
        self._submit(request, message, Asker(told, only))
