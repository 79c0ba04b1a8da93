"""The model: unchanged, loadable, quiet on the network, small enough."""

import os
import time
from collections.abc import Iterator

import psutil

from agent.config import Config
from agent.doctor.finding import Finding, bad, good, note
from agent.governor import Governor
from agent.pipeline import load_model

_SENTENCE = "turn on the lamp"


def check_model(config: Config) -> Iterator[Finding]:
    """Load it as the agent does, and have it read a sentence.

    Raises:
        ModelError: it cannot be used.
    """
    before = _connections()
    recognizer = load_model(config)
    recognizer.read(_SENTENCE)
    began = time.perf_counter()
    recognizer.read(_SENTENCE)
    took = 1000 * (time.perf_counter() - began)
    name, provider = recognizer.card.name, recognizer.provider
    says = f"{name} is what its manifest says, and reads a sentence in {took:.1f} ms"
    yield good("model", f"{says} on {provider.name}")
    if provider.reason:
        yield note("model", provider.reason, "docs/configuration.md, Providers")
    yield from _telemetry(_connections() - before)
    yield from _memory(config)


def _telemetry(opened: set[object]) -> Iterator[Finding]:
    if os.environ.get("ORT_DISABLE_TELEMETRY") != "1" or opened:
        says = f"onnxruntime may report to its vendor; it opened {len(opened)} connections"
        yield bad("telemetry", says, "start the agent with ORT_DISABLE_TELEMETRY=1")
    else:
        yield good("telemetry", "off; loading and running the model opened no connection")


def _memory(config: Config) -> Iterator[Finding]:
    """This process has loaded what the agent loads, so that its size is the agent's."""
    governor = Governor(config.limits)
    used, allowed = governor.sample.get("memory"), governor.ceilings.memory
    if used is None:
        yield note("memory", f"not known; {governor.sample.unknown.get('memory')}")
        return
    says = f"{used:.0f} MB with the model, of {allowed:.0f} MB allowed"
    if used > allowed:
        mend = "raise limits.memory, or take a smaller model: edge-intent models lists them"
        yield bad("memory", says, mend)
    else:
        yield good("memory", says)


def _connections() -> set[object]:
    """The connections of this process over the network."""
    return set(psutil.Process().net_connections("inet"))
