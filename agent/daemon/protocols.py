"""What the agent serves besides the broker: Wyoming and metrics, where they are wanted."""

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from agent.broker import Received
from agent.config import Config, is_loopback
from agent.daemon.asker import Asker
from agent.errors import ServerError
from agent.log import get_logger
from agent.messages import IntentResult, Request, Result, Status

_log = get_logger("daemon")


class Server(Protocol):
    """Something that runs beside the broker."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """End."""


def servers(
    config: Config,
    submit: Callable[[Request, Received, Asker], None],
    status: Callable[[], Status],
    connected: Callable[[], bool],
) -> list[Server]:
    """What the configuration wants to be served; nothing of the rest is even imported.

    Raises:
        ServerError: a library is missing, or an address cannot be listened on.
    """
    found: list[Server] = []
    if config.wyoming.enabled:
        found += _wyoming(config, submit, status)
    if config.metrics.enabled:
        found.append(_metrics(config, status, connected))
    return found


def _wyoming(
    config: Config,
    submit: Callable[[Request, Received, Asker], None],
    status: Callable[[], Status],
) -> list[Server]:
    try:
        from agent.wyoming import Sentence, WyomingServer
    except ModuleNotFoundError as error:
        raise _missing("wyoming", error) from None

    def ask(sentence: Sentence) -> None:
        def told(result: Result, left: Sequence[IntentResult]) -> tuple[()]:
            if not sentence.answer.done():
                sentence.answer.set_result((result, left))
            return ()

        came = Received(topic="wyoming", payload=b"", arrived=time.monotonic())
        submit(sentence.request, came, Asker(told, does=True))

    server = WyomingServer(config.wyoming, ask, lambda: status().model)
    if not config.wyoming.announce or is_loopback(config.wyoming.host):
        return [server]
    try:
        from agent.wyoming.presence import Presence
    except ModuleNotFoundError:
        _log.warning("wyoming is not announced: the library zeroconf is missing")
        return [server]
    return [server, Presence(config.wyoming, config.node, server.port)]


def _metrics(config: Config, status: Callable[[], Status], connected: Callable[[], bool]) -> Server:
    try:
        from agent.metrics import Exporter
    except ModuleNotFoundError as error:
        raise _missing("metrics", error) from None
    return Exporter(config.metrics, status, connected)


def _missing(extra: str, error: ModuleNotFoundError) -> ServerError:
    library = (error.name or "").partition(".")[0]
    return ServerError(
        f"{extra}.enabled: the library {library} is missing; "
        f"install it with: pip install 'edge-intent[{extra}]'"
    )
