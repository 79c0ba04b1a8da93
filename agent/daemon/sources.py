"""The home as it is now, with where every fact comes from: the answer to ``edge-intent home``."""

from collections.abc import Mapping
from typing import Any

from agent.discovery import Follower, Found
from agent.home import Entity
from agent.messages import StateOverlay


def sourced_home(follower: Follower) -> dict[str, Any]:
    """Areas and entities with their sources and live states, as they are shown to people."""
    model, states = follower.model, follower.states()
    return {
        "floors": model.home.floors,
        "areas": [
            {
                "id": area.id,
                "name": area.name,
                "floor": area.floor,
                "aliases": area.aliases,
                "from": model.areas.get(area.id),
            }
            for area in model.home.areas
        ],
        "entities": [
            _entity(
                entity,
                model.provenance.get(entity.id, {}),
                model.live.get(entity.id),
                states.get(entity.id),
                model.commands.keys(),
            )
            for entity in model.home.entities
        ],
        "left_out": model.left_out,
        "faults": follower.faults,
    }


def _entity(
    entity: Entity,
    facts: Mapping[str, str],
    found: Found | None,
    live: StateOverlay | None,
    commanded: Any,
) -> dict[str, Any]:
    sources = dict(facts)
    state, attributes = entity.state, entity.attributes
    if live is not None:
        attributes = {**attributes, **live.attributes}
        if live.state is not None and found is not None:
            state = live.state
            sources["state"] = f"{found.source} {_state_topic(found)}"
    return {
        "id": entity.id,
        "name": entity.name,
        "area": entity.area,
        "aliases": entity.aliases,
        "state": state,
        "attributes": attributes,
        "from": sources,
        "commanded": entity.id in commanded,
        "unread": found.unread if found else None,
    }


def _state_topic(found: Found) -> str:
    return next((follow.topic for follow in found.follows if follow.to == "state"), found.topic)
