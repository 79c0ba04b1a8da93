"""Commands: from a clause to intents with targets, or why there are none."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from agent.grounding.actions import Action
from agent.grounding.amounts import Amounts, read_amounts
from agent.grounding.clauses import keeping
from agent.grounding.context import Context
from agent.grounding.index import Item
from agent.grounding.leftover import (
    SWITCHING,
    switches,
    talks_of,
    unknown_exception,
    wishes,
    word_before,
    words_of,
)
from agent.grounding.lexicon import Lexicon
from agent.grounding.mentions import Ask, asks, placed, rows_apart, whole_mentions, without_talk
from agent.grounding.outcome import Miss, Outcome, Wish
from agent.grounding.passing import UNMARKED
from agent.grounding.policy import Device
from agent.grounding.query import Query, Scope
from agent.grounding.text import WORD
from agent.grounding.values import amount_of, values
from agent.reading import Clause, Span

#: A word right behind a name.
_SAID_OF = re.compile(r"\s+\w")
#: A span of less confidence is hardly read as what it is.
_HARDLY = 0.5


class Command:
    """A clause read as an action on devices."""

    def __init__(self, clause: Clause, action: Action, amounts: Amounts, context: Context) -> None:
        self.clause = clause
        self.action = action
        self.amounts = amounts
        self.context = context

    @classmethod
    def of(cls, clause: Clause, context: Context) -> "Command | None":
        """The clause as a command, or None if its intent acts on no device.

        An amount in degrees sets a temperature, one in percent never does.
        """
        clause = _of_devices(_by_unit(clause))
        amounts = read_amounts(clause)
        action = context.actions.get(amounts.intent, clause.manner)
        return None if action is None else cls(clause, action, amounts, context)

    def is_ambient(self) -> bool:
        """Whether the action can be meant for a room."""
        return self.action.intent not in SWITCHING

    def is_hypothetical(self) -> bool:
        """Whether it hangs on a condition, or what it is for is only talked of.

        "We could open the gate"; "the gate squeaks, turn it off".
        """
        in_passing = any(span.confidence == UNMARKED for span in self.clause.of("name"))
        talked_of = talks_of(self.clause, self.context.text, self.context.index.lexicon)
        return bool(self.clause.of("condition")) or in_passing or talked_of

    def is_guessed(self, outcome: Outcome, at: int) -> bool:
        """Whether a device is only taken to be meant: by a name that sounds like what was heard.

        Or by a wish that stands in its name, which ends with what a thing is: "coffee, please"
        asks for no coffee grinder.
        """
        index, found = self.context.index, outcome.found
        if outcome.how == "sound":
            return True
        if found is None or found.how != "part" or self.is_ambient():
            return False
        if not wishes(self.clause, self.context.text, index.lexicon):
            return False
        area, said = index.items[at].area, found.phrase.stems
        names = index.items[at].names
        own = [index.places.without_name(name, area) if area else name for name in names]
        return not any(name[-1:] == (word,) for name in own for word in said)

    def outcomes(self) -> list[Outcome]:
        """What became of each thing that was asked for."""
        asked = self._asks()
        left_out = self._left_out()
        if isinstance(left_out, Miss):
            return [Outcome(asked[0], miss=left_out)]
        unknown = self._unknown_place()
        if unknown is not None:
            return [Outcome(asked[0], miss=unknown)]
        wish = replace(self.wish(), left_out=left_out)
        outcomes: list[Outcome] = []
        of_others = any(span.start < 0 for span in self.clause.of("except"))
        area = None if of_others else self.context.setting.near_area
        for ask in asked:
            if self._is_whose(ask):
                area = area or self.context.setting.there
            context = self.context.near(area if ask is asked[0] or _follows(ask) else None)
            outcome = context.selector().select(ask, wish)
            if outcome.miss is not None and outcome.miss.kind == "place":
                outcome = context.selector().in_heard_place(ask, wish) or outcome
            outcome = self._placed(self._where_it_hangs(outcome, wish) or outcome)
            outcomes.append(outcome)
            area = self._area_of(outcome) or area
        return outcomes

    def _unknown_place(self) -> Miss | None:
        """What is to be cleaned and is none of this home's places, if it knows of any."""
        places, selector = self.context.index.places, self.context.selector()
        if self.clause.intent != "HassVacuumCleanArea" or not places.areas:
            return None
        for span in self.clause.of("area"):
            place = selector.place(span.text)
            if place is None or place.kind == "here":  # where that is, nobody told
                return Miss(place.id) if place else Miss("unknown", span.text)
        return None

    def _is_whose(self, ask: Ask) -> bool:
        """Whether it is of whom was spoken of: "Ida's floor lamp on and her ceiling light off"."""
        return self.context.word_before(ask.name) in self.context.index.lexicon.possessives

    def _where_it_hangs(self, outcome: Outcome, wish: Wish) -> Outcome | None:
        """What is meant of several by the place of the condition; None where that tells nothing.

        "If the kennels get over 25, the fan on" means the fan of the kennels.
        """
        if outcome.items or not outcome.candidates:
            return None
        index = self.context.index
        for span in self.clause.of("condition"):
            area = index.places.inside(index.lexicon.phrase(span.text).stems)
            there = self.context.near(area).selector().select(outcome.ask, wish) if area else None
            if there is not None and there.items:
                return there
        return None

    def _placed(self, outcome: Outcome) -> Outcome:
        """What the speaker's area would have told, where that is none of this home, is a miss."""
        setting, items = self.context.setting, self.context.index.items
        unnamed = outcome.how in ("class", "default") and outcome.ask.quantifier is None
        found = outcome.found.phrase.counts if outcome.found else ()
        if not setting.unknown_area or not unnamed or found or outcome.places:
            return outcome
        meant = outcome.items or (outcome.candidates if outcome.how == "default" else ())
        near = {items[at].area for at in meant} == {setting.near_area}
        if len(meant) < 2 or near or (self.action.sweep and outcome.ask.name is None):
            return outcome
        miss = Miss("speaker", setting.unknown_area)
        return replace(outcome, items=(), candidates=(), miss=miss)

    def wish(self) -> Wish:
        """What the action looks for."""
        action, context = self.action, self.context
        return Wish(
            tiers=action.tiers,
            order=action.order,
            default=action.default,
            several=action.several,
            ambient=self.is_ambient(),
            everything=context.actions.everything if action.default == ("light",) else frozenset(),
            switched=switches(self.clause, context.text, context.index.lexicon),
            fits_unsaid=self.fits_unsaid,
            harmless=self._harmless,
            lacks=self._lacks,
            prefer=self._preferences(),
            settle=self._settles(),
            sweep=action.sweep,
            everywhere=action.sweep,
            strict=action.strict,
        )

    def _asks(self) -> list[Ask]:
        context = self.context
        clause = self.clause
        if clause.intent != "HassClimateSetFanMode":  # its "fan" is a part of what is named
            clause = whole_mentions(clause, context.text, context.index.lexicon)
        if clause.intent == "HassVacuumCleanArea":  # its area is what to clean
            names = tuple(span for span in clause.spans if span.kind != "area")
            clause = replace(clause, spans=names)
        clause = without_talk(clause, context.text, context.index.lexicon)
        clause = self._without_whom_for(_without_its_pronoun(clause, context.index.lexicon))
        clause = placed(clause, context.text, context.index, self.is_of_its_kinds)
        clause = self._without_strangers(rows_apart(clause, context.index))
        return asks(clause, context.text, context.index.lexicon)

    def _without_strangers(self, clause: Clause) -> Clause:
        """The clause without what was hardly read as a name, where only others are of this home.

        "Start the big washer, mr patel is here": nothing joins him to it, and more is said of him.
        """
        text, kept = self.context.text, list(clause.spans)
        for before, span in pairwise(clause.of("name")):
            between = WORD.findall(text[before.end : span.start].lower())
            joined = self.context.index.lexicon.joins.intersection(between)
            told = _SAID_OF.match(text, span.end, clause.end)
            if span.confidence >= _HARDLY or joined or told is None:
                continue
            if self._is_of_home(before) and not self._is_of_home(span):
                kept.remove(span)
        return replace(clause, spans=tuple(kept))

    def _is_of_home(self, span: Span) -> bool:
        phrase = self.context.index.lexicon.phrase(span.text)
        return self.context.finder.find(Query(phrase, Scope(None), True, None)) is not None

    def _without_whom_for(self, clause: Clause) -> Clause:
        """The clause without what it is done for: "open the gate for the trailer".

        A device behind a kind is what is meant: "lights out for the fish tank".
        """
        context, lexicon = self.context, self.context.index.lexicon
        whom = [
            span
            for span in clause.of("area")
            if word_before(span, clause, context.text, lexicon) == "for"
            and context.selector().place(span.text) is None
        ]
        if not whom or not clause.of("name"):
            return clause
        for span in whom:
            called = context.index.named(lexicon.phrase(span.text))
            if any(map(self.is_of_its_kinds, called)):
                kept = (one for one in clause.spans if one.kind not in ("name", "area"))
                return replace(clause, spans=(*kept, replace(span, kind="name")))
        return replace(clause, spans=tuple(span for span in clause.spans if span not in whom))

    def _left_out(self) -> frozenset[int] | Miss:
        """What "except" leaves out: no device of "skip this one, anything but this"."""
        if self.action.player and not self.clause.of("name", "area", "quantifier"):
            return frozenset()
        left_out: set[int] = set()
        lost = unknown_exception(self.clause, self.context.text, self.context.index.lexicon)
        if lost is not None:
            return Miss("except", lost)
        for span in self.clause.of("except"):
            items = self._excepted(span)
            if items is None:
                return Miss("except", span.text)
            left_out.update(items)
        return frozenset(left_out)

    def _excepted(self, span: Span) -> Iterable[int] | None:
        selector = self.context.selector()
        index = self.context.index
        place = selector.place(span.text)
        named = index.named(index.lexicon.phrase(span.text))
        if place is not None and place.areas and not named:
            return [i for area in place.areas for i in index.in_area(area)]
        wish = replace(self.wish(), lacks=None, prefer=(), settle=False)
        places = tuple(area for area in self.clause.of("area"))
        for where in (places, ()):
            outcome = selector.select(Ask(span, where[:1]), wish)
            if outcome.how == "sound":  # too rough to do the rest
                return None
            if outcome.items or outcome.candidates:
                return {*outcome.items, *outcome.candidates, *self._powering(outcome)}
        return None

    def _powering(self, outcome: Outcome) -> Iterable[int]:
        """Plugs that power what is left out: without them it would go off, too."""
        found, index = outcome.found, self.context.index
        if found is None or found.cls is None or not found.unnamed:
            return ()
        plugs = index.stand_ins(found.cls.cls.key, None)
        return (i for i in plugs if index.items[i].domain == "switch")

    def _lacks(self, at: int) -> str | None:
        item = self.context.index.items[at]
        needs = self.action.needs
        for one in self.amounts.slots:
            ability = needs.get(one.name)
            if ability is None:
                continue
            attributes = self.context.states.attributes(at)
            if not self.context.actions.able(ability, item.domain, attributes):
                return ability
        if not self._has_mode(at):
            return "fan mode"
        return None if self._within_reach(at) else "range"

    def _has_mode(self, at: int) -> bool:
        """Whether a device has the fan mode that is asked, as far as it or Home Assistant says.

        "Heat" and "cool" are no fan modes: a request for one is not this intent.
        """
        wanted = self.amounts.value("fan_mode")
        if wanted is None:
            return True
        known = self.context.states.attribute(at, "fan_modes")
        names = known if isinstance(known, (list, tuple)) else values().fan_modes.values()
        return str(wanted).casefold() in {str(name).casefold() for name in names}

    def _within_reach(self, at: int) -> bool:
        """Whether a device can be set to a temperature, as far as it says."""
        wanted = self.amounts.value("temperature")
        if self.action.intent != "HassClimateSetTemperature" or not isinstance(
            wanted, (int, float)
        ):
            return True
        low = self.context.states.attribute(at, "min_temp")
        high = self.context.states.attribute(at, "max_temp")
        too_low = isinstance(low, (int, float)) and wanted < low
        too_high = isinstance(high, (int, float)) and wanted > high
        return not (too_low or too_high)

    def _settles(self) -> bool:
        """Whether only devices at work are meant: a step changes nothing on one that is off."""
        stepped = self.amounts.value("brightness_step") is not None
        return self._keeps() or (self.action.settle and (self.action.player or stepped))

    def _keeps(self) -> bool:
        """Whether devices are to be left on or off as they are: "leave the lights on upstairs"."""
        clause = self.clause
        is_switched = clause.intent in SWITCHING and clause.manner is None
        if not is_switched or clause.of("except"):
            return False
        first = next((span.start for span in clause.of("name", "quantifier")), clause.start)
        said = words_of(self.context.text[clause.start : first], self.context.index.lexicon)
        return not keeping().isdisjoint(said)

    def fits_unsaid(self, at: int) -> bool:
        """Whether the act is one of the device's own: "lock up" after a lamp means no lamp."""
        return self.context.actions.can(self.action.act, self.context.index.items[at].domain)

    def is_of_its_kinds(self, at: int) -> bool:
        """Whether a device is of a kind that the action looks for."""
        tiers = self.action.tiers
        return tiers is None or any(self.context.index.items[at].domain in t for t in tiers)

    def _harmless(self, at: int) -> bool:
        """Whether the policy lets the act be done by the way, among everything else."""
        context, item = self.context, self.context.index.items[at]
        act = context.actions.act_on(self.action.act, item.domain)
        return context.policy.verdict(device(item, sure=False), act, 0.0, "voice") == "ok"

    def _preferences(self) -> Sequence[Callable[[int], bool]]:
        """What singles out one of several devices."""
        context, action = self.context, self.action
        items, states = context.index.items, context.states

        def at_work(at: int) -> bool:
            return context.actions.busy(items[at].domain, states.state(at))

        def awake(at: int) -> bool:
            return states.state(at) not in (None, "off", "standby")

        if self._keeps():
            return (lambda at: at_work(at) == (action.intent == "HassTurnOn"),)
        if action.intent == "HassMediaSearchAndPlay":
            watched = self.amounts.value("media_class") in values().watched
            return (lambda at: ("tv" in items[at].strong) == watched, at_work)
        if action.intent == "HassVacuumCleanArea":
            return self._near_what_to_clean()
        if action.intent == "HassMediaUnpause":
            return (lambda at: states.state(at) == "paused", awake)
        if action.player:
            return (at_work, awake)
        return (at_work,) if action.busy else ()

    def _near_what_to_clean(self) -> Sequence[Callable[[int], bool]]:
        """The vacuum of the place itself, or of its floor."""
        index = self.context.index
        selector = self.context.selector()
        places = [selector.place(span.text) for span in self.clause.of("area")]
        areas = {area for place in places if place for area in place.areas}
        floors = {index.places.floor_of.get(area) for area in areas} - {None}

        def there(at: int) -> bool:
            return index.items[at].area in areas

        def on_its_floor(at: int) -> bool:
            return index.places.floor_of.get(index.items[at].area or "") in floors

        return (there, on_its_floor)

    def _area_of(self, outcome: Outcome) -> str | None:
        """The area that a mention named."""
        for place in outcome.places:
            if place.kind == "area":
                return place.id
        return None


