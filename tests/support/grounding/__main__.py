"""Print how often grounding finds what was meant: ``PYTHONPATH=tests python -m support.grounding``.

Options: the number of cases of each category (100), and ``-v`` to see what went wrong.
"""

import sys

from support.grounding.cases import cases
from support.grounding.score import run, worlds
from support.grounding.talk import EVERY


def main() -> None:
    """Run the validation and print a table."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    homes = worlds()
    scores = run(cases(homes, EVERY, numbers[0] if numbers else 100))
    right = total = 0
    print(f"{len(homes)} homes of {min(len(w.home.entities) for w in homes)} to "  # noqa: T201
          f"{max(len(w.home.entities) for w in homes)} entities")  # fmt: skip
    for category, score in scores.items():
        right, total = right + score.right, total + score.total
        acted = f"  acted {score.acted}" if category in ("ambiguous", "no target") else ""
        print(f"{category:12} {score.right:5}/{score.total:<5} {score.right / score.total:7.1%}{acted}")  # noqa: T201, E501
        if "-v" in sys.argv:
            for wrong in score.wrong:
                print("    ", wrong)  # noqa: T201
    print(f"{'together':12} {right:5}/{total:<5} {right / total:7.1%}")  # noqa: T201


if __name__ == "__main__":
    main()
