"""Names of the home in the words of a clause, whatever the model made of them."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from agent.grounding.index import HomeIndex
from agent.grounding.leftover import SWITCHING, is_denied, stretches
from agent.grounding.text import LONGEST, NEXT_WORD, PAUSE, fold
from agent.grounding.values import color, is_count, values
from agent.reading import Clause, Span

#: Confidence of a name that the model did not mark: nothing risky is done for it unasked.
UNMARKED = 0.0
#: A word, and another one behind it.
_NEXT = re.compile(r"\s+([^\W\d_]+)(?=\s+\w)")
#: Words that an apostrophe makes one: "beer o'clock".
_APOSTROPHED = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)+")
#: What is heard for a number and says something else behind a name.
_PREPOSITIONS = ("for", "to")
#: Domains of what may make a noise, and of what is put or turned on.
_PLAYING = frozenset({"switch"})
_PUT_ON = frozenset({"switch", "light", "fan"})
#: Domains of what is run by its name alone, and by its name behind a verb.
_RUN = frozenset({"scene", "script"})
_CALLED = _RUN | {"button", "input_button"}
#: Spans that tell when something is to be done, not what.
WHEN = ("condition", "delay", "time", "until")


def drawn_out(clause: Clause, text: str, index: HomeIndex) -> Clause:
    """The clause with mentions that are but a part of a whole name in its words drawn out to it.

    "Consult one" is a place, not the number one of the consults; nothing is drawn out over another
    span or a comma, and the place of what is named stays one. What is no word of number or colour,
    nor to be played, may be a part of a name or a name: "bothy light", "limes to half", "fado on".
    """
    if not clause.of("name", "area", "quantifier"):
        named = tuple(_as_name(span, clause, index) for span in clause.spans)
        clause = replace(clause, spans=named)
    if not clause.of("name", "area"):
        return clause
    whole = replace(clause, spans=())
    names = [
        name for words in stretches(whole, text) for name in _names(words, text, index, areas=True)
    ]
    strange = [one for one in clause.of("quantifier") if not index.lexicon.quantifier(one.text)]
    plain = replace(clause, spans=tuple(one for one in clause.spans if one not in strange))
    spans = [_whole(span, names, plain) for span in plain.spans]
    spans += [one for one in strange if not any(_holds(span, one) for span in spans)]
    spans.sort(key=lambda span: span.start)
    numbered = (_numbered(span, clause, text, index) for span in spans)
    apart = (part for span in numbered for part in _amount_apart(span, clause, index))
    return replace(clause, spans=tuple(apart))


def _as_name(span: Span, clause: Clause, index: HomeIndex) -> Span:
    """What was read as a colour or as what to play, and is but the name of a device, as that."""
    may_be = span.kind == "color" and color(span.text) is None
    may_be |= span.kind == "query" and clause.intent in SWITCHING
    is_name = may_be and bool(index.named(index.lexicon.phrase(span.text)))
    return replace(span, kind="name") if is_name else span


def _holds(span: Span, other: Span) -> bool:
    return span.start <= other.start and other.end <= span.end


def _numbered(span: Span, clause: Clause, text: str, index: HomeIndex) -> Span:
    """A name with its number, where another word was heard for that: "heat lamp too on".

    Not at the end, where "too" is as well, and not before an amount: "heat lamp for an hour".
    """
    is_said = span.kind == "name" and span.start >= 0
    after = _NEXT.match(text, span.end, clause.end) if is_said else None
    number = values().heard.get(after[1].lower()) if after else None
    if after is None or number is None or after[1].lower() in _PREPOSITIONS:
        return span
    said = f"{span.text} {number}"
    is_one = index.named(index.lexicon.phrase(said))
    if not is_one or index.named(index.lexicon.phrase(span.text)):
        return span
    return replace(span, text=said, end=after.end(1))


def with_misheard_end(
    clause: Clause, text: str, index: HomeIndex, near_word: Callable[[str], list[str]]
) -> Clause:
    """The clause with names to which the strange word behind belongs, as it was misheard.

    "The sonos ark" is the Sonos Arc and not the Kitchen Sonos.

    Args:
        clause: a clause.
        text: the utterance.
        index: the home.
        near_word: the words of the home that are nearest to one that it does not know.
    """
    spans = tuple(_with_its_end(span, clause, text, index, near_word) for span in clause.spans)
    return clause if spans == clause.spans else replace(clause, spans=spans)


def _with_its_end(
    span: Span,
    clause: Clause,
    text: str,
    index: HomeIndex,
    near_word: Callable[[str], list[str]],
) -> Span:
    is_said = span.kind == "name" and span.start >= 0
    after = NEXT_WORD.match(text, span.end, clause.end) if is_said else None
    if after is None or any(one.start == after.start(1) for one in clause.spans):
        return span
    lexicon, word = index.lexicon, after[1].lower()
    if word in lexicon.frame or index.named(lexicon.phrase(span.text)):
        return span
    ends = near_word(lexicon.speller.stem(word))
    said = [f"{span.text} {end}" for end in ends]
    names = [name for name in said if index.named(lexicon.phrase(name))]
    return replace(span, text=names[0], end=after.end(1)) if len(names) == 1 else span


def _amount_apart(span: Span, clause: Clause, index: HomeIndex) -> tuple[Span, ...]:
    """What a fragment names without the amount that was read into it: "and tom's 18"."""
    named, _, amount = span.text.rpartition(" ")
    is_read = clause.intent == "Fragment" and span.kind in ("name", "area") and span.start >= 0
    if not (is_read and named and is_count(amount)) or clause.of("value"):
        return (span,)

    def is_known(text: str) -> bool:
        return bool(index.named(index.lexicon.phrase(text)) or index.places.find(text))

    if is_known(span.text) or not is_known(named):
        return (span,)
    own = replace(span, text=named, end=span.start + len(named))
    return own, replace(span, kind="value", text=amount, start=span.end - len(amount))


def _whole(span: Span, names: Sequence[Span], clause: Clause) -> Span:
    if span.kind not in ("name", "area") or span.start < 0:
        return span
    is_place = span.kind == "area" and bool(clause.of("name"))  # of what else is named
    for name in names:
        if is_place and name.kind != "area":
            continue
        if name.start <= span.start and span.end <= name.end and name.text != span.text:
            others = [one for one in clause.spans if one is not span]
            if all(one.end <= name.start or name.end <= one.start for one in others):
                return replace(name, confidence=span.confidence)
    return span


def mentioned(
    clause: Clause, text: str, index: HomeIndex, fits: Callable[[int], bool]
) -> Clause | None:
    """The clause with the one device as its name that its words name outside of all spans.

    Only where nothing else is named, or "it" stands behind it.

    Args:
        clause: a command.
        text: the utterance.
        index: the home.
        fits: whether the command may be meant for an entity.
    """
    named = clause.of("name", "area", "except", "quantifier")
    if any(index.lexicon.plain(one.text) not in index.lexicon.pronouns_one for one in named):
        return None
    end = min((one.start for one in named), default=clause.end)
    found = {}
    for words in stretches(clause, text):
        for name in _names(words, text, index):
            phrase = index.lexicon.phrase(name.text)
            if index.places.by_name(phrase.stems) or is_denied(name, clause, text, index.lexicon):
                continue  # the speaker called "Kitchen" is not what "the kitchen's dark" tells of
            items = tuple(at for at in index.named(phrase) if fits(at))
            if items and name.end <= end:
                found[items] = name
    if len(found) != 1:
        return None
    name = replace(next(iter(found.values())), confidence=UNMARKED)
    rest = tuple(span for span in clause.spans if span not in named)
    return replace(clause, spans=rest).plus(name)


def beside_place(
    clause: Clause, text: str, index: HomeIndex, fits: Callable[[int], bool]
) -> Clause | None:
    """The clause with the one device as its name that its words name beside a place.

    "Kettle's wanted on in the caravan", where only the caravan was marked, means no light. It
    stands before the place, and no other kind does: not "the lights by the kettle in the caravan".
    """
    places = clause.of("area")
    if not places or clause.of("name", "except", "quantifier"):
        return None
    lexicon = index.lexicon
    clause = replace(clause, spans=tuple(one for one in clause.spans if one.kind != "state"))
    parts = [part for part in stretches(clause, text) if part[-1].end() <= places[0].start]
    last = parts[-1] if parts else []
    names = [one for one in _names(last, text, index, short=True) if not _runs(one, index)]
    if len(names) != 1 or is_denied(names[0], clause, text, lexicon):
        return None
    name = names[0]
    if PAUSE.search(text, name.end, places[0].start):
        return None
    said = (word[0].lower() for word in last if not name.start <= word.start() < name.end)
    beside = (lexicon.speller.stem(word) for word in said if word not in lexicon.frame)
    phrase = lexicon.phrase(name.text)
    called = index.named(phrase) or index.short_anywhere(phrase.key)
    if any(map(lexicon.is_class_word, beside)) or not any(map(fits, called)):
        return None
    return clause.plus(replace(name, confidence=UNMARKED))


def called(clause: Clause, text: str, index: HomeIndex) -> Span | None:
    """The scene, script or button by whose name and words of calling alone a clause is made up.

    "Bedtime"; "evening rounds now please". Where nothing was asked for, a name of one word must
    stand alone ("just relax" is said to people, too), and beside a remark one of several must be
    called for: "popcorn's ready, put film night on".
    """
    when = replace(clause, spans=clause.of(*WHEN))
    parts = list(stretches(when, text))
    if clause.intent is None:
        everything = [word for part in parts for word in part]
        calling = [part for part in parts if part[0][0].lower() in index.lexicon.calls]
        # A scene is named for what is wanted, a button for what it is on: that must be pressed.
        pressed = _call(calling, text, index, _CALLED)
        name, part = _call([everything], text, index) or pressed or (None, [])
        if name is None or (name.end - name.start < _length(part) and " " not in name.text):
            return None
        return name
    name, part = _call(parts, text, index) or (None, [])
    told = [one for one in clause.spans if one not in when.spans]
    if any(one.end <= part[0].start() or part[-1].end() <= one.start for one in told if part):
        return None  # something else is asked for, too: "lamp off, good night"
    return name


def played(clause: Clause, text: str, index: HomeIndex) -> Span | None:
    """The device that goes by the name of what is to be played: "white noise" of a machine.

    Of other things than switches only what is put or turned on: "put Auntie Vera on" is the lamp.
    """
    told = [span for span in clause.spans if span.kind not in WHEN]
    if clause.intent != "HassMediaSearchAndPlay" or [span.kind for span in told] != ["query"]:
        return None
    numbers = index.named(index.lexicon.phrase(told[0].text))
    domains = {index.items[at].domain for at in numbers}
    said = {word[0].lower() for words in stretches(clause, text) for word in words}
    may_be = _PUT_ON if said & index.lexicon.calls else _PLAYING
    return replace(told[0], kind="name") if domains and domains <= may_be else None


def _call(
    parts: Sequence[Sequence[re.Match[str]]],
    text: str,
    index: HomeIndex,
    domains: frozenset[str] = _RUN,
) -> tuple[Span, Sequence[re.Match[str]]] | None:
    """The one thing to run that is named, and the part that does so with words of calling."""
    found = [
        (name, part)
        for part in parts
        for name in _names(part, text, index)
        if _runs(name, index, domains)
    ]
    if len(found) != 1:
        return None
    name, part = found[0]
    beside = (word[0].lower() for word in part if not name.start <= word.start() < name.end)
    return found[0] if all(word in index.lexicon.calling for word in beside) else None


def _length(part: Sequence[re.Match[str]]) -> int:
    return part[-1].end() - part[0].start()


def _runs(name: Span, index: HomeIndex, domains: frozenset[str] = _RUN) -> bool:
    numbers = index.named(index.lexicon.phrase(name.text))
    return any(index.items[at].domain in domains for at in numbers)


def _names(
    words: Sequence[re.Match[str]],
    text: str,
    index: HomeIndex,
    *,
    areas: bool = False,
    short: bool = False,
) -> Iterator[Span]:
    """Names of devices, and of areas, as they stand, of those that begin together the longest.

    Args:
        words: of the text, in their order.
        text: the utterance.
        index: the home.
        areas: whether those of areas count.
        short: whether those of devices count that leave out the name of their area; no word for
            a kind of device, nor of commands.
    """
    whole = {at: token[0] for token in _APOSTROPHED.finditer(text) for at in range(*token.span())}
    known = [
        index.may_name(word[0].lower()) or index.may_name(fold(whole.get(word.start(), "")))
        for word in words
    ]
    at = 0
    while at < len(words):
        size, kind = min(LONGEST, len(words) - at) if known[at] else 0, None
        while size and kind is None:
            if known[at + size - 1]:
                kind = _kind(words[at : at + size], text, index, areas=areas, short=short)
            size -= kind is None
        if kind is not None:
            start, end = words[at].start(), words[at + size - 1].end()
            yield Span(kind, text[start:end], start, end, 1.0)
        at += max(size, 1)


def _kind(
    words: Sequence[re.Match[str]], text: str, index: HomeIndex, *, areas: bool, short: bool
) -> str | None:
    """What is called just so; a word that every mention passes over begins and ends no name."""
    if {words[0][0].lower(), words[-1][0].lower()} & index.lexicon.speller.skip:
        return None
    phrase = index.lexicon.phrase(text[words[0].start() : words[-1].end()])
    if index.named(phrase):
        return "name"
    tells = phrase.text.lower() not in index.lexicon.frame
    tells = tells and index.lexicon.class_in(phrase.stems) is None
    if short and tells and index.short_anywhere(phrase.key):
        return "name"
    return "area" if areas and index.places.by_name(phrase.stems) else None
