"""A broker with the shipped settings, the wire, the agent as a process, and the book."""

import itertools
import random
import re
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

import psutil

from chaos.ledger import Ledger
from chaos.proxy import Proxy
from support.announced import DIM_BULB, zigbee_device, zigbee_devices
from support.mosquitto import Mosquitto
from support.peer import Peer
from support.process import REPOSITORY, AgentProcess

#: A hundred lamps; with a brightness from 1 to 100 each, 10,000 commands that differ.
NAMES = tuple(
    f"{color} {place}"
    for color in "amber birch cedar coral crystal ebony garnet ivory jade maple".split()
    for place in "desk reading corner window table ceiling closet mirror shelf stair".split()
)
NODE = "chaos"
BASE = f"edge-intent/{NODE}"


class Rig:
    """Everything that can be broken.

    Args:
        folder: for what is kept.
        options: lines for the agent's configuration.
    """

    def __init__(self, folder: Path, options: str = "") -> None:
        self.broker = Mosquitto(folder, shipped()).start()
        self.wire = Proxy(self.broker.port)
        self.ledger = Ledger(self.broker.port, BASE)
        self.ledger.publish(*_devices(), retain=True)
        self._config = folder / "config.yaml"
        self._config.write_text(
            f"node: {NODE}\nstate_dir: {folder / 'state'}\n"
            "actuate: {enabled: true, allow: [light]}\n"
            f"mqtt: {{host: 127.0.0.1, port: {self.wire.port}, keepalive: 5, reconnect_max: 1}}\n"
            f"{options}\n"
        )
        self._numbers = itertools.count()
        self.random = random.Random(7)
        self.logs: list[str] = []
        self.start_agent()

    def start_agent(self) -> None:
        self.agent = AgentProcess(self._config)
        self.agent.expect("connected to the broker")

    def kill_agent(self) -> None:
        self.agent.stop(signal.SIGKILL)
        self.logs.append(self.agent.log)

    def reload_agent(self) -> None:
        self.agent.send(signal.SIGHUP)

    def measure(self) -> tuple[float, int]:
        """Resident memory of the agent in MB, and its open descriptors."""
        process = psutil.Process(self.agent.pid)
        return round(process.memory_info().rss / 1e6, 2), process.num_fds()

    def ask(self) -> str:
        """One sentence whose command to a lamp no other sentence gives."""
        number = next(self._numbers)
        name = NAMES[number % len(NAMES)]
        percent = 1 + number // len(NAMES) % 100
        request_id = f"r{number}"
        self.ledger.ask(request_id, f"set the {name} lamp to {percent} percent")
        return request_id

    def feed(self, count: int, ahead: int = 40) -> None:
        """Send sentences, no more than ``ahead`` of their answers."""
        for _ in range(count):
            self.ledger.wait(lambda: self.ledger.waiting < ahead, 60)
            self.ask()

    def settle(self, limit: float = 60) -> None:
        """Wait for every answer, or until nothing comes any more."""
        ledger = self.ledger
        ledger.wait(lambda: len(ledger.accepted) == len(ledger.sent), limit)
        ledger.wait(lambda: not ledger.lost(), limit)
        ledger.wait(lambda: not self._told() - ledger.commands - ledger.given_up, 10)
        time.sleep(1)  # for what comes twice

    def figures(self) -> dict[str, Any]:
        """What the book says."""
        with self.ledger.held():
            return self._figures()

    def _figures(self) -> dict[str, Any]:
        book = self.ledger
        ok = {one for one, data in book.result.items() if data["status"] == "ok"}
        told = self._told()
        return {
            "asked": len(book.sent),
            "accepted by the broker": len(book.accepted),
            "lost": len(book.lost()),
            "results": dict(sorted(_statuses(book.result).items())),
            "results that came again": sum(book.results.values()) - len(book.results),
            "understood without an intent message": len(ok - book.intents.keys()),
            "intents that came again": sum(book.intents.values()) - len(book.intents),
            "device commands": sum(book.commands.values()),
            "device commands sent again": (book.commands - told).total(),
            "device commands given up, and told so": len(book.given_up),
            "device commands lost": (told - book.commands - book.given_up).total(),
            "devices that were not left as told last": self._astray(),
        }

    def _told(self) -> Counter[tuple[str, bytes]]:
        """The device commands that the agent says it sent."""
        return Counter(
            (send["topic"], send["payload"].encode())
            for act in self.ledger.acts.values()
            for send in act["sent"]
        )

    def _astray(self) -> int:
        """Devices whose last command is neither the last one told of nor was given up."""
        book = self.ledger
        return sum(
            book.last_done.get(topic) != payload and not book.given_up[topic, payload]
            for topic, payload in book.last_told.items()
        )

    def command(self, name: str, **fields: Any) -> Any:
        """What the agent answers to a command."""
        peer = Peer(self.broker.port, f"{BASE}/response/{name}")
        peer.send(f"{BASE}/request/{name}", fields)
        data = peer.expect(f"{BASE}/response/{name}").json["data"]
        peer.close()
        return data

    def __enter__(self) -> "Rig":
        return self

    def __exit__(self, *_: object) -> None:
        self.agent.stop()
        self.logs.append(self.agent.log)
        self.ledger.close()
        self.wire.close()
        self.broker.stop()


def _statuses(results: dict[str, Any]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for data in results.values():
        counts[data["status"]] = counts.get(data["status"], 0) + 1
    return counts


def _devices() -> tuple[str, bytes]:
    return zigbee_devices(
        *(
            zigbee_device(f"0x{number:04}", f"{name} lamp", DIM_BULB)
            for number, name in enumerate(NAMES)
        )
    )


def shipped() -> str:
    """The lines of deploy/mosquitto/mosquitto.conf that say how messages are kept."""
    text = (REPOSITORY / "deploy" / "mosquitto" / "mosquitto.conf").read_text("utf-8")
    kept = re.findall(r"^(max_\w+ \d+|persistent_client_expiration \w+)$", text, re.MULTILINE)
    return "\n".join(["allow_anonymous true", *kept])
