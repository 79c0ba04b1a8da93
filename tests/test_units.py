"""The units of systemd hold, and hold the agent in."""

import re
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

from support.process import REPOSITORY

UNITS = REPOSITORY / "systemd"
NAMES = ("edge-intent.service", "edge-intent@.service")
#: Exposure as systemd-analyze counts it, from 0 to 10.
MOST_EXPOSED = 1.3

needs_systemd = pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed"
)


def analyze(*words: str | Path) -> str:
    ended = subprocess.run(
        ["systemd-analyze", *words], capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout + ended.stderr


@pytest.fixture
def laid_out(tmp_path):
    """Lays a unit out as if it were installed, with a program that is there; with drop-ins."""

    def lay(name: str, *drop_ins: str) -> Path:
        unit = tmp_path / name.replace("@.", "@den.")
        text = (UNITS / name).read_text("utf-8")
        unit.write_text(text.replace("/opt/edge-intent/bin/edge-intent", "/bin/true"))
        folder = tmp_path / f"{unit.name}.d"
        folder.mkdir()
        for drop_in in drop_ins:
            shutil.copy(UNITS / "drop-ins" / drop_in, folder)
        return unit

    return lay


@needs_systemd
@pytest.mark.parametrize("name", NAMES)
def test_exposure(name):
    said = analyze("security", "--offline=true", "--no-pager", UNITS / name)
    found = re.search(r"exposure level for \S+: ([\d.]+)", said)
    assert found
    assert float(found[1]) <= MOST_EXPOSED, said


@needs_systemd
@pytest.mark.parametrize("drop_ins", [(), ("jetson.conf",)])
@pytest.mark.parametrize("name", NAMES)
def test_verified(laid_out, name, drop_ins):
    assert analyze("verify", laid_out(name, *drop_ins)) == ""


@needs_systemd
def test_the_drop_in_for_newer_systemd(laid_out):
    said = analyze("verify", laid_out(NAMES[0], "newer.conf"))
    version = int(re.findall(r"\d+", analyze("--version"))[0])
    if version >= 254:
        assert said == ""
    else:
        # Nothing but what it is for.
        assert all(re.search("notify-reload|RestartSteps|RestartMax", x) for x in said.splitlines())


def test_the_template_is_written_from_the_plain_unit():
    script = runpy.run_path(str(REPOSITORY / "scripts" / "systemd_template.py"))
    plain, template = (UNITS / name for name in NAMES)
    assert template.read_text() == script["template"](plain.read_text()), "run the script"
