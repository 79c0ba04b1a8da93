"""Fixtures of the metrics."""

import socket

import pytest

from agent.config import Metrics
from agent.messages import Latency, Status


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def exporter():
    from agent.metrics import Exporter

    return lambda status: Exporter(Metrics(), lambda: status, lambda: True)


@pytest.fixture
def status():
    numbers = {"queue": 1, "cpu_percent": 3.0, "memory_mb": 90.0, "temperature_c": 51.5}
    texts = {"version": "1", "model": "m", "tier": "encoder", "provider": "cpu", "time": ""}
    names = set(Status.__struct_fields__) - {*numbers, *texts}
    rest = dict.fromkeys(names)
    rest |= {"paused": False, "throttle": "warm", "results": {"ok": 1}, "uptime_s": 7}
    rest |= {"latency_ms": Latency(p50=4.0, p95=9.0), "home": {"areas": 1}}
    return Status(**numbers, **texts, **rest)
