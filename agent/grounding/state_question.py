"""Whether devices are in a state: who is asked, what they say, and what of it is an answer."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from agent.grounding.amounts import slot
from agent.grounding.answers import MAX_NAMED, Answers
from agent.grounding.context import Context, Reply
from agent.grounding.mentions import Ask, asks, rows_apart
from agent.grounding.outcome import Miss, Outcome, Wish, name_of
from agent.grounding.question_words import AskedState, leads_to_place, questions
from agent.grounding.replies import fact, no_answer, target_slots
from agent.grounding.wording import says
from agent.messages import IntentResult, Slot
from agent.reading import Clause, Span

#: Misses after which any kind of entity is asked.
_OTHER_KIND = frozenset({"kind", "unknown", "none", "ability"})
#: The state of people who are there, and the domains whose state is a place.
_HOME = "home"
_WHEREABOUTS = frozenset({"person", "device_tracker"})


class StateQuestion:
    """A clause that asks for a state.

    Args:
        clause: the question.
        span: the words for the state; None where it is not said, as in "is there smoke".
        context: of the request.
        asked: the state.
    """

    def __init__(
        self, clause: Clause, span: Span | None, context: Context, asked: AskedState
    ) -> None:
        self.clause = clause
        self.span = span
        self.context = context
        self.word = span.text if span is not None else asked.key
        self.asked = asked
        self.answers = Answers(context)

    def replies(self) -> list[Reply]:
        """The answer; where nothing is found that it is about, why not."""
        outcomes = [self._outcome(ask) for ask in self._asks()]
        items = list(dict.fromkeys(at for outcome in outcomes for at in outcome.items))
        if items:
            return [self._answer(outcomes, items)]
        return [self._no_answer(outcome) for outcome in outcomes]

    def _asks(self) -> list[Ask]:
        clause = rows_apart(self.clause, self.context.index)
        return asks(clause, self.context.text, self.context.index.lexicon)

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
        several = outcome.candidates
        if several and (len(several) <= MAX_NAMED or outcome.places or self._alike(several)):
            outcome = replace(outcome, items=several, candidates=(), many=True)
        if outcome.items and outcome.how in ("default", "everything"):
            return self._that_can(outcome)
        return outcome

    def _that_can(self, outcome: Outcome) -> Outcome:
        """Without what nobody named and what cannot be in the state."""
        able = tuple(at for at in outcome.items if self._can_be(at))
        if able:
            return replace(outcome, items=able)
        return replace(outcome, items=(), miss=Miss("state", self.word, name_of(outcome.places)))

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
            everywhere=self.asked.everywhere,
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
        item = self.context.index.items[at]
        if state is None:
            return None
        if self.asked.literal:
            said = questions().said(item.domain, item.entity.device_class, state)
            if {state.casefold(), said.casefold()}.intersection(self.asked.meant(item.domain)):
                return True
        if not self._can_be(at):
            return None
        if self.asked.action is not None:
            action = self.context.states.attribute(at, "hvac_action")
            if isinstance(action, str):
                return action == self.asked.action
        if item.domain == "sensor" and _is_figure(state):
            return self._is_below(at, float(state))
        return state.casefold() in self.asked.meant(item.domain)

    def _is_below(self, at: int, figure: float) -> bool | None:
        """Whether a share lies below the bound of the state; other figures tell no state."""
        unit = self.context.states.attribute(at, "unit_of_measurement")
        bound = self.asked.below
        return figure < bound if bound is not None and unit in ("%", None) else None

    def _can_be(self, at: int) -> bool:
        """Whether an entity of this kind can be in the state at all."""
        item = self.context.index.items[at]
        if not self.asked.literal:
            return item.domain in self.asked.order and self._not_asked(at) is None
        if item.domain in _WHEREABOUTS and self._is_place():
            state = self.context.states.state(at)
            return state != _HOME or self.context.selector().place(self.asked.key) is None
        options = self.context.states.attribute(at, "options")
        known = set(questions().possible(item.domain, item.entity.device_class))
        if isinstance(options, (list, tuple)):
            known.update(str(option).casefold() for option in options)
        return not known.isdisjoint(self.asked.meant(item.domain))

    def _is_place(self) -> bool:
        """Whether the words ask where somebody is: "at work"."""
        span = self.span
        return span is not None and leads_to_place(self.context.text[: span.start], span.text)

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
        picks = self.clause.manner in ("which", "how_many") or self._is_any()
        return Reply(result, speech, tuple(fit if picks and fit else items), tuple(outcomes), facts)

    def _speech(
        self, outcomes: Sequence[Outcome], items: list[int], fit: list[int], rest: list[int]
    ) -> str:
        answers, word, manner = self.answers, self.word, self.clause.manner
        kind = self._kind(outcomes[0])
        if len(items) == 1 and self.span is None and not self._answerable(outcomes[0]):
            return answers.bare(items[0])
        if not fit and not rest:
            return self._not_known(outcomes[0], items)
        if manner == "which":
            return answers.which(fit, kind, word)
        if manner == "how_many":
            return answers.how_many(fit, kind, word)
        if manner == "all":
            return answers.every(fit, rest, word)
        if self._is_negative():
            return answers.which(fit, kind, word)
        if self.span is None and len(items) == 1:
            return answers.one(items[0], bool(fit))
        if self._is_any() or kind == "person":
            return answers.any(fit, kind, word)
        if len(items) == 1:
            return answers.one(items[0], bool(fit))
        if self.span is None:
            return answers.any(fit, kind, word)
        return answers.are(fit, rest, word)

    def _kind(self, outcome: Outcome) -> str:
        """The class that is spoken of; none where sensors only tell of what is."""
        key = outcome.cls or ""
        if self.span is not None and outcome.how != "default":
            return key
        cls = self.context.index.lexicon.classes.get(key)
        return "" if cls is None or cls.publish.domain == "binary_sensor" else key

    def _not_known(self, outcome: Outcome, items: list[int]) -> str:
        """That no state is known, or none that tells what is asked."""
        known = [at for at in items if self.context.states.state(at) is not None]
        if not known:
            return self.answers.unknown(items[0])
        name = outcome.ask.name
        lexicon = self.context.index.lexicon
        said = lexicon.plain(name.text) if name is not None else ""
        plural = lexicon.phrase(said).plural
        return self.answers.cannot(known, said, self.word, plural=plural)

    @staticmethod
    def _answerable(outcome: Outcome) -> bool:
        """Whether yes or no answers a kind alone: "is there smoke in the kitchen"."""
        return outcome.ask.name is None or outcome.cls is not None

    def _is_any(self) -> bool:
        """Whether one that is in the state is enough: "any lights", "anything"."""
        return any(
            ask.quantifier == "any" or (ask.name and ask.name.text.lower().startswith("any"))
            for ask in self._asks()
        )

    def _is_negative(self) -> bool:
        """Whether it is asked if there is none: "is nobody home"."""
        return says(self.clause, self.context.text, questions().negative)

    def _state_slot(self, items: Sequence[int]) -> tuple[Slot, ...]:
        if self.span is None:
            return ()
        meant = {self.asked.meant(self.context.index.items[at].domain)[:1] for at in items}
        value = meant.pop()[0] if len(meant) == 1 else self.asked.key
        return (slot("state", value, self.span),)

    def _no_answer(self, outcome: Outcome) -> Reply:
        """Why there is no answer: of several kinds that are meant unsaid, none is named."""
        miss = outcome.miss
        unsaid = self.asked.literal or len(self.asked.default) != 1
        if miss is not None and (
            miss.kind == "nothing" or (unsaid and miss.what in self.asked.default)
        ):
            outcome = replace(outcome, miss=Miss("state", self.word, miss.where))
        return no_answer(self.clause, self.context, outcome, "HassGetState")


def _is_figure(state: str) -> bool:
    try:
        float(state)
    except ValueError:
        return False
    return True
