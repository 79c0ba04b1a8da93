"""The server: a connection a sentence, as Home Assistant does it, or one for many."""

import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any, BinaryIO, cast

from wyoming.error import Error
from wyoming.event import Event, write_event
from wyoming.ping import Ping, Pong

from agent.config import Wyoming
from agent.errors import MessageError, ServerError
from agent.log import get_logger
from agent.messages import MAX_ID, MAX_TEXT, IntentResult, Request, Result, check_request
from agent.wyoming.answers import answers, info
from agent.wyoming.events import read_event

#: Connections at a time; a satellite has one.
MAX_CONNECTIONS = 32
#: A connection on which nothing comes is closed after this time, in seconds.
IDLE = 300.0
#: Longest wait for a result, in seconds.
PATIENCE = 30.0

_log = get_logger("wyoming")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that came over Wyoming."""

    request: Request
    answer: "Future[tuple[Result, Sequence[IntentResult]]]"
    """Set to the result, and the intents of it that are left for the other side."""


#: Lets a sentence wait like every other request.
Ask = Callable[[Sentence], None]


class WyomingServer:
    """Listens from the start on, and answers on a thread for each connection.

    Args:
        config: its keys.
        ask: takes sentences.
        model: tells the name of the model in force.

    Raises:
        ServerError: the address cannot be listened on.
    """

    def __init__(self, config: Wyoming, ask: Ask, model: Callable[[], str]) -> None:
        self._config = config
        self.ask = ask
        self.model = model
        self._server = _Server(config, self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="wyoming", daemon=True
        )

    @property
    def port(self) -> int:
        """The port that it listens on."""
        port: int = self._server.server_address[1]
        return port

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()
        _log.info("wyoming at %s:%d", self._config.host, self.port)

    def stop(self) -> None:
        """Take no further connections."""
        if self._thread.is_alive():
            self._server.shutdown()
        self._server.server_close()

    def handle(self, event: Event) -> list[Event]:
        """The answer to an event; nothing where there is none to give.

        Raises:
            MessageError: a field of it is wrong or out of bounds.
        """
        if event.type == "describe":
            return [info(self.model(), ("en",))]
        if event.type == "ping":
            return [Pong(text=Ping.from_event(event).text).event()]
        if event.type not in ("transcript", "recognize"):
            return []
        request, context = self._read(event.data)
        sentence = Sentence(request, Future())
        self.ask(sentence)
        try:
            result, left = sentence.answer.result(PATIENCE)
        except TimeoutError:
            return [Error(text="no answer in time; the log of the agent tells more").event()]
        return answers(result, left, context)

    def _read(self, data: Mapping[str, Any]) -> tuple[Request, dict[str, Any] | None]:
        text, context = data.get("text"), data.get("context")
        language = data.get("language") or "en"
        if not isinstance(text, str) or len(text) > MAX_TEXT:
            raise MessageError(f"text must be a text of at most {MAX_TEXT} characters")
        if context is not None and not isinstance(context, dict):
            raise MessageError("context must be an object")
        if not isinstance(language, str) or not language.lower().startswith("en"):
            raise MessageError(f"language {str(language)[:MAX_ID]!r} is not known; en is")
        known = context or {}
        speakers = (known.get("satellite_id"), known.get("device_id"))
        areas = [self._config.satellites.get(one) for one in speakers if isinstance(one, str)]
        conversation = known.get("conversation_id")
        return (
            check_request(
                Request(
                    text=text,
                    area=next((area for area in areas if area), None),
                    conversation_id=conversation if isinstance(conversation, str) else None,
                )
            ),
            context,
        )


class _Server(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, config: Wyoming, owner: WyomingServer) -> None:
        self.owner = owner
        self.free = threading.BoundedSemaphore(MAX_CONNECTIONS)
        where = (config.host, config.port)
        try:
            self.address_family = socket.getaddrinfo(*where, type=socket.SOCK_STREAM)[0][0]
            super().__init__(where, _Connection)
        except OSError as error:
            problem = f"wyoming: cannot listen on {config.host}:{config.port}: {error.strerror}"
            raise ServerError(problem) from None

    def verify_request(self, request: Any, client_address: Any) -> bool:  # noqa: ARG002
        """Refuse a connection where there are too many."""
        if self.free.acquire(blocking=False):
            return True
        _log.warning("%d connections are open already; another is refused", MAX_CONNECTIONS)
        return False

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        """Log what went wrong, and go on."""
        _log.exception("fault in a connection")


class _Connection(StreamRequestHandler):
    timeout = IDLE
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def handle(self) -> None:
        """Answer event by event until the other side is done, or wrong."""
        reader, writer = cast(BinaryIO, self.rfile), cast(BinaryIO, self.wfile)
        try:
            while (event := read_event(reader)) is not None:
                for answer in self.server.owner.handle(event):
                    write_event(answer, writer)
        except MessageError as error:
            _log.warning("a connection is closed: %s", error)
            write_event(Error(text=str(error), code="wrong").event(), writer)
        except (OSError, ValueError):
            _log.debug("a connection ended")  # it went away, or was silent

    def finish(self) -> None:
        """Let another connection in."""
        self.server.free.release()
        try:
            super().finish()
        except OSError:
            _log.debug("a connection ended before its answer")
