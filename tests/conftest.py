"""Fixtures that several parts of the tests share."""

import logging
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from support.logbook import Logbook
from support.mosquitto import Mosquitto
from support.peer import Peer
from support.process import AgentProcess

# A board or a busy machine may pause at any time; a slow example is no fault.
settings.register_profile("edge-intent", deadline=None)
settings.load_profile("edge-intent")


@pytest.fixture(scope="session")
def mosquitto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mosquitto]:
    """The broker that most tests share; each takes topics of its own or cleans up."""
    broker = Mosquitto(tmp_path_factory.mktemp("mosquitto")).start()
    yield broker
    broker.stop()


@pytest.fixture
def own_mosquitto(tmp_path: Path) -> Iterator[Callable[..., Mosquitto]]:
    """Makes a broker for one test, with lines for its configuration."""
    brokers: list[Mosquitto] = []

    def make(lines: str = "allow_anonymous true") -> Mosquitto:
        folder = tmp_path / f"mosquitto{len(brokers)}"
        folder.mkdir()
        brokers.append(Mosquitto(folder, lines))
        return brokers[-1]

    yield make
    for broker in brokers:
        broker.stop()


@pytest.fixture
def peer(mosquitto: Mosquitto) -> Iterator[Peer]:
    """Another program at the shared broker, which sees every topic."""
    one = Peer(mosquitto.port)
    yield one
    one.close()


@pytest.fixture
def log() -> Iterator[Logbook]:
    """What the package logs during the test, from the level debug on."""
    logger = logging.getLogger("edge_intent")
    book = Logbook()
    level = logger.level
    logger.addHandler(book)
    logger.setLevel(logging.DEBUG)
    yield book
    logger.removeHandler(book)
    logger.setLevel(level)


@pytest.fixture
def run_agent(mosquitto: Mosquitto, tmp_path: Path) -> Iterator[Callable[..., AgentProcess]]:
    """Starts the agent as a process with a configuration; it is connected when it is given."""
    running: list[AgentProcess] = []

    def run(lines: str, *, connected: bool = True, **environment: str) -> AgentProcess:
        path = tmp_path / "config.yaml"
        path.write_text(lines.replace("PORT", str(mosquitto.port)))
        running.append(AgentProcess(path, **environment))
        if connected:
            running[-1].expect("connected to the broker")
        return running[-1]

    yield run
    for agent in running:
        agent.stop(signal.SIGKILL)
