"""The language data of grounding, read once and compiled for look-up.

``agent/data/en/words.yaml`` holds what people call devices, places and amounts. Lists stand there
as comma-separated text: a tenth of the YAML nodes, and easier to read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any, TypeVar

import msgspec
import yaml

from agent.grounding.text import Phrase, Speller

_T = TypeVar("_T")


class ClassWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of device, as words.yaml describes it."""

    words: str
    publish: str
    members: str = ""
    named: str = ""
    weak: str = ""
    many: str = ""
    literal: bool = False
    unless: str = ""
    plural: str = ""
    kin: str = ""


class PlaceWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for places that no home lists by name."""

    here: str
    home: str
    outside: str
    inside: str
    upstairs: str
    downstairs: str
    outdoor: str
    suffix: str


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """words.yaml."""

    skip: str
    counts: str
    not_plural: str
    irregular: dict[str, str]
    ordinals: str
    numbers: dict[str, int]
    same: dict[str, str]
    near: list[str]
    soft: str
    chief: str
    power: str
    positions: str
    pronouns: dict[str, str]
    everything: str
    quantifiers: dict[str, str]
    fillers: str
    joins: str
    articles: str
    places: PlaceWords
    levels: dict[int, str]
    classes: dict[str, ClassWords]


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
    pronouns_one: frozenset[str]
    pronouns_many: frozenset[str]
    everything: frozenset[str]
    quantifiers: Mapping[str, str]
    fillers: frozenset[str]
    joins: frozenset[str]
    articles: frozenset[str]
    here: frozenset[str]
    home: frozenset[str]
    outside: frozenset[str]
    inside: frozenset[str]
    upstairs: frozenset[str]
    downstairs: frozenset[str]
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
        return " ".join(word for word in words if word not in self.articles or word in _COUNTING)

    def quantifier(self, text: str) -> str | None:
        """``all``, ``both`` or ``any`` for words of number; None if these are none."""
        words = [word for word in self.speller.words(text) if word not in ("the", "my", "of")]
        for size in range(len(words), 0, -1):
            key = self.quantifiers.get(" ".join(words[:size]))
            if key is not None:
                return key
        return None

    def class_in(self, stems: tuple[str, ...]) -> ClassMention | None:
        """The last and longest class word of a phrase, or None."""
        for end in range(len(stems), 0, -1):
            for word, cls in self._by_last.get(stems[end - 1], ()):
                if stems[end - len(word) : end] == word and end >= len(word):
                    return ClassMention(cls, word, end - len(word), end)
        return None

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


#: Words of number that also stand as articles.
_COUNTING = frozenset({"all", "every", "both"})


def split(text: str) -> list[str]:
    """The entries of a comma-separated list."""
    return [part.strip() for part in text.split(",") if part.strip()]


def load_table(name: str, kind: type[_T], folder: str = "en") -> _T:
    """Read a table of ``agent/data/<folder>`` into its typed form."""
    data = resources.files("agent").joinpath(f"data/{folder}/{name}").read_bytes()
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return msgspec.convert(yaml.load(data, Loader=loader), kind)  # noqa: S506


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The English lexicon, read on first use."""
    return compile_words(load_table("words.yaml", Words))


def selector(text: str) -> Selector:
    """Read "cover", "cover/blind" or "cover/" (no device class)."""
    domain, slash, device_class = text.partition("/")
    return Selector(domain, device_class if slash else None)


def compile_words(words: Words) -> Lexicon:
    """Compile words.yaml."""
    speller = _speller(words)
    classes = {
        key: _device_class(key, raw, speller, words.classes) for key, raw in words.classes.items()
    }
    places = words.places

    def plain(text: str) -> frozenset[str]:
        return frozenset(" ".join(speller.words(part)) for part in split(text))

    return Lexicon(
        speller=speller,
        classes=classes,
        near=_near(words.near, speller),
        soft=frozenset(split(words.soft)),
        chief=frozenset(split(words.chief)),
        power=frozenset(split(words.power)),
        positions=frozenset(split(words.positions)),
        pronouns_one=plain(words.pronouns["one"]),
        pronouns_many=plain(words.pronouns["many"]),
        everything=frozenset(_join(speller.stems(part)) for part in split(words.everything)),
        quantifiers={
            text: key for key, texts in words.quantifiers.items() for text in split(texts)
        },
        fillers=frozenset(split(words.fillers)),
        joins=frozenset(split(words.joins)),
        articles=frozenset(split(words.articles)),
        here=_places(places.here, speller),
        home=_places(places.home, speller),
        outside=_places(places.outside, speller),
        inside=_places(places.inside, speller),
        upstairs=_places(places.upstairs, speller),
        downstairs=_places(places.downstairs, speller),
        outdoor=frozenset(speller.stems(part) for part in split(places.outdoor)),
        suffix=frozenset(split(places.suffix)),
        levels={
            speller.stems(part): level
            for level, texts in words.levels.items()
            for part in split(texts)
        },
        _by_last=_by_last(classes.values()),
        _by_word=_by_word(classes.values()),
    )


def _join(stems: tuple[str, ...]) -> str:
    return " ".join(stems)


def _places(text: str, speller: Speller) -> frozenset[str]:
    return frozenset(" ".join(speller.stem(w) for w in speller.words(p)) for p in split(text))


def _speller(words: Words) -> Speller:
    return Speller(
        skip=frozenset(split(words.skip)),
        counts=frozenset(split(words.counts)),
        irregular={**{word: word for word in split(words.not_plural)}, **words.irregular},
        numbers={word: str(number) for word, number in words.numbers.items()},
        ordinals=tuple(split(words.ordinals)),
        same={said: word for word, texts in words.same.items() for said in split(texts)},
    )


def _device_class(
    key: str, raw: ClassWords, speller: Speller, every: Mapping[str, ClassWords]
) -> DeviceClass:
    kin = raw.kin or key
    return DeviceClass(
        key=key,
        words=frozenset(speller.stems(part) for part in split(raw.words)),
        many=frozenset(speller.stems(part) for part in split(raw.many)),
        members=tuple(selector(part) for part in split(raw.members)),
        named=frozenset(split(raw.named)),
        weak=tuple(selector(part) for part in split(raw.weak)),
        literal=raw.literal,
        unless=frozenset(split(raw.unless)),
        plural=tuple(selector(part) for part in split(raw.plural)),
        publish=selector(raw.publish),
        kin=kin,
        others=frozenset(other for other, its in every.items() if (its.kin or other) != kin),
    )


def _near(
    groups: list[str], speller: Speller
) -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    table: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
    for group in groups:
        phrases = [speller.stems(part) for part in split(group)]
        for phrase in phrases:
            others = tuple(other for other in phrases if other != phrase)
            table[phrase] = tuple(dict.fromkeys(table.get(phrase, ()) + others))
    return table


def _by_last(
    classes: Iterable[DeviceClass],
) -> dict[str, list[tuple[tuple[str, ...], DeviceClass]]]:
    table: dict[str, list[tuple[tuple[str, ...], DeviceClass]]] = {}
    for cls in classes:
        for word in cls.words:
            table.setdefault(word[-1], []).append((word, cls))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return table


def _by_word(classes: Iterable[DeviceClass]) -> dict[tuple[str, ...], list[str]]:
    table: dict[tuple[str, ...], list[str]] = {}
    for cls in classes:
        for word in cls.words:
            table.setdefault(word, []).append(cls.key)
    return table
