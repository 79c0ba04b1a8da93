"""What systemd is told by a real agent at a real broker, through a notify socket of ours."""

import signal
import time

import pytest

from support.process import HOME
from support.systemd import NotifySocket, hanging

MQTT = "mqtt: {host: 127.0.0.1, port: PORT, reconnect_max: 1}\n"
#: WatchdogSec= of these tests, in seconds.
WATCHDOG = 2.0


@pytest.fixture
def systemd(tmp_path):
    one = NotifySocket(tmp_path / "notify")
    yield one
    one.close()


def under(systemd, watchdog=WATCHDOG):
    return {"NOTIFY_SOCKET": str(systemd.path), "WATCHDOG_USEC": str(int(watchdog * 1e6))}


def test_ready_only_when_the_broker_is_reached(systemd, own_mosquitto, run_agent):
    broker = own_mosquitto()
    line = MQTT.replace("PORT", str(broker.port))
    agent = run_agent(line, connected=False, **under(systemd))
    systemd.expect(f"STATUS=waiting for the broker at 127.0.0.1:{broker.port}: Connection refused")
    assert systemd.messages[0] == "STATUS=loading the model"
    assert all(message.startswith("STATUS=") for message in systemd.messages)
    broker.start()
    systemd.expect("READY=1")
    assert systemd.expect("STATUS=listening; model intent-en-22m-int8, 0 entities, 0 results")
    agent.stop()
    assert systemd.messages[-1].startswith("STOPPING=1\n")
    assert systemd.count("READY=1") == 1


def test_a_start_that_fails_is_never_ready(systemd, run_agent, tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model/manifest.json").write_text("{}")
    agent = run_agent("model: ./model\n", connected=False, **under(systemd))
    assert agent.process.wait(20) == 1
    assert systemd.messages == ["STATUS=loading the model"]


def test_the_watchdog_starves_while_the_worker_hangs_and_no_longer(systemd, run_agent, tmp_path):
    home = tmp_path / "home.yaml"
    home.write_text(HOME.read_text())
    agent = run_agent(f"home: {home}\n{MQTT}", **under(systemd))
    systemd.expect("WATCHDOG=1", count=3)
    with hanging(home):
        began = time.monotonic()
        agent.send(signal.SIGHUP)
        # systemd ends a service that is silent for WatchdogSec=.
        last = systemd.expect_silence("WATCHDOG=1", WATCHDOG)
        assert last - began < WATCHDOG
        agent.expect("the thread worker has not moved")
        told = systemd.count("WATCHDOG=1")
    systemd.expect("WATCHDOG=1", count=told + 2)
    agent.expect("the thread worker moves again")
    agent.expect("reload: done")


def test_the_watchdog_is_fed_while_the_broker_is_silent_or_gone(systemd, own_mosquitto, run_agent):
    broker = own_mosquitto().start()
    run_agent(MQTT.replace("PORT", str(broker.port)), **under(systemd, watchdog=0.4))
    broker.freeze()
    systemd.expect("WATCHDOG=1", count=systemd.count("WATCHDOG=1") + 8)
    broker.thaw()
    broker.stop()
    systemd.expect("STATUS=waiting for the broker")
    systemd.expect("WATCHDOG=1", count=systemd.count("WATCHDOG=1") + 8)


def test_a_reload_is_stamped_and_ends_ready(systemd, run_agent, tmp_path):
    agent = run_agent(MQTT, **under(systemd))
    systemd.expect("READY=1")
    before = time.monotonic_ns() // 1000
    agent.send(signal.SIGHUP)
    stamp = systemd.expect("RELOADING=1").split("\n")[1]
    systemd.expect("READY=1", count=2)
    key, _, value = stamp.partition("=")
    assert key == "MONOTONIC_USEC"
    assert before < int(value) < time.monotonic_ns() // 1000
    with (tmp_path / "config.yaml").open("a") as config:
        config.write("nod: x\n")
    agent.send(signal.SIGHUP)
    systemd.expect("READY=1", count=3)
    assert "unknown key 'nod'" in systemd.expect("STATUS=listening; model", count=2)


def test_a_watchdog_of_another_process_is_not_fed(systemd, run_agent):
    agent = run_agent(MQTT, **under(systemd), WATCHDOG_PID="1")
    systemd.expect("READY=1")
    agent.stop()
    assert "WATCHDOG=1" not in systemd.messages
