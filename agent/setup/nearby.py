"""Brokers that can be found without asking anybody."""

import contextlib
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from agent.setup.address import Address

#: How long announcements are waited for, in seconds. Who has just told the network of itself leaves
#: the first question unanswered (RFC 6762, section 6); the second goes out after one second.
PATIENCE = 2.5
#: How long a port may take to answer, in seconds.
_KNOCK = 0.5
_PLAIN, _SECURE = "_mqtt._tcp.local.", "_secure-mqtt._tcp.local."
#: Its own broker is announced nowhere, but mostly runs on the same machine.
_HOME_ASSISTANT = "_home-assistant._tcp.local."
_LOCAL = (Address("localhost", 1883), Address("localhost", 8883, tls=True))


@dataclass(frozen=True, slots=True)
class Nearby:
    """What was found."""

    brokers: tuple[Address, ...]
    problem: str | None = None
    """Why the network could not be searched."""


def find_brokers(interfaces: Sequence[str] | None = None) -> Nearby:
    """Look on this machine, and in the local network by zeroconf.

    Args:
        interfaces: addresses of this machine on which to search; all if left out.
    """
    found = [address for address in _LOCAL if _answers(address)]
    try:
        announced = _announced(interfaces)
    except ModuleNotFoundError:
        problem = "the network is not searched; pip install 'edge-intent[zeroconf]' adds that"
        return Nearby(tuple(found), problem)
    except OSError as error:
        return Nearby(tuple(found), f"the network cannot be searched: {error.strerror or error}")
    found += [one for one in announced if one not in found]
    return Nearby(tuple(found))


def _announced(interfaces: Sequence[str] | None) -> list[Address]:
    from zeroconf import IPVersion, ServiceBrowser, Zeroconf

    chosen = {"interfaces": list(interfaces)} if interfaces else {"ip_version": IPVersion.V4Only}
    listener: Any = _Listener()
    network = Zeroconf(**chosen)
    try:
        ServiceBrowser(network, [_PLAIN, _SECURE, _HOME_ASSISTANT], listener)
        time.sleep(PATIENCE)
        return [one for seen in sorted(listener.seen) if (one := _address(network, *seen))]
    finally:
        network.close()


class _Listener:
    """Keeps what services are announced; zeroconf's interface."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, str]] = set()

    def add_service(self, network: Any, kind: str, name: str) -> None:  # noqa: ARG002
        self.seen.add((kind, name))

    def update_service(self, network: Any, kind: str, name: str) -> None:
        """It is looked at when the time is over."""

    def remove_service(self, network: Any, kind: str, name: str) -> None:  # noqa: ARG002
        self.seen.discard((kind, name))


def _address(network: Any, kind: str, name: str) -> Address | None:
    info = network.get_service_info(kind, name, int(_KNOCK * 1000))
    if info is None or not info.parsed_addresses():
        return None
    host = _lasting(info.server.rstrip("."), info.parsed_addresses()[0])
    if kind == _HOME_ASSISTANT:
        address = Address(host, 1883)
        return address if _answers(address) else None
    return Address(host, info.port, tls=kind == _SECURE)


def _lasting(name: str, address: str) -> str:
    """The name where this machine can resolve it: addresses change."""
    with contextlib.suppress(OSError, UnicodeError):
        socket.getaddrinfo(name, None)
        return name
    return address


def _answers(address: Address) -> bool:
    with contextlib.suppress(OSError):
        socket.create_connection((address.host, address.port or 1883), _KNOCK).close()
        return True
    return False
