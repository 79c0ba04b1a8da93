"""The words of a clause that no span holds: what they name, and whether they ask at all."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from agent.grounding.index import HomeIndex
from agent.grounding.lexicon import Lexicon
from agent.grounding.text import WORD
from agent.grounding.values import number
from agent.reading import Clause, Span

_SWITCHED = re.compile(r"\s+(?:on|off)\b", re.IGNORECASE)
#: "On" or "off" of what stands before it: not "on the desk".
_SWITCHED_ALONE = re.compile(r"\s+(on|off)\s*(?=$|[,;.!]|and\b|then\b|but\b)", re.IGNORECASE)
_INTENTS = {"on": "HassTurnOn", "off": "HassTurnOff"}
#: Intents that switch, and open, close, lock or unlock.
SWITCHING = tuple(_INTENTS.values())
#: Most words of an overlooked noun.
_NOUN_WORDS = 3


def overlooked(
    clause: Clause, text: str, lexicon: Lexicon, *, switched_only: bool = False
) -> Clause | None:
    """The clause with a kind of device that stands in it outside of all spans: "the telly".

    An article before it, or "on" or "off" after it, tells the noun from a verb: "the heat",
    "light off", not "heat" and "light". "Everything" needs neither.

    Args:
        clause: a command.
        text: the utterance.
        lexicon: the kinds of devices.
        switched_only: whether only "on" or "off" tells it.
    """
    for words in stretches(clause, text):
        for at, word in enumerate(words):
            said = word.group().lower()
            if said in lexicon.everything_at_once:
                return with_name(clause, text, word.start(), word.end())
            is_led = said in lexicon.articles and not switched_only
            after = words[at + 1 :] if is_led else ()
            is_verb = said in lexicon.frame and said in lexicon.power  # "switch off"
            before = () if is_verb or not _SWITCHED.match(text, word.end()) else (word,)
            noun = _kind(after[:_NOUN_WORDS], text, lexicon) or _kind(before, text, lexicon)
            if noun is not None:
                return with_name(clause, text, *noun)
    return None


def unnamed(clause: Clause, text: str, index: HomeIndex) -> Clause | None:
    """The clause with words as a name that no span holds and that are no part of a command's frame.

    Its first word may be any verb, if the home does not know it.
    """
    for words in _content(clause, text, index):
        return with_name(clause, text, words[0].start(), words[-1].end())
    return None


def thing_among(words: Sequence[re.Match[str]], index: HomeIndex) -> tuple[int, int] | None:
    """Where a thing stands among words that no span holds, from the first of a name of the home.

    "Mill ceiling light" of "put on the mill ceiling light, no".
    """
    lexicon = index.lexicon
    kept = [(word, word.group().lower()) for word in words]
    beside = {"off", "but", *" ".join(lexicon.corrections).split()} | lexicon.speller.skip
    while kept and kept[-1][1] in beside:
        kept.pop()
    while kept and not _is_of_home(kept[0][1], index):
        kept.pop(0)
    return (kept[0][0].start(), kept[-1][0].end()) if kept else None


def _is_of_home(word: str, index: HomeIndex) -> bool:
    lexicon = index.lexicon
    return word not in lexicon.frame and index.knows(lexicon.speller.stem(word))


def missed(clause: Clause, text: str, index: HomeIndex) -> str | None:
    """What is to be switched beside that which a clause names: "scope off, irons off"."""
    for words in _content(clause, text, index):
        if all(word.group().lower() in index.lexicon.links for word in words):
            continue  # "the other one off"
        switched = _SWITCHED_ALONE.match(text, words[-1].end())
        if switched is None or takes_back(text[words[0].start() : clause.end], index.lexicon):
            continue
        if words_of(text[switched.end(1) : clause.end], index.lexicon)[:1] != ["no"]:
            return text[words[0].start() : switched.end(1)]
    return None


def switched_apart(clause: Clause, text: str) -> list[Clause]:
    """A clause that switches some things on and others off as one for each: "tree on, lamp off".

    Only where every name, or the last of its row, is followed by its own "on" or "off".
    """
    if clause.intent not in SWITCHING or clause.manner is not None:
        return [clause]
    if len(clause.of("name")) < 2 or len(clause.spans) > len(clause.of("name", "state")):
        return [clause]
    parts: list[Clause] = []
    row: list[Span] = []
    start = clause.start
    for name in clause.of("name"):
        row.append(name)
        said = _SWITCHED_ALONE.match(text, name.end, clause.end)
        if said is not None:
            intent = _INTENTS[said.group(1).lower()]
            spans, end = tuple(row), said.end(1)
            parts.append(replace(clause, intent=intent, spans=spans, start=start, end=end))
            row, start = [], end
    apart = not row and len({part.intent for part in parts}) > 1
    return parts if apart else [clause]


def set_apart(clause: Clause) -> list[Clause]:
    """A clause that sets several things, each to its own, as one for each: "one to 30, two to 60".

    Only where every amount follows what it is for, and nothing else is told.
    """
    amounts = clause.of("value", "color")
    named = clause.of("name", "area")
    told = len(amounts) + len(named) == len(clause.spans)
    if len(amounts) < 2 or not told or clause.spans[-1] not in amounts:
        return [clause]
    parts: list[Clause] = []
    row: list[Span] = []
    start = clause.start
    for span in clause.spans:
        row.append(span)
        if span in amounts:
            parts.append(replace(clause, spans=tuple(row), start=start, end=span.end))
            row, start = [], span.end
    is_each = all(part.of("name", "area") for part in parts)
    return parts if is_each else [clause]


def unbroken(clause: Clause, text: str, index: HomeIndex) -> Clause:
    """The clause with a quantifier that only sounds like one as a part of the name around it.

    Of "the tiff any lamp" no lamp is meant but the Tiffany: "any" has a strange word before it.
    """
    for counts, name in pairwise(clause.spans):
        if counts.kind != "quantifier" or name.kind != "name" or counts.start < 0:
            continue
        if text[counts.end : name.start].strip():
            continue
        known = index.lexicon.frame | index.lexicon.speller.skip
        start = _strange(text, clause.start, counts.start, index.lexicon, known)
        if start is not None:
            rest = tuple(one for one in clause.spans if one not in (counts, name))
            return replace(clause, spans=rest).plus(_from(start, name, text))
    return clause


def undivided(clause: Clause, text: str, lexicon: Lexicon, bar: float) -> Clause:
    """The clause with a strange word as part of the kind of device that it stands before.

    "The pop lights" are no lights of the whole home but some that were misheard, where the model
    was not sure that their name begins with "lights"; of "the blasted lights" it is.

    Args:
        clause: a clause.
        text: the utterance.
        lexicon: the kinds of devices, and the words that commands are made of.
        bar: least confidence of a span that is taken as it was read.
    """
    spans, said = [], clause.start
    for span in clause.spans:
        start = None
        is_unsure = span.kind == "name" and span.start >= 0 and span.confidence < bar
        if is_unsure and lexicon.kind(span.text):
            start = _strange(text, said, span.start, lexicon, lexicon.speller.skip)
        spans.append(span if start is None else _from(start, span, text))
        said = max(said, span.end)
    return replace(clause, spans=tuple(spans))


def _strange(
    text: str, start: int, end: int, lexicon: Lexicon, known: Container[str]
) -> int | None:
    """Where the word begins that ends a stretch, if it is strange and an article is before it."""
    before = list(WORD.finditer(text, start, end))[-2:]
    if len(before) < 2 or text[before[1].end() : end].strip():
        return None
    article, strange = before[0][0].lower(), before[1][0].lower()
    return before[1].start() if article in lexicon.articles and strange not in known else None


def _from(start: int, name: Span, text: str) -> Span:
    """A name that begins before."""
    return replace(name, text=text[start : name.end], start=start)


def is_denied(span: Span, clause: Clause, text: str, lexicon: Lexicon) -> bool:
    """Whether "not" stands before what is named: "not the lamp", "not in the hall"."""
    words = words_of(text[clause.start : span.start], lexicon) if span.start >= 0 else []
    while words and words[-1] in lexicon.links:
        words.pop()
    return words[-1:] in (["not"], ["instead"]) or words[-2:] == ["rather", "than"]


def word_before(span: Span, clause: Clause, text: str, lexicon: Lexicon) -> str | None:
    """The word of a clause that stands before a span and its article."""
    words = words_of(text[clause.start : span.start], lexicon) if span.start >= 0 else []
    return words[-1] if words else None


def unknown_exception(clause: Clause, text: str, lexicon: Lexicon) -> str | None:
    """What a clause leaves out and no span holds: "all but mine", "except the hall and this"."""
    held = clause.of("except")
    for words in stretches(clause, text):
        said = [word.group().lower() for word in words]
        if any(span.end <= words[0].start() for span in held):
            if said[0] in lexicon.joins and len(said) > 1 and said[1] in lexicon.mine:
                return text[words[1].start() : words[-1].end()]
            continue
        for at in range(1, len(said)):
            is_led = any(" ".join(said[max(at - n, 0) : at]) in lexicon.exceptions for n in (1, 2))
            if is_led and said[at] in lexicon.mine:
                return text[words[at].start() : words[-1].end()]
    return None


def takes_back(between: str, lexicon: Lexicon) -> bool:
    """Whether words take back what stands before them: "no wait", "on, no"."""
    words = [word for word in words_of(between, lexicon) if word not in lexicon.alone]
    return (words[-1:] in (["no"], ["sorry"]) and {*words[:-1]} <= _INTENTS.keys()) or holds(
        words, lexicon.corrections
    )


def words_of(text: str, lexicon: Lexicon) -> list[str]:
    """The words of a text in lower case, articles left out."""
    return [word for word in WORD.findall(text.lower()) if word not in lexicon.articles]


def unmarked(clause: Clause, text: str) -> frozenset[str]:
    """The words of a clause that no span holds, in small letters."""
    return frozenset(word.group().lower() for words in stretches(clause, text) for word in words)


def holds(words: Sequence[str], phrases: Iterable[str]) -> bool:
    """Whether one of the phrases stands among the words, in small letters."""
    said = f" {' '.join(words)} "
    return any(f" {phrase} " in said for phrase in phrases)


def is_remark(clause: Clause, text: str, lexicon: Lexicon) -> bool:
    """Whether a clause only tells how it is: "it's too hot in here", not "and it's too hot".

    Or how something else is: "the glue won't set in this cold".
    """
    said = text[clause.start : clause.end].lower().lstrip(" ,.;!?-")
    if any(said.startswith(f"{lead} ") for lead in lexicon.remarks):
        return True
    is_of_a_thing = said.partition(" ")[0] in lexicon.articles and not clause.spans
    return is_of_a_thing and has_more(clause, text, lexicon)


def talks_of(clause: Clause, text: str, lexicon: Lexicon) -> bool:
    """Whether the words before what a clause names talk of a deed instead of asking for it.

    "We could open the gate"; not "could you open the gate", which asks.
    """
    named = [span.start for span in clause.spans if span.kind in ("name", "area")]
    lead = WORD.findall(text[clause.start : min([*named, clause.end])].lower())
    return not holds(lead, lexicon.asking) and holds(lead, lexicon.talking)


def switches(clause: Clause, text: str, lexicon: Lexicon) -> bool:
    """Whether a clause says to switch something: "loft off", "kill the loft"."""
    return not unmarked(clause, text).isdisjoint(lexicon.switching)


def has_more(clause: Clause, text: str, lexicon: Lexicon) -> bool:
    """Whether a clause has words outside of its spans that no command is made of.

    Nor an answer: "no, the other one".
    """
    said = unmarked(clause, text) - lexicon.frame - lexicon.speller.skip
    return bool(said - lexicon.fillers if clause.intent == "Fragment" else said)


def wishes(clause: Clause, text: str, lexicon: Lexicon) -> bool:
    """Whether a thing is only wished for, with no word of what is to be done: "coffee, please"."""
    said = unmarked(clause, text) - lexicon.articles - lexicon.joins
    beside = {word for word in said if number(word) is None}
    return bool(beside) and beside <= lexicon.wishing


def _content(clause: Clause, text: str, index: HomeIndex) -> Iterator[list[re.Match[str]]]:
    """Runs of words that say something, and that no span holds."""
    lexicon = index.lexicon
    first = True
    for words in stretches(clause, text):
        start = end = 0
        for at, word in enumerate(words):
            said = word.group().lower()
            is_verb = first and not index.knows(lexicon.speller.stem(said))
            is_verb = is_verb and said not in lexicon.joins
            first = first and said in lexicon.joins
            if is_verb or said in lexicon.frame or said in lexicon.speller.skip:
                continue
            if at > end:
                yield from _run(words[start:end], lexicon)
                start = at
                while start > 0 and index.with_word(words[start - 1].group().lower()):
                    start -= 1  # "back" of "back door" is no word of the frame
            end = at + 1
        yield from _run(words[start:end], lexicon)


def _run(words: list[re.Match[str]], lexicon: Lexicon) -> Iterator[list[re.Match[str]]]:
    if not all(word.group().lower() in lexicon.positions for word in words):
        yield words


def stretches(clause: Clause, text: str) -> Iterator[list[re.Match[str]]]:
    """The words between the spans of a clause."""
    spans = sorted((span for span in clause.spans if span.start >= 0), key=lambda span: span.start)
    ends = [clause.start, *(span.end for span in spans)]
    starts = [*(span.start for span in spans), clause.end]
    for start, end in zip(ends, starts, strict=True):
        for part in re.finditer(r"[^,;.!?]+", text[start:end]):
            words = list(WORD.finditer(text, start + part.start(), start + part.end()))
            if words:
                yield words


def _kind(words: Sequence[re.Match[str]], text: str, lexicon: Lexicon) -> tuple[int, int] | None:
    """Where the longest kind of device stands that these words start with."""
    for last in reversed(words):
        start, end = words[0].start(), last.end()
        if lexicon.kind(text[start:end]):
            return start, end
    return None


def with_name(clause: Clause, text: str, start: int, end: int) -> Clause:
    """The clause with a stretch of its text as a name."""
    return clause.plus(Span("name", text[start:end], start, end, clause.confidence))
