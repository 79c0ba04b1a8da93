"""The readings of a mention: as said, then with its words changed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property, lru_cache

from agent.grounding.index import HomeIndex
from agent.grounding.near import (
    HEARD_LETTERS,
    NearWords,
    heard_as,
    joined,
    likest,
    sound,
    synonyms,
)
from agent.grounding.query import Query
from agent.grounding.text import REMEMBERED, WORD, Phrase, fold
from agent.grounding.values import color

#: Fewest letters of two words that are run together and respelt at once.
MIN_JOINED = 6
#: Fewest letters of what is cut into other words, and how like the letters must be, in general and
#: of what sounds just the same.
MIN_CUT = 8
CUT_LIKENESS = 0.78
CUT_SOUNDING = 0.6


def _figures(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


class Rewording:
    """Changes the words of mentions to those that a home knows."""

    def __init__(self, index: HomeIndex) -> None:
        self._index = index
        self._lexicon = index.lexicon
        # One miss asks several times, and each goes through every name.
        self._names_like = lru_cache(maxsize=64)(index.names_like)

    @cached_property
    def _nearest(self) -> Callable[[str], list[str]]:
        return lru_cache(REMEMBERED)(NearWords(self._index.vocabulary()).nearest)

    def near_word(self, word: str) -> list[str]:
        """The words of the home nearest to one that it does not know."""
        return [] if self._index.knows(word) else self._nearest(word)

    def readings(self, query: Query) -> Iterator[tuple[str, Phrase]]:
        """The mention as said, then with its words changed."""
        phrase = query.phrase
        yield "name", phrase
        if query.plainly:
            return
        stems = phrase.stems
        ways: tuple[tuple[str, Callable[[], Iterable[tuple[str, ...]]]], ...] = (
            ("joined", lambda: joined(stems, self._lexicon, self._index.knows)),
            ("soft", lambda: self._without_soft(phrase)),
            ("synonym", lambda: synonyms(stems, self._lexicon)),
            ("near", lambda: self._respelt(stems)),
            ("near", lambda: self._joined_respelt(stems)),
            ("near", lambda: self._as_one(phrase)),
            ("near", lambda: self._heard(stems)),
            ("near", lambda: self._cut_otherwise(phrase)),
        )
        for how, variants in ways:
            for variant in variants():
                yield how, replace(phrase, stems=variant)

    def _without_soft(self, phrase: Phrase) -> Iterator[tuple[str, ...]]:
        stems = phrase.stems
        if len(stems) > 1 and phrase.text.lower().rstrip().endswith((" one", " ones")):
            yield stems[:-1]
        rest = tuple(stem for stem in stems if stem not in self._lexicon.soft)
        if rest and rest != stems:
            yield rest

    def _joined_respelt(self, stems: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """Two words, of which the home lacks one, as the one that they are nearly together."""
        for at in range(len(stems) - 1):
            pair = stems[at] + stems[at + 1]
            rest = (*stems[:at], *stems[at + 2 :])
            apart = self._index.knows(stems[at]) and self._index.knows(stems[at + 1])
            if len(pair) < MIN_JOINED or apart or not all(map(self._index.knows, rest)):
                continue
            for word in self._nearest(pair):
                yield (*stems[:at], word, *stems[at + 2 :])

    def _as_one(self, phrase: Phrase) -> Iterator[tuple[str, ...]]:
        """All words as one, also those that mostly say nothing: "dress her" for the dresser.

        Not the article before them, nor where a kind of device is named: "the heater".
        """
        word = "".join(self._spoken(phrase))
        named = self._lexicon.class_in(phrase.stems) is not None
        if not named and len(word) >= MIN_JOINED and word != phrase.key:
            yield from ((near,) for near in self._nearest(word))

    def _heard(self, stems: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """The only name that has all words but one, and one that this may have been heard for."""
        strange = [at for at, stem in enumerate(stems) if not self._index.knows(stem)]
        if len(stems) < 2 or len(strange) != 1 or self._tells(stems[strange[0]]):
            return
        at = strange[0]
        known = stems[:at] + stems[at + 1 :]
        names = {
            name
            for number in self._index.with_word(known[0])
            for name in self._index.items[number].names
            if len(name) == len(stems)
            and name[:at] + name[at + 1 :] == known
            and heard_as(stems[at], name[at])
        }
        if len(names) == 1:
            yield from names

    def _cut_otherwise(self, phrase: Phrase) -> Iterator[tuple[str, ...]]:
        """The name that has these letters, nearly, cut into other words: "roll a door".

        With the word for its kind, and all its figures. Letters may differ more where it sounds
        just the same: "pie warm a" for the Pie Warmer.
        """
        words = self._spoken(phrase)
        said, kind = "".join(words), self._lexicon.class_in(phrase.stems)
        if len(said) < MIN_CUT:
            return
        likely = [
            (like, name)
            for like, name in self._names_like(said, CUT_SOUNDING)
            if len(name) != len(words)
            and (like >= CUT_LIKENESS or sound("".join(name)) == sound(said))
            and _figures(said) == _figures("".join(name))
            and (kind is None or set(kind.word) <= set(name))
        ]
        best = [name for like, name in likely if like == max(likely)[0]]
        if len(best) == 1:
            yield best[0]

    def sounding(self, phrase: Phrase) -> tuple[str, ...] | None:
        """The only name that sounds much like a mention: "charred lamp" for the chart lamp.

        With the kind of device that it ends with, all its figures and what tells one thing from
        another: "west wing" is no east wing.
        """
        words, kind = self._spoken(phrase), self._lexicon.class_in(phrase.stems)
        said = {"".join(words)}
        if words and words[-1] not in self._lexicon.speller.skip:  # else it is a part of the sound
            said.add(phrase.key)
        wanted = {stem for stem in phrase.stems if self._tells(stem)}
        if kind is not None and kind.end == len(phrase.stems):
            wanted.update(kind.word)
        names = {
            "".join(name): name
            for form in said
            for _, name in self._names_like(form, HEARD_LETTERS)
            if _figures(form) == _figures("".join(name)) and wanted <= set(name)
        }
        name = likest(said, names)
        return None if name is None else names[name]

    def _tells(self, stem: str) -> bool:
        """Whether a word tells one thing from another: "red lights" are no road lights."""
        lexicon = self._lexicon
        told = stem in lexicon.positions or stem in lexicon.telling or len(stem) == 1
        return told or stem in lexicon.speller.ordinals or color(stem) is not None

    def _spoken(self, phrase: Phrase) -> list[str]:
        """All its words as they were said, but for the article before them."""
        words = WORD.findall(fold(phrase.text))
        return words[1:] if words and words[0] in self._lexicon.articles else words

    def _respelt(self, stems: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """The words that the home does not know, by the nearest that it does."""
        options = [
            (stem,) if self._index.knows(stem) else tuple(self._nearest(stem)) for stem in stems
        ]
        changed = sum(1 for stem, option in zip(stems, options, strict=True) if option != (stem,))
        if not changed or not all(options) or changed > max(1, len(stems) // 2):
            return
        variants: list[tuple[str, ...]] = [()]
        for option in options:
            variants = [(*v, word) for v in variants for word in option[:3]]
        yield from variants
