"""``edge-intent status``."""

import sys
from argparse import Namespace

import msgspec

from agent.cli.ask import ask
from agent.config import load_config
from agent.messages import Command, Status, Topics


def run(arguments: Namespace) -> int:
    """Ask the agent, and show its answer.

    Raises:
        BrokerError: no broker or no agent answers.
        ConfigError: the configuration cannot be used.
    """
    config = load_config(arguments.config)
    data = ask(config, "status", Command())
    if arguments.json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(data), indent=2).decode() + "\n")
    else:
        sys.stdout.write(_readable(Topics(config.node).base, msgspec.convert(data, Status)))
    return 0


def _readable(base: str, status: Status) -> str:
    latency = status.latency_ms
    counted = ", ".join(f"{n} {name}" for name, n in status.results.items() if n)
    warm = "" if status.temperature_c is None else f", {status.temperature_c:.0f} °C"
    times = "" if latency.p50 is None else f"; p50 {latency.p50} ms, p95 {latency.p95} ms"
    known = ", ".join(f"{n} {name}" for name, n in status.home.items())
    lines = [
        f"{base}: {'paused' if status.paused else 'online'}, up {status.uptime_s} s, "
        f"version {status.version}",
        f"model     {status.model} ({status.tier}) on {status.provider}"
        f"{_because(status.provider_reason)}",
        f"throttle  {status.throttle}{_because(status.throttle_reason)}, "
        f"headroom {status.headroom:.0%}",
        f"results   {counted or 'none yet'}{times}",
        f"waiting   {status.queue}",
        f"board     CPU {status.cpu_percent} % of a core, {status.memory_mb} MB{warm}",
        f"home      {known}",
    ]
    if status.problem:
        lines.append(f"problem   {status.problem}")
    return "\n".join(lines) + "\n"


def _because(reason: str | None) -> str:
    return f": {reason}" if reason else ""
