"""The service announced with zeroconf, so that Home Assistant offers it by itself."""

import socket
import threading

from zeroconf import BadTypeInNameException, ServiceInfo, Zeroconf
from zeroconf import Error as ZeroconfError

from agent.config import Wyoming
from agent.log import get_logger

_KIND = "_wyoming._tcp.local."
#: An address of the group that announcements go to; nothing is sent there to find our own.
_GROUP = ("224.0.0.251", 5353)

_log = get_logger("wyoming")


class Presence:
    """Announces a server while it runs.

    Args:
        config: of the server.
        node: the name it is announced by.
        port: that it listens on.
    """

    def __init__(self, config: Wyoming, node: str, port: int) -> None:
        self._config = config
        self._name = f"edge-intent {node}.{_KIND}"
        self._port = port
        self._zeroconf: Zeroconf | None = None

    def start(self) -> None:
        """Announce it, which takes a second and so goes on by itself."""
        threading.Thread(target=self._announce, name="zeroconf", daemon=True).start()

    def _announce(self) -> None:
        """Where it cannot be announced, say so and do without."""
        try:
            address = _address(self._config.host)
            self._zeroconf = Zeroconf(interfaces=[address])
            info = ServiceInfo(
                _KIND,
                self._name,
                addresses=[socket.inet_aton(address)],
                port=self._port,
            )
            self._zeroconf.register_service(info)
        except (OSError, ZeroconfError, BadTypeInNameException) as error:
            _log.warning("not announced with zeroconf: %s", error)
            self.stop()

    def stop(self) -> None:
        """Take it back."""
        if self._zeroconf is not None:
            self._zeroconf.close()
            self._zeroconf = None


def _address(host: str) -> str:
    """The address at which others reach ``host``, IPv4."""
    address = socket.gethostbyname(host)
    if address != "0.0.0.0":  # noqa: S104 - compared, not bound
        return address
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(_GROUP)
        return str(probe.getsockname()[0])
