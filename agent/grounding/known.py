"""Where an utterance has words of this home's names: what the recognizer is told of the home.

"Turn the dyson study on" is two words that nobody knows, or one name, or a device in a place: that
is for the home to say.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from agent.grounding.lexicon import Lexicon
from agent.grounding.near import MIN_LENGTH
from agent.grounding.text import LONGEST, PAUSE, SAID, without
from agent.reading import Known, Mark


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
    """A word of an utterance, or several that are but another spelling of one: "air con"."""

    start: int
    end: int
    stems: tuple[str, ...]
    is_skipped: bool
    """Whether every mention passes over it: "the"."""
    is_apart: bool
    """Whether a comma or the like stands before it."""


def words_in(text: str, lexicon: Lexicon) -> list[Word]:
    """The words of an utterance."""
    speller, words, done = lexicon.speller, [], 0
    for found in SAID.finditer(text):
        is_apart = bool(PAUSE.search(text, done, found.start()))
        done = found.end()
        stems, is_skipped = speller.stems(found[0]), found[0].lower() in speller.skip
        words.append(Word(found.start(), done, stems, is_skipped, is_apart))
    return list(_respelt(words, lexicon))


def _respelt(words: list[Word], lexicon: Lexicon) -> Iterator[Word]:
    """Words, with one for several that are another spelling of it."""
    stems, at = [" ".join(word.stems) for word in words], 0
    while at < len(words):
        word, size = words[at], 1
        found = lexicon.speller.respelt(stems, at)
        if found and not any(one.is_apart for one in words[at + 1 : at + found[0]]):
            size, stem = found
            end = words[at + size - 1].end
            word = replace(word, end=end, stems=(stem,), is_skipped=False)
        yield word
        at += size


def stretches(words: list[Word], at: int, lexicon: Lexicon) -> list[tuple[int, str]]:
    """The stretches of words that begin at one and may be a name, the longest first.

    Returns:
        how many words, and their stems run together.
    """
    found: list[tuple[int, str]] = []
    stems: list[str] = []
    kept = 0
    for size, word in enumerate(words[at : at + LONGEST], 1):
        if size > 1 and word.is_apart:
            break
        stems += word.stems
        said = without(stems, lexicon.speller.skip)
        if len(said) > kept:
            found.insert(0, (size, "".join(said)))
        elif size == 1:
            break  # no name begins with "the"
        kept = len(said)
    return found


def marks(text: str, names: Names, lexicon: Lexicon) -> list[Mark]:
    """Where a text has names of a home or words of them."""
    words, at = words_in(text, lexicon), 0
    found = []
    while at < len(words):
        size, kind = _whole(words, at, names, lexicon) or (1, _part(words[at], names, lexicon))
        if kind:
            found.append(Mark(words[at].start, words[at + size - 1].end, kind))
        at += size
    return found


def _whole(words: list[Word], at: int, names: Names, lexicon: Lexicon) -> tuple[int, Known] | None:
    """The longest name that begins at a word: of how many words, and what is called so."""
    for size, key in stretches(words, at, lexicon):
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
