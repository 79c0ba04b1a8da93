from typing import get_args

import pytest

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


@pytest.fixture
def sys_with(tmp_path):
    def make(*zones):
        for number, (kind, value) in enumerate(zones):
            zone = tmp_path / "class/thermal" / f"thermal_zone{number}"
            zone.mkdir(parents=True)
            (zone / "type").write_text(f"{kind}\n")
            if value is not None:
                (zone / "temp").write_text(f"{value}\n")
        return tmp_path

    return make


@pytest.mark.parametrize(
    ("zones", "expected"),
    [
        ([], None),
        ([("cpu-thermal", 51_234)], 51.234),
        ([("acpitz", 90_000), ("x86_pkg_temp", 44_000)], 44.0),
        ([("CPU-therm", 40_000), ("GPU-therm", -256_000), ("soc0-thermal", 43_500)], 43.5),
        ([("GPU-therm", -256_000)], None),
        ([("acpitz", 30_000)], 30.0),
        ([("cpu-thermal", None)], None),
        ([("cpu-thermal", "N/A")], None),
    ],
)
def test_the_hottest_processor_sensor(sys_with, zones, expected):
    assert Health(sys_with(*zones)).temperature() == expected
