"""What is sent for an intent: every target, allowed or not."""

from collections.abc import Collection, Mapping

from agent.actuation import homeassistant, zigbee2mqtt
from agent.actuation.demand import demand
from agent.actuation.interface import Act, Answer, Refusal
from agent.discovery import Commands
from agent.home import Entity
from agent.messages import ANSWERED, IntentResult

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
    answer = _answer(intent, target, entity, commands, allow)
    if isinstance(answer, Refusal):
        return Act(target, intent.intent, refused=answer.reason)
    return Act(target, intent.intent, sends=answer)


def _answer(
    intent: IntentResult,
    target: str,
    entity: Entity | None,
    commands: Commands | None,
    allow: Collection[str],
) -> Answer:
    if target not in allow and target.partition(".")[0] not in allow:
        return Refusal("actuate.allow names neither it nor its domain")
    if entity is None or commands is None:
        return Refusal("how to command it was not announced")
    if entity.state == "unavailable":
        return Refusal("it is not there now")
    wanted = demand(intent, entity)
    if isinstance(wanted, Refusal):
        return wanted
    return _DIALECTS[commands.dialect](commands, entity, wanted)
