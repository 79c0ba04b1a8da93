"""Intents that act on no device: lists, timers, announcements."""

from dataclasses import replace

from agent.grounding.amounts import read_amounts, slot
from agent.grounding.context import Context, Reply
from agent.grounding.outcome import Miss
from agent.grounding.passing import mentioned
from agent.grounding.query import Query, Scope
from agent.grounding.replies import merged
from agent.grounding.speech import Speaker, words
from agent.messages import IntentResult, Slot
from agent.reading import Clause, Span

_LISTS = {
    "HassListAddItem": "HassShoppingListAddItem",
    "HassListCompleteItem": "HassShoppingListCompleteItem",
    # Home Assistant's shopping list takes an item off by ticking it.
    "HassListRemoveItem": "HassShoppingListCompleteItem",
}
_TODO = (frozenset({"todo"}),)


def plain_reply(clause: Clause, context: Context) -> Reply:
    """The reply to an intent that acts on no device."""
    if clause.intent in _LISTS:
        return _list(clause, context)
    amounts = read_amounts(clause)
    slots = [*amounts.slots, *_place_slots(clause, context)]
    if amounts.miss is not None:
        return _miss(clause, context, amounts.miss, slots)
    result = IntentResult(
        intent=amounts.intent,
        confidence=clause.confidence,
        status="ok",
        slots=merged(slots),
    )
    return Reply(result, Speaker(context).plain(result))


def _list(clause: Clause, context: Context) -> Reply:
    intent = clause.intent or ""
    items = read_amounts(clause).slots
    speller = context.index.lexicon.speller
    spans = [
        s for s in clause.of("list", "name") if not speller.skip.issuperset(speller.words(s.text))
    ]
    if not spans:  # "cross it off the yard jobs" names a list that no span holds
        todo = context.index.members("todo/*", None)
        passing = mentioned(clause, context.text, context.index, todo.__contains__)
        spans = list(passing.of("name")) if passing else []
    if not items:
        return _miss(clause, context, Miss("item"), ())
    named = [spans[0].text] if spans else []
    if not spans or _is_shopping(spans[0], context):
        named.extend(words().shopping)
    at = next((at for at in (_todo(text, context) for text in named) if at is not None), None)
    if at is not None:
        entity = context.index.items[at].entity
        name = slot("name", entity.name, spans[0] if spans else None)
        result = IntentResult(
            intent=intent,
            confidence=clause.confidence,
            status="ok",
            slots=(*items, name),
            targets=(entity.id,),
        )
        return Reply(result, Speaker(context).plain(result), (at,))
    if spans and not _is_shopping(spans[0], context):
        unknown = slot("name", spans[0].text, spans[0])
        return _miss(clause, context, Miss("list", spans[0].text), (*items, unknown))
    result = IntentResult(
        intent=_LISTS[intent], confidence=clause.confidence, status="ok", slots=items
    )
    return Reply(result, Speaker(context).plain(result))


def _todo(said: str, context: Context) -> int | None:
    """The to-do list of this name; "the list" is none that is called by more than that."""
    phrase = context.index.lexicon.phrase(said)
    own = tuple(stem for stem in phrase.stems if stem not in ("list", "todo"))
    bare = own or phrase.stems
    for stems in (phrase.stems, (*bare, "list"), bare):
        query = Query(replace(phrase, stems=stems), Scope(), False, _TODO)
        found = context.finder.find(query)
        if found is None or len(found.items) != 1 or found.unnamed:
            continue
        if own or found.whole:
            return found.items[0]
    return None


def _is_shopping(span: Span, context: Context) -> bool:
    stems = context.index.lexicon.phrase(span.text).stems
    known = {context.index.lexicon.phrase(word).stems for word in words().shopping}
    return stems in known


def _place_slots(clause: Clause, context: Context) -> list[Slot]:
    selector = context.selector()
    slots = []
    for span in clause.of("area"):
        place = selector.place(span.text)
        name = place.name if place is not None and place.kind != "here" else span.text
        kind = "floor" if place is not None and place.kind == "floor" else "area"
        slots.append(slot(kind, name, span))
    return slots


def _miss(
    clause: Clause, context: Context, miss: Miss, slots: "list[Slot] | tuple[Slot, ...]"
) -> Reply:
    speech = Speaker(context).miss(miss)
    wrong = miss.kind != "list"
    result = IntentResult(
        intent=clause.intent or "",
        confidence=clause.confidence,
        status="refused" if wrong else "no_target",
        slots=merged(slots),
        reason=speech,
    )
    return Reply(result, speech)
