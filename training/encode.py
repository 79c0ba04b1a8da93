"""Examples to tensors."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from agent.reading import known_at
from training.example import Example
from training.labels import OUTSIDE
from training.lines import SOURCE

#: Longest utterance trained on, in tokens.
MAX_TOKENS = 100
#: Most clauses of an utterance trained on.
MAX_CLAUSES = 8
IGNORED = -100


@dataclass(frozen=True)
class Encoded:
    """One example in numbers; arrays of one entry a token, ``[CLS]`` and ``[SEP]`` included."""

    ids: np.ndarray
    clause: np.ndarray
    """Index of the token's clause; -1 on special tokens."""
    tags: np.ndarray
    """Index of the token's tag; IGNORED where it is not known or not the start of a word."""
    border: np.ndarray
    """1 where a clause begins, 0 elsewhere; IGNORED where it is not asked."""
    intents: np.ndarray
    """Index of each clause's label."""
    known: np.ndarray
    """What the token is to the home: 0 nothing, else one more than the index in KNOWN."""
    sensor: bool
    """Whether a device wrote it: then only the labels of sensors compete."""


class Encoder:
    """Turns examples into numbers with a tokenizer and the label sets."""

    def __init__(self, tokenizer: Path, intents: Sequence[str], tags: Sequence[str]) -> None:
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._intents = {label: at for at, label in enumerate(intents)}
        self._tags = {tag: at for at, tag in enumerate(tags)}

    def all(self, examples: Sequence[Example]) -> list[Encoded]:
        """Examples in numbers; those with a label that the model does not have are left out."""
        kept = [e for e in examples if all(label in self._intents for label, _, _ in e.clauses)
                and len(e.clauses) <= MAX_CLAUSES]  # fmt: skip
        encodings = self._tokenizer.encode_batch([e.text for e in kept])
        return [self._one(e, c) for e, c in zip(kept, encodings, strict=True)]

    def _one(self, example: Example, encoding) -> Encoded:  # type: ignore[no-untyped-def]
        length = len(encoding.ids)
        clause = np.full(length, -1)
        tags = np.full(length, IGNORED)
        border = np.full(length, IGNORED)
        known = np.zeros(length, np.int64)
        for at, ((start, end), token, special) in enumerate(
            zip(encoding.offsets, encoding.tokens, encoding.special_tokens_mask, strict=True)
        ):
            if special or start == end:
                continue
            clause[at] = _clause_at(example, start)
            known[at] = known_at(example.marks, start)
            if token.startswith("##"):
                continue
            tags[at] = self._tag(example, start)
            if at > 1:
                border[at] = int(clause[at] != clause[at - 1])
        return Encoded(
            np.array(encoding.ids), clause, tags, border,
            np.array([self._intents[label] for label, _, _ in example.clauses]), known,
            example.source == SOURCE,
        )  # fmt: skip

    def _tag(self, example: Example, start: int) -> int:
        if example.spans is None:
            return IGNORED
        for kind, begin, end in example.spans:
            if begin <= start < end:
                return self._tags[f"{'B' if start == begin else 'I'}-{kind}"]
        return self._tags[OUTSIDE]


def _clause_at(example: Example, start: int) -> int:
    return max(at for at, (_, begin, _) in enumerate(example.clauses) if begin <= start or at == 0)


def batches(
    encoded: Sequence[Encoded], size: int, chance: random.Random | None = None
) -> Iterator[dict[str, torch.Tensor]]:
    """Batches of like length, in random order when ``chance`` is given.

    Yields:
        ids, attention, known, clause, tags, border: (batch, tokens); intents: (batch, MAX_CLAUSES);
        sensor: (batch,).
    """
    order = list(range(len(encoded)))
    if chance:
        chance.shuffle(order)
    order.sort(key=lambda at: len(encoded[at].ids) // 3)
    groups = [order[at : at + size] for at in range(0, len(order), size)]
    if chance:
        chance.shuffle(groups)
    for group in groups:
        yield collate([encoded[at] for at in group])


def collate(group: Sequence[Encoded]) -> dict[str, torch.Tensor]:
    """Examples padded to the longest."""
    length = max(len(one.ids) for one in group)

    def padded(name: str, fill: int) -> torch.Tensor:
        out = np.full((len(group), length), fill)
        for at, one in enumerate(group):
            values = getattr(one, name)
            out[at, : len(values)] = values
        return torch.from_numpy(out)

    intents = np.full((len(group), MAX_CLAUSES), IGNORED)
    for at, one in enumerate(group):
        intents[at, : len(one.intents)] = one.intents
    ids = padded("ids", 0)
    return {
        "ids": ids, "attention": (torch.arange(length)[None] < torch.tensor(
            [len(one.ids) for one in group])[:, None]),
        "known": padded("known", 0),
        "clause": padded("clause", -1), "tags": padded("tags", IGNORED),
        "border": padded("border", IGNORED), "intents": torch.from_numpy(intents),
        "sensor": torch.tensor([one.sensor for one in group]),
    }  # fmt: skip
