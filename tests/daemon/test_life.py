"""Starting, stopping, dying and reloading, against a real broker and as a real process."""

import json
import signal
import subprocess
import sys

import pytest

from support.peer import Peer
from support.process import HOME, REPOSITORY

MQTT = "mqtt: {host: 127.0.0.1, port: PORT, reconnect_max: 1}\n"


@pytest.fixture
def peer(mosquitto, base):
    one = Peer(mosquitto.port, f"{base}/#")
    yield one
    one.close()


def ask(peer, base, text, request_id):
    peer.send(f"{base}/voice/text", {"text": text, "request_id": request_id})
    return peer.result(request_id, base)


def test_a_killed_agent_is_offline_by_its_will(run_agent, peer, node, base):
    agent = run_agent(f"node: {node}\n{MQTT}")
    assert peer.expect(f"{base}/state").json == {"state": "online"}
    agent.stop(signal.SIGKILL)
    assert peer.expect(f"{base}/state", count=2).json == {"state": "offline"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(run_agent, peer, node, base, number):
    agent = run_agent(f"node: {node}\n{MQTT}")
    peer.expect(f"{base}/state")
    assert agent.stop(number) == 0
    assert peer.expect(f"{base}/state", count=2).json == {"state": "offline"}
    assert agent.log.endswith("stopped")


def test_what_waits_is_answered_before_the_end(run_agent, peer, node, base):
    agent = run_agent(f"node: {node}\nhome: {HOME}\n{MQTT}")
    for number in range(20):
        request = {"text": "turn off the hall lamp", "request_id": str(number)}
        peer.send(f"{base}/voice/text", request)
    agent.stop()
    answered = {m.json["request_id"] for m in peer.on(f"{base}/result")}
    # What it did not take before the signal is left at the broker for the next start.
    again = run_agent(f"node: {node}\nhome: {HOME}\n{MQTT}")
    for number in range(20):
        peer.result(str(number), base)
    again.stop()
    assert len(peer.on(f"{base}/result")) == 20, answered


def test_what_was_sent_meanwhile_is_answered_after_the_start(run_agent, peer, node, base):
    run_agent(f"node: {node}\n{MQTT}").stop()
    peer.send(f"{base}/voice/text", {"text": "hello", "request_id": "meanwhile"})
    run_agent(f"node: {node}\n{MQTT}")
    assert peer.result("meanwhile", base)["status"] == "not_recognized"


def test_the_older_protocol(run_agent, peer, node, base):
    line = MQTT.replace("PORT", "PORT, protocol: 3.1.1")
    agent = run_agent(f"node: {node}\nhome: {HOME}\n{line}")
    assert ask(peer, base, "turn off the hall lamp", "old")["status"] == "ok"
    peer.expect(f"{base}/status")
    assert agent.stop() == 0
    assert peer.expect(f"{base}/state", count=2).json == {"state": "offline"}


def test_the_first_start_waits_for_the_broker(own_mosquitto, run_agent, node, base):
    broker = own_mosquitto()
    agent = run_agent(
        f"node: {node}\nmqtt: {{host: 127.0.0.1, port: {broker.port}, reconnect_max: 1}}\n",
        connected=False,
    )
    assert "trying again" in agent.expect("no connection to the broker at 127.0.0.1")
    broker.start()
    agent.expect("connected to the broker")
    peer = Peer(broker.port, f"{base}/#")
    assert ask(peer, base, "hello", "first")["status"] == "not_recognized"
    peer.close()


def test_a_restarted_broker_is_found_again(own_mosquitto, run_agent, node, base):
    broker = own_mosquitto().start()
    agent = run_agent(
        f"node: {node}\nmqtt: {{host: 127.0.0.1, port: {broker.port}, reconnect_max: 1}}\n"
    )
    broker.stop()
    agent.expect("no connection to the broker")
    broker.start()
    agent.expect("connected to the broker", count=2)
    peer = Peer(broker.port, f"{base}/#")
    assert ask(peer, base, "hello", "again")["status"] == "not_recognized"
    assert peer.expect(f"{base}/state").json == {"state": "online"}
    peer.expect(f"{base}/status")
    peer.close()


def test_what_comes_too_late_is_expired(run_agent, peer, node, base):
    run_agent(f"node: {node}\n{MQTT}")
    # Nothing gets from the socket to the worker within a microsecond.
    for name, seconds in (("short", 0.000_001), ("long", 600)):
        request = {"text": "hello", "request_id": name, "expires_in": seconds}
        peer.send(f"{base}/voice/text", request)
    late = peer.result("short", base)
    assert (late["status"], late["intents"], late["model"]) == ("expired", [], None)
    assert "expired after" in late["error"]
    assert peer.result("long", base)["status"] == "not_recognized"


def test_a_flood_is_answered_to_the_last(run_agent, peer, node, base):
    run_agent(f"node: {node}\nqueue: {{size: 2}}\n{MQTT}")
    for number in range(300):
        request = {"text": "what a day", "request_id": str(number)}
        peer.send(f"{base}/voice/text", request, qos=0)
    peer.expect(f"{base}/result", count=300)
    results = [m.json for m in peer.on(f"{base}/result")]
    assert {one["request_id"] for one in results} == {str(number) for number in range(300)}
    shed = [one for one in results if one["status"] == "shed"]
    assert all("2 requests wait already" in one["error"] for one in shed)
    assert ask(peer, base, "hello", "after")["status"] == "not_recognized"


def write(agent_config, text, mosquitto):
    agent_config.write_text(text.replace("PORT", str(mosquitto.port)))


@pytest.mark.parametrize("how", ["request", "signal"])
def test_a_good_new_configuration_takes_effect(
    run_agent, peer, node, base, tmp_path, mosquitto, how
):
    agent = run_agent(f"node: {node}\n{MQTT}")
    assert ask(peer, base, "turn off the hall lamp", "before")["status"] == "no_target"
    write(tmp_path / "config.yaml", f"node: {node}\nhome: {HOME}\n{MQTT}", mosquitto)
    if how == "request":
        peer.send(f"{base}/request/reload", {"transaction": "r"})
        answer = peer.expect(f"{base}/response/reload").json
        assert (answer["status"], answer["transaction"]) == ("ok", "r")
        assert answer["data"] == {"changed": ["home"], "need_restart": []}
    else:
        agent.send(signal.SIGHUP)
        agent.expect("reload: done")
    assert ask(peer, base, "turn off the hall lamp", "after")["status"] == "ok"
    peer.expect(f"{base}/status", lambda m: m.json["home"]["entities"] == 27)


@pytest.mark.parametrize("how", ["request", "signal"])
@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        ("thresold: 0.5\n", "unknown key 'thresold'; did you mean 'threshold'?"),
        ("home: nowhere.yaml\n", "there is no file"),
        ("model: no-such-model\n", "no-such-model"),
        ("risk: {rulse: []}\n", "unknown key 'rulse' in risk"),
        ("home: broken.yaml\n", "must look like light.hall_lamp"),
    ],
)
def test_a_broken_new_configuration_leaves_the_old_in_force(
    run_agent, peer, base, tmp_path, mosquitto, how, broken, problem, node
):
    agent = run_agent(f"node: {node}\nhome: {HOME}\n{MQTT}")
    (tmp_path / "broken.yaml").write_text("entities: [{id: lamp, name: Lamp}]")
    write(tmp_path / "config.yaml", f"node: {node}\n{MQTT}{broken}", mosquitto)
    if how == "request":
        peer.send(f"{base}/request/reload", "")
        answer = peer.expect(f"{base}/response/reload").json
        assert answer["status"] == "error"
        assert problem in answer["error"]
    else:
        agent.send(signal.SIGHUP)
    assert "ERROR" in agent.expect(problem)
    told = peer.expect(f"{base}/status", lambda m: m.json["problem"] is not None).json
    assert problem in told["problem"]
    assert ask(peer, base, "turn off the hall lamp", "still")["status"] == "ok"
    write(tmp_path / "config.yaml", f"node: {node}\nhome: {HOME}\n{MQTT}", mosquitto)
    peer.clear()
    agent.send(signal.SIGHUP)
    assert peer.expect(f"{base}/status", lambda m: m.json["problem"] is None)


