"""A request's way from text to result: recognizer, grounding, speech."""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime
from random import Random

from agent.clock import rfc3339
from agent.config import Config
from agent.errors import EdgeIntentError
from agent.grounding import Conversation, Grounded, Grounder
from agent.log import get_logger
from agent.messages import MAX_TEXT, Kind, Request, Result, ResultStatus, StateOverlay
from agent.reading import Reading
from agent.recognizer import DEFAULT_MODEL, Phrase, Phrases, Provider, Recognizer, find_model
from agent.sensors import Origin, Report, ground, in_the_home, read_report

#: The tier of what was read before.
BY_HEART = "cache"
#: The tier of what is read without a model.
BY_STRUCTURE = "structure"

_IDS = Random()  # noqa: S311
_log = get_logger("pipeline")


class Conversations:
    """What follow-ups need, by conversation id: so many at most, and not for long.

    Args:
        size: the longest silent one is forgotten for a new one beyond this.
        expiry: seconds of silence after which one is forgotten.
        clock: seconds on a clock that never goes back.
    """

    def __init__(
        self, size: int, expiry: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._size = size
        self._expiry = expiry
        self._clock = clock
        self._known: OrderedDict[str, tuple[float, Conversation]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def get(self, conversation_id: str | None) -> Conversation | None:
        """The conversation of this id, begun if need be; None without an id."""
        if conversation_id is None:
            return None
        now = self._clock()
        while self._known and now - next(iter(self._known.values()))[0] > self._expiry:
            self._known.popitem(last=False)
        _, conversation = self._known.pop(conversation_id, (now, None))
        if len(self._known) >= self._size:
            self._known.popitem(last=False)
        conversation = conversation or Conversation()
        self._known[conversation_id] = (now, conversation)
        return conversation


class Pipeline:
    """Reads requests with one model in one home; immutable, replaced whole.

    Args:
        recognizer: text to what was meant.
        grounder: what was meant to this home's things.
        threshold: least confidence that counts as understood, 0 to 1.
        conversations: kept when the pipeline is replaced.
        live: tells the states of entities as they are now.
        phrases: what was read before.
        by_heart: whether phrases go before the recognizer; if not, what it reads is added to them.
    """

    def __init__(
        self,
        recognizer: Recognizer,
        grounder: Grounder,
        threshold: float,
        conversations: Conversations,
        live: Callable[[], Mapping[str, StateOverlay]] = dict,
        phrases: Phrases | None = None,
        *,
        by_heart: bool = False,
    ) -> None:
        self._live = live
        self._phrases = phrases
        self._by_heart = by_heart
        self._recognizer = recognizer
        self._grounder = grounder
        self._threshold = threshold
        self._conversations = conversations

    @property
    def model(self) -> str:
        """The model's name."""
        return self._recognizer.card.name

    @property
    def tier(self) -> str:
        """The model's kind."""
        return self._recognizer.card.tier

    @property
    def provider(self) -> Provider:
        """What the model runs on, and why."""
        return self._recognizer.provider

    def answer(
        self, request: Request, kind: Kind, queued: float = 0.0, report: Report | None = None
    ) -> Result:
        """What became of a request; never raises.

        Args:
            request: with its fields within bounds.
            kind: whether a person said it or a device wrote it.
            queued: seconds it waited before.
            report: of a device, what its structure tells, where that was read before.
        """
        if kind == "voice":
            return self._answer(request, kind, queued, lambda: self._hear(request))
        if report is None:
            report = read_report(request.text, Origin(area=request.area))
        if report.is_text and len(request.text) > MAX_TEXT:
            long = f"free text has {len(request.text)} characters; the limit is {MAX_TEXT}"
            return unread(request, kind, "error", long, queued)
        return self._answer(request, kind, queued, lambda: self._sense(request, report))

    def recall(
        self, request: Request, kind: Kind, queued: float = 0.0, report: Report | None = None
    ) -> Result | None:
        """The same without the model; None where only the model can read the text."""
        if kind == "sensor":
            report = report or read_report(request.text, Origin(area=request.area))
            return None if report.is_text else self.answer(request, kind, queued, report)
        phrase = self._by_memory(request.text)
        if phrase is None:
            return None
        return self._answer(
            request,
            kind,
            queued,
            lambda: (self._ground(phrase.reading, request), phrase.model, BY_HEART),
        )

    def _answer(
        self,
        request: Request,
        kind: Kind,
        queued: float,
        understand: Callable[[], tuple[Grounded, str | None, str]],
    ) -> Result:
        started = time.perf_counter()
        try:
            grounded, model, tier = understand()
        except EdgeIntentError as error:
            _log.exception("a request cannot be read: %s", error)
            return unread(request, kind, "error", str(error))
        except Exception as error:
            _log.exception("fault in reading a request (%s)", type(error).__name__)
            return unread(request, kind, "error", "fault in the agent; its log tells more")
        latency = time.perf_counter() - started
        return Result(
            request_id=request.request_id or new_id(),
            text=request.text,
            kind=kind,
            area=request.area,
            status=grounded.status,
            intents=grounded.intents,
            speech=grounded.speech,
            missed=grounded.missed,
            model=model,
            tier=tier,
            latency_ms=round(latency * 1000, 2),
            queued_ms=round(queued * 1000, 2),
            time=rfc3339(),
            conversation_id=request.conversation_id,
            facts=grounded.facts,
            explain=grounded.explain,
        )

    def _hear(self, request: Request) -> tuple[Grounded, str | None, str]:
        """What a person means, and what read it."""
        phrases, text = self._phrases, request.text
        known = self._by_memory(text) if self._by_heart else None
        if known is not None:
            return self._ground(known.reading, request), known.model, BY_HEART
        first = self._read(text)
        read = self._grounder.familiar.read_again(first, self._read, self._threshold)
        # What other words for the names of this home helped to read is not so in another.
        if phrases is not None and not self._by_heart and read is first:
            marks = self._grounder.marks(text)
            phrases.remember("voice", Phrase(read, self.model, marks))
        return self._ground(read, request), self.model, self.tier

    def _read(self, text: str) -> Reading:
        return self._recognizer.read(text, "voice", self._grounder.marks)

    def _by_memory(self, text: str) -> Phrase | None:
        if self._phrases is None or not self._phrases.keeps(text):
            return None
        return self._phrases.recall(text, "voice", self._grounder.marks(text))

    def _ground(self, reading: Reading, request: Request) -> Grounded:
        return self._grounder.ground(
            reading,
            area=request.area,
            states=overlaid(self._live(), request.states),
            threshold=self._threshold,
            explain=request.explain,
            conversation=self._conversations.get(request.conversation_id),
            now=datetime.now().astimezone(),
        )

    def _sense(self, request: Request, report: Report) -> tuple[Grounded, str | None, str]:
        """What a device tells, and what read it; it never commands."""
        readings: list[Reading] = []

        def read(text: str) -> Reading:
            reading = self._recognizer.read(text, "sensor")
            readings.append(in_the_home(reading, self._grounder.devices.verbatim(text)))
            return readings[-1]

        findings = report.findings(read, self._threshold, time.time())
        intents = ground(findings, self._grounder.devices)
        explain = self._grounder.explained(readings) if request.explain else None
        grounded = Grounded(intents, "", None, explain, "ok" if intents else "not_recognized")
        return grounded, *((self.model, self.tier) if readings else (None, BY_STRUCTURE))


def overlaid(
    live: Mapping[str, StateOverlay], told: Mapping[str, StateOverlay]
) -> Mapping[str, StateOverlay]:
    """Live states with what a request tells laid over them, attribute by attribute."""
    if not told:
        return live
    merged = dict(live)
    for entity_id, over in told.items():
        under = live.get(entity_id, over)
        merged[entity_id] = StateOverlay(
            state=under.state if over.state is None else over.state,
            attributes={**under.attributes, **over.attributes},
        )
    return merged


def load_model(config: Config) -> Recognizer:
    """The model that the configuration names.

    Raises:
        ModelError: it cannot be used.
    """
    folder = find_model(config.model or DEFAULT_MODEL)
    return Recognizer.load(folder, config.threads, config.provider)


def unread(
    request: Request | None, kind: Kind, status: ResultStatus, error: str, queued: float = 0.0
) -> Result:
    """The result of a request that was not read: shed, expired or wrong.

    Args:
        request: None where the payload is none.
        kind: of the topic it came on.
        status: ``shed``, ``expired`` or ``error``.
        error: why, for a person.
        queued: seconds it waited.
    """
    return Result(
        request_id=(request.request_id if request else None) or new_id(),
        text=request.text if request else "",
        kind=kind,
        area=request.area if request else None,
        status=status,
        queued_ms=round(queued * 1000, 2),
        time=rfc3339(),
        error=error,
        conversation_id=request.conversation_id if request else None,
    )


def new_id() -> str:
    """A request id for a request that brought none."""
    # No secret, and drawn for every message of every device: without asking the kernel each time.
    return f"{_IDS.getrandbits(48):012x}"
