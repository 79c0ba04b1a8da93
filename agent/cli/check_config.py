"""``edge-intent check-config``."""

import sys
from argparse import Namespace

from agent.broker import check_login
from agent.config import ConfigFile
from agent.daemon import Service
from agent.doctor.files import state_fault


def run(arguments: Namespace) -> int:
    """Load everything that the configuration names, and say what it is.

    Raises:
        EdgeIntentError: something cannot be used.
    """
    _check_state(ConfigFile(arguments.config))
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


def _check_state(file: ConfigFile) -> None:
    """The agent itself runs on without what it cannot keep; who checks wants to know."""
    folder = file.config.state_dir
    if folder and (fault := state_fault(folder)):
        raise file.fault(("state_dir",), f"state_dir: {'; '.join(fault)}")
