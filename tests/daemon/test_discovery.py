"""What devices announce becomes a home that is spoken to, against a real broker."""

import json
import time
import uuid

import pytest

from agent import cli
from support import announced
from support.announced import encoded, zigbee_device, zigbee_devices
from support.peer import PATIENCE

MQTT = "mqtt: {host: 127.0.0.1, port: PORT}\n"
#: Retained messages of one test must not become the home of another.
DISCOVERY = "discovery: {homeassistant: ha-NODE, zigbee2mqtt: [z2m-NODE], statestream: st-NODE}\n"
ACTUATE = "actuate: {enabled: true, allow: [light, switch, cover]}\n"

CEILING = zigbee_device("0x01", "kitchen/ceiling", announced.COLOR_BULB)
DOOR = zigbee_device("0x02", "Back Door", announced.CONTACT)
LOCK = zigbee_device("0x03", "Front Door", announced.DOOR_LOCK)


class House:
    """An agent, and the devices that talk to it."""

    def __init__(self, run_agent, peer, lines=""):
        self.node = f"n{uuid.uuid4().hex[:8]}"
        self.peer = peer
        self.base = f"edge-intent/{self.node}"
        self.zigbee = f"z2m-{self.node}"
        self.lines = f"node: {self.node}\n{DISCOVERY}{MQTT}{lines}".replace("NODE", self.node)
        self._run = run_agent

    def start(self):
        self.agent = self._run(self.lines)
        return self.agent

    def announce(self, topic, payload):
        """A retained announcement below the prefixes of this node."""
        for name, own in (("homeassistant", "ha"), ("zigbee2mqtt", "z2m"), ("statestream", "st")):
            if topic.startswith(f"{name}/"):
                topic = topic.replace(name, f"{own}-{self.node}", 1)
        self.peer.send(topic, payload, retain=True)

    def ask(self, text, **more):
        request_id = uuid.uuid4().hex[:8]
        request = {"text": text, "request_id": request_id, **more}
        self.peer.send(f"{self.base}/voice/text", request)
        return self.peer.result(request_id, self.base)

    def command(self, name, **fields):
        transaction = uuid.uuid4().hex[:8]
        payload = {**fields, "transaction": transaction}
        self.peer.send(f"{self.base}/request/{name}", payload)
        answer = self.peer.expect(
            f"{self.base}/response/{name}", lambda m: m.json["transaction"] == transaction
        ).json
        assert answer["status"] == "ok", answer
        return answer["data"]

    def knows(self, count, times=1):
        self.agent.expect(f"the home has {count} entities", times)

    def state(self, entity_id):
        entities = self.command("home", sources=True)["entities"]
        return next(one for one in entities if one["id"] == entity_id)

    def becomes(self, entity_id, state):
        """The entity when it has this state; asks again until it has."""
        limit = time.monotonic() + PATIENCE
        while (found := self.state(entity_id))["state"] != state:
            assert time.monotonic() < limit, found
        return found


@pytest.fixture
def house(run_agent, peer):
    return House(run_agent, peer, ACTUATE)


def test_retained_announcements_become_a_home(house):
    house.announce(*zigbee_devices(CEILING, DOOR))
    for message in (announced.TASMOTA_RELAY, announced.ESPHOME_COVER, announced.DEVICE_FORM):
        house.announce(*message)
    house.start()
    house.knows(8)
    home = house.command("home")["home"]
    assert {one["id"]: one["area"] for one in home["entities"]} == {
        "light.kitchen_ceiling": "kitchen",
        "binary_sensor.back_door_contact": None,
        "binary_sensor.back_door_tamper": None,
        "sensor.back_door_battery": None,
        "switch.coffee_machine": "kitchen",
        "cover.garage_node_garage_door": "garage",
        "sensor.weather_station_rain_tank": "garden",
        "sensor.weather_station_temperature": "garden",
    }
    status = house.peer.expect(f"{house.base}/status", lambda m: m.json["home"]["entities"] == 8)
    assert status.json["home"]["areas"] == 3


def test_a_sentence_turns_a_discovered_light_on(house):
    house.announce(*zigbee_devices(CEILING))
    house.start()
    house.knows(1)
    result = house.ask("turn on the kitchen ceiling light")
    assert result["intents"][0]["targets"] == ["light.kitchen_ceiling"]
    command = house.peer.expect(f"{house.zigbee}/kitchen/ceiling/set")
    assert command.json == {"state": "ON"}
    act = house.peer.expect(f"{house.base}/act").json
    assert (act["request_id"], act["entity"], act["status"]) == (
        result["request_id"],
        "light.kitchen_ceiling",
        "sent",
    )
    assert act["sent"] == [{"topic": command.topic, "payload": '{"state":"ON"}', "retain": False}]


def test_its_state_answers_a_question(house):
    house.announce(*zigbee_devices(CEILING, DOOR))
    house.start()
    house.knows(4)
    door = f"{house.zigbee}/Back Door"
    contact = "binary_sensor.back_door_contact"
    house.announce(door, encoded({"contact": False, "battery": 81}))
    assert house.becomes(contact, "on")["from"]["state"] == f"zigbee2mqtt {door}"
    result = house.ask("is the back door open")
    assert result["speech"].lower().startswith("yes")
    assert [fact["entity_id"] for fact in result["facts"]] == [contact]
    house.announce(door, encoded({"contact": True}))
    house.becomes(contact, "off")
    assert house.ask("is the back door open")["speech"].lower().startswith("no")


