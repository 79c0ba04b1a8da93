"""Which model reads: that of the configuration, or the small one that stands in for it."""

import threading
import time
from collections.abc import Callable

from agent.config import Config
from agent.errors import EdgeIntentError
from agent.governor import Tier
from agent.log import get_logger
from agent.pipeline import load_model
from agent.recognizer import NANO_MODEL, Recognizer, find_model

#: Time before a model is tried again that could not be loaded, in seconds.
_RETRY = 60.0

_log = get_logger("models")


class Models:
    """Keeps one model in memory, and changes it so that there is always one that reads.

    Args:
        config: names the model.

    Raises:
        ModelError: the model cannot be used.
    """

    def __init__(self, config: Config) -> None:
        self._ready: Callable[[], None] = lambda: None
        self._threads = config.threads
        self.full: Recognizer = load_model(config)
        """The model of the configuration."""
        self._nano: Recognizer | None = None
        self._has_stand_in = self.full.card.tier != "nano"
        self._is_loading = False
        self._tried = float("-inf")
        self.current: Recognizer = self.full
        """The model that reads now."""

    def notify(self, ready: Callable[[], None]) -> None:
        """Have ``ready`` called, on another thread, when a model was loaded in the background."""
        self._ready = ready

    def adopt(self, model: Recognizer, threads: int) -> None:
        """Read with another model, of a changed configuration, from now on."""
        self.full = self.current = model
        self._has_stand_in = model.card.tier != "nano"
        self._threads = threads

    def take(self, tier: Tier, *, single: bool) -> Recognizer:
        """The model to read with now; a larger one is loaded in the background.

        Args:
            tier: what may read; whatever reads by heart has the small one for what is urgent.
            single: whether a run may take one thread only.
        """
        if tier != "full" and self._has_stand_in:
            if (self.full.is_loaded or self.current is self.full) and not self._is_loading:
                self._step_down()
        elif self.current is not self.full:
            self._step_up()
        elif self._threads > 1 and self.full.is_loaded:
            self._spread(1 if single else self._threads)
        return self.current

    def rest(self) -> None:
        """Give the memory of the model back until the next sentence."""
        if not self._is_loading:
            self.current.unload()

    def _spread(self, threads: int) -> None:
        if time.monotonic() - self._tried < _RETRY:
            return
        try:
            self.full.ensure(threads)
        except EdgeIntentError as error:
            self._tried = time.monotonic()
            _log.error("the model goes on with the threads that it has: %s", error)

    def _step_down(self) -> None:
        # One after the other: memory may be what is short.
        self.full.unload()
        try:
            if self._nano is None:
                self._nano = Recognizer.load(find_model(NANO_MODEL))
            self._nano.ensure()
            self.current = self._nano
        except EdgeIntentError as error:
            self._has_stand_in = False
            _log.error("the small model cannot stand in: %s", error)

    def _step_up(self) -> None:
        if self.full.is_loaded and not self._is_loading:
            small, self.current = self.current, self.full
            small.unload()
        elif not self._is_loading and time.monotonic() - self._tried >= _RETRY:
            self._is_loading = True
            threading.Thread(
                target=self._load, args=(self.full,), name="model", daemon=True
            ).start()

    def _load(self, model: Recognizer) -> None:
        try:
            model.ensure()
        except EdgeIntentError as error:
            self._tried = time.monotonic()
            _log.error("the model cannot be loaded again: %s", error)
        finally:
            self._is_loading = False
        self._ready()
