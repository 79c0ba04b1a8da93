"""``python -m agent`` is ``edge-intent``."""

import sys

from agent.cli import main

sys.exit(main())
