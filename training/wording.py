"""Words of a sentence that was drawn: from pieces, to text, other wordings of it."""

import random
import re
from collections.abc import Iterable
from itertools import groupby

from training.example import Example
from training.grammar import Piece
from training.noise import Word

#: Words before a name that a pronoun takes the place of, and such as may stand behind a pronoun.
_ARTICLES = frozenset(["the", "my", "our", "that", "her", "his", "their", "your"])
_BEHIND = frozenset(["on", "off", "up", "down", "to", "at", "by", "in", "please"])
_MARK = re.compile("[,;?]")
#: The kinds of span that a home has names for.
NAMED = ("name", "area", "except", "list")
#: What stands between the clauses of one frame.
_BORDER = "//"


def to_words(pieces: list[Piece]) -> list[Word]:
    """Pieces as words; commas, semicolons, stops and "'s" are words that are glued on."""
    words: list[Word] = []
    for text, kind in pieces:
        begins = kind is not None
        for at, part in enumerate(_MARK.sub(r" \g<0> ", text).split()):
            glued = part in ",;.?" or (not at and text.startswith("'") and bool(words))
            words.append(Word(part, kind, begins and not glued, glued))
            begins = begins and glued
    return words


def apart(words: list[Word]) -> list[list[Word]]:
    """The words of each clause of a frame that has "//" between its clauses."""
    return [
        list(part) for border, part in groupby(words, lambda w: w.text == _BORDER) if not border
    ]


def referring(words: list[Word], pronoun: str) -> list[Word]:
    """A command about the device of the clause before: "and set it to forty percent"."""
    kinds = [word.kind for word in words if word.begins]
    if kinds.count("name") != 1 or {"area", "except", "quantifier"} & set(kinds):
        return words
    start = next(at for at, word in enumerate(words) if word.kind == "name")
    end = next((at for at, word in enumerate(words) if at > start and word.kind != "name"), None)
    behind = words[end:] if end else []
    before = words[: start - 1] if start and words[start - 1].text in _ARTICLES else words[:start]
    if not before or (behind and behind[0].kind is None and behind[0].text not in _BEHIND):
        return words
    named = [Word(part, "name", not at) for at, part in enumerate(pronoun.split())]
    return [*before, *named, *behind]


def punctuated(
    clauses: list[tuple[str, list[Word]]], chance: random.Random
) -> list[tuple[str, list[Word]]]:
    """As people type: capitals, perhaps of names, commas, a full stop or question mark."""
    title = chance.random() < 0.3
    styled = []
    for at, (label, words) in enumerate(clauses):
        fixed = [
            Word(w.text.title() if title and w.kind in ("name", "area") else w.text, w.kind,
                 w.begins, w.glued)
            for w in words
        ]  # fmt: skip
        if at == 0 and fixed:
            first = fixed[0]
            fixed[0] = Word(first.text[:1].upper() + first.text[1:], first.kind, first.begins)
        elif fixed and not fixed[0].glued and chance.random() < 0.4:
            asked = clauses[at - 1][0].startswith("HassGet")
            fixed.insert(0, Word(chance.choice(",.?" if asked else ",,."), glued=True))
        if at == len(clauses) - 1 and fixed and not fixed[-1].glued:
            end = "?" if label.startswith("HassGet") else chance.choice(".!")
            fixed.append(Word(end, glued=True))
        styled.append((label, fixed))
    return styled


def names_in(clauses: Iterable[tuple[str, list[Word]]]) -> tuple[tuple[str, str], ...]:
    """(kind, text) of the names and places in the words of clauses."""
    names: list[tuple[str, str]] = []
    for _, words in clauses:
        for word in words:
            if word.kind in NAMED and word.begins:
                names.append((word.kind, word.text))
            elif word.kind in NAMED and names:
                text = names[-1][1] + ("" if word.glued else " ") + word.text
                names[-1] = (word.kind, text)
    return tuple(names)


def assemble(
    clauses: list[tuple[str, list[Word]]],
    source: str,
    names: tuple[tuple[str, str], ...] = (),
) -> Example:
    """Words to text with offsets."""
    text = ""
    borders: list[tuple[str, int, int]] = []
    spans: list[tuple[str, int, int]] = []
    for label, words in clauses:
        start = len(text) + (1 if text else 0)
        for word in words:
            text += "" if word.glued or not text else " "
            at = len(text)
            text += word.text
            if word.kind and word.begins:
                spans.append((word.kind, at, len(text)))
            elif word.kind and spans and not word.glued:
                spans[-1] = (*spans[-1][:2], len(text))
        borders.append((label, min(start, len(text)), len(text)))
    return Example(text, tuple(borders), tuple(spans), source, names)
