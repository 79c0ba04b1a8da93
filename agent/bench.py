"""What the board can do: sentences a second, times and cost at every level of the governor."""

import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from agent.config import Config
from agent.daemon.models import Models
from agent.governor import Ceilings, Effect, Governor, Level, Pace, effect
from agent.governor.meters import SYS
from agent.governor.power import Power
from agent.grounding import Grounder
from agent.home import Area, Entity, Home
from agent.messages import Request, Result
from agent.pipeline import Conversations, Pipeline
from agent.recognizer import Phrases
from agent.tables import table

#: Time between two looks at the board, in seconds.
_EVERY = 1.0
#: Sentences that are read before anything is measured.
_WARM_UP = 20


@dataclass(frozen=True, slots=True)
class Moment:
    """The board at one time of the run."""

    at: float
    """Seconds since the run began."""
    level: str
    sentences: float
    """Sentences a second since the moment before."""
    temperature: float | None
    """Celsius."""
    watts: float | None


@dataclass(slots=True)
class Stage:
    """What was measured at one level."""

    level: str
    tier: str
    """What read."""
    allowed: float
    """CPU time that it was held to, in percent of one core."""
    seconds: float = 0.0
    cpu: float = 0.0
    """CPU seconds of the process."""
    joules: float | None = None
    """What the board took above nothing; None where it does not tell."""
    latencies: list[float] = field(default_factory=list)
    """Milliseconds of every sentence, without the waits of the pace."""
    moments: list[Moment] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Sentences that were answered."""
        return len(self.latencies)


class Bench:
    """Runs the pipeline as the agent does, without a broker, at one level after the other.

    Args:
        config: names the model and the limits.

    Raises:
        ModelError: the model cannot be used.
    """

    def __init__(self, config: Config) -> None:
        self.governor = Governor(config.limits)
        self._config = config
        self._models = Models(config)
        self._grounder = Grounder(_home())
        self._phrases = Phrases()
        self._power = Power(SYS)
        self._began = time.monotonic()

    @property
    def ceilings(self) -> Ceilings:
        """What the agent may take of this board."""
        return self.governor.ceilings

    def why_no_joules(self) -> str | None:
        """Why the cost of a sentence in joules is not known; None where it is."""
        return self._power.read(time.monotonic()).unknown.get("watts")

    def run(self, level: Level, seconds: float) -> Stage:
        """Measure one level for so long, and do at the same time what the governor would allow."""
        means = effect(level)
        pipeline = self._pipeline(means, level)
        sentences = _sentences()
        for text in itertools.islice(sentences, _WARM_UP):
            self._answer(pipeline, means, text)
        allowed = min(means.cpu or self.ceilings.cpu, self.ceilings.cpu)
        stage = Stage(str(level), means.tier, allowed)
        pace, watch = Pace(), _Watch(self._began, self.governor, self._power, stage)
        began, spent = time.monotonic(), time.process_time()
        while (now := time.monotonic()) < began + seconds:
            if wait := pace.wait(allowed):
                time.sleep(min(wait, _EVERY))
            else:
                self._measure(pipeline, means, next(sentences), stage)
            watch.look(now)
        stage.seconds = time.monotonic() - began
        stage.cpu = time.process_time() - spent
        stage.joules = watch.joules
        return stage

    def _pipeline(self, means: Effect, level: Level) -> Pipeline:
        model = self._models.take(means.tier, single=level > Level.NORMAL)
        while model is not self._models.full and means.tier == "full":
            time.sleep(_EVERY / 10)
            model = self._models.take(means.tier, single=level > Level.NORMAL)
        return Pipeline(
            model,
            self._grounder,
            self._config.threshold,
            Conversations(1, 1.0),
            phrases=self._phrases,
            by_heart=means.tier == "cache",
        )

    def _measure(self, pipeline: Pipeline, means: Effect, text: str, stage: Stage) -> None:
        began = time.perf_counter()
        if self._answer(pipeline, means, text):
            stage.latencies.append((time.perf_counter() - began) * 1000)

    def _answer(self, pipeline: Pipeline, means: Effect, text: str) -> Result | None:
        request = Request(text=text)
        if means.tier == "cache":
            return pipeline.recall(request, "voice")
        return pipeline.answer(request, "voice")


class _Watch:
    """Looks at the board now and then."""

    def __init__(self, began: float, governor: Governor, power: Power, stage: Stage) -> None:
        self._began = began
        self._governor = governor
        self._power = power
        self._stage = stage
        self._looked = time.monotonic()
        self._count = 0
        self.joules: float | None = None

    def look(self, now: float) -> None:
        """Note a moment when it is time."""
        passed = now - self._looked
        if passed < _EVERY:
            return
        self._governor.step()
        watts = self._power.read(now).get("watts")
        if watts is not None:
            self.joules = (self.joules or 0.0) + watts * passed
        sentences = (self._stage.count - self._count) / passed
        temperature = self._governor.sample.get("temperature")
        self._looked, self._count = now, self._stage.count
        self._stage.moments.append(
            Moment(now - self._began, self._stage.level, sentences, temperature, watts)
        )


def _sentences() -> Iterator[str]:
    """Sentences without end; as many of them as are remembered come again."""
    pairs = itertools.product(table("bench")["frames"], table("bench")["rooms"])
    return itertools.cycle([frame.replace("{}", room.lower()) for frame, room in pairs])


def _home() -> Home:
    rooms: Sequence[str] = table("bench")["rooms"]
    devices: Sequence[Sequence[str]] = table("bench")["devices"]
    return Home(
        areas=tuple(Area(id=room.lower(), name=room) for room in rooms),
        entities=tuple(
            Entity(
                id=f"{domain}.{room.lower()}_{noun.lower()}",
                name=f"{room} {noun}",
                area=room.lower(),
            )
            for room in rooms
            for domain, noun in devices
        ),
    )
