"""Figures for Prometheus, over HTTP."""

from agent.metrics.exporter import Exporter

__all__ = ["Exporter"]
