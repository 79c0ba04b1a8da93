"""What the words of a language say about homes, compiled for look-up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from agent.grounding.text import Phrase, Speller, without

#: Words of number that also stand as articles.
_COUNTING = frozenset({"all", "every", "both"})


@dataclass(frozen=True, slots=True)
class Selector:
    """A domain, and a device class where one is asked for."""

    domain: str
    device_class: str | None = None
    """None: any; empty: those without one."""

    def fits(self, domain: str, device_class: str | None) -> bool:
        """Whether an entity of this domain and device class is meant."""
        if domain != self.domain:
            return False
        return self.device_class is None or self.device_class == (device_class or "")


@dataclass(frozen=True, slots=True)
class DeviceClass:
    """A kind of device, compiled."""

    key: str
    plain: tuple[str, ...]
    """The word that the class goes by first of all."""
    words: frozenset[tuple[str, ...]]
    many: frozenset[tuple[str, ...]]
    members: tuple[Selector, ...]
    named: frozenset[str]
    weak: tuple[Selector, ...]
    literal: bool
    unless: frozenset[str]
    plural: tuple[Selector, ...]
    publish: Selector
    kin: str
    """Classes of one kin are called by each other's names."""
    others: frozenset[str]
    """Keys of the classes of another kin: an entity named so is none of this class by chance."""

    def named_by(self, domain: str, heads: frozenset[str]) -> bool:
        """Whether an entity belongs by its name, which ends with words of the classes ``heads``."""
        return domain in self.named and self.key in heads

    def fits(
        self,
        selectors: tuple[Selector, ...],
        domain: str,
        device_class: str,
        heads: frozenset[str],
    ) -> bool:
        """Whether one of ``selectors`` takes an entity of this domain, class and name."""
        for one in selectors:
            if one.fits(domain, device_class):
                if one.device_class == "" and heads and heads <= self.others:
                    continue  # named as something else
                return True
        return False


@dataclass(frozen=True, slots=True)
class ClassMention:
    """A class word found in a phrase."""

    cls: DeviceClass
    word: tuple[str, ...]
    start: int
    end: int

    @property
    def collective(self) -> bool:
        """Whether the word means several devices even in the singular."""
        return self.word in self.cls.many


@dataclass(frozen=True)
class Lexicon:
    """Everything the words of a language say about homes."""

    speller: Speller
    classes: Mapping[str, DeviceClass]
    near: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]]
    """Phrase to the phrases that may stand for it."""
    soft: frozenset[str]
    chief: frozenset[str]
    power: frozenset[str]
    positions: frozenset[str]
    telling: frozenset[str]
    """Words that tell one thing from another, beside positions and colours."""
    pronouns_one: frozenset[str]
    pronouns_many: frozenset[str]
    pronouns_counted: Mapping[str, int]
    """Of these, those that tell how many: "the pair of them"."""
    pronouns_other: frozenset[str]
    possessives: frozenset[str]
    everything: frozenset[str]
    in_plural: frozenset[str]
    """Of these, what means everything in the plural only."""
    everything_at_once: frozenset[str]
    """Of these, what means nothing else wherever it stands."""
    frame: frozenset[str]
    """Words that a command is made of beside what it names."""
    quantifiers: Mapping[str, str]
    fillers: frozenset[str]
    toward: Mapping[str, str]
    """Words of a step to where it goes: ``more``, ``less``, ``up`` or ``down``."""
    again: frozenset[str]
    doubts: frozenset[str]
    """Of a "yes", what leaves it open: "when", "are you"."""
    agreeing: frozenset[str]
    """Of a "yes", what one word must be."""
    agreed: frozenset[str]
    """What may stand beside it."""
    thereupon: frozenset[str]
    """What tells that it is to be done when that is which was asked for before: "after that"."""
    cancelling: frozenset[str]
    joins: frozenset[str]
    links: frozenset[str]
    within: frozenset[str]
    """Words before the place where something is."""
    switching: frozenset[str]
    """Words that switch something, whatever it is."""
    articles: frozenset[str]
    talking: frozenset[str]
    wishing: frozenset[str]
    calling: frozenset[str]
    calls: frozenset[str]
    corrections: frozenset[str]
    exceptions: frozenset[str]
    mine: frozenset[str]
    """Whose a thing is, or which, where nothing tells what it is: "mine", "this one"."""
    alone: frozenset[str]
    """Words before all that is meant: "just the hall"."""
    remarks: frozenset[str]
    asking: frozenset[str]
    regions: Mapping[str, str]
    """Words for places that no home lists to what they mean: ``here``, ``there``, ``home``,
    ``outside``, ``inside``, ``upstairs`` or ``downstairs``."""
    outdoor: frozenset[tuple[str, ...]]
    suffix: frozenset[str]
    levels: Mapping[tuple[str, ...], int]
    _by_last: dict[str, list[tuple[tuple[str, ...], DeviceClass]]] = field(default_factory=dict)
    _by_word: dict[tuple[str, ...], list[str]] = field(default_factory=dict)

    def phrase(self, text: str) -> Phrase:
        """A mention or name as it is compared."""
        return self.speller.phrase(text)

    def plain(self, text: str) -> str:
        """The words of a text without articles, joined by spaces; words of number are kept."""
        words = self.speller.words(text)
        return " ".join(without(words, self.articles - _COUNTING))

    def quantifier(self, text: str) -> str | None:
        """``all``, ``both`` or ``any`` for words of number; None if these are none."""
        words = [word for word in self.speller.words(text) if word not in ("the", "my", "of")]
        for size in range(len(words), 0, -1):
            key = self.quantifiers.get(" ".join(words[:size]))
            if key is not None:
                return key
        return None

    def means_everything(self, phrase: Phrase, *, counted: bool) -> bool:
        """Whether a mention is a word for everything: "the things", not "the thing"."""
        said = " ".join(phrase.stems)
        one = said in self.in_plural and not (phrase.plural or phrase.counts or counted)
        return said in self.everything and not one

    def class_in(self, stems: tuple[str, ...]) -> ClassMention | None:
        """The last and longest class word of a phrase, or None."""
        for end in range(len(stems), 0, -1):
            for word, cls in self._by_last.get(stems[end - 1], ()):
                if stems[end - len(word) : end] == word and end >= len(word):
                    return ClassMention(cls, word, end - len(word), end)
        return None

    def kind(self, text: str) -> DeviceClass | None:
        """The class that a mention names and no more: "lights", not "hall lights"."""
        stems = self.phrase(text).stems
        found = self.class_in(stems)
        return found.cls if found is not None and found.word == stems else None

    def classes_named(self, stems: tuple[str, ...]) -> list[str]:
        """Keys of the classes whose words a name ends with; the longest words only."""
        for size in range(min(len(stems), 4), 0, -1):
            keys = self._by_word.get(stems[-size:])
            if keys:
                return keys
        return []

    @property
    def class_words(self) -> Iterable[str]:
        """Every word that stands in a class word."""
        return {part for word in self._by_word for part in word}

    def is_class_word(self, stem: str) -> bool:
        """Whether some class word ends with this word."""
        return stem in self._by_last


def selector(text: str) -> Selector:
    """Read "cover", "cover/blind" or "cover/" (no device class)."""
    domain, slash, device_class = text.partition("/")
    return Selector(domain, device_class if slash else None)
