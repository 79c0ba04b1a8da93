"""An utterance with the names of this home, read again in words that every home has.

The model is told where a name stands, not of what. "HLT on at five" says little to it; "heater on
at five" does, and the home knows that the HLT is a switch.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from agent.grounding.finder import Finder
from agent.grounding.index import HomeIndex
from agent.grounding.query import Query, Scope
from agent.grounding.text import LONGEST, SAID
from agent.reading import IN_TALK, Clause, Reading, Span
from agent.tables import table

#: How sure the second reading must be; and where the first was sure that nothing is asked for.
_SURE = 0.7
_SURER = 0.9
#: How likely it must be that something is asked for, to look for names that were misheard.
_LIKELY = 0.3
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

    def __init__(self, index: HomeIndex, finder: Finder) -> None:
        self._index = index
        self._finder = finder
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
        names = self._names(first)
        if not names:
            return first
        text = _Reworded(first.text, names)
        second = read(text.said)
        denied = any(not one.intent and one.confidence >= threshold for one in first.clauses)
        bar = max(threshold, _SURER if denied else _SURE)
        return text.back(second) if text.is_told(second, bar) else first

    def _names(self, first: Reading) -> list[_Name]:
        """What a text names of this home, and the word for it: a second of a kind gets another."""
        found = list(self._verbatim(first.text))
        marked = [span for clause in first.clauses for span in clause.of("name")]
        for span in marked:
            if all(span.end <= start or end <= span.start for start, end, _ in found):
                kind = self._kind_of_mention(span.text)
                found += [(span.start, span.end, kind)] if kind else []
        found = found or list(self._misheard(first))
        used: dict[str, int] = {}
        names = []
        for start, end, kind in sorted(found):
            choice = self._words[kind]
            names.append(_Name(start, end, choice[used.get(kind, 0) % len(choice)]))
            used[kind] = used.get(kind, 0) + 1
        return names

    def _verbatim(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Names of devices and areas in a text, of those that begin together the longest."""
        words, at = list(SAID.finditer(text)), 0
        while at < len(words):
            for size in range(min(LONGEST, len(words) - at), 0, -1):
                start, end = words[at].start(), words[at + size - 1].end()
                kind = self._kind(text[start:end]) if self._is_bounded(words, at, size) else None
                if kind is not None:
                    yield start, end, kind
                    at += size - 1
                    break
            at += 1

    def _misheard(self, first: Reading) -> Iterator[tuple[int, int, str]]:
        """What sounds like a name where something is likely asked: "close the mirror grapes"."""
        if max((clause.meant for clause in first.clauses), default=0.0) < _LIKELY:
            return
        heard = self._finder.heard(first.text, list(SAID.finditer(first.text)))
        kind = self._kind_among(heard[1].items) if heard else None
        if heard is not None and kind is not None:
            yield heard[0].start, heard[0].end, kind

    def _is_bounded(self, words: Sequence[re.Match[str]], at: int, size: int) -> bool:
        """Whether a stretch neither begins nor ends with a word that every mention passes over."""
        skip = self._index.lexicon.speller.skip
        return not {words[at][0].lower(), words[at + size - 1][0].lower()} & skip

    def _kind(self, said: str) -> str | None:
        """What is called so, also without the name of its area, as the table names it."""
        index, phrase = self._index, self._index.lexicon.phrase(said)
        kind = self._kind_among((*index.named(phrase), *index.short_anywhere(phrase.key)))
        return kind or ("area" if index.places.by_name(phrase.stems) else None)

    def _kind_of_mention(self, said: str) -> str | None:
        """What a device is that is called nearly so: one that was misheard."""
        query = Query(self._index.lexicon.phrase(said), Scope(None), many=False, tiers=None)
        found = self._finder.find(query)
        if found is None or (found.unnamed and found.how != "near"):
            return None  # the model knows the words for kinds of devices
        return self._kind_among(found.items)

    def _kind_among(self, numbers: Iterable[int]) -> str | None:
        for at in numbers:
            entity = self._index.items[at].entity
            for key in (f"{entity.domain}/{entity.device_class}", entity.domain):
                if key in self._words:
                    return key
        return None


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
        told = [one for one in reading.clauses if one.intent is not None]  # the rest are remarks
        spans = [span for one in told for span in one.spans if span.kind in _NAMED]
        return (
            bool(told)
            and all(one.intent not in IN_TALK and one.confidence >= bar for one in told)
            and all(
                any(span.start <= start and end <= span.end for span in spans)
                for start, end, _ in self._moves
            )
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
