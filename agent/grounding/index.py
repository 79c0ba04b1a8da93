"""A home, indexed once so that a look-up does not grow with the number of its entities."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from agent.grounding.lexicon import Lexicon
from agent.grounding.places import Places
from agent.grounding.text import Phrase
from agent.home import Entity, Home


@dataclass(frozen=True, slots=True)
class Item:
    """One entity as grounding sees it."""

    entity: Entity
    domain: str
    area: str | None
    """The area's id; read from the name where the home gives none."""
    names: tuple[tuple[str, ...], ...]
    """The words of its name and of each alias."""
    strong: frozenset[str]
    """Keys of the device classes it belongs to."""
    weak: frozenset[str]
    """Keys of the classes it stands in for where nothing better is there."""


class HomeIndex:
    """Look-ups over one home. Immutable after construction."""

    def __init__(self, home: Home, lexicon: Lexicon) -> None:
        self.home = home
        self.lexicon = lexicon
        self.places = Places(home, lexicon)
        self._class_sets: dict[
            tuple[str, str, frozenset[str]], tuple[frozenset[str], frozenset[str]]
        ] = {}
        self.items: list[Item] = [self._item(entity) for entity in home.entities]
        self.number = {item.entity.id: at for at, item in enumerate(self.items)}
        self._names: dict[str, list[int]] = defaultdict(list)
        self._raw: dict[str, list[int]] = defaultdict(list)
        self._short: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._without_kind: set[str] = set()
        self._words: dict[str, list[int]] = defaultdict(list)
        self._last: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._members: dict[tuple[str, str | None], list[int]] = defaultdict(list)
        self._stand_ins: dict[tuple[str, str | None], list[int]] = defaultdict(list)
        self._by_area: dict[str | None, list[int]] = defaultdict(list)
        for at in range(len(self.items)):
            self._enter(at)
        self._short_keys = {key for _, key in self._short}
        self._serving = frozenset(at for at in range(len(self.items)) if self._serves(at))

    def named(self, phrase: Phrase) -> list[int]:
        """Entities whose whole name or alias this is; exactly as said before made alike."""
        said = self._raw.get(self.lexicon.plain(phrase.text))
        return said or self._names.get(phrase.key, [])

    def is_name(self, key: str) -> bool:
        """Whether an entity goes by these words, run together, in the home or in its area.

        Or by its name but for the kind of device behind it: "back door" of the Back Door Lock. By
        a word of commands only where nothing was left out: "off" of the button Bedroom Off.
        """
        if key in self.lexicon.frame and not self.lexicon.classes_named((key,)):
            return key in self._raw
        return key in self._names or key in self._short_keys or key in self._without_kind

    def named_as_said(self, phrase: Phrase) -> list[int]:
        """Entities whose name or alias is this, plural and all."""
        return self._raw.get(self.lexicon.plain(phrase.text), [])

    def by_key(self, key: str) -> list[int]:
        """Entities whose name or alias, run together, is ``key``."""
        return self._names.get(key, [])

    def names_like(self, key: str, least: float) -> list[tuple[float, tuple[str, ...]]]:
        """The few names that, run together, are likest to these letters, each with how like.

        Args:
            key: letters, run together.
            least: how like they must be: 1 less the share of the letters that differ.
        """
        found = process.extract(
            key, self._names.keys(), scorer=OSA.normalized_similarity, score_cutoff=least
        )
        names = {
            name: like
            for near, like, _ in found
            for at in self._names[near]
            for name in self.items[at].names
            if "".join(name) == near
        }
        return [(like, name) for name, like in names.items()]

    def short(self, area: str, key: str) -> list[int]:
        """Entities of an area whose name without the area's name is ``key``."""
        return self._short.get((area, key), [])

    def short_anywhere(self, key: str) -> list[int]:
        """Entities whose name without that of their area is ``key``."""
        if key not in self._short_keys:  # most stretches of a text name nothing
            return []
        return [at for area in self.places.areas for at in self.short(area, key)]

    def with_word(self, word: str) -> list[int]:
        """Entities in whose name or alias a word stands."""
        return self._words.get(word, [])

    def ending_with(self, words: tuple[str, ...], domains: Iterable[str]) -> list[int]:
        """Entities of these domains with a name that ends with these words."""
        found = (at for domain in domains for at in self._last.get((domain, words[-1]), ()))
        size = len(words)
        return sorted(at for at in found if any(n[-size:] == words for n in self.items[at].names))

    def in_area(self, area: str | None) -> list[int]:
        """Entities of an area; of none for None."""
        return self._by_area.get(area, [])

    def members(self, key: str, areas: Iterable[str] | None) -> list[int]:
        """Entities of a class, in these areas or (None) anywhere.

        Beside a class of words.yaml, ``key`` may be ``domain/*`` or ``domain/device_class``.
        """
        return self._collect(self._members, key, areas)

    def stand_ins(self, key: str, areas: Iterable[str] | None) -> list[int]:
        """Entities that stand in for a class where it has no member."""
        return self._collect(self._stand_ins, key, areas)

    def is_accessory(self, at: int) -> bool:
        """Whether an entity only serves another: the child lock of a fan, the plug of a TV."""
        return at in self._serving

    def may_name(self, said: str) -> bool:
        """Whether a word in small letters stands in a name of the home, or is another spelling."""
        speller = self.lexicon.speller
        stem = speller.stem(said)
        return self.has_word(stem) or speller.is_respelt(stem)

    def has_word(self, word: str) -> bool:
        """Whether a word stands in any name of the home."""
        return word in self._words or bool(self.places.areas_with(word))

    def knows(self, word: str) -> bool:
        """Whether a word stands in any name of the home or is a class word."""
        return self.has_word(word) or self.lexicon.is_class_word(word)

    def vocabulary(self) -> set[str]:
        """Every word of the home's names, and the class words."""
        return {*self._words, *self.places.vocabulary(), *self.lexicon.class_words}

    @staticmethod
    def _collect(
        table: dict[tuple[str, str | None], list[int]], key: str, areas: Iterable[str] | None
    ) -> list[int]:
        if areas is None:
            return table.get((key, _ANYWHERE), [])
        found: list[int] = []
        for area in areas:
            found.extend(table.get((key, area), ()))
        return found

    def _item(self, entity: Entity) -> Item:
        phrases = [
            self.lexicon.speller.read(name) for name in (entity.name, *entity.aliases) if name
        ]
        names = tuple(dict.fromkeys(phrase.stems for phrase in phrases))
        area = entity.area or self._infer_area(entity, names)
        cores = [self._core(name, area) for name in names]
        heads = frozenset(key for core in cores for key in self.lexicon.classes_named(core))
        strong, weak = self._classes(entity.domain, entity.device_class or "", heads)
        if entity.domain == "switch":
            weak |= self._powered(cores) - strong
        return Item(entity, entity.domain, area, names, strong, weak)

    def _infer_area(self, entity: Entity, names: tuple[tuple[str, ...], ...]) -> str | None:
        for stems in names:
            area = self.places.inside(stems)
            if area is not None:
                return area
        object_id = entity.id.partition(".")[2].replace("_", " ")
        return self.places.inside(self.lexicon.phrase(object_id).stems)

    def _powered(self, cores: list[tuple[str, ...]]) -> frozenset[str]:
        """Keys of the classes of what a plug powers, by its name: "Heater Plug"."""
        keys: set[str] = set()
        for core in cores:
            what = core
            while len(what) > 1 and what[-1] in self.lexicon.power:
                what = what[:-1]
            if what != core:
                keys.update(self.lexicon.classes_named(what))
        return frozenset(keys)

    def _core(self, name: tuple[str, ...], area: str | None) -> tuple[str, ...]:
        """A name without numbers, positions and the area's words at its end."""
        words = list(name)
        drop = self.lexicon.positions | (self.places.tokens.get(area or "", frozenset()))
        while len(words) > 1 and (words[-1] in drop or words[-1].isdigit() or len(words[-1]) == 1):
            words.pop()
        return tuple(words)

    def _classes(
        self, domain: str, device_class: str, heads: frozenset[str]
    ) -> tuple[frozenset[str], frozenset[str]]:
        """The classes that an entity belongs to, and those it stands in for.

        Args:
            domain: of the entity.
            device_class: of the entity; empty for none.
            heads: keys of the classes that its names end with.
        """
        known = self._class_sets.get((domain, device_class, heads))
        if known is not None:
            return known
        strong, weak = [], []
        for cls in self.lexicon.classes.values():
            if cls.named_by(domain, heads) or cls.fits(cls.members, domain, device_class, heads):
                strong.append(cls.key)
            elif cls.fits(cls.weak, domain, device_class, heads):
                weak.append(cls.key)
        sets = frozenset(strong), frozenset(weak)
        self._class_sets[domain, device_class, heads] = sets
        return sets

    def _serves(self, at: int) -> bool:
        """Whether a switch's name is that of another device in its area, with words added."""
        item = self.items[at]
        if item.domain not in _ACCESSORIES:
            return False
        beginnings = (name[:size] for name in item.names for size in range(1, len(name)))
        hosts = (
            self.items[other]
            for words in beginnings
            if not self.places.by_name(words)
            for other in self._names.get("".join(words), ())
        )
        return any(host.domain in _HOSTS and host.area == item.area for host in hosts)

    def _enter(self, at: int) -> None:
        item = self.items[at]
        for name in (item.entity.name, *item.entity.aliases):
            _put(self._raw[self.lexicon.plain(name)], at)
        for stems in item.names:
            _put(self._names["".join(stems)], at)
            for word in stems:
                _put(self._words[word], at)
            rest = stems[:-1]
            is_kind = len(rest) > 1 and self.lexicon.is_class_word(stems[-1])
            if is_kind and not self.lexicon.frame.issuperset(rest):  # "turn off" of Turn Off Lights
                self._without_kind.add("".join(rest))
            if stems:
                _put(self._last[item.domain, stems[-1]], at)
            if item.area is not None:
                rest = self.places.without_name(stems, item.area)
                _put(self._short[item.area, "".join(rest)], at)
                plain = [word for word in rest if word not in self.lexicon.chief]
                if plain and len(plain) < len(rest):
                    _put(self._short[item.area, "".join(plain)], at)
        self._by_area[item.area].append(at)
        device_class = item.entity.device_class or ""
        kinds = (*item.strong, item.domain + "/*", f"{item.domain}/{device_class}")
        for table, keys in ((self._members, kinds), (self._stand_ins, item.weak)):
            for key in keys:
                table[key, _ANYWHERE].append(at)
                table[key, item.area].append(at)


#: Domains of what may serve another device, and of the devices that have such accessories.
_ACCESSORIES = frozenset({"switch", "input_boolean"})
_HOSTS = frozenset({"light", "fan", "media_player", "climate", "cover", "vacuum", "humidifier"})
#: Key of the tables for the whole home; no area has an empty id.
_ANYWHERE = ""


def _put(numbers: list[int], at: int) -> None:
    if not numbers or numbers[-1] != at:
        numbers.append(at)
