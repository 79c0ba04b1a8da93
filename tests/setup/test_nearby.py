"""Brokers found without asking anybody."""

import socket
import sys

import pytest

from agent.setup import Address, find_brokers


@pytest.fixture
def announce():
    """Announces services on the loopback, by the library itself."""
    zeroconf = pytest.importorskip("zeroconf")
    network = zeroconf.Zeroconf(interfaces=["127.0.0.1"])

    def register(kind, name, port):
        network.register_service(
            zeroconf.ServiceInfo(
                f"{kind}.local.",
                f"{name}.{kind}.local.",
                addresses=[socket.inet_aton("127.0.0.1")],
                port=port,
                server=f"{name}.local.",
            ),
            cooperating_responders=True,
        )

    yield register
    network.close()


def test_announced_brokers_are_found(announce):
    announce("_mqtt._tcp", "edge-intent-test-a", 18831)
    announce("_secure-mqtt._tcp", "edge-intent-test-b", 18832)
    nearby = find_brokers(["127.0.0.1"])
    assert nearby.problem is None
    # A name that this machine cannot resolve is replaced by its address.
    assert Address("127.0.0.1", 18831) in nearby.brokers
    assert Address("127.0.0.1", 18832, tls=True) in nearby.brokers


def test_without_the_library_it_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "zeroconf", None)
    nearby = find_brokers()
    assert "pip install 'edge-intent[zeroconf]'" in nearby.problem


# The library leaves a socket to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_network_that_cannot_be_searched_says_why():
    pytest.importorskip("zeroconf")
    nearby = find_brokers(["203.0.113.1"])
    assert nearby.problem.startswith("the network cannot be searched: ")
