"""What intents act on and what devices can do: the tables ``intents.yaml`` and ``devices.yaml``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import msgspec

from agent.grounding.tables import load_table, split


class RawAction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of intents.yaml; in a manner, what is left out is the intent's own."""

    act: str = ""
    domains: str = ""
    default: str = ""
    several: bool | None = None
    busy: bool | None = None
    settle: bool = False
    sweep: bool = False
    strict: bool = False
    player: bool = False
    needs: dict[str, str] = {}
    manners: dict[str, "RawAction"] = {}


class IntentTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """intents.yaml."""

    intents: dict[str, RawAction]
    acts: dict[str, dict[str, str]]
    publish: dict[str, str | dict[str, str]]
    siblings: list[str]


class RawAbility(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a domain says that it is able."""

    lists: str = ""
    of: str = ""
    attributes: str = ""
    bits: int = 0


class DeviceTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """devices.yaml."""

    everything: str
    busy: dict[str, str]
    abilities: dict[str, dict[str, RawAbility]]


@dataclass(frozen=True, slots=True)
class Action:
    """What an intent, meant in a manner, acts on."""

    intent: str
    act: str
    tiers: tuple[frozenset[str], ...]
    """Domains: those of a later tier are meant only where none of the earlier fits."""
    order: Mapping[str, int]
    """Domain to its rank."""
    default: tuple[str, ...]
    several: bool
    busy: bool
    settle: bool
    sweep: bool
    strict: bool
    player: bool
    needs: Mapping[str, str]


@dataclass(frozen=True)
class Actions:
    """The compiled tables."""

    _actions: Mapping[tuple[str, str | None], Action]
    _acts: Mapping[str, Mapping[str, str]]
    _publish: Mapping[str, str | Mapping[str, str]]
    everything: frozenset[str]
    _busy: Mapping[str, frozenset[str]]
    _abilities: Mapping[str, Mapping[str, RawAbility]]
    _lists: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    _siblings: Mapping[str, tuple[tuple[str, str | None], ...]] = field(default_factory=dict)

    def get(self, intent: str, manner: str | None) -> Action | None:
        """The action of an intent; a manner it does not know is passed over."""
        return self._actions.get((intent, manner)) or self._actions.get((intent, None))

    def siblings(self, intent: str, manner: str | None) -> tuple[tuple[str, str | None], ...]:
        """Intents and manners that the same words may be on a device of another kind."""
        key = f"{intent}/{manner}" if manner else intent
        return self._siblings.get(key) or self._siblings.get(intent, ())

    def act_on(self, act: str, domain: str) -> str:
        """What an act becomes on a device of this domain: "on" is "open" on a cover."""
        table = self._acts.get(domain) or self._acts["*"]
        return table.get(act, act)

    def can(self, act: str, domain: str) -> bool:
        """Whether an act is one of this domain, and not switching by another word.

        A cover opens and a lock locks; a switch is only said to.
        """
        return domain in self._acts or act not in self._acts["*"]

    def publish(self, intent: str, act: str, domain: str) -> str:
        """The intent that an act on a domain is published as."""
        if intent not in ("HassTurnOn", "HassTurnOff"):
            return intent
        name = self._publish.get(act, intent)
        return name if isinstance(name, str) else name.get(domain, intent)

    def busy(self, domain: str, state: str | None) -> bool:
        """Whether a device in this state is at work."""
        return state in self._busy.get(domain, ())

    def able(self, ability: str, domain: str, attributes: Mapping[str, Any]) -> bool:
        """Whether a device can do something; True where it does not say."""
        one = self._abilities[ability].get(domain)
        if one is None:
            return domain not in ("light", "switch", "cover", "fan", "media_player", "climate")
        listed = attributes.get(one.lists) if one.lists else None
        if isinstance(listed, list):
            return not self._lists[ability, domain].isdisjoint(map(str, listed))
        if any(name in attributes for name in split(one.attributes)):
            return True
        bits = attributes.get("supported_features") if one.bits else None
        return not isinstance(bits, int) or bool(bits & one.bits)


@lru_cache(maxsize=1)
def actions() -> Actions:
    """The tables, read on first use."""
    intents = load_table("intents.yaml", IntentTable, folder="")
    devices = load_table("devices.yaml", DeviceTable, folder="")
    compiled: dict[tuple[str, str | None], Action] = {}
    for name, raw in intents.intents.items():
        compiled[name, None] = _action(name, raw, raw)
        for manner, own in raw.manners.items():
            compiled[name, manner] = _action(name, own, raw)
    return Actions(
        compiled,
        intents.acts,
        intents.publish,
        frozenset(split(devices.everything)),
        {domain: frozenset(split(states)) for domain, states in devices.busy.items()},
        devices.abilities,
        {
            (ability, domain): frozenset(split(raw.of))
            for ability, domains in devices.abilities.items()
            for domain, raw in domains.items()
        },
        _siblings(intents.siblings),
    )


def _siblings(rows: list[str]) -> dict[str, tuple[tuple[str, str | None], ...]]:
    table: dict[str, tuple[tuple[str, str | None], ...]] = {}
    for row in rows:
        names = split(row)
        for name in names:
            others = (other.partition("/") for other in names if other != name)
            pairs = tuple((intent, manner or None) for intent, _, manner in others)
            table[name] = table.get(name, ()) + pairs
    return table


def _action(intent: str, raw: RawAction, base: RawAction) -> Action:
    tiers = [split(tier) for tier in (raw.domains or base.domains).split(";")]
    order = {domain: rank for rank, domain in enumerate(d for tier in tiers for d in tier)}
    several = raw.several if raw.several is not None else base.several
    busy = raw.busy if raw.busy is not None else base.busy
    return Action(
        intent=intent,
        act=raw.act or base.act,
        tiers=tuple(frozenset(tier) for tier in tiers),
        order=order,
        default=tuple(split(raw.default or base.default)),
        several=bool(several),
        busy=bool(busy),
        settle=raw.settle or base.player,
        sweep=raw.sweep,
        strict=raw.strict,
        player=base.player,
        needs=raw.needs or base.needs,
    )
