"""What is broken, how often, and what the book says afterwards."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chaos.ledger import percentile
from chaos.rig import Rig

Figures = dict[str, Any]

MINUTES = "minutes added to a timer, asked and done"


def kill_agent(folder: Path, sentences: int = 10_000, times: int = 100) -> Figures:
    """The agent is killed (-9) at odd moments while sentences come in."""
    with Rig(folder) as rig:
        rig.ledger.ask("timer", "start a sourdough timer for 20 hours")
        rig.feed(1)
        rig.settle()
        minutes = 0
        for number in range(times):
            rig.feed(sentences // times - 1)
            # A command that is no state: told twice, it would count twice.
            minutes += 1
            rig.ledger.ask(f"add{number}", "add one minute to the sourdough timer")
            time.sleep(rig.random.uniform(0, 0.3))
            rig.kill_agent()
            rig.start_agent()
        rig.settle()
        (timer,) = rig.command("timers")
        figures = {"kills": times, **rig.figures()}
        figures[MINUTES] = [
            minutes,
            round((timer["duration"] - 72_000) / 60),
        ]
    return figures


def restart_broker(folder: Path, times: int = 20) -> Figures:
    """The broker is stopped and started cleanly while sentences come in."""
    with Rig(folder) as rig:
        back = []
        for number in range(times):
            rig.feed(20)
            rig.broker.stop()
            rig.broker.start()
            began = time.monotonic()
            rig.agent.expect("connected to the broker", count=number + 2)
            back.append(time.monotonic() - began)
            rig.feed(5)
        rig.settle()
        figures = {"restarts": times, "longest until it was back, seconds": round(max(back), 2)}
        figures |= rig.figures()
    return figures


def kill_broker(folder: Path, times: int = 20) -> Figures:
    """The broker is killed (-9), as by a power cut, with the shipped settings."""
    with Rig(folder) as rig:
        for number in range(times):
            rig.feed(40)
            time.sleep(rig.random.uniform(0, 1.5))
            rig.broker.kill()
            rig.broker.start()
            rig.agent.expect("connected to the broker", count=number + 2)
        rig.settle(30)
        return {"kills": times, **rig.figures()}


def freeze_broker(folder: Path, seconds: float = 60) -> Figures:
    """The broker answers nothing for a while, as a machine does that swaps itself to death."""
    with Rig(folder) as rig:
        rig.feed(50)
        rig.broker.freeze()
        began = time.monotonic()
        for _ in range(30):
            rig.ask()
        rig.agent.expect("no connection to the broker")
        noticed = time.monotonic() - began
        time.sleep(max(0.0, seconds - noticed))
        rig.broker.thaw()
        began = time.monotonic()
        rig.agent.expect("connected to the broker", count=2)
        back = time.monotonic() - began
        rig.feed(50)
        rig.settle()
        return {
            "frozen, seconds": seconds,
            "keepalive, seconds": 5,
            "noticed after, seconds": round(noticed, 1),
            "back after, seconds": round(back, 2),
            **rig.figures(),
        }


def cut_link(folder: Path, times: int = 50) -> Figures:
    """The wire is cut, stalled and slowed while sentences come in."""
    with Rig(folder) as rig:
        for number in range(times):
            rig.wire.delay = rig.random.choice((0.0, 0.0, 0.02))
            rig.feed(20)
            time.sleep(rig.random.uniform(0, 0.1))
            if number % 10 == 9:
                rig.wire.stall()
                time.sleep(1)
                rig.wire.flow()
            rig.wire.cut()
            rig.agent.expect("connected to the broker", count=number + 2)
        rig.wire.delay = 0
        rig.settle()
        return {"cuts": times, **rig.figures()}


def reload_agent(folder: Path, times: int = 50) -> Figures:
    """The agent is told to reload (SIGHUP) while sentences come in."""
    with Rig(folder) as rig:
        for number in range(times):
            rig.feed(10)
            rig.reload_agent()
            rig.agent.expect("reload: done", count=number + 1)
        rig.settle()
        return {"reloads": times, **rig.figures()}


def drain_agent(folder: Path, times: int = 20) -> Figures:
    """The agent is stopped (SIGTERM) and started while sentences come in."""
    with Rig(folder) as rig:
        longest = 0.0
        for _ in range(times):
            rig.feed(50)
            began = time.monotonic()
            rig.agent.stop()
            longest = max(longest, time.monotonic() - began)
            rig.start_agent()
        rig.settle()
        return {"stops": times, "longest stop, seconds": round(longest, 2), **rig.figures()}


def soak(folder: Path, seconds: float = 1800, rate: float = 5) -> Figures:
    """An even load for long: memory, descriptors and times must not drift."""
    with Rig(folder) as rig:
        rig.feed(20)
        samples = []
        began = time.monotonic()
        sent = 0
        while (now := time.monotonic() - began) < seconds:
            rig.ask()
            sent += 1
            if sent % round(rate * 30) == 0:
                samples.append((now, *rig.measure()))
            time.sleep(max(0.0, began + sent / rate - time.monotonic()))
        rig.settle()
        # The first fifth fills what is remembered of requests; after it nothing may grow.
        settled = samples[len(samples) // 5 :]
        return {
            "seconds": round(seconds),
            "sentences a second": rate,
            "memory at the start, MB": samples[0][1],
            "memory at the end, MB": samples[-1][1],
            "memory, MB an hour after the first fifth": round(_slope(settled, 1) * 3600, 2),
            "descriptors, start and end": [samples[0][2], samples[-1][2]],
            "median ms, first and last fifth": _drift(rig, 50),
            "p95 ms, first and last fifth": _drift(rig, 95),
            "samples": samples,
            **rig.figures(),
        }


def _slope(samples: list[tuple[float, ...]], column: int) -> float:
    """The slope of a column over time, least squares, a second."""
    times = [one[0] for one in samples]
    values = [one[column] for one in samples]
    mean, middle = sum(times) / len(times), sum(values) / len(values)
    above = sum((t - mean) * (v - middle) for t, v in zip(times, values, strict=True))
    return above / sum((t - mean) ** 2 for t in times)


def _drift(rig: Rig, percent: int) -> list[float]:
    book = rig.ledger
    times = [book.answered[one] - at for one, at in book.sent.items() if one in book.answered]
    fifth = max(1, len(times) // 5)
    parts = (times[:fifth], times[-fifth:])
    return [round(percentile(part, percent) * 1000, 1) for part in parts]


SCENARIOS: dict[str, Callable[..., Figures]] = {
    "kill-agent": kill_agent,
    "restart-broker": restart_broker,
    "kill-broker": kill_broker,
    "freeze-broker": freeze_broker,
    "cut-link": cut_link,
    "reload": reload_agent,
    "drain": drain_agent,
    "soak": soak,
}


def astray(name: str, figures: Figures) -> Figures:
    """What should not be among the figures of a scenario: nothing, unless the broker is killed."""
    lost = [key for key in figures if "lost" in key or "without" in key or "not left" in key]
    wrong = {key: figures[key] for key in lost if figures[key] and name != "kill-broker"}
    minutes = figures.get(MINUTES, [0, 0])
    return wrong if minutes[0] == minutes[1] else {**wrong, MINUTES: minutes}
