"""Where a broker is, as people write it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from agent.errors import ConfigError

#: The usual port for TLS; whoever names it means TLS.
_TLS_PORT = 8883
_SCHEMES = {"": False, "mqtt": False, "mqtts": True}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a broker listens."""

    host: str
    port: int | None = None
    """The usual one if None."""
    tls: bool = False

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = self.port or (_TLS_PORT if self.tls else 1883)
        return f"{'mqtts://' if self.tls else ''}{host}:{port}"


def read_address(text: str) -> Address:
    """An address from ``host``, ``host:port``, ``mqtt://host`` or ``mqtts://host:port``.

    Raises:
        ConfigError: it is none.
    """
    scheme, mark, rest = text.strip().rpartition("://")
    try:
        parts = urlsplit(f"//{rest}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    # Nothing but host and port may be left over; a user's name has a place of its own.
    bare = bool(host) and not (parts.path or parts.query or parts.username)
    if not bare or scheme not in _SCHEMES or (mark and not scheme) or port == 0:
        raise ConfigError(f"broker {text!r}: expected host, host:port, mqtt://... or mqtts://...")
    return Address(str(host), port, _SCHEMES[scheme] or port == _TLS_PORT)
