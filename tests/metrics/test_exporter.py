"""The endpoint for Prometheus, read with Prometheus' own parser."""

import urllib.request

import msgspec
import pytest

prometheus = pytest.importorskip("prometheus_client.parser")

from support.process import HOME  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def read(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as page:
        text = page.read().decode()
    found = {}
    for family in prometheus.text_string_to_metric_families(text):
        for sample in family.samples:
            found[(sample.name, *sorted(sample.labels.values()))] = sample.value
    return found


def test_the_figures_are_those_of_the_status(run_agent, peer, free_port):
    base = "edge-intent/measured"
    agent = run_agent(
        f"node: measured\nhome: {HOME}\nmqtt: {{host: 127.0.0.1, port: PORT}}\n"
        f"metrics: {{enabled: true, port: {free_port}}}\n"
    )
    for at, text in enumerate(("turn off the hall lamp", "fribble the gronk")):
        peer.send(f"{base}/voice/text", {"text": text, "request_id": f"m{at}"})
        peer.result(f"m{at}", base)
    found = read(free_port)
    assert found["edge_intent_results_total", "ok"] == 1
    assert found["edge_intent_results_total", "not_recognized"] == 1
    assert found["edge_intent_connected",] == 1
    assert found["edge_intent_home", "areas"] == 7
    steps = [found["edge_intent_throttle", name] for name in ("normal", "warm", "hot", "critical")]
    assert sorted(steps) == [0, 0, 0, 1]  # how busy the machine is, is not this test's
    assert 0 < found["edge_intent_latency_seconds", "0.5"] < 10
    assert found["edge_intent_memory_bytes",] > 1e7
    status = peer.expect(f"{base}/status").json
    about = sorted(status[key] for key in ("model", "provider", "tier", "version"))
    assert found[("edge_intent_info", *about)] == 1
    peer.send(f"{base}/request/pause", "{}")
    peer.expect(f"{base}/status", lambda m: m.json["paused"])
    assert read(free_port)["edge_intent_paused",] == 1
    assert agent.stop() == 0


def test_every_number_of_the_status_is_exported(exporter, status):
    names = {sample.name for family in exporter(status).collect() for sample in family.samples}
    for field in ("queue", "cpu", "memory", "temperature", "uptime", "latency", "throttle", "home"):
        assert any(name.startswith(f"edge_intent_{field}") for name in names), field


def test_a_board_without_a_sensor_has_no_figure_for_it(exporter, status):
    cold = msgspec.structs.replace(status, temperature_c=None)
    names = {family.name for family in exporter(cold).collect()}
    assert "edge_intent_temperature_celsius" not in names
