"""From token scores to a reading: where clauses begin, what each means, which words fill slots."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.messages import Kind
from agent.reading import SENSOR_INTENTS, Clause, Label, Span
from agent.recognizer.files import Card

_Array = NDArray[np.float32]
_NEVER = -1e9
#: What is read more surely than this is nothing else; what is less likely than that, is not meant.
_SURELY, _HARDLY = 0.95, 0.02


@dataclass(frozen=True, slots=True)
class Token:
    """A token of the utterance, without the special ones."""

    start: int
    end: int
    continues: bool
    """Whether it is not the first of its word."""


class Decoder:
    """Decodes the scores of one model."""

    def __init__(self, card: Card) -> None:
        self._tags = card.tags
        self._labels = [_parted(label) for label in card.intents]
        self._temperature = card.temperature
        self._transitions = _transitions(card)
        meant = [intent for intent, _ in self._labels]
        self._nothing = [at for at, intent in enumerate(meant) if intent is None]
        self._closed: dict[Kind, _Array] = {
            "voice": _never(intent in SENSOR_INTENTS for intent in meant),
            "sensor": _never(intent not in {None, *SENSOR_INTENTS} for intent in meant),
        }

    def clauses(
        self, text: str, tokens: Sequence[Token], scores: _Array, kind: Kind
    ) -> tuple[Clause, ...]:
        """The clauses of an utterance.

        Args:
            text: the utterance.
            tokens: its tokens, at least one.
            scores: (tokens, tags + 1 + 1 + intents): tags, clause border, weight, intents.
            kind: who wrote it; only what such a one can mean is considered.
        """
        count = len(self._tags)
        spans = self._spans(text, tokens, scores[:, :count])
        # A border and a span around it cannot both be right: no clause begins within a span.
        borders = [0]
        for at, token in enumerate(tokens[1:], 1):
            begins = scores[at, count] > 0 and not token.continues
            if begins and not any(span.start < token.start < span.end for span in spans):
                borders.append(at)
        ends = [*borders[1:], len(tokens)]
        return tuple(
            self._clause(tokens[first:last], spans, scores[first:last, count + 1 :], kind)
            for first, last in zip(borders, ends, strict=True)
        )

    def _clause(
        self, tokens: Sequence[Token], spans: Sequence[Span], scores: _Array, kind: Kind
    ) -> Clause:
        weights = _softmax(scores[:, 0])
        chances = _softmax(weights @ scores[:, 1:] / self._temperature + self._closed[kind])
        best = int(chances.argmax())
        intent, manner = self._labels[best]
        start, end = tokens[0].start, tokens[-1].end
        inside = tuple(span for span in spans if start <= span.start < end)
        nothing = sum(float(chances[at]) for at in self._nothing)
        labels = self._likely(chances) if chances[best] < _SURELY else ()
        return Clause(intent, manner, float(chances[best]), inside, start, end, 1 - nothing, labels)

    def _likely(self, chances: _Array) -> tuple[Label, ...]:
        """What may be meant, the likeliest first."""
        found = ((*self._labels[at], float(chances[at])) for at in chances.argsort()[::-1])
        return tuple(
            Label(intent, manner, chance)
            for intent, manner, chance in found
            if intent is not None and chance >= _HARDLY
        )

    def _spans(self, text: str, tokens: Sequence[Token], scores: _Array) -> list[Span]:
        heads = [at for at, token in enumerate(tokens) if not token.continues]
        path = _best_path(scores[heads], self._transitions)
        chances = _softmax(scores[heads])
        spans: list[Span] = []
        for at, (head, tag) in enumerate(zip(heads, path, strict=True)):
            part, _, kind = self._tags[tag].partition("-")
            if not kind:
                continue
            following = heads[at + 1] if at + 1 < len(heads) else len(tokens)
            end, chance = tokens[following - 1].end, float(chances[at, tag])
            if part == "I" and spans:
                before = spans[-1]
                spans[-1] = Span(kind, text[before.start : end], before.start, end,
                                 min(before.confidence, chance))  # fmt: skip
            else:
                start = tokens[head].start
                spans.append(Span(kind, text[start:end], start, end, chance))
        return spans


def _parted(label: str) -> tuple[str | None, str | None]:
    intent, _, manner = label.partition(".")
    return (None if intent == "none" else intent), (manner or None)


def _never(closed: Iterable[bool]) -> _Array:
    """Added to logits: 0, or never where it is closed."""
    return np.array([_NEVER if shut else 0 for shut in closed], np.float32)


def _transitions(card: Card) -> _Array:
    """Added to a path's score: what the model learned, and never where a tag may not follow.

    An inside tag follows only a begin or inside tag of its kind. The last row is the start.
    """
    tags = card.tags
    learned = card.transitions or [[0.0] * len(tags)] * (len(tags) + 1)
    transitions = np.array(learned, np.float32)
    for at, tag in enumerate(tags):
        if tag.startswith("I-"):
            strangers = [before for before, other in enumerate(tags) if other[2:] != tag[2:]]
            transitions[[*strangers, -1], at] = _NEVER
    return transitions


def _best_path(scores: _Array, transitions: _Array) -> list[int]:
    """The best sequence of tags (Viterbi)."""
    best = scores[0] + transitions[-1]
    back = []
    for row in scores[1:]:
        total = best[:, None] + transitions[:-1]
        back.append(total.argmax(0))
        best = total.max(0) + row
    path = [int(best.argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return path[::-1]


def _softmax(scores: _Array) -> _Array:
    shifted = np.exp(scores - scores.max(-1, keepdims=True))
    result: _Array = shifted / shifted.sum(-1, keepdims=True)
    return result
