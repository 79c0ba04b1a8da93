"""Train a model: ``python -m training.train --out training/out/default``."""

import argparse
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
from tqdm import tqdm

from training import corpora
from training.encode import Encoded, Encoder, batches
from training.generator import Vocabulary
from training.labels import intent_labels, tag_labels
from training.material import epochs
from training.model import (
    IntentModel,
    Shape,
    barred,
    distance,
    judged,
    loss,
    pretrained,
    round_off,
)
from training.smooth import smooth
from training.tokens import pruned
from training.trained import Trained, adopt, load
from training.words import base_folder, made_up_words


def scores(
    model: IntentModel, encoded: Sequence[Encoded], bars: torch.Tensor
) -> tuple[float, float]:
    """Share of clauses whose intent is right: (of those that ask, of those that do not)."""
    model.eval()
    right = {True: 0, False: 0}
    seen = {True: 1e-9, False: 1e-9}
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for batch in batches(encoded, 128):
            outputs = model(batch["ids"], batch["attention"], batch["known"])
            found = judged(outputs, batch, bars).argmax(-1)
            for row, labels in zip(found, batch["intents"], strict=True):
                for guess, label in zip(row.tolist(), labels.tolist(), strict=True):
                    if label >= 0:
                        seen[label != 0] += 1
                        right[label != 0] += guess == label
    model.train()
    return right[True] / seen[True], right[False] / seen[False]


@dataclass
class Pace:
    """How far a training is, and the learning rate that belongs there."""

    arguments: argparse.Namespace
    steps: int = 0
    """Steps of an epoch."""
    step: int = 0
    started: float = field(default_factory=time.monotonic)

    @property
    def minutes(self) -> float:
        """Minutes since the start."""
        return (time.monotonic() - self.started) / 60

    @property
    def done(self) -> float:
        """Share of the training that is done; 1 or more at its end."""
        arguments = self.arguments
        if arguments.minutes:
            return self.minutes / float(arguments.minutes)
        return self.step / float(max(self.steps * arguments.epochs, 1))

    @property
    def factor(self) -> float:
        """Of the learning rate: up in the first twentieth, then down in a straight line."""
        return min((self.done + 0.001) / 0.05, max(0.02, 1 - self.done))


class _Teacher:
    """A trained model whose beliefs are learned.

    Args:
        trained: the model; it knows every word piece of the pupil.
        vocabulary: the pupil's word pieces and their ids.
    """

    def __init__(self, trained: Trained, vocabulary: dict[str, int]) -> None:
        self._model = trained.model
        known = json.loads(trained.tokenizer)["model"]["vocab"]
        ordered = sorted(vocabulary, key=vocabulary.__getitem__)
        self._ids = torch.tensor([known[piece] for piece in ordered])

    def beliefs(self, batch: dict[str, torch.Tensor]) -> tuple[torch.Tensor, ...]:
        """What it makes of a batch of the pupil's ids."""
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            found: tuple[torch.Tensor, ...] = self._model(
                self._ids[batch["ids"]], batch["attention"], batch["known"]
            )
        return found


