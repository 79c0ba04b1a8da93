"""`make run` without make."""

import subprocess
import sys

from support.process import REPOSITORY


def test_the_sentences_and_those_of_the_user_are_answered():
    ended = subprocess.run(
        [sys.executable, REPOSITORY / "scripts" / "try_out.py"],
        input="turn on the kettle\n\nmy sister's novel is about the sea\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "light.hall_lamp" in ended.stdout
    own = ended.stdout.partition("> turn on the kettle")[2]
    assert "switch.kettle" in own
    assert "not_recognized" in own


def test_a_broker_that_is_not_there_is_one_line(tmp_path):
    config = tmp_path / "config.yaml"
    config.write_text("mqtt: {host: 127.0.0.1, port: 1}\n")
    ended = subprocess.run(
        [sys.executable, REPOSITORY / "scripts" / "try_out.py", "--config", config],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 1
    assert "no broker at 127.0.0.1:1: Connection refused" in ended.stdout
