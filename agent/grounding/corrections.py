"""What a speaker takes back: "the hall lamp, no wait, the kitchen one"."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from agent.grounding.index import HomeIndex
from agent.grounding.leftover import (
    is_denied,
    takes_back,
    thing_among,
    with_name,
    word_before,
    words_of,
)
from agent.grounding.lexicon import Lexicon
from agent.grounding.ones import of_its_kind, stands_for_one
from agent.grounding.text import WORD
from agent.reading import Clause, Span


def corrected(clause: Clause, text: str, index: HomeIndex) -> Clause:
    """The clause without what was said by mistake.

    "The hall, no wait, the kitchen"; "six minutes, no, make that four"; "not the lamp, the heater";
    "the big kettle, no sorry, the wee one". "It" is no other thing: "the heating off, no wait, put
    it to 16".
    """
    lexicon = index.lexicon
    clause = _but(_only(_with_mistake(clause, text, index), text, index), text, lexicon)
    wrong: list[Span] = []
    right: dict[Span, Span] = {}
    for kind in ("value", "duration", "delay", "time", "color", "step"):
        for one, other in pairwise(clause.of(kind)):
            if one.start >= 0 and takes_back(text[one.end : other.start], lexicon):
                wrong.append(one)
    named = clause.of("name", "area")
    denied = [one for one in named if is_denied(one, clause, text, lexicon)]
    wrong.extend(denied if len(denied) < len(named) else denied[:-1])
    for one, other in pairwise(named):
        if one in wrong:
            continue
        if one.start >= 0 and takes_back(text[one.end : other.start], lexicon):
            is_it = lexicon.plain(other.text) in lexicon.pronouns_one
            wrong.append(other if is_it else one)
            if one.kind == "name" and stands_for_one(other, text, index):
                right[other] = of_its_kind(other, one, text, index)
    spans = tuple(right.get(span, span) for span in clause.spans if span not in wrong)
    return replace(clause, spans=spans) if wrong else clause


def _only(clause: Clause, text: str, index: HomeIndex) -> Clause:
    """The clause with what "just" or "only" stands before as all that is meant.

    Of "all the lights, no, just the hall" the model leaves the hall out.
    """
    only = [one for one in clause.of("except") if _is_alone(one, clause, text, index)]
    if not only:
        return clause
    first = min(one.start for one in only)
    rest = [one for one in clause.of("except") if one.start > first and one not in only]
    names = clause.of("name")[-1:]
    meant = [_meant(one, names, text, index) for one in (*only, *rest)]
    is_named = any(one.kind == "name" for one in meant)
    dropped = ("except", "quantifier", "area", *(("name",) if is_named else ()))
    kept = [one for one in clause.spans if one.kind not in dropped]
    spans = sorted((*kept, *meant), key=lambda one: one.start)
    return replace(clause, spans=tuple(spans))


def _but(clause: Clause, text: str, lexicon: Lexicon) -> Clause:
    """The clause with its last thing or place left out: "everyone's lights off but Tom's"."""
    *others, last = clause.of("name", "area") or (None,)
    if last is None or not others or word_before(last, clause, text, lexicon) != "but":
        return clause
    if words_of(text[last.end : clause.end], lexicon):
        return clause  # "... but the fan on"
    return clause.but([last])


def _is_alone(span: Span, clause: Clause, text: str, index: HomeIndex) -> bool:
    return word_before(span, clause, text, index.lexicon) in index.lexicon.alone


def _meant(span: Span, names: Sequence[Span], text: str, index: HomeIndex) -> Span:
    is_place = index.places.find(span.text) and not index.named(index.lexicon.phrase(span.text))
    meant = replace(span, kind="area" if is_place else "name")
    is_one = bool(names) and stands_for_one(meant, text, index)
    return of_its_kind(meant, names[0], text, index) if is_one else meant


def is_correction(clause: Clause, text: str, lexicon: Lexicon) -> bool:
    """Whether a clause takes back what was said before it: "no, the kitchen"."""
    first = min((span.start for span in clause.spans), default=clause.end)
    return begins_anew(text[clause.start : first], lexicon)


def begins_anew(between: str, lexicon: Lexicon) -> bool:
    """Whether the words between two commands for one thing take the first back: "no, open it"."""
    words = [word for word in words_of(between, lexicon) if word not in lexicon.joins]
    return takes_back(between, lexicon) or words[:1] == ["no"]


def _with_mistake(clause: Clause, text: str, index: HomeIndex) -> Clause:
    """The clause with a name for what is taken back, where the right one needs its noun.

    Of "the hall lamp, no sorry, the kitchen one" the model marks the kitchen alone.
    """
    named = clause.of("name", "area")
    if not named or not stands_for_one(named[0], text, index):
        return clause
    lexicon = index.lexicon
    words = list(WORD.finditer(text, clause.start, named[0].start))
    while words and not takes_back(text[words[-1].start() : named[0].start], lexicon):
        words.pop()
    first = min(span.start for span in clause.spans)
    words = [word for word in words[:-1] if word.end() <= first]
    thing = thing_among(words, index)
    return with_name(clause, text, *thing) if thing else clause
