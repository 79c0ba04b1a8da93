"""Commands that were read as one, read again in two parts where these are clearer.

In one pass the model sometimes lets the last verb stand for all that is named: "close the curtains
and light the fire" closes both. Read alone, each half is plain.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from agent.reading import IN_TALK, Clause, Reading
from agent.tables import table

#: How sure both halves must be; what was read with less is looked at again wherever it is joined.
_SURE = 0.7
#: Most readings of one utterance, and most joins that are tried.
_MOST_READINGS = 10
_MOST_JOINS = 6
#: What is no command of its own.
_NO_COMMAND = (None, *IN_TALK)
#: Spans in which joins join nothing.
_WHOLE = ("message", "query", "item", "condition")
_TARGETS = ("name", "area", "except", "message")

Read = Callable[[str], Reading]


def second_look(first: Reading, read: Read) -> Reading:
    """A reading, or a clearer one in parts.

    Args:
        first: of the whole utterance of a person.
        read: reads a part of it.
    """
    return _Look(read).at(first)


class _Look:
    """At one utterance."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._parts: dict[str, Reading] = {}

    def at(self, first: Reading) -> Reading:
        """The reading in the two parts that are surest, if that tells more than ``first``."""
        found: list[tuple[float, Reading]] = []
        for cut in _cuts(first):
            right = self._part(first.text[cut.end() :])
            if right is None or not (cut["join"] or all(one.spans for one in right.clauses)):
                continue  # behind a mere comma may stand the reason: "lamp on, I can't see"
            left = self._part(first.text[: cut.start()])
            if left is not None and _tells_more(first, left, right):
                clauses = (*left.clauses, *(_moved(one, cut.end()) for one in right.clauses))
                sure = min(clause.confidence for clause in clauses)
                found.append((sure, Reading(first.text, clauses)))
        return max(found, key=lambda one: one[0])[1] if found else first

    def _part(self, text: str) -> Reading | None:
        """The reading of a part that is nothing but commands; None of any other."""
        if text not in self._parts:
            if len(self._parts) >= _MOST_READINGS:
                return None
            self._parts[text] = first = self._read(text)
            if not _is_sure(first):
                self._parts[text] = self.at(first)
        found = self._parts[text]
        return found if _is_sure(found) else None


def _is_sure(reading: Reading) -> bool:
    return bool(reading.clauses) and all(
        clause.intent not in _NO_COMMAND and clause.confidence >= _SURE
        for clause in reading.clauses
    )


def _cuts(reading: Reading) -> Iterator[re.Match[str]]:
    """Joins at which the utterance may fall into two."""
    weak = any(clause.confidence < _SURE for clause in reading.clauses)
    spans = [span for clause in reading.clauses for span in clause.spans if span.kind in _WHOLE]
    tried = 0
    for cut in _pattern().finditer(reading.text):
        inside = any(span.start < cut.start() < span.end for span in spans)
        if inside or not (weak or any(_is_within(cut, one) for one in reading.clauses)):
            continue
        tried += 1
        yield cut
        if tried == _MOST_JOINS:
            return


def _is_within(cut: re.Match[str], clause: Clause) -> bool:
    """Whether a join stands between things that one command is done with."""
    named = clause.of(*_TARGETS)
    return (
        clause.start < cut.start()
        and not clause.of("item")
        and any(span.end <= cut.start() for span in (*named, *clause.of("value")))
        and any(cut.end() <= span.start for span in named)
    )


def _tells_more(first: Reading, left: Reading, right: Reading) -> bool:
    """Whether two parts mean another thing together than the whole was taken for."""
    clauses = (*left.clauses, *right.clauses)
    if any(clause.of("except") for clause in clauses) or _meant(clauses) <= _meant(first.clauses):
        return False
    last, next_one = left.clauses[-1], right.clauses[0]
    # "It's cold in here, put it on 22" is one command.
    return last.intent != next_one.intent or all(
        clause.of("name", "area", "item") for clause in (last, next_one)
    )


def _meant(clauses: tuple[Clause, ...]) -> set[tuple[str | None, str | None]]:
    return {(clause.intent, clause.manner) for clause in clauses}


def _moved(clause: Clause, by: int) -> Clause:
    spans = tuple(replace(one, start=one.start + by, end=one.end + by) for one in clause.spans)
    return replace(clause, start=clause.start + by, end=clause.end + by, spans=spans)


@cache
def _pattern() -> re.Pattern[str]:
    """A join before a command with a verb of its own, and the spaces around it."""
    words = table("en/joins")
    joins, articles = ("|".join(map(re.escape, words[key])) for key in ("joins", "articles"))
    between = rf"(?:\s*[,;.]\s+|\s+(?=(?:{joins})\s))(?P<join>(?:{joins})\s+)?"
    return re.compile(rf"(?<=\w){between}(?=\w)(?!(?:{joins}|{articles})\b)", re.IGNORECASE)
