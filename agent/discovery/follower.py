"""The discovered home as it stands: gathers announcements, follows states."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping

from agent.discovery.interface import MAX_ANNOUNCEMENTS
from agent.discovery.merge import Model, merge
from agent.discovery.picture import Fault, Picture, Sources
from agent.discovery.states import LiveStates
from agent.errors import MessageError
from agent.home import Home
from agent.log import get_logger
from agent.messages import StateOverlay

#: A burst of announcements is over after this silence, in seconds.
QUIET = 0.5
#: Longest time that a burst is gathered, in seconds.
LONGEST = 5.0
#: Most that a burst of announcements may weigh, in bytes.
_MAX_WEIGHT = 32 * 1024 * 1024
#: Topics whose faults are remembered as reported.
_MAX_REPORTED = 1_000

_log = get_logger("discovery")


class Follower:
    """Knows the home, told and discovered; every method is safe from any thread.

    Args:
        sources: where announcements are looked for.
        clock: seconds on a clock that never goes back.
    """

    def __init__(self, sources: Sources, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        # Making a model takes long; what sentences ask for must not wait for it.
        self._making = threading.Lock()
        self._lock = threading.Lock()
        self._changed: Callable[[], None] = _nobody
        self._picture = Picture(sources=sources)
        self._states = LiveStates(clock)
        self._filed = Home()
        self._pushed = Home()
        self._model = Model()
        self._gathered: OrderedDict[str, bytes] = OrderedDict()
        self._weight = 0
        self._began = 0.0
        self._latest = 0.0
        self._reported: set[str] = set()
        self._faults = 0

    @property
    def model(self) -> Model:
        """The home as last made, without live states."""
        return self._model

    @property
    def faults(self) -> int:
        """Messages that were no use since the start."""
        return self._faults

    @property
    def topics(self) -> frozenset[str]:
        """All topics to subscribe: where things are announced, and where states are told."""
        sources = self._picture.sources
        stream = f"{sources.statestream}/" if sources.statestream else None
        with self._lock:
            states = self._states.topics
        # One subscription covers a whole statestream.
        apart = {topic for topic in states if stream is None or not topic.startswith(stream)}
        return frozenset(apart).union(sources.subscriptions())

    def notify(self, changed: Callable[[], None]) -> None:
        """Have ``changed`` called after every new model, on the thread that made it."""
        self._changed = changed

    def states(self) -> Mapping[str, StateOverlay]:
        """The live states by entity id, of those that are known."""
        with self._lock:
            return self._states.overlays()

    def tell(self, filed: Home, pushed: Home) -> None:
        """Take the homes that were told, and make the model anew at once."""
        with self._making:
            self._filed, self._pushed = filed, pushed
            self._renew(self._picture)
        self._changed()

    def take(self, topic: str, payload: bytes) -> None:
        """Take a message: a state counts at once, an announcement with the next model."""
        with self._lock:
            if self._states.knows(topic):
                self._follow(topic, payload)
            elif self._picture.sources.announces(topic):
                self._gather(topic, payload)

    def wait(self) -> float | None:
        """Seconds until :meth:`rebuild` is due; None while nothing is new."""
        with self._lock:
            if not self._gathered:
                return None
            due = min(self._latest + QUIET, self._began + LONGEST)
            return max(0.0, due - self._clock())

    def rebuild(self) -> bool:
        """Make the model of what was gathered; whether it is another than before."""
        with self._making:
            changed = self._take_gathered()
        if changed:
            self._changed()
        return changed

    def _take_gathered(self) -> bool:
        with self._lock:
            gathered, self._gathered, self._weight = self._gathered, OrderedDict(), 0
        picture, faults = self._picture.fed(gathered.items())
        for fault in faults:
            self._report(fault)
        changed = picture is not self._picture
        if changed:
            self._renew(picture)
        with self._lock:
            # A state that came before its entity was known counts now.
            for topic, payload in gathered.items():
                if self._states.knows(topic):
                    self._follow(topic, payload)
        return changed

    def _renew(self, picture: Picture) -> None:
        model = merge(self._filed, self._pushed, picture.found())
        with self._lock:
            self._picture = picture
            self._states.follow(model.live)
            self._model = model
        if model.left_out:
            self._report(("", f"{model.left_out} discovered entities too many are left out"))
        if self._states.left_out:
            self._report(("", f"{self._states.left_out} states too many are not followed"))

    def _gather(self, topic: str, payload: bytes) -> None:
        self._latest = self._clock()
        if not self._gathered:
            self._began = self._latest
        # Of one topic only the last word counts.
        self._weight -= len(self._gathered.pop(topic, b""))
        weight = self._weight + len(payload)
        if len(self._gathered) >= MAX_ANNOUNCEMENTS or weight > _MAX_WEIGHT:
            self._report((topic, "too many announcements at once; it is left out"))
            return
        self._gathered[topic] = payload
        self._weight = weight

    def _follow(self, topic: str, payload: bytes) -> None:
        try:
            self._states.take(topic, payload)
        except MessageError as error:
            self._report((topic, str(error)))

    def _report(self, fault: Fault) -> None:
        """Count a fault, and log it once a topic."""
        self._faults += 1
        topic, problem = fault
        if topic in self._reported or len(self._reported) >= _MAX_REPORTED:
            return
        self._reported.add(topic)
        _log.warning("%s%s", f"message on {topic} not used: " if topic else "", problem)


def _nobody() -> None:
    """Stands in until somebody wants to be told."""
