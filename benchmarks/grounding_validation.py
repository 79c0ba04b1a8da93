"""Print how often grounding finds what was meant, over generated homes and sentences.

``PYTHONPATH=tests python benchmarks/grounding_validation.py [cases of each category] [-v]``;
``-v`` shows what went wrong.
"""

import sys

from support.grounding.cases import cases
from support.grounding.score import run, worlds
from support.grounding.talk import EVERY

#: Categories in which something done is the worst error.
QUIET = ("ambiguous", "no target")


def main() -> None:
    """Run the validation and print a table."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    homes = worlds()
    sizes = [len(world.home.entities) for world in homes]
    print(f"{len(homes)} homes of {min(sizes)} to {max(sizes)} entities")
    scores = run(cases(homes, EVERY, numbers[0] if numbers else 100))
    right = total = 0
    for category, score in scores.items():
        right, total = right + score.right, total + score.total
        acted = f"  acted {score.acted / score.total:.1%}" if category in QUIET else ""
        share = score.right / score.total
        print(f"{category:12} {score.right:5}/{score.total:<5} {share:7.1%}{acted}")
        if "-v" in sys.argv:
            print(*score.wrong, sep="\n")
    print(f"{'together':12} {right:5}/{total:<5} {right / total:7.1%}")


if __name__ == "__main__":
    main()
