"""The clock and the service, by what the system's own tools say."""

import os
from pathlib import Path

import pytest

from agent.doctor.clock import check_clock
from agent.doctor.service import check_service
from agent.doctor.software import check_software


@pytest.fixture
def tool(tmp_path, monkeypatch):
    """Puts a program into the path that prints lines."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")

    def make(name, *lines, status=0):
        program = folder / name
        body = "".join(f"echo '{line}'\n" for line in lines)
        program.write_text(f'#!/bin/sh\necho "$@" > {folder}/{name}.words\n{body}exit {status}\n')
        program.chmod(0o755)
        return folder / f"{name}.words"

    return make


@pytest.mark.parametrize(
    ("answer", "status", "part"),
    [
        ("NTPSynchronized=yes", "good", "set by the network"),
        ("NTPSynchronized=no", "note", "the network does not set it"),
        ("", "note", "cannot be told"),
    ],
)
def test_the_clock(tool, answer, status, part):
    tool("timedatectl", answer)
    (finding,) = check_clock()
    assert (finding.status, part in finding.says) == (status, True)


def test_a_clock_that_stands_before_the_installation(monkeypatch):
    monkeypatch.setattr("time.time", lambda: 0.0)
    (finding,) = check_clock()
    assert finding.status == "mend"
    assert "timedatectl set-ntp true" in finding.mend


def service(tmp_path, path=None):
    (tmp_path / "systemd/system").mkdir(parents=True, exist_ok=True)
    return list(check_service(path, tmp_path))


def lines(load="loaded", active="active", file="enabled", text="", restarts=0):
    return (
        f"LoadState={load}",
        f"ActiveState={active}",
        f"UnitFileState={file}",
        f"StatusText={text}",
        "Result=exit-code",
        f"NRestarts={restarts}",
    )


def test_without_systemd_something_else_starts_the_agent(tmp_path):
    (finding,) = check_service(None, tmp_path)
    assert finding.status == "note"
    assert "systemd does not run here" in finding.says


def test_a_service_that_runs(tool, tmp_path):
    words = tool("systemctl", *lines(text="listening as edge-intent/den"))
    (finding,) = service(tmp_path)
    assert finding.status == "good"
    assert "active: listening as edge-intent/den" in finding.says
    assert "show edge-intent.service" in words.read_text()


def test_one_node_of_several_has_a_unit_of_its_own(tool, tmp_path):
    words = tool("systemctl", *lines())
    service(tmp_path, Path("/etc/edge-intent/den.yaml"))
    assert "show edge-intent@den.service" in words.read_text()


@pytest.mark.parametrize(
    ("state", "status", "part"),
    [
        (lines(load="not-found", active="inactive"), "note", "is not installed"),
        (lines(load="masked"), "mend", "is masked"),
        (lines(active="failed"), "mend", "failed (exit-code)"),
        (lines(active="activating", text="no broker"), "note", "activating: no broker"),
        (lines(active="inactive", file="disabled"), "note", "inactive"),
    ],
)
def test_a_service_that_does_not_run(tool, tmp_path, state, status, part):
    tool("systemctl", *state)
    (finding,) = service(tmp_path)
    assert (finding.status, part in finding.says) == (status, True)
    assert finding.mend


def test_a_service_that_runs_but_should_be_looked_at(tool, tmp_path):
    tool("systemctl", *lines(file="disabled", restarts=4))
    findings = service(tmp_path)
    assert [one.status for one in findings] == ["good", "note", "note"]
    assert "does not start at boot" in findings[1].says
    assert "started anew 4 times" in findings[2].says


def test_a_systemctl_that_fails_is_no_answer(tool, tmp_path):
    tool("systemctl", status=1)
    (finding,) = service(tmp_path)
    assert finding.says == "systemctl does not answer"


def test_python_and_every_library(monkeypatch):
    assert [one.status for one in check_software()] == ["good", "good"]
    monkeypatch.setattr("struct.calcsize", lambda _: 4)
    assert "64-bit" in next(check_software()).mend


def test_a_library_that_is_missing_is_named(monkeypatch):
    required = ["msgspec>=0.1", "no-such-library>=2; python_version >= '3'", "x>1; extra == 'dev'"]
    monkeypatch.setattr("importlib.metadata.requires", lambda _: required)
    *_, finding = check_software()
    assert finding.status == "mend"
    assert finding.says == "missing: no-such-library"
    assert finding.mend.endswith("-m pip install no-such-library")
