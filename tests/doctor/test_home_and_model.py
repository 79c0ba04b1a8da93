"""The home and the model."""

import contextlib
import shutil

import pytest

from agent.broker import Probe
from agent.config import Config, Discovery, Limits, Mqtt
from agent.config.schema import ModelName
from agent.doctor.home import check_home
from agent.doctor.model import check_model
from agent.errors import HomeError, ModelError
from agent.recognizer import NANO_MODEL, find_model
from support.peer import Peer
from support.process import HOME


def test_a_home_file():
    (finding,) = check_home(Config(home=HOME), None)
    assert finding.says == "27 entities in 7 areas; the home file has 27"


def test_a_home_file_that_is_broken(tmp_path):
    (tmp_path / "home.yaml").write_text("entities: [{id: a}]")
    with pytest.raises(HomeError):
        list(check_home(Config(home=tmp_path / "home.yaml"), None))


def test_no_home_at_all():
    (finding,) = check_home(Config(), None)
    assert finding.status == "mend"
    assert "could not be looked at" in finding.says


def test_what_nobody_could_name(tmp_path):
    (tmp_path / "home.yaml").write_text(
        "areas: [{id: den, name: Den}]\n"
        "entities:\n"
        "- {id: light.a, name: Lamp, area: den}\n"
        "- {id: light.b, name: Tall Lamp, area: den, aliases: [lamp]}\n"
        "- {id: light.c, name: Strip}\n"
        "- {id: sensor.d, name: Rain}\n"
    )
    findings = list(check_home(Config(home=tmp_path / "home.yaml"), None))
    assert [one.says for one in findings[1:]] == [
        "without an area, so not found by one: light.c",
        "light.a, light.b are all called 'lamp' in den",
    ]
    assert all(one.status == "note" and one.mend for one in findings[1:])


def test_what_is_announced_counts(own_mosquitto):
    broker = own_mosquitto().start()
    peer = Peer(broker.port)
    lamp = {"name": "Lamp", "unique_id": "lamp", "command_topic": "lamp/set"}
    peer.send("homeassistant/light/lamp/config", lamp, retain=True)
    peer.close()
    mqtt = Mqtt(host="127.0.0.1", port=broker.port)
    for discovery, says in (
        (Discovery(), "1 entities in 0 areas; all of them announced"),
        (Discovery(enabled=False), "no device is known"),
    ):
        with contextlib.closing(Probe(mqtt)) as probe:
            finding, *_ = check_home(Config(mqtt=mqtt, discovery=discovery), probe)
        assert finding.says == says


def look(**keys):
    return {one.about: one for one in check_model(Config(model=ModelName(NANO_MODEL), **keys))}


def test_a_model_is_verified_and_reads(monkeypatch):
    # The process that runs all these tests is larger than an agent.
    found = look(limits=Limits(memory=4096))
    assert {about: one.status for about, one in found.items()} == {
        "model": "good", "telemetry": "good", "memory": "good"
    }  # fmt: skip
    assert "is what its manifest says, and reads a sentence in" in found["model"].says
    assert "opened no connection" in found["telemetry"].says
    monkeypatch.delenv("ORT_DISABLE_TELEMETRY")
    assert look()["telemetry"].status == "mend"


def test_a_model_that_is_too_large_for_its_limit():
    finding = look(limits=Limits(memory=64))["memory"]
    assert finding.status == "mend"
    assert finding.says.endswith("of 64 MB allowed")


def test_a_provider_that_is_not_there_is_said():
    assert "tensorrt cannot be used" in look(provider="tensorrt")["model"].says


def test_a_model_that_was_changed(tmp_path):
    folder = shutil.copytree(find_model(NANO_MODEL), tmp_path / "model")
    with (folder / "card.md").open("a") as file:
        file.write("changed")
    with pytest.raises(ModelError, match=r"card\.md is not the file"):
        list(check_model(Config(model=ModelName(folder))))
