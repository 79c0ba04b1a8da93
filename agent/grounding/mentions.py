"""Which mention of a clause belongs to which: rows of names, and the places they stand in."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from agent.grounding.index import HomeIndex
from agent.grounding.lexicon import Lexicon
from agent.grounding.text import NEXT_WORD, PAUSE, WORD
from agent.reading import Clause, Span

#: Two mentions with a join between them: "blinds and shutters".
_TWO = re.compile(r"([^\W\d_][\w' ]*?) (?:and|or) ([^\W\d_][\w' ]*)", re.IGNORECASE)
#: After a device's word: what is set is a part of it, "fan mode", "light colour".
_PART = re.compile(r"\s+(?:mode|speed|level|colou?r)\b")


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that a clause asks for."""

    name: Span | None = None
    """What is meant; None where only a place is named, or nothing."""
    places: tuple[Span, ...] = ()
    """Places that all hold: "in the hall" and "upstairs"."""
    quantifier: str | None = None
    """``all``, ``both`` or ``any``."""
    inherit: tuple[str, ...] = ()
    """The class word it shares with its row: "kitchen" of "kitchen and hall lights"."""
    inherit_many: bool = False
    """Whether that word is a plural."""
    joined: bool = False
    """Whether it follows the mention before by a bare "and": "the bedroom lamp and fan"."""


@dataclass(slots=True)
class _Draft:
    """A mention while its row is read."""

    span: Span
    is_place: bool
    gap: str
    """How it follows the mention before: ``start``, ``next``, ``and``, ``and the`` or ``far``."""
    places: list[tuple[Span, ...]]
    """Alternatives: "in the hall and the kitchen" are two."""
    bound: bool = False


def whole_mentions(clause: Clause, text: str, lexicon: Lexicon) -> Clause:
    """The clause with mentions that stop short of their last word drawn out to it.

    "living room" before "fan" is the living room fan.
    """
    taken = {span.start for span in clause.spans}
    spans = []
    for span in clause.spans:
        after = NEXT_WORD.match(text, span.end) if span.kind in ("name", "area") else None
        if after is None or after.start(1) in taken or after.end() > clause.end:
            spans.append(span)
            continue
        noun = lexicon.phrase(after.group(1)).stems
        lacks = lexicon.class_in(lexicon.phrase(span.text).stems) is None
        kind = lexicon.class_in(noun)
        if lacks and kind and kind.cls.key != "person" and not _PART.match(text, after.end()):
            whole = text[span.start : after.end()]
            spans.append(replace(span, kind="name", text=whole, end=after.end()))
        else:
            spans.append(span)
    return clause if spans == list(clause.spans) else replace(clause, spans=tuple(spans))


def placed(clause: Clause, text: str, index: HomeIndex, fits: Callable[[int], bool]) -> Clause:
    """The clause with a mention behind another as the place that it is: "the pad on Mia's bed".

    Not where something here that ``fits`` is called just so.
    """
    spans = list(clause.spans)
    names = clause.of("name")
    for before, span in pairwise(names):
        between = WORD.findall(text[before.end : span.start].lower())
        words = [word for word in between if word not in index.lexicon.articles]
        leads = bool(words) and words[-1] in index.lexicon.links
        if not leads or index.lexicon.joins.intersection(words):
            continue
        called = index.named(index.lexicon.phrase(span.text))
        if index.places.find(span.text) and not any(fits(at) for at in called):
            spans[spans.index(span)] = replace(span, kind="area")
    return clause if spans == list(clause.spans) else replace(clause, spans=tuple(spans))


def without_talk(clause: Clause, text: str, lexicon: Lexicon) -> Clause:
    """The clause without places that only stand in what is told beside it.

    "Blinds down in here, folk are gawping in off the towpath".
    """
    kept = [one for one in clause.spans if not _is_in_talk(one, clause, text, lexicon)]
    return clause if len(kept) == len(clause.spans) else replace(clause, spans=tuple(kept))


def _is_in_talk(span: Span, clause: Clause, text: str, lexicon: Lexicon) -> bool:
    """Whether words that no command is made of stand around a place, and a pause before them."""
    if span.kind != "area" or span.start < 0:
        return False
    pauses = [found.start() for found in PAUSE.finditer(text, clause.start, clause.end)]
    start = max((at for at in pauses if at < span.start), default=clause.start)
    end = min((at for at in pauses if at >= span.end), default=clause.end)
    before = [one for one in clause.of("name", "area") if 0 <= one.start < start]
    beside = any(one is not span and start <= one.start < end for one in clause.spans)
    if not before or beside:
        return False
    said = {*WORD.findall(text[start : span.start].lower()),
            *WORD.findall(text[span.end : end].lower())}  # fmt: skip
    return bool(said - lexicon.frame - lexicon.speller.skip - lexicon.soft)


