import threading

from agent.daemon import watch as module
from agent.daemon.watch import Watch
from agent.discovery import Follower, Sources
from support.brokers import HeldBroker
from support.peer import PATIENCE


class Flaky(HeldBroker):
    """A broker whose first connection is lost at once."""

    looked = 0

    def __init__(self):
        super().__init__()
        self.is_lost = threading.Event()

    @property
    def is_connected(self):
        self.looked += 1
        self.is_lost.set()
        return self.looked > 1

    def follow(self, topics):
        pass


def test_the_home_is_not_known_before_a_connection_has_lasted(monkeypatch):
    monkeypatch.setattr(module, "QUIET", 0.01)
    broker, settled = Flaky(), threading.Event()
    watch = Watch(Follower(Sources()), broker, settled.set)
    watch.start()
    watch.connected()
    assert broker.is_lost.wait(PATIENCE)
    assert not watch.is_settled
    watch.connected()
    assert settled.wait(PATIENCE)
    assert watch.is_settled
    watch.stop()
