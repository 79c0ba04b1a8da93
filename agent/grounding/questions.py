"""Questions about states: "is the back door locked", "which lights are on"."""

from collections.abc import Sequence
from dataclasses import replace

from agent.grounding.context import Context, Reply
from agent.grounding.leftover import has_more
from agent.grounding.mentions import owned
from agent.grounding.passing import mentioned
from agent.grounding.plain import plain_reply
from agent.grounding.quantities import value_replies
from agent.grounding.question_words import literal_state, questions
from agent.grounding.state_question import StateQuestion
from agent.grounding.wording import unspanned, worded
from agent.reading import Clause, Span

#: Keys of states: of people who are there, and of what a sensor notices.
_HOME, _SENSED = "home", "detected"


def state_replies(clause: Clause, context: Context) -> list[Reply]:
    """The answer to a question about devices."""
    clause = worded(clause, context.text, context.index.lexicon)
    clause = mentioned(clause, context.text, context.index, lambda _: True) or clause
    clause = owned(clause, context.text, context.index)
    if clause.intent == "HassClimateGetTemperature" and not clause.of("quantity"):
        replies = value_replies(clause, context, "room temperature")
        return _of_its_name(clause, context, "temperature", replies) or replies
    people = _of_people(clause, context)
    if people is not None:
        return people
    states = clause.of("state")
    if states and not clause.of("quantity"):
        return _of_state(clause, states[0], context)
    sensed = _as_sensed(_of_sensors(clause, context), context)
    if sensed is not None:
        return sensed
    replies = value_replies(clause, context)
    replies = _of_its_name(clause, context, None, replies) or replies
    if any(reply.intent.status != "no_target" for reply in replies):
        return replies
    timer = _as_timer(clause)
    if timer is not None:
        return [plain_reply(timer, context)]
    return _as_sensed(_of_sensors(_noticed(clause, context), context), context) or replies


def _of_its_name(
    clause: Clause, context: Context, quantity: str | None, replies: Sequence[Reply]
) -> list[Reply] | None:
    """The figure where no place is but a sensor is called so: "how hot is the dimmer room"."""
    place = context.selector().place
    if any(reply.intent.status != "no_target" for reply in replies):
        return None
    spans = tuple(
        replace(span, kind="name") if span.kind == "area" and place(span.text) is None else span
        for span in clause.spans
    )
    if spans == clause.spans:
        return None
    named = value_replies(replace(clause, spans=spans), context, quantity)
    return named if all(reply.intent.status == "ok" for reply in named) else None


def _as_sensed(clause: Clause | None, context: Context) -> list[Reply] | None:
    """What sensors notice; None where there is none for it."""
    if clause is None:
        return None
    replies = StateQuestion(clause, None, context, questions().states[_SENSED]).replies()
    return replies if all(reply.intent.status == "ok" for reply in replies) else None


def _noticed(clause: Clause, context: Context) -> Clause:
    """The clause with what would be noticed by a sensor by the word for that: a leak, for water.

    Not where it is asked whether there is any left, or in a place that no span holds.
    """
    table, lexicon = questions(), context.index.lexicon
    said = set(lexicon.speller.words(context.text[clause.start : clause.end]))
    astray = not clause.of("area") and has_more(clause, context.text, lexicon)
    if astray or said & table.stocked:
        return clause
    spans = []
    for span in clause.spans:
        word = table.sensed.get(lexicon.phrase(span.text).stems)
        spans.append(replace(span, text=word) if span.kind == "quantity" and word else span)
    return replace(clause, spans=tuple(spans))


def _as_timer(clause: Clause) -> Clause | None:
    """How long something has left that is no device, as a question for its timer."""
    lexicon, names = questions(), clause.of("name")
    asked = [lexicon.quantity(tuple(span.text.lower().split())) for span in clause.of("quantity")]
    if len(names) != 1 or not asked or any(one is None or one.key != "time left" for one in asked):
        return None
    spans = (replace(names[0], kind="timer"),)
    return replace(clause, intent="HassTimerStatus", manner=None, spans=spans)


def _of_state(clause: Clause, span: Span, context: Context) -> list[Reply]:
    """Whether devices are in a state; of a word for several, in the first that they can be in."""
    meanings = list(questions().states_of(span.text))
    named = (context.index.named(context.index.lexicon.phrase(s.text)) for s in clause.of("name"))
    a_person = any(context.index.items[at].domain == "person" for items in named for at in items)
    if a_person or _names_people(clause, context):
        meanings.sort(key=lambda one: "person" not in one.order)
    first: list[Reply] | None = None
    for asked in meanings or [literal_state(span.text)]:
        replies = StateQuestion(clause, span, context, asked).replies()
        if _tell(replies):
            return replies
        first = first or replies
    return first or []


def _tell(replies: Sequence[Reply]) -> bool:
    """Whether a question was answered by yes or no."""
    return all(any(f.get("match") is not None for f in reply.facts) for reply in replies)


def _of_people(clause: Clause, context: Context) -> list[Reply] | None:
    """Whether somebody is in a place, as its presence sensors have it; else, who is at home."""
    people = [span for span in clause.of("name", "quantity") if _is_people(span.text, context)]
    said = _names_people(clause, context)
    clause = _with_places(clause, context) if said else clause
    states = (questions().state(span.text, "person") for span in clause.of("state"))
    asked = {state.key for state in states if state}
    if clause.manner not in (None, "is") or len(people) < len(clause.of("name", "quantity")):
        return None
    if not (said or asked) or not asked <= {_HOME, _SENSED} or not clause.of("area"):
        return None
    selector = context.selector()
    places = [selector.place(span.text) for span in clause.of("area")]
    if all(place is not None and place.areas and place.kind != "home" for place in places):
        sensed = replace(clause, spans=clause.of("area"))
        replies = StateQuestion(sensed, None, context, questions().states[_SENSED]).replies()
        if all(reply.intent.status == "ok" for reply in replies):
            return replies
    unnamed = replace(clause, spans=tuple(s for s in clause.spans if s not in people))
    here = next(iter(clause.of("state")), None)
    home = questions().states[_HOME]
    return StateQuestion(unnamed, here, context, home).replies() if said else None


def _with_places(clause: Clause, context: Context) -> Clause:
    """The clause with states that are a place's name as places: "in the dock"."""
    spans = []
    for span in clause.spans:
        known = span.kind != "state" or questions().state(span.text)
        key = "" if known else literal_state(span.text).key
        place = context.selector().place(key) if key else None
        spans.append(replace(span, kind="area", text=key) if place and place.areas else span)
    return replace(clause, spans=tuple(spans))


def _names_people(clause: Clause, context: Context) -> bool:
    """Whether a clause speaks of "anyone", "everybody" or the like."""
    spans = (span.text for span in clause.of("name", "quantity"))
    words = (*spans, *unspanned(clause, context.text))
    return any(_is_people(text, context) for text in words)


def _is_people(text: str, context: Context) -> bool:
    """Whether a mention is "anyone", "somebody" or the like."""
    kind = context.index.lexicon.kind(text)
    return kind is not None and kind.key == "person"


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