def _of_devices(clause: Clause) -> Clause:
    """The clause without spans that no command to a device has: "switch the map on" as an item."""
    spans = tuple(span for span in clause.spans if span.kind not in _OF_LISTS)
    return clause if len(spans) == len(clause.spans) else replace(clause, spans=spans)


def _by_unit(clause: Clause) -> Clause:
    """The clause with the setter that the unit of its amount asks for."""
    of = {amount_of(span.text) for span in clause.of("value")}
    climate = clause.intent == "HassClimateSetTemperature"
    if climate and "percentage" in of:
        return replace(clause, intent="HassLightSet", manner=None)
    if clause.intent in _PERCENT and of == {"temperature"}:
        return replace(clause, intent="HassClimateSetTemperature", manner=None)
    return clause


#: Spans that are of lists and timers alone.
_OF_LISTS = frozenset({"item", "list", "timer"})
#: Setters of a level in percent.
_PERCENT = frozenset({"HassLightSet", "HassFanSetSpeed", "HassSetPosition", "HassSetVolume"})


def device(item: Item, *, sure: bool) -> Device:
    """An entity as the policy sees it."""
    words = frozenset(word for name in item.names for word in name)
    return Device(item.entity, item.strong, words, sure)


def _follows(ask: Ask) -> bool:
    """Whether a mention may take its place from the one before."""
    if ask.places or ask.name is None:
        return False
    return ask.joined or not ask.name.text.endswith("s")


def _without_its_pronoun(clause: Clause, lexicon: Lexicon) -> Clause:
    """The clause without an "it" behind what it stands for: "the TV is too loud, turn it off"."""

    def is_it(span: Span) -> bool:
        return span.kind == "name" and lexicon.plain(span.text) in lexicon.pronouns_one

    first = next((one.start for one in clause.of("name") if not is_it(one)), None)
    if first is None:
        return clause
    spans = (one for one in clause.spans if not (is_it(one) and one.start > first))
    return replace(clause, spans=tuple(spans))
