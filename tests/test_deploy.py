"""The examples in deploy/ hold."""

import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import ClassVar

import pytest
import yaml

import agent
from agent.config import load_config
from agent.home import load_home
from support.mosquitto import free_port
from support.peer import Peer
from support.process import HOME, REPOSITORY, AgentProcess

DEPLOY = REPOSITORY / "deploy"
MOSQUITTO = DEPLOY / "mosquitto"
ADD_ON = DEPLOY / "homeassistant" / "edge-intent"


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
    one = run_agent(
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
    assert one.stop() == 0
    assert "refuses" not in one.log


def test_nobody_without_a_name_is_let_in(secured, run_agent):
    broker, _ = secured
    one = run_agent(f"mqtt: {{host: 127.0.0.1, port: {broker.port}}}\n", connected=False)
    one.expect("it refused the login")


def test_the_files_that_documents_name_are_there():
    for document in (REPOSITORY / "README.md", *(REPOSITORY / "docs").glob("*.md")):
        for link in re.findall(r"\]\(([^)#:]+?)(?:#[\w-]+)?\)", document.read_text("utf-8")):
            assert Path(document.parent / link).exists(), f"{document.name}: {link}"


def test_the_scripts_pass_the_linter():
    if not shutil.which("shellcheck"):
        pytest.skip("shellcheck is not installed")
    listed = subprocess.run(
        ["git", "ls-files", "*.sh", "deploy/debian/p*", ".ci/run"],
        cwd=REPOSITORY, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert len(listed) > 5
    checked = subprocess.run(
        ["shellcheck", *listed], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("file", sorted(DEPLOY.glob("*/**/Dockerfile")), ids=str)
def test_the_dockerfiles_pass_the_linter(file):
    hadolint = Path(sys.executable).with_name("hadolint")
    if not hadolint.exists():
        pytest.skip("hadolint is not installed")
    checked = subprocess.run([hadolint, file], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", file.read_text("utf-8"), re.MULTILINE)
    context = REPOSITORY if file.parent.name == "docker" else file.parent
    sources = " ".join(copied).split()
    assert sources
    missing = [one for one in sources if "*" not in one and not (context / one).exists()]
    assert not missing


def test_what_compose_mounts_is_there_or_made_by_prepare(tmp_path):
    compose = yaml.safe_load((DEPLOY / "docker" / "compose.yaml").read_text("utf-8"))
    own, broker = (compose["services"][name] for name in ("edge-intent", "mosquitto"))
    for service in (own, broker):
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"]
    mounted = [one.split(":")[0] for one in (*own["volumes"], *broker["volumes"])]
    here = [one for one in mounted if one.startswith(("./", "../")) and "private" not in one]
    assert len(here) == 4
    assert all((DEPLOY / "docker" / one).is_file() for one in here)
    copy = tmp_path / "deploy"
    shutil.copytree(DEPLOY, copy, ignore=shutil.ignore_patterns("private"))
    if os.geteuid() != 0:
        pytest.skip("prepare.sh gives files to the users of the containers")
    subprocess.run([copy / "docker" / "prepare.sh", "broker.lan"], check=True, capture_output=True)
    made = [one for one in mounted if "private" in one]
    assert len(made) == 5
    assert all((copy / "docker" / one).exists() for one in made)
    hashed = (copy / "docker/private/mosquitto/passwords").read_text().splitlines()
    users = re.findall(r"^user (\S+)$", (MOSQUITTO / "acl").read_text("utf-8"), re.MULTILINE)
    assert [line.split(":$7$")[0] for line in hashed] == users


class Supervisor(http.server.BaseHTTPRequestHandler):
    """What an add-on asks Home Assistant's supervisor."""

    service: ClassVar = {}

    def do_GET(self):
        good = (self.path, self.headers["Authorization"]) == ("/services/mqtt", "Bearer token")
        self.send_response(200 if good else 403)
        self.end_headers()
        self.wfile.write(json.dumps({"result": "ok", "data": self.service}).encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def supervisor():
    server = http.server.HTTPServer(("127.0.0.1", 0), Supervisor)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_add_on_runs_with_what_the_supervisor_tells(secured, supervisor, tmp_path):
    broker, _ = secured
    Supervisor.service = {
        "host": "127.0.0.1", "port": broker.port, "ssl": False,
        "username": "edge-intent", "password": "edge-intent",
    }  # fmt: skip
    (tmp_path / "options.json").write_text(json.dumps({"node": "den", "log_level": "info"}))
    own = tmp_path / "own"
    own.mkdir()
    shutil.copy(HOME, own / "home.yaml")
    one = AgentProcess(
        tmp_path / "config.yaml",
        str(ADD_ON / "start.py"),
        STATE_DIRECTORY=str(tmp_path),
        CONFIG=str(own),
        SUPERVISOR_TOKEN="token",
        SUPERVISOR_URL=f"http://127.0.0.1:{supervisor.server_port}",
    )
    try:
        one.expect("connected to the broker")
        user = Peer(broker.port, RESULT, prepare=as_user("microphone"))
        user.send(VOICE, {"text": "turn off the hall lamp", "request_id": "r"})
        assert user.result("r", "edge-intent/den")["status"] == "ok"
        user.close()
    finally:
        assert one.stop() == 0


def test_the_add_on_offers_what_it_takes():
    described = yaml.safe_load((ADD_ON / "config.yaml").read_text("utf-8"))
    assert described["version"] == agent.__version__
    assert set(described["options"]) == set(described["schema"])


def test_the_configurations_that_are_shipped_hold(tmp_path):
    assert load_config(DEPLOY / "config.yaml").mqtt.host == "localhost"
    shutil.copy(DEPLOY / "docker" / "config.yaml", tmp_path)
    shutil.copy(HOME, tmp_path)
    for name in ("mqtt-password", "ca.pem"):
        (tmp_path / name).touch()
    config = load_config(tmp_path / "config.yaml")
    assert (config.node, config.mqtt.address) == ("den", ("mosquitto", 8883))


def test_the_variables_of_the_role_are_described():
    role = DEPLOY / "ansible" / "roles" / "edge_intent"
    used = set()
    for file in (*role.rglob("tasks/*.yml"), *role.rglob("*.j2")):
        used |= set(re.findall(r"\bedge_intent_\w+", file.read_text("utf-8")))
    assert used == set(yaml.safe_load((role / "defaults" / "main.yml").read_text("utf-8")))
