"""From outcomes to intents: slots, targets, status and reason."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from agent.grounding.adjust import adjusted
from agent.grounding.amounts import awaited, slot
from agent.grounding.commands import Command, device
from agent.grounding.context import Context, Reply
from agent.grounding.mentions import Ask
from agent.grounding.outcome import UNSURE, Miss, Outcome
from agent.grounding.speech import Speaker
from agent.messages import IntentResult, IntentStatus, Slot
from agent.reading import Clause, Span

#: Most candidates that are named; more help nobody.
MAX_CANDIDATES = 20


def command_replies(command: Command, outcomes: Sequence[Outcome]) -> list[Reply]:
    """The intents of a command: one for what is done, one for each thing that is not."""
    done = [outcome for outcome in outcomes if outcome.items]
    replies = _done(command, done) if done else []
    replies.extend(_not_done(command, outcome) for outcome in outcomes if not outcome.items)
    return replies


def _done(command: Command, outcomes: Sequence[Outcome]) -> list[Reply]:
    """What can be done, by the intent that does it and by what the policy says of it."""
    groups: dict[tuple[str, IntentStatus], dict[int, None]] = defaultdict(dict)
    for outcome in outcomes:
        for at in outcome.items:
            groups[_fate(command, at, outcome)].setdefault(at)
    every = dict.fromkeys(at for outcome in outcomes for at in outcome.items)
    replies = []
    for (intent, status), group in groups.items():
        whole = len(group) == len(every)
        slots = target_slots(command.context, outcomes if whole else (), list(group))
        replies.append(_reply(command, outcomes, intent, status, list(group), slots))
    return replies


def _reply(
    command: Command,
    outcomes: Sequence[Outcome],
    intent: str,
    status: IntentStatus,
    group: list[int],
    slots: list[Slot],
) -> Reply:
    context, act = command.context, _act(command)
    entities = [context.index.items[at].entity for at in group]
    speaker = Speaker(context)
    cleaned = _area_to_clean(command)
    if intent == "HassVacuumCleanArea" and not any(one.name == "area" for one in cleaned):
        intent = "HassVacuumStart"  # whole floors and homes are not areas
    extra = (*cleaned, *adjusted(command.amounts, group, context.states))
    reason = None
    if status == "refused":
        reason = speaker.refused(group, context.kind)
    elif status == "confirm":
        reason = speaker.confirm(act, group, awaited(command.amounts.slots))
    result = IntentResult(
        intent=intent,
        confidence=command.clause.confidence,
        status=status,
        slots=merged((*slots, *extra)),
        targets=() if status == "refused" else tuple(entity.id for entity in entities),
        reason=reason,
    )
    speech = reason or speaker.done(result, act, group, outcomes)
    return Reply(result, speech, tuple(group), tuple(outcomes), act=act)


def _act(command: Command) -> str:
    """What is to be done; what becomes of it on a device, ``act_on`` tells."""
    closes = command.action.intent == "HassSetPosition" and command.amounts.value("position") == 0
    return "close" if closes else command.action.act


def _fate(command: Command, at: int, outcome: Outcome) -> tuple[str, IntentStatus]:
    """Intent and status for one device."""
    context, item = command.context, command.context.index.items[at]
    act = context.actions.act_on(_act(command), item.domain)
    intent = context.actions.publish(command.action.intent, act, item.domain)
    waiting = awaited(command.amounts.slots) is not None
    named = device(item, sure=outcome.how not in UNSURE and not waiting)
    confidence, hypothetical = command.clause.confidence, command.is_hypothetical()
    verdict = context.policy.verdict(
        named, act, confidence, context.kind, hypothetical=hypothetical
    )
    guessed = verdict == "ok" and command.is_guessed(outcome, at)
    return intent, "confirm" if guessed else verdict


def _not_done(command: Command, outcome: Outcome) -> Reply:
    context = command.context
    speaker = Speaker(context)
    slots = (*said_slots(outcome), *_area_to_clean(command), *command.amounts.slots)
    if outcome.candidates:
        shown = outcome.candidates[:MAX_CANDIDATES]
        speech = speaker.ambiguous(outcome.candidates)
        ids = tuple(context.index.items[at].entity.id for at in shown)
        result = _nothing(command, "ambiguous", slots, speech, ids)
        return Reply(result, speech, outcome.candidates, (outcome,))
    miss = outcome.miss or Miss("nothing")
    speech = speaker.miss(miss)
    status: IntentStatus = "refused" if miss.kind in _WRONG_AMOUNT else "no_target"
    return Reply(_nothing(command, status, slots, speech), speech, (), (outcome,))


#: Misses that no other home would mend.
_WRONG_AMOUNT = frozenset({"amount", "range", "color", "duration", "query"})


def _nothing(
    command: Command,
    status: IntentStatus,
    slots: tuple[Slot, ...],
    reason: str,
    candidates: tuple[str, ...] = (),
) -> IntentResult:
    return IntentResult(
        intent=command.action.intent,
        confidence=command.clause.confidence,
        status=status,
        slots=merged(slots),
        candidates=candidates,
        reason=reason,
    )


def miss_reply(command: Command, miss: Miss) -> Reply:
    """A command whose amounts cannot be meant."""
    return _not_done(command, Outcome(_first_ask(command), miss=miss))


def _first_ask(command: Command) -> Ask:
    return Ask(name=next(iter(command.clause.of("name")), None), places=command.clause.of("area"))


def _area_to_clean(command: Command) -> tuple[Slot, ...]:
    if command.action.intent != "HassVacuumCleanArea":
        return ()
    selector = command.context.selector()
    slots = []
    for span in command.clause.of("area"):
        place = selector.place(span.text)
        if place is None or place.kind != "home":
            kind = "floor" if place is not None and place.kind == "floor" else "area"
            slots.append(slot(kind, place.name if place else span.text, span))
    return merged(slots)


def said_slots(outcome: Outcome) -> list[Slot]:
    """The mentions as they were said, where they came to nothing."""
    slots = []
    if outcome.ask.name is not None:
        slots.append(slot("name", outcome.ask.name.text, outcome.ask.name))
    slots.extend(slot("area", span.text, span) for span in outcome.ask.places)
    return slots


def target_slots(context: Context, outcomes: Sequence[Outcome], items: Sequence[int]) -> list[Slot]:
    """The slots that tell the devices: by name, or by place and kind.

    Args:
        context: of the request.
        outcomes: what was asked for; none where only the names tell.
        items: the devices.
    """
    slots: list[Slot] = []
    if not outcomes or not _tells(outcomes):
        slots.extend(slot("name", context.index.items[at].entity.name) for at in items)
        return list(merged(slots))
    for outcome in outcomes:
        span = outcome.ask.name
        if not is_by_kind(outcome):
            names = [context.index.items[at].entity.name for at in outcome.items]
            slots.extend(slot("name", name, span) for name in names)
            slots.extend(_place_slots(context, outcome, said_only=True))
            continue
        slots.extend(_place_slots(context, outcome, said_only=False))
        slots.extend(_kind_slots(context, outcome, span))
    return list(merged(slots))


def _tells(outcomes: Sequence[Outcome]) -> bool:
    """Whether slots of all outcomes together mean what each means by itself."""
    if len(outcomes) == 1:
        return True
    by_kind = {is_by_kind(outcome) for outcome in outcomes}
    if by_kind == {False}:
        return len({outcome.ask.places for outcome in outcomes}) == 1
    classes = {outcome.cls for outcome in outcomes}
    places = {tuple(place.id for place in outcome.places) for outcome in outcomes}
    return by_kind == {True} and (len(classes) == 1 or len(places) == 1)


def is_by_kind(outcome: Outcome) -> bool:
    """Whether devices were meant by place and kind, not by name."""
    if outcome.but:
        return False
    if outcome.how == "everything":
        return True
    if not outcome.many or outcome.cls is None or outcome.how not in ("class", "default", "name"):
        return False
    return len(outcome.items) > 1 or bool(outcome.places)


def _place_slots(context: Context, outcome: Outcome, *, said_only: bool) -> Iterable[Slot]:
    spans = {span.text: span for span in outcome.ask.places}
    for place in outcome.places:
        span = _span_of(context, place.id, outcome)
        if said_only and span is None and outcome.ask.places:
            continue
        if said_only and not spans:
            continue
        if place.kind in ("area", "floor"):
            yield slot(place.kind, place.name, span)
        elif place.kind in ("region", "either"):
            found = {context.index.items[at].area for at in outcome.items}
            for area in context.index.places.areas.values():
                if area.id in place.areas and area.id in found:
                    yield slot("area", area.name, span)
    if not outcome.places and not said_only and _in_speakers_area(context, outcome):
        yield slot("area", context.index.places.areas[context.setting.speaker or ""].name)


def _span_of(context: Context, place_id: str, outcome: Outcome) -> Span | None:
    selector = context.selector()
    for span in outcome.ask.places:
        place = selector.place(span.text)
        if place is not None and place.id == place_id:
            return span
    return outcome.ask.name if not outcome.ask.places else None


def _in_speakers_area(context: Context, outcome: Outcome) -> bool:
    speaker = context.setting.speaker
    if speaker is None or outcome.how == "everything" or outcome.ask.quantifier == "all":
        return False
    return all(context.index.items[at].area == speaker for at in outcome.items)


def _kind_slots(context: Context, outcome: Outcome, span: Span | None) -> Iterable[Slot]:
    """Domain and device class, where they tell the devices."""
    items = [context.index.items[at] for at in outcome.items]
    domains = {item.domain for item in items}
    if outcome.cls is None:
        return
    publish = context.index.lexicon.classes[outcome.cls].publish
    if publish.domain in domains:
        yield slot("domain", publish.domain, span)
    elif len(domains) == 1:
        yield slot("domain", next(iter(domains)), span)
    classes = {item.entity.device_class for item in items}
    if publish.domain in domains and len(classes) == 1:
        device_class = next(iter(classes))
        if publish.device_class and device_class:
            yield slot("device_class", device_class, span)


def merged(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """Slots of one name as one: texts that differ as a list, of figures the last said."""
    by_name: dict[str, list[Slot]] = defaultdict(list)
    for one in slots:
        by_name[one.name].append(one)
    out: list[Slot] = []
    for name, group in by_name.items():
        every = list(dict.fromkeys(one.value for one in group if isinstance(one.value, str)))
        if len(every) > 1:
            out.append(Slot(name=name, value=every))
        else:
            out.append(group[0] if every else group[-1])
    return tuple(out)


def no_answer(clause: Clause, context: Context, outcome: Outcome, intent: str) -> Reply:
    """The reply where it is not clear what is asked about, or nothing such is here."""
    speaker = Speaker(context)
    if outcome.candidates:
        speech = speaker.ambiguous(outcome.candidates)
    else:
        speech = speaker.miss(outcome.miss or Miss("nothing"))
    shown = outcome.candidates[:MAX_CANDIDATES]
    spans = clause.of("state", "quantity")
    result = IntentResult(
        intent=intent,
        confidence=clause.confidence,
        status="ambiguous" if outcome.candidates else "no_target",
        slots=merged([*said_slots(outcome), *(slot(s.kind, s.text, s) for s in spans)]),
        candidates=tuple(context.index.items[at].entity.id for at in shown),
        reason=speech,
    )
    return Reply(result, speech, outcome.candidates, (outcome,))


def fact(context: Context, at: int) -> dict[str, object]:
    """What is known of an entity."""
    entity = context.index.items[at].entity
    area = context.index.places.areas.get(context.index.items[at].area or "")
    return {
        "entity_id": entity.id,
        "name": entity.name,
        "area": area.name if area else None,
        "state": context.states.state(at),
        "value": context.states.state(at),
        "unit": context.states.attribute(at, "unit_of_measurement"),
    }
