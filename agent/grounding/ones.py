"""Places that stand for things in them: "the Mask blanket on and the Corrib one off"."""

import re
from collections.abc import Iterable
from dataclasses import replace

from agent.grounding.index import HomeIndex, Item
from agent.grounding.leftover import SWITCHING, unmarked
from agent.grounding.places import Place
from agent.grounding.values import number
from agent.reading import Clause, Span

#: Behind what is said of a thing in the place of its noun: "the wee one".
_BEHIND = re.compile(r"\s+ones?\b", re.IGNORECASE)
_SAME = re.compile(r"\bthe same\b", re.IGNORECASE)
_AT_END = re.compile(r"\s+ones?$", re.IGNORECASE)


def alike(
    clauses: Iterable[Clause], text: str, before: Clause | None, index: HomeIndex
) -> list[Clause]:
    """The clauses of an utterance, places that stand for things as those named before them.

    That is what "one" stands behind, and what is to be "the same" or has no more than "on" or "off"
    of its own: "fan off in the shed and on in the office".

    Args:
        clauses: what the utterance was read as.
        text: the utterance.
        before: the command of the utterance before; only "one" stands for what it names.
        index: of the home.
    """
    spoken_of = before.of("name")[-1:] if before is not None else ()
    named: Span | None = None
    names: tuple[Span, ...] = ()
    found = []
    for clause in clauses:
        for span in clause.of("name", "area") if clause.intent is not None else ():
            if span.kind == "name":
                named = span
                continue
            kind = named or next(iter(spoken_of), None)
            is_one = kind is not None and stands_for_one(span, text, index)
            if kind and (is_one or (named and _is_alike(clause, span, named, text, index))):
                rest = tuple(one for one in clause.spans if one != span)
                clause = replace(clause, spans=rest).plus(of_its_kind(span, kind, text, index))
        if clause.of("area") and not clause.of("name") and _is_same(clause, text):
            clause = replace(clause, spans=(*names, *clause.spans))
        names = clause.of("name") or names
        found.append(clause)
    return found


def _is_same(clause: Clause, text: str) -> bool:
    return bool(_SAME.search(text, clause.start, clause.end))


def _is_alike(clause: Clause, place: Span, named: Span, text: str, index: HomeIndex) -> bool:
    """Whether a clause that names a place alone is about such a thing as was named before."""
    if any(span.kind != "area" for span in clause.spans) or clause.manner is not None:
        return False
    lexicon = index.lexicon
    said = unmarked(clause, text)
    beside = {"on", "off", "too"} | lexicon.joins | lexicon.links | lexicon.articles
    is_switched = clause.intent in SWITCHING and said <= beside
    if not (is_switched or _is_same(clause, text)):
        return False
    areas = _areas(place.text, index)
    cls = lexicon.class_in(lexicon.phrase(named.text).stems)
    of_kind = index.members(cls.cls.key, areas) if cls is not None else ()
    called = _called(named.text.rpartition(" ")[2], index)
    return bool(of_kind) or any(item.area in areas for item in called)


def _called(noun: str, index: HomeIndex) -> list[Item]:
    """What has a word in its name."""
    return [index.items[at] for at in index.with_word(index.lexicon.speller.stem(noun.lower()))]


def stands_for_one(span: Span, text: str, index: HomeIndex) -> bool:
    """Whether "one" stands behind what is said; it is no part of "bay one"."""
    if span.start < 0 or not (_AT_END.search(span.text) or _BEHIND.match(text, span.end)):
        return False
    return not _places(f"{_AT_END.sub('', span.text)} one", index)


def of_its_kind(said: Span, named: Span, text: str, index: HomeIndex) -> Span:
    """What "one" stands behind as a thing like one that was named.

    The Corrib one is, of "the Mask electric blanket", the Corrib electric blanket; the wee one is,
    of "the big kettle", the wee kettle. The hall one is, of a chandelier, any light of a hall that
    has no chandelier.
    """
    behind = _BEHIND.match(text, said.end)
    said = replace(said, text=_AT_END.sub("", said.text), end=behind.end() if behind else said.end)
    words = named.text.split()
    noun = words[-1:]
    if said.kind == "area":
        sizes = range(len(words) - 1, 0, -1)
        noun = next((words[n:] for n in sizes if _places(" ".join(words[:n]), index)), noun)
        if _is_any_light(noun[-1], said.text, index):
            return said
    if len(noun) == 1 and number(noun[0]) is not None:
        return said
    return replace(said, kind="name", text=" ".join((said.text, *noun)))


def _is_any_light(noun: str, place: str, index: HomeIndex) -> bool:
    """Whether all that has this word in its name are lights, and none of it is in a place."""
    called = _called(noun, index)
    areas = _areas(place, index)
    lights = all(item.domain == "light" for item in called)
    return bool(called) and lights and all(item.area not in areas for item in called)


def _areas(said: str, index: HomeIndex) -> frozenset[str]:
    """The areas that a place may be."""
    return frozenset(area for one in _places(said, index) for area in one.areas)


def _places(said: str, index: HomeIndex) -> tuple[Place, ...]:
    return index.places.by_name(index.lexicon.phrase(said).stems)
