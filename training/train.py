"""Train a model: ``python -m training.train --out training/out/default``."""

import argparse
import json
import random
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from tqdm import tqdm

from training import corpora
from training.encode import Encoded, Encoder, batches
from training.example import NONE, Example
from training.generator import ALONE, Generator, Vocabulary, assemble, to_words
from training.labels import intent_labels, tag_labels
from training.model import (
    IntentModel,
    Shape,
    barred,
    distance,
    judged,
    load_trained,
    loss,
    pretrained,
)
from training.sensors import SensorGenerator
from training.templates import Templates
from training.tokens import pruned
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
        self._joinable = [e for e in self._asked if e.clauses[0][0] not in ALONE]

    def epoch(self, number: int, generated: int) -> list[Example]:
        """Fresh sentences for an epoch: ``generated`` of the generator and those of the others."""
        seed = self._seed * 1_000 + number
        chance = random.Random(seed)
        generator = Generator(self.vocabulary, seed)
        templates = Templates(generator.grammar, seed)
        sensors = SensorGenerator(self.vocabulary, seed)
        joined = [_joined(chance.sample(self._joinable, 2), chance) for _ in range(generated // 40)]
        return [
            *chance.sample(self._unrelated, len(self._unrelated) // 2), *(self._asked * REPEAT),
            *joined,
            *templates.examples(generated // 6),
            *(generator.example() for _ in range(generated)),
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


def train(arguments: argparse.Namespace) -> None:
    """Train and write ``model.pt`` and ``labels.json`` after every epoch."""
    torch.manual_seed(arguments.seed)
    material = Material(arguments.data, arguments.seed)
    intents, tags = intent_labels(material.vocabulary), tag_labels()
    bars = barred(intents)
    base, out = base_folder(), arguments.out
    out.mkdir(parents=True, exist_ok=True)
    tokenizer, kept = pruned(base / "tokenizer.json", arguments.vocabulary)
    (out / "tokenizer.json").write_text(tokenizer)
    (out / "labels.json").write_text(json.dumps({"intents": intents, "tags": tags}))
    encoder = Encoder(out / "tokenizer.json", intents, tags)
    shape = Shape(len(intents), len(tags), len(kept), layers=arguments.layers,
                  narrow=arguments.narrow)  # fmt: skip
    model = pretrained(shape, base / "model.safetensors", kept)
    # The words of homes never seen stand near those seen: training must not move only the latter.
    model.words.weight.requires_grad_(False)
    if arguments.resume:
        model.load_state_dict(torch.load(arguments.resume))
    teacher = load_trained(arguments.teacher).model if arguments.teacher else None
    held = encoder.all([e for _, e in corpora.read(arguments.data) if corpora.held_apart(e.text)])
    heads = {"tags", "border", "weight", "intents"}
    named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW([
        {"params": [p for n, p in named if n.split(".")[0] not in heads], "lr": arguments.rate},
        {"params": [p for n, p in named if n.split(".")[0] in heads], "lr": arguments.rate * 10},
    ], weight_decay=0.01, fused=True)  # fmt: skip
    steps, step, started = 0, 0, time.monotonic()
    for epoch in range(arguments.epochs):
        chance = random.Random(arguments.seed + epoch)
        encoded = encoder.all(material.epoch(epoch, arguments.generated))
        order = list(batches(encoded, arguments.batch, chance))
        steps = steps or len(order) * arguments.epochs
        bar = tqdm(order, desc=f"epoch {epoch + 1}/{arguments.epochs}", mininterval=20)
        total = 0.0
        for at, batch in enumerate(bar, 1):
            rate = min((step + 1) / (steps * 0.06), max(0.02, 1 - step / steps))
            for group, base_rate in zip(
                optimizer.param_groups, (arguments.rate, arguments.rate * 10), strict=True
            ):
                group["lr"] = base_rate * rate
            with torch.autocast("cpu", torch.bfloat16):
                outputs = model(batch["ids"], batch["attention"])
            cost = loss(outputs, batch, bars)
            if teacher is not None:
                with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
                    wanted = teacher(batch["ids"], batch["attention"])
                cost = cost + distance(outputs, wanted, batch, bars)
            optimizer.zero_grad()
            cost.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            step += 1
            total += cost.item()
            bar.set_postfix(loss=f"{total / at:.3f}", refresh=False)
        torch.save(model.state_dict(), arguments.out / "model.pt")
        asked, refused = scores(model, held, bars)
        print(f"epoch {epoch + 1}: loss {total / len(order):.4f}, held-apart real sentences: "
              f"{asked:.2%} understood, {refused:.2%} refused, "
              f"{(time.monotonic() - started) / 60:.0f} min", flush=True)  # fmt: skip


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
    parser.add_argument("--resume", type=Path, help="model.pt to go on from")
    parser.add_argument("--narrow", type=int, help="width of the word embeddings, if less")
    parser.add_argument("--vocabulary", type=int, help="most pieces of the tokenizer")
    parser.add_argument("--teacher", type=Path, help="folder of a trained model of the same "
                        "vocabulary, whose beliefs are learned too")  # fmt: skip
    train(parser.parse_args())


if __name__ == "__main__":
    main()
