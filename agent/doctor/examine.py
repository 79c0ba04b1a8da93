"""The examination, from what everything rests on to what rests on everything."""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from agent.broker import Probe
from agent.config import Config, ConfigFile
from agent.doctor.board import check_board
from agent.doctor.clock import check_clock
from agent.doctor.files import check_files
from agent.doctor.finding import Finding, bad, good, note
from agent.doctor.home import check_home
from agent.doctor.model import check_model
from agent.doctor.rights import check_broker, check_rights
from agent.doctor.service import check_service
from agent.doctor.software import check_software
from agent.errors import EdgeIntentError
from agent.grounding import Policy


def examine(path: Path | None) -> Iterator[Finding]:
    """Look at everything; nothing that the agent does is changed.

    Args:
        path: the configuration file; None for the defaults.
    """
    yield from check_software()
    yield from check_clock()
    yield from check_service(path)
    try:
        file = ConfigFile(path)
        file.section("risk", Policy)
    except EdgeIntentError as error:
        yield bad("configuration", str(error))
        return
    yield _configuration(path)
    config = file.config
    yield from check_files(path, config)
    yield from _guarded("model", lambda: check_model(config))
    yield from check_board(config)
    yield from _guarded("broker", lambda: _connected(config))


def _configuration(path: Path | None) -> Finding:
    if path is None:
        mend = "edge-intent init writes one; --config names one"
        return note("configuration", "there is none; the defaults are in force", mend)
    return good("configuration", f"{path} can be used")


def _connected(config: Config) -> Iterator[Finding]:
    try:
        probe = Probe(config.mqtt)
    except EdgeIntentError:
        yield from _guarded("home", lambda: check_home(config, None))
        raise
    with contextlib.closing(probe):
        yield from check_broker(config, probe)
        yield from check_rights(config, probe)
        yield from _guarded("home", lambda: check_home(config, probe))


def _guarded(about: str, check: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """A check's findings; a fault that stops it is one of them."""
    try:
        yield from check()
    except EdgeIntentError as error:
        yield bad(about, str(error))
