from pathlib import Path
from typing import Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.config import Config, ConfigFile, Log, load_config, read_password
from agent.errors import ConfigError


@pytest.fixture
def config_file(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "config.yaml"
        path.write_text(text, "utf-8")
        return path

    return write


def test_an_empty_file_is_all_defaults(config_file):
    config = load_config(config_file(""))
    assert config == msgspec.structs.replace(Config(), node=config.node)


def test_values_units_and_relative_paths(config_file, tmp_path):
    (tmp_path / "home.yaml").write_text("areas: []")
    config = load_config(
        config_file(
            "node: den\n"
            "home: home.yaml\n"
            "status_every: 2 min\n"
            "mqtt: {host: broker, keepalive: 45, reconnect_max: 90 seconds}\n"
            "log: {format: json}\n"
        )
    )
    assert config.node == "den"
    assert config.home == tmp_path / "home.yaml"
    assert config.status_every == 120
    assert (config.mqtt.keepalive, config.mqtt.reconnect_max) == (45, 90)
    assert config.mqtt.address == ("broker", 1883)
    assert config.log == Log(format="json")


def test_a_section_of_comments_is_all_defaults(config_file):
    assert load_config(config_file("mqtt:\n  # host: broker\n")).mqtt == Config().mqtt


def test_the_port_follows_encryption(config_file):
    assert load_config(config_file("mqtt: {tls: {}}")).mqtt.address == ("localhost", 8883)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("mqtt:\n  hots: x\n", "line 2: unknown key 'hots' in mqtt; did you mean 'host'?"),
        ("modle: x\n", "line 1: unknown key 'modle'; did you mean 'model'?"),
        ("mqtt:\n  port: abc\n", "line 2: mqtt.port: expected a whole number, got 'abc'"),
        ("mqtt: {port: 70000}", "mqtt.port: expected a whole number <= 65535, got 70000"),
        ("mqtt:\n  keepalive: 1\n", "line 2: mqtt.keepalive: must lie between 5 s and 1 h"),
        ("mqtt: {keepalive: 5 parsec}", "unknown unit 'parsec'; use ms, s, min, h or d"),
        ("status_every: soon", "expected a duration: a number of seconds, or a text such as"),
        ("log:\n  format: jsn\n", "line 2: log.format: expected one of text, json, got 'jsn'"),
        ("mqtt: {protocol: 4}", "mqtt.protocol: expected one of 5, 3.1.1, got 4"),
        ("threshold: 2", "threshold: expected a number <= 1.0, got 2"),
        ("threads: true", "threads: expected a whole number, got True"),
        ("node: a/b", "node: 1 to 64 letters, digits, dots, _ or -"),
        ("node: on", "line 1: node: expected text, got True; put it in quotes"),
        ("node: 5", "line 1: node: expected text, got 5; put it in quotes"),
        ("node: ~", "line 1: node: expected text, got None; write the text, or leave the key out"),
        ("threads: 1\nmodel: nowhere", "line 2: model 'nowhere' is neither shipped (intent-en-22m"),
        ("model: ./", "is no folder of a model; it holds no manifest.json"),
        ("mqtt: {client_id: 'a b'}", "mqtt.client_id: 1 to 128 visible ASCII characters"),
        ("home: nowhere.yaml", "home: there is no file"),
        ("mqtt:\n  host: a\n  host: b\n", "line 3: key 'mqtt.host' stands there twice"),
        (
            "\n- a\n",
            "line 2: expected a key and its value on each line, such as 'node: den', got a",
        ),
        (
            "hello\n",
            "line 1: expected a key and its value on each line, such as 'node: den', got 'h",
        ),
        ("a: b: c\n", "line 1: not valid YAML: mapping values are not allowed here"),
        ("a: &a [*a]", "unknown key 'a'; known are actuate, conversation, deadline, delivery"),
        ("mqtt:\n  tls:\n", "line 2: mqtt.tls is empty; write tls: {}"),
        ("mqtt: {tls: {cert: x}}", "mqtt.tls: cert and key belong together"),
        ("mqtt: {password: x}", "mqtt.password needs mqtt.username"),
        ("discovery: {zigbee2mqtt: [a, b/#]}", "discovery.zigbee2mqtt[1] must be a topic"),
        ("discovery: {statestream: ha/}", "discovery.statestream: write it without /"),
        ("discovery: {homeassistant: ''}", "discovery.homeassistant must be a topic"),
        ("actuate: {enabled: true}", "actuate.allow is empty, so nothing would be sent"),
        ("actuate: {allow: [Lights]}", "actuate.allow[0]: expected a domain or an entity id"),
        ("inputs: [{topic: a/#/b}]", "inputs[0].topic: 'a/#/b' is no topic filter"),
        ('inputs: [{topic: "a\\nb"}]', "inputs[0].topic: 'a\\nb' must be a topic"),
        ('homeassistant: {prefix: "a\\nb"}', "homeassistant.prefix must be a topic"),
        ("inputs: [{topic: '#'}]", "inputs[0].topic: # takes in the agent's own topics"),
        (
            "inputs: [{topic: a/+}, {topic: a/b}]",
            "inputs[1].topic: a/b overlaps inputs[0]; a text would be read twice",
        ),
        ("inputs: [{topic: a, text: msg}]", "inputs[0].text: write {payload.msg} for a key"),
        ("inputs: [{topic: a, name: '{device}'}]", "inputs[0].name: expected text with {topic[1]}"),
        (
            "inputs: [{topic: a/b, text: '{topic[9]}'}]",
            "line 1: inputs[0].text: {topic[9]} is never there: a/b has the levels 0 to 1",
        ),
        ("inputs: [{topic: a, name: '{topic[-2]}'}]", "inputs[0].name: {topic[-2]} is never there"),
        ("sensors: {min_change: {temprature: 1}}", "no quantity 'temprature'; did you mean"),
        ("sensors: {at_least_every: 2 d}", "sensors.at_least_every: must lie between 1 s and 1 d"),
        (
            "rules:\n- name: hot\n  when: {intent: SensorReading, above: 3}\n  then: {intent: A}",
            "line 3: rules[0].when: hot: above and below need a quantity",
        ),
        (
            "rules: [{when: {intent: DeviceFault}, then: {intent: a/b}}]",
            "rules[0].then.intent: rule 0: 1 to 64 letters",
        ),
        (
            "rules: [{when: {intent: DeviceFault, for: 8 d}, then: {intent: A}}]",
            "rules[0].when.for: must lie between 0 s and 7 d",
        ),
        (
            "rules: [{when: {intent: DeviceFault, hysteresis: 1}, then: {intent: DeviceFault}}]",
            "DeviceFault is told by devices alone",
        ),
        (
            "mqtt:\n  username: a\n  password: b\n  password_env: C\n",
            "line 4: mqtt: password and password_env are both given; keep one",
        ),
    ],
)
def test_a_fault_names_line_key_and_mend(config_file, text, fault):
    path = config_file(text)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert str(caught.value).startswith(str(path))
    assert fault in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_wrong_password_is_not_shown(config_file):
    with pytest.raises(ConfigError) as caught:
        load_config(config_file("mqtt: {username: a, password: 12345}"))
    assert "mqtt.password: expected text" in str(caught.value)
    assert "12345" not in str(caught.value)


