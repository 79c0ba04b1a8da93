"""What is trained on, drawn by a process of its own while the epoch before is trained."""

import os
import random
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import count, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from training import corpora
from training.encode import Encoded, Encoder
from training.example import NONE, Example
from training.generator import ALONE, Generator, Vocabulary
from training.homes import Homes
from training.overlap import Apart
from training.sensors import SensorGenerator
from training.templates import Templates
from training.validation import Validation
from training.wording import assemble, to_words
from training.words import made_up_words

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
        self._apart = Apart(Validation(3).single(20_000))
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
        own = list(islice(drawn, generated))
        homes = Homes(own, seed)
        said = [
            *chance.sample(self._unrelated, len(self._unrelated) // 2), *(self._asked * REPEAT),
            *joined,
            *templates.examples(generated // 6),
            *own,
        ]  # fmt: skip
        return [
            *(homes.known(example) for example in said),
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


def epochs(data: Path, seed: int, generated: int, encoder: Encoder) -> Iterator[list[Encoded]]:
    """Epochs without end, each drawn while the one before is in use.

    Raises:
        EOFError: the process that draws them died; it told why on standard error.
    """
    spawned = get_context("spawn")
    ours, theirs = spawned.Pipe(duplex=False)
    # A daemon: it ends with the training, in the middle of an epoch that nobody will see.
    spawned.Process(
        target=_draw, args=(theirs, data, seed, generated, encoder), daemon=True
    ).start()
    theirs.close()
    while True:
        yield ours.recv()


def _draw(
    out: "Connection[list[Encoded], None]", data: Path, seed: int, generated: int, encoder: Encoder
) -> None:
    os.nice(10)  # the cores are the training's
    material = Material(data, seed)
    with suppress(BrokenPipeError):  # the training is over
        for number in count():
            out.send(encoder.all(material.epoch(number, generated)))
