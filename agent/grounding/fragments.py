"""What a fragment means behind a command: "and the kitchen", "no, 60%", "a bit less"."""

from dataclasses import replace

from agent.grounding import values
from agent.grounding.clauses import keeping
from agent.grounding.conversation import NOWHERE, elsewhere, noun_of
from agent.grounding.corrections import is_correction
from agent.grounding.leftover import is_denied, stretches, unmarked, words_of
from agent.grounding.lexicon import Lexicon
from agent.grounding.text import PAUSE
from agent.grounding.timers import TIMED, reset, with_unit
from agent.reading import Clause, Span

#: Manners that are each other's contrary, the rising one first.
_RISING = {"brighter": "dimmer", "warmer": "cooler", "faster": "slower", "up": "down"}
_FALLING = {down: up for up, down in _RISING.items()}
#: What a step is on what was set: the intent, and the rising manner.
_STEPS = {
    "HassLightSet": ("HassLightSet", "brighter"),
    "HassFanSetSpeed": ("HassFanSetSpeed", "faster"),
    "HassClimateSetTemperature": ("HassClimateSetTemperature", "warmer"),
    "HassSetVolume": ("HassSetVolumeRelative", "up"),
    "HassSetVolumeRelative": ("HassSetVolumeRelative", "up"),
}
#: How sure a fragment is at most that has words of talk: what is risky is asked back then.
_HARDLY = 0.6
_COVERS = (("HassTurnOff", "close"), ("HassTurnOn", "open"))
#: What a word of switching makes of a fragment, whatever the command before was.
_SWITCHED = {
    "on": ("HassTurnOn", None),
    "off": ("HassTurnOff", None),
    "open": ("HassTurnOn", "open"),
    "close": ("HassTurnOff", "close"),
    "shut": ("HassTurnOff", "close"),
    "lock": ("HassTurnOn", "lock"),
    "unlock": ("HassTurnOff", "unlock"),
}


def completed(clause: Clause, before: Clause, text: str, lexicon: Lexicon) -> Clause:
    """A fragment, filled up from the command before.

    Spans of the fragment take the place of those of their sort; a place alone keeps the kind of
    device of the command before, "all of them" and "but not the hall" what it was about.

    Args:
        clause: the fragment.
        before: the last command or question.
        text: the utterance of the fragment.
        lexicon: the words.

    Returns:
        With intent None where nothing is meant, or nobody can tell what: "no, not the lamp".
    """
    said = _words(clause, text)
    if _is_left(clause, said, text, lexicon) or _tells(clause, text, lexicon):
        return nothing(clause)
    if _foreign(text[clause.start : clause.end], lexicon) & said:
        clause = replace(clause, confidence=min(clause.confidence, _HARDLY))
    times = len(clause.of("duration", "value", "delay")) == len(clause.spans) > 0
    is_timed = before.intent in TIMED or (times and bool(before.of("delay")))
    if is_timed and not _is_one_more(clause, text, lexicon):
        return reset(clause, before)
    if before.of("item"):
        if not clause.spans or is_correction(clause, text, lexicon):
            return nothing(clause)
        clause = replace(clause, spans=tuple(map(_as_item, clause.spans)))
    clause = replace(clause, spans=tuple(_as_time(span, before) for span in clause.spans))
    switched = _SWITCHED.get(_switch(clause, text, lexicon), (before.intent, before.manner))
    if switched != (before.intent, before.manner):
        intent, manner = switched
        named = replace(before, intent=intent, manner=manner, spans=before.of("name"))
        return joined(clause, named, lexicon)
    if clause.of("step") or said & lexicon.toward.keys():
        return stepped(clause, before, text, lexicon)
    if not clause.spans and not said & lexicon.again:
        return nothing(clause)
    return joined(clause, before, lexicon)


def stepped(clause: Clause, before: Clause, text: str, lexicon: Lexicon) -> Clause:
    """A step that goes on from the command before: "a bit less", "up", "more"."""
    rises = _rises(_words(clause, text), before, lexicon)
    is_moved = before.intent == "HassSetPosition" or (before.intent, before.manner) in _COVERS
    if rises is None or not (is_moved or before.intent in _STEPS):
        return nothing(clause)
    if is_moved:
        intent, manner = _COVERS[rises]
        if not clause.of("step"):
            clause = clause.plus(Span("step", "a bit", NOWHERE, NOWHERE, clause.confidence))
    else:
        intent, up = _STEPS[before.intent or ""]
        manner = up if rises else _RISING[up]
    kept = tuple(one for one in before.spans if one.kind != "value")
    told = tuple(one for one in clause.spans if one.kind != "state")
    before = replace(before, intent=intent, spans=kept)
    return joined(replace(clause, spans=told, manner=manner), before, lexicon)


def _rises(said: frozenset[str], before: Clause, lexicon: Lexicon) -> bool | None:
    """Whether a step goes up; None where nobody can tell: "a bit" after "to 40"."""
    towards = {lexicon.toward[word] for word in said if word in lexicon.toward}
    if "less" in towards and before.manner == "close":
        return None  # of the blind, or of the view
    if towards - {"more"}:
        return "up" in towards
    rose = before.manner in _RISING or before.manner == "open"
    fell = before.manner in _FALLING or before.manner == "close"
    return not fell if rose or fell or "more" in towards else None


def as_done(clause: Clause, intent: str) -> Clause:
    """A clause as the intent that it was done as: "on at 50" of a fan has set its speed."""
    if intent == clause.intent or intent not in _STEPS:
        return clause
    _, up = _STEPS[intent]
    manner = up if clause.manner in _RISING else None
    manner = _RISING[up] if clause.manner in _FALLING else manner
    return replace(clause, intent=intent, manner=manner)