def test_keys_that_need_a_restart_are_named(run_agent, peer, node, base, tmp_path, mosquitto):
    run_agent(f"node: {node}\n{MQTT}")
    write(tmp_path / "config.yaml", f"node: other\nthreshold: 0.4\n{MQTT}", mosquitto)
    peer.send(f"{base}/request/reload", "")
    answer = peer.expect(f"{base}/response/reload").json
    assert answer["data"] == {"changed": ["node", "threshold"], "need_restart": ["node"]}
    told = peer.expect(f"{base}/status", lambda m: m.json["problem"] is not None).json
    assert told["problem"] == "restart the agent for: node"


def test_a_pushed_home_outlives_a_restart(run_agent, peer, node, base, tmp_path):
    lines = f"node: {node}\nhome: {HOME}\nstate_dir: {tmp_path / 'state'}\n{MQTT}"
    agent = run_agent(lines)
    home = {"entities": [{"id": "light.boat_lamp", "name": "Boat Lamp"}], "transaction": 1}
    peer.send(f"{base}/request/home", home)
    assert peer.expect(f"{base}/response/home").json["status"] == "ok"
    agent.stop()
    agent = run_agent(lines)
    result = ask(peer, base, "turn on the boat lamp", "kept")
    assert result["intents"][0]["targets"] == ["light.boat_lamp"]
    agent.stop()
    (tmp_path / "state" / "home.json").write_text('{"entities": [{"id"')
    agent = run_agent(lines)
    agent.expect("the pushed home kept in")
    assert ask(peer, base, "turn off the hall lamp", "file")["status"] == "ok"


