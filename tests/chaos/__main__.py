"""Runs what breaks things and shows what the book says."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from chaos.scenarios import SCENARIOS, astray


def main() -> None:
    """Run scenarios, each in a folder of its own."""
    parser = argparse.ArgumentParser(prog="python -m chaos", description=__doc__)
    told = "; ".join(f"{name}: {run.__doc__}" for name, run in SCENARIOS.items())
    parser.add_argument("scenario", nargs="*", choices=[*SCENARIOS, []], help=told)
    parser.add_argument("--times", type=int, help="how often it is broken")
    parser.add_argument("--sentences", type=int, help="of kill-agent")
    parser.add_argument("--seconds", type=float, help="of freeze-broker and soak")
    given = parser.parse_args()
    options = {
        name: value
        for name in ("times", "sentences", "seconds")
        if (value := getattr(given, name)) is not None
    }
    wrong = {}
    for name in given.scenario or SCENARIOS:
        with tempfile.TemporaryDirectory() as folder:
            figures = SCENARIOS[name](Path(folder), **options)
        print(f"{name}: {json.dumps(figures, indent=2)}", flush=True)
        wrong |= {f"{name}: {key}": value for key, value in astray(name, figures).items()}
    if wrong:
        sys.exit(f"this should be nothing: {wrong}")


if __name__ == "__main__":
    main()
