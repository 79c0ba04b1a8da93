"""The places of a clause that no span holds, or that only point at one: "here", "in there"."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from agent.grounding.leftover import stretches, words_of
from agent.grounding.lexicon import Lexicon
from agent.grounding.places import MAX_WORDS
from agent.grounding.text import AROUND
from agent.reading import Clause, Span


def pointed(clause: Clause, text: str, lexicon: Lexicon, near: Callable[[str], bool]) -> Clause:
    """The clause with the places that it points at.

    Without them it would be about the whole home, or only about the place that is joined to it.

    Args:
        clause: a clause.
        text: the utterance.
        lexicon: the words.
        near: whether words name a place of the home, if only nearly.
    """
    if clause.intent is None:
        return clause
    here = _here(clause, text, lexicon) or _unmarked(clause, text, lexicon, near)
    clause = clause if here is None else clause.plus(here)
    return _there(clause, lexicon)


def _here(clause: Clause, text: str, lexicon: Lexicon) -> Span | None:
    """Words like "this room", or "here" beside a place: "lights here and in the hall"."""
    for words in stretches(clause, text):
        if clause.of("area"):
            here = next((one for one in words if _is_joined_here(one, clause, text, lexicon)), None)
            if here is not None:
                return Span("area", here.group(), here.start(), here.end(), clause.confidence)
            continue
        for first, second in pairwise(words):
            said = f"{first.group()} {second.group()}".lower()
            if lexicon.regions.get(said) in ("here", "there"):
                return Span("area", said, first.start(), second.end(), clause.confidence)
    return None


def _is_joined_here(word: re.Match[str], clause: Clause, text: str, lexicon: Lexicon) -> bool:
    """Whether a word is "here", with a join between it and a place."""
    if lexicon.regions.get(word.group().lower()) != "here":
        return False
    for place in clause.of("area"):
        is_before = word.start() < place.start
        said = text[word.end() : place.start] if is_before else text[place.end : word.start()]
        between = words_of(said, lexicon)
        if set(between) & lexicon.joins and set(between) <= lexicon.joins | lexicon.links:
            return True
    return False


def _unmarked(
    clause: Clause, text: str, lexicon: Lexicon, near: Callable[[str], bool]
) -> Span | None:
    """The place behind what is meant by its kind alone: "everything off down the seller".

    Nothing but words of a command stands between; of a remark is where the cat sleeps in. Of
    everything, a place that is not known is one, too: nothing is done then.
    """
    if clause.of("area") or not clause.of("name"):
        return None
    last = clause.of("name")[-1]
    if not all(_is_broad(span, lexicon) for span in clause.of("name")):
        return None
    words = next((row for row in stretches(clause, text) if row[0].start() >= last.end), [])
    for at, word in enumerate(words, 1):
        said, behind = word.group().lower(), words[at:]
        if said in lexicon.within:
            place = _place(behind, clause, text, lexicon, near) or _cut_off(behind, clause, text)
            if place is not None:
                return place
        if said not in lexicon.frame:
            return None
    return None


def _place(
    words: Sequence[re.Match[str]],
    clause: Clause,
    text: str,
    lexicon: Lexicon,
    near: Callable[[str], bool],
) -> Span | None:
    """The longest place that words begin with, but for an article."""
    is_led = bool(words) and words[0].group().lower() in lexicon.articles
    words = words[1:] if is_led else words
    ends = [last.end() for last in reversed(words[:MAX_WORDS])]
    end = next((end for end in ends if near(text[words[0].start() : end])), None)
    if end is None and is_led and words and _is_of_everything(clause, lexicon):
        end = None if words[0].group().lower() in lexicon.frame else words[0].end()
    if end is None:
        return None
    return Span("area", text[words[0].start() : end], words[0].start(), end, clause.confidence)


def _cut_off(words: Sequence[re.Match[str]], clause: Clause, text: str) -> Span | None:
    """A place of which no more than its article is to be read: "lights off in the"."""
    if [word.group().lower() for word in words] not in (["the"], ["my"], ["our"]):
        return None
    start = words[0].start()
    said = text[start : clause.end].strip(AROUND)
    return Span("area", said, start, start + len(said), clause.confidence)


def _is_of_everything(clause: Clause, lexicon: Lexicon) -> bool:
    names = (lexicon.phrase(span.text) for span in clause.of("name"))
    return all(lexicon.means_everything(name, counted=False) for name in names)


def _is_broad(name: Span, lexicon: Lexicon) -> bool:
    """Whether a mention is a kind of device or everything."""
    phrase = lexicon.phrase(name.text)
    return lexicon.means_everything(phrase, counted=False) or lexicon.kind(name.text) is not None


def _there(clause: Clause, lexicon: Lexicon) -> Clause:
    """The clause with "there" as the place that it named before.

    "The guests in the loft have gone, so turn off the light in there".
    """
    if len(clause.of("area")) < 2:
        return clause
    spans: list[Span] = []
    place = None
    for span in clause.spans:
        if span.kind == "area":
            is_there = lexicon.regions.get(span.text.lower()) == "there"
            span = replace(span, text=place) if is_there and place else span
            place = span.text
        spans.append(span)
    return replace(clause, spans=tuple(spans))
