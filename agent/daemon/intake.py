"""From a message to the request in it: which topic is read how, and how urgent it is."""

import re
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

import msgspec

from agent.broker import Received
from agent.config import Sensors
from agent.daemon.inbox import Job, Priority
from agent.messages import (
    MAX_ID,
    Kind,
    Request,
    Topics,
    check_request,
    read_request,
    read_text,
)
from agent.pipeline import new_id
from agent.sensors import (
    Inputs,
    Origin,
    Rates,
    Report,
    may_be_urgent,
    read_input,
    read_report,
)

#: Looks of readings that are remembered; the oldest go first, and are learned again.
_MAX_LOOKS = 2_000
_FIGURE = re.compile(rb"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Read:
    """A request as it was read from a message."""

    request: Request
    report: Report | None
    """What a device's text tells without the model."""


class _Readings:
    """What messages look like that tell readings and nothing else, but for their figures."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, None] = OrderedDict()

    def add(self, message: Received) -> None:
        self._known[_look(message)] = None
        if len(self._known) > _MAX_LOOKS:
            self._known.popitem(last=False)

    def knows(self, message: Received) -> bool:
        return _look(message) in self._known


class Intake:
    """Reads requests out of messages, those of devices on one thread alone.

    Args:
        topics: of this node.
        inputs: topics of others that are read.
        sensors: how much of devices is read.
    """

    def __init__(self, topics: Topics, inputs: Inputs, sensors: Sensors) -> None:
        self._inputs = inputs
        self._sensors = sensors
        self._rates = Rates()
        self._readings = _Readings()
        self._own: dict[str, Kind] = {
            topic: kind
            for one in (topics, topics.shared)
            if one
            for topic, kind in _kinds(one).items()
        }

    def kind(self, topic: str) -> Kind | None:
        """Who writes on a topic; None where it is not one of requests."""
        own = self._own.get(topic)
        if own is not None:
            return own
        one = self._inputs.of(topic)
        return one.kind if one is not None else None

    def is_own(self, topic: str) -> bool:
        """Whether a topic of requests is one of the contract."""
        return topic in self._own

    def is_needless(self, message: Received, kind: Kind) -> bool:
        """Whether a message of a device may be left unread where there is no time for it.

        It is then like one that told readings and nothing else, but for its figures.
        """
        if kind == "voice" or b'"reply_to"' in message.payload:
            return False  # somebody waits for the answer
        if not self._readings.knows(message):
            return False
        return not may_be_urgent(message.payload.decode("utf-8", "replace"))

    def read(self, message: Received, kind: Kind) -> Read | None:
        """The request in a message; None where a message of others holds no text.

        Raises:
            MessageError: it is no request.
        """
        one = None if self.is_own(message.topic) else self._inputs.of(message.topic)
        if one is None:
            request = read_request(message.payload, kind)
            report = None
            if kind == "sensor":
                report = read_report(request.text, Origin(area=request.area))
            return Read(request, report)
        heard = read_input(one, message.topic, read_text(message.payload))
        if heard is None:
            return None
        area = heard.origin.area[:MAX_ID] if heard.origin.area else None
        request = check_request(Request(text=heard.text, area=area), kind)
        report = read_report(heard.text, heard.origin, heard.columns) if kind == "sensor" else None
        return Read(request, report)

    def job(self, read: Read, kind: Kind, message: Received) -> Job:
        """A request as it waits: by its priority, and by what makes it needless."""
        report, request = read.report, read.request
        request = msgspec.structs.replace(request, request_id=request.request_id or new_id())
        if request.urgent or (report is not None and report.is_urgent):
            return Job(request, kind, message, Priority.URGENT, report=report)
        if report is None:
            return Job(request, kind, message, Priority.VOICE)
        if report.key is None:
            return Job(request, kind, message, Priority.EVENT, report=report)
        self._readings.add(message)
        key = (message.topic, report.key)
        return Job(request, kind, message, Priority.READING, key, report=report)

    def excess(self, job: Job) -> str | None:
        """Why a request is not read because its device sends too many; None where it is read."""
        if job.report is None or job.priority == Priority.URGENT:
            return None
        source, sensors = (job.message.topic, *job.report.source), self._sensors
        if self._rates.admits(source, sensors.rate, sensors.burst):
            return None
        named = next((name for name in job.report.source if name), job.message.topic)
        return f"{named} sends more than {sensors.rate:g} messages a second (sensors.rate)"


def _look(message: Received) -> Hashable:
    return hash((message.topic, _FIGURE.sub(b"#", message.payload)))


def _kinds(topics: Topics) -> dict[str, Kind]:
    return {topics.voice: "voice", topics.sensor: "sensor"}
