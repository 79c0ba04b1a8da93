"""Readings written as marked text, so that a test reads like what was said.

``turn off <name hall lamp> in the <area kitchen>`` is one clause with two spans.
"""

import re

from agent.reading import Clause, Reading, Span

_SPAN = re.compile(r"<(\w+) ([^<>]+)>")


def reading(*clauses: tuple[str | None, str] | tuple[str | None, str, float]) -> Reading:
    """A reading of clauses: an intent with its manner (``HassTurnOn/open``), and marked text."""
    text = ""
    read = []
    for intent, marked, *confidence in clauses:
        text += " and " if text else ""
        clause, plain = _clause(intent, marked, len(text), *confidence)
        text += plain
        read.append(clause)
    return Reading(text, tuple(read))


def _clause(
    intent: str | None, marked: str, offset: int, confidence: float = 0.99
) -> tuple[Clause, str]:
    plain = ""
    spans = []
    at = 0
    for match in _SPAN.finditer(marked):
        plain += marked[at : match.start()]
        start = offset + len(plain)
        plain += match.group(2)
        spans.append(Span(match.group(1), match.group(2), start, offset + len(plain), confidence))
        at = match.end()
    plain += marked[at:]
    name, _, manner = (intent or "").partition("/")
    clause = Clause(
        name or None, manner or None, confidence, tuple(spans), offset, offset + len(plain)
    )
    return clause, plain