def test_a_retained_state_is_known_after_the_start(house):
    house.announce(*zigbee_devices(CEILING))
    house.announce(f"{house.zigbee}/kitchen/ceiling", encoded({"state": "ON", "brightness": 254}))
    house.start()
    house.knows(1)
    assert house.becomes("light.kitchen_ceiling", "on")["attributes"]["brightness"] == 255
    assert house.ask("is the kitchen ceiling on")["speech"].lower().startswith("yes")


def test_renamed_is_renamed_and_gone_is_gone(house):
    house.announce(*zigbee_devices(CEILING, DOOR))
    house.start()
    house.knows(4)
    renamed = zigbee_device("0x01", "Captain's Lamp", announced.COLOR_BULB)
    house.announce(*zigbee_devices(renamed))
    house.knows(1)
    assert house.ask("turn on the captain's lamp")["intents"][0]["targets"] == [
        "light.captain_s_lamp"
    ]
    house.peer.expect(f"{house.zigbee}/Captain's Lamp/set")
    house.announce("zigbee2mqtt/bridge/devices", b"")
    house.knows(0)


def test_what_is_not_allowed_or_not_ok_is_not_sent(house):
    house.announce(*zigbee_devices(CEILING, LOCK))
    house.start()
    house.knows(3)
    assert house.ask("unlock the front door")["status"] in ("confirm", "refused", "ok")
    house.ask("lock the front door")
    house.ask("turn on the swimming pool light")
    # Whatever became of these was published before what follows.
    house.ask("turn on the kitchen ceiling light")
    house.peer.expect(f"{house.zigbee}/kitchen/ceiling/set")
    assert not house.peer.on(f"{house.zigbee}/Front Door/set")
    acts = [message.json for message in house.peer.on(f"{house.base}/act")]
    refused = [act for act in acts if act["status"] == "refused"]
    assert {act["entity"] for act in refused} == {"lock.front_door"}
    assert "actuate.allow" in refused[0]["reason"]


def test_nothing_is_sent_unless_the_configuration_says_so(run_agent, peer):
    house = House(run_agent, peer)
    house.announce(*zigbee_devices(CEILING))
    house.start()
    house.knows(1)
    result = house.ask("turn on the kitchen ceiling light")
    assert result["status"] == "ok"
    house.peer.expect(f"{house.base}/intent/HassTurnOn")
    assert not house.peer.on(f"{house.zigbee}/kitchen/ceiling/set")
    assert not house.peer.on(f"{house.base}/act")


def test_hundreds_of_announcements_and_a_few_broken_ones(house):
    for n in range(300):
        name = f"Sensor Light {n}" if n else "Galley Spotlight"
        config = {"name": name, "cmd_t": f"lamp/{n}/set", "stat_t": f"lamp/{n}"}
        house.announce(f"homeassistant/light/lamp{n}/config", encoded(config))
    house.announce("homeassistant/light/bad/config", b"{oops")
    house.announce("zigbee2mqtt/bridge/devices", b"\xff\xfe")
    house.start()
    house.knows(300)
    house.agent.expect("light/bad/config not used: not valid JSON")
    house.agent.expect("bridge/devices not used: not valid JSON")
    result = house.ask("turn off the galley spotlight")
    assert result["intents"][0]["targets"] == ["light.galley_spotlight"]
    assert house.agent.log.count("the home has") == 1


def test_a_statestream_is_followed(house):
    for topic, payload in {
        "light/attic/state": b"on",
        "light/attic/friendly_name": b'"Attic Lamp"',
        "light/attic/supported_color_modes": b'["brightness"]',
        "light/attic/brightness": b"255",
    }.items():
        house.announce(f"statestream/{topic}", payload)
    house.start()
    house.knows(1)
    attic = house.state("light.attic")
    assert (attic["name"], attic["state"], attic["attributes"]["brightness"]) == (
        "Attic Lamp",
        "on",
        255,
    )


def test_the_command_line_shows_where_every_fact_comes_from(house, tmp_path, capsys):
    house.announce(*zigbee_devices(CEILING))
    house.announce(*announced.TASMOTA_RELAY)
    house.start()
    house.knows(2)
    config = str(tmp_path / "config.yaml")
    assert cli.main(["home", "--config", config]) == 0
    shown = "".join(capsys.readouterr().out.split())
    for text in (
        "light.kitchen_ceiling",
        "inferredfromthename",
        "CoffeeMachine",
        "2entities,1areas",
    ):
        assert text in shown
    assert cli.main(["home", "ceiling", "--config", config, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in told["entities"]] == ["light.kitchen_ceiling"]
    assert told["entities"][0]["from"]["area"] == "inferred from the name"
    assert told["areas"][0]["from"]
    assert cli.main(["home", "conservatory", "--config", config]) == 1
    assert capsys.readouterr().out == "nothing in the home goes by 'conservatory'\n"


def test_the_agent_does_not_follow_its_own_topics(house):
    own = {
        "name": "Bilge Pump",
        "cmd_t": f"{house.base}/voice/text",
        "stat_t": f"{house.base}/result",
    }
    house.announce("homeassistant/switch/trap/config", encoded(own))
    house.start()
    house.knows(1)
    house.ask("turn on the bilge pump")
    act = house.peer.expect(f"{house.base}/act").json
    assert act["status"] == "refused"
    assert house.state("switch.bilge_pump")["unread"] == "it has no state topic"


def test_what_waited_for_the_agent_is_read_when_the_home_is_known(run_agent, peer):
    house = House(run_agent, peer)
    house.start().stop()
    house.announce(*zigbee_devices(CEILING))
    request = {"text": "turn on the ceiling", "request_id": "waited"}
    peer.send(f"{house.base}/voice/text", request)
    house.start()
    result = peer.result("waited", house.base)
    assert [one["targets"] for one in result["intents"]] == [["light.kitchen_ceiling"]]
