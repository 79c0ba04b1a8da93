"""The files that are written."""

import pytest

from agent.config import ConfigFile, Mqtt, Tls
from agent.errors import ConfigError
from agent.setup import Answers, write_all


def test_the_service_gets_its_password_and_its_folder_from_systemd(tmp_path, monkeypatch):
    monkeypatch.setattr("agent.setup.written.SERVICE_FOLDER", tmp_path)
    mqtt = Mqtt(host="nas", username="ann", password="word")
    written = write_all(tmp_path / "config.yaml", Answers(mqtt=mqtt))
    assert [one.name for one in written] == ["mqtt-password", "config.yaml"]
    text = written[-1].read_text()
    assert "password_file: $CREDENTIALS_DIRECTORY/mqtt-password\n" in text
    config = ConfigFile(written[-1]).config
    assert config.mqtt.password_file == tmp_path / "mqtt-password"
    assert config.state_dir is None
    assert "word" not in text.split()


def test_what_lies_elsewhere_is_named_in_full(tmp_path):
    there = tmp_path / "there"
    there.mkdir()
    (there / "ca.pem").touch()
    mqtt = Mqtt(host="nas", port=9000, tls=Tls(ca=there / "ca.pem"))
    home = there / "our home.yaml"
    written = write_all(tmp_path / "config.yaml", Answers(mqtt=mqtt, home=home, node="den"))
    assert written == [home, tmp_path / "config.yaml"]
    config = ConfigFile(written[-1]).config
    assert (config.home, config.mqtt.tls, config.mqtt.port) == (home, mqtt.tls, 9000)


def test_a_configuration_that_could_not_be_used_replaces_nothing(tmp_path):
    config = tmp_path / "config.yaml"
    config.write_text("node: old\n")
    with pytest.raises(ConfigError, match="node"):
        write_all(config, Answers(mqtt=Mqtt(), node="a/b"))
    assert config.read_text() == "node: old\n"
    assert list(tmp_path.iterdir()) == [config]
