"""The endpoint ``/metrics``; its figures are made when it is asked, and cost nothing otherwise."""

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
    StateSetMetricFamily,
)
from prometheus_client.registry import Collector

from agent.config import Metrics
from agent.errors import ServerError
from agent.log import get_logger
from agent.messages import Status

#: The levels of the throttle.
_LEVELS = ("normal", "warm", "hot", "critical")

_log = get_logger("metrics")


class Exporter(Collector):
    """Serves the figures from its start on.

    Args:
        config: its keys.
        status: how the agent is now; asked from threads of its own.
        connected: whether the broker is reached.
    """

    def __init__(
        self, config: Metrics, status: Callable[[], Status], connected: Callable[[], bool]
    ) -> None:
        self._config = config
        self._status = status
        self._connected = connected
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)
        self.port = config.port

    def start(self) -> None:
        """Begin to serve.

        Raises:
            ServerError: the address cannot be listened on.
        """
        host, port = self._config.host, self._config.port
        try:
            self._server, self._thread = start_http_server(port, host, self._registry)
        except OSError as error:
            problem = f"metrics: cannot listen on {host}:{port}: {error.strerror}"
            raise ServerError(problem) from None
        self.port = self._server.server_port
        _log.info("metrics at http://%s:%d/metrics", host, self.port)

    def stop(self) -> None:
        """Serve nothing more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def describe(self) -> list[Metric]:
        """Nothing: the names are known when there are figures."""
        return []

    def collect(self) -> Iterator[Metric]:
        """All figures as they are now; times in seconds, memory in bytes."""
        status = self._status()
        about = {"version": status.version, "model": status.model, "tier": status.tier}
        yield InfoMetricFamily("edge_intent", "The agent", {**about, "provider": status.provider})
        results = CounterMetricFamily("edge_intent_results", "Results", labels=["status"])
        for name, count in status.results.items():
            results.add_metric([name], count)
        yield results
        yield from _latency(status)
        level = {name: name == status.throttle for name in _LEVELS}
        yield StateSetMetricFamily("edge_intent_throttle", "How far it has stepped back", level)
        things = GaugeMetricFamily("edge_intent_home", "What it knows of the home", labels=["kind"])
        for kind, count in status.home.items():
            things.add_metric([kind], count)
        yield things
        for name, (about_it, value) in self._gauges(status).items():
            if value is not None:
                yield GaugeMetricFamily(f"edge_intent_{name}", about_it, value)

    def _gauges(self, status: Status) -> dict[str, tuple[str, float | None]]:
        return {
            "connected": ("Whether the broker is reached", self._connected()),
            "paused": ("Whether it is paused", status.paused),
            "trouble": ("Whether somebody should look after it", status.problem is not None),
            "queue_requests": ("Requests that wait", status.queue),
            "cpu_ratio": ("Processor time, of one core", status.cpu_percent / 100),
            "memory_bytes": ("Resident memory", status.memory_mb * 1e6),
            "temperature_celsius": ("The processor's temperature", status.temperature_c),
            "uptime_seconds": ("Time since the start", status.uptime_s),
        }


def _latency(status: Status) -> Iterator[Metric]:
    family = GaugeMetricFamily(
        "edge_intent_latency_seconds",
        "From the text to the result, of the last requests",
        labels=["quantile"],
    )
    for quantile, value in (("0.5", status.latency_ms.p50), ("0.95", status.latency_ms.p95)):
        if value is not None:
            family.add_metric([quantile], value / 1000)
    yield family
