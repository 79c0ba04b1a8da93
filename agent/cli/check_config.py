"""``edge-intent check-config``."""

import sys
from argparse import Namespace

from agent.broker import check_login
from agent.daemon import Service


def run(arguments: Namespace) -> int:
    """Load everything that the configuration names, and say what it is.

    Raises:
        EdgeIntentError: something cannot be used.
    """
    service = Service(arguments.config)
    config = service.config
    check_login(config.mqtt)
    host, port = config.mqtt.address
    home = service.home
    sys.stdout.write(
        f"{arguments.config}: good; edge-intent/{config.node} at {host}:{port}, "
        f"model {service.pipeline.model}, "
        f"{len(home.entities)} entities in {len(home.areas)} areas\n"
    )
    return 0
