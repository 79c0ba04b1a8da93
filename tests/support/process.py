"""The agent as a process of its own, as it runs on a board."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from support.peer import PATIENCE

REPOSITORY = Path(__file__).parents[2]
HOME = REPOSITORY / "deploy" / "examples" / "home.yaml"


class AgentProcess:
    """``edge-intent run`` with a configuration; its log can be waited on."""

    def __init__(self, config: Path, *starter: str, **environment: str) -> None:
        """Start it; ``starter`` is another program that becomes it."""
        self.config = config
        self._lines: list[str] = []
        self._changed = threading.Condition()
        self.process = subprocess.Popen(
            [sys.executable, *(starter or ("-m", "agent", "run", "--config", str(config)))],
            stderr=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
            env={**os.environ, **environment},
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def log(self) -> str:
        with self._changed:
            return "\n".join(self._lines)

    def expect(self, text: str, count: int = 1) -> str:
        """A line of the log that holds ``text``, the ``count``-th; waits for it."""

        def found() -> list[str]:
            return [line for line in self._lines if text in line]

        with self._changed:
            came = self._changed.wait_for(lambda: len(found()) >= count, PATIENCE)
            assert came, f"{text!r} was not logged:\n" + "\n".join(self._lines)
            return found()[count - 1]

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End it, and wait until it has; its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        status = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return status

    def _read(self) -> None:
        assert self.process.stderr
        with self.process.stderr:
            for line in self.process.stderr:
                with self._changed:
                    self._lines.append(line.rstrip("\n"))
                    self._changed.notify_all()
