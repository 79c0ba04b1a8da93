"""Prints what the parts of an installed Home Assistant need that the tests use.

Runs on Home Assistant's own Python. It would install these by itself, one after the other, while
a test waits.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import homeassistant.components

#: What the tests set up, and what a bare start does.
PARTS = (
    *("analytics", "automation", "backup", "camera", "conversation", "frontend", "hardware"),
    *("hassio", "infrared", "input_boolean", "mqtt", "onboarding", "radio_frequency", "recorder"),
    *("template", "wyoming"),
)


def needed(part: str, seen: set[str]) -> Iterator[str]:
    """The requirements of a part and of what it depends on."""
    manifest = components / part / "manifest.json"
    if part in seen or not manifest.is_file():
        return
    seen.add(part)
    told = json.loads(manifest.read_text("utf-8"))
    yield from told.get("requirements", ())
    for other in told.get("dependencies", ()):
        yield from needed(other, seen)


components = Path(homeassistant.components.__file__).parent
known: set[str] = set()
sys.stdout.write("\n".join(sorted({line for part in PARTS for line in needed(part, known)})))
