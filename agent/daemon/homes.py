"""The homes that were told: the one of the home file, and the one that was pushed."""

from pathlib import Path
from typing import Any, Literal

import msgspec

from agent.errors import HomeError
from agent.files import replace_file
from agent.home import Home, load_home, read_home
from agent.log import get_logger

_FILE = "home.json"

_log = get_logger("home")


class Homes:
    """Keeps a pushed home over restarts.

    Args:
        file: the home file; None without one.
        state_dir: where a pushed home is kept; None keeps it until the agent stops.

    Raises:
        HomeError: the home file cannot be used.
    """

    def __init__(self, file: Path | None, state_dir: Path | None) -> None:
        self._filed = load_home(file) if file else None
        self._kept = state_dir / _FILE if state_dir else None
        self._pushed = self._load()

    @property
    def filed(self) -> Home:
        """The home of the file; an empty one without a file."""
        return self._filed or Home()

    @property
    def pushed(self) -> Home:
        """The home that was pushed; an empty one where none was."""
        return self._pushed or Home()

    @property
    def source(self) -> Literal["pushed", "file", "none"]:
        """The latest of what was told."""
        return "pushed" if self._pushed else "file" if self._filed else "none"

    def push(self, data: Any) -> None:
        """Replace the pushed home.

        Raises:
            HomeError: it cannot be used, or not be kept; the one before stays.
        """
        home = read_home(data, [area.id for area in self.filed.areas])
        if self._kept:
            _write(self._kept, msgspec.json.encode(home))
        self._pushed = home

    def reset(self) -> None:
        """Forget the pushed home.

        Raises:
            HomeError: the kept one cannot be removed.
        """
        if self._kept:
            try:
                self._kept.unlink(missing_ok=True)
            except OSError as error:
                raise HomeError(f"cannot remove {self._kept}: {error.strerror}") from None
        self._pushed = None

    def carry(self, other: "Homes") -> None:
        """Take over a home that was pushed to ``other`` and is kept nowhere."""
        if self._kept is None:
            self._pushed = other._pushed

    def _load(self) -> Home | None:
        if self._kept is None:
            return None
        try:
            # The file may have lost areas since that it names.
            return read_home(msgspec.json.decode(self._kept.read_bytes()), None)
        except FileNotFoundError:
            return None
        except (OSError, HomeError, msgspec.DecodeError, ValueError, RecursionError) as error:
            # The file's home is better than none; the pushed one can be pushed again.
            _log.error("the pushed home kept in %s cannot be used: %s", self._kept, error)
            return None


def _write(path: Path, data: bytes) -> None:
    try:
        replace_file(path, data)
    except OSError as error:
        raise HomeError(f"the home cannot be kept in {path}: {error.strerror}") from None
