"""Where an utterance has words of this home's names: what the recognizer is told of the home.

"Turn the dyson study on" is two words that nobody knows, or one name, or a device in a place: that
is for the home to say.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from agent.grounding.lexicon import Lexicon
from agent.grounding.near import MIN_LENGTH
from agent.reading import Known, Mark

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
#: Longest name looked for, in words.
_LONGEST = 6


@dataclass(frozen=True, slots=True)
class Names:
    """What a home calls its things and places; words are compared in their stems."""

    whole: Callable[[str], Known | None]
    """What is called so, all its words run together, if anything is."""
    has: Callable[[str], bool]
    """Whether a word stands in some name."""
    sounds: Callable[[str], bool]
    """Whether a word that stands in none is much like one that does."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of an utterance."""

    start: int
    end: int
    stems: tuple[str, ...]
    is_skipped: bool
    """Whether every mention passes over it: "the"."""


def words_in(text: str, lexicon: Lexicon) -> list[Word]:
    """The words of an utterance."""
    skip = lexicon.speller.skip
    return [
        Word(found.start(), found.end(), lexicon.phrase(found[0]).stems, found[0].lower() in skip)
        for found in _WORD.finditer(text)
    ]


def stretches(words: list[Word], at: int) -> Iterator[tuple[int, str]]:
    """The stretches of words that begin at one and may be a name, the longest first.

    Yields:
        how many words, and their stems run together.
    """
    if words[at].is_skipped:
        return
    for size in range(min(_LONGEST, len(words) - at), 0, -1):
        part = words[at : at + size]
        if not part[-1].is_skipped:
            yield size, "".join("".join(w.stems) for w in part if not w.is_skipped)


def marks(text: str, names: Names, lexicon: Lexicon) -> list[Mark]:
    """Where a text has names of a home or words of them."""
    words, at = words_in(text, lexicon), 0
    found = []
    while at < len(words):
        size, kind = _whole(words, at, names) or (1, _part(words[at], names, lexicon))
        if kind:
            found.append(Mark(words[at].start, words[at + size - 1].end, kind))
        at += size
    return found


def _whole(words: list[Word], at: int, names: Names) -> tuple[int, Known] | None:
    """The longest name that begins at a word: of how many words, and what is called so."""
    for size, key in stretches(words, at):
        kind = names.whole(key)
        if kind:
            return size, kind
    return None


def _part(word: Word, names: Names, lexicon: Lexicon) -> Known | None:
    """Whether a single word is one of a name; no word for a kind of device or a command is."""
    stem = "".join(word.stems)
    if (
        word.is_skipped
        or stem in lexicon.frame
        or lexicon.is_class_word(stem)
        or not stem.isalpha()
    ):
        return None
    if names.has(stem):
        return "part"
    return "like" if len(stem) >= MIN_LENGTH and names.sounds(stem) else None
