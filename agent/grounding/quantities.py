"""Questions about figures: "how warm is the kitchen", "how full is the rain tank"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from agent.grounding.amounts import slot
from agent.grounding.answers import Answers, measured
from agent.grounding.context import Context, Reply
from agent.grounding.mentions import Ask, asks
from agent.grounding.outcome import Miss, Outcome, Wish
from agent.grounding.places import Place
from agent.grounding.query import Query, Scope
from agent.grounding.question_words import Quantity, Source, questions
from agent.grounding.replies import fact, merged, no_answer, target_slots
from agent.grounding.text import Phrase
from agent.messages import IntentResult
from agent.reading import Clause, Span

#: Most figures that are answered at once; of more, one is to be chosen.
MAX_FIGURES = 4


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and where it stands."""

    at: int
    value: Any
    """None where it is not known."""
    unit: str
    attribute: str | None


def value_replies(clause: Clause, context: Context, quantity: str | None = None) -> list[Reply]:
    """The answer to a question about a figure, or about a state that is not named.

    Args:
        clause: the question.
        context: of the request.
        quantity: what is asked for where no span says it, a key of questions.yaml.
    """
    return _ValueQuestion(clause, context, quantity).replies()


class _ValueQuestion:
    def __init__(self, clause: Clause, context: Context, quantity: str | None) -> None:
        self.clause = clause
        self.context = context
        self.meant = questions().quantities[quantity] if quantity else None
        self.index = context.index
        self.answers = Answers(context)
        spans = clause.of("quantity")
        self.span: Span | None = spans[0] if spans else None

    def replies(self) -> list[Reply]:
        clause = self.clause
        return [self._reply(ask) for ask in asks(clause, self.context.text, self.index.lexicon)]

    def _reply(self, ask: Ask) -> Reply:
        phrase = self.index.lexicon.phrase(ask.name.text) if ask.name else None
        quantity = self._quantity()
        if quantity is None and phrase is not None:
            exact = self._whole_name(phrase)
            split = None if exact else questions().quantity_in(phrase.stems)
            if split is not None:
                quantity = split[0]
                phrase = replace(phrase, stems=split[1]) if split[1] else None
        if quantity is None or not quantity.sources:
            return self._plain(ask)
        return self._figures(ask, phrase, quantity)

    def _quantity(self) -> Quantity | None:
        if self.span is None:
            return self.meant
        stems = self.index.lexicon.phrase(self.span.text).stems
        found = questions().quantity(stems) or questions().quantity(stems[-1:])
        if found is not None:
            return found
        split = questions().quantity_in(stems)
        return split[0] if split else Quantity(self.span.text, frozenset({stems}), _ANY, "")

    def _whole_name(self, phrase: Phrase) -> bool:
        return bool(self.index.named(phrase))

    # States without a word for them ---------------------------------------------------------

    def _plain(self, ask: Ask) -> Reply:
        """The state of a device: "what about the front door"."""
        tables = questions()
        wish = Wish(tiers=tables.plain_tiers, order=tables.plain_order, several=True)
        outcome = self.context.selector().select(ask, wish)
        if not outcome.items:
            return no_answer(self.clause, self.context, outcome, self._intent())
        items = list(outcome.items)[:MAX_FIGURES]
        speech = " ".join(self.answers.bare(at) for at in items)
        facts = tuple(fact(self.context, at) for at in items)
        slots = target_slots(self.context, [outcome], items)
        return Reply(self._result(items, slots), speech, tuple(items), (outcome,), facts)

    # Figures --------------------------------------------------------------------------------

    def _figures(self, ask: Ask, phrase: Phrase | None, quantity: Quantity) -> Reply:
        selector = self.context.selector()
        places: list[Place] = []
        for span in ask.places:
            place = selector.place(span.text)
            if place is None or place.kind == "here":
                kind = "here" if place else "place"
                return self._none(ask, Miss(kind, span.text))
            places.append(place)
        if phrase is not None and not self._whole_name(phrase):
            alone = selector.place(" ".join(phrase.stems))
            if alone is not None and alone.areas and alone.kind != "either":
                places.append(alone)
                phrase = None
        scopes = self._scopes(places)
        for scope in scopes:
            figures = self._look(phrase, quantity, scope)
            if figures:
                return self._answer(ask, figures, quantity, places)
        if quantity.key == "title":
            return self._plain(ask)
        return self._none(ask, self._why_not(ask, phrase, quantity, places))

    def _scopes(self, places: Sequence[Place]) -> list[frozenset[str] | None]:
        said: frozenset[str] | None = None
        for place in places:
            if place.kind != "home":
                said = place.areas if said is None else said & place.areas
        speaker = self.context.setting.speaker
        if said is not None or places:
            return [said]
        return [frozenset({speaker}), None] if speaker is not None else [None]

    def _look(
        self, phrase: Phrase | None, quantity: Quantity, scope: frozenset[str] | None
    ) -> list[Figure]:
        """The figures of the best source that has any."""
        for source in quantity.sources:
            items = self._of(source, phrase, scope)
            figures = [self._figure(at, source, quantity) for at in items]
            figures = [f for f in figures if f is not None]
            if figures:
                return self._plainest([f for f in figures if f], phrase, quantity)
        if phrase is None and quantity.sources is not _ANY:
            return []
        return self._named_so(phrase, quantity, scope)

    def _of(
        self, source: Source, phrase: Phrase | None, scope: frozenset[str] | None
    ) -> Iterable[int]:
        """The entities that a source may stand for."""
        if phrase is not None:
            tiers = None if source.domain == "any" else (frozenset({source.domain}),)
            query = Query(phrase, Scope(scope), True, tiers)
            found = self.context.finder.find(query)
            return (
                found.items if found is not None else self._whose_names_hold(phrase, source, scope)
            )
        if source.domain == "any":
            return ()
        key = f"{source.domain}/{source.device_class or '*'}"
        return self.index.members(key, scope)

    def _whose_names_hold(
        self, phrase: Phrase, source: Source, scope: frozenset[str] | None
    ) -> Iterable[int]:
        """Sensors of a kind named after the thing asked about: "Front Door Lock Battery"."""
        if source.device_class is None:
            return ()
        said = set(phrase.stems)
        members = self.index.members(f"{source.domain}/{source.device_class}", scope)
        return [i for i in members if any(said <= set(n) for n in self.index.items[i].names)]

    def _figure(self, at: int, source: Source, quantity: Quantity) -> Figure | None:
        states, entity = self.context.states, self.index.items[at].entity
        if source.attribute is not None:
            attributes = states.attributes(at)
            if source.attribute not in attributes:
                return None
            value = attributes[source.attribute]
            scale = questions().scaled.get(source.attribute)
            if scale is not None and isinstance(value, (int, float)):
                value = round(value * scale)
            return Figure(at, value, quantity.unit, source.attribute)
        if entity.device_class != source.device_class and source.device_class is not None:
            return None
        unit = states.attribute(at, "unit_of_measurement")
        return Figure(at, states.state(at), unit if isinstance(unit, str) else quantity.unit, None)

    def _named_so(
        self, phrase: Phrase | None, quantity: Quantity, scope: frozenset[str] | None
    ) -> list[Figure]:
        """Sensors that go by the mention, one named after the quantity before others."""
        if phrase is None:
            return []
        query = Query(
            phrase, Scope(scope), True, (frozenset({"sensor"}), frozenset({"binary_sensor"}))
        )
        found = self.context.finder.find(query)
        if found is None:
            return []
        words = {word for phrase_ in quantity.words for word in phrase_}
        items = self.index.items
        so = [i for i in found.items if any(words & set(n) for n in items[i].names)]
        blank = [i for i in found.items if items[i].entity.device_class is None]
        chosen = so or blank or (found.items if len(found.items) == 1 else ())
        bare = Source("sensor", None, None)
        return [f for f in (self._figure(i, bare, quantity) for i in chosen) if f is not None]

    def _plainest(
        self, figures: list[Figure], phrase: Phrase | None, quantity: Quantity
    ) -> list[Figure]:
        """The figure of the thing itself: "Kitchen Temperature" before "Fridge Temperature"."""
        known = set(phrase.stems) if phrase is not None else set()
        known |= {word for words in quantity.words for word in words}
        known |= self.index.lexicon.soft | {"sensor", "level"}

        def extra(figure: Figure) -> int:
            item = self.index.items[figure.at]
            own = known | self.index.places.tokens.get(item.area or "", frozenset())
            return min((len(set(name) - own) for name in item.names), default=0)

        least = min(extra(figure) for figure in figures)
        return [figure for figure in figures if extra(figure) == least]

    def _answer(
        self, ask: Ask, figures: list[Figure], quantity: Quantity, places: list[Place]
    ) -> Reply:
        figures = sorted(figures, key=lambda figure: figure.at)
        items = tuple(figure.at for figure in figures)
        if len(figures) > MAX_FIGURES:
            outcome = Outcome(ask, candidates=items, places=tuple(places))
            return no_answer(self.clause, self.context, outcome, self._intent())
        outcome = Outcome(ask, items, places=tuple(places))
        slots = target_slots(self.context, [outcome], items)
        facts = tuple(
            fact(self.context, f.at)
            | {"value": f.value, "unit": f.unit or None}
            | ({"attribute": f.attribute} if f.attribute else {})
            for f in figures
        )
        speech = self._speech(figures, quantity, places)
        return Reply(self._result(items, slots), speech, items, (outcome,), facts)

    def _speech(self, figures: list[Figure], quantity: Quantity, places: list[Place]) -> str:
        place = places[-1].name if places and places[-1].kind == "area" else None
        if len(figures) > 1:
            pairs = [(f.at, self._said(f)) for f in figures]
            return self.answers.values(pairs)
        figure = figures[0]
        if figure.value is None and quantity.key != "title":
            return self.answers.unknown(figure.at, quantity.key)
        return self.answers.value(figure.at, self._said(figure), quantity.key, place)

    def _said(self, figure: Figure) -> str:
        item = self.index.items[figure.at]
        if figure.value is None:
            return ""
        if item.domain == "binary_sensor":
            return self.answers.state(figure.at)
        return measured(figure.value, figure.unit)

    def _why_not(
        self, ask: Ask, phrase: Phrase | None, quantity: Quantity, places: list[Place]
    ) -> Miss:
        if places and phrase is None:
            return Miss("empty", quantity.key, places[-1].name)
        if phrase is None:
            return Miss("none", quantity.key)
        query = Query(phrase, Scope(None), True, None)
        known = self.context.finder.find(query) is not None
        return Miss("state" if known else "unknown", ask.name.text if ask.name else "")

    def _none(self, ask: Ask, miss: Miss) -> Reply:
        outcome = Outcome(ask, miss=miss)
        return no_answer(self.clause, self.context, outcome, self._intent())

    def _intent(self) -> str:
        return self.clause.intent or "HassGetState"

    def _result(self, items: Sequence[int], slots: Iterable[Any]) -> IntentResult:
        spans = (slot(span.kind, span.text, span) for span in self.clause.of("quantity"))
        return IntentResult(
            intent=self._intent(),
            confidence=self.clause.confidence,
            status="ok",
            slots=merged([*slots, *spans]),
            targets=tuple(self.index.items[at].entity.id for at in items),
        )


#: Where a quantity is not known by its name, any sensor may hold it.
_ANY: tuple[Source, ...] = (Source("none", None, None),)
