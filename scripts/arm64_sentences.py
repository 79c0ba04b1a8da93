"""Two hundred sentences for two machines, and whether both read them alike.

usage: arm64_sentences.py make > requests.jsonl; arm64_sentences.py compare ONE TWO
"""

import itertools
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "deploy" / "examples" / "home.yaml"
COUNT = 200
#: What must differ, or may: kernels of two processors round differently.
_TIMES = ("latency_ms", "queued_ms", "time")
_CONFIDENCE = 0.05


def sentences() -> list[str]:
    """Half of them about the devices of the example home, half of homes and words unknown to it."""
    sys.path.insert(0, str(ROOT))
    from agent.home import load_home
    from training.validation import Validation

    names = [entity.name for entity in load_home(HOME).entities]
    frames = ("turn on the {}", "{} off please", "is the {} on", "set the {} to 40 percent")
    own = [frame.format(name) for frame, name in itertools.product(frames, names)][: COUNT // 2]
    drawn = Validation(seed=1)
    strange = [*drawn.single(COUNT // 4), *drawn.compound(COUNT - len(own) - COUNT // 4)]
    return own + [example.text for example in strange]


def make() -> None:
    """Write a request object a line."""
    for number, text in enumerate(sentences()):
        sys.stdout.write(json.dumps({"request_id": str(number), "text": text}) + "\n")


def compare(one: str, two: str) -> int:
    """Say how many results differ; returns the exit status."""
    pairs = list(zip(_read(one), _read(two), strict=True))
    differing = [(a, b) for a, b in pairs if _bare(a) != _bare(b) or _distance(a, b) > _CONFIDENCE]
    for a, b in differing:
        sys.stdout.write(f"{json.dumps(_bare(a))}\n{json.dumps(_bare(b))}\n\n")
    farthest = max(_distance(a, b) for a, b in pairs)
    sys.stdout.write(
        f"{len(pairs)} results, {len(differing)} differ; "
        f"confidence differs by {farthest:.4f} at most\n"
    )
    return 1 if differing or len(pairs) < COUNT else 0


def _read(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]


def _bare(result: dict[str, Any]) -> dict[str, Any]:
    intents = [{k: v for k, v in i.items() if k != "confidence"} for i in result["intents"]]
    return {k: v for k, v in result.items() if k not in _TIMES} | {"intents": intents}


def _distance(one: dict[str, Any], two: dict[str, Any]) -> float:
    pairs = zip(one["intents"], two["intents"], strict=False)
    return max((abs(a["confidence"] - b["confidence"]) for a, b in pairs), default=0.0)


if __name__ == "__main__":
    if sys.argv[1:] == ["make"]:
        make()
    else:
        sys.exit(compare(*sys.argv[2:]))
