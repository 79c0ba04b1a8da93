"""`make run` without make."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from support.process import REPOSITORY

TRY_OUT = (sys.executable, str(REPOSITORY / "scripts" / "try_out.py"))
#: Runs a command in a terminal of its own, and types into it what comes on standard input.
IN_TERMINAL = (
    sys.executable,
    "-c",
    "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))",
)


@pytest.fixture(autouse=True, scope="module")
def interruptible():
    """Lets Ctrl-C reach what is started, also where the tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@contextmanager
def started(*command: str) -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        # Who waits for it to say something does not wait for ever.
        watchdog = threading.Timer(120, process.kill)
        watchdog.start()
        try:
            yield process
        finally:
            watchdog.cancel()
            process.kill()


def read_until(process: "subprocess.Popen[bytes]", text: bytes) -> None:
    assert process.stdout
    read = b""
    while text not in read:
        byte = process.stdout.read(1)
        assert byte, read.decode()
        read += byte


def test_the_sentences_and_those_of_the_user_are_answered():
    ended = subprocess.run(
        TRY_OUT,
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
        [*TRY_OUT, "--config", config],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 1
    assert "no broker at 127.0.0.1:1: Connection refused" in ended.stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_who_ends_it_ends_the_agent(number):
    with started(*TRY_OUT) as process:
        read_until(process, b"agent ready")
        process.send_signal(number)
        # The agent writes there too: the end comes when both have ended.
        said, _ = process.communicate(timeout=120)
        assert b"Good-bye." in said
        assert b"Traceback" not in said
        assert process.returncode == 0


@pytest.mark.parametrize(
    "command",
    [TRY_OUT, ("sh", "-c", " ".join(TRY_OUT) + "; exit $?")],
    ids=["by itself", "by another program, such as make"],
)
def test_in_a_terminal_ctrl_c_ends_it_and_ctrl_z_does_not_freeze_it(command):
    with started(*IN_TERMINAL, *command) as process:
        assert process.stdin
        read_until(process, b"Ctrl-C ends.")
        process.stdin.write(b"\x1aturn on the kettle\n")
        process.stdin.flush()
        read_until(process, b"switch.kettle")
        process.stdin.write(b"\x03")
        process.stdin.flush()
        read_until(process, b"Good-bye.")
        assert process.wait(120) == 0
