"""What is live and can be replaced while the agent runs: configuration, home, model."""

from pathlib import Path
from typing import Any

import msgspec

from agent.config import Config, ConfigFile
from agent.daemon.homes import Homes
from agent.daemon.models import Models
from agent.discovery import Follower, sources
from agent.errors import EdgeIntentError
from agent.governor import Budget
from agent.grounding import Grounder, Policy
from agent.home import Home
from agent.log import get_logger, set_up
from agent.pipeline import Conversations, Pipeline, load_model
from agent.recognizer import Phrases

#: Keys that take effect only when the agent starts.
AT_START = (
    *("node", "mqtt", "state_dir", "delivery", "outbox", "share_group", "discovery", "queue"),
    *("conversation", "drain", "hermes", "metrics", "wyoming", "inputs", "sensors"),
)
#: Keys that need the model loaded again.
OF_MODEL = ("model", "threads", "provider")

_log = get_logger("service")


class Service:
    """The agent's working parts; used by one thread at a time.

    Args:
        path: the configuration file; None for the defaults.

    Raises:
        ConfigError: the configuration cannot be used.
        HomeError: the home file cannot be used.
        ModelError: the model cannot be used.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self.problem: str | None = None
        """What went wrong in replacing something, until it goes right."""
        self.paused = False
        file = ConfigFile(path)
        self.config = file.config
        set_up(self.config.log.level, self.config.log.format)
        self.homes = Homes(self.config.home, self.config.state_dir)
        self.follower = Follower(sources(self.config.discovery))
        self.follower.tell(self.homes.filed, self.homes.pushed)
        self._policy = file.section("risk", Policy)
        self.models = Models(self.config)
        self._recognizer = self.models.current
        self._phrases = Phrases()
        kept = self.config.conversation
        self._conversations = Conversations(kept.size, kept.expiry)
        self._model = self.follower.model
        self.pipeline = self._assemble()

    @property
    def home(self) -> Home:
        """The home in force, without live states."""
        return self._model.home

    def refresh(self) -> None:
        """Put the home in force that is known by now."""
        if self.follower.model is not self._model:
            self._model = self.follower.model
            self.pipeline = self._assemble()

    def give_way(self, budget: Budget) -> None:
        """Read with the model that may read now."""
        recognizer = self.models.take(budget.tier, single=budget.single)
        if recognizer is not self._recognizer:
            self._recognizer = recognizer
            self.pipeline = self._assemble()

    def reload(self) -> dict[str, list[str]]:
        """Read the configuration, the home file and, if it changed, the model again.

        Returns:
            The keys that ``changed``, and of them those that ``need_restart``.

        Raises:
            EdgeIntentError: something cannot be used; all that was in force stays in force.
        """
        try:
            file = ConfigFile(self._path)
            config = file.config
            homes = Homes(config.home, self.config.state_dir)
            homes.carry(self.homes)
            policy = file.section("risk", Policy)
            same = not any(_differ(key, config, self.config) for key in OF_MODEL)
            recognizer = None if same else load_model(config)
        except EdgeIntentError as error:
            self.problem = f"not reloaded: {error}"
            raise
        changed = [key for key in config.__struct_fields__ if _differ(key, config, self.config)]
        if (homes.filed, homes.pushed) != (self.homes.filed, self.homes.pushed):
            changed += ["home"] if "home" not in changed else []
        waiting = [key for key in changed if key in AT_START]
        kept = {key: getattr(self.config, key) for key in AT_START}
        self.config = msgspec.structs.replace(config, **kept)
        self.homes, self._policy = homes, policy
        if recognizer is not None:
            self._phrases.forget()
            self.models.adopt(recognizer, config.threads)
            self._recognizer = recognizer
        self._tell()
        self.problem = f"restart the agent for: {', '.join(waiting)}" if waiting else None
        set_up(self.config.log.level, self.config.log.format)
        return {"changed": changed, "need_restart": waiting}

    def replace_home(self, data: Any) -> None:
        """Replace the pushed home.

        Raises:
            HomeError: it cannot be used; the one in force stays.
        """
        self.homes.push(data)
        self._tell()

    def reset_home(self) -> None:
        """Go back to the home file.

        Raises:
            HomeError: the pushed home cannot be forgotten.
        """
        self.homes.reset()
        self._tell()

    def _tell(self) -> None:
        self.follower.tell(self.homes.filed, self.homes.pushed)
        self._model = self.follower.model
        self.pipeline = self._assemble()

    def _assemble(self) -> Pipeline:
        return Pipeline(
            self._recognizer,
            Grounder(self._model.home, self._policy, self._model.known_as),
            self.config.threshold,
            self._conversations,
            self.follower.states,
            self._phrases,
            by_heart=self._recognizer is not self.models.full,
        )


def _differ(key: str, one: Config, other: Config) -> bool:
    return bool(getattr(one, key) != getattr(other, key))
