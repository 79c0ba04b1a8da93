"""Writes systemd/edge-intent@.service, for several nodes on one board, from the plain unit."""

from pathlib import Path

UNITS = Path(__file__).resolve().parents[1] / "systemd"
PLAIN = UNITS / "edge-intent.service"
TEMPLATE = UNITS / "edge-intent@.service"
#: What differs from one node to another.
CHANGES = {
    "# edge-intent as a service.": "# One of several nodes: edge-intent@den runs with "
    "/etc/edge-intent/den.yaml.\n"
    "# Written by scripts/systemd_template.py from edge-intent.service.",
    "over MQTT\n": "over MQTT (%i)\n",
    "/config.yaml": "/%i.yaml",
    "/etc/edge-intent/mqtt-password": "/etc/edge-intent/%i-mqtt-password",
    "StateDirectory=edge-intent": "StateDirectory=edge-intent-%i",
    "CacheDirectory=edge-intent": "CacheDirectory=edge-intent-%i",
    "/var/lib/edge-intent and": "/var/lib/edge-intent-%i and",
    "/var/cache/edge-intent.": "/var/cache/edge-intent-%i.",
    "systemctl edit edge-intent": "systemctl edit edge-intent@",
}


def template(unit: str) -> str:
    """The template unit of a plain one."""
    for plain, changed in CHANGES.items():
        if unit.count(plain) != 1:
            raise ValueError(f"{PLAIN.name} has {plain!r} not exactly once")
        unit = unit.replace(plain, changed)
    return unit


if __name__ == "__main__":
    TEMPLATE.write_text(template(PLAIN.read_text("utf-8")), "utf-8")
