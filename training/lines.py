"""Lines of devices as examples: their text, clauses and spans."""

import unicodedata

from training.example import Example
from training.grammar import Piece

SOURCE = "sensor"
#: Begins the piece that starts a new clause; its label follows.
BREAK = "\x1e"


def assembled(label: str, pieces: list[Piece], upper: bool) -> Example:
    """Pieces as text with offsets; punctuation before a new clause belongs to the one before."""
    text, spans = "", []
    clauses = [(label, 0)]
    for part, kind in pieces:
        if part.startswith(BREAK):
            clauses.append((part[1:], len(text)))
            continue
        part = part if text else part.lstrip()
        if kind and part:
            spans.append((kind, len(text), len(text) + len(part)))
        text += part
    text = text.rstrip()
    if upper and len(text.upper()) == len(text):
        text = text.upper()
    ends = [start for _, start in clauses[1:]] + [len(text)]
    covering = tuple((name, start, start + len(text[start:end].rstrip()))
                     for (name, start), end in zip(clauses, ends, strict=True))  # fmt: skip
    return Example(text, covering, snapped(text, spans), SOURCE)


def snapped(text: str, spans: list[tuple[str, int, int]]) -> tuple[tuple[str, int, int], ...]:
    """Spans that end where words end; those that begin inside a word are left out.

    A word is what the tokenizer never joins with its neighbours: a run without space or sign.
    """
    kept: list[tuple[str, int, int]] = []
    for kind, start, end in spans:
        end = len(text[:end].rstrip())
        start += len(text[start:end]) - len(text[start:end].lstrip())
        while end < len(text) and _inside(text, end):
            end += 1
        if start < end and not _inside(text, start) and (not kept or kept[-1][2] <= start):
            kept.append((kind, start, end))
    return tuple(kept)


def _inside(text: str, at: int) -> bool:
    """Whether a position stands between two letters of one word."""
    return 0 < at < len(text) and not (_parts(text[at - 1]) or _parts(text[at]))


def _parts(letter: str) -> bool:
    sign = letter.isascii() and not letter.isalnum()
    return sign or letter.isspace() or unicodedata.category(letter).startswith("P")
