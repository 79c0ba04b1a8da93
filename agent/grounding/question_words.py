"""What can be asked of devices: the table ``questions.yaml``."""

from collections.abc import Iterable, Mapping
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
    everywhere: bool = False
    verbs: str = ""
    below: float | None = None
    action: str | None = None


class RawQuantity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A quantity that is asked for, as questions.yaml has it."""

    words: str
    sources: str = msgspec.field(name="from")
    units: str = ""
    unit: str = ""


class QuestionTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """questions.yaml."""

    states: dict[str, RawState]
    possible: dict[str, str]
    quantities: dict[str, RawQuantity]
    sensed: dict[str, str]
    stocked: str
    amount: str
    holders: str
    loose: str
    later: str
    negative: str
    playing: str
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

    everywhere: bool = False
    """Whether several are asked after in the whole home, wherever the speaker is."""
    literal: bool = False
    """Whether no table knows the word: it is compared with what a device says."""

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
    known: bool = True
    """Whether it stands in the table; else it is a word that may stand in a name."""


@dataclass(frozen=True)
class Questions:
    """The table, turned for look-up."""

    states: Mapping[str, AskedState]
    quantities: Mapping[str, Quantity]
    scaled: Mapping[str, float]
    plain_tiers: tuple[frozenset[str], ...]
    plain_order: Mapping[str, int]
    sensed: Mapping[tuple[str, ...], str]
    """What is asked whether there is any of, by the word for the sensor that notices it."""
    stocked: frozenset[str]
    """Words that ask for what is left of a thing."""
    amount: frozenset[tuple[str, ...]]
    """Words before the name of a thing that ask how much there is of it."""
    holders: frozenset[str]
    """Words that end the name of what holds a thing: a tank."""
    loose: frozenset[str]
    """Words beside a quantity that do not tell which one."""
    later: frozenset[str]
    """Words that ask how the weather will be."""
    negative: frozenset[str]
    """Words that turn a question about any around: "nobody"."""
    playing: frozenset[str]
    """States of a media player that plays."""
    claimed: Mapping[str, tuple[str, ...]]
    """Device class of a sensor to the keys of the quantities that it holds."""
    _state_words: Mapping[str, tuple[str, ...]]
    _verbs: Mapping[str, str]
    _possible: Mapping[str, frozenset[str]]
    _quantity_words: Mapping[tuple[str, ...], str]
    _units: Mapping[tuple[str, ...], str]
    _said: Mapping[str, Mapping[str, Mapping[str, str]]]
    answers: Mapping[str, str]

    def state(self, text: str, domain: str | None = None) -> AskedState | None:
        """The state that a word asks for; of several, that of a domain before others."""
        meant = self.states_of(text)
        return next((one for one in meant if domain in one.order), meant[0] if meant else None)

    def states_of(self, text: str) -> tuple[AskedState, ...]:
        """The states that a word may ask for, the likeliest first."""
        plain = fold(text).strip(" .?!")
        for whole in (plain, plain.partition(" from ")[0]):  # "back from practice"
            for drop in ("", "the ", "all ", "still ", "currently ", "at ", "in "):
                keys = self._state_words.get(whole.removeprefix(drop))
                if keys is not None:
                    return tuple(self.states[key] for key in keys)
        return ()

    def done(self, verb: str) -> str | None:
        """The key of the state that a verb leaves a device in: "lock" to "locked"."""
        return self._verbs.get(verb.casefold())

    def possible(self, domain: str, device_class: str | None) -> frozenset[str]:
        """The states that a device of a kind can be in, as it has them and as they are said."""
        said = self._said.get(domain, {})
        forms = said.get(device_class or "*") or said.get("*", {})
        return self._possible.get(domain, frozenset()) | {*forms, *forms.values()}

    def quantity(self, stems: tuple[str, ...]) -> Quantity | None:
        """The quantity that a phrase asks for."""
        key = self._quantity_words.get(stems)
        return None if key is None else self.quantities[key]

    def measured_in(self, stems: tuple[str, ...]) -> Quantity | None:
        """The quantity that is asked for by its unit: "litres left"."""
        key = self._units.get(tuple(stem for stem in stems if stem not in self.loose))
        return None if key is None else self.quantities[key]

    def quantity_in(self, stems: tuple[str, ...]) -> tuple[Quantity, tuple[str, ...]] | None:
        """The quantity that a mention asks for, and its other words.

        One that all other words only go along with ("current humidity level") comes before the
        one that the mention ends with ("oil level").
        """
        for size in range(len(stems), 0, -1):
            for at in range(len(stems) - size + 1):
                rest = stems[:at] + stems[at + size :]
                found = self.quantity(stems[at : at + size])
                if found is not None and found.sources and self.loose.issuperset(rest):
                    return found, ()
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
        sensed={stems(word): key for key, words in raw.sensed.items() for word in split(words)},
        stocked=frozenset(split(raw.stocked)),
        amount=frozenset(stems(word) for word in split(raw.amount)),
        holders=frozenset(split(raw.holders)),
        loose=frozenset(split(raw.loose)),
        later=frozenset(split(raw.later)),
        negative=frozenset(split(raw.negative)),
        playing=frozenset(split(raw.playing)),
        claimed=_claimed(quantities.values()),
        _state_words=_by_word({key: split(one.words) for key, one in raw.states.items()}),
        _verbs={verb: key for key, one in raw.states.items() for verb in split(one.verbs)},
        _possible={domain: frozenset(split(one)) for domain, one in raw.possible.items()},
        _quantity_words={
            word: key for key, one in reversed(list(quantities.items())) for word in one.words
        },
        _units={stems(u): key for key, one in raw.quantities.items() for u in split(one.units)},
        _said=raw.said,
        answers=raw.answers,
    )


def _by_word(table: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Word to the keys that list it, in the order of the table."""
    keys: dict[str, tuple[str, ...]] = {}
    for key, words in table.items():
        for word in words:
            keys[word] = (*keys.get(word, ()), key)
    return keys


def _claimed(quantities: Iterable[Quantity]) -> dict[str, tuple[str, ...]]:
    """Device class of a sensor to the keys of the quantities that it holds."""
    keys: dict[str, tuple[str, ...]] = {}
    for quantity in quantities:
        for source in quantity.sources:
            if source.domain == "sensor" and source.device_class:
                keys[source.device_class] = (*keys.get(source.device_class, ()), quantity.key)
    return keys


#: Words before a place that a person is at.
_LEADING = frozenset({"at", "in", "the", "on"})


def leads_to_place(before: str, said: str) -> bool:
    """Whether words are those of a place: "at work", or "work" after "at"."""
    words = lexicon().speller.words
    return bool(_LEADING.intersection((*words(before)[-1:], *words(said)[:1])))


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
        literal=True,
    )


def _state(key: str, raw: RawState) -> AskedState:
    tiers = [split(tier) for tier in raw.domains.split(";")]
    return AskedState(
        key=key,
        tiers=tuple(frozenset(tier) for tier in tiers),
        order={domain: at for at, domain in enumerate(d for tier in tiers for d in tier)},
        default=tuple(split(raw.default)),
        sensors=frozenset(split(raw.sensors)),
        everywhere=raw.everywhere,
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
