"""What is said over Wyoming of a result."""

from collections.abc import Mapping, Sequence
from typing import Any

from wyoming.event import Event
from wyoming.handle import Handled, NotHandled
from wyoming.info import Attribution, Info, IntentModel, IntentProgram
from wyoming.intent import Entity, Intent, IntentsStart, IntentsStop, NotRecognized

from agent import __version__
from agent.messages import WHEN, IntentResult, Result, Slot
from agent.tables import table

_NAME = "edge-intent"
_SOURCE = Attribution(name=_NAME, url="")
#: Slots that say where and what the targets are; Home Assistant gets the targets themselves.
_PLACES = frozenset(("area", "device_class", "domain", "floor", "name"))
#: The intents of which a place is what is to be done there.
_OF_PLACES = frozenset(("HassVacuumCleanArea",))
#: Home Assistant takes a text with these for a template and would run it.
_TEMPLATE = str.maketrans("{}", "()")


def info(model: str, languages: Sequence[str]) -> Event:
    """What the agent is: one intent program, and nothing else."""
    about: dict[str, Any] = {"attribution": _SOURCE, "installed": True, "version": __version__}
    models = [
        IntentModel(name=model, description="Home control", languages=list(languages), **about)
    ]
    program = IntentProgram(
        name=_NAME, description="Home control on this board", models=models, **about
    )
    return Info(intent=[program]).event()


def answers(
    result: Result, left: Sequence[IntentResult], context: Mapping[str, Any] | None
) -> list[Event]:
    """The events that answer a sentence.

    Args:
        result: what became of it.
        left: the intents that the other side is to carry out.
        context: comes back as it is.
    """
    about = dict(context) if context else None
    speech = (result.speech or result.error or "").translate(_TEMPLATE)
    if result.status == "not_recognized":
        speech = speech or table("en/wyoming")["not recognized"]
        return [NotRecognized(text=speech, context=about).event()]
    if result.status != "ok":
        return [NotHandled(text=speech, context=about).event()]
    when = next((slot for one in left for slot in one.slots if slot.name in WHEN), None)
    if when is not None:
        text = table("en/wyoming")["at once only"].format(what=when.raw or when.value)
        return [NotHandled(text=text.translate(_TEMPLATE), context=about).event()]
    if not left:
        return [Handled(text=speech, context=about).event()]
    intents = [one for intent in left for one in _intents(intent)]
    intents[0].text, intents[0].context = speech, about
    if len(intents) == 1:
        return [intents[0].event()]
    start, stop = IntentsStart(context=about), IntentsStop(context=about)
    return [start.event(), *(one.event() for one in intents), stop.event()]


def _intents(intent: IntentResult) -> list[Intent]:
    """An intent for each target: Home Assistant must act on these and on no others."""
    if not intent.targets:
        return [Intent(name=intent.intent, entities=[_entity(slot) for slot in intent.slots])]
    is_of_place = intent.intent in _OF_PLACES
    values = [
        slot
        for slot in intent.slots
        if slot.name not in _PLACES or (is_of_place and slot.name in ("area", "floor"))
    ]
    return [
        Intent(
            name=intent.intent,
            entities=[Entity("name", target), *(_entity(slot) for slot in values)],
        )
        for target in intent.targets
    ]


def _entity(slot: Slot) -> Entity:
    return Entity(slot.name, slot.value)
