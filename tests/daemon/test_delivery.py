"""What is promised of delivery, by the running agent at a real broker."""

import json
import signal
import sqlite3
import time
import uuid
from contextlib import closing

import pytest

from support import announced
from support.announced import zigbee_device, zigbee_devices
from support.peer import PATIENCE, Peer
from support.process import HOME

TURN_OFF = "turn off the hall lamp"


class Place:
    """An agent with a folder of its own, and the broker's side of it."""

    def __init__(self, run_agent, peer, folder, lines=""):
        self.node = f"n{uuid.uuid4().hex[:8]}"
        self.base = f"edge-intent/{self.node}"
        self.peer = peer
        self.state = folder / "state"
        self._run = run_agent
        self.lines = (
            f"node: {self.node}\nhome: {HOME}\nstate_dir: {self.state}\n{lines}"
            "mqtt: {host: 127.0.0.1, port: PORT, reconnect_max: 1}\n"
        )

    def start(self, **keywords):
        return self._run(self.lines, **keywords)

    def ask(self, request_id, text=TURN_OFF, **keywords):
        payload = {"text": text, "request_id": request_id}
        self.peer.send(f"{self.base}/voice/text", payload, **keywords)

    def results(self, request_id):
        return [
            m for m in self.peer.on(f"{self.base}/result") if m.json["request_id"] == request_id
        ]

    def keeps(self, topic, count):
        """Wait until that many publications are in the outbox."""
        limit = time.monotonic() + PATIENCE
        query = "SELECT count(*) FROM waiting WHERE topic LIKE ?"
        with closing(sqlite3.connect(self.state / "outbox.db")) as connection:
            while connection.execute(query, (topic,)).fetchone()[0] < count:
                assert time.monotonic() < limit

    def intents(self, request_id):
        topic = f"{self.base}/intent/HassTurnOff"
        return [m for m in self.peer.on(topic) if m.json["request_id"] == request_id]


@pytest.fixture
def place(run_agent, peer, tmp_path):
    return Place(run_agent, peer, tmp_path)


def answered_again(place):
    """A request that is sent three times is answered three times and done once."""
    for count in (1, 2, 3):
        place.ask("again", response_topic=f"me/{place.node}", correlation=bytes([count]))
        place.peer.expect(f"me/{place.node}", count=count)
    assert [m.correlation for m in place.peer.on(f"me/{place.node}")] == [b"\1", b"\2", b"\3"]
    assert len({m.payload for m in place.results("again")}) == 1
    assert len(place.intents("again")) == 1


@pytest.mark.parametrize("delivery", ["durable", "fast"])
def test_a_request_that_comes_again_is_answered_but_not_done_again(
    run_agent, peer, tmp_path, delivery
):
    place = Place(run_agent, peer, tmp_path, f"delivery: {delivery}\n")
    place.start()
    answered_again(place)


def test_it_is_known_after_a_kill_as_well(place):
    agent = place.start()
    place.ask("before")
    place.peer.expect(f"{place.base}/intent/HassTurnOff")
    agent.stop(signal.SIGKILL)
    place.start()
    place.peer.clear()
    place.ask("before", qos=0)
    place.peer.result("before", place.base)
    place.ask("after")
    place.peer.result("after", place.base)
    agent.expect("ready after")
    assert len(place.intents("before")) <= 1  # what the last run could not strike off


def test_what_was_answered_while_the_broker_was_away_is_published_after_a_kill(
    own_mosquitto, run_agent, tmp_path
):
    broker = own_mosquitto().start()
    place = Place(run_agent, None, tmp_path)
    place.lines = place.lines.replace("PORT", str(broker.port))
    agent = place.start()
    place.peer = Peer(broker.port, f"{place.base}/#")
    place.peer.send(f"{place.base}/voice/text", {"text": TURN_OFF, "request_id": "a"})
    broker.freeze()
    agent.expect("request a")
    agent.stop(signal.SIGKILL)
    broker.thaw()
    place.start()
    assert place.peer.result("a", place.base)["status"] == "ok"
    place.peer.close()


def test_a_light_is_commanded_again_after_a_kill_and_a_cover_only_told_of(
    own_mosquitto, run_agent, tmp_path
):
    broker = own_mosquitto().start()
    place = Place(run_agent, None, tmp_path, "actuate: {enabled: true, allow: [light, cover]}\n")
    place.lines = place.lines.replace("PORT", str(broker.port)).replace(f"home: {HOME}\n", "")
    place.peer = Peer(broker.port)
    lamp = zigbee_device("0x01", "Porch Lamp", announced.DIM_BULB)
    blind = zigbee_device("0x02", "Office Blind", announced.BLIND)
    place.peer.send(*zigbee_devices(lamp, blind), retain=True)
    agent = place.start()
    agent.expect("the home has 3 entities")
    for name, text in (("lamp", "turn on the porch lamp"), ("blind", "open the office blind")):
        place.ask(name, f"{text} in two seconds")
        place.peer.result(name, place.base)
    broker.freeze()
    place.keeps("zigbee2mqtt/%", 2)
    agent.stop(signal.SIGKILL)
    broker.thaw()
    place.start()
    act = f"{place.base}/act"
    told = place.peer.expect(act, lambda m: m.json["status"] == "given_up").json
    assert told["entity"] == "cover.office_blind"
    assert "it may have been done" in told["reason"]
    assert place.peer.expect("zigbee2mqtt/Porch Lamp/set").json == {"state": "ON"}
    assert len(place.peer.on("zigbee2mqtt/Office Blind/set")) <= 1
    given_up = [m for m in place.peer.on(act) if m.json["status"] == "given_up"]
    assert len(given_up) == 1
    place.peer.close()


