"""What validation shares with training: frames and names, which must be nothing.

A frame is an utterance with every span replaced by its kind and articles and possessives left out.
"""

import re
from collections.abc import Iterable

from training.example import Example

_ARTICLES = re.compile(r"\b(the|a|an|my|our)\b")
#: Kinds of span that hold names.
NAMED = ("name", "area", "except")


def frame(example: Example) -> str:
    """The frame of a labelled utterance."""
    text = example.text
    for kind, start, end in reversed(example.spans or ()):
        text = f"{text[:start]}[{kind}]{text[end:]}"
    return " ".join(_ARTICLES.sub(" ", text.lower()).replace(",", " ").split())


def names(example: Example) -> set[str]:
    """What devices and places are called in it; single words ("here", "music") are no names."""
    called = {example.text[s:e].lower() for kind, s, e in example.spans or () if kind in NAMED}
    return {name for name in called if " " in name}


def shared(training: Iterable[Example], validation: Iterable[Example]) -> tuple[set[str], set[str]]:
    """(frames, names) that stand in both."""
    frames: set[str] = set()
    called: set[str] = set()
    for example in training:
        frames.add(frame(example))
        called |= names(example)
    ours = list(validation)
    return (
        {f for e in ours if (f := frame(e)) in frames},
        {n for e in ours for n in names(e) if n in called},
    )


class Apart:
    """Tells whether an utterance may be trained on: whether validation has nothing of it.

    Args:
        validation: its utterances.
    """

    def __init__(self, validation: Iterable[Example]) -> None:
        ours = list(validation)
        self._frames = {frame(example) for example in ours}
        self._names = {name for example in ours for name in names(example)}

    def __contains__(self, example: Example) -> bool:
        return frame(example) not in self._frames and not names(example) & self._names
