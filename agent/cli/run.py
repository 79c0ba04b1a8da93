"""``edge-intent run``."""

from argparse import Namespace

from agent.daemon import Daemon


def run(arguments: Namespace) -> int:
    """Run the agent until it is told to stop.

    Raises:
        EdgeIntentError: configuration, home, model or certificates cannot be used.
    """
    Daemon(arguments.config).run()
    return 0
