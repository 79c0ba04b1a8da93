"""Signals that come at any moment of the main thread's wait."""

import subprocess
import sys

from support.peer import PATIENCE
from support.process import REPOSITORY

#: A process that is sent a signal at every line of its wait for them, that of a library as well.
INTERRUPTED = """
import signal, sys
from agent.daemon.signals import Signals

signals = Signals()
sent = 0

def interrupt(frame, event, argument):
    global sent
    if event == "line":
        sys.settrace(None)
        sent += 1
        signal.raise_signal(signal.SIGHUP)
        sys.settrace(interrupt)
    return interrupt

sys.settrace(interrupt)
came = [signals.wait(0.001) for _ in range(20)]
sys.settrace(None)
while (one := signals.wait(0.001)) is not None:
    came.append(one)
print(sent, came.count(signal.SIGHUP))
"""


def test_no_moment_of_the_wait_is_a_bad_one_for_a_signal():
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED],
        cwd=REPOSITORY, capture_output=True, text=True, timeout=PATIENCE, check=True,
    )  # fmt: skip
    sent, came = map(int, done.stdout.split())
    assert sent >= 20
    assert came == sent
