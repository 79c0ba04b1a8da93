"""When text of devices may be read."""

import pytest

from agent.config import Limits
from agent.daemon.admission import Admission
from agent.daemon.throttle import Throttle
from agent.daemon.watch import Watch
from agent.discovery import Follower, Sources
from agent.governor import Governor
from support.brokers import HeldBroker


class Behind(HeldBroker):
    """Has more to publish of devices than the broker takes, or not."""

    is_behind = False


@pytest.fixture
def broker():
    return Behind()


@pytest.fixture
def admission(broker):
    throttle = Throttle(Governor(Limits(cpu=1600)), lambda: None)
    follower = Follower(Sources(homeassistant=None, zigbee2mqtt=()))
    return Admission(throttle, Watch(follower, broker, lambda: None), broker)


def test_devices_wait_while_more_was_read_than_is_published(admission, broker):
    broker.is_behind = True
    assert admission.hold_devices() > 0


def test_devices_never_wait_for_so_short_a_time_that_looking_takes_longer(admission):
    # The share is used up at the start, and comes back soon.
    assert admission.hold_devices() >= 0.05
