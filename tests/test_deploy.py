"""The examples in deploy/ hold."""

import re
import subprocess
from pathlib import Path

import pytest

from agent.home import load_home
from support.mosquitto import free_port
from support.peer import Peer
from support.process import HOME, REPOSITORY

MOSQUITTO = REPOSITORY / "deploy" / "mosquitto"


def test_the_example_home_is_a_home():
    home = load_home(HOME)
    assert len(home.floors) == 2
    assert len(home.entities) == 27


VOICE, RESULT = "edge-intent/den/voice/text", "edge-intent/den/result"
#: Who may not send where.
FORBIDDEN = (
    ("microphone", "edge-intent/den/request/pause"),
    ("microphone", "edge-intent/den/sensor/text"),
    ("microphone", RESULT),
    ("sensors", VOICE),
    ("sensors", RESULT),
    ("automation", VOICE),
    ("automation", RESULT),
    ("automation", "edge-intent/den/intent/HassTurnOn"),
)


def as_user(name, **tls):
    def prepare(client):
        client.username_pw_set(name, name)
        if tls:
            client.tls_set(**tls)

    return prepare


@pytest.fixture
def secured(own_mosquitto, tmp_path):
    """The example for mosquitto, with its rights, certificates and users; and its TLS port."""
    certificates, passwords = tmp_path / "certs", tmp_path / "passwords"
    subprocess.run(
        [MOSQUITTO / "make-certs.sh", certificates, "localhost", "127.0.0.1"], check=True
    )
    for user in re.findall(r"^user (\S+)$", (MOSQUITTO / "acl").read_text("utf-8"), re.MULTILINE):
        create = () if passwords.exists() else ("-c",)
        subprocess.run(["mosquitto_passwd", "-b", *create, passwords, user, user], check=True)
    port = free_port()
    # The test's broker has a plain port, a folder and durability of its own.
    text = re.sub(
        r"^(listener 1883|persistence|autosave|set_tcp).*\n", "",
        (MOSQUITTO / "mosquitto.conf").read_text("utf-8"), flags=re.MULTILINE,
    )  # fmt: skip
    for there, here in (
        ("listener 8883", f"listener {port} 127.0.0.1"),
        ("/etc/mosquitto/acl", str(MOSQUITTO / "acl")),
        ("/etc/mosquitto/passwords", str(passwords)),
        ("/etc/mosquitto/certs", str(certificates)),
    ):
        assert there in text
        text = text.replace(there, here)
    return own_mosquitto(text).start(), port


def test_the_example_for_mosquitto_lets_each_do_its_part_and_no_more(secured, run_agent, tmp_path):
    broker, port = secured
    authority = tmp_path / "certs" / "ca.pem"
    agent = run_agent(
        f"node: den\nhome: {HOME}\n"
        f"mqtt: {{host: 127.0.0.1, port: {port}, username: edge-intent, password_env: WORD, "
        f"tls: {{ca: {authority}}}}}\n",
        WORD="edge-intent",
    )
    keeper = Peer(broker.port, "edge-intent/den/#", prepare=as_user("keeper"))
    others = {
        name: Peer(broker.port, RESULT, prepare=as_user(name))
        for name in ("microphone", "sensors", "automation")
    }
    for name, topic in FORBIDDEN:
        others[name].send(topic, {"text": "turn on the hall lamp", "request_id": "forged"})
    others["microphone"].send(VOICE, {"text": "turn off the hall lamp", "request_id": "r"})
    assert keeper.result("r", "edge-intent/den")["status"] == "ok"
    assert others["automation"].result("r", "edge-intent/den")["speech"]
    # They were sent before what is answered by now.
    assert not any(b"forged" in m.payload for _, topic in FORBIDDEN for m in keeper.on(topic))
    for peer in (keeper, *others.values()):
        peer.close()
    assert agent.stop() == 0
    assert "does not take" not in agent.log


def test_nobody_without_a_name_is_let_in(secured, run_agent):
    broker, _ = secured
    agent = run_agent(f"mqtt: {{host: 127.0.0.1, port: {broker.port}}}\n", connected=False)
    agent.expect("it refused the login")


def test_the_files_that_documents_name_are_there():
    for document in (REPOSITORY / "README.md", *(REPOSITORY / "docs").glob("*.md")):
        for link in re.findall(r"\]\(([^)#:]+?)(?:#[\w-]+)?\)", document.read_text("utf-8")):
            assert Path(document.parent / link).exists(), f"{document.name}: {link}"
