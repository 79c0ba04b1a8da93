"""config.example.yaml and docs/configuration.md keep pace with the code."""

import re
import runpy
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
import pytest

from agent.config import Config, ConfigFile
from agent.grounding import Policy

REPOSITORY = Path(__file__).parents[2]
EXAMPLE = REPOSITORY / "config.example.yaml"
REFERENCE = REPOSITORY / "docs" / "configuration.md"


def structs_in(kind: Any) -> Iterator[type[msgspec.Struct]]:
    if get_origin(kind) in (Annotated, Union, types.UnionType, tuple, list):
        for inner in get_args(kind):
            yield from structs_in(inner)
    elif isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
        for field in msgspec.structs.fields(kind):
            yield from structs_in(field.type)


KEYS = sorted(
    {
        field.encode_name
        for kind in (*structs_in(Config), *structs_in(Policy))
        for field in msgspec.structs.fields(kind)
    }
)


def test_the_reference_is_written_from_the_code():
    script = REPOSITORY / "scripts" / "config_reference.py"
    with_keys = runpy.run_path(str(script))["with_keys"]
    text = REFERENCE.read_text("utf-8")
    assert text == with_keys(text), f"run python {script}"


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_in_the_example_and_in_the_reference(key):
    assert re.search(rf"(^|[\s#{{,]){key}: ?", EXAMPLE.read_text("utf-8"), re.MULTILINE)
    assert re.search(rf"`([a-z_.\[\]]+\.)?{key}`", REFERENCE.read_text("utf-8"))


def test_the_example_is_valid_and_shows_the_defaults():
    file = ConfigFile(EXAMPLE)
    expected = msgspec.structs.replace(
        Config(),
        node="den",
        mqtt=msgspec.structs.replace(Config().mqtt, port=1883),
        risk=file.config.risk,
    )
    assert file.config == expected
    assert file.section("risk", Policy) == Policy()


def test_the_commented_lines_of_the_example_are_valid(tmp_path):
    """All of them at once, but for the passwords of which there can be one."""
    lines = EXAMPLE.read_text("utf-8").splitlines()
    keys = "|".join([*KEYS, "- "])
    uncommented = [re.sub(rf"^(\s*)# (\s*(?:{keys}))", r"\1\2", line) for line in lines]
    text = "\n".join(uncommented)
    text = re.sub(r"password: .*|password_env: .*|  client_id: .*", "", text)
    for name in ("password", "ca.pem", "client.pem", "client.key"):
        (tmp_path / name).touch()
        text = text.replace(f"/etc/edge-intent/{name}", name)
    (tmp_path / "home.yaml").touch()
    (tmp_path / "config.yaml").write_text(text)
    file = ConfigFile(tmp_path / "config.yaml")
    assert file.config.mqtt.tls
    assert file.config.mqtt.tls.cert
    assert file.config.mqtt.username
    assert file.config.home
    assert file.config.model
    assert file.section("risk", Policy).rules