def test_a_second_agent_with_the_same_folder_is_refused(place):
    place.start()
    second = place.start(connected=False)
    assert second.process.wait(20) == 1
    assert second.expect("another agent is running with it").startswith("edge-intent: ")


def test_a_folder_that_cannot_be_used_is_told_and_survived(place):
    place.state.write_text("not a folder")
    place.start()
    told = place.peer.expect(f"{place.base}/status", lambda m: m.json["problem"]).json
    assert "results go straight to the broker" in told["problem"]
    place.ask("a")
    assert place.peer.result("a", place.base)["status"] == "ok"
    place.state.unlink()
    place.state.mkdir()
    place.peer.expect(f"{place.base}/status", lambda m: m.json["problem"] is None)


def test_without_a_folder_it_says_what_is_not_kept(run_agent):
    agent = run_agent("mqtt: {host: 127.0.0.1, port: PORT}\n")
    assert "delivery is fast" in agent.expect("there is no state_dir")


def members(run_agent, port, folder, group, count=2):
    started = []
    for number in range(count):
        lines = (
            f"node: {group}-{number}\nshare_group: {group}\nhome: {HOME}\n"
            f"state_dir: {folder / str(number)}\n"
            f"mqtt: {{host: 127.0.0.1, port: {port}, reconnect_max: 1}}\n"
        )
        started.append(run_agent(lines))
    return started


def test_members_of_a_group_share_the_sentences(run_agent, mosquitto, tmp_path):
    group = f"g{uuid.uuid4().hex[:8]}"
    peer = Peer(mosquitto.port, f"edge-intent/{group}/#")
    agents = members(run_agent, mosquitto.port, tmp_path, group)
    for number in range(30):
        request = {"text": TURN_OFF, "request_id": str(number)}
        peer.send(f"edge-intent/{group}/voice/text", request)
    for number in range(30):
        assert peer.result(str(number), f"edge-intent/{group}")["status"] == "ok"
    peer.expect(f"edge-intent/{group}/intent/HassTurnOff", count=30)
    assert len(peer.on(f"edge-intent/{group}/result")) == 30
    shares = [agent.log.count(": ok in") for agent in agents]
    assert min(shares) > 0
    assert sum(shares) == 30
    # One that leaves in good order leaves its share to the other.
    agents[0].stop()
    peer.send(f"edge-intent/{group}/voice/text", {"text": TURN_OFF, "request_id": "left"})
    if not any(m.json["request_id"] == "left" for m in peer.on(f"edge-intent/{group}/result")):
        members(run_agent, mosquitto.port, tmp_path, group, count=1)
    assert peer.result("left", f"edge-intent/{group}")["status"] == "ok"
    peer.close()


def test_a_group_is_joined_again_after_a_restart_of_the_broker(own_mosquitto, run_agent, tmp_path):
    broker = own_mosquitto().start()
    (agent,) = members(run_agent, broker.port, tmp_path, "house", count=1)
    broker.stop()
    broker.start()
    agent.expect("connected to the broker", count=2)
    peer = Peer(broker.port, "edge-intent/house/#")
    peer.send("edge-intent/house/voice/text", json.dumps({"text": TURN_OFF, "request_id": "a"}))
    assert peer.result("a", "edge-intent/house")["status"] == "ok"
    peer.close()


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_no_message_is_lost_by_reloading_or_stopping(place, number):
    agent = place.start()
    for count in range(60):
        place.ask(str(count))
        if count % 20 == 10:
            agent.send(number)
            if number == signal.SIGTERM:
                assert agent.stop() == 0
                agent = place.start()
    results = [place.peer.result(str(count), place.base) for count in range(60)]
    assert [(one["status"], one["error"]) for one in results if one["status"] != "ok"] == []
    place.peer.expect(f"{place.base}/intent/HassTurnOff", count=60)
    assert all(len(place.intents(str(count))) == 1 for count in range(60))


@pytest.mark.parametrize("durable", [True, False])
def test_an_answer_that_is_too_large_for_the_broker_is_an_error(
    own_mosquitto, run_agent, tmp_path, durable
):
    broker = own_mosquitto("allow_anonymous true\nmax_packet_size 20000\n").start()
    home = tmp_path / "home.yaml"
    entities = "".join(f"- {{id: light.a{at}, name: Lamp {at}}}\n" for at in range(400))
    home.write_text(f"entities:\n{entities}")
    kept = f"state_dir: {tmp_path}\n" if durable else ""
    run_agent(f"node: large\nhome: {home}\n{kept}mqtt: {{host: 127.0.0.1, port: {broker.port}}}\n")
    peer = Peer(broker.port, "edge-intent/large/response/#", "mine")
    peer.send("edge-intent/large/request/home", '{"transaction": 7}', response_topic="mine",
              correlation=b"7")  # fmt: skip
    for topic in ("edge-intent/large/response/home", "mine"):
        answer = peer.expect(topic)
        assert (answer.json["status"], answer.json["transaction"]) == ("error", 7)
        assert "max_packet_size" in answer.json["error"]
    assert answer.correlation == b"7"
    peer.close()