def test_a_missing_file_and_one_that_is_no_text(tmp_path):
    with pytest.raises(ConfigError, match="No such file"):
        load_config(tmp_path / "none.yaml")
    path = tmp_path / "binary.yaml"
    path.write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(ConfigError, match="not valid YAML"):
        load_config(path)
    path.write_bytes(b"#" * (1024 * 1024 + 1))
    with pytest.raises(ConfigError, match="not a configuration file"):
        load_config(path)


def test_a_section_of_another_part_is_read_as_strictly(config_file):
    class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        do: Literal["allow", "refuse"] = "allow"

    class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        level: int = 1
        rules: tuple[Rule, ...] = ()

    read = ConfigFile(config_file("threads: 2\nrisk:\n  level: 3\n"))
    assert read.section("risk", Part) == Part(level=3)
    with pytest.raises(ConfigError, match="line 2: unknown key 'levle' in risk; did you mean"):
        ConfigFile(config_file("risk:\n  levle: 3\n")).section("risk", Part)
    with pytest.raises(ConfigError, match=r"line 2: risk.level: expected a whole number"):
        ConfigFile(config_file("risk:\n  level: high\n")).section("risk", Part)
    with pytest.raises(ConfigError, match=r"line 3: unknown key 'od' in risk.rules\[0\]; known"):
        ConfigFile(config_file("risk:\n  rules:\n  - od: x\n")).section("risk", Part)
    with pytest.raises(ConfigError, match=r"line 4: risk.rules\[1\].do: expected one of allow, "):
        ConfigFile(config_file("risk:\n  rules:\n  - {}\n  - do: x\n")).section("risk", Part)


