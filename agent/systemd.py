"""Tells systemd how the service is: sd_notify(3) without its library."""

import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from agent.log import get_logger

#: Longest wait for room in the socket, in seconds; systemd empties it at once.
_TIMEOUT = 2.0

_log = get_logger("systemd")


class Notifier:
    """The notify socket; without one, as outside of systemd, every method does nothing.

    Args:
        environment: where systemd says what it wants to hear.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        # An @ stands for the zero byte of an abstract address.
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self.watchdog = _watchdog(environment) if self.is_heard else None
        """Seconds within which systemd wants to hear of progress; None where it does not."""
        self.is_ready = False
        self._status = ""

    @property
    def is_heard(self) -> bool:
        """Whether systemd listens."""
        return self._address.startswith(("/", "\0"))

    def ready(self) -> None:
        """The agent does what it is for."""
        self.is_ready = True
        self._send("READY=1")

    @contextmanager
    def reloading(self) -> Iterator[None]:
        """The configuration is read again; before the agent is ready that is no news."""
        was_ready = self.is_ready
        if was_ready:
            # One datagram: systemd compares the stamp with when it asked for the reload.
            self._send(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")
        try:
            yield
        finally:
            if was_ready:
                self._send("READY=1")

    def stopping(self) -> None:
        """The agent answers what waits and ends."""
        self._send("STOPPING=1\nSTATUS=stopping")

    def progress(self) -> None:
        """Every part of the agent gets on."""
        self._send("WATCHDOG=1")

    def status(self, line: str) -> None:
        """Say in one line how the agent is; what was said before is not said again."""
        if line != self._status:
            self._status = line
            self._send(f"STATUS={' '.join(line.split())}")

    def _send(self, message: str) -> None:
        if not self.is_heard:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
                sender.settimeout(_TIMEOUT)
                sender.sendto(message.encode(), self._address)
        except OSError as error:
            _log.warning("systemd does not hear %r: %s", message.partition("\n")[0], error)


def _watchdog(environment: Mapping[str, str]) -> float | None:
    """WatchdogSec= of the unit, if it is meant for this process."""
    microseconds = environment.get("WATCHDOG_USEC", "")
    process = environment.get("WATCHDOG_PID", "")
    if not microseconds.isdecimal() or process not in ("", str(os.getpid())):
        return None
    return int(microseconds) / 1e6 or None
