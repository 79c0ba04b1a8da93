"""What the package logs, for tests to wait on."""

import logging
import threading

from support.peer import PATIENCE


class Logbook(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self._lines: list[str] = []
        self._changed = threading.Condition()

    def emit(self, record: logging.LogRecord) -> None:
        with self._changed:
            self._lines.append(f"{record.levelname} {record.getMessage()}")
            self._changed.notify_all()

    @property
    def lines(self) -> list[str]:
        with self._changed:
            return list(self._lines)

    def expect(self, text: str) -> str:
        """The first line that holds ``text``; waits for it."""
        with self._changed:
            came = self._changed.wait_for(lambda: any(text in x for x in self._lines), PATIENCE)
            assert came, f"{text!r} was not logged:\n" + "\n".join(self._lines)
            return next(line for line in self._lines if text in line)
