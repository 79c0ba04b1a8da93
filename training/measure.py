"""How well a model folder reads: the figures of the report, from what the board would run."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from agent.messages import Kind
from agent.reading import Clause, Reading
from agent.recognizer import Recognizer
from training.example import NONE, Example
from training.homes import Homes
from training.lines import SOURCE


def label_of(clause: Clause) -> str:
    """A clause's label as training writes it."""
    if clause.intent is None:
        return NONE
    return f"{clause.intent}.{clause.manner}" if clause.manner else clause.intent


def frame_of(reading: Reading) -> list[tuple[str, list[tuple[str, str]]]]:
    """What was read, as (label, [(span kind, span text)]) a clause."""
    return [(label_of(c), [(s.kind, s.text.lower()) for s in c.spans]) for c in reading.clauses]


def frame_meant(example: Example) -> list[tuple[str, list[tuple[str, str]]]]:
    """What was meant, in the same form."""
    return [
        (label, [(kind, example.text[s:e].lower()) for kind, s, e in example.spans or ()
                 if start <= s < end])
        for label, start, end in example.clauses
    ]  # fmt: skip


def accepted(reading: Reading, threshold: float) -> list[str]:
    """Labels of the clauses that the agent would act on."""
    return [label_of(c) for c in reading.clauses
            if c.intent is not None and c.confidence >= threshold]  # fmt: skip


@dataclass
class Score:
    """Counts over a validation set."""

    seen: int = 0
    intents: int = 0
    """Utterances whose intents are all right, manners left out of it."""
    frames: int = 0
    """Utterances whose labels and spans are all right."""
    refused: int = 0
    """Utterances on which the agent would do nothing."""
    wrong: list[tuple[str, object, object]] = field(default_factory=list)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    confidence: list[tuple[float, bool]] = field(default_factory=list)
    """(confidence, whether the label was right) of each clause where the clauses line up."""


def measure(
    recognizer: Recognizer, examples: Iterable[Example], homes: Homes | None = None,
    threshold: float = 0.6,
) -> Score:  # fmt: skip
    """Read every example and count.

    Args:
        recognizer: reads.
        examples: what is read.
        homes: draws the homes in which voice is heard; None: the recognizer is told of none.
        threshold: least confidence on which the agent would act.
    """
    score = Score()
    for example in examples:
        kind: Kind = "sensor" if example.source == SOURCE else "voice"
        home = homes.home(example) if homes and kind == "voice" else None
        reading = recognizer.read(example.text, kind, home)
        read, meant = frame_of(reading), frame_meant(example)
        wanted = [_intent(label) for label, _ in meant if label != NONE]
        got = [_intent(label) for label in accepted(reading, threshold)]
        score.seen += 1
        score.intents += got == wanted
        score.refused += not got
        score.frames += read == meant
        if len(read) == len(meant):
            for clause, (label, _), (gold, _) in zip(reading.clauses, read, meant, strict=True):
                score.confidence.append((clause.confidence, label == gold))
                if label != gold:
                    score.confusions[gold, label] += 1
        if got != wanted or (example.spans is not None and read != meant):
            score.wrong.append((example.text, meant, read))
    return score


def _intent(label: str) -> str:
    return label.partition(".")[0]


def calibration_error(pairs: Sequence[tuple[float, bool]], bins: int = 15) -> float:
    """Expected calibration error over bins of equal width (Naeini et al. 2015)."""
    confidence = np.array([c for c, _ in pairs])
    right = np.array([r for _, r in pairs])
    at = np.minimum((confidence * bins).astype(int), bins - 1)
    return float(sum(
        (at == b).mean() * abs(confidence[at == b].mean() - right[at == b].mean())
        for b in range(bins) if (at == b).any()
    ))  # fmt: skip
