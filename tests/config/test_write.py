"""The configuration that explains itself."""

import re

import msgspec
import pytest
import yaml

from agent.config import Config, ConfigFile, Mqtt, config_text, describe

TEXT = config_text({})


def test_nothing_chosen_is_every_default(tmp_path):
    file = tmp_path / "config.yaml"
    file.write_text(TEXT)
    assert ConfigFile(file).config == Config()


def test_every_key_is_there_with_its_meaning_and_its_default(tmp_path):
    told = " ".join(line.strip(" #") for line in TEXT.splitlines())
    for key in describe():
        assert key.meaning in told
    uncommented = re.sub(r"^( *)# ( *[a-z_0-9]+:( .*)?)$", r"\1\2", TEXT, flags=re.MULTILINE)
    file = tmp_path / "config.yaml"
    file.write_text(uncommented)
    config = ConfigFile(file).config
    assert config.mqtt.tls is not None
    assert msgspec.structs.replace(config, mqtt=Mqtt()) == Config()
    lines = uncommented.splitlines()
    missing = [
        key.name
        for key in describe()
        if not any(
            line.startswith(f"{'  ' * (len(key.path) - 1)}{key.path[-1]}:") for line in lines
        )
    ]
    assert missing == []


def test_what_was_chosen_is_in_force(tmp_path):
    (tmp_path / "our home.yaml").write_text("entities: []\n")
    chosen = {
        "node": "yes",
        "mqtt.host": "::1",
        "mqtt.tls.insecure": False,
        "mqtt.protocol": "3.1.1",
        "home": "our home.yaml",
        "limits.quiet": ["22:00-07:00"],
    }
    file = tmp_path / "config.yaml"
    file.write_text(config_text(chosen))
    config = ConfigFile(file).config
    assert (config.node, config.mqtt.host, config.mqtt.protocol) == ("yes", "::1", "3.1.1")
    assert config.mqtt.tls
    assert config.home == tmp_path / "our home.yaml"
    assert config.limits.quiet == ("22:00-07:00",)
    assert yaml.safe_load(file.read_text())["mqtt"]["protocol"] == "3.1.1"


def test_a_key_that_is_not_there_is_a_fault():
    with pytest.raises(ValueError, match=r"mqtt\.hots"):
        config_text({"mqtt.hots": "a"})
