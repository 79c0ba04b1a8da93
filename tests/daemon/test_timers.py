"""Timers and delayed commands of the running agent, against a real broker."""

import signal
import uuid

import pytest

from support.process import HOME


class Kitchen:
    def __init__(self, run_agent, peer, folder):
        self.node = f"n{uuid.uuid4().hex[:8]}"
        self.base = f"edge-intent/{self.node}"
        self.peer = peer
        self._run = run_agent
        self._lines = (
            f"node: {self.node}\nhome: {HOME}\nstate_dir: {folder / 'state'}\n"
            "mqtt: {host: 127.0.0.1, port: PORT}\n"
        )

    def start(self):
        return self._run(self._lines)

    def say(self, text):
        request_id = uuid.uuid4().hex[:8]
        self.peer.send(f"{self.base}/voice/text", {"text": text, "request_id": request_id})
        return self.peer.result(request_id, self.base)

    def command(self, **fields):
        fields["transaction"] = uuid.uuid4().hex
        self.peer.send(f"{self.base}/request/timers", fields)
        return self.peer.expect(
            f"{self.base}/response/timers",
            lambda m: m.json["transaction"] == fields["transaction"],
        ).json

    def event(self, name):
        return self.peer.expect(f"{self.base}/timer", lambda m: m.json["event"] == name).json


@pytest.fixture
def kitchen(run_agent, peer, tmp_path):
    return Kitchen(run_agent, peer, tmp_path)


def test_a_timer_is_set_and_rings(kitchen):
    kitchen.start()
    result = kitchen.say("set a timer for two seconds")
    assert result["status"] == "ok"
    started = kitchen.event("started")
    assert (started["kind"], started["duration"]) == ("timer", 2)
    assert started["request_id"] == result["request_id"]
    finished = kitchen.event("finished")
    assert finished["id"] == started["id"]
    assert kitchen.command()["data"] == []


def test_a_delayed_command_is_published_when_it_is_due(kitchen):
    kitchen.start()
    result = kitchen.say("turn off the hall lamp in two seconds")
    assert result["status"] == "ok"
    waiting = kitchen.event("started")
    assert (waiting["kind"], waiting["command"]["intent"]) == ("delay", "HassTurnOff")
    assert not kitchen.peer.on(f"{kitchen.base}/intent/HassTurnOff")
    due = kitchen.peer.expect(f"{kitchen.base}/intent/HassTurnOff").json
    assert due["targets"] == ["light.hall_lamp"]
    assert due["request_id"] == waiting["id"]
    assert "delay" not in {slot["name"] for slot in due["slots"]}
    assert kitchen.peer.result(waiting["id"], kitchen.base)["status"] == "ok"
    assert len(kitchen.peer.on(f"{kitchen.base}/intent/HassTurnOff")) == 1


def test_a_timer_outlives_a_kill_and_rings(kitchen):
    agent = kitchen.start()
    kitchen.say("set a timer for one hour")
    kitchen.say("set a timer for two seconds")
    short = kitchen.peer.expect(f"{kitchen.base}/timer", lambda m: m.json["duration"] == 2).json
    agent.stop(signal.SIGKILL)
    agent = kitchen.start()
    assert kitchen.event("finished")["id"] == short["id"]
    agent.stop(signal.SIGKILL)
    kitchen.start()
    (left,) = kitchen.command()["data"]
    assert left["duration"] == 3600
    # Killed before the ring is struck off, it rings again; by its id it is known.
    events = [m.json for m in kitchen.peer.on(f"{kitchen.base}/timer")]
    assert {one["id"] for one in events if one["event"] == "finished"} == {short["id"]}


def test_listed_and_cancelled_by_request_and_by_voice(kitchen):
    kitchen.start()
    kitchen.say("set a timer for ten minutes")
    kitchen.say("set a timer for one hour")
    short, long = kitchen.command()["data"]
    assert (short["duration"], long["duration"]) == (600, 3600)
    assert [one["id"] for one in kitchen.command(cancel=long["id"])["data"]] == [short["id"]]
    assert kitchen.event("cancelled")["id"] == long["id"]
    assert kitchen.command(cancel="nobody")["error"] == "there is no timer 'nobody'"
    assert kitchen.say("cancel the timer")["status"] == "ok"
    assert kitchen.command()["data"] == []
    assert kitchen.say("cancel the timer")["status"] == "no_target"