def is_step(clause: Clause, text: str, lexicon: Lexicon) -> bool:
    """Whether a clause is no more than "up", "lower", "a bit down": of nothing that it names."""
    said = _words(clause, text) - lexicon.fillers - lexicon.articles
    of_none = len(clause.of("step", "state")) == len(clause.spans)
    return of_none and bool(said or clause.spans) and said <= lexicon.toward.keys() | lexicon.again


def _words(clause: Clause, text: str) -> frozenset[str]:
    """The words of a clause that no span holds, or one of a state: "down"."""
    bare = replace(clause, spans=tuple(one for one in clause.spans if one.kind != "state"))
    return unmarked(bare, text)


def _switch(clause: Clause, text: str, lexicon: Lexicon) -> str:
    """The word that switches: no "on" that leads to what is named, as in "on friday"."""
    starts = [span.start for span in clause.spans]
    for row in stretches(clause, text):
        for word in row:
            said = word.group().lower()
            behind = [at for at in starts if at >= word.end() and said == "on"]
            leads = bool(behind) and not words_of(text[word.end() : min(behind)], lexicon)
            if said in _SWITCHED and not leads:
                return said
    return ""


def _is_left(clause: Clause, said: frozenset[str], text: str, lexicon: Lexicon) -> bool:
    """Whether a fragment tells what is not meant: "not the lamp", "and leave the hall on"."""
    named = clause.of("name", "area")
    denied = [span for span in named if is_denied(span, clause, text, lexicon)]
    whose = any(lexicon.plain(span.text) in lexicon.mine for span in named)
    return bool(named) and (whose or len(denied) == len(named) or bool(said & keeping()))


def _tells(clause: Clause, text: str, lexicon: Lexicon) -> bool:
    """Whether it tells who is where: "and dad's in the office"."""
    first = min((span.start for span in clause.spans if span.start >= 0), default=clause.end)
    before = words_of(PAUSE.split(text[clause.start : first])[-1], lexicon)
    while not lexicon.joins.isdisjoint(before):
        before.pop(0)
    leads = before[-1:] and before[-1] in lexicon.within | lexicon.links
    return bool(leads and _foreign(" ".join(before), lexicon))


def _foreign(text: str, lexicon: Lexicon) -> frozenset[str]:
    """Words that neither a command nor what goes on with one is made of."""
    return frozenset(words_of(text, lexicon)).difference(
        lexicon.frame, lexicon.fillers, lexicon.joins, lexicon.links, lexicon.within,
        lexicon.speller.skip, lexicon.alone, lexicon.agreed, lexicon.again, lexicon.everything,
        *(phrase.split() for phrase in lexicon.corrections),
    )  # fmt: skip


def _as_item(span: Span) -> Span:
    return replace(span, kind="item") if span.kind in ("name", "area") else span


def _as_time(span: Span, before: Clause) -> Span:
    """An amount as the time that the command before had: "thirty" behind "for twenty minutes"."""
    had = before.of("duration")
    if not had or before.of("value") or span.kind not in ("value", "duration"):
        return span
    if span.kind == "value" and not values.is_count(span.text):
        return span
    return with_unit(replace(span, kind=had[0].kind), had)


def _is_one_more(clause: Clause, text: str, lexicon: Lexicon) -> bool:
    """Whether it begins with "and", "another" or the like."""
    first = next(iter(words_of(text[clause.start : clause.end], lexicon)), "")
    return first in lexicon.joins or first == "another"


def nothing(clause: Clause) -> Clause:
    """A clause of which it is known that nothing is meant by it."""
    return replace(clause, intent=None, labels=())


def joined(clause: Clause, before: Clause, lexicon: Lexicon) -> Clause:
    """A clause with what it does not say itself from the command before."""
    names, areas = clause.of("name"), clause.of("area")
    is_more = not names and not areas and bool(clause.of("except", "quantifier"))
    is_row = is_more and len(before.of("name")) > 1
    targets = () if is_more and not is_row else ("name", "area")
    kept = [span for span in before.spans if span.kind not in (*targets, "except")]
    fresh = {_sort(span) for span in clause.spans}
    spans = [elsewhere(span) for span in kept if _sort(span) not in fresh]
    if areas and not names:
        nouns = (noun_of(span.text, lexicon) for span in reversed(before.of("name")))
        noun = next(filter(None, nouns), None)
        if noun is not None:
            spans.append(Span("name", noun, areas[0].start, areas[0].start, clause.confidence))
    if is_row:
        spans.append(Span("name", "them", NOWHERE, NOWHERE, clause.confidence))
    spans.extend(clause.spans)
    intent, manner = _told(clause, before)
    return replace(
        clause,
        intent=intent,
        manner=manner,
        confidence=min(clause.confidence, before.confidence),
        spans=tuple(sorted(spans, key=lambda span: (span.start, span.end))),
    )


def _told(clause: Clause, before: Clause) -> tuple[str | None, str | None]:
    """What is done: what is set anew is not stepped, and what is lit is on."""
    intent, manner = before.intent, clause.manner or before.manner
    if intent == "HassTurnOff" and clause.of("color"):
        intent = "HassTurnOn"
    if clause.of("value", "color") and not clause.of("step") and manner in {*_RISING, *_FALLING}:
        intent = "HassSetVolume" if intent == "HassSetVolumeRelative" else intent
        manner = None
    return intent, manner


def _sort(span: Span) -> str:
    """Spans of one sort stand for each other."""
    return "amount" if span.kind in ("value", "step", "color") else span.kind
