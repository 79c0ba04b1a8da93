"""The examples for other programs hold; Home Assistant reads its own in tests/homeassistant."""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterable

import pytest
import yaml

from agent.config import load_config
from support import announced
from support.announced import zigbee_device, zigbee_devices
from support.peer import PATIENCE
from support.process import HOME, REPOSITORY

EXAMPLES = REPOSITORY / "deploy" / "examples"
BLUEPRINTS = sorted((EXAMPLES / "home-assistant" / "blueprints").glob("*.yaml"))
FLOW = EXAMPLES / "node-red" / "edge-intent.json"
RULE = EXAMPLES / "openhab" / "edge-intent.rules.js"

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
needs_jq = pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
needs_clients = pytest.mark.skipif(
    shutil.which("mosquitto_sub") is None, reason="mosquitto-clients are not installed"
)


class Input(str):
    """The name of an input of a blueprint."""


class Loader(yaml.SafeLoader):
    """YAML of Home Assistant."""


Loader.add_constructor("!input", lambda loader, node: Input(loader.construct_scalar(node)))


def inputs_in(value):
    if isinstance(value, Input):
        yield str(value)
    inner = value.values() if isinstance(value, dict) else value
    for one in inner if isinstance(inner, Iterable) and not isinstance(value, str) else ():
        yield from inputs_in(one)


def test_there_are_ten_blueprints_and_each_is_in_use():
    used = yaml.safe_load((EXAMPLES / "home-assistant" / "automations.yaml").read_text("utf-8"))
    paths = sorted(one["use_blueprint"]["path"] for one in used)
    assert paths == [f"edge-intent/{path.name}" for path in BLUEPRINTS]
    assert len(BLUEPRINTS) == 10


@pytest.mark.parametrize("path", BLUEPRINTS, ids=lambda path: path.stem)
def test_a_blueprint_uses_exactly_the_inputs_that_it_asks_for(path):
    blueprint = yaml.load(path.read_text("utf-8"), Loader)
    assert set(inputs_in(blueprint)) == set(blueprint["blueprint"]["input"])


@pytest.fixture
def agent(run_agent, peer):
    """The agent of the examples, and the broker's other programs."""
    run_agent(
        f"node: den\nhome: {HOME}\nmqtt: {{host: 127.0.0.1, port: PORT}}\n"
        "homeassistant: {discovery: false}\n"
    )
    return peer