class Trainer:
    """A model in training, with all that a step needs."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        torch.manual_seed(arguments.seed)
        self.arguments = arguments
        intents, tags = intent_labels(Vocabulary(made_up_words(apart=False))), tag_labels()
        self._bars = barred(intents)
        base, out = base_folder(), arguments.out
        out.mkdir(parents=True, exist_ok=True)
        resumed = load(arguments.resume) if arguments.resume else None
        own = resumed.model.shape if resumed else Shape(0, 0, 0)
        most = arguments.vocabulary or own.vocabulary or None
        tokenizer, kept = pruned(base / "tokenizer.json", most)
        (out / "tokenizer.json").write_text(tokenizer)
        (out / "labels.json").write_text(json.dumps({"intents": intents, "tags": tags}))
        self.encoder = Encoder(out / "tokenizer.json", intents, tags)
        vocabulary = json.loads(tokenizer)["model"]["vocab"]
        self._words = torch.tensor([at for word, at in vocabulary.items() if word.isalpha()])
        shape = Shape(len(intents), len(tags), len(kept),
                      layers=arguments.layers or own.layers,
                      narrow=arguments.narrow or own.narrow)  # fmt: skip
        self._model = pretrained(shape, base / "model.safetensors", kept)
        self._origin = [(part, part.detach().clone()) for part in self._model.layers.parameters()]
        # The words of homes never seen stand near those seen: all must stay where they are.
        self._model.words.weight.requires_grad_(False)
        if resumed:
            adopt(self._model, {"intents": intents, "tags": tags}, resumed)
        self._teacher = _Teacher(load(arguments.teacher), vocabulary) if arguments.teacher else None
        self._optimizer = _optimizer(self._model, arguments.rate)
        self._is_rounded = False

    def _strange(self, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """The ids of a batch, a few words of voice exchanged for any others.

        A sentence is to be understood from the rest where one of its words was never met in
        training (after the word dropout of Iyyer et al. 2015).
        """
        ids = batch["ids"]
        hit = torch.rand(ids.shape) < self.arguments.strange
        hit &= (batch["clause"] >= 0) & ~batch["sensor"][:, None]
        return torch.where(hit, self._words[torch.randint(len(self._words), ids.shape)], ids)

    def step(self, batch: dict[str, torch.Tensor], pace: Pace) -> float:
        """One step; its loss."""
        if not self._is_rounded and pace.done >= self.arguments.rounded:
            smooth(self._model, [(batch["ids"], batch["attention"], batch["known"])])
            round_off(self._model)
            self._is_rounded = True
        for group in self._optimizer.param_groups:
            group["lr"] = group["full"] * pace.factor
        batch["ids"] = self._strange(batch)
        with torch.autocast("cpu", torch.bfloat16):
            outputs = self._model(batch["ids"], batch["attention"], batch["known"])
        cost = loss(outputs, batch, self._bars, self._model.transitions)
        if self._teacher is not None:
            wanted = self._teacher.beliefs(batch)
            cost = cost + distance(outputs, wanted, batch, self._bars)
        self._optimizer.zero_grad()
        cost.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
        self._optimizer.step()
        self._pull_back()
        return cost.item()

    def _pull_back(self) -> None:
        """The encoder a little of the way back to its origin, after Li et al. 2018 (L2-SP).

        What the origin knows of words that no frame has is kept where nothing speaks against it.
        """
        share = self.arguments.pull * self._optimizer.param_groups[0]["lr"]
        with torch.no_grad():
            for part, origin in self._origin:
                part.lerp_(origin, share)

    def save(self, held: Sequence[Encoded]) -> str:
        """Write the weights; how well the sentences kept apart are read."""
        torch.save(self._model.state_dict(), self.arguments.out / "model.pt")
        asked, refused = scores(self._model, held, self._bars)
        return f"held-apart real sentences: {asked:.2%} understood, {refused:.2%} refused"


def _optimizer(model: IntentModel, rate: float) -> torch.optim.Optimizer:
    """The heads and what the home knows, which begin at nothing, learn ten times as fast."""
    heads = {"known", "tags", "transitions", "border", "weight", "intents"}
    named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    return torch.optim.AdamW([
        {"params": [p for n, p in named if n.split(".")[0] not in heads], "full": rate},
        {"params": [p for n, p in named if n.split(".")[0] in heads], "full": rate * 10},
    ], lr=rate, weight_decay=0.01, fused=True)  # fmt: skip


def train(arguments: argparse.Namespace) -> None:
    """Train and write ``model.pt``, ``labels.json`` and ``tokenizer.json`` after every epoch."""
    trainer, pace = Trainer(arguments), Pace(arguments)
    held = trainer.encoder.all(
        [e for _, e in corpora.read(arguments.data) if corpora.held_apart(e.text)]
    )
    drawn = epochs(arguments.data, arguments.seed, arguments.generated, trainer.encoder)
    for epoch, encoded in enumerate(drawn, 1):
        chance = random.Random(arguments.seed + epoch)
        order = list(batches(encoded, arguments.batch, chance))
        pace.steps = len(order)
        total, seen = 0.0, 0
        bar = tqdm(order, desc=f"epoch {epoch}", mininterval=20)
        for batch in bar:
            if pace.done >= 1:
                break
            total += trainer.step(batch, pace)
            seen += 1
            pace.step += 1
            bar.set_postfix(loss=f"{total / seen:.3f}", done=f"{pace.done:.0%}", refresh=False)
        print(f"epoch {epoch}: loss {total / seen:.4f}, {trainer.save(held)}, "
              f"{pace.minutes:.0f} min", flush=True)  # fmt: skip
        if pace.done >= 1:
            return


def main() -> None:
    """Read the arguments and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"),
                        help="folder of hwu64.jsonl and clinc150.jsonl")  # fmt: skip
    parser.add_argument("--out", type=Path, default=Path("training/out/default"))
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--generated", type=int, default=60_000, help="sentences an epoch")
    parser.add_argument("--batch", type=int, default=96)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--layers", type=int, help="6, or those of the model gone on from")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--resume", type=Path, help="folder of a model to go on from, "
                        "of training or one that ships")  # fmt: skip
    parser.add_argument(
        "--narrow",
        type=int,
        help="width of the word embeddings, if less; that of the model gone on from where left out",
    )
    parser.add_argument("--vocabulary", type=int, help="most pieces of the tokenizer")
    parser.add_argument("--rounded", type=float, default=0.75, help="share of the training "
                        "after which 8 bits are trained for, which is slower")  # fmt: skip
    parser.add_argument(
        "--strange", type=float, default=0.02, help="share of words exchanged for any others"
    )
    parser.add_argument("--pull", type=float, default=0.0, help="how much the encoder is drawn "
                        "back to all-MiniLM-L6-v2 at every step, times the rate")  # fmt: skip
    parser.add_argument("--minutes", type=float, help="train this long, not for so many epochs")
    parser.add_argument("--teacher", type=Path, help="folder of a model that knows all "
                        "word pieces of this one, whose beliefs are learned too")  # fmt: skip
    train(parser.parse_args())


if __name__ == "__main__":
    main()
