"""What the agent itself does for a result: timers, delayed commands, messages to devices."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from agent.actuation import Act, Send, acts
from agent.broker import Broker, Publication
from agent.clock import rfc3339
from agent.daemon.service import Service
from agent.home import Home
from agent.log import get_logger
from agent.messages import (
    ANSWERED,
    ActMessage,
    ActStatus,
    IntentResult,
    Result,
    SentMessage,
    StateOverlay,
    TimerEvent,
    TimerEventName,
    TimerState,
    Topics,
    encode,
    worst,
)
from agent.pipeline import overlaid
from agent.timers import Fired, Timer, Timers, obey, waits

#: A command is not done this long after its time, in seconds: who gave it may have done it by
#: hand since.
MAX_LATE = 300.0
#: What says how a device shall be is sent again for so long, in seconds, where nobody knows whether
#: it arrived; later than that somebody may have set it otherwise.
_AGAIN = 30.0
_GIVEN_UP = "the broker did not confirm it in time; it may have been done all the same"

_log = get_logger("deeds")


@dataclass(slots=True)
class Deeds:
    """What became of a result beyond being published."""

    result: Result
    publications: list[Publication] = field(default_factory=list)
    timers: bytes | None = None
    """The timers, to be kept with it; None where it changed none."""
    until: float | None = None
    """When nobody has a use for it any more, on the monotonic clock."""
    left: tuple[IntentResult, ...] = ()
    """The intents that others have to do: neither answered nor done here."""


@dataclass(frozen=True, slots=True)
class _Sent:
    publications: list[Publication]
    is_all: bool
    """Whether nothing is left for others to do."""


class Doer:
    """Keeps timers and commands devices; used by the worker's thread alone."""

    def __init__(self, topics: Topics, broker: Broker, service: Service, timers: Timers) -> None:
        self._topics = topics
        self._broker = broker
        self._service = service
        self._timers = timers

    def wait(self) -> float | None:
        """Seconds until something is due; None while nothing is, or nobody could be told."""
        return self._timers.wait() if self._broker.is_connected else None

    def do(
        self, result: Result, states: Mapping[str, StateOverlay], until: float | None = None
    ) -> Deeds:
        """Do what a result asks of the agent itself.

        Args:
            result: of a request, as read.
            states: what the request told of states.
            until: when nobody has a use for it any more, on the monotonic clock.
        """
        deeds = Deeds(result, until=until)
        told = [self._timed(intent, deeds) for intent in result.intents]
        intents = tuple(intent for intent, _ in told)
        if intents != result.intents or any(speech is not None for _, speech in told):
            status = worst(tuple(one.status for one in intents))
            speech = _speech(result.speech, [speech for _, speech in told])
            deeds.result = msgspec.structs.replace(
                result, intents=intents, status=status, speech=speech
            )
        for intent, said in told:
            if waits(intent) is not None:
                continue
            sent = self._act(intent, result.request_id, states, until)
            deeds.publications += sent.publications
            if intent.status == "ok" and said is None and not sent.is_all:
                deeds.left += (intent,)
        deeds.timers = self._timers.changed()
        return deeds

    def changed(self) -> bytes | None:
        """The timers, to be kept with what is told next; None where none changed."""
        return self._timers.changed()

    def due(self) -> list[Deeds | Publication]:
        """What is due now: timers that are over, and commands that waited as results.

        While nobody can be told nothing is struck off, so that it is told, late, afterwards.
        """
        if not self._broker.is_connected:
            return []
        found: list[Deeds | Publication] = []
        for fired in self._timers.fire():
            is_missed = fired.timer.kind == "delay" and (
                fired.late > MAX_LATE or self._service.paused
            )
            event: TimerEventName = "missed" if is_missed else "finished"
            found.append(self._event(event, fired.timer, fired.late))
            _log.info("timer %s: %s", fired.timer.id, event)
            if fired.timer.command and not is_missed:
                found.append(self._delayed(fired, fired.timer.command))
        return found

    def timers(self) -> list[TimerState]:
        """All timers and commands that wait, as they are now."""
        return [TimerState(**self._describe(timer)) for timer in self._timers.all()]

    def cancel(self, timer_id: str) -> list[Publication] | None:
        """Cancel a timer, or ``all``; None where there is none of this id."""
        ids = [timer.id for timer in self._timers.all()] if timer_id == "all" else [timer_id]
        gone = [timer for one in ids if (timer := self._timers.cancel(one))]
        if not gone and timer_id != "all":
            return None
        return [self._event("cancelled", timer) for timer in gone]

    def _timed(self, intent: IntentResult, deeds: Deeds) -> tuple[IntentResult, str | None]:
        """An intent after what timers have to do with it, and what is to be said of that."""
        result = deeds.result
        asked = Timer(
            id="",
            kind="delay",
            started=waits(intent) or 0.0,
            total=0.0,
            area=result.area,
            request_id=result.request_id,
            text=result.text,
            said_as=result.kind,
            command=intent,
        )
        if intent.status == "ok" and asked.started:
            timer = self._timers.start(asked)
            if timer is None:
                full = "too many timers and delayed commands wait already"
                return msgspec.structs.replace(intent, status="refused", reason=full), full
            deeds.publications.append(self._event("started", timer))
            return intent, None
        asked = msgspec.structs.replace(asked, kind="timer", command=None)
        outcome = obey(self._timers, intent, asked)
        if outcome is None:
            return intent, None
        deeds.publications += [self._event(name, timer) for name, timer in outcome.events]
        return outcome.intent, outcome.speech

    def _delayed(self, fired: Fired, command: IntentResult) -> Deeds:
        """A command that waited, as if it were said now."""
        timer = fired.timer
        slots = tuple(slot for slot in command.slots if slot.name != "delay")
        intent = msgspec.structs.replace(command, slots=slots)
        result = Result(
            request_id=timer.id,
            text=timer.text,
            kind=timer.said_as,
            area=timer.area,
            status="ok",
            intents=(intent,),
            time=rfc3339(),
        )
        until = time.monotonic() + MAX_LATE
        sent = self._act(intent, timer.id, {}, until)
        return Deeds(result, sent.publications, until=until)

    def _act(
        self,
        intent: IntentResult,
        request_id: str,
        states: Mapping[str, StateOverlay],
        until: float | None,
    ) -> _Sent:
        """The messages to the devices, and one on what became of each."""
        if intent.intent in ANSWERED or not self._service.config.actuate.enabled:
            return _Sent([], intent.intent in ANSWERED)
        home = self._service.home
        targets = set(intent.targets)
        there = Home(entities=tuple(e for e in home.entities if e.id in targets))
        now = there.overlaid(overlaid(self._service.follower.states(), states))
        done = acts(
            intent,
            {entity.id: entity for entity in now.entities},
            self._service.follower.model.commands,
            self._service.config.actuate.allow,
        )
        latest = time.monotonic() + MAX_LATE
        until = latest if until is None else min(until, latest)
        publications: list[Publication] = []
        for act in done:
            publications += [self._send(act, send, request_id, until) for send in act.sends]
            publications.append(self._tell(act, request_id))
        return _Sent(publications, bool(done) and not any(act.refused for act in done))

    def _send(self, act: Act, send: Send, request_id: str, until: float) -> Publication:
        lost = replace(act, sends=(send,))
        return Publication(
            send.topic,
            send.payload.encode(),
            send.retain,
            until=until,
            again=_AGAIN if act.again else 0.0,
            instead=self._told(lost, request_id, "given_up", _GIVEN_UP),
        )

    def _tell(self, act: Act, request_id: str) -> Publication:
        if act.refused:
            _log.info("request %s: nothing sent to %s: %s", request_id, act.entity, act.refused)
            return self._told(act, request_id, "refused", act.refused)
        topics = ", ".join(send.topic for send in act.sends)
        _log.info("request %s: %s sent to %s", request_id, act.entity, topics)
        return self._told(act, request_id, "sent")

    def _told(
        self, act: Act, request_id: str, status: ActStatus, reason: str | None = None
    ) -> Publication:
        message = ActMessage(
            request_id=request_id,
            intent=act.intent,
            entity=act.entity,
            status=status,
            reason=reason,
            sent=tuple(
                SentMessage(topic=send.topic, payload=send.payload, retain=send.retain)
                for send in act.sends
            ),
            time=rfc3339(),
        )
        return Publication(self._topics.act, encode(message))

    def _event(self, name: TimerEventName, timer: Timer, late: float = 0.0) -> Publication:
        event = TimerEvent(
            **self._describe(timer), event=name, late=round(max(0.0, late), 3), time=rfc3339()
        )
        return Publication(self._topics.timer, encode(event))

    def _describe(self, timer: Timer) -> dict[str, Any]:
        return {
            "id": timer.id,
            "kind": timer.kind,
            "name": timer.name,
            "area": timer.area,
            "duration": timer.total,
            "left": round(self._timers.left(timer), 3),
            "ends": None if timer.ends is None else rfc3339(timer.ends),
            "request_id": timer.request_id,
            "text": timer.text,
            "command": timer.command,
        }


def _speech(before: str, timers: Sequence[str | None]) -> str:
    """What is said of a result: of timers what became of them, of the rest what was said before."""
    told = [speech for speech in timers if speech is not None]
    if len(told) == len(timers):
        return " ".join(told)
    return " ".join([before, *told]).strip()