@needs_jq
@needs_clients
def test_the_shell_script_does_what_was_said(agent, mosquitto):
    script = EXAMPLES / "shell" / "edge-intent.sh"
    with subprocess.Popen(
        [script, "den", "-h", "127.0.0.1", "-p", str(mosquitto.port)],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        guard = threading.Timer(PATIENCE, os.killpg, (process.pid, 15))
        guard.start()
        lines = iter(process.stdout)
        # Until it is subscribed it hears nothing: say it again until it does.
        heard = threading.Event()

        def say():
            while not heard.wait(0.5):
                agent.send("edge-intent/den/voice/text", "set the counter strip to 30%")

        speaker = threading.Thread(target=say)
        speaker.start()
        first = next(lines)
        heard.set()
        speaker.join()
        agent.send("edge-intent/den/voice/text", "turn on the bedside lamps if it is dark")
        agent.send("edge-intent/den/voice/text", "turn off the bedside lamps")
        agent.send("edge-intent/den/voice/text", "play some jazz")
        rest = []
        while "not mine: HassMediaSearchAndPlay media_player.lounge_speaker" not in rest:
            rest.append(next(lines).strip())
        guard.cancel()
        os.killpg(process.pid, 15)
    assert first == "set: light.counter_strip to 30%\n"
    assert {"off: light.bedside_left", "off: light.bedside_right"} <= set(rest)
    assert "on: light.bedside_left" not in rest


@needs_jq
@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_the_shell_script_is_clean():
    subprocess.run(["shellcheck", EXAMPLES / "shell" / "edge-intent.sh"], check=True)


def test_the_flow_is_wired():
    nodes = {node["id"]: node for node in json.loads(FLOW.read_text("utf-8"))}
    for node in nodes.values():
        if "wires" in node:
            assert {target for wires in node["wires"] for target in wires} <= set(nodes)
            assert node["z"] == "tab"
        if node["type"].startswith("mqtt "):
            assert nodes[node["broker"]]["type"] == "mqtt-broker"
    wired = {
        target for node in nodes.values() for wires in node.get("wires", ()) for target in wires
    }
    sources = {"mqtt in", "inject"}
    assert {n["id"] for n in nodes.values() if "wires" in n and n["type"] not in sources} == wired


def result_of(javascript):
    done = subprocess.run(
        ["node", "-e", javascript], capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    return json.loads(done.stdout)


@needs_node
def test_the_function_of_the_flow_makes_a_message_for_each_device():
    nodes = {node["id"]: node for node in json.loads(FLOW.read_text("utf-8"))}
    payload = {
        "intent": "HassLightSet",
        "slots": [{"name": "brightness", "value": 50}],
        "targets": ["light.hall_lamp", "lock.front_door", "light.strip"],
    }
    script = f"const msg = {{payload: {json.dumps(payload)}}};"
    function = f"(function () {{ {nodes['each']['func']} }})()"
    (messages,) = result_of(f"{script} console.log(JSON.stringify({function}))")
    assert [message["topic"] for message in messages] == [
        "zigbee2mqtt/hall_lamp/set",
        "zigbee2mqtt/strip/set",
    ]
    assert messages[0]["payload"] == {"state": "ON", "brightness": 127}
    payload["slots"].append({"name": "until", "value": "midnight"})
    script = f"const msg = {{payload: {json.dumps(payload)}}};"
    assert result_of(f"{script} console.log(JSON.stringify({function}))") is None


@needs_node
def test_the_rule_for_openhab_commands_items():
    """With items that write down what they are told, for want of openHAB itself."""
    messages = [
        {"intent": "HassTurnOn", "slots": [], "targets": ["light.Hall", "light.Elsewhere"]},
        {
            "intent": "HassSetPosition",
            "slots": [{"name": "position", "value": 30}],
            "targets": ["cover.Blind"],
        },
        {
            "intent": "HassSetPosition",
            "slots": [{"name": "position_step", "value": 10}],
            "targets": ["cover.Blind"],
        },
        {"intent": "HassTurnOff", "slots": [], "targets": ["lock.Door", "cover.Blind"]},
        {
            "intent": "HassTurnOn",
            "slots": [{"name": "condition", "value": "if it is dark"}],
            "targets": ["light.Hall"],
        },
    ]
    rule = json.dumps(RULE.read_text("utf-8"))
    done = result_of(f"""
        const told = [];
        const item = (name) => ({{ sendCommand: (order) => told.push([name, order]) }});
        const openhab = {{
            items: {{ getItem: (name) => name === 'Elsewhere' ? null : item(name) }},
            triggers: {{ ChannelEventTrigger: (channel) => channel }},
            rules: {{ JSRule: (rule) => openhab.rule = rule }},
        }};
        new Function('require', {rule})(() => openhab);
        for (const message of {json.dumps(messages)}) openhab.rule.execute(
            {{ receivedEvent: 'edge-intent/den/intent/X#' + JSON.stringify(message) }});
        console.log(JSON.stringify(told));""")
    assert done == [["Hall", "ON"], ["Blind", "70"], ["Blind", "DOWN"]]


def test_a_home_with_zigbee2mqtt_alone(run_agent, peer, tmp_path):
    folder = EXAMPLES / "zigbee2mqtt"
    assert load_config(folder / "config.yaml").actuate.enabled
    shutil.copy(folder / "home.yaml", tmp_path)
    peer.send(
        *zigbee_devices(
            zigbee_device("0x01", "hall/lamp", announced.DIM_BULB),
            zigbee_device("0x02", "Kettle", announced.PLUG),
            zigbee_device("0x03", "Front Door", announced.DOOR_LOCK),
        ),
        retain=True,
    )
    text = (folder / "config.yaml").read_text("utf-8")
    agent = run_agent(text.replace("host: localhost", "host: 127.0.0.1\n  port: PORT"))
    agent.expect("the home has")
    voice = "edge-intent/den/voice/text"
    peer.send(voice, "turn on the entrance light")
    peer.expect("zigbee2mqtt/hall/lamp/set")
    peer.send(voice, "switch off the kettle")
    assert peer.expect("zigbee2mqtt/Kettle/set").json == {"state": "OFF"}
    peer.send(voice, {"text": "unlock the front door", "request_id": "door"})
    assert peer.result("door", "edge-intent/den")["intents"][0]["targets"]
    assert peer.on("zigbee2mqtt/Front Door/set") == []
    peer.send("zigbee2mqtt/bridge/devices", "", retain=True)
