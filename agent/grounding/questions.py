"""Questions about states: "is the back door locked", "which lights are on"."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from agent.grounding.amounts import slot
from agent.grounding.answers import Answers
from agent.grounding.context import Context, Reply
from agent.grounding.mentions import Ask, asks
from agent.grounding.outcome import Outcome, Wish
from agent.grounding.quantities import value_replies
from agent.grounding.question_words import AskedState, literal_state, questions
from agent.grounding.replies import fact, no_answer, target_slots
from agent.grounding.wording import unspanned, worded
from agent.messages import IntentResult, Slot
from agent.reading import Clause, Span

#: Misses after which any kind of entity is asked.
_OTHER_KIND = frozenset({"kind", "unknown", "none", "ability"})


def state_replies(clause: Clause, context: Context) -> list[Reply]:
    """The answer to a question about devices."""
    clause = worded(clause, context.text, context.index.lexicon)
    if clause.intent == "HassClimateGetTemperature" and not clause.of("quantity"):
        return value_replies(clause, context, "room temperature")
    people = _of_people(clause, context)
    if people is not None:
        return people
    states = clause.of("state")
    if states and not clause.of("quantity"):
        return _StateQuestion(clause, states[0], context).replies()
    sensed = _of_sensors(clause, context)
    if sensed is not None:
        replies = _StateQuestion(sensed, None, context).replies()
        if all(reply.intent.status == "ok" for reply in replies):
            return replies
    return value_replies(clause, context)


def _of_people(clause: Clause, context: Context) -> list[Reply] | None:
    """Whether somebody is in a place, as its presence sensors have it; else, who is at home."""
    people = [span for span in clause.of("name", "quantity") if _is_people(span.text, context)]
    said = bool(people) or any(
        _is_people(word, context) for word in unspanned(clause, context.text)
    )
    asked = {state.key for s in clause.of("state") if (state := questions().state(s.text))}
    if clause.manner not in (None, "is") or len(people) < len(clause.of("name", "quantity")):
        return None
    if not (said or asked) or not asked <= {"home", "detected"} or not clause.of("area"):
        return None
    selector = context.selector()
    places = [selector.place(span.text) for span in clause.of("area")]
    if all(place is not None and place.areas and place.kind != "home" for place in places):
        sensed = replace(clause, spans=clause.of("area"))
        replies = _StateQuestion(sensed, None, context).replies()
        if all(reply.intent.status == "ok" for reply in replies):
            return replies
    unnamed = replace(clause, spans=tuple(s for s in clause.spans if s not in people))
    here = next(iter(clause.of("state")), None)
    return _StateQuestion(unnamed, here, context, "home").replies() if said else None


def _is_people(text: str, context: Context) -> bool:
    """Whether a mention is "anyone", "somebody" or the like."""
    stems = context.index.lexicon.phrase(text).stems
    found = context.index.lexicon.class_in(stems)
    return found is not None and found.word == stems and found.cls.key == "person"


def _of_sensors(clause: Clause, context: Context) -> Clause | None:
    """A question whether something is sensed: "is there smoke", "is there motion in the hall"."""
    if clause.manner is None:
        return None
    lexicon = context.index.lexicon
    spans = []
    for span in clause.spans:
        stems = lexicon.phrase(span.text).stems
        found = lexicon.class_in(stems)
        if span.kind == "quantity" and (found is None or found.word != stems):
            return None
        if span.kind == "name" and not (found and found.cls.publish.domain == "binary_sensor"):
            return None
        spans.append(replace(span, kind="name") if span.kind == "quantity" else span)
    return replace(clause, spans=tuple(spans))


class _StateQuestion:
    """A clause that asks for a state; without a span, whether a sensor detects something."""

    def __init__(
        self, clause: Clause, span: Span | None, context: Context, unsaid: str = "detected"
    ) -> None:
        self.clause = clause
        self.span = span
        self.context = context
        self.word = span.text if span is not None else unsaid
        self.asked: AskedState = questions().state(self.word) or literal_state(self.word)
        self.answers = Answers(context)

    def replies(self) -> list[Reply]:
        outcomes = [self._outcome(ask) for ask in self._asks()]
        items = list(dict.fromkeys(at for outcome in outcomes for at in outcome.items))
        if items:
            return [self._answer(outcomes, items)]
        return [self._no_answer(outcome) for outcome in outcomes]

    def _asks(self) -> list[Ask]:
        return asks(self.clause, self.context.text, self.context.index.lexicon)

    def _outcome(self, ask: Ask) -> Outcome:
        """What is asked about; several that do not differ are as good as one."""
        manner = self.clause.manner
        anything = ask.name is None and not ask.places
        if ask.quantifier is None and (manner in ("all", "which", "how_many") or anything):
            ask = replace(ask, quantifier="any")
        selector = self.context.selector()
        outcome = selector.select(ask, self._wish(self.asked.tiers, self.asked.order))
        if self.span and outcome.miss is not None and outcome.miss.kind in _OTHER_KIND:
            tables = questions()
            other = selector.select(ask, self._wish(tables.plain_tiers, tables.plain_order))
            outcome = other if other.miss is None else outcome
        if outcome.candidates and (outcome.places or self._alike(outcome.candidates)):
            return replace(outcome, items=outcome.candidates, candidates=(), many=True)
        return outcome

    def _wish(self, tiers: tuple[frozenset[str], ...], order: object) -> Wish:
        return Wish(
            tiers=tiers,
            order=order if isinstance(order, dict) else None,
            default=self.asked.default,
            several=True,
            ambient=True,
            everything=self._everything(),
            all_defaults=True,
            strict=True,
            lacks=self._not_asked,
        )

    def _everything(self) -> frozenset[str]:
        if self.asked.default == ("light",):
            return self.context.actions.everything
        return frozenset()

    def _not_asked(self, at: int) -> str | None:
        """Binary sensors of another kind cannot be in the state."""
        item = self.context.index.items[at]
        if item.domain != "binary_sensor" or not self.asked.sensors:
            return None
        device_class = item.entity.device_class
        return None if device_class is None or device_class in self.asked.sensors else "state"

    def _alike(self, items: Iterable[int]) -> bool:
        return len({self._fits(at) for at in items}) == 1

    def _fits(self, at: int) -> bool | None:
        """Whether an entity is in the state; None where that is not known."""
        state = self.context.states.state(at)
        if state is None:
            return None
        domain = self.context.index.items[at].domain
        if self.asked.action is not None:
            action = self.context.states.attribute(at, "hvac_action")
            if isinstance(action, str):
                return action == self.asked.action
        if self.asked.below is not None and domain == "sensor":
            try:
                return float(state) < self.asked.below
            except ValueError:
                return None
        return state.casefold() in self.asked.meant(domain)

    def _answer(self, outcomes: Sequence[Outcome], items: list[int]) -> Reply:
        known = {at: self._fits(at) for at in items}
        fit = [at for at in items if known[at]]
        rest = [at for at in items if known[at] is False]
        speech = self._speech(outcomes, items, fit, rest)
        slots = target_slots(self.context, [o for o in outcomes if o.items], items)
        result = IntentResult(
            intent="HassGetState",
            confidence=self.clause.confidence,
            status="ok",
            slots=(*slots, *self._state_slot(items)),
            targets=tuple(self.context.index.items[at].entity.id for at in items),
        )
        facts = tuple(fact(self.context, at) | {"match": known[at]} for at in items)
        picks = self.clause.manner in ("which", "how_many") or self._is_any(outcomes)
        return Reply(result, speech, tuple(fit if picks and fit else items), tuple(outcomes), facts)

    def _speech(
        self, outcomes: Sequence[Outcome], items: list[int], fit: list[int], rest: list[int]
    ) -> str:
        answers, word, manner = self.answers, self.word, self.clause.manner
        kind = outcomes[0].cls or ""
        if not fit and not rest:
            return answers.unknown(items[0])
        if manner == "which":
            return answers.which(fit, kind, word)
        if manner == "how_many":
            return answers.how_many(fit, kind, word)
        if manner == "all":
            return answers.every(fit, rest, word)
        if self._is_any(outcomes) or kind == "person":
            return answers.any(fit, kind, word)
        if len(items) == 1 and not self._answerable(items[0], outcomes[0]):
            return answers.bare(items[0])
        if len(items) == 1:
            return answers.one(items[0], bool(fit))
        if fit and self.span is None:
            return answers.any(fit, kind, word)
        return answers.are(fit, rest, word)

    def _answerable(self, at: int, outcome: Outcome) -> bool:
        """Whether yes or no answers what is asked.

        A state does, of a kind of device that can be in it; else the words of a kind: "is there
        smoke in the kitchen".
        """
        if self.span is not None:
            domain = self.context.index.items[at].domain
            return not self.asked.order or domain in self.asked.order
        return outcome.ask.name is None or outcome.cls is not None

    @staticmethod
    def _is_any(outcomes: Sequence[Outcome]) -> bool:
        return any(
            outcome.ask.quantifier == "any"
            or (outcome.ask.name is not None and outcome.ask.name.text.lower().startswith("any"))
            for outcome in outcomes
        )

    def _state_slot(self, items: Sequence[int]) -> tuple[Slot, ...]:
        if self.span is None:
            return ()
        meant = {self.asked.meant(self.context.index.items[at].domain)[:1] for at in items}
        value = meant.pop()[0] if len(meant) == 1 else self.asked.key
        return (slot("state", value, self.span),)

    def _no_answer(self, outcome: Outcome) -> Reply:
        return no_answer(self.clause, self.context, outcome, "HassGetState")
