"""What speech recognition and typing thumbs do to a sentence.

Words heard wrong, doubled, dropped, begun twice; letters beside the ones that were meant.
"""

import random
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile
from typing import Final

_SMALL: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS: Final = (
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"
)  # fmt: skip
_KEYS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
#: Ends of long words whose last sound is swallowed.
_SWALLOWED: Final = ("ing", "nd", "ld", "st", "ft", "ct", "pt")


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


def figures() -> dict[str, tuple[str, ...]]:
    """Numbers of two words as they are written in figures: "21", "20 1"."""
    return {spell(n): (str(n), f"{n - n % 10} {n % 10}") for n in range(21, 100) if n % 10}


@dataclass(frozen=True)
class Noise:
    """How likely each fault is, per word."""

    homophones: Mapping[str, Sequence[str]]
    """What is written for a word, or for several that stand in one span or outside of all."""
    droppable: frozenset[str]
    homophone: float = 0.08
    drop: float = 0.12
    legible: int = 4
    """For how many words one slip more is allowed."""
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
    fillers: Sequence[str] = ()
    """Hesitations that may also stand within a span: "the kitchen uh lamp"."""
    fill: float = 0
    restart: float = 0
    """How likely a sentence is begun twice: "turn on the kit turn on the kitchen lamp"."""
    stutter: float = 0
    """How likely a word is begun twice: "the ki kitchen lamp"."""
    clipped: float = 0
    """How likely the end of a word is swallowed: "the livin room secon"."""
    whole: frozenset[str] = frozenset()
    """Words that another may fall apart into: "henhouse" as "hen house"."""
    parted: float = 0
    """How likely a word falls apart so."""
    adrift: float = 0
    """How likely the space between two words is struck too early, too late or not at all."""

    def apply(self, words: Sequence[Word], chance: random.Random) -> list[Word]:
        """The words as a recognizer or a thumb might write them."""
        heard: list[Word] = []
        # No more slips than leave the sentence readable.
        slips, at = 1 + len(words) // self.legible, 0
        while at < len(words):
            word = words[at]
            if self.hesitations and word.kind is None and chance.random() < self.hesitate:
                heard.append(Word(chance.choice(self.hesitations)))
            if self.fillers and _goes_on(word) and chance.random() < self.fill:
                heard.append(Word(chance.choice(self.fillers), word.kind))
            phrase = self._phrase(words, at) if slips else ""
            if phrase and chance.random() < self.homophone:
                heard.extend(_written(word, chance.choice(self.homophones[phrase])))
                slips -= 1
                at += phrase.count(" ") + 1
                continue
            said = self._hear(word, chance, slipping=slips > 0)
            slips -= bool(said) and said[0].text != word.text.lower()
            heard.extend(said)
            at += 1
        if self.adrift:
            heard = self._adrift(heard, chance)
        if self.seconds:
            heard = self._run_together(heard, chance)
        if chance.random() < self.restart:
            heard = _begun_twice(heard, chance)
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

    @cached_property
    def _phrases(self) -> frozenset[str]:
        return frozenset(key for key in self.homophones if " " in key)

    @cached_property
    def _openers(self) -> frozenset[str]:
        """The first words of the known phrases."""
        return frozenset(phrase.partition(" ")[0] for phrase in self._phrases)

    def _phrase(self, words: Sequence[Word], at: int) -> str:
        """The longest of the known phrases that begins with the word, if any."""
        first, *behind = words[at : at + 4]
        if first.text.lower() not in self._openers:
            return ""
        same = list(takewhile(lambda w: w.kind == first.kind and not (w.begins or w.glued), behind))
        for end in range(len(same), 0, -1):
            text = " ".join(word.text for word in (first, *same[:end])).lower()
            if text in self._phrases:
                return text
        return ""

    def _parts(self, text: str) -> list[str]:
        """The word as two, both of them words of at least three and four letters."""
        cuts = range(3, len(text) - 3)
        return [
            f"{text[:cut]} {text[cut:]}" for cut in cuts
            if text[:cut] in self.whole and text[cut:] in self.whole
        ]  # fmt: skip

    def _adrift(self, words: Sequence[Word], chance: random.Random) -> list[Word]:
        written: list[Word] = []
        for word in words:
            before = written[-1] if written else word
            if (
                written and word.kind == before.kind and not word.begins and len(before.text) > 2
                and before.text.isalpha() and word.text.isalpha() and chance.random() < self.adrift
            ):  # fmt: skip
                space = len(before.text) + chance.choice((-1, 0, 1))
                both = before.text + word.text
                apart = (both[:space], both[space:]) if space != len(before.text) else (both,)
                written[-1:] = _written(before, " ".join(apart))
            else:
                written.append(word)
        return written

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

    def _hear(self, word: Word, chance: random.Random, *, slipping: bool) -> list[Word]:
        if word.glued and not word.text.strip(string.punctuation):
            return []
        text = word.text.lower()
        if "'" in text and self.unmarked and chance.random() < self.unmarked:
            text = text.replace("'", "")
        if text.isdecimal() and len(text) < 5 and chance.random() < self.spelt:
            text = spell(int(text))
        if text in self.droppable and word.kind is None and chance.random() < self.drop:
            return []
        if slipping:
            text = self._slipped(text, chance)
        heard = _written(word, text)
        if len(text) > 3 and text.isalpha() and chance.random() < self.stutter:
            begun = Word(text[: chance.randrange(1, 4)], None if word.begins else word.kind)
            heard = [begun, *heard]
        if chance.random() < self.double:
            heard.append(replace(heard[-1], begins=False))
        return heard

    def _slipped(self, text: str, chance: random.Random) -> str:
        if text in self.homophones and chance.random() < self.homophone:
            return chance.choice(self.homophones[text])
        if len(text) > 5 and text.endswith(_SWALLOWED) and chance.random() < self.clipped:
            return text[:-1]
        if self.parted and chance.random() < self.parted and (parts := self._parts(text)):
            return chance.choice(parts)
        if len(text) > 3 and text.isalpha() and chance.random() < self.misspell:
            return _misspelt(text, chance)
        return text


