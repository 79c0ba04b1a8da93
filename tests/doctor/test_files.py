"""Who may read and write the agent's files, and whether there is room."""

import shutil

import msgspec
import pytest

from agent.config import Config, Mqtt, Tls
from agent.doctor.files import check_files


@pytest.fixture
def folder(tmp_path):
    """A configuration with everything in its place."""
    for name, mode in (("config.yaml", 0o644), ("word", 0o600), ("key.pem", 0o600)):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(mode)
    (tmp_path / "state").mkdir(mode=0o700)
    return tmp_path


def config_of(folder, **keys):
    mqtt = Mqtt(username="ann", password_file=folder / "word", tls=Tls(key=folder / "key.pem"))
    return msgspec.structs.replace(
        Config(mqtt=mqtt, home=folder / "home.yaml", state_dir=folder / "state"), **keys
    )


def look(folder, **keys):
    return list(check_files(folder / "config.yaml", config_of(folder, **keys)))


def wrong(folder, **keys):
    return [(one.says, one.mend) for one in look(folder, **keys) if one.status == "mend"]


def test_everything_in_its_place(folder):
    assert [one.status for one in look(folder)] == ["good"] * 3


@pytest.mark.parametrize("name", ["word", "key.pem"])
def test_a_secret_that_everybody_reads(folder, name):
    (folder / name).chmod(0o644)
    assert wrong(folder) == [(f"everybody can read {folder / name}", f"chmod 600 {folder / name}")]


def test_a_password_in_a_configuration_that_everybody_reads(folder):
    mqtt = Mqtt(username="ann", password="word")
    ((says, mend),) = wrong(folder, mqtt=mqtt)
    assert "password in" in says
    assert "mqtt.password_file" in mend
    (folder / "config.yaml").chmod(0o600)
    assert wrong(folder, mqtt=mqtt) == []


def test_a_file_that_everybody_writes(folder):
    (folder / "config.yaml").chmod(0o666)
    (folder / "home.yaml").touch()
    (folder / "home.yaml").chmod(0o602)
    assert [mend for _, mend in wrong(folder)] == [
        f"chmod o-w {folder / 'config.yaml'}",
        f"chmod o-w {folder / 'home.yaml'}",
    ]


@pytest.mark.parametrize("below", ["", "below", "below/it"])
def test_a_state_folder_that_is_a_file(folder, below):
    says = f"{folder / 'word'} is no folder"
    assert wrong(folder, state_dir=folder / "word" / below) == [
        (says, "name a folder in state_dir")
    ]


def test_a_state_folder_that_others_look_into(folder):
    (folder / "state").chmod(0o755)
    assert wrong(folder)[0][1] == f"chmod 700 {folder / 'state'}"


def test_a_state_folder_that_is_not_there_yet(folder):
    findings = look(folder, state_dir=folder / "new" / "state")
    assert "will be made" in findings[1].says
    assert not (folder / "new").exists()


def test_no_state_folder_is_worth_knowing(folder):
    assert look(folder, state_dir=None)[1].status == "note"


def test_a_disk_that_is_full(folder, monkeypatch):
    usage = shutil.disk_usage(folder)._replace(free=60_000_000)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    ((says, mend),) = wrong(folder)
    assert says == f"60 MB free at {folder / 'state'}"
    assert "make room for 67 MB" in mend
