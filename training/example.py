"""Labelled sentences: what the generator makes, the corpora give and the model learns."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from agent.reading import Mark

#: The label of a clause in which nothing is meant for the agent.
NONE = "none"


@dataclass(frozen=True)
class Example:
    """One labelled utterance. Offsets count characters; ends are exclusive."""

    text: str
    clauses: tuple[tuple[str, int, int], ...]
    """(label, start, end), in order, covering the text; a label is ``Intent[.manner]``."""
    spans: tuple[tuple[str, int, int], ...] | None
    """(kind, start, end), in order; None where the source does not tell."""
    source: str
    names: tuple[tuple[str, str], ...] = ()
    """(kind, text) of the names and places in it as they were before they were misheard."""
    marks: tuple[Mark, ...] = ()
    """What the home knows of it in which it is said."""


def save(examples: Iterable[Example], path: Path) -> None:
    """Write examples as JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(asdict(example)) + "\n" for example in examples))


def whole(text: str, label: str, source: str) -> Example:
    """An example of one clause with unknown spans."""
    return Example(text, ((label, 0, len(text)),), None, source)
