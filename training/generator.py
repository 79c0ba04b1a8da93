"""Makes labelled utterances: frames filled from vocabularies, decorated, joined and misheard."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from training.builtin import builtin
from training.example import NONE, Example
from training.grammar import Grammar, Piece, load_yaml, merged, weighted
from training.noise import Noise, Word, figures
from training.wording import apart, assemble, names_in, punctuated, referring, to_words

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
    together: float = 0.12
    wrapped: float = 0.25
    second: float = 0.38
    third: float = 0.35
    fourth: float = 0.25
    related: float = 0.25
    beside: float = 0.2
    counted: float = 0.06
    listed: float = 0.15
    between: float = 0.06
    reason: float = 0.16
    bare: float = 0.6
    elided: float = 0.35
    whole: float = 0.25
    terse: float = 0.28
    referring: float = 0.2
    wake: float = 0.1
    filler: float = 0.14
    polite: float = 0.24
    after: float = 0.14
    asked: float = 0.12
    remark: float = 0.12
    correction: float = 0.06
    when: float = 0.16
    leading_area: float = 0.04
    noise: float = 0.5
    typed: float = 0.25
    accented: float = 0.15
    signed: float = 0.15
    cut: float = 0.06
    punctuated: float = 0.3


class Vocabulary:
    """Rules and frames of the data files, with words of the tokenizer as made-up names."""

    def __init__(self, words: list[str], folder: Path = DATA) -> None:
        frames = merged(folder / "frames", depth=2)
        negatives = merged(folder / "negatives", depth=2)
        self.rules = _apart(
            merged(folder / "vocabulary", depth=1), frames["rules"], frames["words"],
            negatives["rules"],
        )  # fmt: skip
        self.frames = frames["frames"]
        self.elided = frames["elided"]
        self.continued = frames["continued"]
        self.together = frames["together"]
        self.negatives = negatives["frames"]
        habits: Any = load_yaml(folder / "habits.yaml")
        self.weights: dict[str, int] = habits["weights"]
        self.misses: dict[str, int] = habits["misses"]
        self.beside: dict[str, list[str]] = habits["beside"]
        self.unasked = frozenset(habits["unasked"])
        self.faults: dict[str, list[str]] = habits["faults"]
        self.words = words


class Generator:
    """Draws labelled utterances; the same seed draws the same ones."""

    def __init__(self, vocabulary: Vocabulary, seed: int, style: Style | None = None) -> None:
        self._chance = random.Random(seed)
        self._style = style or Style()
        self._vocabulary = vocabulary
        self.grammar = Grammar(vocabulary.rules, builtin(vocabulary.words), self._chance)
        self._frames = {
            label: weighted(frames) for label, frames in vocabulary.frames.items()
        }  # fmt: skip
        self._elided = {label: weighted(frames) for label, frames in vocabulary.elided.items()}
        self._continued = {
            label: weighted(frames) for label, frames in vocabulary.continued.items()
        }
        self._together = {
            labels: weighted(frames) for labels, frames in vocabulary.together.items()
        }
        self._negatives = {name: weighted(frames) for name, frames in vocabulary.negatives.items()}

    @cached_property
    def _whole(self) -> frozenset[str]:
        """Words that others may fall apart into; what ends in "ing" is mostly no word there."""
        return frozenset(word for word in self._vocabulary.words if not word.endswith("ing"))

    @cached_property
    def _noise(self) -> Noise:
        faults = self._vocabulary.faults
        homophones: Any = load_yaml(DATA / "homophones.yaml")
        return Noise(
            figures() | homophones, frozenset(faults["dropped"]), unmarked=0.25,
            hesitations=faults["hesitations"], seconds=frozenset(faults["run_together"]),
            losable=frozenset(faults["lost_at_the_start"]), spelt=0.08,
            particles=frozenset(faults["run_on"]), fillers=faults["fillers"], fill=0.01,
            restart=0.04, stutter=0.006, clipped=0.06, whole=self._whole, parted=0.15,
        )  # fmt: skip

    @cached_property
    def _accented(self) -> Noise:
        """A speaker whom the recognizer hears wrong again and again."""
        return replace(self._noise, homophone=0.17, drop=0.16, clipped=0.15, legible=3)

    @cached_property
    def _thumbs(self) -> Noise:
        faults = self._vocabulary.faults
        spellings: Any = load_yaml(DATA / "spellings.yaml")
        return Noise(
            spellings, frozenset(faults["dropped"]), homophone=0.25, drop=0.2,
            double=0.004, misspell=0.04, unmarked=0.6, seconds=frozenset(faults["run_together"]),
            particles=frozenset(faults["run_on"]), run_together=0.04, adrift=0.02,
        )  # fmt: skip

    def __iter__(self) -> Iterator[Example]:
        while True:
            yield self.example()

    def example(self) -> Example:
        """One utterance of any label."""
        chance, style = self._chance, self._style
        if chance.random() < style.none:
            labels = [NONE]
        elif chance.random() < style.together:
            return self.hanging_together()
        else:
            labels = [self._label()]
            for rate in (style.second, style.third, style.fourth):
                if labels[-1] in ALONE or chance.random() >= rate:
                    break
                labels.append(self._follower(labels[-1], allow_none=len(labels) == 1))
        return self.utterance(labels)

    def utterance(self, labels: list[str]) -> Example:
        """One utterance whose clauses have these labels."""
        chance = self._chance
        terse = self._elided.keys() >= set(labels) and chance.random() < self._style.terse
        clauses = [
            (label, to_words(self._drawn(self._elided[label])) if terse
             else self._clause(label, first=not at)) for at, label in enumerate(labels)
        ]  # fmt: skip
        verbless = terse
        if not terse and len(labels) > 1 and chance.random() < self._style.elided:
            without = self._without_verbs(clauses)
            verbless = without != clauses
            clauses = without
        clauses = self._joined(clauses, bare=verbless and chance.random() < self._style.bare)
        return self._finished(clauses)

    def hanging_together(self, labels: str | None = None) -> Example:
        """One utterance whose clauses are of one frame, often with one more clause behind."""
        chance, frames = self._chance, self._together
        labels = labels or chance.choices(list(frames), [sum(w) for _, w in frames.values()])[0]
        parts = apart(to_words(self._drawn(frames[labels])))
        clauses = list(zip(labels.split(), parts, strict=True))
        if clauses[-1][0] not in ALONE and chance.random() < self._style.third:
            label = self._follower(clauses[-1][0], allow_none=False)
            words = self._clause(label, first=False)
            clauses.append((label, to_words([(self._link(label, words), None)]) + words))
        return self._finished(clauses)

    def _finished(self, clauses: list[tuple[str, list[Word]]]) -> Example:
        """The clauses as one utterance, with what is said around it, misheard and punctuated."""
        chance, first, last = self._chance, clauses[0][0], clauses[-1][0]
        clauses[0] = (first, self._opening(first) + clauses[0][1])
        if last != NONE and chance.random() < self._style.after:
            clauses[-1][1].extend(to_words([(self._text("after"), None)]))
        names = names_in(clauses)
        if chance.random() < self._style.noise:
            clauses = self._misheard(clauses)
        if chance.random() < self._style.punctuated:
            clauses = punctuated(clauses, chance)
        return assemble(clauses, "generated", names)

    def _label(self, among: Iterable[str] | None = None) -> str:
        labels: list[str] = list(among or self._frames)
        weights = [self._vocabulary.weights.get(label, 2) for label in labels]
        return self._chance.choices(labels, weights)[0]

    def _follower(self, before: str, *, allow_none: bool) -> str:
        if allow_none and self._chance.random() < 0.06:
            return NONE
        if self._chance.random() < self._style.related:
            return before
        beside = self._vocabulary.beside.get(before)
        if beside and self._chance.random() < self._style.beside:
            return self._chance.choice(beside)
        while (label := self._label()) in ALONE:
            pass
        return label

    def _clause(self, label: str, *, first: bool) -> list[Word]:
        if label == NONE:
            return self._negative(first=first)
        command = label.startswith(COMMANDS)
        pieces = self._corrected(self._drawn(self._frames[label]))
        if (
            self._may_be_asked(label, to_words(pieces))
            and self._chance.random() < self._style.polite
        ):
            pieces = [(self._text("polite_before") + " ", None), *pieces]
        words = to_words(self._decorated(pieces) if command else pieces)
        if command and not first and self._chance.random() < self._style.referring:
            words = referring(words, self._text("pronoun"))
        if label in _INDIRECT and words[0].text in _ASKING and self._chance.random() < 0.15:
            words = to_words([(self._text("ask_before"), None)]) + words
        return words

    def _without_verbs(self, clauses: list[tuple[str, list[Word]]]) -> list[tuple[str, list[Word]]]:
        """The clauses, those behind the first without their verb; as they are where that is odd."""
        chance, found = self._chance, clauses[:1]
        for label, words in clauses[1:]:
            before = found[-1][0]
            if label != NONE and len(clauses) > 2 and chance.random() < self._style.whole:
                found.append((label, words))
                continue
            if before in self._continued and chance.random() < 0.35:
                label, frames = before, self._continued[before]
            elif clauses[0][0] in self._elided:
                label = self._label(self._elided)
                frames = self._elided[label]
            else:
                return clauses
            found.append((label, to_words(self._drawn(frames))))
        return found

    def _drawn(self, frames: tuple[list[str], list[int]]) -> list[Piece]:
        return self.grammar.sample(self._chance.choices(*frames)[0])

    def _joined(
        self, clauses: list[tuple[str, list[Word]]], *, bare: bool
    ) -> list[tuple[str, list[Word]]]:
        """The clauses, each with what joins or counts it and what is said behind it."""
        joined: list[tuple[str, list[Word]]] = []
        for (label, words), before in zip(clauses, self._links(clauses, bare), strict=True):
            behind = ""
            if label.startswith(COMMANDS) and self._chance.random() < self._style.reason:
                behind = self._text("reason")
            elif len(joined) + 1 < len(clauses) and self._chance.random() < self._style.between:
                behind = self._text("between")
            joined.append((label, to_words([(before, None)]) + words + to_words([(behind, None)])))
        return joined

    def _links(self, clauses: list[tuple[str, list[Word]]], bare: bool) -> list[str]:
        """What stands before each clause: a connector, a comma and "and" at last, or a count."""
        style, last = self._style, len(clauses) - 1
        if last and clauses[-1][0] != NONE and self._chance.random() < style.counted:
            return [self._text("count_last" if at == last and at > 1 else f"count_{at}")
                    for at in range(last + 1)]  # fmt: skip
        if last > 1 and self._chance.random() < style.listed:
            return ["", *[","] * (last - 1), "and"]
        if bare:
            return ["", *(self._text("conj_bare") for _ in clauses[1:])]
        return ["", *(self._link(label, words) for label, words in clauses[1:])]

    def _link(self, label: str, words: list[Word]) -> str:
        """What joins a clause to the one before."""
        if label == NONE:
            return self._text("conj_none")
        verb = self._may_be_asked(label, words) and self._chance.random() < self._style.asked
        return self._text("conj_verb" if verb else "conj")

    def _misheard(self, clauses: list[tuple[str, list[Word]]]) -> list[tuple[str, list[Word]]]:
        chance, style = self._chance, self._style
        if chance.random() < style.typed:
            return self._typed(clauses)
        noise = self._accented if chance.random() < style.accented else self._noise
        heard = [(label, noise.apply(words, chance)) for label, words in clauses]
        if chance.random() < style.cut:
            heard[0] = (heard[0][0], noise.without_start(heard[0][1]))
        if chance.random() < style.cut:
            heard[-1] = (heard[-1][0], noise.without_end(heard[-1][1]))
        return heard

    def _typed(self, clauses: list[tuple[str, list[Word]]]) -> list[tuple[str, list[Word]]]:
        """The clauses as thumbs type them, perhaps with a sign behind."""
        typed = [(label, self._thumbs.apply(words, self._chance)) for label, words in clauses]
        if self._chance.random() < self._style.signed:
            sign = self._chance.choice(self._vocabulary.faults["signs"])
            typed[-1][1].extend(Word(part) for part in sign.split())
        return typed

    def _negative(self, *, first: bool) -> list[Word]:
        if self._chance.random() < self._style.wrapped:
            return self._wrapped("wrapping" if first else "forbidding")
        name = self._miss() if first else "negation"
        return to_words([(text, None) for text, _ in self._drawn(self._negatives[name])])

    def _wrapped(self, rule: str) -> list[Word]:
        """A command of any kind in words that take it back: "why would anyone dim the lamp"."""
        while True:
            label = self._label()
            pieces = self._drawn(self._frames[label])
            words = to_words(pieces)
            if not label.startswith(COMMANDS) or not self._may_be_asked(label, words):
                continue
            if words[0].text not in _HELD:
                return to_words([(self._text(rule), None), *((text, None) for text, _ in pieces)])

    def _miss(self) -> str:
        misses = self._vocabulary.misses
        return self._chance.choices(list(misses), list(misses.values()))[0]

    def _corrected(self, pieces: list[Piece]) -> list[Piece]:
        """Sometimes something wrong first: "turn on the hall no wait the kitchen light"."""
        kinds = [kind for _, kind in pieces if kind]
        open_to = [
            at for at, (_, kind) in enumerate(pieces)
            if kind in _CORRECTED and kinds.count(kind) == 1 and _may_be_wrong(pieces, at)
        ]  # fmt: skip
        if not open_to or self._chance.random() > self._style.correction:
            return pieces
        at = self._chance.choice(open_to)
        wrong = self._text(f"wrong_{pieces[at][1]}")
        return [*pieces[:at], (f"{wrong} ", None), *pieces[at:]]

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
#: First words whose refusal asks for the opposite: "don't leave the heater on".
_HELD = ("leave", "keep")
#: Kinds of span that people correct; each has its rule "wrong_...".
_CORRECTED = ("name", "area", "value", "color", "item", "duration")
_WHEN = ("w_delay", "w_delay", "w_time", "w_time", "w_duration", "w_until", "w_condition")


def _apart(*parts: dict[str, list[str]]) -> dict[str, list[str]]:
    """Rules of several parts together.

    Raises:
        ValueError: one stands in two parts, so that the one would hide the other.
    """
    together: dict[str, list[str]] = {}
    for part in parts:
        if together.keys() & part.keys():
            names = ", ".join(sorted(together.keys() & part.keys()))
            raise ValueError(f"{names}: said in two parts of the data (vocabulary, rules, words)")
        together |= part
    return together


def _may_be_wrong(pieces: list[Piece], at: int) -> bool:
    """Whether the span is one that its correction fits: a name or place only behind "the"."""
    if pieces[at][1] not in ("name", "area"):
        return True
    return "".join(text for text, _ in pieces[:at]).endswith("the ")
