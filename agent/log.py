"""The package's log: one logger, lines on standard error that the journal understands."""

import logging
import os
import re
import sys
import time
from typing import Any, Literal

import msgspec

from agent.clock import rfc3339

#: Every logger of the package descends from this one; the root logger is left alone.
LOGGER = "edge_intent"
#: Seconds for which a fault is shown in the status.
FAULT_SHOWN = 600.0

# Without this the library would print warnings where nobody set the log up.
logging.getLogger(LOGGER).addHandler(logging.NullHandler())

#: Priorities that the journal reads from the front of a line (sd-daemon(3)).
_PRIORITIES = (
    (logging.ERROR, "<3>"),
    (logging.WARNING, "<4>"),
    (logging.INFO, "<6>"),
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def get_logger(part: str) -> logging.Logger:
    """The logger of one part of the package, such as ``broker``."""
    return logging.getLogger(f"{LOGGER}.{part}")


class Faults(logging.Handler):
    """Remembers the last fault, so that the status tells of it for a while."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._last: tuple[float, str] | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Remember a record that carries an exception."""
        if record.exc_info:
            self._last = (time.monotonic(), record.getMessage())

    @property
    def last(self) -> str | None:
        """The last fault in a sentence, for :data:`FAULT_SHOWN` seconds."""
        if self._last is None or time.monotonic() - self._last[0] > FAULT_SHOWN:
            return None
        return f"{self._last[1]}; the log tells more"


#: What went wrong in the last minutes, of the whole package.
faults = Faults()


def set_up(level: str, style: Literal["text", "json"]) -> None:
    """Send the package's log to standard error; a second call replaces the first.

    Args:
        level: ``debug``, ``info``, ``warning`` or ``error``.
        style: lines for people, or a JSON object a line.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if style == "json" else _text())
    logger = logging.getLogger(LOGGER)
    logger.handlers = [handler, faults]
    logger.setLevel(level.upper())
    logger.propagate = False


def _text() -> logging.Formatter:
    # The journal stamps and ranks each line itself.
    if os.environ.get("JOURNAL_STREAM"):
        return _Journal("%(message)s")
    return _Text("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%d %H:%M:%S")


class _Text(logging.Formatter):
    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802, the base's name
        # What came over the broker must not forge a line of its own.
        return _CONTROL.sub(lambda m: repr(m[0])[1:-1], super().formatMessage(record))


class _Journal(_Text):
    def format(self, record: logging.LogRecord) -> str:
        priority = next((p for least, p in _PRIORITIES if record.levelno >= least), "<7>")
        return "\n".join(priority + line for line in super().format(record).splitlines())


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "time": rfc3339(record.created),
            "level": record.levelname.lower(),
            "part": record.name.removeprefix(f"{LOGGER}."),
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["fault"] = self.formatException(record.exc_info)
        return msgspec.json.encode(entry).decode()
