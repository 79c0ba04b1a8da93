"""Questions that are about no device: the weather, the time, the date."""

from dataclasses import replace

from agent.grounding.amounts import slot
from agent.grounding.answers import Answers, measured
from agent.grounding.context import Context, Reply
from agent.grounding.outcome import Miss
from agent.grounding.quantities import value_replies
from agent.grounding.question_words import questions
from agent.grounding.replies import fact, merged
from agent.grounding.speech import Speaker
from agent.grounding.wording import quantity_said, says
from agent.messages import IntentResult
from agent.reading import Clause, Span

#: Quantities that there are only outdoors.
_OUTDOORS = frozenset({"rain", "rain intensity", "wind", "wind direction"})


def time_reply(clause: Clause, context: Context) -> Reply:
    """The time or the date here."""
    elsewhere = clause.of("location")
    if elsewhere:
        return _elsewhere(clause, context, elsewhere[0].text)
    answers = Answers(context)
    is_date = clause.intent == "HassGetCurrentDate"
    speech = answers.date(context.now) if is_date else answers.time(context.now)
    value = context.now.date() if is_date else context.now.replace(microsecond=0)
    result = IntentResult(intent=clause.intent or "", confidence=clause.confidence, status="ok")
    return Reply(result, speech, facts=({"value": value.isoformat()},))


def weather_reply(clause: Clause, context: Context) -> Reply:
    """The weather, as the home's weather entity has it."""
    later = bool(clause.of("time")) or says(clause, context.text, questions().later)
    figure = None if later else _figure(clause, context)
    if figure is not None:
        return figure
    at = _weather_entity(clause, context)
    places = clause.of("location")
    if at is None:
        if places:
            return _elsewhere(clause, context, places[0].text)
        felt = None if later else _outdoors(clause, context, "temperature")
        return felt or _miss(clause, context, Miss("none", "weather"))
    answers = Answers(context)
    state = context.states.state(at)
    if state is None:
        speech = answers.unknown(at)
    else:
        degrees = context.states.attribute(at, "temperature")
        unit = context.states.attribute(at, "temperature_unit")
        value = "" if degrees is None else measured(degrees, str(unit or "degrees"))
        speech = answers.weather(answers.state(at), value, later=later)
    entity = context.index.items[at].entity
    when = tuple(slot("time", span.text, span) for span in clause.of("time"))
    result = IntentResult(
        intent="HassGetWeather",
        confidence=clause.confidence,
        status="ok",
        slots=merged((slot("name", entity.name), *when)),
        targets=(entity.id,),
    )
    about = fact(context, at) | {
        "value": context.states.attribute(at, "temperature"),
        "unit": context.states.attribute(at, "temperature_unit"),
    }
    return Reply(result, speech, (at,), facts=(about,))


def _figure(clause: Clause, context: Context) -> Reply | None:
    """What is measured, where a figure is asked for: "how windy is it", "how cold outside".

    What also is within must be a sensor's that is called "outside".
    """
    spans = clause.of("quantity", "state")
    lexicon = context.index.lexicon
    said = spans[0] if spans else quantity_said(clause, context.text, lexicon)
    if said is None or any(not _is_here(span, context) for span in clause.of("location")):
        return None
    quantity = questions().quantity(lexicon.phrase(said.text).stems)
    if quantity is None:
        return None
    if quantity.key in _OUTDOORS:
        reply = _told(replace(clause, spans=(replace(said, kind="quantity"),)), context)
    else:
        reply = _outdoors(clause, context, quantity.key)
        outside = {word for word, place in lexicon.regions.items() if place == "outside"}
        names = (
            (name for at in reply.items for name in context.index.items[at].names) if reply else ()
        )
        if not any(outside.intersection(name) for name in names):
            return None
    return reply


def _outdoors(clause: Clause, context: Context, quantity: str) -> Reply | None:
    """A figure that is measured outdoors."""
    outdoors = Span("area", "outside", clause.start, clause.start, clause.confidence)
    return _told(replace(clause, spans=(outdoors,)), context, quantity)


def _told(clause: Clause, context: Context, quantity: str | None = None) -> Reply | None:
    reply = value_replies(clause, context, quantity)[0]
    return reply if reply.intent.status == "ok" else None


def _weather_entity(clause: Clause, context: Context) -> int | None:
    """The weather entity that is named; the home's where none is."""
    index = context.index
    every = index.members("weather/*", None)
    for span in clause.of("location", "name", "area"):
        stems = set(index.lexicon.phrase(span.text).stems)
        named = [i for i in every if any(stems <= set(name) for name in index.items[i].names)]
        if named:
            return named[0]
        if span.kind == "location" and not _is_here(span, context):
            return None
    home = [i for i in every if any("home" in name for name in index.items[i].names)]
    return next(iter(home or every), None)


def _is_here(span: Span, context: Context) -> bool:
    """Whether a location is a place of this home: "the wind in the arena"."""
    return context.selector().place(span.text) is not None


def _elsewhere(clause: Clause, context: Context, where: str) -> Reply:
    return _miss(clause, context, Miss("location", where))


def _miss(clause: Clause, context: Context, miss: Miss) -> Reply:
    speech = Speaker(context).miss(miss)
    slots = tuple(slot("location", span.text, span) for span in clause.of("location"))
    result = IntentResult(
        intent=clause.intent or "",
        confidence=clause.confidence,
        status="no_target",
        slots=merged(slots),
        reason=speech,
    )
    return Reply(result, speech)
