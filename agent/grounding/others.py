"""What is meant beside what was said: "everything else", "the rest", "the other fans"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from agent.grounding.conversation import NOWHERE, noun_of
from agent.grounding.index import HomeIndex
from agent.grounding.leftover import thing_among
from agent.grounding.lexicon import Lexicon
from agent.grounding.text import WORD
from agent.reading import Clause, Span

_ELSE = re.compile(r"\belse\b", re.IGNORECASE)
#: Not of "every other blind".
_OTHER = re.compile(r"(?<!\bevery )\b(?:others?|rest)\b", re.IGNORECASE)


def beside(
    clauses: Iterable[Clause], text: str, before: Clause | None, index: HomeIndex
) -> list[Clause]:
    """The clauses of an utterance, what is told of others without what was told of before.

    Args:
        clauses: what the utterance was read as.
        text: the utterance.
        before: the command of the utterance before.
        index: of the home.
    """
    found: list[Clause] = []
    for clause in clauses:
        told = [mention for one in found for mention in _told(one, text, index)]
        if not told and before is not None:
            told = _told(before, text, index)
        found.append(_of_others(clause, text, told, index))
    return found


def _of_others(clause: Clause, text: str, told: Sequence[str], index: HomeIndex) -> Clause:
    if clause.intent is None or clause.intent.startswith("HassGet") or clause.of("except"):
        return clause
    is_else = bool(_ELSE.search(text, clause.start, clause.end))
    other = _OTHER.search(text, clause.start, clause.end)
    if not (is_else or other):
        return clause
    named = [span for span in clause.of("name") if not _is_other(span, index.lexicon)]
    if other and not is_else:
        if named and not all(other.end() <= span.start + len("other") for span in named):
            return clause  # what is named before them is done, too
        if not named:
            nouns = (noun_of(mention, index.lexicon) for mention in reversed(told))
            noun = next(filter(None, nouns), None)
            if noun is None or index.named(index.lexicon.phrase(other.group())):
                return clause
            clause = _of_kind(noun, clause, other, index)
    left_out = told or [text[clause.start : clause.end].strip()]  # which nobody knows
    spans = (Span("except", one, NOWHERE, NOWHERE, clause.confidence) for one in left_out)
    return replace(clause, spans=(*clause.spans, *spans))


def _of_kind(noun: str, clause: Clause, other: re.Match[str], index: HomeIndex) -> Clause:
    """The clause about one more of a kind, or about all others of it."""
    at, end = other.span()
    kept = tuple(one for one in clause.spans if one.kind not in ("name", "quantifier"))
    spans = [Span("name", noun, at, end, clause.confidence)]
    if other.group().lower() != "other":
        spans = [replace(spans[0], text=noun if index.lexicon.phrase(noun).plural else f"{noun}s")]
        spans.insert(0, replace(spans[0], kind="quantifier", text="all"))
    return replace(clause, spans=tuple(sorted((*kept, *spans), key=lambda span: span.start)))


def _is_other(span: Span, lexicon: Lexicon) -> bool:
    return lexicon.plain(span.text) in lexicon.pronouns_other


def _told(clause: Clause, text: str, index: HomeIndex) -> list[str]:
    """What a clause is about, each as one mention: "shed fan" of "the fan in the shed"."""
    if clause.intent is None and not clause.spans and clause.start >= 0:
        thing = thing_among(list(WORD.finditer(text, clause.start, clause.end)), index)
        said = text[slice(*thing)] if thing else ""
        return [said] if index.named(index.lexicon.phrase(said)) else []
    names, areas = clause.of("name"), clause.of("area")
    if not names:
        return [span.text for span in areas]
    if len(areas) == 1 and len(names) == 1:
        return [f"{areas[0].text} {names[0].text}"]
    return [span.text for span in names]
