"""The board's clock: certificates, timers and quiet hours go by it."""

import time
from collections.abc import Iterator
from pathlib import Path

import agent
from agent.clock import rfc3339
from agent.doctor.command import properties
from agent.doctor.finding import Finding, bad, good, note

#: A clock may be behind by so much of the time of the installation, in seconds: time zones.
_SLACK = 86_400.0
_MEND = "sudo timedatectl set-ntp true"


def check_clock() -> Iterator[Finding]:
    """Whether the time can be true, and whether the network sets it."""
    installed = Path(agent.__file__).stat().st_mtime
    if time.time() < installed - _SLACK:
        yield bad("clock", f"it shows {rfc3339()}, before edge-intent was installed", _MEND)
        return
    told = properties("timedatectl", "show", "--property=NTPSynchronized")
    synchronized = (told or {}).get("NTPSynchronized")
    if synchronized == "yes":
        yield good("clock", f"{rfc3339()}, set by the network")
    elif synchronized == "no":
        yield note("clock", f"{rfc3339()}; the network does not set it", _MEND)
    else:
        yield note("clock", f"{rfc3339()}; whether the network sets it cannot be told")
