"""``words.yaml``: what people call devices, places and amounts; read once and compiled."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

import msgspec

from agent.grounding.lexicon import DeviceClass, Lexicon, selector
from agent.grounding.tables import load_table, split
from agent.grounding.text import Speller
from agent.tables import table


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
    telling: str
    pronouns: dict[str, str]
    possessives: str
    everything: str
    in_plural: str
    everything_at_once: str
    frame: str
    quantifiers: dict[str, str]
    fillers: str
    toward: dict[str, str]
    again: str
    doubts: str
    agreeing: str
    agreed: str
    thereupon: str
    cancelling: str
    joins: str
    links: str
    within: str
    switching: str
    talking: str
    wishing: str
    calling: str
    calls: str
    corrections: str
    exceptions: str
    mine: str
    alone: str
    remarks: str
    asking: str
    places: dict[str, str]
    outdoor: str
    suffix: str
    levels: dict[int, str]
    classes: dict[str, ClassWords]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The English lexicon, read on first use."""
    return compile_words(load_table("words.yaml", Words))


def compile_words(words: Words) -> Lexicon:
    """Compile words.yaml."""
    speller = _speller(words)
    classes = {
        key: _device_class(key, raw, speller, words.classes) for key, raw in words.classes.items()
    }

    def plain(text: str) -> frozenset[str]:
        return frozenset(" ".join(speller.words(part)) for part in split(text))

    two, three = plain(words.pronouns["two"]), plain(words.pronouns["three"])
    return Lexicon(
        speller=speller,
        classes=classes,
        near=_near(words.near, speller),
        soft=frozenset(split(words.soft)),
        chief=frozenset(split(words.chief)),
        power=frozenset(split(words.power)),
        positions=frozenset(split(words.positions)),
        telling=frozenset(split(words.telling)),
        pronouns_one=plain(words.pronouns["one"]),
        pronouns_many=plain(words.pronouns["many"]) | two | three,
        pronouns_counted={**dict.fromkeys(two, 2), **dict.fromkeys(three, 3)},
        pronouns_other=plain(words.pronouns["other"]),
        possessives=frozenset(split(words.possessives)),
        everything=frozenset(_join(speller.stems(part)) for part in split(words.everything)),
        in_plural=frozenset(split(words.in_plural)),
        everything_at_once=frozenset(split(words.everything_at_once)),
        frame=frozenset(split(words.frame)),
        quantifiers={
            text: key for key, texts in words.quantifiers.items() for text in split(texts)
        },
        fillers=frozenset(split(words.fillers)),
        toward={word: key for key, said in words.toward.items() for word in split(said)},
        again=frozenset(split(words.again)),
        doubts=frozenset(split(words.doubts)),
        agreeing=frozenset(split(words.agreeing)),
        agreed=frozenset(split(words.agreed)),
        thereupon=frozenset(split(words.thereupon)),
        cancelling=frozenset(split(words.cancelling)),
        joins=frozenset(split(words.joins)),
        links=frozenset(split(words.links)),
        within=frozenset(split(words.within)),
        switching=frozenset(split(words.switching)),
        articles=frozenset(table("en/joins")["articles"]),
        talking=frozenset(split(words.talking)),
        wishing=frozenset(split(words.wishing)),
        calling=frozenset(split(words.calling)) | frozenset(split(words.calls)),
        calls=frozenset(split(words.calls)),
        corrections=frozenset(split(words.corrections)),
        exceptions=frozenset(split(words.exceptions)),
        mine=frozenset(split(words.mine)),
        alone=frozenset(split(words.alone)),
        remarks=frozenset(split(words.remarks)),
        asking=frozenset(split(words.asking)),
        regions={
            phrase: key for key, texts in words.places.items() for phrase in _places(texts, speller)
        },
        outdoor=frozenset(speller.stems(part) for part in split(words.outdoor)),
        suffix=frozenset(split(words.suffix)),
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
        plain=speller.stems(split(raw.words)[0]),
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
