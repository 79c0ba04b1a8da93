"""The commands of ``request/<name>``."""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from agent.daemon.answers import Answers
from agent.daemon.deeds import Doer
from agent.daemon.inbox import Order
from agent.daemon.service import Service
from agent.daemon.sources import sourced_home
from agent.daemon.status import StatusReport
from agent.daemon.throttle import Throttle
from agent.errors import EdgeIntentError, MessageError
from agent.log import get_logger
from agent.messages import (
    MAX_PAYLOAD,
    MAX_REQUEST,
    Command,
    HomeCommand,
    ParseCommand,
    PauseCommand,
    Response,
    ThrottleCommand,
    TimersCommand,
    check_request,
    claimed_transaction,
    decode,
)
from agent.systemd import Notifier

_log = get_logger("commands")

_T = TypeVar("_T", bound=msgspec.Struct)


class Commands:
    """Does commands on the worker's thread and answers them."""

    def __init__(
        self,
        service: Service,
        report: StatusReport,
        answers: Answers,
        doer: Doer,
        notifier: Notifier,
        throttle: Throttle,
    ) -> None:
        self._throttle = throttle
        self._notifier = notifier
        self._doer = doer
        self._service = service
        self._report = report
        self._answers = answers
        self._table: dict[str, Callable[[bytes], tuple[Any, Any]]] = {
            "home": self._home,
            "parse": self._parse,
            "pause": self._pause,
            "reload": self._reload,
            "resume": self._resume,
            "status": self._status,
            "throttle": self._steer,
            "timers": self._timers,
        }

    def obey(self, order: Order) -> None:
        """Do a command; whatever becomes of it is answered, and nothing is raised."""
        try:
            response = self._do(order)
        except EdgeIntentError as error:
            response = self._failed(order, str(error))
        except Exception:
            _log.exception("fault in the command %s", order.name)
            response = self._failed(order, "fault in the agent; its log tells more")
        if response.error:
            _log.error("%s: %s", order.name, response.error)
        else:
            _log.info("%s: done", order.name)
        try:
            self._answers.response(order.name, response, order.message)
        except Exception:
            _log.exception("fault in the answer to the command %s", order.name)
            fault = self._failed(order, "fault in the agent; its log tells more")
            self._answers.response(order.name, fault, order.message)

    def _do(self, order: Order) -> Response:
        known = self._table.get(order.name)
        if known is None:
            raise MessageError(f"unknown command; known are {', '.join(sorted(self._table))}")
        limit = MAX_PAYLOAD if order.name == "home" else MAX_REQUEST
        if len(order.payload) > limit:
            raise MessageError(f"payload has {len(order.payload)} bytes; the limit is {limit}")
        data, transaction = known(order.payload)
        return Response(status="ok", data=data, transaction=transaction)

    def _failed(self, order: Order, problem: str) -> Response:
        transaction = claimed_transaction(order.payload)
        return Response(status="error", error=problem, transaction=transaction)

    def _pause(self, payload: bytes) -> tuple[Any, Any]:
        command = _read(payload, PauseCommand)
        self._service.paused = command.paused
        return {"paused": command.paused}, command.transaction

    def _resume(self, payload: bytes) -> tuple[Any, Any]:
        command = _read(payload, Command)
        self._service.paused = False
        return {"paused": False}, command.transaction

    def _reload(self, payload: bytes) -> tuple[Any, Any]:
        command = _read(payload, Command)
        with self._notifier.reloading():
            told = self._service.reload()
        self._throttle.retune(self._service.config.limits)
        return told, command.transaction

    def _status(self, payload: bytes) -> tuple[Any, Any]:
        command = _read(payload, Command)
        return self._report.make(), command.transaction

    def _steer(self, payload: bytes) -> tuple[Any, Any]:
        command = _read(payload, ThrottleCommand)
        if command.is_question and command.seconds is not None:
            raise MessageError("for goes with a level or limits")
        if not command.is_question:
            self._throttle.steer(command)
            self._report.publish_throttle()
        return self._throttle.message(), command.transaction

    def _parse(self, payload: bytes) -> tuple[Any, Any]:
        command = _read(payload, ParseCommand)
        check_request(command, command.kind)
        result = self._service.pipeline.answer(command, command.kind)
        told = msgspec.structs.replace(result, throttle=self._throttle.level())
        return told, command.transaction

    def _home(self, payload: bytes) -> tuple[Any, Any]:
        command = _read(payload, HomeCommand)
        parts = {
            key: value
            for key in ("floors", "areas", "entities")
            if (value := getattr(command, key)) is not msgspec.UNSET
        }
        if command.reset and parts:
            raise MessageError("reset goes without a home")
        if command.reset:
            self._service.reset_home()
        elif parts:
            self._service.replace_home(parts)
        source = self._service.homes.source
        if command.reset or parts:
            return {"source": source, **self._report.home_size()}, command.transaction
        if command.sources:
            told = {"source": source, **sourced_home(self._service.follower)}
            return told, command.transaction
        return {"source": source, "home": self._service.home}, command.transaction

    def _timers(self, payload: bytes) -> tuple[Any, Any]:
        command = _read(payload, TimersCommand)
        if command.cancel is not None:
            told = self._doer.cancel(command.cancel)
            if told is None:
                raise MessageError(f"there is no timer {command.cancel!r}")
            self._answers.due(told, self._doer.changed())
        return self._doer.timers(), command.transaction


def _read(payload: bytes, kind: type[_T]) -> _T:
    """A command's payload; nothing at all counts as an empty object."""
    return decode(payload.strip() or b"{}", kind)
