"""The clauses of one utterance in the light of each other: what belongs together, is said twice."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial

from agent.grounding.context import Reply
from agent.grounding.corrections import begins_anew
from agent.grounding.index import HomeIndex
from agent.grounding.leftover import SWITCHING, set_apart, switched_apart, unmarked, unnamed, wishes
from agent.grounding.lexicon import Lexicon
from agent.grounding.text import AROUND
from agent.grounding.timers import timed
from agent.grounding.values import is_count
from agent.messages import IntentResult
from agent.reading import Clause, Span
from agent.tables import table

#: Intents of which the same is not done twice in one breath, each with those that include it.
_ONCE = {
    "HassGetWeather": ("HassGetWeather",),
    "HassGetCurrentTime": ("HassGetCurrentTime",),
    "HassGetCurrentDate": ("HassGetCurrentDate",),
    "HassVacuumStart": ("HassVacuumCleanArea", "HassVacuumStart"),
}
#: Intents that do more when they are asked for twice.
_AGAIN = frozenset({
    "HassMediaNext", "HassMediaPrevious", "HassSetVolumeRelative", "HassListAddItem",
    "HassListRemoveItem", "HassListCompleteItem", "HassVacuumCleanArea",
})  # fmt: skip
#: How sure it must be that a robot cleans.
_SURELY = 0.8
#: Slots that only tell which devices are meant, and domains whose entities are pressed.
_TELL_WHICH = frozenset({"name", "area", "floor", "domain", "device_class"})
_PRESSED = ("button.", "input_button.", "script.")
#: A clause and what came of it.
Turn = tuple[Clause, list[Reply]]


def whole_clauses(clauses: Iterable[Clause], text: str) -> list[Clause]:
    """The clauses of an utterance, each a deed of its own with all that belongs to it."""
    sent = _together(timed(clauses, text), partial(_by_whom, text=text))
    named = _with_their_nouns(_together(sent, partial(_called, text=text)))
    whole = _without_their_reasons(_with_their_exceptions(named, text))
    each = [part for one in whole for part in set_apart(one)]
    return [part for one in each for part in switched_apart(one, text)]


def _together(
    clauses: Iterable[Clause], one_of: Callable[[Clause, Clause], Clause | None]
) -> list[Clause]:
    """The clauses, those that with the one before make one as that."""
    found: list[Clause] = []
    for clause in clauses:
        whole = one_of(found[-1], clause) if found else None
        if whole is None:
            found.append(clause)
        else:
            found[-1] = whole
    return found


def _by_whom(before: Clause, clause: Clause, text: str) -> Clause | None:
    """A room to be cleaned with who is sent there: "crumbs in the den, get Dusty in".

    Read as two, the second would send Dusty through the whole home.
    """
    if not _is_by_whom(clause, before, text):
        return None
    return replace(before, spans=(*before.spans, *clause.spans), end=clause.end)


def _is_by_whom(clause: Clause, before: Clause, text: str) -> bool:
    """Whether a clause only tells who is to clean what the one before names."""
    is_room = before.intent == "HassVacuumCleanArea" and not before.of("name")
    is_who = clause.intent == "HassVacuumStart" and clause.of("name") and not clause.of("area")
    is_who = is_who and clause.confidence >= _SURELY  # a mower has errands of its own
    first = text[clause.start : clause.end].strip(AROUND).lower().partition(" ")[0]
    return is_room and bool(is_who) and first not in table("en/joins")["joins"]


def _called(before: Clause, clause: Clause, text: str) -> Clause | None:
    """A robot's mere name with its errand behind it: "Dusty, vacuum the hall"."""
    if not _is_for_called(clause, before, text):
        return None
    return replace(clause, spans=(*before.spans, *clause.spans), start=before.start)


def _is_for_called(clause: Clause, before: Clause, text: str) -> bool:
    """Whether a clause sends nobody to clean, and the one before only names somebody."""
    is_named = bool(before.of("name")) and len(before.spans) == len(before.of("name"))
    is_mere = is_named and unmarked(before, text) <= {*table("en/joins")["sending"]}
    cleans = clause.intent == "HassVacuumCleanArea" and before.intent in _ONCE["HassVacuumStart"]
    return is_mere and cleans and not clause.of("name")


