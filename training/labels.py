"""The label sets that a model is trained for, in the order of its outputs."""

from agent.reading import SPAN_KINDS
from training.example import NONE
from training.generator import Vocabulary

OUTSIDE = "O"


def intent_labels(vocabulary: Vocabulary) -> list[str]:
    """``none`` first, then every label of the frames in alphabetical order."""
    return [NONE, *sorted(vocabulary.frames)]


def tag_labels() -> list[str]:
    """``O``, then ``B-`` and ``I-`` of every span kind."""
    return [OUTSIDE, *(f"{part}-{kind}" for kind in SPAN_KINDS for part in "BI")]
