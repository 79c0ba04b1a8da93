"""An utterance with the names of this home, read again in words that every home has.

The model never sees the names of a home. "HLT on at five" says nothing to it; "heater on at five"
does, and the home knows that the HLT is a switch.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from agent.grounding.index import HomeIndex
from agent.reading import IN_TALK, Clause, Reading, Span
from agent.tables import table

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
#: Longest name looked for, in words.
_LONGEST = 6
#: How sure the second reading must be; and where the first was sure that nothing is asked for.
_SURE = 0.7
_SURER = 0.9
#: Spans in which names stand.
_NAMED = ("name", "area", "except", "list")

Read = Callable[[str], Reading]


@dataclass(frozen=True, slots=True)
class _Name:
    """A name of the home in an utterance, and what stands for it."""

    start: int
    end: int
    word: str


class Familiar:
    """Reads again what was not understood, with other words for the names of one home."""

    def __init__(self, index: HomeIndex) -> None:
        self._index = index
        self._words: dict[str, list[str]] = table("en/familiar")["words"]

    def read_again(self, first: Reading, read: Read, threshold: float) -> Reading:
        """The first reading, or a sure one of the same utterance in familiar words.

        Args:
            first: of the whole utterance of a person.
            read: reads a text.
            threshold: least confidence that counts as understood.
        """
        if all(one.intent and one.confidence >= threshold for one in first.clauses):
            return first
        names = list(self._names(first.text))
        if not names:
            return first
        text = _Reworded(first.text, names)
        second = read(text.said)
        denied = any(not one.intent and one.confidence >= threshold for one in first.clauses)
        bar = max(threshold, _SURER if denied else _SURE)
        return text.back(second) if text.is_told(second, bar) else first

    def _names(self, text: str) -> Iterator[_Name]:
        """Names of devices and areas in a text, of those that begin together the longest."""
        words, at, used = list(_WORD.finditer(text)), 0, dict[str, int]()
        while at < len(words):
            for size in range(min(_LONGEST, len(words) - at), 0, -1):
                start, end = words[at].start(), words[at + size - 1].end()
                kind = self._kind(text[start:end]) if self._is_bounded(words, at, size) else None
                if kind is not None:
                    choice = self._words[kind]
                    yield _Name(start, end, choice[used.get(kind, 0) % len(choice)])
                    used[kind] = used.get(kind, 0) + 1
                    at += size - 1
                    break
            at += 1

    def _is_bounded(self, words: Sequence[re.Match[str]], at: int, size: int) -> bool:
        """Whether a stretch neither begins nor ends with a word that every mention passes over."""
        skip = self._index.lexicon.speller.skip
        return not {words[at][0].lower(), words[at + size - 1][0].lower()} & skip

    def _kind(self, said: str) -> str | None:
        """What is called so, also without the name of its area, as the table names it."""
        index, phrase = self._index, self._index.lexicon.phrase(said)
        short = (at for area in index.places.areas for at in index.short(area, phrase.key))
        for at in (*index.named(phrase), *short):
            entity = index.items[at].entity
            for key in (f"{entity.domain}/{entity.device_class}", entity.domain):
                if key in self._words:
                    return key
        return "area" if index.places.by_name(phrase.stems) else None


class _Reworded:
    """A text with names exchanged, and the way back."""

    def __init__(self, text: str, names: Sequence[_Name]) -> None:
        self._text = text
        self._moves: list[tuple[int, int, _Name]] = []
        self.said = ""
        done = 0
        for name in names:
            self.said += text[done : name.start]
            self._moves.append((len(self.said), len(self.said) + len(name.word), name))
            self.said += name.word
            done = name.end
        self.said += text[done:]

    def is_told(self, reading: Reading, bar: float) -> bool:
        """Whether a reading of it is sure of what is asked for, of every name."""
        spans = [s for one in reading.clauses for s in one.spans if s.kind in _NAMED]
        return all(
            one.intent is not None and one.intent not in IN_TALK and one.confidence >= bar
            for one in reading.clauses
        ) and all(
            any(span.start <= start and end <= span.end for span in spans)
            for start, end, _ in self._moves
        )

    def back(self, reading: Reading) -> Reading:
        """The reading as one of the text."""
        return Reading(self._text, tuple(self._clause(one) for one in reading.clauses))

    def _clause(self, clause: Clause) -> Clause:
        spans = tuple(self._span(span) for span in clause.spans)
        start, end = self._place(clause.start, 0), self._place(clause.end, 1)
        return replace(clause, spans=spans, start=start, end=end)

    def _span(self, span: Span) -> Span:
        start, end = self._place(span.start, 0), self._place(span.end, 1)
        return replace(span, text=self._text[start:end], start=start, end=end)

    def _place(self, at: int, side: int) -> int:
        """Where a place is in the text; one within a name is at its beginning (0) or end (1)."""
        shift = 0
        for start, end, name in self._moves:
            if at < start + side:
                break
            if at < end + side:
                return (name.start, name.end)[side]
            shift += (name.end - name.start) - (end - start)
        return at + shift