def going_on(clauses: Iterable[Clause], text: str) -> Iterator[Clause]:
    """The clauses, those that only name something more as what is done to what stands before.

    Of "kitchen and hall lights and the TV off" nothing goes on, however the second part was read.
    """
    before: Clause | None = None
    for clause in clauses:
        if before is not None and before.intent in SWITCHING and _only_names(clause, text):
            clause = replace(clause, intent=before.intent, manner=before.manner)
        before = clause
        yield clause


def _only_names(clause: Clause, text: str) -> bool:
    """Whether a command is no more than things and places that are joined to others."""
    if clause.intent not in SWITCHING or clause.of("except", "state"):
        return False
    if len(clause.of("name", "area", "quantifier")) < len(clause.spans):
        return False
    said = unmarked(clause, text)
    return bool(clause.spans) and said <= _joining()


@cache
def _joining() -> frozenset[str]:
    words = table("en/joins")
    return frozenset((*words["joins"], *words["articles"], "in", "of")) - {"then", "but"}


def _with_their_nouns(clauses: Iterable[Clause]) -> Iterator[Clause]:
    """The clauses, mere numbers with the noun before: "lamp 1 on, lamp 2 off and 3 at half"."""
    noun = ""
    for clause in clauses:
        whole = clause
        for name in clause.of("name"):
            before, _, last = name.text.rpartition(" ")
            if noun and not before and is_count(last):
                said = replace(name, text=f"{noun} {last}")
                spans = tuple(said if one is name else one for one in whole.spans)
                whole = replace(whole, spans=spans)
            else:
                noun = before if is_count(last) else ""
        yield whole


def _with_their_exceptions(clauses: Iterable[Clause], text: str) -> list[Clause]:
    """The clauses, those that only leave something out as part of the one before.

    "Turn off the lights but leave the lamp on" is one command with an exception, not a second
    one for all but the lamp.
    """
    whole: list[Clause] = []
    for clause in clauses:
        clause = _kept(clause, whole[-1], text) if whole else clause
        left_out = clause.of("except") or _spared(clause, text)
        bare = bool(left_out) and not clause.of("name", "area", "quantifier")
        if bare and whole and whole[-1].intent is not None:
            before = whole[-1]
            spans = (*before.spans, *left_out)
            whole[-1] = replace(before, spans=spans, end=clause.end)
        else:
            whole.append(_with_its_end(clause, text))
    return whole


def _kept(clause: Clause, before: Clause, text: str) -> Clause:
    """A clause that keeps on what the one before would turn off, as what that leaves out.

    Of "all lights off but leave the hall on" the model turns the hall on.
    """
    switched = {"HassTurnOn": "HassTurnOff", "HassTurnOff": "HassTurnOn"}
    is_other = before.manner == clause.manner and switched.get(clause.intent or "") == before.intent
    found = _sparing().fullmatch(text, clause.start, clause.end) if is_other else None
    if found is None or found["leads"].split()[:1] == ["and"]:
        return clause
    return clause.but(clause.of("name", "area"))


def _spared(clause: Clause, text: str) -> tuple[Span, ...]:
    """What a clause that asks for nothing says to leave: "but leave the neon be"."""
    if clause.intent is not None or clause.spans:
        return ()
    patterns = (_sparing(), _sparing(behind=True))
    found = (pattern.fullmatch(text, clause.start, clause.end) for pattern in patterns)
    return tuple(_left(one) for one in found if one)[:1]


def _with_its_end(clause: Clause, text: str) -> Clause:
    """The clause with what its end, that no span holds, says to leave: "... but leave Mira's"."""
    clause = _with_what_stays(clause, text)
    last = max((span.end for span in clause.spans), default=clause.end)
    found = _sparing().fullmatch(text, last, clause.end) if clause.intent else None
    if found is None or not found["leads"]:
        return clause
    return replace(clause, spans=(*clause.spans, _left(found)))