def owned(clause: Clause, text: str, index: HomeIndex) -> Clause:
    """A question with whose room it is as the place: "has Mia still got the lamp on"."""
    whose = [
        before
        for before, span in pairwise(clause.of("name"))
        if (words := WORD.findall(text[before.end : span.start].lower()))
        and not index.lexicon.joins.intersection(words)
        and _is_place_of(before, span, index)
    ]
    spans = (replace(one, kind="area") if one in whose else one for one in clause.spans)
    return replace(clause, spans=tuple(spans)) if whose else clause


def _is_place_of(place: Span, device: Span, index: HomeIndex) -> bool:
    """Whether one mention is the place, and no device, of what the other names as a whole."""
    called = index.named(index.lexicon.phrase(device.text))
    where = None if _is_named(place.text, index) else index.places.find(place.text)
    return where is not None and any(index.items[at].area in where.areas for at in called)


def rows_apart(clause: Clause, index: HomeIndex) -> Clause:
    """The clause with what was read as one mention apart: "blinds and shutters", "north and south".

    Not where something here is called just so.
    """
    spans = [part for span in clause.spans for part in _apart(span, index)]
    return clause if len(spans) == len(clause.spans) else replace(clause, spans=tuple(spans))


def _apart(span: Span, index: HomeIndex) -> tuple[Span, ...]:
    said = _TWO.fullmatch(span.text) if span.start >= 0 else None
    if said is None:
        return (span,)
    apart = {"name": _two_names, "area": _two_places}.get(span.kind)
    both = apart(said[1], said[2], index) if apart else None
    if both is None or _is_named(span.text, index):
        return (span,)
    one = replace(span, text=both[0], end=span.start + said.end(1))
    return one, replace(span, text=both[1], start=span.start + said.start(2))


def _two_names(first: str, second: str, index: HomeIndex) -> tuple[str, str] | None:
    """The two names in one mention; None where they are not two of this home."""
    if index.lexicon.kind(first) and index.lexicon.kind(second):
        return first, second
    if _is_named(first, index):
        begun = f"{first.rpartition(' ')[0]} {second}"  # "house left and right"
        other = next((text for text in (second, begun) if _is_named(text, index)), None)
        return (first, other) if other else None
    if not _is_named(second, index):
        return None
    words = second.split()  # "front and back doors", "left and right bedside lamps"
    whole = (" ".join((first, *words[at:])) for at in range(1, len(words)))
    shared = next((text for text in whole if _is_named(text, index)), None)
    return (shared, second) if shared else None


def _two_places(first: str, second: str, index: HomeIndex) -> tuple[str, str] | None:
    """The two places in one mention; None where they are not two of this home."""
    known = index.places.find
    is_two = known(first) and known(second) and not known(f"{first} and {second}")
    return (first, second) if is_two else None


def _is_named(text: str, index: HomeIndex) -> bool:
    return bool(index.named(index.lexicon.phrase(text)))


def asks(clause: Clause, text: str, lexicon: Lexicon) -> list[Ask]:
    """What a clause asks for, in the order of the text; one empty ask if it names nothing."""
    drafts = _drafts(clause, text, lexicon)
    if not drafts:
        return [_counted(Ask(), clause.of("quantifier"), lexicon)]
    _demote_rows(drafts, lexicon)
    leading = _bind(drafts)
    out: list[Ask] = []
    for at, draft in enumerate(drafts):
        if draft.bound:
            continue
        alternatives = draft.places or ([] if draft.is_place else leading) or [()]
        if draft.is_place:
            alternatives = [(draft.span, *extra) for extra in alternatives]
        inherit, many = _inherited(drafts, at, lexicon)
        for places in alternatives:
            ask = Ask(
                name=None if draft.is_place else draft.span,
                places=places,
                inherit=inherit,
                inherit_many=many,
                joined=draft.gap == "and",
            )
            out.append(_counted(ask, _quantifiers_of(clause, drafts, at), lexicon))
    return out


def _drafts(clause: Clause, text: str, lexicon: Lexicon) -> list[_Draft]:
    drafts: list[_Draft] = []
    before: Span | None = None
    for span in _unbroken(_without_joins(clause.of("name", "area"), lexicon), text):
        gap = "start" if before is None else _gap(text[before.end : span.start], lexicon)
        drafts.append(_Draft(span, span.kind == "area", gap, []))
        before = span
    return drafts


def _without_joins(spans: Sequence[Span], lexicon: Lexicon) -> list[Span]:
    """The mentions without an "and" at their end, which joins them to the next."""
    return [_without_join(span, lexicon) for span in spans]


def _without_join(span: Span, lexicon: Lexicon) -> Span:
    first, space, last = span.text.rpartition(" ")
    if not first or last.lower() not in lexicon.joins:
        return span
    return replace(span, text=first, end=span.end - len(space) - len(last))


def _unbroken(spans: Sequence[Span], text: str) -> list[Span]:
    """Names with nothing between them as one: a mention that was read in two parts."""
    whole: list[Span] = []
    for span in spans:
        last = whole[-1] if whole else None
        if (
            last is not None
            and last.kind == span.kind == "name"
            and last.end < span.start
            and text[last.end : span.start].isspace()
        ):
            joined = text[last.start : span.end]
            whole[-1] = replace(last, text=joined, end=span.end)
        else:
            whole.append(span)
    return whole