def _goes_on(word: Word) -> bool:
    """Whether the word stands within a name, a place or a level, not at its start."""
    return word.kind in ("name", "area", "value") and not word.begins and not word.glued


def _written(word: Word, text: str) -> list[Word]:
    """The words of a text in the place of a word."""
    return [
        replace(word, text=part, begins=word.begins and not at)
        for at, part in enumerate(text.split())
    ]


def _begun_twice(words: list[Word], chance: random.Random) -> list[Word]:
    """The words behind their own beginning, which may break off within a word."""
    start = list(takewhile(lambda w: w.kind is None and not w.glued, words[:-1]))[:3]
    if not start:
        return words
    start = start[: chance.randrange(len(start)) + 1]
    broken = words[len(start)]
    if len(broken.text) > 4 and broken.text.isalpha() and chance.random() < 0.4:
        start.append(Word(broken.text[: chance.randrange(2, 4)]))
    return [*start, *words]


def _beside(letter: str, chance: random.Random) -> str:
    """A letter whose key is next to that of the letter."""
    for row, keys in enumerate(_KEYS):
        at = keys.find(letter)
        if at < 0:
            continue
        near = keys[max(at - 1, 0) : at] + keys[at + 1 : at + 2]
        for other in _KEYS[max(row - 1, 0) : row] + _KEYS[row + 1 : row + 2]:
            near += other[at : at + 1]
        return chance.choice(near)
    return chance.choice(string.ascii_lowercase)


def _misspelt(text: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(text) - 1)
    fault = chance.randrange(5)
    if fault == 0:
        return text[:at] + text[at + 1 :]
    if fault == 1:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if fault == 2:
        return text[:at] + text[at] + text[at:]
    if fault == 3:
        return text[: at + 1] + _beside(text[at], chance) + text[at + 1 :]
    return text[:at] + _beside(text[at], chance) + text[at + 1 :]


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
