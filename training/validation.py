"""Validation sentences of homes, names and frames that training never sees."""

import random
from collections.abc import Iterator

import yaml

from training.example import NONE, Example
from training.generator import COMMANDS, DATA
from training.grammar import Grammar, Piece, weighted
from training.noise import Noise, Word, spell
from training.wording import assemble, names_in, to_words
from training.words import made_up_words


class Validation:
    """Draws validation utterances; the same seed draws the same ones."""

    def __init__(self, seed: int = 1) -> None:
        data = yaml.safe_load((DATA / "validation.yaml").read_text())
        self._chance = random.Random(seed)
        self._data = data
        known = "".join(path.read_text() for path in (DATA / "vocabulary").glob("*.yaml"))
        words = [word for word in made_up_words(apart=True) if word not in known]
        self.grammar = Grammar({**data["words"], **data["extra"]}, _numbers(words), self._chance)
        self._frames = {label: weighted(frames) for label, frames in data["frames"].items()}
        homophones = yaml.safe_load((DATA / "homophones.yaml").read_text())
        self._noise = Noise(homophones, frozenset(("the", "a", "my", "to", "of")), homophone=0.06,
                            drop=0.08, misspell=0.015)  # fmt: skip

    def single(self, count: int, *, noise: bool = False) -> Iterator[Example]:
        """Utterances of one clause, labels evenly."""
        for _ in range(count):
            yield self._utterance([self._chance.choice(list(self._frames))], noise=noise)

    def compound(self, count: int) -> Iterator[Example]:
        """Utterances of two or three clauses."""
        alone = ("HassNevermind", "HassBroadcast")
        labels = [label for label in self._frames if label not in alone]
        for _ in range(count):
            yield self._utterance(self._chance.sample(labels, self._chance.choice([2, 2, 3])))

    def near_misses(self, count: int) -> Iterator[Example]:
        """Sentences about devices that ask for nothing."""
        for _ in range(count):
            frame = self._chance.choice(self._data["near_misses"])
            text = " ".join("".join(t for t, _ in self.grammar.sample(frame)).split())
            yield Example(text, ((NONE, 0, len(text)),), (), "near miss")

    def _utterance(self, labels: list[str], *, noise: bool = False) -> Example:
        clauses: list[tuple[str, list[Word]]] = []
        for at, label in enumerate(labels):
            texts, weights = self._frames[label]
            pieces = self.grammar.sample(self._chance.choices(texts, weights)[0])
            if label.startswith(COMMANDS) and self._chance.random() < 0.12:
                when = self._chance.choice(self._data["whens"])
                pieces = [*pieces, (" ", None), *self.grammar.sample(when)]
            asked = _imperative(pieces, self._data["no_verb"])
            openings = "openings" if asked else "questions"
            before = self._chance.choice(self._data["links" if at else openings])
            clauses.append((label, to_words([(before + " ", None), *pieces])))
        names = names_in(clauses)
        if noise:
            clauses = [(label, self._noise.apply(words, self._chance)) for label, words in clauses]
        return assemble(clauses, "validation", names)


def _imperative(pieces: list[Piece], no_verb: list[str]) -> bool:
    """Whether a polite opening fits: it begins with a verb, as the frames' first words go."""
    words = pieces[0][0].split()
    return pieces[0][1] is None and bool(words) and words[0] not in no_verb


def _numbers(words: list[str]):  # type: ignore[no-untyped-def]
    def number(low: int, high: int):  # type: ignore[no-untyped-def]
        return lambda chance: str(chance.randint(low, high))

    def spelt(low: int, high: int):  # type: ignore[no-untyped-def]
        return lambda chance: spell(chance.randint(low, high))

    return {
        "word": lambda chance: chance.choice(words), "n": number(2, 9),
        "p": number(1, 100), "pw": spelt(1, 100), "d": number(12, 28), "dw": spelt(12, 28),
        "k": number(2, 59), "kw": spelt(2, 59), "h": number(1, 12), "hw": spelt(1, 12),
        "a": number(3, 40), "aw": spelt(3, 40),
    }  # fmt: skip
