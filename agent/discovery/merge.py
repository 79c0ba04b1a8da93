"""One home out of the home file, a pushed home and what was discovered.

The home file is believed first, then the pushed home, then the discovered entities, the best
source first (:data:`~agent.discovery.interface.TRUST`). Every fact keeps the name of where it
comes from.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from agent.discovery.areas import Areas, folded, with_areas
from agent.discovery.interface import MAX_ENTITIES, Commands, Found
from agent.home import Area, Entity, Floor, Home
from agent.tables import table

#: Where facts come from, besides the topics of discovery.
FILE, PUSHED, INFERRED = "home file", "pushed", "inferred from the name"

#: Entity id to its facts (``name``, ``area``, ``aliases``, ``attributes``) to their sources.
Provenance = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Model:
    """A home and what is known about how it is known."""

    home: Home = field(default_factory=Home)
    """Without live states."""
    provenance: Provenance = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    """Area id to where it comes from."""
    live: Mapping[str, Found] = field(default_factory=dict)
    """Entity id to the announcement by which its state is followed."""
    commands: Mapping[str, Commands] = field(default_factory=dict)
    """Entity id to how it is commanded."""
    known_as: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What devices call themselves, in small letters, to the ids of their entities: their names,
    their addresses and the topics on which they tell their states."""
    left_out: int = 0
    """Entities beyond :data:`~agent.discovery.interface.MAX_ENTITIES`."""


@dataclass(slots=True)
class _Draft:
    """An entity while its facts come together; what is there is not overwritten."""

    id: str
    entity: Entity
    sources: dict[str, str]
    found: list[Found] = field(default_factory=list)
    group: tuple[str, str] | None = None

    def fill(self, entity: Entity, source: str) -> None:
        """Take from ``entity`` what is not known yet."""
        changes: dict[str, Any] = {}
        for fact in ("area", "aliases", "state"):
            if not getattr(self.entity, fact) and getattr(entity, fact):
                changes[fact] = getattr(entity, fact)
                self.sources[fact] = source
        if more := {k: v for k, v in entity.attributes.items() if k not in self.entity.attributes}:
            changes["attributes"] = {**more, **self.entity.attributes}
            self.sources.setdefault("attributes", source)
        if changes:
            self.entity = msgspec.structs.replace(self.entity, **changes)


def merge(filed: Home, pushed: Home, found: Iterable[Found]) -> Model:
    """The model of a home.

    Args:
        filed: of the home file.
        pushed: of ``request/home``.
        found: discovered entities, those of the best source first.
    """
    listed = list(found)
    drafts = _told(filed, pushed)
    told_areas = with_areas(filed.areas, pushed.areas)
    areas = Areas(told_areas)
    _add(drafts, listed[:MAX_ENTITIES])
    for draft in drafts.values():
        _place(draft, areas)
    _name_by_device(drafts.values())
    _name_members(drafts.values())
    return Model(
        home=Home(
            floors=_floors(filed, pushed),
            areas=areas.all(),
            entities=tuple(draft.entity for draft in drafts.values()),
        ),
        provenance={draft.id: draft.sources for draft in drafts.values()},
        areas=_area_sources(filed.areas, told_areas, drafts.values()),
        live={draft.id: live for draft in drafts.values() if (live := _followed(draft))},
        known_as=_known_as(drafts.values()),
        commands={draft.id: how for draft in drafts.values() if (how := _commanded(draft))},
        left_out=max(0, len(listed) - MAX_ENTITIES),
    )


def _told(filed: Home, pushed: Home) -> dict[str, _Draft]:
    """The entities of the home file and the pushed home, by id."""
    drafts: dict[str, _Draft] = {}
    listed = {area.id for area in (*filed.areas, *pushed.areas)}
    for home, source in ((filed, FILE), (pushed, PUSHED)):
        for told in home.entities:
            # What was pushed may name an area that the file has no more.
            is_placed = told.area is None or told.area in listed
            entity = told if is_placed else msgspec.structs.replace(told, area=None)
            if entity.id in drafts:
                drafts[entity.id].fill(entity, source)
            else:
                known = dict.fromkeys(("name", "area", "aliases", "state", "attributes"), source)
                facts = {f: s for f, s in known.items() if getattr(entity, f)}
                drafts[entity.id] = _Draft(entity.id, entity, facts)
    return drafts


