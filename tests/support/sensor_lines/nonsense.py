"""Lines that say nothing of a home: banners, chatter, statistics, talk and rubbish."""

from random import Random

from support.sensor_lines.draws import draw, times
from support.sensor_lines.lines import fill, load_common
from support.sensor_lines.units import load


def nonsense(size: int, seed: int = 5) -> list[str]:
    """So many of them, no two the same."""
    templates = [(group["draw"], text) for group in load("nonsense") for text in group["lines"]]
    found: dict[str, None] = {}
    for turn in range(size * 3):
        draws, text = templates[turn % len(templates)]
        random = Random(f"{seed}/nonsense/{turn}")
        written = {**times(random), **draw({**load_common(), **draws}, random)}
        found[fill(text, written)] = None
        if len(found) == size:
            break
    return list(found)
