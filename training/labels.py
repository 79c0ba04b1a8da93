"""The label sets that a model is trained for, in the order of its outputs."""

from collections.abc import Sequence

from agent.reading import SENSOR_INTENTS, SPAN_KINDS
from training.example import NONE
from training.generator import Vocabulary
from training.sensors import sensor_labels

OUTSIDE = "O"


def intent_labels(vocabulary: Vocabulary) -> list[str]:
    """``none`` first, then every label of voice and of sensors in alphabetical order."""
    return [NONE, *sorted([*vocabulary.frames, *sensor_labels()])]


def competing(intents: Sequence[str]) -> tuple[list[bool], list[bool]]:
    """Which labels an utterance may have: (of voice, of a sensor); ``none`` is of both."""
    sensor = [label.partition(".")[0] in SENSOR_INTENTS for label in intents]
    return ([not own for own in sensor],
            [own or label == NONE for own, label in zip(sensor, intents, strict=True)])  # fmt: skip


def tag_labels() -> list[str]:
    """``O``, then ``B-`` and ``I-`` of every span kind."""
    return [OUTSIDE, *(f"{part}-{kind}" for kind in SPAN_KINDS for part in "BI")]