def _with_what_stays(clause: Clause, text: str) -> Clause:
    """The clause with what "stays" as it is as an exception: "shed off, the fan stays on"."""
    named = clause.of("name", "area")
    stay = [span for span in named if span.start >= 0 and _stays().match(text, span.end)]
    return clause if len(stay) == len(named) else clause.but(stay)


def _left(found: re.Match[str]) -> Span:
    return Span("except", found["what"], found.start("what"), found.end("what"), 1.0)


@cache
def _stays() -> re.Pattern[str]:
    verbs = "|".join(map(re.escape, table("en/spared")["staying"]))
    return re.compile(rf"\s+(?:{verbs})\b", re.IGNORECASE)


@cache
def keeping() -> frozenset[str]:
    """Verbs for what is to stay as it is."""
    return frozenset(table("en/spared")["keeping"])


@cache
def _sparing(*, behind: bool = False) -> re.Pattern[str]:
    """What is said to be left, a verb before ("leave the fan on") or behind ("the fan stays")."""
    said = table("en/spared")
    leads, verbs, staying, articles, tails, nothing = (
        "|".join(re.escape(word) for word in said[key])
        for key in ("leads", "verbs", "staying", "articles", "tails", "nothing")
    )
    first, last = ("", rf"\s+(?:{staying})") if behind else (rf"(?:{verbs})\s+", "")
    return re.compile(
        rf"\W*(?P<leads>(?:(?:{leads})\W+)*){first}(?:(?:{articles})\s+)?"
        rf"(?!(?:{nothing})\b)(?P<what>\w+(?:['\s-]+\w+){{0,4}}?){last}(?:\s+(?:{tails}))*\W*",
        re.IGNORECASE,
    )


