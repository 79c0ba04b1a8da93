"""When the agent shows itself to Home Assistant, and how it goes away again."""

import json
from dataclasses import replace

import msgspec
import pytest

from agent.announce import OwnDevice
from agent.broker import Received
from agent.config import HomeAssistant
from agent.daemon.announcer import Announcer
from agent.messages import Topics
from support.brokers import HeldBroker
from support.peer import Peer

DEVICE = "homeassistant/device/edge-intent-den/config"
BIRTH = Received(topic="homeassistant/status", payload=b"online", arrived=0.0)


class Rig:
    def __init__(self, **keys):
        self.config = HomeAssistant(**keys)
        self.broker = HeldBroker()
        self.ignored = []
        self.nudges = 0
        self.announcer = Announcer(
            OwnDevice(Topics("den"), "den"),
            self.broker,
            lambda: self.config,
            self.ignored.append,
            self._nudge,
            spread=0.0,
        )

    def _nudge(self):
        self.nudges += 1

    def round(self):
        """What one look publishes: topic to payload."""
        self.broker.published.clear()
        self.announcer.announce_if_due()
        assert all(one.retain for one in self.broker.published)
        return {one.topic: one.payload for one in self.broker.published}

    def keeps(self, topic, payload=b"{}"):
        """The broker says what it keeps."""
        message = Received(topic=topic, payload=payload, arrived=0.0, retained=True)
        assert self.announcer.take(message)


def test_it_is_announced_once_and_again_when_home_assistant_starts():
    rig = Rig()
    assert list(rig.round()) == [DEVICE]
    assert rig.round() == {}
    assert rig.announcer.wait() is None
    assert rig.announcer.take(BIRTH)
    assert rig.ignored == [BIRTH]
    assert rig.nudges == 1
    assert rig.announcer.wait() == 0.0
    assert list(rig.round()) == [DEVICE]
    assert rig.announcer.wait() is None


@pytest.mark.parametrize("message", [replace(BIRTH, retained=True), replace(BIRTH, payload=b"off")])
def test_a_birth_of_old_and_a_death_change_nothing(message):
    rig = Rig()
    rig.round()
    assert rig.announcer.take(message)
    assert rig.announcer.wait() is None


def test_it_is_announced_again_on_a_new_connection():
    rig = Rig()
    rig.round()
    rig.announcer.renew()
    assert list(rig.round()) == [DEVICE]


def test_discovery_false_takes_the_device_away():
    rig = Rig()
    rig.round()
    rig.config = HomeAssistant(discovery=False)
    assert rig.round() == {DEVICE: b""}
    assert rig.round() == {}


def test_what_another_run_left_is_taken_away():
    rig = Rig(discovery=False)
    assert rig.round() == {}
    rig.keeps(DEVICE)
    rig.keeps("homeassistant/sensor/edge-intent-den/old/config")
    assert rig.nudges == 2
    assert set(rig.round().values()) == {b""}
    assert rig.round() == {}


def test_what_is_kept_as_announced_is_not_announced_again():
    rig = Rig()
    rig.round()
    rig.keeps(DEVICE)
    assert rig.round() == {}


def test_another_form_replaces_the_first():
    rig = Rig()
    rig.round()
    rig.config = HomeAssistant(form="components")
    published = rig.round()
    assert published.pop(DEVICE) == b""
    assert all(json.loads(payload)["dev"] for payload in published.values())


def test_what_is_of_others_is_left_to_others():
    rig = Rig()
    for topic in ("homeassistant/light/hall/config", "zigbee2mqtt/bridge/state"):
        assert not rig.announcer.take(Received(topic=topic, payload=b"{}", arrived=0.0))
    assert rig.ignored == []


def test_the_whole_way(run_agent, peer, mosquitto):
    """Announced at the start, taken away by a reload, with a broker and the agent as it runs."""
    lines = "node: shown\nmqtt: {host: 127.0.0.1, port: PORT}\n"
    agent = run_agent(lines)
    topic = "homeassistant/device/edge-intent-shown/config"
    first = peer.expect(topic)
    assert first.json["cmps"]["status"]["stat_t"] == "edge-intent/shown/status"
    status = "edge-intent/shown/status"
    peer.expect(status)
    told = len(peer.on(status))
    peer.send("homeassistant/status", "online")
    peer.expect(topic, count=2)
    peer.expect(status, count=told + 1)
    agent.config.write_text(
        lines.replace("PORT", str(mosquitto.port)) + "homeassistant: {discovery: false}\n"
    )
    peer.send("edge-intent/shown/request/reload", "{}")
    gone = peer.expect(topic, lambda m: m.payload == b"")
    assert gone
    assert agent.stop() == 0
    late = Peer(mosquitto.port, topic, status)
    late.expect(status)
    assert late.on(topic) == []
    late.close()


def test_one_topic_does_for_a_switch(run_agent, peer):
    run_agent("node: switched\nmqtt: {host: 127.0.0.1, port: PORT}\n")
    base = "edge-intent/switched"
    peer.expect(f"{base}/status")
    announced = msgspec.json.decode(
        peer.expect("homeassistant/device/edge-intent-switched/config").payload
    )
    switch = announced["cmps"]["paused"]
    for payload, paused in ((switch["pl_on"], True), (switch["pl_off"], False)):
        peer.send(switch["cmd_t"], payload)
        peer.expect(f"{base}/status", lambda m, want=paused: m.json["paused"] is want)
