"""What can be asked of devices: the table ``questions.yaml``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from agent.grounding.tables import load_table, split
from agent.grounding.text import fold
from agent.grounding.words import lexicon


class RawState(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A state that is asked for, as questions.yaml has it."""

    words: str
    domains: str
    match: dict[str, str]
    default: str = ""
    sensors: str = ""
    below: float | None = None
    action: str | None = None


class RawQuantity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A quantity that is asked for, as questions.yaml has it."""

    words: str
    sources: str = msgspec.field(name="from")
    unit: str = ""


class QuestionTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """questions.yaml."""

    states: dict[str, RawState]
    quantities: dict[str, RawQuantity]
    scaled: dict[str, float]
    state_domains: str
    said: dict[str, dict[str, dict[str, str]]]
    answers: dict[str, str]


@dataclass(frozen=True, slots=True)
class AskedState:
    """A state that is asked for."""

    key: str
    tiers: tuple[frozenset[str], ...]
    order: Mapping[str, int]
    default: tuple[str, ...]
    sensors: frozenset[str]
    """Device classes of binary sensors that can be in it; none: any."""
    below: float | None
    """For figures: the state holds below this."""
    action: str | None
    """The ``hvac_action`` that also means it."""
    match: Mapping[str, tuple[str, ...]]

    def meant(self, domain: str) -> tuple[str, ...]:
        """The states of a domain that mean it."""
        return self.match.get(domain) or self.match.get("*", (self.key,))


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure stands: in the state of a kind of entity, or in an attribute."""

    domain: str
    """``any`` for every domain."""
    device_class: str | None
    attribute: str | None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity that is asked for."""

    key: str
    words: frozenset[tuple[str, ...]]
    sources: tuple[Source, ...]
    unit: str


@dataclass(frozen=True)
class Questions:
    """The table, turned for look-up."""

    states: Mapping[str, AskedState]
    quantities: Mapping[str, Quantity]
    scaled: Mapping[str, float]
    plain_tiers: tuple[frozenset[str], ...]
    plain_order: Mapping[str, int]
    _state_words: Mapping[str, str]
    _quantity_words: Mapping[tuple[str, ...], str]
    _said: Mapping[str, Mapping[str, Mapping[str, str]]]
    answers: Mapping[str, str]

    def state(self, text: str) -> AskedState | None:
        """The state that a word asks for."""
        plain = fold(text).strip(" .?!")
        for drop in ("", "the ", "all ", "still ", "currently ", "at ", "in "):
            key = self._state_words.get(plain.removeprefix(drop))
            if key is not None:
                return self.states[key]
        return None

    def quantity(self, stems: tuple[str, ...]) -> Quantity | None:
        """The quantity that a phrase asks for."""
        key = self._quantity_words.get(stems)
        return None if key is None else self.quantities[key]

    def quantity_in(self, stems: tuple[str, ...]) -> tuple[Quantity, tuple[str, ...]] | None:
        """The quantity that a mention ends with, and the words before it."""
        for size in range(min(3, len(stems)), 0, -1):
            found = self.quantity(stems[-size:])
            if found is not None and found.sources:
                return found, stems[:-size]
        return None

    def said(self, domain: str, device_class: str | None, state: str) -> str:
        """How a state is said."""
        table = self._said.get(domain)
        if table is None:
            return state.replace("_", " ")
        forms = table.get(device_class or "*") or table["*"]
        plain = state.replace("_", " ")
        return forms.get(state) or forms.get("other", "{state}").format(state=plain)


@lru_cache(maxsize=1)
def questions() -> Questions:
    """The table, read on first use."""
    raw = load_table("questions.yaml", QuestionTable)
    plain = [split(tier) for tier in raw.state_domains.split(";")]
    stems = lexicon().speller.stems
    quantities = {
        key: Quantity(
            key,
            frozenset(stems(word) for word in split(one.words)),
            tuple(_source(text) for text in split(one.sources)),
            one.unit,
        )
        for key, one in raw.quantities.items()
    }
    return Questions(
        states={key: _state(key, one) for key, one in raw.states.items()},
        quantities=quantities,
        scaled=raw.scaled,
        plain_tiers=tuple(frozenset(tier) for tier in plain),
        plain_order={domain: at for at, domain in enumerate(d for tier in plain for d in tier)},
        _state_words=_first({key: split(one.words) for key, one in raw.states.items()}),
        _quantity_words={
            word: key for key, one in reversed(list(quantities.items())) for word in one.words
        },
        _said=raw.said,
        answers=raw.answers,
    )


def _first(table: Mapping[str, list[str]]) -> dict[str, str]:
    """Word to key; the first key that lists a word has it."""
    return {word: key for key, words in reversed(list(table.items())) for word in words}


#: Words before a place that a person is at.
_LEADING = frozenset({"at", "in", "the", "on"})


def literal_state(text: str) -> AskedState:
    """A state that the table does not know: the place a person is at, or what a sensor says."""
    state = " ".join(word for word in lexicon().speller.words(text) if word not in _LEADING)
    return AskedState(
        key=state,
        tiers=(frozenset({"person"}), frozenset({"sensor", "binary_sensor", "select"})),
        order={},
        default=("person",),
        sensors=frozenset(),
        below=None,
        action=None,
        match={"*": (state, state.replace(" ", "_"))},
    )


def _state(key: str, raw: RawState) -> AskedState:
    tiers = [split(tier) for tier in raw.domains.split(";")]
    return AskedState(
        key=key,
        tiers=tuple(frozenset(tier) for tier in tiers),
        order={domain: at for at, domain in enumerate(d for tier in tiers for d in tier)},
        default=tuple(split(raw.default)),
        sensors=frozenset(split(raw.sensors)),
        below=raw.below,
        action=raw.action,
        match={domain: tuple(split(states)) for domain, states in raw.match.items()},
    )


def _source(text: str) -> Source:
    domain, at, attribute = text.partition("@")
    if at:
        return Source(domain, None, attribute)
    domain, _, device_class = text.partition("/")
    return Source(domain, device_class, None)
