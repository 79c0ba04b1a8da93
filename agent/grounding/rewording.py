"""The readings of a mention: as said, then with its words changed."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from agent.grounding.index import HomeIndex
from agent.grounding.near import NearWords, joined, sound, synonyms
from agent.grounding.query import Query
from agent.grounding.text import Phrase, fold

#: Fewest letters of two words that are run together and respelt at once.
MIN_JOINED = 6
#: Fewest letters of a name that another may sound like as a whole.
MIN_WHOLE = 8
_LETTERS = re.compile(r"[^\W\d_]+")


class Rewording:
    """Changes the words of mentions to those that a home knows."""

    def __init__(self, index: HomeIndex) -> None:
        self._index = index
        self._lexicon = index.lexicon

    @cached_property
    def _near(self) -> NearWords:
        return NearWords(self._index.vocabulary())

    @cached_property
    def _by_sound(self) -> dict[str, list[tuple[str, ...]]]:
        """Names of two words and more by what they sound like, run together."""
        found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for name in dict.fromkeys(name for item in self._index.items for name in item.names):
            if len(name) > 1 and len("".join(name)) >= MIN_WHOLE:
                found[sound("".join(name))].append(name)
        return found

    def near_word(self, word: str) -> list[str]:
        """The words of the home nearest to one that it does not know."""
        return [] if self._index.knows(word) else self._near.nearest(word)

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
            ("near", lambda: self._sounding(phrase)),
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
            for word in self._near.nearest(pair):
                yield (*stems[:at], word, *stems[at + 2 :])

    def _as_one(self, phrase: Phrase) -> Iterator[tuple[str, ...]]:
        """All words as one, also those that mostly say nothing: "dress her" for the dresser."""
        word = "".join(_LETTERS.findall(fold(phrase.text)))
        if len(word) >= MIN_JOINED and word != phrase.key:
            yield from ((near,) for near in self._near.nearest(word))

    def _sounding(self, phrase: Phrase) -> Iterator[tuple[str, ...]]:
        """The names that sound like it as a whole: "poll light" for the pool light."""
        if len(phrase.key) >= MIN_WHOLE:
            yield from self._by_sound.get(sound(phrase.key), ())

    def _respelt(self, stems: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """The words that the home does not know, by the nearest that it does."""
        options = [
            (stem,) if self._index.knows(stem) else tuple(self._near.nearest(stem))
            for stem in stems
        ]
        changed = sum(1 for stem, option in zip(stems, options, strict=True) if option != (stem,))
        if not changed or not all(options) or changed > max(1, len(stems) // 2):
            return
        variants: list[tuple[str, ...]] = [()]
        for option in options:
            variants = [(*v, word) for v in variants for word in option[:3]]
        yield from variants
