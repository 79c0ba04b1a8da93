"""Near words: what a mention may have been meant to say where it fits nothing as it stands."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from rapidfuzz.distance import OSA

from agent.grounding.lexicon import Lexicon
from agent.tables import table

#: Letters that are mistaken for each other at the start of a word.
_GROUPS = ("ckq", "csz", "fpv", "bp", "dt", "vw", "gj", "ei")
_ALIKE = {
    letter: "".join(other for group in _GROUPS if letter in group for other in group)
    for letter in "".join(_GROUPS)
}
#: A shorter word is never taken for another that it does not sound like exactly.
MIN_LENGTH = 4
#: A shorter word is never taken for another.
MIN_SAME_SOUND = 3
#: Least likeness of two words, 1 less edits a letter: one edit in five letters.
LIKENESS = 0.78
#: A four-letter word may differ by one letter at its end only, as "lamb" for "lamp".
SHORT_LIKENESS = 0.75
#: Least likeness of two words that sound alike, as "heeding" for "heating", and fewest letters of
#: those that need not do so exactly.
SOUND_LIKENESS = 0.5
MIN_SOUNDED = 5
#: Of a whole name that is only like what was heard: fewest sounds, how like the sounds must be, how
#: like the letters, and how much less like the next name is.
MIN_HEARD = 5
HEARD_LIKENESS = 0.84
HEARD_LETTERS = 0.65
HEARD_APART = 0.05


@cache
def _patterns(key: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = table("en/sounds")[key]
    return tuple((re.compile(pattern), sound) for pattern, sound in rows)


def sound(word: str, *, exactly: bool = False) -> str:
    """What a word in small letters sounds like, roughly: the same for "coola" and "cooler".

    Args:
        word: the word.
        exactly: whether long vowels are told apart: the same for "rale" and "rail" only.
    """
    for pattern, written in _patterns("long" if exactly else "spellings"):
        word = pattern.sub(written, word)
    return word


class NearWords:
    """The words of a home, to find the nearest to a word it does not have."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._by_first: dict[str, list[str]] = defaultdict(list)
        self._by_sound: dict[tuple[str, bool], list[str]] = defaultdict(list)
        for word in vocabulary:
            if len(word) < MIN_SAME_SOUND or word[0].isdigit():
                continue
            if len(word) >= MIN_LENGTH:
                self._by_first[word[0]].append(word)
            for exactly in (True, False)[: 1 + (len(word) >= MIN_SOUNDED)]:
                self._by_sound[sound(word, exactly=exactly), exactly].append(word)
            if len(word) < MIN_SOUNDED:  # words stand here without their plural: the mews as "mew"
                self._by_sound[sound(word + "s", exactly=True), True].append(word)

    def nearest(self, word: str) -> list[str]:
        """The words nearest to this one, within bounds; several where equally near."""
        if len(word) < MIN_SAME_SOUND or word[0].isdigit():
            return []
        best: list[str] = []
        most = 0.0
        for other in self._candidates(word) if len(word) >= MIN_LENGTH else ():
            like = self._likeness(word, other)
            if like > most:
                best, most = [other], like
            elif like and like == most:
                best.append(other)
        return best or self._sounding(word)

    def _sounding(self, word: str) -> list[str]:
        """The words that sound just like this one, else those like it, not spelt far from it."""
        just_so = self._by_sound.get((sound(word, exactly=True), True), [])
        if not just_so and len(word) < MIN_SOUNDED:  # "bows", which stands here as "bow": Bose
            just_so = self._by_sound.get((sound(word + "s", exactly=True), True), [])
        if just_so or len(word) < MIN_SOUNDED:
            return just_so
        return [
            other
            for other in self._by_sound.get((sound(word), False), ())
            if OSA.normalized_similarity(word, other) >= SOUND_LIKENESS
        ]

    def _candidates(self, word: str) -> Iterator[str]:
        for first in word[0] + _ALIKE.get(word[0], ""):
            for other in self._by_first.get(first, ()):
                if abs(len(other) - len(word)) <= 2:
                    yield other

    @staticmethod
    def _likeness(word: str, other: str) -> float:
        shorter = min(len(word), len(other))
        if shorter < 5:
            start = 3 if len(word) == len(other) else 1
            near = word[:start] == other[:start] and OSA.distance(word, other) == 1
            return SHORT_LIKENESS if near else 0.0
        if word[0] != other[0] and shorter < 6:
            return 0.0
        like = float(OSA.normalized_similarity(word, other))
        return like if like >= LIKENESS else 0.0


def heard_as(said: str, meant: str) -> bool:
    """Whether a strange word may have been heard for another, beside words that are right.

    "Flow hud" for the flow hood, "grease pup" for the pump, "track eater" for the heater. Between
    words alone this tells too little.
    """
    if min(len(said), len(meant)) < MIN_SAME_SOUND or said[0].isdigit() or meant[0].isdigit():
        return False
    if meant == f"h{said}":
        return True
    same_ends = (said[0], said[-1]) == (meant[0], meant[-1])
    if same_ends and OSA.distance(said, meant) == 1:
        return True
    return said[0] == meant[0] and sound(said) == sound(meant)


def likest(said: Iterable[str], names: Iterable[str]) -> str | None:
    """The only name that sounds much like what was said, as a whole.

    Too rough to act upon, as "left light" is the loft light by it.

    Args:
        said: ways to write what was said, words run together.
        names: the names, likewise.
    """
    heard = [(form, sound(form)) for form in said]
    heard = [(form, way) for form, way in heard if len(way) >= MIN_HEARD]
    likely = []
    for name in names:
        ways = [way for form, way in heard if _letters_alike(form, name)]
        if ways:
            own = sound(name)
            likely.append((max(OSA.normalized_similarity(way, own) for way in ways), name))
    likely.sort()
    if not likely or likely[-1][0] < HEARD_LIKENESS:
        return None
    alone = len(likely) == 1 or likely[-1][0] - likely[-2][0] >= HEARD_APART
    return likely[-1][1] if alone else None


def _letters_alike(said: str, name: str) -> bool:
    return bool(OSA.normalized_similarity(said, name) >= HEARD_LETTERS)


def joined(
    stems: tuple[str, ...], lexicon: Lexicon, known: Callable[[str], bool]
) -> Iterator[tuple[str, ...]]:
    """The phrase with neighbours run together, or a word cut in two: "bed room", "nightlight"."""
    for at in range(len(stems) - 1):
        pair = lexicon.speller.stem(stems[at] + stems[at + 1])
        if known(pair):
            yield (*stems[:at], pair, *stems[at + 2 :])
    for at, word in enumerate(stems):
        if known(word) or len(word) < 6:
            continue
        for cut in range(3, len(word) - 2):
            if known(word[:cut]) and known(word[cut:]):
                yield (*stems[:at], word[:cut], word[cut:], *stems[at + 1 :])


def synonyms(stems: tuple[str, ...], lexicon: Lexicon) -> Iterator[tuple[str, ...]]:
    """The phrase with one part said otherwise: "couch lamp" for "sofa lamp"."""
    for size in range(min(3, len(stems)), 0, -1):
        for at in range(len(stems) - size + 1):
            for other in lexicon.near.get(stems[at : at + size], ()):
                yield (*stems[:at], *other, *stems[at + size :])