def test_the_password_comes_from_file_or_environment(config_file, tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("from file\nrest\n")
    read = load_config(config_file("mqtt: {username: a, password_file: secret}"))
    assert read_password(read.mqtt) == "from file"
    read = load_config(config_file("mqtt: {username: a, password_env: BROKER_PASSWORD}"))
    monkeypatch.setenv("BROKER_PASSWORD", "from environment")
    assert read_password(read.mqtt) == "from environment"
    monkeypatch.delenv("BROKER_PASSWORD")
    with pytest.raises(
        ConfigError, match=r"config.yaml line 1: .+ BROKER_PASSWORD is not set; set"
    ):
        read_password(read.mqtt)
    assert read_password(load_config(config_file("")).mqtt) is None


def test_a_level_of_a_topic_may_be_as_far_as_the_filter_reaches(config_file):
    text = "inputs:\n- {topic: a/+/c, text: '{topic[2]}', name: '{topic[-3]}'}\n"
    text += "- {topic: b/#, text: '{topic[9]}'}\n"
    assert len(load_config(config_file(text)).inputs) == 2


def test_the_state_folder_follows_systemd(config_file, monkeypatch):
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/edge-intent:/var/lib/other")
    assert load_config(config_file("")).state_dir == Path("/var/lib/edge-intent")
    monkeypatch.delenv("STATE_DIRECTORY")
    assert load_config(config_file("")).state_dir is None


@pytest.mark.parametrize(
    ("host", "node"),
    [("den", "den"), ("den.home.arpa", "den"), ("my pi#2", "my-pi-2"), ("", "edge")],
)
def test_the_node_is_the_cleaned_host_name(config_file, monkeypatch, host, node):
    monkeypatch.setattr("socket.gethostname", lambda: host)
    assert load_config(config_file("")).node == node


_scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
_keys = st.sampled_from(["mqtt", "tls", "log", "risk", "node", "host", "keepalive", "queue", "x"])
_trees = st.recursive(
    _scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=4)
)


@given(tree=_trees)
def test_any_yaml_is_a_configuration_or_one_line_of_error(tmp_path_factory, tree):
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(msgspec.yaml.encode(tree))
    fault = ""
    try:
        load_config(path)
    except ConfigError as error:
        fault = str(error)
    assert "\n" not in fault


def test_a_credential_lies_where_systemd_put_it_or_beside_the_file(
    config_file, tmp_path, monkeypatch
):
    path = config_file("mqtt: {username: a, password_file: $CREDENTIALS_DIRECTORY/mqtt-password}")
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    (tmp_path / "mqtt-password").write_text("beside\n")
    assert read_password(load_config(path).mqtt) == "beside"
    given = tmp_path / "credentials"
    given.mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(given))
    with pytest.raises(ConfigError, match=r"there is no file .+/credentials"):
        load_config(path)
    (given / "mqtt-password").write_text("given\n")
    assert read_password(load_config(path).mqtt) == "given"