def test_the_log_as_json_and_with_sentences(run_agent, peer, node, base):
    agent = run_agent(f"node: {node}\nlog: {{format: json, sentences: true}}\n{MQTT}")
    ask(peer, base, "what a day\nfor a \u2028 walk", "said")
    entry = json.loads(agent.expect("request said"))
    assert entry["level"] == "info"
    assert entry["part"] == "worker"
    assert "what a day" in entry["message"]
    for line in agent.log.splitlines():
        assert json.loads(line)["time"].endswith("Z")


def test_the_log_for_the_journal_has_priorities(run_agent, node, tmp_path):
    state = tmp_path / "state"
    agent = run_agent(f"node: {node}\nstate_dir: {state}\n{MQTT}", JOURNAL_STREAM="8:1")
    agent.stop()
    assert all(line.startswith("<6>") for line in agent.log.splitlines()), agent.log


@pytest.mark.parametrize(
    ("lines", "status", "problem"),
    [
        ("nod: x\n", 2, "line 1: unknown key 'nod'; did you mean 'node'?"),
        ("model: ./nowhere\n", 2, "nowhere"),
        ("mqtt: {username: a, password_env: NOT_SET}\n", 2, "the variable NOT_SET is not set"),
        ("home: broken.yaml\n", 2, "must look like light.hall_lamp"),
    ],
)
def test_a_start_that_cannot_be_is_one_line(tmp_path, lines, status, problem):
    (tmp_path / "broken.yaml").write_text("entities: [{id: lamp, name: Lamp}]")
    (tmp_path / "config.yaml").write_text(lines)
    ended = subprocess.run(
        [sys.executable, "-m", "agent", "run", "--config", tmp_path / "config.yaml"],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        check=False,
    )
    assert ended.returncode == status
    assert problem in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert not ended.stdout


def test_the_status_comes_now_and_then(run_agent, peer, node, base):
    run_agent(f"node: {node}\nstatus_every: 1\n{MQTT}")
    first = peer.expect(f"{base}/status").json
    assert peer.expect(f"{base}/status", count=2).json["uptime_s"] > first["uptime_s"]
