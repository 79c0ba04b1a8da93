"""Train a model: ``python -m training.train --out training/out/default``."""

import argparse
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import torch
from tqdm import tqdm

from training import corpora
from training.encode import Encoded, Encoder, batches
from training.example import NONE, Example
from training.generator import ALONE, Generator, Vocabulary
from training.labels import intent_labels, tag_labels
from training.model import (
    IntentModel,
    Shape,
    adopt,
    barred,
    distance,
    judged,
    load_trained,
    loss,
    pretrained,
    round_off,
)
from training.overlap import Apart
from training.sensors import SensorGenerator
from training.templates import Templates
from training.tokens import pruned
from training.validation import Validation
from training.wording import assemble, to_words
from training.words import base_folder, made_up_words

#: How often a real sentence that asks for something is seen in an epoch.
REPEAT = 3


class Material:
    """The training material of an epoch: real sentences, sampled templates, generated ones."""

    def __init__(self, data: Path, seed: int) -> None:
        self.vocabulary = Vocabulary(made_up_words(apart=False))
        self._seed = seed
        self.real = [e for _, e in corpora.read(data) if not corpora.held_apart(e.text)]
        self._asked = [e for e in self.real if e.clauses[0][0] != NONE]
        self._unrelated = [e for e in self.real if e.clauses[0][0] == NONE]
        validation = Validation(3)
        self._apart = Apart(validation.single(20_000), validation.apart)
        self._joinable = [e for e in self._asked if e.clauses[0][0] not in ALONE]

    def epoch(self, number: int, generated: int) -> list[Example]:
        """Fresh sentences for an epoch: ``generated`` of the generator and those of the others."""
        seed = self._seed * 1_000 + number
        chance = random.Random(seed)
        generator = Generator(self.vocabulary, seed)
        templates = Templates(generator.grammar, seed)
        sensors = SensorGenerator(self.vocabulary, seed)
        joined = [_joined(chance.sample(self._joinable, 2), chance) for _ in range(generated // 40)]
        drawn = (example for example in generator if example in self._apart)
        return [
            *chance.sample(self._unrelated, len(self._unrelated) // 2), *(self._asked * REPEAT),
            *joined,
            *templates.examples(generated // 6),
            *islice(drawn, generated),
            *(sensors.example() for _ in range(generated // 5)),
        ]  # fmt: skip


def _joined(pair: Sequence[Example], chance: random.Random) -> Example:
    """Two real requests as one utterance of two clauses."""
    link = chance.choice(["and ", "and then ", "then ", "and also ", ", ", ""])
    first, second = pair
    clauses = [
        (first.clauses[0][0], to_words([(first.text, None)])),
        (second.clauses[0][0], to_words([(link + second.text, None)])),
    ]
    return replace(assemble(clauses, "joined"), spans=None)


def scores(
    model: IntentModel, encoded: Sequence[Encoded], bars: torch.Tensor
) -> tuple[float, float]:
    """Share of clauses whose intent is right: (of those that ask, of those that do not)."""
    model.eval()
    right = {True: 0, False: 0}
    seen = {True: 1e-9, False: 1e-9}
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for batch in batches(encoded, 128):
            found = judged(model(batch["ids"], batch["attention"]), batch, bars).argmax(-1)
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
        if self.arguments.minutes:
            return self.minutes / self.arguments.minutes
        return self.step / max(self.steps * self.arguments.epochs, 1)

    @property
    def factor(self) -> float:
        """Of the learning rate: up in the first twentieth, then down in a straight line."""
        return min((self.done + 0.001) / 0.05, max(0.02, 1 - self.done))


class Trainer:
    """A model in training, with all that a step needs."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        torch.manual_seed(arguments.seed)
        self.arguments = arguments
        self.material = Material(arguments.data, arguments.seed)
        intents, tags = intent_labels(self.material.vocabulary), tag_labels()
        self._bars = barred(intents)
        base, out = base_folder(), arguments.out
        out.mkdir(parents=True, exist_ok=True)
        tokenizer, kept = pruned(base / "tokenizer.json", arguments.vocabulary)
        (out / "tokenizer.json").write_text(tokenizer)
        (out / "labels.json").write_text(json.dumps({"intents": intents, "tags": tags}))
        self.encoder = Encoder(out / "tokenizer.json", intents, tags)
        vocabulary = json.loads(tokenizer)["model"]["vocab"]
        self._words = torch.tensor([at for word, at in vocabulary.items() if word.isalpha()])
        shape = Shape(len(intents), len(tags), len(kept), layers=arguments.layers,
                      narrow=arguments.narrow)  # fmt: skip
        self._model = pretrained(shape, base / "model.safetensors", kept)
        # The words of homes never seen stand near those seen: all must stay where they are.
        self._model.words.weight.requires_grad_(False)
        if arguments.resume:
            labels = {"intents": intents, "tags": tags}
            adopt(self._model, labels, load_trained(arguments.resume))
        self._teacher = load_trained(arguments.teacher).model if arguments.teacher else None
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
            round_off(self._model)
            self._is_rounded = True
        for group in self._optimizer.param_groups:
            group["lr"] = group["full"] * pace.factor
        batch["ids"] = self._strange(batch)
        with torch.autocast("cpu", torch.bfloat16):
            outputs = self._model(batch["ids"], batch["attention"])
        cost = loss(outputs, batch, self._bars)
        if self._teacher is not None:
            with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
                wanted = self._teacher(batch["ids"], batch["attention"])
            cost = cost + distance(outputs, wanted, batch, self._bars)
        self._optimizer.zero_grad()
        cost.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
        self._optimizer.step()
        return cost.item()

    def save(self, held: Sequence[Encoded]) -> str:
        """Write the weights; how well the sentences kept apart are read."""
        torch.save(self._model.state_dict(), self.arguments.out / "model.pt")
        asked, refused = scores(self._model, held, self._bars)
        return f"held-apart real sentences: {asked:.2%} understood, {refused:.2%} refused"


def _optimizer(model: IntentModel, rate: float) -> torch.optim.Optimizer:
    """The heads, which begin at nothing, learn ten times as fast as the encoder."""
    heads = {"tags", "border", "weight", "intents"}
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
    epoch = 0
    while pace.done < 1:
        chance = random.Random(arguments.seed + epoch)
        encoded = trainer.encoder.all(trainer.material.epoch(epoch, arguments.generated))
        order = list(batches(encoded, arguments.batch, chance))
        pace.steps = len(order)
        epoch += 1
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
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--resume", type=Path, help="folder of a trained model to go on from")
    parser.add_argument("--narrow", type=int, help="width of the word embeddings, if less")
    parser.add_argument("--vocabulary", type=int, help="most pieces of the tokenizer")
    parser.add_argument("--rounded", type=float, default=0.75, help="share of the training "
                        "after which 8 bits are trained for, which is slower")  # fmt: skip
    parser.add_argument(
        "--strange", type=float, default=0.02, help="share of words exchanged for any others"
    )
    parser.add_argument("--minutes", type=float, help="train this long, not for so many epochs")
    parser.add_argument("--teacher", type=Path, help="folder of a trained model of the same "
                        "vocabulary, whose beliefs are learned too")  # fmt: skip
    train(parser.parse_args())


if __name__ == "__main__":
    main()