def _gap(between: str, lexicon: Lexicon) -> str:
    """What stands between two mentions."""
    words = WORD.findall(between.lower())
    articles = [word for word in words if word in lexicon.articles]
    rest = [word for word in words if word not in lexicon.articles and word != "s"]
    if not rest:
        return "and" if any(c in between for c in ",&+/") else "next"
    joined = any(word in lexicon.joins for word in rest)
    if joined and all(word in lexicon.joins | lexicon.links for word in rest):
        return "and the" if articles else "and"
    return "far"


def _demote_rows(drafts: list[_Draft], lexicon: Lexicon) -> None:
    """Places that open a row of names are names: "kitchen and hall lights"."""
    for at in range(len(drafts) - 2, -1, -1):
        after = drafts[at + 1]
        if drafts[at].is_place and not after.is_place and after.gap == "and":
            opens = at == 0 or drafts[at].gap.startswith("and")
            if opens and lexicon.class_in(lexicon.phrase(after.span.text).stems):
                drafts[at].is_place = False


def _bind(drafts: list[_Draft]) -> list[tuple[Span, ...]]:
    """Give names the places that follow them; returns places that stand before all names."""
    leading: list[tuple[Span, ...]] = []
    names: list[_Draft] = []
    open_to_place = False
    any_name = any(not draft.is_place for draft in drafts)
    for draft in drafts:
        if not draft.is_place:
            if open_to_place and draft.gap != "next":
                names = []
            names.append(draft)
            open_to_place = False
            continue
        target = names if names else None
        if target is None:
            if any_name:
                _extend(leading, draft)
                draft.bound = True
            elif draft.gap in ("next", "far") and draft is not drafts[0]:
                _nest(drafts, draft)
        elif draft.gap.startswith("and") and not open_to_place:
            names = []  # "the fan and the kitchen": a place of its own
        else:
            for name in target:
                _extend(name.places, draft)
            draft.bound = True
            open_to_place = True
    return leading


def _extend(alternatives: list[tuple[Span, ...]], draft: _Draft) -> None:
    if alternatives and not draft.gap.startswith("and"):
        alternatives[-1] = (*alternatives[-1], draft.span)
    else:
        alternatives.append((draft.span,))


def _nest(drafts: list[_Draft], draft: _Draft) -> None:
    """A place that follows a place without "and" narrows it: "the hall upstairs"."""
    host = drafts[drafts.index(draft) - 1]
    if host.bound:
        return
    host.places = [(*(host.places[-1] if host.places else ()), draft.span)]
    draft.bound = True


def _inherited(drafts: Sequence[_Draft], at: int, lexicon: Lexicon) -> tuple[tuple[str, ...], bool]:
    """What a mention that is short of it takes from its row, and whether that is a plural.

    The class word of a later mention: "kitchen and hall lights". A place also takes that of an
    earlier one, and a mere number all words: "kitchen lamp 1 and 2".
    """
    if lexicon.class_in(lexicon.phrase(drafts[at].span.text).stems):
        return (), False
    row: list[_Draft] = []
    for after in drafts[at + 1 :]:
        if not after.gap.startswith("and") and after.gap != "next":
            break
        row.append(after)
    own = lexicon.phrase(drafts[at].span.text).stems
    if drafts[at].gap.startswith("and") and drafts[at].is_place:
        row.extend(reversed(drafts[:at]))
    elif drafts[at].gap.startswith("and") and _is_rank(own, lexicon) and not row:
        before = lexicon.phrase(drafts[at - 1].span.text)
        kept = (stem for stem in before.stems if not _is_rank((stem,), lexicon))
        return tuple(kept), False
    for other in row:
        phrase = lexicon.phrase(other.span.text)
        found = lexicon.class_in(phrase.stems)
        if found and not other.is_place:
            return found.word, phrase.plural or found.collective
    return (), False


def _is_rank(stems: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Whether a mention is no more than a number or a position: "2", "right"."""
    return all(stem.isdigit() or stem in lexicon.positions for stem in stems)


def _quantifiers_of(clause: Clause, drafts: Sequence[_Draft], at: int) -> tuple[Span, ...]:
    """The words of number that belong to a mention: those before it or its row."""
    own = drafts[at].span
    row = at
    while row > 0 and drafts[row].gap == "and":
        row -= 1
    floor = drafts[row - 1].span.end if row > 0 else -1
    found = tuple(q for q in clause.of("quantifier") if floor <= q.start <= own.start)
    if found or at < len(drafts) - 1:
        return found
    return tuple(q for q in clause.of("quantifier") if q.start >= own.end)


def _counted(ask: Ask, quantifiers: tuple[Span, ...], lexicon: Lexicon) -> Ask:
    for span in quantifiers:
        key = lexicon.quantifier(span.text)
        if key is not None:
            return replace(ask, quantifier=key)
    return ask
