"""Clauses that mean something only after what was said before."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from agent.grounding.amounts import awaited
from agent.grounding.commands import Command
from agent.grounding.context import Context, Reply
from agent.grounding.conversation import Conversation, Pending, answers_only, elsewhere
from agent.grounding.finder import Finder
from agent.grounding.fragments import completed, is_step, nothing, stepped
from agent.grounding.index import HomeIndex
from agent.grounding.leftover import SWITCHING, holds, stretches, with_name, words_of
from agent.grounding.lexicon import Lexicon
from agent.grounding.mentions import Ask
from agent.grounding.outcome import Outcome, Setting, Wish
from agent.grounding.passing import WHEN
from agent.grounding.replies import command_replies
from agent.grounding.select import Selector
from agent.grounding.speech import Speaker, words
from agent.grounding.timers import begun_with
from agent.grounding.values import is_clock, values
from agent.home import Home
from agent.messages import IntentResult
from agent.reading import Clause, Span

#: Most candidates that an answer chooses from.
MAX_CHOICE = 100


#: What means something only behind another command.
_FRAGMENTS = ("Fragment", "Deny")
#: How sure a "yes" must be for what is risky.
_AGREED = 0.9
#: Domains of what "stop" does not pause.
_NEVER_PAUSED = frozenset({"cover", "valve", "light", "climate", "lock"})
#: Domains of what is put up and down, and is never meant to sound.
_STEPPED = frozenset({"climate", "cover"})
#: Whom "stop" sends home.
_SENT_HOME = {"vacuum": "HassVacuumReturnToBase", "lawn_mower": "HassLawnMowerDock"}
#: How long something is paused that is paused for no time.
_A_MOMENT = frozenset({"sec", "secs", "moment", "now", "there"})
#: Spans that say what is meant instead.
_SAYS_WHAT = ("name", "area", "value", "step", "color")


def follow_up(clause: Clause, memory: Conversation, context: Context) -> list[Reply] | Clause:
    """What a clause means after what was said before.

    Returns:
        Replies where it answers a question that was put back; else the clause to be grounded,
        filled up if it was a fragment, with intent None where it means nothing.
    """
    pending = memory.pending
    for which in (one for one in pending if one.kind == "which"):
        chosen = _choice(clause, which, context)
        if chosen is not None:
            return _decided(which, chosen, context)
    if _says_it_again(clause, memory, context):
        clause = replace(clause, confidence=1.0)
        return _agreed(clause, memory, context)
    if clause.intent == "Affirm":
        return _agreed(clause, memory, context)
    if clause.intent == "Deny" and not clause.of(*_SAYS_WHAT):
        memory.pending = ()
        if not pending:
            return replace(clause, intent=None)
        result = IntentResult(intent="HassNevermind", confidence=clause.confidence, status="ok")
        return [Reply(result, words().never_mind)]
    if memory.clause is None:
        return replace(clause, intent=None) if clause.intent in _FRAGMENTS else clause
    if memory.unread and _only_goes_on(clause, memory.clause, context):
        return nothing(clause)  # with what was not understood, and not with what was before that
    if clause.intent in _FRAGMENTS:  # "no, 50 percent" is a fragment, too
        whole = completed(clause, memory.clause, context.text, context.index.lexicon)
        return _of_a_room(whole, clause, context)
    return _of_what_was_said(clause, memory.clause, bool(pending), context)


def _only_goes_on(clause: Clause, before: Clause, context: Context) -> bool:
    """Whether it goes on with what was said before, and sets nothing anew: "no, purple"."""
    is_set = clause.of("value", "color") and not (before.intent or "").startswith("HassGet")
    is_going_on = is_step(clause, context.text, context.index.lexicon)
    goes_on = clause.intent in _FRAGMENTS or (clause.intent is None and is_going_on)
    return goes_on and not is_set


def _of_a_room(clause: Clause, said: Clause, context: Context) -> Clause:
    """How warm it is there, where a room of the home is named behind the weather."""
    places = [context.selector().place(span.text) for span in said.of("area")]
    if clause.intent != "HassGetWeather" or not places or not all(p and p.areas for p in places):
        return clause
    return replace(clause, intent="HassClimateGetTemperature", spans=said.of("area"))


def _of_what_was_said(clause: Clause, before: Clause, is_asked: bool, context: Context) -> Clause:
    """A clause of mere words of direction, or that takes back, as what it is behind another.

    Alone "lower" and "stop it" would be of what plays. After a timer or a command that waits,
    "stop it" is of that; what waits elsewhere cannot be taken back, and nothing is promised.
    """
    text, lexicon = context.text, context.index.lexicon
    is_bare = clause.intent in (None, "HassSetVolumeRelative") and is_step(clause, text, lexicon)
    if is_bare or _steps_it(clause, context):
        return stepped(clause, before, text, lexicon)
    if clause.intent == "HassNevermind" and not is_asked:
        return _taken_back(clause, before, context)
    if clause.intent == "HassMediaPause" and not is_asked:
        return _stopped(clause, before, context)
    return _with_its_pronoun(_thereupon(clause, before, text, lexicon), context)


def _steps_it(clause: Clause, context: Context) -> bool:
    """Whether "it" is put up or down that makes no sound: "put it down" behind the heating."""
    if clause.intent != "HassSetVolumeRelative" or clause.of("name", "area"):
        return False
    lately = {context.index.items[at].domain for at in context.setting.lately}
    return bool(lately) and lately <= _STEPPED and "it" in _said(clause, context)


def _taken_back(clause: Clause, before: Clause, context: Context) -> Clause:
    """What takes back, as the end of the timer or the command that waits: "no, cancel that".

    What waits elsewhere, or is done, cannot be taken back: nothing is promised. "Never mind" only
    ends the talk.
    """
    is_of_a_deed = not (before.intent or "").startswith("HassGet")
    if not is_of_a_deed or not context.index.lexicon.cancelling & _said(clause, context):
        return clause
    if _runs(before):
        spans = (*before.of("timer"), *begun_with(before))
        return replace(clause, intent="HassCancelTimer", spans=spans)
    is_done = bool(context.setting.lately or before.of(*WHEN, "duration"))
    return nothing(clause) if is_done else clause


def _stopped(clause: Clause, before: Clause, context: Context) -> Clause:
    """What stops or pauses something that is not named, as that which was begun before."""
    lexicon, said = context.index.lexicon, _said(clause, context)
    pronouns = {word for pronoun in lexicon.pronouns_one for word in pronoun.split()}
    beside = lexicon.frame | lexicon.cancelling | lexicon.fillers | pronouns | _A_MOMENT
    is_named = any(lexicon.plain(span.text) not in pronouns for span in clause.of("name"))
    if is_named or clause.of("area", "quantifier") or said - beside - {"pause"}:
        return clause
    if _runs(before) and said & pronouns:
        intent = "HassPauseTimer" if "pause" in said else "HassCancelTimer"
        return replace(clause, intent=intent, spans=(*before.of("timer"), *begun_with(before)))
    lately = {context.index.items[at].domain for at in context.setting.lately}
    sent_home = _SENT_HOME.get(next(iter(lately))) if len(lately) == 1 else None
    if sent_home is not None and said & lexicon.cancelling:
        return replace(clause, intent=sent_home, spans=())
    is_it = bool(said & pronouns) and lately <= _SENT_HOME.keys()
    is_still = bool(lately) and (is_it or (lately <= _NEVER_PAUSED and not clause.spans))
    return nothing(clause) if is_still and said & {*lexicon.cancelling, "pause"} else clause


def _runs(before: Clause) -> bool:
    """Whether a timer was spoken of, or a command that waits for a time."""
    intent = before.intent or ""
    return bool(begun_with(before)) or ("Timer" in intent and "Cancel" not in intent)


def _thereupon(clause: Clause, before: Clause, text: str, lexicon: Lexicon) -> Clause:
    """A command with the time of the one before, where it ends with "then" or "after that"."""
    behind = " ".join(words_of(text[clause.start : clause.end], lexicon))
    ends = any(behind.endswith(f" {phrase}") for phrase in lexicon.thereupon)
    if clause.intent not in SWITCHING or not ends or clause.of(*WHEN):
        return clause
    when = before.of("delay", "time")
    if before.intent == "HassStartTimer":
        when = tuple(replace(span, kind="delay") for span in before.of("duration"))
    return replace(clause, spans=(*map(elsewhere, when), *clause.spans))


def _with_its_pronoun(clause: Clause, context: Context) -> Clause:
    """A command for a place with the "it" that no span holds: "turn it off in the kitchen".

    Without that it would be about the lights there.
    """
    unnamed = clause.of("area") and not clause.of("name", "quantifier", "except")
    if clause.intent not in SWITCHING or not unnamed or not context.setting.lately:
        return clause
    for words_between in stretches(clause, context.text):
        for word in words_between:
            if word.group().lower() in ("it", "them"):
                return with_name(clause, context.text, word.start(), word.end())
    return clause


def _said(clause: Clause, context: Context) -> set[str]:
    return set(words_of(context.text[clause.start : clause.end], context.index.lexicon))


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
    kept = (elsewhere(span) for span in first.spans if not when or span.kind not in WHEN)
    return replace(first, confidence=0.0, spans=(*kept, *when), start=clause.end, end=clause.end)


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
