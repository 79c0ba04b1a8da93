"""Questions about figures: "how warm is the kitchen", "how full is the rain tank"."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from agent.grounding.amounts import slot
from agent.grounding.answers import Answers, measured
from agent.grounding.context import Context, Reply
from agent.grounding.figures import Figure, Figures
from agent.grounding.mentions import Ask, asks
from agent.grounding.outcome import Miss, Outcome, Wish
from agent.grounding.places import Place
from agent.grounding.players import playing
from agent.grounding.query import Query, Scope
from agent.grounding.question_words import Quantity, questions
from agent.grounding.replies import fact, merged, no_answer, target_slots
from agent.grounding.text import Phrase
from agent.messages import IntentResult
from agent.reading import Clause, Span

#: Most figures that are answered at once; of more, one is to be chosen.
MAX_FIGURES = 4


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
        self.figures = Figures(context)
        spans = clause.of("quantity")
        self.span: Span | None = spans[0] if spans else None

    def replies(self) -> list[Reply]:
        clause = self.clause
        return [self._reply(ask) for ask in asks(clause, self.context.text, self.index.lexicon)]

    def _reply(self, ask: Ask) -> Reply:
        """The first reading of the words that finds a figure; else why the likeliest does not."""
        replies: list[Reply] = []
        for phrase, quantity in self._readings(ask):
            if quantity is None or (quantity.known and not quantity.sources):
                return self._plain(ask)
            replies.append(self._figures(ask, phrase, quantity))
            if replies[-1].intent.status != "no_target":
                return replies[-1]
        return replies[0]

    def _readings(self, ask: Ask) -> list[tuple[Phrase | None, Quantity | None]]:
        """What the figure may be of, and what it may measure, the likeliest first."""
        phrase = self.index.lexicon.phrase(ask.name.text) if ask.name else None
        if self.span is not None:
            said = self.index.lexicon.phrase(self.span.text)
            return self._said(said, None if self._is_anything(phrase) else phrase)
        if self.meant is not None or phrase is None or self._whole_name(phrase):
            return [(phrase, self.meant)]
        split = questions().quantity_in(phrase.stems)
        if split is None:
            return [(phrase, None)]
        rest = replace(phrase, stems=split[1]) if split[1] else None
        return [(rest, split[0]), (phrase, None)]

    def _said(
        self, said: Phrase, phrase: Phrase | None
    ) -> list[tuple[Phrase | None, Quantity | None]]:
        """How the words for a quantity can be meant.

        Those that are no quantity are part of a sensor's name, "oil level"; beside the name of a
        thing they may be what it holds: "how much milk is in the tank".
        """
        tables = questions()
        known = tables.quantity(said.stems) or tables.measured_in(said.stems)
        quantity, rest = (known, ()) if known else tables.quantity_in(said.stems) or (None, ())
        if quantity is not None and not rest:
            return [(phrase, quantity)]
        if quantity is None and self.clause.intent == "HassClimateGetTemperature":
            quantity = tables.quantities["temperature"]
        words = rest or tuple(w for w in said.stems if w not in tables.loose) or said.stems
        own = phrase.stems if phrase is not None else ()
        rows = dict.fromkeys((own + words, words + own))
        whole = [replace(phrase or said, stems=row, plural=False) for row in rows]
        meant = quantity or Quantity(said.text, frozenset({words}), (), "", known=False)
        if quantity is None and phrase is None and self._asks_how_much():
            meant = replace(tables.quantities["amount"], known=False)
        readings: list[tuple[Phrase | None, Quantity | None]] = [(one, meant) for one in whole]
        if phrase is not None and (self._asks_how_much() if quantity is None else _is_level(meant)):
            readings.append((phrase, quantity or tables.quantities["amount"]))
        return readings

    def _asks_how_much(self) -> bool:
        """Whether the words before the quantity ask for an amount: "how much milk"."""
        before = self.context.text[self.clause.start : self.span.start] if self.span else ""
        words = tuple(self.index.lexicon.speller.words(before))
        return any(words[-len(amount) :] == amount for amount in questions().amount)

    def _is_anything(self, phrase: Phrase | None) -> bool:
        return phrase is not None and " ".join(phrase.stems) in self.index.lexicon.everything

    def _whole_name(self, phrase: Phrase) -> bool:
        return bool(self.index.named(phrase))

    # States without a word for them ---------------------------------------------------------

    def _plain(self, ask: Ask) -> Reply:
        """The state of a device: "what about the front door"."""
        tables = questions()
        wish = Wish(tiers=tables.plain_tiers, order=tables.plain_order, several=True)
        outcome = self.context.selector().select(ask, wish)
        if 0 < len(outcome.candidates) <= MAX_FIGURES:
            outcome = replace(outcome, items=outcome.candidates, candidates=(), many=True)
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
            device = self.index.lexicon.phrase(span.text)
            if place is None and phrase is None and self._whole_name(device):
                phrase = device  # "how humid is it in the oven"
                continue
            if place is None or place.kind == "here":
                kind = "here" if place else "place"
                return self._none(ask, Miss(kind, span.text))
            places.append(place)
        thing = phrase
        if phrase is not None and not self._whole_name(phrase):
            alone = selector.place(" ".join(phrase.stems))
            if alone is not None and alone.areas and alone.kind != "either":
                places.append(alone)
                phrase = None
        scopes = self._scopes(places)
        anything = self._is_anything(self.index.lexicon.phrase(ask.name.text) if ask.name else None)
        if quantity.key == "title":
            return self._titles(ask, phrase, scopes, places)
        # What is a place's name may be that of what is kept there: "how much flour is left".
        for what in dict.fromkeys((phrase, thing if _is_level(quantity) else phrase)):
            for scope in scopes:
                figures = self.figures.look(what, quantity, scope, every=anything)
                if figures:
                    return self._answer(ask, figures, quantity, places if what is phrase else [])
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

    def _answer(
        self, ask: Ask, figures: list[Figure], quantity: Quantity, places: list[Place]
    ) -> Reply:
        figures = sorted(figures, key=lambda figure: figure.at)
        outcome = Outcome(ask, tuple(figure.at for figure in figures), places=tuple(places))
        if len(figures) > MAX_FIGURES:
            outcome = replace(outcome, items=(), candidates=outcome.items)
            return no_answer(self.clause, self.context, outcome, self._intent())
        return self._told(outcome, figures, self._speech(figures, quantity, places))

    def _titles(
        self,
        ask: Ask,
        phrase: Phrase | None,
        scopes: Sequence[frozenset[str] | None],
        places: list[Place],
    ) -> Reply:
        """What the players play."""
        figures, plays = playing(phrase, scopes, self.context)
        if not figures:
            where = places[-1].name if places else ""
            if ask.name is not None and phrase is not None:
                return self._what_it_is_on(ask, phrase)
            return self._none(ask, Miss("empty", "media", where))
        figures = figures[:MAX_FIGURES] if plays else figures
        outcome = Outcome(ask, tuple(figure.at for figure in figures), places=tuple(places))
        speech = self.answers.titles([(f.at, f.value) for f in figures], plays)
        return self._told(outcome, figures, speech)

    def _what_it_is_on(self, ask: Ask, phrase: Phrase) -> Reply:
        """What is no player is on a temperature, or in a state: "what's the thermostat on"."""
        reply = self._figures(ask, phrase, questions().quantities["target temperature"])
        return self._plain(ask) if reply.intent.status == "no_target" else reply

    def _told(self, outcome: Outcome, figures: list[Figure], speech: str) -> Reply:
        """An answer from these figures."""
        slots = target_slots(self.context, [outcome], outcome.items)
        facts = tuple(
            fact(self.context, f.at)
            | {"value": f.value, "unit": f.unit or None}
            | ({"attribute": f.attribute} if f.attribute else {})
            for f in figures
        )
        return Reply(self._result(outcome.items, slots), speech, outcome.items, (outcome,), facts)

    def _speech(self, figures: list[Figure], quantity: Quantity, places: list[Place]) -> str:
        place = places[-1].name if places and places[-1].kind == "area" else None
        if len(figures) > 1:
            pairs = [(f.at, self._worded(f)) for f in figures]
            return self.answers.values(pairs)
        figure = figures[0]
        if figure.value is None:
            return self.answers.unknown(figure.at, quantity.key)
        return self.answers.value(figure.at, self._worded(figure), quantity.key, place)

    def _worded(self, figure: Figure) -> str:
        item = self.index.items[figure.at]
        if figure.value is None:
            return ""
        if item.domain == "binary_sensor":
            return self.answers.state(figure.at)
        return measured(figure.value, figure.unit)

    def _why_not(
        self, ask: Ask, phrase: Phrase | None, quantity: Quantity, places: list[Place]
    ) -> Miss:
        if ask.name is None or phrase is None:
            said = self.span is not None and phrase is not None and quantity.key != "temperature"
            what = self.span.text if said and self.span else quantity.key
            return Miss("quantity", what, places[-1].name if places else "")
        query = Query(self.index.lexicon.phrase(ask.name.text), Scope(None), True, None)
        if self.context.finder.find(query) is None:
            return Miss("unknown", ask.name.text)
        return Miss("quantity of", ask.name.text, quantity.key)

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


def _is_level(quantity: Quantity) -> bool:
    """Whether a quantity is how much there is of something."""
    return quantity.key in ("level", "amount")
