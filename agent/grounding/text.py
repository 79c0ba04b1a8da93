"""Words as they are compared: folded, without articles, plurals and spellings made alike."""

import re
import unicodedata
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

_COMPARED = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)?")
_DIGIT = re.compile(r"\d")
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b")
#: Mentions remembered; one request looks at the same few again and again.
REMEMBERED = 512
_APOSTROPHES = str.maketrans("", "", "'\u2019`\u00b4")
_ES = ("sses", "shes", "ches", "xes", "zes")
#: A run of letters and digits: a word, or what an apostrophe parts of one.
WORD = re.compile(r"[^\W_]+")
#: A word right behind something.
NEXT_WORD = re.compile(r"\s+([^\W\d_]+)")
#: A word of an utterance, a broken number one: "2.5", "dusty's".
SAID = re.compile(r"\d+[.,]\d+|[^\W_]+(?:['\u2019][^\W_]+)*")
#: What parts a sentence; the point of a number does not.
PAUSE = re.compile(r"[,;:!?\n]|\.(?!\d)")
#: What stands around a stretch of text.
AROUND = " ,.;!?"
#: Longest name looked for in an utterance, in words.
LONGEST = 6


@dataclass(frozen=True, slots=True)
class Phrase:
    """A mention or a name as it is compared."""

    text: str
    """As it was said."""
    stems: tuple[str, ...]
    """Its words, made alike; without articles, prepositions and words of number."""
    plural: bool
    """Whether its last word is a plural."""
    counts: tuple[str, ...] = ()
    """Words of number that stood in it: "all", "both"."""

    @property
    def key(self) -> str:
        """The words run together, so that "bed room" and "bedroom" are one."""
        return "".join(self.stems)


def fold(text: str) -> str:
    """Lower case, without accents and apostrophes."""
    if not text.isascii():
        text = "".join(
            c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)
        )
    return text.lower().translate(_APOSTROPHES)


def without(words: Sequence[str], dropped: Set[str]) -> list[str]:
    """Words but for those that say nothing; the "a" of "studio a" is no article."""
    return [
        word
        for at, word in enumerate(words)
        if word not in dropped or (word == "a" and at and words[at - 1] not in dropped)
    ]


class Speller:
    """Cuts text into words and makes them alike.

    Args:
        skip: words dropped from every phrase.
        counts: words of number, kept apart.
        irregular: plural to singular, and words that end in s but are no plurals, to themselves.
        numbers: number words to digits.
        ordinals: "first" and so on, in order.
        same: phrase to the spelling that stands for it.
    """

    def __init__(
        self,
        *,
        skip: frozenset[str],
        counts: frozenset[str],
        irregular: Mapping[str, str],
        numbers: Mapping[str, str],
        ordinals: tuple[str, ...],
        same: Mapping[str, str],
    ) -> None:
        self.skip = skip
        self._counts = counts
        self._dropped = skip | counts
        self._irregular = irregular
        self._numbers = numbers
        self.ordinals = ordinals
        self._same = self._by_first_word(same)
        self._remembered = lru_cache(REMEMBERED)(self.read)

    def phrase(self, text: str) -> Phrase:
        """Read a mention or a name; what was read lately is remembered."""
        return self._remembered(text)

    def read(self, text: str) -> Phrase:
        """Read a mention or a name."""
        words = self.words(text)
        counts = tuple(word for word in words if word in self._counts)
        stems = self._alike([self.stem(word) for word in words])
        kept = without(stems, self._dropped)
        if not kept:  # "The The" is a name, too
            kept = [stem for stem in stems if stem not in self._counts] or stems
        last = words[-1] if words else ""
        plural = bool(last) and last not in self._irregular and self.stem(last) != last
        plural = plural and last not in self._numbers
        return Phrase(text, tuple(kept), plural or self._is_irregular_plural(last), counts)

    def stems(self, text: str) -> tuple[str, ...]:
        """The words of a phrase, made alike."""
        return self.phrase(text).stems

    def words(self, text: str) -> list[str]:
        """The folded words of a text, numbers apart."""
        folded = fold(text)
        if _DIGIT.search(folded):
            folded = _ORDINAL.sub(self._spell_ordinal, folded)
        return _COMPARED.findall(folded)

    def stem(self, word: str) -> str:
        """A word without its plural ending; a number word as digits."""
        if word in self._numbers:
            return self._numbers[word]
        known = self._irregular.get(word)
        if known is not None:
            return known
        if len(word) < 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
            return word
        if word.endswith("ies") and len(word) > 4:
            return word[:-3] + "y"
        return word[:-2] if word.endswith(_ES) else word[:-1]

    def is_respelt(self, stem: str) -> bool:
        """Whether other spellings begin with this word: "telly", "air" of "air con"."""
        return stem in self._same

    def respelt(self, stems: Sequence[str], at: int) -> tuple[int, str] | None:
        """How many words from one on are another spelling, and of what: "air con"."""
        for parts, word in self._same.get(stems[at], ()):
            if list(stems[at : at + len(parts)]) == parts:
                return len(parts), word
        return None

    def _is_irregular_plural(self, word: str) -> bool:
        return self._irregular.get(word, word) != word

    def _spell_ordinal(self, match: re.Match[str]) -> str:
        rank = int(match.group(1))
        return self.ordinals[rank - 1] if 0 < rank <= len(self.ordinals) else match.group(0)

    def _by_first_word(self, same: Mapping[str, str]) -> dict[str, list[tuple[list[str], str]]]:
        table: dict[str, list[tuple[list[str], str]]] = {}
        for phrase, word in same.items():
            parts = [self.stem(part) for part in self.words(phrase)]
            table.setdefault(parts[0], []).append((parts, word))
        for entries in table.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        return table

    def _alike(self, stems: list[str]) -> list[str]:
        if not any(stem in self._same for stem in stems):
            return stems
        out: list[str] = []
        at = 0
        while at < len(stems):
            size, word = self.respelt(stems, at) or (1, stems[at])
            out.append(word)
            at += size
        return out
