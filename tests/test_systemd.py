import socket

import pytest

from agent.systemd import Notifier


def test_without_systemd_nothing_is_said():
    notifier = Notifier({"WATCHDOG_USEC": "1000000"})
    assert not notifier.is_heard
    assert notifier.watchdog is None
    notifier.ready()
    notifier.stopping()


@pytest.mark.parametrize(
    ("value", "seconds"), [("60000000", 60.0), ("0", None), ("", None), ("-1", None), ("x", None)]
)
def test_the_time_of_the_watchdog(value, seconds):
    assert Notifier({"NOTIFY_SOCKET": "/n", "WATCHDOG_USEC": value}).watchdog == seconds


def test_an_abstract_address_and_a_status_of_one_line():
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.bind("")  # the kernel chooses an abstract address
        name = receiver.getsockname()[1:].decode()
        notifier = Notifier({"NOTIFY_SOCKET": f"@{name}"})
        notifier.status("lost\nREADY=1")
        notifier.status("lost\nREADY=1")
        notifier.ready()
        assert receiver.recv(100) == b"STATUS=lost READY=1"
        assert receiver.recv(100) == b"READY=1"


def test_a_reload_before_the_agent_is_ready_does_not_make_it_ready(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.bind(str(tmp_path / "n"))
        notifier = Notifier({"NOTIFY_SOCKET": str(tmp_path / "n")})
        with notifier.reloading():
            pass
        notifier.progress()
        assert receiver.recv(100) == b"WATCHDOG=1"


def test_a_socket_that_is_gone_is_no_fault(log, tmp_path):
    Notifier({"NOTIFY_SOCKET": str(tmp_path / "gone")}).ready()
    log.expect("WARNING systemd does not hear 'READY=1'")
