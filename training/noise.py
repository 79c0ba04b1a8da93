"""What speech recognition does to a sentence: words heard wrong, doubled, dropped, unpunctuated."""

import random
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

_SMALL: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS: Final = (
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"
)  # fmt: skip


@dataclass(frozen=True)
class Word:
    """A word of an utterance with the span that it is in."""

    text: str
    kind: str | None = None
    begins: bool = False
    """Whether it is the first of its span."""
    glued: bool = False
    """Whether no space stands before it (punctuation)."""


def spell(number: int) -> str:
    """A whole number from 0 to 9999 in words."""
    if number < 20:
        return _SMALL[number]
    if number < 100:
        tens, rest = divmod(number, 10)
        return _TENS[tens] + (f" {_SMALL[rest]}" if rest else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{_SMALL[hundreds]} hundred" + (f" {spell(rest)}" if rest else "")
    thousands, rest = divmod(number, 1000)
    return f"{spell(thousands)} thousand" + (f" {spell(rest)}" if rest else "")


@dataclass(frozen=True)
class Noise:
    """How likely each fault is, per word."""

    homophones: Mapping[str, Sequence[str]]
    droppable: frozenset[str]
    homophone: float = 0.08
    drop: float = 0.12
    double: float = 0.015
    misspell: float = 0.02
    hesitations: Sequence[str] = ()
    """What people say while they think; never within a span."""
    hesitate: float = 0.02
    seconds: frozenset[str] = frozenset()
    """Words that are run together with the one before: "living room" as "livingroom"."""
    particles: frozenset[str] = frozenset()
    """The same behind a verb: "turn off" as "turnoff"."""
    run_together: float = 0.08
    spelt: float = 0
    """How likely figures are written in words."""
    unmarked: float = 0
    """How likely an apostrophe is left out."""
    losable: frozenset[str] = frozenset()
    """Words that may be lost at the start: without them the meaning is still plain."""

    def apply(self, words: Sequence[Word], chance: random.Random) -> list[Word]:
        """The words as a speech recognizer might write them."""
        heard: list[Word] = []
        for word in words:
            if self.hesitations and word.kind is None and chance.random() < self.hesitate:
                heard.append(Word(chance.choice(self.hesitations)))
            heard.extend(self._hear(word, chance))
        if self.seconds:
            heard = self._run_together(heard, chance)
        return _repaired(heard) or list(words)

    def without_start(self, words: list[Word]) -> list[Word]:
        """The words as heard by one who listens too late."""
        if len(words) > 2 and words[0].text in self.losable:
            return words[1:]
        first = words[0]
        if first.kind is None and len(first.text) > 3 and not first.text.startswith("un"):
            return [replace(first, text=first.text[1:]), *words[1:]]
        return words

    def without_end(self, words: list[Word]) -> list[Word]:
        """The words as heard by one who stops listening too early."""
        last = words[-1]
        if last.kind in (None, "name", "area") and len(last.text) > 4 and last.text.isalpha():
            return [*words[:-1], replace(last, text=last.text[:-1])]
        return words

    def _run_together(self, words: Sequence[Word], chance: random.Random) -> list[Word]:
        together: list[Word] = []
        for word in words:
            before = together[-1] if together else word
            continues = together and word.kind == before.kind and not word.begins
            seconds = self.seconds if word.kind else self.particles
            if (
                continues and word.text in seconds and before.text.isalnum()
                and (word.kind or len(before.text) > 3) and chance.random() < self.run_together
            ):  # fmt: skip
                together[-1] = replace(together[-1], text=together[-1].text + word.text)
            else:
                together.append(word)
        return together

    def _hear(self, word: Word, chance: random.Random) -> list[Word]:
        if word.glued and not word.text.strip(string.punctuation):
            return []
        text = word.text.lower()
        if "'" in text and self.unmarked and chance.random() < self.unmarked:
            text = text.replace("'", "")
        if text.isdecimal() and len(text) < 5 and chance.random() < self.spelt:
            text = spell(int(text))
        if text in self.droppable and word.kind is None and chance.random() < self.drop:
            return []
        if text in self.homophones and chance.random() < self.homophone:
            text = chance.choice(self.homophones[text])
        elif len(text) > 3 and text.isalpha() and chance.random() < self.misspell:
            text = _misspelt(text, chance)
        heard = [
            replace(word, text=part, begins=word.begins and not at)
            for at, part in enumerate(text.split())
        ]
        if chance.random() < self.double:
            heard.append(replace(heard[-1], begins=False))
        return heard


def _misspelt(text: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(text) - 1)
    fault = chance.randrange(4)
    if fault == 0:
        return text[:at] + text[at + 1 :]
    if fault == 1:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if fault == 2:
        return text[:at] + text[at] + text[at:]
    return text[:at] + chance.choice(string.ascii_lowercase) + text[at + 1 :]


def _repaired(words: list[Word]) -> list[Word]:
    """Spans whose first word was dropped begin at their next word."""
    fixed: list[Word] = []
    for at, word in enumerate(words):
        before = words[at - 1].kind if at else None
        fixed.append(
            replace(word, begins=True)
            if word.kind and not word.begins and before != word.kind
            else word
        )
    return fixed
