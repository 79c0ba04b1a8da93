"""``edge-intent init`` as a person or a script uses it."""

import os
import stat
import subprocess
import sys

import pytest

from agent.config import ConfigFile
from agent.home import load_home
from support.mosquitto import free_port
from support.peer import Peer
from support.process import HOME, REPOSITORY


@pytest.fixture
def init(tmp_path):
    """Runs it in an empty folder; the network is not searched."""
    (tmp_path / "quiet").mkdir()
    (tmp_path / "quiet" / "sitecustomize.py").write_text(
        "import sys; sys.modules['zeroconf'] = None"
    )
    folder = tmp_path / "new"
    folder.mkdir()

    def run(*words, typed=""):
        return subprocess.run(
            [sys.executable, "-m", "agent", "init", *map(str, words)],
            input=typed,
            capture_output=True,
            text=True,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": f"{tmp_path / 'quiet'}:{REPOSITORY}"},
            check=False,
            timeout=60,
        )

    run.folder = folder
    return run


def test_a_script_gets_a_configuration_without_being_asked(init, mosquitto):
    ended = init("--yes", "--broker", f"127.0.0.1:{mosquitto.port}", "--node", "den")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("written: home.yaml, config.yaml\n")
    assert "-t edge-intent/den/voice/text" in ended.stdout
    assert " doctor --config config.yaml\n" in ended.stdout
    config = ConfigFile(init.folder / "config.yaml").config
    assert (config.node, config.mqtt.address) == ("den", ("127.0.0.1", mosquitto.port))
    assert config.home
    assert len(load_home(config.home).entities) == 4
    assert config.state_dir == init.folder / "state"


def test_questions_are_answered_at_a_terminal(init, mosquitto):
    (init.folder / "mine.yaml").write_text(HOME.read_text())
    address = f"127.0.0.1:{mosquitto.port}"
    typed = f"http://nas\n{address}\n7\n2\nmine.yaml\nxx\nen\n"
    ended = init("--output", "den.yaml", typed=typed)
    assert ended.returncode == 0, ended.stderr
    for told in (
        "the network is not searched; pip install 'edge-intent[zeroconf]'",
        "broker 'http://nas': expected host",
        "what devices announce over MQTT (now: ",
        "a number from 1 to 3",
        "the shipped models read en",
    ):
        assert told in ended.stderr
    config = ConfigFile(init.folder / "den.yaml").config
    assert config.home == init.folder / "mine.yaml"
    assert ended.stdout.startswith("written: den.yaml\n")


def test_a_broker_that_cannot_be_used_writes_nothing(init):
    ended = init("--yes", "--broker", f"127.0.0.1:{free_port()}")
    assert ended.returncode == 1
    assert "nobody listens there" in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert list(init.folder.iterdir()) == []


def test_another_broker_can_be_named(init, mosquitto):
    typed = f"127.0.0.1:{free_port()}\n127.0.0.1:{mosquitto.port}\n1\n\n"
    ended = init(typed=typed)
    assert ended.returncode == 0, ended.stderr
    assert "nobody listens there" in ended.stderr
    assert ConfigFile(init.folder / "config.yaml").config.mqtt.port == mosquitto.port


def test_offline_asks_nobody(init):
    ended = init("--yes", "--offline", "--broker", "mqtts://nas.invalid", "--home", "our.yaml")
    assert ended.returncode == 0, ended.stderr
    config = ConfigFile(init.folder / "config.yaml").config
    assert config.mqtt.address == ("nas.invalid", 8883)
    assert config.mqtt.tls
    assert config.home == init.folder / "our.yaml"


@pytest.fixture
def strict(own_mosquitto, tmp_path):
    """A broker for one user."""
    passwords = tmp_path / "passwords"
    subprocess.run(["mosquitto_passwd", "-c", "-b", passwords, "ann", "secret"], check=True)
    return own_mosquitto(f"allow_anonymous false\npassword_file {passwords}").start()


