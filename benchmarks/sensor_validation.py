"""Print how exactly the text of devices is read, by family, and how surely nonsense is refused.

``PYTHONPATH=tests python benchmarks/sensor_validation.py [--size 1500] [--wrong]``; a line is exact
where the intents, the quantities (or events, or faults), the values in SI and the area or device
are all right. ``--wrong`` shows what went wrong.
"""

import argparse
import tempfile
from pathlib import Path

import msgspec

from agent.cli.arguments import make_parser
from agent.cli.parse import make_pipeline
from agent.messages import Request, Result
from agent.pipeline import Pipeline
from support.sensor_lines.homes import World, worlds
from support.sensor_lines.lines import families, lines
from support.sensor_lines.nonsense import nonsense
from support.sensor_lines.score import Score, run


def main() -> None:
    """Run the validation and print a table."""
    arguments = _arguments()
    homes = worlds()
    pipelines = {world.name: _pipeline(world, arguments.model) for world in homes}

    def answer(home: str, request: Request) -> Result:
        return pipelines[home].answer(request, "sensor")

    scores = run(lines(homes, arguments.size, arguments.seed), answer)
    every = families()
    for name, score in scores.items():
        _print(f"{name}{' (absent)' if every[name].get('absent') else ''}", score, arguments.wrong)
    absent = [score for name, score in scores.items() if every[name].get("absent")]
    _print("absent families", _together(absent), wrong=False)
    _print("together", _together(list(scores.values())), wrong=False)
    refused = Score()
    for text in nonsense(arguments.nonsense, arguments.seed):
        intents = answer(homes[0].name, Request(text=text)).intents
        refused.add(text, [f"read as {one.intent}" for one in intents])
    _print("nonsense refused", refused, arguments.wrong)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How exactly the text of devices is read.")
    parser.add_argument("--size", type=int, default=1500, help="lines, over all families")
    parser.add_argument("--nonsense", type=int, default=420, help="lines that say nothing")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--model", help="name or folder of a model other than the default")
    parser.add_argument("--wrong", action="store_true", help="show what went wrong")
    return parser.parse_args()


def _pipeline(world: World, model: str | None) -> Pipeline:
    """The pipeline of ``edge-intent parse`` in a home."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "home.yaml"
        path.write_bytes(msgspec.json.encode(world.home))
        words = ["parse", "--home", str(path), *(["--model", model] if model else []), "-"]
        return make_pipeline(make_parser().parse_args(words))


def _together(scores: list[Score]) -> Score:
    return Score(sum(score.right for score in scores), sum(score.total for score in scores))


def _print(name: str, score: Score, wrong: bool) -> None:
    print(f"{name:24} {score.right:5}/{score.total:<5} {score.share:7.1%}")
    if wrong and score.wrong:
        print(*score.wrong, sep="\n")


if __name__ == "__main__":
    main()
