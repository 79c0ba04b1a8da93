"""What devices write: readings, events, alerts and faults, out of text and payloads of any shape.

Structured payloads (:mod:`~agent.sensors.payload`) are read by their structure, free text by the
model; both become findings, and those become intents with the devices of this home.
"""

from agent.sensors.finding import Finding, Origin
from agent.sensors.grounding import ground
from agent.sensors.report import Report, read_report

__all__ = ["Finding", "Origin", "Report", "ground", "read_report"]
