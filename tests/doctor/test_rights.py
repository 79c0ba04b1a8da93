"""What the login of the agent may do at the broker, tried at a real one."""

import contextlib
import subprocess

import pytest

from agent.broker import Probe
from agent.config import Config, Mqtt, Tls
from agent.doctor.rights import check_broker, check_rights
from support.peer import Peer
from support.process import REPOSITORY, AgentProcess


def look(port, node="den", check=check_rights, **keys):
    config = Config(node=node, mqtt=Mqtt(host="127.0.0.1", port=port, **keys))
    with contextlib.closing(Probe(config.mqtt)) as probe:
        return list(check(config, probe))


def told(findings, about):
    return [one for one in findings if one.about == about]


@pytest.fixture
def strict(own_mosquitto, tmp_path):
    """Makes a broker with the user ``ann`` and rights of hers."""

    def make(rights):
        passwords, file = tmp_path / "passwords", tmp_path / "acl"
        subprocess.run(["mosquitto_passwd", "-c", "-b", passwords, "ann", "word"], check=True)
        file.write_text(f"user ann\n{rights}")
        lines = f"allow_anonymous false\npassword_file {passwords}\nacl_file {file}"
        return own_mosquitto(lines).start()

    return make


ANN = {"username": "ann", "password": "word"}


def test_who_is_admitted(mosquitto):
    (finding,) = look(mosquitto.port, check=check_broker)
    assert finding.status == "good"
    assert "admits clients without a name, MQTT 5, without TLS" in finding.says


def test_a_certificate_that_ends_soon(own_mosquitto, tmp_path):
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    create = "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 3"
    names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", cert]
    subprocess.run([*create.split(), *names], check=True, capture_output=True)
    broker = own_mosquitto(f"certfile {cert}\nkeyfile {key}\nallow_anonymous true").start()
    admitted, ends = look(broker.port, check=check_broker, tls=Tls(ca=cert))
    assert admitted.says.endswith("with TLS")
    assert (ends.status, ends.says) == ("mend", "its certificate ends within 3 days")


def test_where_all_is_allowed_all_is_proved(mosquitto):
    findings = look(mosquitto.port, "open")
    assert [one.status for one in findings] == ["good", "good", "note"]
    assert "what is sent comes" in findings[0].says
    assert "none answers as edge-intent/open" in findings[2].says


def test_the_shipped_rights_are_enough(strict):
    lines = (REPOSITORY / "deploy/mosquitto/acl").read_text().split("user edge-intent\n")[1]
    rights = lines.split("\nuser ")[0]
    findings = look(strict(rights).port, **ANN)
    assert not [one for one in findings if one.status == "mend"]
    (reading,) = told(findings, "reading")
    assert "may not send any" in reading.says
    assert "mosquitto_pub -t edge-intent/den/voice/text" in reading.mend


def test_a_right_to_write_that_is_missing_is_named(strict):
    rights = "topic readwrite edge-intent/den/request/+\ntopic write edge-intent/den/result\n"
    findings = look(strict(rights).port, **ANN)
    wrong = [one.mend for one in told(findings, "writing")]
    assert wrong == [
        "let the user write edge-intent/den/intent/HassNevermind",
        "let the user write edge-intent/den/response/doctor",
    ]


def test_a_right_to_read_that_is_missing_is_found_although_the_broker_grants_it(strict):
    findings = look(strict("topic write edge-intent/den/#\n").port, **ANN)
    (reading,) = told(findings, "reading")
    assert reading.status == "mend"
    assert "does not hand it over" in reading.says
    assert "edge-intent/den/voice/text" in reading.mend


def test_the_older_protocol_tells_less(strict):
    rights = "topic write edge-intent/den/#\n"
    findings = look(strict(rights).port, protocol="3.1.1", **ANN)
    assert {one.about: one.status for one in findings} == dict.fromkeys(
        ("reading", "writing", "agent"), "note"
    )


def test_a_running_agent_answers_and_is_not_disturbed(mosquitto, run_agent):
    peer = Peer(mosquitto.port, "edge-intent/calm/#")
    agent = run_agent("node: calm\nmqtt: {host: 127.0.0.1, port: PORT}\n")
    peer.expect("edge-intent/calm/status")
    findings = look(mosquitto.port, "calm")
    (running,) = told(findings, "agent")
    assert running.status == "good"
    assert "edge-intent/calm answers: up " in running.says
    # It is connected still, has read no sentence, and its session was never taken over.
    assert {one.json["state"] for one in peer.on("edge-intent/calm/state")} == {"online"}
    (result,) = peer.on("edge-intent/calm/result")
    assert (result.json["status"], result.json["intents"]) == ("error", [])
    assert agent.log.count("connected to the broker") == 1
    peer.close()


@pytest.mark.parametrize("second_id", ["first", "second"])
def test_two_agents_of_one_name_are_found(mosquitto, run_agent, tmp_path, second_id):
    run_agent("node: twice\nmqtt: {host: 127.0.0.1, port: PORT, client_id: first}\n")
    (tmp_path / "second.yaml").write_text(
        f"node: twice\nmqtt: {{host: 127.0.0.1, port: {mosquitto.port}, client_id: {second_id}}}\n"
    )
    second = AgentProcess(tmp_path / "second.yaml")
    second.expect("connected to the broker")
    (finding,) = told(look(mosquitto.port, "twice"), "agent")
    assert finding.status == "mend"
    assert "several agents run as edge-intent/twice" in finding.says
    assert second.stop() == 0


def test_an_agent_with_a_problem_tells_it(mosquitto, run_agent, tmp_path):
    agent = run_agent("node: ill\nmqtt: {host: 127.0.0.1, port: PORT}\n")
    (tmp_path / "config.yaml").write_text("threshold: high\n")
    peer = Peer(mosquitto.port, "edge-intent/ill/response/reload")
    peer.send("edge-intent/ill/request/reload", "")
    peer.expect("edge-intent/ill/response/reload")
    (finding,) = told(look(mosquitto.port, "ill"), "agent")
    assert finding.status == "mend"
    assert "threshold: expected a number" in finding.says
    peer.close()
    assert agent.stop() == 0
