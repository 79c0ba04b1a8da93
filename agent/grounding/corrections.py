"""What a speaker takes back: "the hall lamp, no wait, the kitchen one"."""

import re
from dataclasses import replace
from itertools import pairwise

from agent.grounding.index import HomeIndex
from agent.grounding.leftover import is_denied, takes_back, with_name, words_of
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
    clause = _with_mistake(clause, text, index)
    wrong: list[Span] = []
    right: dict[Span, Span] = {}
    for kind in ("value", "duration", "delay", "time", "color", "step"):
        for one, other in pairwise(clause.of(kind)):
            if one.start >= 0 and takes_back(text[one.end : other.start], lexicon):
                wrong.append(one)
    for one, other in pairwise(clause.of("name", "area")):
        if is_denied(one, clause, text, lexicon):
            wrong.append(one)
        elif one.start >= 0 and takes_back(text[one.end : other.start], lexicon):
            is_it = lexicon.plain(other.text) in lexicon.pronouns_one
            wrong.append(other if is_it else one)
            if one.kind == "name" and stands_for_one(other, text, index):
                right[other] = of_its_kind(other, one, text, index)
    spans = tuple(right.get(span, span) for span in clause.spans if span not in wrong)
    return replace(clause, spans=spans) if wrong else clause


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
    beside = {"off", *" ".join(lexicon.corrections).split()} | lexicon.speller.skip
    while words and words[-1].group().lower() in beside:
        words.pop()
    while words and not _is_named(words[0], index):
        words.pop(0)
    return with_name(clause, text, words[0].start(), words[-1].end()) if words else clause


def _is_named(word: re.Match[str], index: HomeIndex) -> bool:
    said = word.group().lower()
    return said not in index.lexicon.frame and index.knows(index.lexicon.speller.stem(said))
