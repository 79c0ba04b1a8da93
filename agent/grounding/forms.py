"""The other forms of a command, where its own does not fit: what its words say besides."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from agent.grounding.amounts import read_amounts, slot
from agent.grounding.commands import Command
from agent.grounding.finder import MOST_WORDS
from agent.grounding.leftover import overlooked, stretches, unmarked, unnamed
from agent.grounding.outcome import Miss, Outcome
from agent.grounding.passing import WHEN, beside_place, mentioned
from agent.grounding.values import is_clock, is_count, level, number, values
from agent.reading import Clause, Span

_WORD_BEFORE = re.compile(r"\w+\s+$")
_A_WORD = re.compile(r"\w")
#: A word, and two or one behind it up to the end.
_LED = tuple(re.compile(rf"\b(\w+)\s+(\w+(?:\s+\w+){{{more}}})\s+$") for more in (1, 0))
#: What robots of either kind do, and their domains.
_OF_ROBOTS = frozenset({
    "HassVacuumStart", "HassVacuumReturnToBase", "HassLawnMowerStartMowing", "HassLawnMowerDock",
})  # fmt: skip
_ROBOTS = frozenset({"vacuum", "lawn_mower"})
#: Domains of what is only switched on to be warm.
_PLUGS = frozenset({"switch", "input_boolean"})
#: Hours of a clock's face.
_HOURS = 12


def of_the_room(command: Command) -> Command | None:
    """The command with "it" for the room, where it is not what was spoken of."""
    setting = command.context.setting
    if not setting.lately or not command.is_ambient():
        return None
    context = replace(command.context, setting=replace(setting, lately=()))
    return Command(command.clause, command.action, command.amounts, context)


def with_mentioned(command: Command) -> Command:
    """The command on the device that its words name in passing, where they name none else.

    "That jukebox has been on all day, turn it off"; "kettle's wanted on in the caravan".
    """
    context, clause, fits = command.context, command.clause, command.is_of_its_kinds
    found = mentioned(clause, context.text, context.index, fits)
    found = found or beside_place(clause, context.text, context.index, fits)
    return _on(command, found) if found is not None else _of_another_kind(command) or command


def _of_another_kind(command: Command) -> Command | None:
    """What the same is for the robot whose name it begins with: "Degas back to the dock".

    Degas is a vacuum, and the model took it for a mower.
    """
    context, clause = command.context, command.clause
    if command.action.intent not in _OF_ROBOTS:
        return None
    items = context.index.items
    found = mentioned(clause, context.text, context.index, lambda at: items[at].domain in _ROBOTS)
    begins = context.text[clause.start : found.of("name")[0].start] if found is not None else ""
    return None if found is None or _A_WORD.search(begins) else sibling(_on(command, found))


def with_overlooked(command: Command) -> Command | None:
    """The command with the kind of device that its words name and no span holds.

    Of a clause that names a place, only "everything", or what "on" or "off" stands behind: "fan on
    in here".
    """
    text, lexicon = command.context.text, command.context.index.lexicon
    if command.clause.of("name", "except", "quantifier"):
        return None
    spans = tuple(span for span in command.clause.spans if span.kind != "state")  # none is asked
    clause = replace(command.clause, spans=spans)
    found = overlooked(clause, text, lexicon, switched_only=bool(clause.of("area")))
    return None if found is None else _on(command, found)


def with_unnamed(command: Command, outcomes: Sequence[Outcome]) -> Command | None:
    """The command with what its words name, where it would mean what was spoken of, or nothing."""
    unfit = not all(command.fits_unsaid(at) for at in command.context.setting.lately)
    elided = all(
        o.ask.name is None and (unfit or (o.how == "pronoun" and o.items) or _is_of_nothing(o))
        for o in outcomes
    )
    swept = command.action.sweep and all(o.how == "default" and not o.places for o in outcomes)
    if command.is_ambient() or not (elided or swept):
        return None
    found = unnamed(command.clause, command.context.text, command.context.index)
    if found is None:
        return None
    named = _on(command, found)
    return None if swept and not _is_object(found, named) else named


def _is_object(clause: Clause, command: Command) -> bool:
    """Whether the verb is for what a clause names, and the home has it: "lock the back daw".

    Not "off to the shops, lock up".
    """
    text, lexicon = command.context.text, command.context.index.lexicon
    words = text[clause.start : clause.of("name")[0].start].lower().split()
    is_led = len(words) == 2 and words[1] in lexicon.articles
    return is_led and any(outcome.items for outcome in command.outcomes())


def with_word_before(command: Command, outcomes: Sequence[Outcome]) -> Command | None:
    """The command with an unknown name and the word before it as one: "so larium on"."""
    missed = {o.ask.name for o in outcomes if o.miss is not None and o.miss.kind == "unknown"}
    clause, text = command.clause, command.context.text
    spans = (_drawn_back(one, clause, text) if one in missed else one for one in clause.spans)
    drawn = replace(clause, spans=tuple(spans))
    return None if drawn == clause else _on(command, drawn)


def as_heard(command: Command, outcomes: Sequence[Outcome]) -> Command | None:
    """The command on what its words sound like, where it names nothing that is known.

    "Turn off the convey or", where only "convey" was marked; "mute the ten oi".
    """
    context, clause = command.context, command.clause
    named = clause.of("name", "except", "quantifier")
    if all(o.items for o in outcomes):
        return None if named else _before_its_place(command)
    missed = [o.ask.name for o in outcomes if o.miss is not None and o.miss.kind == "unknown"]
    if len(named) > 1 or (named and named[0] not in missed):
        return None
    bare = replace(clause, spans=tuple(one for one in clause.spans if one not in named))
    parts = list(stretches(bare, context.text))
    if sum(map(len, parts)) > MOST_WORDS:
        return None
    for words in parts:
        heard = context.finder.heard(context.text, words, next(iter(named), None))
        if heard is not None and any(map(command.is_of_its_kinds, heard[1].items)):
            name = heard[0]
            if name.text.split()[-1].lower() in context.index.lexicon.joins:
                name = replace(name, text=name.text.replace(" ", ""))  # this "or" ends a name
            return _on(command, bare.plus(replace(name, confidence=clause.confidence)))
    return None


def _before_its_place(command: Command) -> Command | None:
    """The command on what stands between an article and its place: "the parole outside"."""
    context, clause = command.context, command.clause
    places = clause.of("area")
    for pattern in _LED:
        led = pattern.search(context.text, clause.start, places[0].start) if places else None
        if led is None or led[1].lower() not in context.index.lexicon.articles:
            continue
        found = context.finder.called_like(led[2])
        if found is not None and any(map(command.is_of_its_kinds, found.items)):
            return _on(command, clause.plus(Span("name", led[2], *led.span(2), clause.confidence)))
    return None


def _drawn_back(span: Span, clause: Clause, text: str) -> Span:
    """The span with the word before it, if no other holds that."""
    floor = max((one.end for one in clause.spans if one.end <= span.start), default=clause.start)
    before = _WORD_BEFORE.search(text, floor, span.start)
    if before is None:
        return span
    return replace(span, text=text[before.start() : span.end], start=before.start())


def _is_of_nothing(outcome: Outcome) -> bool:
    return outcome.miss is not None and outcome.miss.kind == "nothing"


def in_own_range(command: Command) -> Command:
    """The command with a temperature that no usual device takes, if those meant do.

    An oven says itself how hot it gets.
    """
    miss = command.amounts.miss
    if command.action.intent != "HassClimateSetTemperature" or not miss or miss.kind != "range":
        return command
    said = replace(command.amounts, miss=None)
    outcomes = Command(command.clause, command.action, said, command.context).outcomes()
    meant = [at for one in outcomes for at in (one.items or one.candidates)]
    if not meant:
        return command
    lowest, highest = values().bounds["temperature"]
    low = max(_bound(command, at, "min_temp", lowest) for at in meant)
    high = min(_bound(command, at, "max_temp", highest) for at in meant)
    span = next(span for span in command.clause.of("value") if span.text == miss.what)
    wanted = level(span.text, "temperature")
    if wanted is not None and low <= wanted <= high:
        amounts = replace(said, slots=(slot("temperature", wanted, span), *said.slots))
    else:
        amounts = replace(said, miss=replace(miss, where=f"{low:g} and {high:g}"))
    return Command(command.clause, command.action, amounts, command.context)


def _on(command: Command, clause: Clause) -> Command:
    """The same of another clause."""
    return Command(clause, command.action, command.amounts, command.context)


def _bound(command: Command, at: int, attribute: str, default: float) -> float:
    own = command.context.states.attribute(at, attribute)
    return own if isinstance(own, (int, float)) else default


def setter(command: Command) -> Command | None:
    """The setter that switching is where it comes with a level: "on at 50%", "on in red"."""
    clause = command.clause
    if clause.manner in ("open", "close") and clause.of("step") and not clause.of("value"):
        return Command.of(replace(clause, intent="HassSetPosition"), command.context)
    closes = (clause.intent, clause.manner) == ("HassTurnOff", "close")
    is_left = clause.manner == "open" and not clause.of("name", "area") and not _is_hour(command)
    is_moved = is_left or (closes and not any(_is_time(command, one) for one in clause.of("value")))
    if is_moved and clause.of("value"):
        return Command.of(replace(clause, intent="HassSetPosition", manner=None), command.context)
    if clause.intent != "HassTurnOn" or not clause.of("value", "color") or _is_hour(command):
        return None
    light = Command.of(replace(clause, intent="HassLightSet", manner=None), command.context)
    if light is None:
        return None
    return light if light.amounts.miss is None and _is_meant(light) else sibling(light)


def of_what_was_said(command: Command) -> Command | None:
    """What the same is on what was spoken of, where "it" stands for that and nothing is named.

    Of "make it 30" behind a fan the model takes the room to be meant.
    """
    text, lexicon = command.context.text, command.context.index.lexicon
    clause = command.clause
    is_named = bool(clause.of("name", "area")) or not command.context.setting.lately
    if is_named or clause.manner is not None or not clause.of("value"):
        return None
    said = unmarked(clause, text)
    if said.isdisjoint(lexicon.pronouns_one | lexicon.pronouns_many) or _is_meant(command):
        return None
    return sibling(command)


def _is_meant(command: Command) -> bool:
    """Whether a command is about what it names, or else about what was spoken of, if anything."""
    outcomes, lately = command.outcomes(), command.context.setting.lately
    if any(outcome.miss for outcome in outcomes):
        return False
    is_elided = bool(lately) and not command.clause.of("name", "area", "quantifier")
    return not is_elided or all(set(outcome.items) <= {*lately} for outcome in outcomes)


def timed(command: Command) -> Command:
    """The command with an amount that switching cannot use as a time of day, or as a miss.

    "Off at eleven" waits, whether the hour was marked or not; what else is left over ("off by 40%")
    was not understood.
    """
    if command.is_ambient():
        return command
    command = _with_hour(command)
    left = command.clause.of("value")
    if not left:
        return command
    if all(_is_time(command, span) for span in left):
        spans = tuple(
            replace(span, kind="time") if span in left else span for span in command.clause.spans
        )
        clause = replace(command.clause, spans=spans)
        return Command(clause, command.action, read_amounts(clause), command.context)
    if all(level(span.text, "position") in (0, 100) for span in left):  # "off completely"
        return command
    amounts = replace(command.amounts, miss=Miss("amount"))
    return Command(command.clause, command.action, amounts, command.context)


def _with_hour(command: Command) -> Command:
    """The command with the hour that ends its words and that no span holds."""
    clause, text = command.clause, command.context.text
    if clause.of(*WHEN):
        return command
    for words in stretches(clause, text):
        for lead, first in pairwise(words):
            said = text[first.start() : words[-1].end()]
            if lead[0].lower() in values().before_clock and is_clock(said):
                hour = Span("time", said, first.start(), words[-1].end(), clause.confidence)
                waits = clause.plus(hour)
                return Command(waits, command.action, read_amounts(waits), command.context)
    return command


def _is_hour(command: Command) -> bool:
    """Whether what looks like a level is the hour: "come on at four" is no brightness of 4%."""
    left = command.clause.of("value")
    return bool(left) and all(
        _is_time(command, span) and is_count(span.text) and (number(span.text) or 0) <= _HOURS
        for span in left
    )


def _is_time(command: Command, span: Span) -> bool:
    return is_clock(span.text) and command.context.word_before(span) in values().before_clock


def plain_opening(command: Command) -> Command | None:
    """Opening or closing, for a position that is no more: "to 100%" of a simple blind."""
    position = command.amounts.value("position")
    if command.action.intent != "HassSetPosition" or position not in (0, 100):
        return None
    intent, manner = ("HassTurnOn", "open") if position else ("HassTurnOff", "close")
    spans = tuple(span for span in command.clause.spans if span.kind != "value")
    return Command.of(
        replace(command.clause, intent=intent, manner=manner, spans=spans), command.context
    )


def sibling(command: Command) -> Command | None:
    """The command that the same words are on a device of another kind, if that fits."""
    for intent, manner in command.context.actions.siblings(
        command.action.intent, command.clause.manner
    ):
        other = Command.of(replace(command.clause, intent=intent, manner=manner), command.context)
        if other is None or other.amounts.miss is not None or not _is_meant(other):
            continue
        items = (command.context.index.items[at] for one in other.outcomes() for at in one.items)
        warmed = command.clause.manner == "warmer" and intent == "HassTurnOn"
        if warmed and not all(item.domain in _PLUGS for item in items):
            continue  # "warm up the garage" opens no door
        return other
    return None
