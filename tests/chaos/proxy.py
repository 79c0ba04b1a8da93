"""A wire that can be cut, stalled and slowed: a TCP proxy before the broker."""

import contextlib
import select
import socket
import threading
import time


class Proxy:
    """Passes connections on to a port of this machine."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._flows = threading.Event()
        self._flows.set()
        self.delay = 0.0
        """Seconds that every piece of data is held back."""
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """End every connection, with a reset, as when a cable is pulled or a router restarts."""
        with self._lock:
            for one in self._open:
                with contextlib.suppress(OSError):
                    # Closed at once, with nothing more sent.
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    one.shutdown(socket.SHUT_RDWR)

    def stall(self) -> None:
        """Pass nothing on, and tell nobody."""
        self._flows.clear()

    def flow(self) -> None:
        """Pass everything on again."""
        self._flows.set()

    def close(self) -> None:
        self._listener.close()
        self._flows.set()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                near.close()
                continue
            self.connections += 1
            for one in (near, far):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._open |= {near, far}
            threading.Thread(target=self._pump, args=(near, far), daemon=True).start()

    def _pump(self, near: socket.socket, far: socket.socket) -> None:
        other = {near: far, far: near}
        with contextlib.suppress(OSError):
            while True:
                ready, _, _ = select.select([near, far], [], [])
                self._flows.wait()
                if self.delay:
                    time.sleep(self.delay)
                for one in ready:
                    data = one.recv(65536)
                    if not data:
                        raise ConnectionResetError
                    other[one].sendall(data)
        with self._lock:
            self._open -= {near, far}
        near.close()
        far.close()
