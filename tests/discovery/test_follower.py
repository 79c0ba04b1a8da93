import pytest

from agent.discovery import Follower, Sources
from agent.home import Home, read_home
from agent.messages import StateOverlay
from support import announced
from support.announced import encoded, zigbee_device, zigbee_devices


class Clock:
    def __init__(self):
        self.now = 50.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def follower(clock):
    return Follower(Sources(), clock)


LAMP = zigbee_device("0x01", "hall/lamp", announced.DIM_BULB)
FILED = read_home({"entities": [{"id": "light.desk", "name": "Desk", "state": "off"}]})


def entities(follower):
    return [entity.id for entity in follower.model.home.entities]


def test_a_burst_is_taken_in_one_go(follower, clock):
    assert follower.wait() is None
    for n in range(300):
        config = encoded({"name": f"Lamp {n}", "stat_t": f"lamp/{n}", "cmd_t": f"lamp/{n}/set"})
        follower.take(f"homeassistant/light/lamp{n}/config", config)
        clock.now += 0.01
    assert follower.wait() == pytest.approx(0.49)
    clock.now += 0.49
    assert follower.wait() == pytest.approx(0)
    assert follower.rebuild()
    assert len(entities(follower)) == 300
    assert follower.wait() is None


def test_a_burst_without_end_is_taken_now_and_then(follower, clock):
    for n in range(100):
        follower.take(f"homeassistant/light/lamp{n}/config", encoded({"name": f"L{n}"}))
        clock.now += 0.1
    assert follower.wait() == 0.0


def test_the_topics_of_what_was_discovered_are_followed(follower):
    assert follower.topics == {
        "homeassistant/+/+/config",
        "homeassistant/+/+/+/config",
        "zigbee2mqtt/bridge/devices",
        "zigbee2mqtt/bridge/groups",
    }
    follower.take(*zigbee_devices(LAMP))
    follower.rebuild()
    assert follower.topics > {
        "zigbee2mqtt/hall/lamp",
        "zigbee2mqtt/hall/lamp/availability",
        "zigbee2mqtt/bridge/state",
    }


def test_states_count_at_once(follower):
    follower.take(*zigbee_devices(LAMP))
    follower.rebuild()
    follower.take("zigbee2mqtt/hall/lamp", b'{"state": "ON", "brightness": 254}')
    assert follower.wait() is None
    assert follower.states() == {
        "light.hall_lamp": StateOverlay(state="on", attributes={"brightness": 255})
    }


def test_a_statestream_tells_names_and_states_in_one_burst(clock):
    follower = Follower(Sources(statestream="ha"), clock)
    for topic, payload in [
        ("ha/light/a/friendly_name", b'"Hall Lamp"'),
        ("ha/light/a/state", b"on"),
        ("ha/light/a/brightness", b"51"),
    ]:
        follower.take(topic, payload)
    assert follower.rebuild()
    assert follower.model.home.entities[0].name == "Hall Lamp"
    assert follower.states()["light.a"] == StateOverlay(state="on", attributes={"brightness": 51})
    # The stream is one subscription, however many entities it has.
    assert {topic for topic in follower.topics if topic.startswith("ha/")} == {"ha/+/+/+"}
    follower.take("ha/light/a/state", b"off")
    assert follower.wait() is None
    assert follower.states()["light.a"].state == "off"


def test_told_homes_count_at_once(follower):
    follower.tell(FILED, Home())
    assert entities(follower) == ["light.desk"]
    follower.take(*zigbee_devices(LAMP))
    follower.rebuild()
    assert entities(follower) == ["light.desk", "light.hall_lamp"]
    follower.tell(Home(), Home())
    assert entities(follower) == ["light.hall_lamp"]


def test_a_new_model_is_told(follower):
    told = []
    follower.notify(lambda: told.append(entities(follower)))
    follower.tell(FILED, Home())
    follower.take(*zigbee_devices(LAMP))
    follower.rebuild()
    follower.take(*zigbee_devices(LAMP))
    follower.rebuild()
    assert told == [["light.desk"], ["light.desk", "light.hall_lamp"]]


def test_the_same_again_is_no_news(follower):
    follower.take(*zigbee_devices(LAMP))
    assert follower.rebuild()
    model = follower.model
    follower.take(*zigbee_devices(LAMP))
    assert not follower.rebuild()
    assert follower.model is model


def test_a_fault_is_counted_and_logged_once_a_topic(follower, log):
    for _ in range(3):
        follower.take("homeassistant/light/x/config", b"{oops\nforged line")
        follower.rebuild()
    follower.take("zigbee2mqtt/bridge/devices", b"[5]")
    follower.rebuild()
    assert follower.faults == 4
    assert len(log.lines) == 2


def test_what_nobody_asked_for_is_not_kept(follower):
    follower.take("homeassistant/status", b"online")
    follower.take("zigbee2mqtt/unknown", b'{"state": "ON"}')
    assert follower.wait() is None
    assert follower.states() == {}
