"""Makes labelled utterances: frames filled from vocabularies, decorated, joined and misheard."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from training.example import NONE, Example
from training.grammar import Grammar, Piece, load_yaml, merged, weighted
from training.noise import Noise, Word, spell

DATA = Path(__file__).parent / "data"
#: Labels that may carry a delay, a time, a duration or a condition and be asked for politely.
COMMANDS = (
    "HassTurnOn", "HassTurnOff", "HassLightSet", "HassSetPosition", "HassClimateSet", "HassFan",
    "HassVacuum", "HassLawn", "HassMedia", "HassSetVolume",
)  # fmt: skip
#: Labels that stand alone.
ALONE = ("Fragment", "Affirm", "Deny", "HassNevermind", "HassBroadcast", NONE)


@dataclass(frozen=True)
class Style:
    """How often an utterance is more than a bare clause; rates from 0 to 1."""

    none: float = 0.27
    wrapped: float = 0.25
    second: float = 0.26
    third: float = 0.25
    elided: float = 0.35
    wake: float = 0.1
    filler: float = 0.14
    polite: float = 0.24
    after: float = 0.14
    remark: float = 0.05
    correction: float = 0.03
    when: float = 0.16
    leading_area: float = 0.04
    noise: float = 0.5


class Vocabulary:
    """Rules and frames of the data files, with words of the tokenizer as made-up names."""

    def __init__(self, words: list[str], folder: Path = DATA) -> None:
        frames = merged(folder / "frames", depth=2)
        negatives = merged(folder / "negatives", depth=2)
        self.rules: dict[str, list[str]] = {
            **merged(folder / "vocabulary", depth=1), **frames["rules"], **frames["words"],
            **negatives["rules"],
        }  # fmt: skip
        self.frames = frames["frames"]
        self.elided = frames["elided"]
        self.continued = frames["continued"]
        self.negatives = negatives["frames"]
        habits: Any = load_yaml(folder / "habits.yaml")
        self.weights: dict[str, int] = habits["weights"]
        self.misses: dict[str, int] = habits["misses"]
        self.unasked = frozenset(habits["unasked"])
        self.droppable = frozenset(habits["droppable"])
        self.words = words


class Generator:
    """Draws labelled utterances; the same seed draws the same ones."""

    def __init__(self, vocabulary: Vocabulary, seed: int, style: Style | None = None) -> None:
        self._chance = random.Random(seed)
        self._style = style or Style()
        self._vocabulary = vocabulary
        self.grammar = Grammar(vocabulary.rules, _builtin(vocabulary.words), self._chance)
        self._frames = {
            label: weighted(frames) for label, frames in vocabulary.frames.items()
        }  # fmt: skip
        self._elided = {label: weighted(frames) for label, frames in vocabulary.elided.items()}
        self._continued = {
            label: weighted(frames) for label, frames in vocabulary.continued.items()
        }
        self._negatives = {name: weighted(frames) for name, frames in vocabulary.negatives.items()}

    @cached_property
    def _noise(self) -> Noise:
        homophones = load_yaml(DATA / "homophones.yaml")
        return Noise(homophones, self._vocabulary.droppable)  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[Example]:
        while True:
            yield self.example()

    def example(self) -> Example:
        """One utterance of any label."""
        chance, style = self._chance, self._style
        if chance.random() < style.none:
            labels = [NONE]
        else:
            labels = [self._label()]
            if labels[0] not in ALONE and chance.random() < style.second:
                labels.append(self._follower())
                if labels[1] != NONE and chance.random() < style.third:
                    labels.append(self._follower(allow_none=False))
        return self.utterance(labels)

    def utterance(self, labels: list[str]) -> Example:
        """One utterance whose clauses have these labels."""
        chance = self._chance
        clauses = [(label, self._clause(label, first=not at)) for at, label in enumerate(labels)]
        if len(labels) > 1 and chance.random() < self._style.elided:
            clauses[1:] = self._without_verbs(labels[0], len(labels) - 1) or clauses[1:]
            labels = [label for label, _ in clauses]
        for at in range(1, len(clauses)):
            label, words = clauses[at]
            link = "but" if label == NONE else self._text("conj")
            clauses[at] = (label, to_words([(link, None)]) + words)
        clauses[0] = (clauses[0][0], self._opening(labels[0]) + clauses[0][1])
        if labels[-1] != NONE and chance.random() < self._style.after:
            clauses[-1][1].extend(to_words([(self._text("after"), None)]))
        if chance.random() < self._style.noise:
            clauses = [(label, self._noise.apply(words, chance)) for label, words in clauses]
        elif chance.random() < 0.4:
            clauses = _punctuated(clauses, chance)
        return assemble(clauses, "generated")

    def _label(self) -> str:
        labels = list(self._frames)
        return self._chance.choices(
            labels, [self._vocabulary.weights.get(label, 2) for label in labels]
        )[0]

    def _follower(self, *, allow_none: bool = True) -> str:
        if allow_none and self._chance.random() < 0.06:
            return NONE
        while (label := self._label()) in ALONE:
            pass
        return label

    def _clause(self, label: str, *, first: bool) -> list[Word]:
        if label == NONE:
            return self._negative(first=first)
        texts, weights = self._frames[label]
        pieces = self.grammar.sample(self._chance.choices(texts, weights)[0])
        pieces = self._corrected(pieces)
        if (
            self._may_be_asked(label, to_words(pieces))
            and self._chance.random() < self._style.polite
        ):
            pieces = [(self._text("polite_before") + " ", None), *pieces]
        words = to_words(self._decorated(pieces) if label.startswith(COMMANDS) else pieces)
        if label in _INDIRECT and words[0].text in _ASKING and self._chance.random() < 0.15:
            words = to_words([(self._text("ask_before"), None)]) + words
        return words

    def _without_verbs(self, first: str, count: int) -> list[tuple[str, list[Word]]]:
        """Clauses that leave out their verb, behind one that has it; none where that is odd."""
        chance, found = self._chance, []
        for _ in range(count):
            if first in self._continued and chance.random() < 0.35:
                label, frames = first, self._continued[first]
            elif first in self._elided:
                label = chance.choice(list(self._elided))
                frames = self._elided[label]
            else:
                return []
            found.append((label, to_words(self.grammar.sample(chance.choices(*frames)[0]))))
        return found

    def _negative(self, *, first: bool) -> list[Word]:
        if self._chance.random() < self._style.wrapped:
            return self._wrapped("wrapping" if first else "forbidding")
        name = self._miss() if first else "negation"
        texts, weights = self._negatives[name]
        pieces = self.grammar.sample(self._chance.choices(texts, weights)[0])
        return to_words([(text, None) for text, _ in pieces])

    def _wrapped(self, rule: str) -> list[Word]:
        """A command of any kind in words that take it back: "why would anyone dim the lamp"."""
        while True:
            label = self._label()
            texts, weights = self._frames[label]
            pieces = self.grammar.sample(self._chance.choices(texts, weights)[0])
            if label.startswith(COMMANDS) and self._may_be_asked(label, to_words(pieces)):
                return to_words([(self._text(rule), None), *((text, None) for text, _ in pieces)])

    def _miss(self) -> str:
        misses = self._vocabulary.misses
        return self._chance.choices(list(misses), list(misses.values()))[0]

    def _corrected(self, pieces: list[Piece]) -> list[Piece]:
        """Sometimes a wrong name first: "turn on the hall no wait the kitchen light"."""
        names = [at for at, (_, kind) in enumerate(pieces) if kind == "name"]
        if len(names) != 1 or self._chance.random() > self._style.correction:
            return pieces
        wrong = self._text(self._chance.choice(["light", "switch", "cover", "media", "room"]))
        link = self._chance.choice(
            ["no wait the", "sorry i mean the", "no the", "i mean the", "actually the",
             "oops i meant the", "wait no the", "or rather the", "no not that the", "uh no the"]
        )  # fmt: skip
        at = names[0]
        return [*pieces[:at], (f"{wrong} {link} ", None), *pieces[at:]]

    def _decorated(self, pieces: list[Piece]) -> list[Piece]:
        chance, style = self._chance, self._style
        if not any(kind == "area" for _, kind in pieces) and chance.random() < style.leading_area:
            pieces = [*self.grammar.sample("(in|on) <maybe_the> {area:room} "), *pieces]
        if chance.random() < style.when:
            extra = self.grammar.sample(f"<{chance.choice(_WHEN)}>")
            leading = chance.random() < 0.3
            link = chance.choice((", ", " ", " ")) if leading else " "
            pieces = [*extra, (link, None), *pieces] if leading else [*pieces, (link, None), *extra]
        return pieces

    def _may_be_asked(self, label: str, words: list[Word]) -> bool:
        if not words or label in ALONE or label.startswith("HassGet"):
            return False
        return words[0].text not in self._vocabulary.unasked and words[0].kind is None

    def _opening(self, label: str) -> list[Word]:
        words: list[Word] = []
        for rate, rule in ((self._style.wake, "wake"), (self._style.filler, "filler_before")):
            if self._chance.random() < rate:
                words += to_words([(self._text(rule), None)])
        if label.startswith(COMMANDS) and self._chance.random() < self._style.remark:
            words += to_words([(self._text("remark"), None)])
        return words

    def _text(self, rule: str) -> str:
        return "".join(text for text, _ in self.grammar.pick(rule))


#: Questions that also stand behind "do you know", and the words that they then begin with.
_INDIRECT = ("HassGetState.which", "HassGetState.how_many", "HassGetState", "HassGetWeather",
             "HassClimateGetTemperature", "HassGetCurrentTime", "HassTimerStatus")  # fmt: skip
_ASKING = frozenset(["which", "what", "how", "what's", "where", "when", "how's", "whats"])
_WHEN = ("w_delay", "w_delay", "w_time", "w_time", "w_duration", "w_until", "w_condition")


def to_words(pieces: list[Piece]) -> list[Word]:
    """Pieces as words; commas, semicolons and full stops are words that are glued on."""
    words: list[Word] = []
    for text, kind in pieces:
        begins = kind is not None
        for part in text.replace(",", " , ").replace(";", " ; ").split():
            glued = part in ",;."
            words.append(Word(part, kind, begins and not glued, glued))
            begins = begins and glued
    return words


def _punctuated(
    clauses: list[tuple[str, list[Word]]], chance: random.Random
) -> list[tuple[str, list[Word]]]:
    """As people type: a capital, perhaps names in capitals, a full stop or question mark."""
    title = chance.random() < 0.3
    styled = []
    for at, (label, words) in enumerate(clauses):
        fixed = [
            Word(w.text.title() if title and w.kind in ("name", "area") else w.text, w.kind,
                 w.begins, w.glued)
            for w in words
        ]  # fmt: skip
        if at == 0 and fixed:
            first = fixed[0]
            fixed[0] = Word(first.text[:1].upper() + first.text[1:], first.kind, first.begins)
        if at == len(clauses) - 1 and fixed and not fixed[-1].glued:
            end = "?" if label.startswith("HassGet") else chance.choice(".!")
            fixed.append(Word(end, glued=True))
        styled.append((label, fixed))
    return styled


def assemble(clauses: list[tuple[str, list[Word]]], source: str) -> Example:
    """Words to text with offsets."""
    text = ""
    borders: list[tuple[str, int, int]] = []
    spans: list[tuple[str, int, int]] = []
    for label, words in clauses:
        start = len(text) + (1 if text else 0)
        for word in words:
            text += "" if word.glued or not text else " "
            at = len(text)
            text += word.text
            if word.kind and word.begins:
                spans.append((word.kind, at, len(text)))
            elif word.kind and spans and not word.glued:
                spans[-1] = (*spans[-1][:2], len(text))
        borders.append((label, min(start, len(text)), len(text)))
    return Example(text, tuple(borders), tuple(spans), source)


def _builtin(words: list[str]):  # type: ignore[no-untyped-def]
    def number(low: int, high: int, step: int = 1):  # type: ignore[no-untyped-def]
        return lambda chance: str(chance.randrange(low, high + 1, step))

    def spelt(low: int, high: int, step: int = 1):  # type: ignore[no-untyped-def]
        return lambda chance: spell(chance.randrange(low, high + 1, step))

    def percent(chance: random.Random) -> int:
        return chance.choice([chance.randrange(0, 101), chance.randrange(0, 101, 5)])

    return {
        "word": lambda chance: chance.choice(words),
        "int100": lambda chance: str(percent(chance)),
        "word100": lambda chance: spell(percent(chance)),
        "int10": number(1, 10), "word10": spelt(1, 10),
        "int30": number(5, 32), "word30": spelt(5, 32),
        "int80": number(50, 95), "word80": spelt(50, 95),
        "int60": number(1, 90), "word60": spelt(1, 60),
        "int4": number(1, 6), "word4": spelt(1, 6),
        "int12": number(1, 12), "min60": lambda chance: f"{chance.randrange(0, 60, 5):02}",
        "percent10": lambda chance: chance.choice([str(n) for n in range(5, 55, 5)] +
                                                  [spell(n) for n in range(5, 55, 5)]),
        "kelvin_int": number(2000, 6500, 100),
    }  # fmt: skip
