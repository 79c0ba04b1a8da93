"""The agent speaks to its broker and to nobody else, as the kernel counts it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
#: A namespace without a network; who is not root is root in it.
UNSHARE = ("unshare", "--net", *(() if os.geteuid() == 0 else ("--map-root-user",)))


def may_unshare() -> bool:
    if not shutil.which("unshare") or not shutil.which(
        "ip", path=f"{os.environ['PATH']}:/usr/sbin"
    ):
        return False
    return subprocess.run([*UNSHARE, "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not may_unshare(), reason="no network namespace can be made here")
def test_two_connections_to_the_broker_and_no_datagram():
    path = os.pathsep.join([str(TESTS.parent), str(TESTS)])
    ended = subprocess.run(
        [*UNSHARE, sys.executable, "-m", "support.alone"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": path, "PATH": f"{os.environ['PATH']}:/usr/sbin"},
    )
    assert ended.returncode == 0, ended.stderr
    report = json.loads(ended.stdout)
    assert report["agent"] == {"connections": 2, "datagrams": 0}
    assert report["control"] == {"connections": 3, "datagrams": 1}
