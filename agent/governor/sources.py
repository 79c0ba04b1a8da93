"""Small files of ``/proc`` and ``/sys``, each read with an answer or with why there is none."""

import os
from pathlib import Path

#: No file of these that is read here is longer, in bytes.
_ENOUGH = 8192


class Unknown(Exception):  # noqa: N818, it is no fault but an answer
    """A file does not say what it should; the text says why, for a person."""


def read(path: Path | str) -> str:
    """What a file says.

    Raises:
        Unknown: it is not there, does not answer, or is not text.
    """
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            return os.read(file, _ENOUGH).decode().strip()
        finally:
            os.close(file)
    except OSError as error:
        raise Unknown(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Unknown(f"{path}: not text") from None


def number(path: Path | str) -> float:
    """The number that a file says.

    Raises:
        Unknown: it says none.
    """
    text = read(path)
    try:
        return float(text)
    except ValueError:
        raise Unknown(f"{path}: {text[:40]!r} is no number") from None


def field(text: str, name: str, path: Path | str) -> float:
    """The number behind a name in a file of lines ``name number``.

    Raises:
        Unknown: there is no such line.
    """
    for line in text.splitlines():
        words = line.split()
        if len(words) > 1 and words[0] == name and words[1].isdecimal():
            return float(words[1])
    raise Unknown(f"{path}: no {name}")


class Rate:
    """How fast a counter goes, from one look to the next."""

    def __init__(self) -> None:
        self._before: tuple[float, float] | None = None

    def of(self, count: float, now: float) -> float | None:
        """Its growth a second since the look before; None at the first."""
        before, self._before = self._before, (count, now)
        if before is None or now <= before[1]:
            return None
        return max(0.0, count - before[0]) / (now - before[1])
