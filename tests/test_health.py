from typing import get_args

from agent.health import WINDOW, Health
from agent.messages import Latency, ResultStatus


def test_results_are_counted_by_status():
    health = Health()
    assert set(health.results) == set(get_args(ResultStatus))
    health.count("ok", 3.0)
    health.count("ok", 5.0)
    health.count("shed")
    assert (health.results["ok"], health.results["shed"], health.results["error"]) == (2, 1, 0)


def test_percentiles_of_a_bounded_window():
    health = Health()
    assert health.latency == Latency(p50=None, p95=None)
    for value in range(1, 101):
        health.count("ok", float(value))
    assert health.latency == Latency(p50=50.0, p95=95.0)
    for _ in range(WINDOW):
        health.count("ok", 7.0)
    assert health.latency == Latency(p50=7.0, p95=7.0)


def test_the_process_is_measured():
    health = Health()
    assert health.memory_mb > 1
    assert health.cpu_percent() == health.cpu_percent()
    assert health.uptime >= 0