def _add(drafts: dict[str, _Draft], found: list[Found]) -> None:
    """Add discovered entities, or what they know to the entities that they are.

    One that was told of before is known again by its id, or by its name and domain.
    """
    by_name: dict[tuple[str, str], str] = {}
    for draft in drafts.values():
        by_name.setdefault((draft.entity.domain, folded(draft.entity.name)), draft.id)
    for one in found:
        # Within a source two things are two, whatever they are called.
        same = [one.id, by_name.get((one.domain, folded(one.name)))]
        known = next((i for i in same if i in drafts and _is_new_to(drafts[i], one)), None)
        entity = Entity(id=known or one.id, name=one.name, attributes=dict(one.attributes))
        where = f"{one.source} {one.topic}"
        if known is None:
            entity_id = _free_id(one.id, drafts)
            facts = {"name": where} | ({"attributes": where} if one.attributes else {})
            entity = msgspec.structs.replace(entity, id=entity_id)
            drafts[entity_id] = _Draft(entity_id, entity, facts)
            by_name.setdefault((one.domain, folded(one.name)), entity_id)
        else:
            drafts[known].fill(entity, where)
        drafts[known or entity.id].found.append(one)


def _is_new_to(draft: _Draft, one: Found) -> bool:
    return all(other.source != one.source for other in draft.found)


def _free_id(wanted: str, drafts: Mapping[str, _Draft]) -> str:
    if wanted not in drafts:
        return wanted
    return next(i for n in range(2, len(drafts) + 3) if (i := f"{wanted}_{n}") not in drafts)


def _place(draft: _Draft, areas: Areas) -> None:
    """Give an entity the area that was suggested, or that its name tells."""
    if draft.entity.area or not draft.found:
        return
    suggested = next((one for one in draft.found if one.area), None)
    if suggested is not None and suggested.area:
        area, source = areas.put(suggested.area), f"{suggested.source} {suggested.topic}"
    else:
        name = draft.found[0].device_name or draft.entity.name
        area, source = areas.told_by(name), INFERRED
    if area is not None:
        draft.entity = msgspec.structs.replace(draft.entity, area=area)
        draft.sources["area"] = source


def _name_by_device(drafts: Iterable[_Draft]) -> None:
    """Let the most telling sensor of a device answer to the device's name.

    People ask whether the back door is open, not whether the back door contact is.
    """
    ranks = {kind: rank for rank, kind in enumerate(table("discovery")["primary"])}
    devices: dict[tuple[str, str], list[_Draft]] = {}
    for draft in drafts:
        if draft.found:
            devices.setdefault((draft.found[0].source, draft.found[0].device), []).append(draft)
    for parts in devices.values():
        name = parts[0].found[0].device_name
        if not name or any(folded(name) == folded(part.entity.name) for part in parts):
            continue
        ranked = [p for p in parts if (p.entity.device_class or "") in ranks]
        ranked.sort(key=lambda p: ranks[p.entity.device_class or ""])
        if ranked and not ranked[0].entity.aliases:
            first = ranked[0]
            first.entity = msgspec.structs.replace(first.entity, aliases=(name,))
            first.sources["aliases"] = first.sources["name"]


def _name_members(drafts: Iterable[_Draft]) -> None:
    """Name the members of groups by their ids, as Home Assistant does in ``entity_id``."""
    listed = list(drafts)
    ids = {(one.source, one.key): draft.id for draft in listed for one in draft.found}
    for draft in listed:
        for one in draft.found:
            members = [ids[one.source, key] for key in one.members if (one.source, key) in ids]
            if members and "entity_id" not in draft.entity.attributes:
                attributes = {**draft.entity.attributes, "entity_id": members}
                draft.entity = msgspec.structs.replace(draft.entity, attributes=attributes)


def _followed(draft: _Draft) -> Found | None:
    return next((one for one in draft.found if one.follows), next(iter(draft.found), None))


def _commanded(draft: _Draft) -> Commands | None:
    return next((one.commands for one in draft.found if one.commands), None)


def _known_as(drafts: Iterable[_Draft]) -> dict[str, tuple[str, ...]]:
    known: dict[str, dict[str, None]] = {}
    for draft in drafts:
        for one in draft.found:
            topics = (follow.topic for follow in one.follows)
            for name in dict.fromkeys((one.device, one.device_name, *topics)):
                if name:
                    known.setdefault(name.casefold(), {})[draft.id] = None
    return {name: tuple(ids) for name, ids in known.items()}


def _floors(filed: Home, pushed: Home) -> tuple[Floor, ...]:
    floors = {floor.id: floor for floor in (*pushed.floors, *filed.floors)}
    return tuple(floors.values())


def _area_sources(
    filed: Iterable[Area], told: Iterable[Area], drafts: Iterable[_Draft]
) -> dict[str, str]:
    of_file = {area.id for area in filed}
    sources = {area.id: FILE if area.id in of_file else PUSHED for area in told}
    for draft in drafts:
        if draft.entity.area:
            sources.setdefault(draft.entity.area, draft.sources["area"])
    return sources
