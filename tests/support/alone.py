"""Run inside of a network namespace: an agent at work, and what went over the network meanwhile.

Writes a JSON object: connections opened and datagrams sent by all programs of the namespace while
the agent worked (``agent``), and the same after this program itself called outside (``control``).
"""

import contextlib
import json
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from support.mosquitto import Mosquitto
from support.peer import Peer
from support.process import HOME, AgentProcess

BASE = "edge-intent/den"
#: Longer than libraries that report to their makers wait with it after their start.
IDLE = 5.0


def set_up() -> None:
    """A loopback, and a way out that leads nowhere, so that who calls outside is counted."""
    for line in (
        "link set lo up",
        "link add out type veth peer name nowhere",
        "link set nowhere up",
        "addr add 10.9.9.1/24 dev out",
        "link set out up arp off",
        "route add default via 10.9.9.2",
    ):
        subprocess.run(["ip", *line.split()], check=True)


def counted() -> dict[str, int]:
    """Connections opened and datagrams sent in this namespace so far, IPv4 and IPv6."""
    lines = Path("/proc/net/snmp").read_text().splitlines()
    # Each protocol has a line of names and a line of values.
    four = {
        f"{names.split()[0]}{name}": int(value)
        for names, values in zip(lines[::2], lines[1::2], strict=True)
        for name, value in zip(names.split()[1:], values.split()[1:], strict=True)
    }
    six = dict(line.split() for line in Path("/proc/net/snmp6").read_text().splitlines())
    return {
        "connections": four["Tcp:ActiveOpens"],
        "datagrams": four["Udp:OutDatagrams"] + int(six["Udp6OutDatagrams"]),
    }


def work(folder: Path) -> int:
    """Everything that an agent does: sentences, a reload, another model, commands, the end.

    Returns:
        The connections that were not the agent's: those of who sent the sentences.
    """
    broker = Mosquitto(folder).start()
    config = folder / "config.yaml"
    text = f"node: den\nhome: {HOME}\nmqtt: {{host: 127.0.0.1, port: {broker.port}}}\n"
    config.write_text(text)
    agent = AgentProcess(config)
    agent.expect("connected to the broker")
    before = counted()["connections"]
    peer = Peer(broker.port, f"{BASE}/#")
    of_peer = counted()["connections"] - before
    for number in range(20):
        request = {"text": "turn off the hall lamp", "request_id": str(number)}
        peer.send(f"{BASE}/{'voice' if number % 2 else 'sensor'}/text", request)
        peer.result(str(number), BASE)
    config.write_text(f"{text}model: intent-en-nano-int8\n")
    agent.send(signal.SIGHUP)
    agent.expect("reload: done")
    peer.send(f"{BASE}/request/status", "")
    peer.expect(f"{BASE}/response/status")
    time.sleep(IDLE)  # nothing is waited for: it is nothing that should happen
    assert agent.stop() == 0, agent.log
    peer.close()
    broker.stop()
    return of_peer


def call_outside() -> None:
    """What a program does that reports to its maker; so the counters are seen to count."""
    with socket.socket() as caller, contextlib.suppress(BlockingIOError):
        caller.setblocking(False)
        caller.connect(("192.0.2.1", 443))
    with socket.socket(type=socket.SOCK_DGRAM) as caller:
        caller.sendto(b"name?", ("192.0.2.1", 53))


def main() -> None:
    set_up()
    with tempfile.TemporaryDirectory() as folder:
        of_peer = work(Path(folder))
    report = {"agent": counted()}
    report["agent"]["connections"] -= of_peer
    call_outside()
    report["control"] = counted()
    report["control"]["connections"] -= of_peer
    json.dump(report, sys.stdout)


if __name__ == "__main__":
    main()
