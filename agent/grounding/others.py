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
        if _may_be_of_others(clause):
            clause = _of_others(clause, text, found, before, index)
        found.append(clause)
    return found


def _may_be_of_others(clause: Clause) -> bool:
    is_asked = clause.intent is None or clause.intent.startswith("HassGet")
    return not is_asked and not clause.of("except")


def _of_others(
    clause: Clause, text: str, earlier: Sequence[Clause], before: Clause | None, index: HomeIndex
) -> Clause:
    is_else = bool(_ELSE.search(text, clause.start, clause.end))
    other = _OTHER.search(text, clause.start, clause.end)
    if not (is_else or other):
        return clause
    told = [mention for one in earlier for mention in _told(one, text, index)]
    if not told and before is not None:
        told = _told(before, text, index)
    if other and not is_else:
        named = [span for span in clause.of("name") if not _is_other(span, index.lexicon)]
        if any(span.start < other.start() for span in named):
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
    kept = (one for one in clause.spans if one.kind not in ("name", "quantifier"))
    of_kind = replace(clause, spans=tuple(kept))
    name = Span("name", noun, *other.span(), clause.confidence)
    if other.group().lower() == "other":
        return of_kind.plus(name)
    many = noun if index.lexicon.phrase(noun).plural else f"{noun}s"
    return of_kind.plus(replace(name, kind="quantifier", text="all")).plus(replace(name, text=many))


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
