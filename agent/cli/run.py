"""``edge-intent run``."""

import signal
from argparse import Namespace


def run(arguments: Namespace) -> int:
    """Run the agent until it is told to stop.

    Raises:
        EdgeIntentError: configuration, home, model or certificates cannot be used.
    """
    # Loading takes a second or more, and a reload in it must not end the agent.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    from agent.daemon import Daemon

    Daemon(arguments.config).run()
    return 0
