"""Calibrate, measure and ship a trained model: ``python -m training.report training/out/default``.

Writes the model folder with its card, ``docs/figures/`` and the model's page of the docs. What
calibrates is kept apart from what is reported.
"""

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
import msgspec
import numpy as np

mpl.use("Agg")
import matplotlib.pyplot as plt
from tqdm import tqdm

from agent.recognizer import Recognizer
from agent.recognizer.files import ModelFiles, load_files
from training import corpora
from training.example import NONE, Example
from training.export import write_folder
from training.homes import Chances, Homes
from training.measure import Score, calibration_error, measure
from training.model import Shape
from training.smooth import smoothed
from training.trained import Trained, load
from training.validation import Validation

#: What a set is called in the report, and which of its figures count.
TITLES = {
    "home": ("Real home-control sentences (HWU64 `iot`, `audio`), intents", "intents"),
    "asked": ("Real sentences of every intent that we have, intents", "intents"),
    "unrelated": ("Real unrelated sentences, refused", "refused"),
    "near": ("Near misses (negations, reports, how-tos), refused", "refused"),
    "single": ("Generated homes, whole frame", "frames"),
    "compound": ("Generated compounds, whole frame", "frames"),
    "noise": ("Generated, with recognition noise, whole frame", "frames"),
}
_CARD = Path(__file__).parent / "data" / "card.md"


