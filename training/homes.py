"""The homes that sentences are said in: which of their words are those of the home's names.

A model that is told so must neither need it nor trust it blindly. So some sentences are said in a
home that knows nothing of them; names are called by half, or stand in the home with a word more;
and words that name nothing stand in names of other things, in what asks for something and in what
does not.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from agent.grounding.known import Names, Word, marks, stretches, words_in
from agent.grounding.near import NearWords
from agent.grounding.words import lexicon
from agent.reading import Known, Marks
from training.example import NONE, Example


@dataclass(frozen=True)
class Chances:
    """How often a home has what; rates from 0 to 1."""

    strange: float = 0.12
    """A sentence of which the home knows nothing."""
    exact: float = 0.74
    longer: float = 0.12
    """A name that stands in the home with a word more."""
    shorter: float = 0.06
    kind: float = 0.5
    """What is called by words for its kind alone is in the home under those words."""
    of_another: float = 0.2
    """What is a name elsewhere, in a sentence that asks for something."""
    refused: float = 0.55
    """The same in one that does not."""
    real: float = 0.2
    """The same in a real sentence that asks for nothing."""
    by_chance: float = 0.2
    """A sentence with words in it that some name has."""
    like: float = 0.015
    """A word that is much like one of a name."""


@dataclass
class _Home:
    """What a home calls its things."""

    whole: dict[str, Known] = field(default_factory=dict)
    """Whole names, their words run together."""
    words: set[str] = field(default_factory=set)
    """The words of its names."""

    def add(self, stems: Sequence[str], kind: Known) -> None:
        self.whole["".join(stems)] = kind
        self.words.update(stems)


class Homes:
    """Draws homes; the same seed draws the same one for a sentence.

    Args:
        examples: sentences whose names are those of homes.
        seed: of what is drawn.
        chances: how often a home has what.
    """

    def __init__(
        self, examples: Iterable[Example], seed: int, chances: Chances | None = None
    ) -> None:
        self._seed = seed
        self._chance = random.Random(seed)
        self._chances = chances or Chances()
        self._lexicon = lexicon()
        self._elsewhere: dict[str, tuple[tuple[str, ...], Known]] = {}
        self._words: list[str] = []
        for example in examples:
            for kind, stems in self._names(example):
                self._elsewhere.setdefault("".join(stems), (stems, kind))
                self._words += stems

    def known(self, example: Example) -> Example:
        """The example with what the home in which it is said knows of it."""
        return replace(example, marks=tuple(self.home(example)(example.text)))

    def home(self, example: Example) -> Marks:
        """What a home in which an example is said knows of it, or of parts of it."""
        self._chance = chance = random.Random(f"{self._seed} {example.text}")
        rates = self._chances
        if chance.random() < rates.strange:
            return lambda _: ()
        words, home = words_in(example.text, self._lexicon), _Home()
        for kind, stems in self._names(example):
            self._name(home, stems, kind)
        rate = self._rate(example)
        starts = range(len(words))
        keys = [key for at in starts for _, key in stretches(words, at, self._lexicon)]
        for key in dict.fromkeys(keys):
            if key in self._elsewhere and key not in home.whole and chance.random() < rate:
                home.add(*self._elsewhere[key])
        if words and chance.random() < rates.by_chance:
            self._name_by_chance(home, words)
        near = NearWords(home.words)
        alike = {"".join(word.stems) for word in words if chance.random() < rates.like}
        names = Names(
            home.whole.get, home.words.__contains__,
            lambda word: word in alike or bool(near.nearest(word)),
        )  # fmt: skip
        return lambda text: marks(text, names, self._lexicon)

    def _names(self, example: Example) -> Iterator[tuple[Known, tuple[str, ...]]]:
        """What a sentence names, in stems; nothing that every home knows, such as "it"."""
        words = self._lexicon
        for kind, text in example.names:
            phrase, plain = words.phrase(text), words.plain(text)
            said = " ".join(phrase.stems)
            every = words.pronouns_one | words.pronouns_many | words.everything
            if not phrase.stems or {said, plain} & every or plain in words.regions:
                continue
            yield ("place" if kind == "area" else "name"), phrase.stems

    def _name(self, home: _Home, stems: tuple[str, ...], kind: Known) -> None:
        """A thing or place of the home that goes by this name, or by nearly this one."""
        chance, rates = self._chance, self._chances
        if all(self._lexicon.is_class_word(stem) for stem in stems):
            if chance.random() < rates.kind:
                home.add(stems, kind)
            return
        roll = chance.random()
        if roll < rates.exact:
            home.add(stems, kind)
        elif roll < rates.exact + rates.longer:
            word = (chance.choice(self._words),)
            home.add(word + stems if chance.random() < 0.6 else stems + word, kind)
        elif roll < rates.exact + rates.longer + rates.shorter and len(stems) > 1:
            home.add(stems[1:] if chance.random() < 0.5 else stems[:-1], kind)

    def _name_by_chance(self, home: _Home, words: Sequence[Word]) -> None:
        """A thing of the home whose name has a word or two of the sentence."""
        chance = self._chance
        at = chance.randrange(len(words))
        stems = [stem for word in words[at : at + chance.choice((1, 1, 2))] for stem in word.stems
                 if not word.is_skipped]  # fmt: skip
        if stems and chance.random() < 0.5:
            stems.append(chance.choice(self._words or stems))
        if stems:
            home.add(stems, "name" if chance.random() < 0.7 else "place")

    def _rate(self, example: Example) -> float:
        """How often what is a name elsewhere is one in the home of this sentence."""
        rates = self._chances
        if any(label != NONE for label, _, _ in example.clauses):
            return rates.exact if example.spans is None else rates.of_another
        return rates.real if example.spans is None else rates.refused
