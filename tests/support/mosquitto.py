"""A real mosquitto for the tests."""

import shutil
import signal
import socket
import subprocess
import threading
from pathlib import Path

#: Debian puts it where only root's path looks.
EXECUTABLE = shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
_PATIENCE = 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Mosquitto:
    """A broker on a free port of this machine.

    Its folder keeps what it persists, so that a stopped one comes back with its sessions.
    """

    def __init__(self, folder: Path, lines: str = "allow_anonymous true") -> None:
        self.port = free_port()
        self._running = threading.Event()
        self._config = folder / "mosquitto.conf"
        self._config.write_text(
            f"listener {self.port} 127.0.0.1\n"
            f"{lines}\n"
            "persistence true\n"
            f"persistence_location {folder}/\n"
            "autosave_on_changes true\n"
            "autosave_interval 1\n"
            "set_tcp_nodelay true\n"
            "user root\n"
            "log_dest stderr\n"
        )
        self._process: subprocess.Popen[str] | None = None
        self.log: list[str] = []

    def start(self) -> "Mosquitto":
        assert EXECUTABLE, "mosquitto is not installed"
        self._running.clear()
        self._process = subprocess.Popen(
            [EXECUTABLE, "-c", str(self._config)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, args=(self._process,), daemon=True)
        self._reader.start()
        assert self._running.wait(_PATIENCE), "\n".join(self.log)
        return self

    def stop(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGCONT)
            self._process.terminate()
            self._process.wait(_PATIENCE)
            self._reader.join(_PATIENCE)
            self._process = None

    def kill(self) -> None:
        """End it as a power cut does."""
        assert self._process
        self._process.kill()
        self._process.wait(_PATIENCE)
        self._reader.join(_PATIENCE)
        self._process = None

    def freeze(self) -> None:
        """Have it answer nothing, as a machine does that swaps itself to death."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process
        self._process.send_signal(signal.SIGCONT)

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout
        with process.stdout:
            for line in process.stdout:
                self.log.append(line.rstrip())
                if "running" in line:
                    self._running.set()
