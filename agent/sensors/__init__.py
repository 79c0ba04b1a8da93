"""What devices write: readings, events, alerts and faults, out of text and payloads of any shape.

Structured payloads (:mod:`~agent.sensors.payload`) are read by their structure, free text by the
model; both become findings, and those become intents with the devices of this home.
"""

from agent.sensors.finding import Finding, Origin
from agent.sensors.flow import Changes, Rates
from agent.sensors.grounding import ground
from agent.sensors.inputs import Heard, Inputs, read_input
from agent.sensors.report import Report, read_report
from agent.sensors.rules import Follows, Rules
from agent.sensors.spans import in_the_home
from agent.sensors.urgency import may_be_urgent

__all__ = [
    "Changes",
    "Finding",
    "Follows",
    "Heard",
    "Inputs",
    "Origin",
    "Rates",
    "Report",
    "Rules",
    "ground",
    "in_the_home",
    "may_be_urgent",
    "read_input",
    "read_report",
]