def _without_their_reasons(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses but for steps that are only why the next one sets something.

    "It's freezing in the den, put it up to 22" sets the den's heating, and does so once.
    """
    kept: list[Clause] = []
    for clause in clauses:
        before = kept[-1] if kept else None
        if before is not None and _is_reason(before, clause):
            area = () if clause.of("area") else before.of("area")
            kept[-1] = replace(clause, spans=(*area, *clause.spans), start=before.start)
        else:
            kept.append(clause)
    return kept


def _is_reason(step: Clause, setting: Clause) -> bool:
    return _is_bare(step) and step.intent == setting.intent and bool(setting.of("value"))


def _is_bare(step: Clause) -> bool:
    """Whether it is a step that tells no more than where: "it's freezing in the den"."""
    return step.manner is not None and all(span.kind == "area" for span in step.spans)


def done(before: Iterable[Turn]) -> Iterator[tuple[Clause, IntentResult]]:
    """What is done of an utterance so far, each with its clause."""
    for said, replies in before:
        yield from ((said, one.intent) for one in replies if one.intent.status == "ok")


def comes_to_nothing(replies: Sequence[Reply]) -> bool:
    """Whether nothing of a clause can be done."""
    return all(one.intent.status in ("no_target", "refused") for one in replies)


def may_be_reason(clause: Clause, before: Iterable[Turn]) -> bool:
    """Whether it may only tell why something was asked for: "fan on, it's too hot".

    A step, or the same once more: "skip this one, not that song again".
    """
    earlier = [one for _, one in done(before) if one.targets]
    is_why = clause.manner is not None or any(one.intent == clause.intent for one in earlier)
    return is_why and bool(earlier) and not clause.of("name", "value", "step")


def is_passed_over(before: Turn, after: Turn, text: str, index: HomeIndex, *, joined: bool) -> bool:
    """Whether nothing comes of a clause for what the next one is; ``joined``: by "and", "then"."""
    is_reason = _is_why(before, after) or _is_for_want(before, after, text, index)
    return (is_reason and not joined) or _is_taken_back(before, after, text, index.lexicon)


def _is_why(before: Turn, after: Turn) -> bool:
    """Whether a step is only why something is done with the same devices.

    "It's baltic in the shed, get the heater going" turns the heater on, and no more; so does "give
    the roses a drink, turn the rose tap on". "The telly's too loud, volume 30" sets it.
    """
    first, then = before[0], after[0]
    leads = first.intent == then.intent and first.intent not in _AGAIN
    is_bare = _is_bare(first) or (leads and not first.spans and bool(then.of("name")))
    is_set = bool(then.of("value")) and first.manner is not None and not first.of("value", "step")
    is_set = is_set and (first.intent == then.intent or then.intent == "HassSetVolume")
    return (is_bare or is_set) and _is_of_the_same(before, after)


def _is_for_want(before: Turn, after: Turn, text: str, index: HomeIndex) -> bool:
    """Whether what is wanted, and is nothing here, is why a thing is done: "i need tea, pot on"."""
    (wanted, replies), (done_for, deeds) = before, after
    is_unknown = bool(replies) and all(one.intent.status == "no_target" for one in replies)
    is_done = any(one.intent.status == "ok" for one in deeds)
    if not (is_unknown and is_done and wanted.intent == done_for.intent):
        return False
    named = wanted if wanted.spans else unnamed(wanted, text, index)
    return named is not None and wishes(named, text, index.lexicon)


def _is_taken_back(before: Turn, after: Turn, text: str, lexicon: Lexicon) -> bool:
    """Whether a deed is taken back for another with the same devices: "close it, no, open it".

    Or for the same with others: "lamp on, no wait, turn the fan on".
    """
    first, second = before[0], after[0]
    is_same_deed = (first.intent, first.manner) == (second.intent, second.manner)
    if not (second.spans and (is_same_deed or _is_of_the_same(before, after))):
        return False
    told = max((span.end for span in first.spans), default=first.start)
    return begins_anew(text[told : second.spans[0].start], lexicon)


def _is_of_the_same(before: Turn, after: Turn) -> bool:
    """Whether all of two clauses is meant for the same devices."""
    meant, done_with = ([one.intent.targets for one in replies] for _, replies in (before, after))
    return bool(meant) and all(meant) and meant == done_with


def is_said_again(reply: Reply, clause: Clause, before: Sequence[Turn]) -> bool:
    """Whether a step is one that was asked for before, or the reason for what was set.

    "Turn it down, it's too loud"; "set it to 21, I'm melting"; "hush the radio, mute it". Nor is a
    question answered twice ("what's it like out, do I need a coat", "is it damp, what's the
    humidity"), or a vacuum started that was sent to a room.
    """
    if reply.intent.status != "ok":
        return False
    earlier = [one for _, replies in before for one in replies if one.facts == reply.facts]
    if reply.facts and any(_is_for(one.intent, reply.intent) for one in earlier):
        return True
    targets = set(reply.intent.targets)
    last = [one for _, one in done(before) if targets.intersection(one.targets)][-1:]
    if any(_is_same(one, reply.intent) for one in last):
        return True
    again = _ONCE.get(reply.intent.intent, ())
    if any(one.intent in again and _is_for(one, reply.intent) for _, one in done(before)):
        return True
    if clause.manner is None or clause.spans:
        return False
    return any(
        one.intent == reply.intent.intent
        and (
            said.of("value") or (said.manner, one.targets) == (clause.manner, reply.intent.targets)
        )
        for said, one in done(before)
    )


def _is_same(one: IntentResult, other: IntentResult) -> bool:
    """Whether two intents bring the same devices into the same state.

    What is pressed, skipped or stepped twice is meant twice.
    """
    targets = one.targets
    if one.intent != other.intent or targets != other.targets or one.intent in _AGAIN:
        return False
    told = [{s.name: s.value for s in each.slots if s.name not in _TELL_WHICH}
            for each in (one, other)]  # fmt: skip
    stepped = any(name.endswith("_step") for name in told[0])
    pressed = any(target.startswith(_PRESSED) for target in targets)
    return bool(targets) and told[0] == told[1] and not stepped and not pressed


def _is_for(one: IntentResult, other: IntentResult) -> bool:
    """Whether two intents are for the same devices and the same time."""
    times = [[slot.value for slot in each.slots if slot.name == "time"] for each in (one, other)]
    return one.targets == other.targets and times[0] == times[1]
