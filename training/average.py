"""The mean of trained models: ``python -m training.average OUT FOLDER FOLDER...``.

A model that goes on from another at a low rate learns new frames and forgets a little of how people
speak beyond them; between the two lies one that reads both better (Wortsman et al. 2022, "Robust
fine-tuning of zero-shot models"). Legs at a high rate are too far apart for that.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import torch

from training.trained import load


def average(out: Path, folders: Sequence[Path]) -> None:
    """Write a folder whose weights are the mean of those of others.

    A folder that is named twice counts twice.

    Raises:
        ValueError: the models differ in their labels or their word pieces.
    """
    models = [load(folder) for folder in folders]
    first = models[0]
    for folder, other in zip(folders, models, strict=True):
        if (other.labels, other.tokenizer) != (first.labels, first.tokenizer):
            raise ValueError(f"{folder} has other labels or word pieces than {folders[0]}")
    states = [model.model.state_dict() for model in models]
    mean = {name: sum(state[name] for state in states) / len(states) for name in states[0]}
    out.mkdir(parents=True, exist_ok=True)
    torch.save(mean, out / "model.pt")
    (out / "labels.json").write_text(json.dumps(first.labels))
    (out / "tokenizer.json").write_text(first.tokenizer)


def main() -> None:
    """Read the arguments and average."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder to write")
    parser.add_argument("folders", type=Path, nargs="+", help="folders of training, or that ship")
    arguments = parser.parse_args()
    average(arguments.out, arguments.folders)


if __name__ == "__main__":
    main()
