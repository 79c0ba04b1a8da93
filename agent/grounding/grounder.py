"""The entry of grounding: a reading becomes intents with targets of this home."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

from agent.grounding.actions import actions
from agent.grounding.ambient import time_reply, weather_reply
from agent.grounding.clauses import (
    Turn,
    comes_to_nothing,
    done,
    going_on,
    is_passed_over,
    is_said_again,
    may_be_reason,
    whole_clauses,
)
from agent.grounding.commands import Command
from agent.grounding.context import Context, Reply
from agent.grounding.conversation import Conversation, Pending
from agent.grounding.corrections import corrected, is_correction
from agent.grounding.devices import Devices
from agent.grounding.explain import explained
from agent.grounding.familiar import Familiar
from agent.grounding.finder import Finder
from agent.grounding.fitting import fitting_replies
from agent.grounding.follow_ups import follow_up
from agent.grounding.fragments import as_done
from agent.grounding.index import HomeIndex
from agent.grounding.known import Names, marks
from agent.grounding.leftover import (
    SWITCHING,
    has_more,
    is_remark,
    missed,
    unbroken,
    undivided,
    wishes,
)
from agent.grounding.ones import alike
from agent.grounding.others import beside
from agent.grounding.outcome import Setting
from agent.grounding.passing import WHEN, called, drawn_out, played, with_misheard_end
from agent.grounding.plain import plain_reply
from agent.grounding.pointing import pointed
from agent.grounding.policy import Policy
from agent.grounding.questions import state_replies
from agent.grounding.select import Selector
from agent.grounding.settle import settled
from agent.grounding.speech import words
from agent.grounding.states import States
from agent.grounding.text import AROUND
from agent.grounding.words import lexicon
from agent.home import Home
from agent.messages import IntentResult, Kind, ResultStatus, StateOverlay, worst
from agent.reading import IN_TALK, Clause, Known, Mark, Reading


@dataclass(frozen=True, slots=True)
class Grounded:
    """What a reading means in this home."""

    intents: tuple[IntentResult, ...]
    speech: str
    facts: list[dict[str, Any]] | None
    """What a question was answered from; None where none was asked."""
    explain: dict[str, Any] | None
    """How it was understood, where that was asked for."""
    status: ResultStatus
    missed: tuple[str, ...] = ()
    """Parts of the text that were not understood beside those that were."""


class Grounder:
    """Grounds readings in one home. Immutable; a changed home gets a new one.

    Args:
        home: the home; indexed once.
        policy: what may be done, and how sure one must be.
        known_as: what devices call themselves, in small letters, to the ids of their entities.
    """

    def __init__(
        self,
        home: Home,
        policy: Policy | None = None,
        known_as: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self._index = HomeIndex(home, lexicon())
        self._finder = Finder(self._index)
        self.devices = Devices(self._index, self._finder, known_as or {})
        """Who may write texts."""
        self.familiar = Familiar(self._index, self._finder)
        """Reads again what was not understood."""
        # Of one utterance they are asked for several times.
        self._marks = lru_cache(_RECENT)(_marker(self._index, self._finder))
        self._policy = policy or Policy()
        self._actions = actions()

    def marks(self, text: str) -> tuple[Mark, ...]:
        """What this home knows of an utterance: its names, and words of them."""
        return self._marks(text)

    def explained(self, readings: Iterable[Reading]) -> dict[str, Any]:
        """How texts were read of which nothing is looked for in the home by their words."""
        clauses = (clause for reading in readings for clause in reading.clauses)
        return {"clauses": [explained(clause, (), self._index) for clause in clauses]}

    def ground(
        self,
        reading: Reading,
        *,
        area: str | None = None,
        states: Mapping[str, StateOverlay] | None = None,
        threshold: float = 0.6,
        kind: Kind = "voice",
        explain: bool = False,
        conversation: Conversation | None = None,
        now: datetime | None = None,
    ) -> Grounded:
        """Find what a reading means here.

        Args:
            reading: what the utterance was read as.
            area: id, name or alias of the area the speaker is in. Where this home has none of
                that name, what would be meant of that area is not found.
            states: states that hold for this request only.
            threshold: clauses read with less confidence are left out.
            kind: where the text came from; a sensor's text never does what is risky.
            explain: whether to say how it was understood.
            conversation: what was said before, for follow-ups; what is said now is added to it.
            now: the time, for questions about it.
        """
        told = States(self._index, states or {})
        context = self._context(reading.text, told, kind, area, now, threshold)
        sure = [
            c if self._is_sure(c, reading.text, threshold, kind) else _unsure(c)
            for c in reading.clauses
        ]
        memory = conversation if conversation is not None else Conversation()
        if kind == "voice":
            sure = [self._as_said(clause, reading.text, threshold) for clause in sure]
            sure = list(going_on(sure, reading.text))
            sure = alike(sure, reading.text, memory.clause, self._index)
            sure = beside(sure, reading.text, memory.clause, self._index)
            sure = [self._by_its_name(clause, reading.text) for clause in sure]
        turns = self._turns(sure, context, memory)
        replies = [reply for _, new in turns for reply in new]
        is_asked = any(_asked(clause) >= _LIKELY for clause in reading.clauses)
        memory.unread = not replies and (is_asked or memory.unread)
        missed_parts = self._missed(reading, sure, replies, threshold) if replies else ()
        return _grounded(
            replies, self._explained(reading.text, turns) if explain else None, missed_parts
        )

    def _as_said(self, clause: Clause, text: str, threshold: float) -> Clause:
        """A clause with its spans as they must have been said in this home."""
        clause = unbroken(clause, text, self._index)
        clause = undivided(clause, text, self._index.lexicon, _half_as_unsure(threshold))
        clause = drawn_out(clause, text, self._index)
        clause = with_misheard_end(clause, text, self._index, self._finder.near_word)
        clause = pointed(clause, text, self._index.lexicon, self._is_place)
        return corrected(clause, text, self._index)

    def _is_place(self, text: str) -> bool:
        """Whether words name a place of this home, if only nearly."""
        return Selector(self._index, self._finder, Setting()).place(text) is not None

    def _is_sure(self, clause: Clause, text: str, threshold: float, kind: Kind) -> bool:
        """Whether a clause was read surely."""
        if kind != "voice" or not threshold <= clause.confidence < _half_as_unsure(threshold):
            return clause.confidence >= threshold
        return clause.confidence >= self._bar(clause, text, threshold)

    def _bar(self, clause: Clause, text: str, threshold: float) -> float:
        """Least confidence of a clause: half as likely wrong, if words of talk stand in it."""
        is_talk = has_more(clause, text, self._index.lexicon)
        return _half_as_unsure(threshold) if is_talk else threshold

    def _explained(
        self, text: str, turns: Iterable[tuple[Clause, Sequence[Reply]]]
    ) -> dict[str, Any]:
        return {
            "known": [
                {"text": text[mark.start : mark.end], "as": mark.kind} for mark in self.marks(text)
            ],
            "clauses": [explained(clause, new, self._index) for clause, new in turns],
        }

    def _missed(
        self,
        reading: Reading,
        sure: Sequence[Clause],
        replies: Sequence[Reply],
        threshold: float,
    ) -> tuple[str, ...]:
        """What was not understood beside that which was."""
        parts: list[str] = []
        settled_at = {reply.clause.start for reply in replies if reply.clause is not None}
        for read, clause in zip(reading.clauses, sure, strict=True):
            unread = clause.intent is None and read.start not in settled_at
            talk = unread and read.confidence >= threshold
            bare = (read.manner is not None or talk) and not read.spans
            behind = read is not reading.clauses[0] and not self._is_joined(read, reading.text)
            if bare and behind:
                continue  # how it is, behind what was asked for
            if unread and read.intent not in (None, *IN_TALK):
                parts.append(self._bare(reading.text[read.start : read.end]))
            elif clause.intent in SWITCHING and clause.of("name"):
                parts.append(missed(clause, reading.text, self._index) or "")
        return tuple(part for part in parts if part)

    def _is_aside(self, clause: Clause, context: Context) -> bool:
        """Whether a clause behind another is a mere remark: it has words, but none that ask.

        "Garage door down, the raccoons'll be in it".
        """
        text, index = context.text, self._index
        if clause.spans or clause.confidence >= _SURELY or self._is_joined(clause, text):
            return False
        return has_more(clause, text, index.lexicon) and missed(clause, text, index) is None

    def _is_joined(self, clause: Clause, text: str) -> bool:
        """Whether a clause begins with "and", "then" or the like."""
        words_said = text[clause.start : clause.end].strip(AROUND).split(maxsplit=1)
        return bool(words_said) and words_said[0].lower() in self._index.lexicon.joins

    def _bare(self, text: str) -> str:
        """A stretch of text without what joins it to the rest."""
        words_said = text.strip(AROUND).split()
        while words_said and words_said[0].lower() in self._index.lexicon.joins:
            words_said.pop(0)
        return " ".join(words_said)

    def _context(
        self,
        text: str,
        states: States,
        kind: Kind,
        area: str | None,
        now: datetime | None,
        threshold: float,
    ) -> Context:
        speaker = self._index.places.area_id(area) if area else None
        unknown = area if area and speaker is None else ""
        return Context(
            index=self._index,
            finder=self._finder,
            actions=self._actions,
            policy=self._policy,
            states=states,
            kind=kind,
            setting=Setting(speaker=speaker, unknown_area=unknown),
            now=now or datetime.now(timezone.utc).astimezone(),
            text=text,
            threshold=threshold,
        )

    def _turns(
        self, clauses: Iterable[Clause], context: Context, memory: Conversation
    ) -> list[Turn]:
        """Each clause with its replies, in the light of those before."""
        turns: list[Turn] = []
        more = False
        asked = memory.pending
        for clause in whole_clauses(clauses, context.text):
            replies: list[Reply] = []
            if not (
                may_be_reason(clause, turns)
                and is_remark(clause, context.text, self._index.lexicon)
            ):
                replies = self._clause(clause, memory, self._setting(context, memory))
            if clause.intent is None and replies:
                clause = replies[0].clause or clause
            replies = [reply for reply in replies if not is_said_again(reply, clause, turns)]
            if comes_to_nothing(replies) and any(done(turns)) and self._is_aside(clause, context):
                replies = []
            more = self._remember(memory, clause, replies, context.text, more=more)
            context = _moved(context, clause, replies)
            turn = (clause, replies)
            joined = self._is_joined(clause, context.text)
            if turns and is_passed_over(turns[-1], turn, context.text, self._index, joined=joined):
                turns[-1] = (turns[-1][0], [])
            turns.append(turn)
        if memory.pending is asked:  # a "yes" is for what was asked just before
            memory.pending = tuple(one for one in asked if one.kind != "confirm")
        return turns

    def _by_its_name(self, clause: Clause, text: str) -> Clause:
        """A clause that is no more than the name of a scene or a script runs it.

        What is to be played may be a device by its name.

        Such names are sentences of their own ("good night", "movie time"); no model can know
        those of a home.
        """
        if clause.intent in _ANSWERS:
            return clause
        span = called(clause, text, self._index) or played(clause, text, self._index)
        if span is not None and clause.intent not in (None, "Fragment", *_MAY_CALL):
            bare = self._bare(text[clause.start : clause.end])  # "siesta time" is no question
            is_whole = " " in bare and bare.lower() == span.text.lower()
            span = span if is_whole or clause.confidence < _SURELY else None
        if span is None or (clause.of("area") and self._index.places.find(span.text)):
            return clause  # "do the kitchen" is about the room, where there is one
        kept = clause.of(*WHEN)
        spans = tuple(sorted((span, *kept), key=lambda one: one.start))
        confidence = 1.0 if clause.intent is None else clause.confidence
        return Clause("HassTurnOn", None, confidence, spans, clause.start, clause.end)

    def _setting(self, context: Context, memory: Conversation) -> Context:
        """The context with what "it" means by now."""
        numbers, *rows = (
            tuple(self._index.number[e] for e in row if e in self._index.number)
            for row in (memory.entities, *memory.rows)
        )
        lost = memory.clause is not None and not numbers
        areas = {self._index.items[at].area for at in numbers}
        there = memory.area or (areas.pop() if len(areas) == 1 else None)
        excepted = memory.clause is not None and bool(memory.clause.of("except"))
        spared = excepted and len(numbers) > 1
        setting = replace(
            context.setting, lately=numbers, rows=tuple(rows), lost=lost, spared=spared, there=there
        )
        return replace(context, setting=setting)

    def _clause(self, clause: Clause, memory: Conversation, context: Context) -> list[Reply]:
        """The replies to one clause."""
        after = follow_up(clause, memory, context)
        if isinstance(after, list):
            return after
        if after.intent is None:
            likely = settled(
                after,
                lambda one: self._as_one(one, memory, context),
                context.threshold,
                self._bar(after, context.text, context.threshold),
                first=memory.clause is None and not memory.pending,
                wished=self._is_wish(after, context.text),
            )
            if likely is None:
                return []
            after = follow_up(likely, memory, context) if likely.intent == "Fragment" else likely
            if isinstance(after, list):
                return after
        if clause.intent == "Fragment" and memory.area and not clause.of("except"):
            context = context.near(memory.area)
        replies = self._ground(after, context)
        return [replace(reply, clause=after) for reply in replies]

    def _is_wish(self, clause: Clause, text: str) -> bool:
        """Whether it is no more than names of things that are switched on, and a "please"."""
        names, lexicon = clause.of("name"), self._index.lexicon
        called = [self._index.named(lexicon.phrase(span.text)) for span in names]
        switched = all(self._index.items[at].domain in _HAD_ON for one in called for at in one)
        alone = len(clause.spans) == len(names) and wishes(clause, text, lexicon)
        return alone and bool(names) and all(called) and switched

    def _as_one(self, clause: Clause, memory: Conversation, context: Context) -> list[Reply]:
        """What would come of a clause as one of the intents that it may be."""
        after = follow_up(clause, memory, context) if clause.intent == "Fragment" else clause
        if isinstance(after, list):
            return after
        return self._ground(after, context) if after.intent is not None else []

    def _ground(self, clause: Clause, context: Context) -> list[Reply]:
        command = Command.of(clause, context)
        if command is not None:
            return fitting_replies(command)
        intent = clause.intent or ""
        if intent in ("HassGetState", "HassClimateGetTemperature"):
            return state_replies(clause, context)
        if intent == "HassGetWeather":
            return [weather_reply(clause, context)]
        if intent in ("HassGetCurrentTime", "HassGetCurrentDate"):
            return [time_reply(clause, context)]
        return [plain_reply(clause, context)]

    def _remember(
        self, memory: Conversation, clause: Clause, replies: list[Reply], text: str, *, more: bool
    ) -> bool:
        """Keep what follow-ups need of a clause and its replies; whether anything is kept by now.

        Args:
            memory: where it is kept.
            clause: what was said.
            replies: what came of it.
            text: the utterance.
            more: whether something of this utterance was kept before.
        """
        if clause.intent == "HassNevermind":
            memory.pending = ()
        goes_on = clause.intent == "Fragment" and not is_correction(
            clause, text, self._index.lexicon
        )
        for reply in replies:
            if reply.clause is None or reply.intent.intent == "HassNevermind":
                continue
            ids = tuple(self._index.items[at].entity.id for at in reply.items)
            pending = _pending(reply, ids)
            about = ids if reply.intent.status == "ok" and ids else ()
            if reply.intent.status == "ok" and not ids:
                about = memory.entities  # a timer does not change what "it" is
            area = _named_area(reply)
            done_as = as_done(reply.clause, reply.intent.intent)
            memory.remember(done_as, about, pending, area, more=more, together=goes_on)
            more = True
        return more


#: What answers a question, whatever is called so.
_ANSWERS = ("Affirm", "Deny", "HassNevermind")
#: What a call for a scene may be read as: of "run close down", to close.
_MAY_CALL = (
    *("HassTurnOn", "HassTurnOff", "HassMediaSearchAndPlay", "HassVacuumCleanArea"),
    "HassBroadcast",
)
#: Domains of what is had by switching it on.
_HAD_ON = frozenset({"light", "switch", "fan", "media_player", "input_boolean"})
#: How likely something is asked for that is not understood.
_LIKELY = 0.3
#: Texts whose marks are remembered: an utterance and its parts.
_RECENT = 16
#: Where a clause was read so surely, it is no remark.
_SURELY = 0.9


def _asked(clause: Clause) -> float:
    """How likely a clause asks for something, and does not only answer."""
    if clause.intent in _ANSWERS:
        return 0.0
    answers = (one.confidence for one in clause.labels if one.intent in _ANSWERS)
    return clause.meant - sum(answers)


def _half_as_unsure(threshold: float) -> float:
    """The confidence that is half as likely wrong as the threshold."""
    return (1 + threshold) / 2


def _unsure(clause: Clause) -> Clause:
    """A clause that was not read surely enough: nothing is meant by it."""
    return replace(clause, intent=None)


def _named_area(reply: Reply) -> str | None:
    """The area that a command or question named."""
    places = (place for outcome in reply.outcomes for place in outcome.places)
    return next((place.id for place in places if place.kind == "area"), None)


def _area_in_name(reply: Reply, context: Context) -> str | None:
    """The area whose name stands in those of the devices as they were said: "kitchen radio"."""
    index = context.index
    said = [o.ask.name.text for o in reply.outcomes if o.ask.name is not None]
    named = {index.places.inside(index.lexicon.phrase(text).stems) for text in said}
    areas = {index.items[at].area for at in reply.items}
    return areas.pop() if len(areas) == 1 and areas == named else None


def _marker(index: HomeIndex, finder: Finder) -> Callable[[str], tuple[Mark, ...]]:
    """Finds what a home knows of a text; holds no grounder, which goes when the home changes."""

    def called(key: str) -> Known | None:
        if index.places.is_name(key):
            return "place"
        return "name" if index.is_name(key) else None

    names = Names(called, index.has_word, finder.is_like_a_word)
    return lambda text: tuple(marks(text, names, index.lexicon))


def _pending(reply: Reply, ids: tuple[str, ...]) -> Pending | None:
    """The question that a reply puts back."""
    if reply.clause is None or not ids:
        return None
    if reply.intent.status == "ambiguous":
        return Pending("which", reply.clause, ids, reply.intent)
    if reply.intent.status == "confirm":
        return Pending("confirm", reply.clause, ids, reply.intent, reply.act)
    return None


def _moved(context: Context, clause: Clause, replies: list[Reply]) -> Context:
    """The context of the clauses after one: "in the bedroom, ..." holds for them, too."""
    areas = clause.of("area")
    if not areas:
        named = {_named_area(reply) or _area_in_name(reply, context) for reply in replies}
        return context.near(named.pop()) if len(named) == 1 and None not in named else context
    selector = context.selector()
    place = selector.place(areas[0].text)
    if place is None or place.kind != "area":
        return context
    before = context.text[clause.start : areas[0].start].lower().split()
    leads = all(word in context.index.lexicon.speller.skip for word in before)
    leads = leads and bool(clause.of("name")) and areas[0].start < clause.of("name")[0].start
    if leads:
        return replace(context, setting=replace(context.setting, speaker=place.id))
    return context.near(place.id)


def _grounded(
    replies: list[Reply], explain: dict[str, Any] | None, missed_parts: tuple[str, ...]
) -> Grounded:
    intents = tuple(reply.intent for reply in replies)
    facts = [dict(fact) for reply in replies for fact in reply.facts]
    status: ResultStatus = worst(tuple(i.status for i in intents)) if intents else "not_recognized"
    said = [reply.speech for reply in replies if reply.speech]
    said += [words().misses["part"].format(what=part) for part in missed_parts]
    speech = " ".join(dict.fromkeys(said))
    return Grounded(intents, speech, facts or None, explain, status, missed_parts)
