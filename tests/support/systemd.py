"""The notify socket of systemd, and a file whose reader hangs."""

import fcntl
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.peer import PATIENCE


class NotifySocket:
    """What systemd is told, datagram by datagram, with when it came."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        self._came: list[tuple[float, str]] = []
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    @property
    def messages(self) -> list[str]:
        with self._changed:
            return [message for _, message in self._came]

    def expect(self, start: str, count: int = 1) -> str:
        """The datagram number ``count`` that starts so; waits for it."""

        def found() -> list[str]:
            return [message for _, message in self._came if message.startswith(start)]

        with self._changed:
            came = self._changed.wait_for(lambda: len(found()) >= count, PATIENCE)
            assert came, f"{start} was not sent: {self._came}"
            return found()[count - 1]

    def count(self, start: str) -> int:
        return sum(message.startswith(start) for message in self.messages)

    def expect_silence(self, start: str, seconds: float) -> float:
        """Wait until no such datagram came for a while; when the last one came."""
        deadline = time.monotonic() + PATIENCE
        with self._changed:
            while time.monotonic() < deadline:
                last = max((t for t, m in self._came if m.startswith(start)), default=0.0)
                left = last + seconds - time.monotonic()
                if left <= 0:
                    return last
                self._changed.wait(left)
        raise AssertionError(f"{start} goes on: {self.messages}")

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(PATIENCE)
        self._socket.close()

    def _read(self) -> None:
        while data := self._socket.recv(65_536):
            with self._changed:
                self._came.append((time.monotonic(), data.decode()))
                self._changed.notify_all()


@contextmanager
def hanging(path: Path) -> Iterator[None]:
    """Have everyone who opens the file wait, as a disk does that is gone.

    The lease of a file blocks an open() of others in the kernel until it is given back, up to
    the seconds in /proc/sys/fs/lease-break-time.
    """
    before = signal.signal(signal.SIGIO, signal.SIG_IGN)
    try:
        with path.open("r+b") as file:
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
            yield
    finally:
        signal.signal(signal.SIGIO, before)
