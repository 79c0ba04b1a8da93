"""Where a figure stands: in the state of a sensor, or in an attribute of a device."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from agent.grounding.context import Context
from agent.grounding.query import Query, Scope
from agent.grounding.question_words import Quantity, Source, questions
from agent.grounding.text import Phrase

_SENSORS = (frozenset({"sensor"}), frozenset({"binary_sensor"}))
_STATE = Source("sensor", None, None)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and where it stands."""

    at: int
    value: Any
    """None where it is not known."""
    unit: str
    attribute: str | None


class Figures:
    """Looks figures up in one home."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._index = context.index

    def look(
        self,
        phrase: Phrase | None,
        quantity: Quantity,
        scope: frozenset[str] | None,
        *,
        every: bool = False,
    ) -> list[Figure]:
        """The figures of the best source that has any.

        Args:
            phrase: what the figure is of; None where only a place tells.
            quantity: what is asked for.
            scope: the areas looked in; None for the whole home.
            every: whether to give all, not only those of the thing or the place itself.
        """
        told = (self._from(source, phrase, quantity, scope) for source in quantity.sources)
        known = (figures for figures in told if figures)
        first = next(known, None)
        if first is None:
            return self._named_so(phrase, quantity, scope) if phrase is not None else []
        if every:
            return first
        if phrase is None and scope and len(scope) == 1 and quantity.key == "room temperature":
            # The thermometer of a room tells it before an oven that stands there.
            for figures in (first, *known):
                own = [one for one in figures if not self._extra(one, None, quantity)]
                if own:
                    return own
        return self._plainest(first, phrase, quantity)

    def _from(
        self,
        source: Source,
        phrase: Phrase | None,
        quantity: Quantity,
        scope: frozenset[str] | None,
    ) -> list[Figure]:
        """The figures of one source."""
        items = self._of(source, phrase, scope)
        return [f for at in items if (f := self._figure(at, source, quantity)) is not None]

    def _of(
        self, source: Source, phrase: Phrase | None, scope: frozenset[str] | None
    ) -> Iterable[int]:
        """The entities that a source may stand for."""
        if phrase is not None:
            tiers = None if source.domain == "any" else (frozenset({source.domain}),)
            found = self._context.finder.find(Query(phrase, Scope(scope), True, tiers))
            return (
                found.items if found is not None else self._whose_names_hold(phrase, source, scope)
            )
        if source.domain == "any":
            return ()
        key = f"{source.domain}/{source.device_class or '*'}"
        return self._index.members(key, scope)

    def _whose_names_hold(
        self, phrase: Phrase, source: Source, scope: frozenset[str] | None
    ) -> Iterable[int]:
        """Sensors of a kind named after the thing asked about: "Front Door Lock Battery"."""
        if source.device_class is None:
            return ()
        items = self._index.items
        called = {phrase.stems}.union(*(items[i].names for i in self._index.named(phrase)))
        members = self._index.members(f"{source.domain}/{source.device_class}", scope)
        return [
            i for i in members if any(set(n).issuperset(c) for n in items[i].names for c in called)
        ]

    def _figure(self, at: int, source: Source, quantity: Quantity) -> Figure | None:
        states, entity = self._context.states, self._index.items[at].entity
        if source.attribute is not None:
            attributes = states.attributes(at)
            if source.attribute not in attributes:
                return None
            value = attributes[source.attribute]
            scale = questions().scaled.get(source.attribute)
            if scale is not None and isinstance(value, (int, float)):
                value = round(value * scale)
            unit = attributes.get(f"{source.attribute}_unit")
            return Figure(at, value, str(unit or quantity.unit), source.attribute)
        if entity.device_class != source.device_class and source.device_class is not None:
            return None
        unit = states.attribute(at, "unit_of_measurement")
        return Figure(at, states.state(at), unit if isinstance(unit, str) else quantity.unit, None)

    def _named_so(
        self, phrase: Phrase, quantity: Quantity, scope: frozenset[str] | None
    ) -> list[Figure]:
        """Sensors that go by the mention, one named after the quantity before others.

        One that measures something else is no answer: a temperature is no amount of milk.
        """
        query = Query(phrase, Scope(scope), True, _SENSORS, plainly=not quantity.known)
        found = self._context.finder.find(query)
        if found is None:
            chosen: Iterable[int] = self._holding(phrase, quantity, scope)
        elif quantity.known:
            chosen = self._of_quantity(found.items, phrase, quantity)
        else:
            chosen = [i for i in found.items if not self._is_of_another(i, phrase)]
        figures = (self._figure(i, _STATE, quantity) for i in chosen)
        return [figure for figure in figures if figure is not None]

    def _holding(
        self, phrase: Phrase, quantity: Quantity, scope: frozenset[str] | None
    ) -> list[int]:
        """Sensors of what holds a thing: of water, the "Water Tank"."""
        if quantity.key not in ("level", "amount"):
            return []
        beside = questions().holders | self._index.lexicon.soft | {"level", "sensor"}
        return [
            at
            for at in self._index.members("sensor/", scope)
            if any(
                set(name).issuperset(phrase.stems)
                and beside.issuperset(set(name) - set(phrase.stems))
                for name in self._index.items[at].names
            )
        ]

    def _of_quantity(
        self, items: Iterable[int], phrase: Phrase, quantity: Quantity
    ) -> Iterable[int]:
        """Sensors named after a quantity; else those that do not say what they measure."""
        named = [i for i in items if self._says(i, phrase, quantity)]
        if named:
            return named
        sensors = [i for i in items if self._index.items[i].domain == "sensor"]
        blank = [i for i in sensors if self._index.items[i].entity.device_class is None]
        rest = [i for i in sensors if not self._claiming(i)]
        return blank or (rest if len(rest) == 1 else ())

    def _is_of_another(self, at: int, phrase: Phrase) -> bool:
        """Whether a sensor is by its kind and its name one of a quantity that is not asked for."""
        return any(self._says(at, phrase, one) for one in self._claiming(at))

    def _claiming(self, at: int) -> list[Quantity]:
        """The quantities that a sensor is of, if it is of any but a mere amount."""
        tables = questions()
        device_class = self._index.items[at].entity.device_class or ""
        keys = tables.claimed.get(device_class, ())
        return [] if "amount" in keys else [tables.quantities[key] for key in keys]

    def _says(self, at: int, phrase: Phrase, quantity: Quantity) -> bool:
        """Whether a name holds, beside the words of the mention, those of the quantity."""
        rests = [set(name).difference(phrase.stems) for name in self._index.items[at].names]
        return any(rest.issuperset(word) for rest in rests for word in quantity.words)

    def _plainest(
        self, figures: list[Figure], phrase: Phrase | None, quantity: Quantity
    ) -> list[Figure]:
        """The figure of the thing itself: "Kitchen Temperature" before "Fridge Temperature"."""
        extra = [self._extra(figure, phrase, quantity) for figure in figures]
        least = min(extra)
        return [figure for figure, more in zip(figures, extra, strict=True) if more == least]

    def _extra(self, figure: Figure, phrase: Phrase | None, quantity: Quantity) -> int:
        """How many words of a name are not those of the thing, its place and the quantity."""
        known = set(phrase.stems) if phrase is not None else set()
        known |= {word for words in quantity.words for word in words}
        known |= self._index.lexicon.soft | {"sensor", "level"}
        item = self._index.items[figure.at]
        known |= self._index.places.tokens.get(item.area or "", frozenset())
        return min((len(set(name) - known) for name in item.names), default=0)