def validation_sets(data: Path, size: int, seed: int) -> dict[str, list[Example]]:
    """The validation sets by name: generated ones of this seed, and the corpora's tenth."""
    drawn = Validation(seed)
    real = [(name, e) for name, e in corpora.read(data) if corpora.held_apart(e.text)]
    conversation = (NONE, "Affirm", "Deny")
    return {
        "home": [e for name, e in real if name.startswith(("hwu64/iot", "hwu64/audio"))],
        "asked": [e for _, e in real if e.clauses[0][0] not in conversation],
        "unrelated": [e for _, e in real if e.clauses[0][0] == NONE],
        "near": list(drawn.near_misses(size // 2)),
        "single": list(drawn.single(size)),
        "compound": list(drawn.compound(size // 2)),
        "noise": list(drawn.single(size // 2, noise=True)),
    }


def halves(examples: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """Every other example: one half to calibrate on, one to report."""
    return list(examples[::2]), list(examples[1::2])


def homes_of(sets: Mapping[str, Iterable[Example]]) -> Homes:
    """The homes in which validation sentences are said, with the names of all of them.

    Most names stand there as they are said; some with a word more or less, some not at all.
    """
    examples = (example for some in sets.values() for example in some)
    return Homes(examples, seed=1, chances=Chances(strange=0.0))


def temperature(files: ModelFiles, examples: Sequence[Example], homes: Homes) -> float:
    """The temperature under which confidence tells best how often a label is right."""

    def cost(degree: float) -> float:
        card = msgspec.structs.replace(files.card, temperature=degree)
        recognizer = Recognizer(ModelFiles(files.folder, card, files.tokenizer, files.network))
        pairs = measure(recognizer, examples, homes).confidence
        chance = np.clip([c for c, _ in pairs], 1e-6, 1 - 1e-6)
        right = np.array([r for _, r in pairs])
        return float(-np.where(right, np.log(chance), np.log(1 - chance)).mean())

    degrees = [float(d) for d in np.geomspace(0.7, 3.0, 11)]
    best: float = min(tqdm(degrees, desc="temperature"), key=cost)
    return best


def origin(shape: Shape) -> str:
    """What became of the word embeddings of the base."""
    return f"reduced to rank {shape.narrow}" if shape.narrow else "unchanged"


def figure(score: Score, kind: str) -> float:
    """One figure of a score: intents, frames or refused, 0 to 1."""
    return float(getattr(score, kind)) / max(score.seen, 1)


def reliability_plot(pairs: Sequence[tuple[float, bool]], path: Path, title: str) -> None:
    """How often a clause read with a confidence is read right."""
    confidence, right = np.array([c for c, _ in pairs]), np.array([r for _, r in pairs])
    at = np.minimum((confidence * 10).astype(int), 9)
    plot, (upper, lower) = plt.subplots(2, 1, figsize=(5, 6), height_ratios=(3, 1), sharex=True)
    middles = [confidence[at == b].mean() for b in range(10) if (at == b).any()]
    shares = [right[at == b].mean() for b in range(10) if (at == b).any()]
    upper.plot([0, 1], [0, 1], "--", color="grey")
    upper.plot(middles, shares, "o-")
    upper.set_ylabel("share read right")
    upper.set_title(f"{title}: calibration error {calibration_error(pairs):.3f}")
    lower.hist(confidence, bins=20, range=(0, 1))
    lower.set_yscale("log")
    lower.set_xlabel("confidence")
    lower.set_ylabel("clauses")
    plot.tight_layout()
    plot.savefig(path, dpi=110)
    plt.close(plot)


def scores_of(
    folder: Path, sets: dict[str, list[Example]], homes: Homes | None
) -> dict[str, Score]:
    """Scores of a model folder by set; told of no home where there are no homes."""
    recognizer = Recognizer.load(folder)
    return {name: measure(recognizer, tqdm(sets[name], desc=name), homes) for name in sets}


def table(*columns: dict[str, Score]) -> str:
    """The figures as a table in Markdown: int8, float32, and int8 told of no home."""
    rows = [
        "| what | sentences | int8 | float32 | int8, told of no home |",
        "|---|---|---|---|---|",
    ]
    for name, (title, kind) in TITLES.items():
        figures = " | ".join(f"{figure(scores[name], kind):.1%}" for scores in columns)
        rows.append(f"| {title} | {columns[0][name].seen} | {figures} |")
    return "\n".join(rows)


def ship(trained: Trained, out: Path, tier: str, arguments: argparse.Namespace) -> None:
    """Write the model folder, its plots and its figures."""
    sets = validation_sets(arguments.data, arguments.size, seed=1)
    parts = {name: halves(examples) for name, examples in sets.items()}
    calibrating = [e for name in ("asked", "unrelated", "near", "single", "compound")
                   for e in parts[name][0][:600]]  # fmt: skip
    name = out.name
    write_folder(out, name, tier, trained, 1.0, "")
    homes = homes_of(sets)
    degree = arguments.temperature or temperature(load_files(out), calibrating, homes)
    work = Path("training/out") / f"{name}-float"
    write_folder(work, name, tier, trained, degree, "", mode="float")
    write_folder(out, name, tier, trained, degree, "")
    reported = {key: second for key, (_, second) in parts.items()}
    scores, alone = (scores_of(out, reported, told) for told in (homes, None))
    compared = scores_of(work, reported, homes)
    pairs = [pair for key in ("asked", "unrelated", "near", "single", "compound")
             for pair in scores[key].confidence]  # fmt: skip
    figures = arguments.docs / "figures"
    figures.mkdir(parents=True, exist_ok=True)
    reliability_plot(pairs, figures / f"reliability-{tier}.png", name)
    card = _CARD.read_text().format(
        name=name, tier=tier, table=table(scores, compared, alone), error=calibration_error(pairs),
        temperature=degree, layers=trained.model.shape.layers,
        parameters=sum(p.numel() for p in trained.model.parameters()) / 1e6,
        size=(out / "model.onnx").stat().st_size / 1e6,
        folder=sum(f.stat().st_size for f in out.iterdir()) / 1e6,
        intents=len(trained.labels["intents"]), vocabulary=trained.model.shape.vocabulary,
        embeddings=origin(trained.model.shape),
    )  # fmt: skip
    write_folder(out, name, tier, trained, degree, card)
    wrong = {key: [list(w) for w in score.wrong] for key, score in scores.items()}
    (Path("training/out") / f"{name}-wrong.json").write_text(json.dumps(wrong, indent=1))
    print(card)


def main() -> None:
    """Read the arguments and ship."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trained", type=Path, help="folder that training.train wrote")
    parser.add_argument("--out", type=Path, default=Path("agent/models/intent-en-22m-int8"))
    parser.add_argument("--tier", default="encoder")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--docs", type=Path, default=Path("docs"))
    parser.add_argument("--size", type=int, default=3_000, help="generated validation sentences")
    parser.add_argument("--temperature", type=float, help="of confidence, instead of one fitted")
    arguments = parser.parse_args()
    ship(smoothed(load(arguments.trained)), arguments.out, arguments.tier, arguments)


if __name__ == "__main__":
    main()
