"""A real Home Assistant core, in an environment of its own, with the agent beside it.

``$HOMEASSISTANT`` is the command that starts its Python; ``make test-homeassistant`` sets it.
"""

import json
import os
import shlex
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from support.mosquitto import free_port
from support.peer import Peer
from support.process import REPOSITORY, AgentProcess

COMMAND = shlex.split(os.environ.get("HOMEASSISTANT", ""))
EXAMPLES = REPOSITORY / "deploy" / "examples"
DRIVER = Path(__file__).with_name("drive.py")

#: What the form of the MQTT integration asks for besides.
MQTT_NOW = {
    "other_settings": {"set_client_cert": False, "set_ca_cert": "off", "transport": "tcp"},
}

CONFIGURATION = """
homeassistant: {name: Test, latitude: 0, longitude: 0, elevation: 0, unit_system: metric,
  time_zone: UTC}
automation: !include automations.yaml
conversation:
input_boolean: {hall: , counter: , ceiling: }
persistent_notification:
http: {server_host: 127.0.0.1, server_port: PORT}
LIGHTS
"""
LIGHT_BEFORE = """
      NAME:
        friendly_name: LABEL
        value_template: "{{ states('input_boolean.HELPER') }}"
        turn_on: {service: input_boolean.turn_on, target: {entity_id: input_boolean.HELPER}}
        turn_off: {service: input_boolean.turn_off, target: {entity_id: input_boolean.HELPER}}
"""
LIGHT_NOW = """
      - name: LABEL
        default_entity_id: light.NAME
        unique_id: NAME
        state: "{{ states('input_boolean.HELPER') }}"
        turn_on: {action: input_boolean.turn_on, target: {entity_id: input_boolean.HELPER}}
        turn_off: {action: input_boolean.turn_off, target: {entity_id: input_boolean.HELPER}}
"""
LIGHTS = (
    ("hall_lamp", "Hall Lamp", "hall"),
    ("counter_strip", "Counter Strip", "counter"),
    ("kitchen_ceiling", "Kitchen Ceiling", "ceiling"),
)


class Core:
    """Does in Home Assistant what a test asks."""

    def __init__(self, folder: Path) -> None:
        environment = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
        with (folder / "stderr.log").open("w") as log:
            self._process = subprocess.Popen(
                [*COMMAND, str(folder / "drive.py"), str(folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=environment,
            )
        self._log = folder / "stderr.log"
        self._guard = threading.Timer(300, self._process.kill)
        self._guard.start()
        assert self._answer() == "ready"

    def __getattr__(self, do):
        def ask(**what):
            assert self._process.stdin
            print(json.dumps({"do": do, **what}), file=self._process.stdin, flush=True)
            return self._answer()

        return ask

    @property
    def log(self) -> str:
        return self._log.read_text()

    def stop(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()
        self._guard.cancel()

    def _answer(self):
        assert self._process.stdout
        for line in self._process.stdout:
            if line.startswith("{"):
                told = json.loads(line)
                assert "error" not in told, told["error"]
                return told["answer"]
        raise AssertionError(self.log[-4000:])


@pytest.fixture(scope="session")
def version() -> tuple[int, int]:
    said = subprocess.run(
        [*COMMAND, "-c", "from homeassistant.const import __version__; print(__version__)"],
        capture_output=True,
        text=True,
        check=True,
    )
    year, month = said.stdout.split(".")[:2]
    return int(year), int(month)


@pytest.fixture(scope="session")
def wyoming_port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def agent(mosquitto, version, wyoming_port, tmp_path_factory):
    """The agent, announced in the form that this Home Assistant knows."""
    config = tmp_path_factory.mktemp("agent") / "config.yaml"
    form = "device" if version >= (2024, 12) else "components"
    config.write_text(
        f"node: den\nhome: {EXAMPLES / 'home.yaml'}\nstate_dir: {config.parent}\n"
        f"mqtt: {{host: 127.0.0.1, port: {mosquitto.port}}}\n"
        f"homeassistant: {{form: {form}}}\ndiscovery: {{enabled: false}}\n"
        f"wyoming: {{enabled: true, port: {wyoming_port}}}\n"
    )
    process = AgentProcess(config)
    process.expect("connected to the broker")
    yield process
    assert process.stop() == 0, process.log
    assert "fault" not in process.log


@pytest.fixture(scope="session")
def core(mosquitto, agent, version, tmp_path_factory):  # noqa: ARG001, it must run
    """Home Assistant with lights made of templates, the examples, and its MQTT integration."""
    folder = tmp_path_factory.mktemp("core")
    modern = version >= (2025, 8)
    light = LIGHT_NOW if modern else LIGHT_BEFORE
    lights = "".join(
        light.replace("NAME", name).replace("LABEL", label).replace("HELPER", helper)
        for name, label, helper in LIGHTS
    )
    head = "template:\n  - light:" if modern else "light:\n  - platform: template\n    lights:"
    (folder / "configuration.yaml").write_text(
        CONFIGURATION.replace("LIGHTS", head + lights).replace("PORT", str(free_port()))
    )
    (folder / "automations.yaml").write_text("[]")
    blueprints = folder / "blueprints" / "automation" / "edge-intent"
    shutil.copytree(EXAMPLES / "home-assistant" / "blueprints", blueprints)
    shutil.copy(DRIVER, folder)
    one = Core(folder)
    broker = {"broker": "127.0.0.1", "port": mosquitto.port}
    made = one.flow(handler="mqtt", data=broker | (MQTT_NOW if version >= (2026, 1) else {}))
    assert made["type"] == "create_entry", made
    # Now that there is MQTT that they can listen to.
    shutil.copy(EXAMPLES / "home-assistant" / "automations.yaml", folder)
    one.service(name="automation.reload", data={})
    yield one
    one.stop()


@pytest.fixture
def peer(mosquitto):
    one = Peer(mosquitto.port, "edge-intent/#")
    yield one
    one.close()