def test_a_login_that_the_broker_wants_is_asked_for_and_kept_from_others(init, strict):
    typed = f"127.0.0.1:{strict.port}\nann\nwrong\nann\nsecret\n1\n\n"
    ended = init(typed=typed)
    assert ended.returncode == 0, ended.stderr
    assert "wants a user" in ended.stderr
    assert "refuses the user ann" in ended.stderr
    assert "secret" not in ended.stderr + ended.stdout
    password = init.folder / "mqtt-password"
    assert password.read_text() == "secret\n"
    assert stat.S_IMODE(password.stat().st_mode) == 0o600
    config = ConfigFile(init.folder / "config.yaml").config
    assert config.mqtt.username == "ann"
    assert config.mqtt.password_file == password


def test_a_script_names_the_password_file(init, strict):
    (init.folder / "word").write_text("secret\n")
    words = ("--yes", "--broker", f"127.0.0.1:{strict.port}", "--username", "ann")
    assert init(*words).returncode == 1
    ended = init(*words, "--password-file", "word")
    assert ended.returncode == 0, ended.stderr
    assert "\n  password_file: word\n" in (init.folder / "config.yaml").read_text()


@pytest.fixture
def old_broker():
    """A broker that knows MQTT 3.1.1 alone; a process of its own."""
    port = free_port()
    code = (
        "import asyncio; from amqtt.broker import Broker\n"
        "async def serve():\n"
        f"    listener = {{'type': 'tcp', 'bind': '127.0.0.1:{port}'}}\n"
        "    plugins = {'amqtt.plugins.authentication.AnonymousAuthPlugin': {}}\n"
        "    await Broker({'listeners': {'default': listener}, 'plugins': plugins}).start()\n"
        "    print('there', flush=True)\n"
        "    await asyncio.sleep(600)\n"
        "asyncio.run(serve())"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout.readline() == b"there\n"
        yield port
        process.kill()


def test_an_old_broker_is_spoken_to_in_its_own_version(init, old_broker):
    ended = init("--yes", "--broker", f"127.0.0.1:{old_broker}")
    assert ended.returncode == 0, ended.stderr
    assert ConfigFile(init.folder / "config.yaml").config.mqtt.protocol == "3.1.1"


def test_what_announces_itself_makes_the_home(init, own_mosquitto):
    broker = own_mosquitto().start()
    peer = Peer(broker.port)
    peer.send(
        "homeassistant/light/lamp/config",
        {"name": "Lamp", "unique_id": "lamp", "command_topic": "lamp/set"},
        retain=True,
    )
    peer.close()
    ended = init("--broker", f"127.0.0.1:{broker.port}", typed="\n\n")
    assert ended.returncode == 0, ended.stderr
    assert "now: 1 light" in ended.stderr
    assert ended.stdout.startswith("written: config.yaml\n")


def test_what_is_there_is_not_replaced_unasked(init, mosquitto):
    config = init.folder / "config.yaml"
    config.write_text("node: old\n")
    words = ("--broker", f"127.0.0.1:{mosquitto.port}", "--home", HOME)
    ended = init(*words, "--yes")
    assert ended.returncode == 2
    assert "--force replaces it" in ended.stderr
    assert init(*words, typed="n\n").returncode == 2
    assert config.read_text() == "node: old\n"
    assert init(*words, typed="y\nen\n").returncode == 0
    assert ConfigFile(config).config.home == HOME
    assert init(*words, "--yes", "--force").returncode == 0


@pytest.mark.parametrize(
    ("words", "typed", "problem"),
    [
        ((), "", "the input ended before all was answered; --yes asks nothing"),
        (("--output", "nowhere/config.yaml"), "", "nowhere: there is no such folder"),
        (("--broker", "a b:c"), "", "expected host, host:port"),
        (("--node", "a/b"), "", "edge-intent: --node 'a/b': 1 to 64 letters"),
        (("--yes", "--offline", "--home", "no/home.yaml"), "", "no/home.yaml: No such file"),
    ],
)
def test_what_cannot_be_is_one_line(init, words, typed, problem):
    ended = init(*words, typed=typed)
    assert ended.returncode == 2
    assert problem in ended.stderr.splitlines()[-1]
    assert not (init.folder / "config.yaml").exists()
    assert not (init.folder / "config.yaml.new").exists()
