"""The mean of trained models: ``python -m training.average OUT FOLDER FOLDER...``.

A model that goes on from another at a low rate learns new frames and forgets a little of how people
speak beyond them; between the two lies one that reads both better (Wortsman et al. 2022, "Robust
fine-tuning of zero-shot models"). Legs at a high rate are too far apart for that. The same holds of
what the base model knew before all training: ``--base 0.1`` goes a tenth of the way back to it.

What the home knows of a word weighs too little in a mean with a model that was never told of homes:
``--known 3.2`` makes it weigh so much more.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from training.model import Shape, pretrained
from training.trained import load
from training.words import base_folder

#: Parts of the model that begin as the base model has them; its words stay so.
_OF_BASE = ("layers", "norm", "places")


def average(out: Path, folders: Sequence[Path], base: float = 0.0, known: float = 1.0) -> None:
    """Write a folder whose weights are the mean of those of others.

    A folder that is named twice counts twice.

    Args:
        out: the folder to write.
        folders: of training, or that ship.
        base: how far the encoder goes back to all-MiniLM-L6-v2, from 0 to 1.
        known: times what the home knows weighs in the mean.

    Raises:
        ValueError: the models differ in their labels or their word pieces, or there is no such
            share.
    """
    if not 0 <= base <= 1:
        raise ValueError(f"a share of the base model is from 0 to 1, not {base}")
    models = [load(folder) for folder in folders]
    first = models[0]
    for folder, other in zip(folders, models, strict=True):
        if (other.labels, other.tokenizer) != (first.labels, first.tokenizer):
            raise ValueError(f"{folder} has other labels or word pieces than {folders[0]}")
    states = [model.model.state_dict() for model in models]
    mean = {name: sum(state[name] for state in states) / len(states) for name in states[0]}
    if base:
        mean = _nearer(mean, first.model.shape, base)
    mean["known.weight"] = mean["known.weight"] * known
    out.mkdir(parents=True, exist_ok=True)
    torch.save(mean, out / "model.pt")
    (out / "labels.json").write_text(json.dumps(first.labels))
    (out / "tokenizer.json").write_text(first.tokenizer)


def _nearer(state: Mapping[str, Tensor], shape: Shape, share: float) -> dict[str, Tensor]:
    """Weights with so much of the base model's encoder in them."""
    any_words = list(range(shape.vocabulary))  # they are not looked at
    base = pretrained(shape, base_folder() / "model.safetensors", any_words).state_dict()
    return {
        name: torch.lerp(own, base[name], share) if name.startswith(_OF_BASE) else own
        for name, own in state.items()
    }


def main() -> None:
    """Read the arguments and average."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder to write")
    parser.add_argument("folders", type=Path, nargs="+", help="folders of training, or that ship")
    parser.add_argument(
        "--base", type=float, default=0.0, help="how far to go back to the base model, 0 to 1"
    )
    parser.add_argument(
        "--known", type=float, default=1.0, help="times what the home knows weighs in the mean"
    )
    arguments = parser.parse_args()
    average(arguments.out, arguments.folders, arguments.base, arguments.known)


if __name__ == "__main__":
    main()
