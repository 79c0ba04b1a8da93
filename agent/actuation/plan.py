"""What is sent for an intent: every target, allowed or not."""

from collections.abc import Collection, Mapping
from functools import partial

from agent.actuation import homeassistant, zigbee2mqtt
from agent.actuation.demand import demand
from agent.actuation.interface import Act, Refusal, Verb
from agent.discovery import Commands
from agent.home import Entity
from agent.messages import ANSWERED, IntentResult

#: What is no state, and what lets somebody in: not to be done again behind somebody's back.
_ONCE: Collection[Verb] = ("press", "open", "unlock")
_DIALECTS = {"homeassistant": homeassistant.sends, "zigbee2mqtt": zigbee2mqtt.sends}


def acts(
    intent: IntentResult,
    entities: Mapping[str, Entity],
    commands: Mapping[str, Commands],
    allow: Collection[str],
) -> tuple[Act, ...]:
    """What becomes of an intent on each of its targets.

    Args:
        intent: as grounded.
        entities: the home's entities by id, with their states as they are now.
        commands: how discovered entities are commanded.
        allow: domains and entity ids that may be commanded.

    Returns:
        One act for each target; none at all for an intent that is not ``ok``, has no targets or
        only asks.
    """
    if intent.status != "ok" or intent.intent in ANSWERED:
        return ()
    return tuple(
        _act(intent, target, entities.get(target), commands.get(target), allow)
        for target in dict.fromkeys(intent.targets)
    )


def _act(
    intent: IntentResult,
    target: str,
    entity: Entity | None,
    commands: Commands | None,
    allow: Collection[str],
) -> Act:
    refused = partial(Act, target, intent.intent, ())
    if target not in allow and target.partition(".")[0] not in allow:
        return refused("actuate.allow names neither it nor its domain")
    if entity is None or commands is None:
        return refused("how to command it was not announced")
    if entity.state == "unavailable":
        return refused("it is not there now")
    wanted = demand(intent, entity)
    if isinstance(wanted, Refusal):
        return refused(wanted.reason)
    sends = _DIALECTS[commands.dialect](commands, entity, wanted)
    if isinstance(sends, Refusal):
        return refused(sends.reason)
    return Act(target, intent.intent, sends, again=wanted.verb not in _ONCE)
