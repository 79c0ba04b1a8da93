"""``edge-intent doctor`` as it is typed."""

import json
import os
import subprocess
import sys

from support.mosquitto import free_port
from support.process import HOME, REPOSITORY


def doctor(*words):
    return subprocess.run(
        [sys.executable, "-m", "agent", "doctor", *map(str, words)],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "80"},
        check=False,
        timeout=60,
    )


def test_a_good_configuration_has_nothing_to_mend(mosquitto, tmp_path):
    config = tmp_path / "config.yaml"
    config.write_text(f"home: {HOME}\nmqtt: {{host: 127.0.0.1, port: {mosquitto.port}}}\n")
    ended = doctor("--config", config)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.endswith("\nnothing to mend\n")
    for about in ("software", "clock", "service", "configuration", "files", "model", "telemetry"):
        assert f" {about} " in ended.stdout
    for about in ("memory", "board", "limits", "meters", "broker", "reading", "writing", "home"):
        assert f" {about} " in ended.stdout
    assert "\x1b" not in ended.stdout


def test_what_must_be_mended_fails_and_the_rest_is_looked_at_all_the_same(tmp_path):
    port = free_port()
    config = tmp_path / "config.yaml"
    config.write_text(f"home: {HOME}\nmqtt: {{host: 127.0.0.1, port: {port}}}\n")
    ended = doctor("--config", config, "--json")
    assert ended.returncode == 1
    told = json.loads(ended.stdout)
    assert told["good"] is False
    (wrong,) = [one for one in told["findings"] if one["status"] == "mend"]
    assert wrong["about"] == "broker"
    assert f"no broker at 127.0.0.1:{port}: nobody listens there" in wrong["says"]
    assert any(one["about"] == "home" for one in told["findings"])


def test_a_configuration_that_cannot_be_read_is_a_finding(tmp_path):
    config = tmp_path / "config.yaml"
    config.write_text("mqtt: {hots: nas}\n")
    ended = doctor("--config", config)
    assert ended.returncode == 1
    assert "unknown key 'hots' in mqtt; did you mean 'host'?" in ended.stdout
    assert ended.stdout.endswith("\n1 to mend\n")
    assert ended.stderr == ""
