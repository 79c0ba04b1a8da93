"""Answers to a question that the agent put back: "yes", "the left one"."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from agent.grounding.amounts import awaited
from agent.grounding.commands import Command
from agent.grounding.context import Context, Reply
from agent.grounding.conversation import Conversation, Pending, answers_only, elsewhere
from agent.grounding.finder import Finder
from agent.grounding.index import HomeIndex
from agent.grounding.leftover import holds, words_of
from agent.grounding.mentions import Ask
from agent.grounding.outcome import Outcome, Setting, Wish
from agent.grounding.passing import WHEN
from agent.grounding.replies import command_replies
from agent.grounding.select import Selector
from agent.grounding.speech import Speaker, words
from agent.grounding.values import is_clock, values
from agent.home import Home
from agent.messages import IntentResult
from agent.reading import Clause, Span

#: Most candidates that an answer chooses from.
MAX_CHOICE = 100
#: How sure a "yes" must be for what is risky.
_AGREED = 0.9
#: Spans that say what is meant instead.
_SAYS_WHAT = ("name", "area", "value", "step", "color")


def answer(clause: Clause, memory: Conversation, context: Context) -> list[Reply] | Clause | None:
    """What a clause means as an answer, as of :func:`follow_up`; None where it is none."""
    pending = memory.pending
    for which in (one for one in pending if one.kind == "which"):
        chosen = _choice(clause, which, context)
        if chosen is not None:
            return _decided(which, chosen, context)
    if _says_it_again(clause, memory, context):
        return _agreed(replace(clause, confidence=1.0), memory, context)
    if clause.intent == "Affirm":
        return _agreed(clause, memory, context)
    if clause.intent == "Deny" and not clause.of(*_SAYS_WHAT):
        memory.pending = ()
        if not pending:
            return replace(clause, intent=None)
        result = IntentResult(intent="HassNevermind", confidence=clause.confidence, status="ok")
        return [Reply(result, words().never_mind)]
    return None


def _agreed(clause: Clause, memory: Conversation, context: Context) -> list[Reply] | Clause:
    """What comes of a "yes"; what is not plain is asked again: "are you sure", "yes, at seven"."""
    risky = [one for one in memory.pending if one.kind == "confirm"]
    if not risky:
        return replace(clause, intent=None)
    if clause.confidence >= _AGREED and _is_plain_yes(clause, context):
        memory.pending = ()
        return [reply for one in risky for reply in _confirmed(one, context)]
    first = risky[0].clause
    if len(risky) > 1 or len(first.of("name")) > 1:
        return replace(clause, intent=None)
    when = clause.of(*WHEN, "duration")
    named = _by_name(first, risky[0], context)
    kept = (elsewhere(span) for span in named if not when or span.kind not in WHEN)
    return replace(first, confidence=0.0, spans=(*kept, *when), start=clause.end, end=clause.end)


def _by_name(clause: Clause, pending: Pending, context: Context) -> list[Span]:
    """The spans of what is to be confirmed, its "it" as the device that it was."""
    lexicon, number = context.index.lexicon, context.index.number
    names = [context.index.items[number[e]].entity.name for e in pending.entities if e in number]
    return [
        replace(span, text=names[0])
        if len(names) == 1 and lexicon.plain(span.text) in lexicon.pronouns_one
        else span
        for span in clause.spans
    ]


def _is_plain_yes(clause: Clause, context: Context) -> bool:
    """Whether a "yes" is no more than that: not "sure mum", "yes I know", "yes, at seven"."""
    lexicon = context.index.lexicon
    said = words_of(context.text[clause.start : clause.end], lexicon)
    lead = values().before_clock
    is_timed = any(one in lead and is_clock(other) for one, other in pairwise(said))
    beside = lexicon.agreed | (lexicon.frame if clause.intent != "Affirm" else frozenset())
    is_mere = lexicon.agreeing.intersection(said) and not {*said} - lexicon.agreeing - beside
    return bool(is_mere) and not is_timed and not holds(said, lexicon.doubts)


def _says_it_again(clause: Clause, memory: Conversation, context: Context) -> bool:
    """Whether a "yes" says what is to be done: "yes, open it"."""
    lexicon = context.index.lexicon
    asked = [one.clause for one in memory.pending if one.kind == "confirm"]
    deed = (clause.intent, clause.manner)
    is_same = bool(asked) and all((one.intent, one.manner) == deed for one in asked)
    is_it = all(lexicon.plain(span.text) in lexicon.pronouns_one for span in clause.spans)
    first = words_of(context.text[clause.start : clause.end], lexicon)[:1]
    return is_same and is_it and not lexicon.agreeing.isdisjoint(first)


def _choice(clause: Clause, pending: Pending, context: Context) -> Outcome | None:
    """The candidates that an answer chooses; None if it is no answer."""
    lexicon = context.index.lexicon
    answer = clause.intent in (None, "Fragment") or answers_only(clause, context.text, lexicon)
    if not answer:
        return None
    numbers = [context.index.number[e] for e in pending.entities if e in context.index.number]
    spans = clause.of("name", "area", "quantifier")
    if not spans:
        text = _bare(context.text[clause.start : clause.end], context)
        spans = (Span("name", text, clause.start, clause.end, clause.confidence),) if text else ()
    return _pick(spans, numbers[:MAX_CHOICE], context)


def _bare(text: str, context: Context) -> str:
    """An answer without the words around it: "the left one please" is "left"."""
    lexicon = context.index.lexicon
    kept = [
        word
        for word in lexicon.speller.words(text)
        if (word not in lexicon.fillers and word not in lexicon.articles) or word in ("all", "both")
    ]
    return " ".join(kept)


def _pick(spans: Sequence[Span], numbers: Sequence[int], context: Context) -> Outcome | None:
    lexicon = context.index.lexicon
    for span in spans:
        if lexicon.quantifier(span.text) in ("all", "both"):
            return Outcome(Ask(span), tuple(numbers), many=True)
    ranks = lexicon.speller.ordinals
    for span in spans:
        said = [word for word in lexicon.speller.words(span.text) if word in ranks]
        if len(said) == 1 and ranks.index(said[0]) < len(numbers):
            return Outcome(Ask(span), (numbers[ranks.index(said[0])],))
    few = HomeIndex(_home_of(numbers, context), lexicon)
    selector = Selector(few, Finder(few), Setting(speaker=context.setting.speaker))
    fit = set(range(len(numbers)))
    how: str | None = None
    for span in spans:
        items, read_as = _among(span, few, selector)
        if items:
            fit &= set(items)
            how = "sound" if "sound" in (how, read_as) else read_as
    if how is None or not fit:
        return None
    chosen = tuple(numbers[i] for i in sorted(fit))
    many = any(lexicon.phrase(span.text).plural for span in spans)
    if len(chosen) == 1 or many:
        return Outcome(Ask(spans[0]), chosen, many=many, how=how)
    return Outcome(Ask(spans[0]), candidates=chosen)


def _among(span: Span, few: HomeIndex, selector: Selector) -> tuple[Sequence[int], str]:
    """The candidates that one mention fits, and how it was read."""
    place = selector.place(span.text)
    if place is not None and place.areas:
        inside = [i for area in place.areas for i in few.in_area(area)]
        if inside and span.kind == "area":
            return inside, "name"
    named = replace(span, kind="name")
    outcome = selector.select(Ask(named), Wish(tiers=None, several=True))
    found = outcome.items or outcome.candidates
    if not found and place is not None:
        return [i for area in place.areas for i in few.in_area(area)], "name"
    return found, outcome.how


def _home_of(numbers: Sequence[int], context: Context) -> Home:
    """A home of no more than these entities and their places."""
    entities = tuple(context.index.items[at].entity for at in numbers)
    used = {context.index.items[at].area for at in numbers}
    home = context.index.home
    return Home(
        floors=home.floors,
        areas=tuple(area for area in home.areas if area.id in used),
        entities=entities,
    )


def _decided(pending: Pending, outcome: Outcome, context: Context) -> list[Reply]:
    command = Command.of(pending.clause, context)
    if command is None:
        return []
    replies = command_replies(command, [replace(outcome, ask=Ask())])
    return [replace(reply, clause=pending.clause) for reply in replies]


def _confirmed(pending: Pending, context: Context) -> list[Reply]:
    """A risky command that was meant indeed."""
    numbers = tuple(context.index.number[e] for e in pending.entities if e in context.index.number)
    if not numbers:
        return []
    ids = tuple(context.index.items[at].entity.id for at in numbers)
    intent = pending.intent
    result = IntentResult(
        intent=intent.intent,
        confidence=intent.confidence,
        status="ok",
        slots=tuple(one for one in intent.slots if awaited((one,)) is None),  # now, then
        targets=ids,
    )
    speech = Speaker(context).done(result, pending.act, numbers, ())
    return [Reply(result, speech, numbers, act=pending.act, clause=pending.clause)]
