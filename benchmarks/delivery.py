"""How many sentences a second go through, QoS 1 all the way, and how long one takes.

Run ``PYTHONPATH=.:tests python benchmarks/delivery.py`` on a machine with little else to do: a
real mosquitto with the shipped settings, agents as processes, one client that sends and reads.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

import psutil

from chaos.ledger import Ledger, percentile
from chaos.rig import shipped
from support.mosquitto import Mosquitto
from support.process import HOME, AgentProcess

GROUP = "bench"
TEXTS = ("turn off the hall lamp", "open the lounge blinds", "set the kitchen lights to 40 percent")


def main() -> None:
    """Measure durable against fast, and two agents of a group against one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=1500)
    parser.add_argument("--seconds", type=float, default=20, help="of half load")
    given = parser.parse_args()
    for name, delivery, agents in (
        ("durable", "durable", 1),
        ("fast", "fast", 1),
        ("durable, two agents", "durable", 2),
    ):
        figures = measure(delivery, agents, given.sentences, given.seconds)
        print(f"{name}: {json.dumps(figures)}", flush=True)


def measure(delivery: str, agents: int, sentences: int, seconds: float) -> dict[str, object]:
    """Figures of agents of one kind that share a group."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        broker = Mosquitto(folder, shipped()).start()
        running = [start(folder, broker.port, delivery, number) for number in range(agents)]
        ledger = Ledger(broker.port, f"edge-intent/{GROUP}")
        feed(ledger, "warm", 50, ahead=10)
        began, used = time.monotonic(), cpu(running)
        feed(ledger, "full", sentences, ahead=30 * agents)
        took = time.monotonic() - began
        used = cpu(running) - used
        rate = sentences / took
        half = paced(ledger, rate / 2, seconds)
        figures: dict[str, object] = {
            "sentences a second": round(rate, 1),
            "CPU ms a sentence, of the agents": round(used / sentences * 1000, 2),
            "at half load, ms: p50": round(percentile(half, 50) * 1000, 1),
            "p95": round(percentile(half, 95) * 1000, 1),
            "p99": round(percentile(half, 99) * 1000, 1),
            "memory MB": [round(psutil.Process(a.pid).memory_info().rss / 1e6, 1) for a in running],
            "not understood": sum(one["status"] != "ok" for one in ledger.result.values()),
            "throttled": sum(one["throttle"] != "normal" for one in ledger.result.values()),
        }
        for agent in running:
            agent.stop()
        ledger.close()
        broker.stop()
        return figures


def start(folder: Path, port: int, delivery: str, number: int) -> AgentProcess:
    """A member of the group, connected and ready."""
    config = folder / f"config{number}.yaml"
    config.write_text(
        f"node: {GROUP}-{number}\nshare_group: {GROUP}\nhome: {HOME}\ndelivery: {delivery}\n"
        f"state_dir: {folder / str(number)}\nlimits: {{cpu: 400}}\n"
        f"mqtt: {{host: 127.0.0.1, port: {port}}}\nlog: {{level: warning}}\n"
    )
    agent = AgentProcess(config)
    while not (folder / str(number) / "outbox.db").exists():
        time.sleep(0.1)
    time.sleep(2)
    return agent


def feed(ledger: Ledger, prefix: str, count: int, ahead: int) -> None:
    """Send sentences, no more than ``ahead`` of their answers, and wait for the last."""
    for number in range(count):
        ledger.wait(lambda: ledger.waiting < ahead, 60)
        ledger.ask(f"{prefix}{number}", TEXTS[number % len(TEXTS)])
    ledger.wait(lambda: ledger.waiting == 0, 60)


def paced(ledger: Ledger, rate: float, seconds: float) -> list[float]:
    """Times from sending to the result, in seconds, at an even rate."""
    began = time.monotonic()
    names = []
    while (at := began + len(names) / rate) < began + seconds:
        time.sleep(max(0.0, at - time.monotonic()))
        names.append(f"half{len(names)}")
        ledger.ask(names[-1], TEXTS[len(names) % len(TEXTS)])
    ledger.wait(lambda: ledger.waiting == 0, 60)
    return [ledger.answered[one] - ledger.sent[one] for one in names]


def cpu(running: list[AgentProcess]) -> float:
    """Seconds of CPU time that the agents have used."""
    return sum(sum(psutil.Process(a.pid).cpu_times()[:2]) for a in running)


if __name__ == "__main__":
    main()
