"""One short sentence for every outcome, from ``speech.yaml``."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec

from agent.grounding.context import Context
from agent.grounding.outcome import Miss, Outcome
from agent.grounding.places import Place
from agent.grounding.tables import load_table
from agent.grounding.timers import in_words
from agent.messages import IntentResult, Kind, Slot


class SpeechWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """speech.yaml."""

    shopping: list[str]
    lists: dict[str, str]
    done: dict[str, str]
    later: str
    delay: str
    time: str
    duration: str
    until: str
    units: dict[str, list[str]]
    bare_places: list[str]
    the_place: str
    in_place: str
    on_place: str
    on_places: list[str]
    targets: dict[str, str | int]
    kinds: dict[str, str]
    abilities: dict[str, str]
    confirm: dict[str, str]
    waiting: str
    ambiguous: str
    ambiguous_many: str
    policy: str
    sensor: str
    never_mind: str
    misses: dict[str, str]


@lru_cache(maxsize=1)
def words() -> SpeechWords:
    """The English sentences, read on first use."""
    return load_table("speech.yaml", SpeechWords)


def _lasting(slots: Mapping[str, object]) -> str:
    """How long a timer runs: "1 hour and 15 minutes"."""
    parts = []
    for name, (one, several) in words().units.items():
        amount = slots.get(name)
        if isinstance(amount, (int, float)) and amount:
            parts.append(f"{amount:g} {one if amount == 1 else several}")
    return listed(parts)


def listed(names: Sequence[str], last: str = "and") -> str:
    """Names in a row: "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    joints = words().lists
    return joints["comma"].join(names[:-1]) + joints[last] + names[-1]


def the_place(name: str) -> str:
    """A place's name as it stands in a sentence: "the Kitchen", "upstairs", "Anna's Room"."""
    lower = name.lower()
    if lower in words().bare_places:
        return lower
    own = "'s" in lower or "\u2019s" in lower or lower.startswith("the ") or not name[:1].isupper()
    return name if own else words().the_place.format(name=name)


def in_the_place(name: str) -> str:
    """Where something is: "in the Kitchen", "on the Balcony", "upstairs"."""
    lower = name.lower()
    if lower in words().bare_places:
        return lower
    last = lower.rpartition(" ")[2]
    form = words().on_place if last in words().on_places else words().in_place
    return form.format(place=the_place(name))


#: Misses whose mention may be the key of a class.
_OF_KINDS = frozenset({"empty", "none"})
#: Misses that tell the place where it is known.
_PLACED = frozenset({"state", "quantity"})
#: Domains whose "on" has a sentence of its own.
_OWN = {"scene": "scene", "script": "script", "button": "button", "input_button": "button"}
#: Slots that tell what was set, the most telling first.
_TOLD = (
    "brightness",
    "brightness_step",
    "color",
    "temperature_step",
    "temperature",
    "position_step",
    "position",
    "fan_mode",
    "percentage_step",
    "percentage",
    "volume_level",
    "volume_step",
)
#: Intents whose sentence gives another slot.
_VALUE = {"HassVacuumCleanArea": "area", "HassMediaSearchAndPlay": "search_query"}
_LISTS = ("HassShoppingList", "HassList")
_TIMERS = ("HassStartTimer", "HassIncreaseTimer", "HassDecreaseTimer")


def _as_told(slot: Slot) -> str:
    """When something is done, as it was said; what was said before, as it was understood."""
    if slot.raw is not None:
        return slot.raw
    return in_words(slot.value) if isinstance(slot.value, int) else str(slot.value)


def _of(outcomes: Sequence[Outcome], items: Sequence[int]) -> list[Outcome]:
    """The outcomes that these devices are all of; none where some are of an outcome in part."""
    group = set(items)
    whole = [one for one in outcomes if one.items and group.issuperset(one.items)]
    return whole if {at for one in whole for at in one.items} == group else []


class Speaker:
    """Says what became of intents in one request."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._items = context.index.items

    def done(
        self, intent: IntentResult, act: str, items: Sequence[int], outcomes: Sequence[Outcome]
    ) -> str:
        """What was done."""
        slots = {slot.name: slot for slot in intent.slots}
        when = [name for name in ("delay", "time", "condition") if name in slots]
        if when:
            return words().later.format(when=self._when(when[0], _as_told(slots[when[0]])))
        groups: dict[tuple[str, str], list[int]] = {}
        for at in items:
            groups.setdefault(self._told(intent, act, at), []).append(at)
        ending = self._ending(intent, slots)
        said = []
        for (key, value), group in groups.items():
            template = words().done.get(key, words().done["default"])
            sentence = template.format(target=self.target(group, _of(outcomes, group)), value=value)
            said.append(f"{sentence[:-1]}{ending}." if sentence.endswith(".") else sentence)
        return " ".join(said)

    @staticmethod
    def _ending(intent: IntentResult, slots: Mapping[str, Slot]) -> str:
        """How long it lasts."""
        if intent.intent in _TIMERS:
            return ""
        names = [name for name in ("duration", "until") if name in slots]
        return "".join(getattr(words(), name).format(raw=slots[name].raw) for name in names)

    def plain(self, intent: IntentResult) -> str:
        """What was done, of an intent without targets."""
        key, value = self._told(intent, "")
        target = next((str(s.value) for s in intent.slots if s.name == "name"), "")
        return words().done.get(key, words().done["default"]).format(value=value, target=target)

    def target(self, items: Sequence[int], outcomes: Sequence[Outcome] = ()) -> str:
        """The devices, by place and kind where they were meant so, else by name."""
        most = int(words().targets["named"])
        if len(outcomes) == 1 and len(items) > 1 and (outcomes[0].places or len(items) > most):
            named = self._by_kind(outcomes[0])
            if named:
                return named
        if len(items) > most:
            return str(words().targets["count"]).format(count=len(items))
        return listed(self._full_names(items))

    def confirm(self, act: str, items: Sequence[int], awaited: Slot | None = None) -> str:
        """Whether it is really meant: at once, where it was to wait for something."""
        table = words().confirm
        groups: dict[str, list[int]] = {}
        for at in items:
            template = table.get(self._act_on(act, at), table["default"])
            groups.setdefault(template, []).append(at)
        forms = (form.format(target=self.target(group)) for form, group in groups.items())
        question = " ".join(forms)
        if awaited is None:
            return question
        return words().waiting.format(what=awaited.raw or awaited.value, question=question)

    def refused(self, items: Sequence[int], kind: Kind) -> str:
        """That it is not allowed."""
        template = words().sensor if kind == "sensor" else words().policy
        return template.format(target=self.target(items))

    def ambiguous(self, items: Sequence[int]) -> str:
        """Which one is meant."""
        most = int(words().targets["named"])
        if len(items) > most + 1:
            return words().ambiguous_many.format(count=len(items))
        return words().ambiguous.format(names=listed(self._full_names(items), "or"))

    def miss(self, miss: Miss) -> str:
        """Why nothing is done."""
        table, kind = words().misses, miss.kind
        where = miss.where
        if kind == "ability":
            where = words().abilities.get(miss.where, miss.where)
            kind = kind if miss.what else "ability many"
        if kind == "empty":
            kind = kind if miss.where and miss.where != "home" else "empty home"
        what = words().kinds.get(miss.what, miss.what) if miss.kind in _OF_KINDS else miss.what
        first, _, rest = what.partition(" ")
        if rest and first.lower() in self._context.index.lexicon.articles:
            what = rest
        if kind in _PLACED and where:
            kind = f"{kind} in"
        if miss.kind == "empty" or kind.endswith(" in"):
            where = the_place(where)
        return table[kind].format(what=what, where=where)

    def _act_on(self, act: str, at: int) -> str:
        """What an act is on a device: what is turned off is closed, if it is a door."""
        return self._context.actions.act_on(act, self._items[at].domain)

    def _told(self, intent: IntentResult, act: str, at: int | None = None) -> tuple[str, str]:
        """The key of the sentence for a device, and the value it gives."""
        slots = {slot.name: slot.value for slot in intent.slots}
        name = intent.intent
        if name in _TIMERS:
            return name, _lasting(slots)
        if name.startswith(_LISTS):
            value = slots.get("item", "")
            return name, listed(value) if isinstance(value, list) else str(value)
        if name in words().done:
            value = slots.get(_VALUE.get(name, ""), "")
            said = listed(value) if isinstance(value, list) else str(value)
            return name, the_place(said) if name == "HassVacuumCleanArea" else said
        if name in ("HassTurnOn", "HassTurnOff", "HassVacuumStart", "HassVacuumReturnToBase",
                    "HassLawnMowerStartMowing", "HassLawnMowerDock"):  # fmt: skip
            act = act if at is None else self._act_on(act, at)
            domain = "" if at is None else self._items[at].domain
            return _OWN.get(domain, act) if act == "on" else act, ""
        for key in _TOLD:
            if key in slots:
                return self._sentence(name, key, slots[key])
        return name, ""

    @staticmethod
    def _sentence(intent: str, key: str, value: object) -> tuple[str, str]:
        if key.endswith("_step"):
            down = value == "down" or (isinstance(value, (int, float)) and value < 0)
            return f"{key} {'down' if down else 'up'}", ""
        if key == "temperature" and intent == "HassLightSet":
            key = "kelvin"
        return key, f"{value:g}" if isinstance(value, float) else str(value)

    @staticmethod
    def _when(name: str, raw: str) -> str:
        first = raw.split(" ", 1)[0].lower()
        if name == "condition" or first in (
            "in",
            "after",
            "at",
            "on",
            "when",
            "tomorrow",
            "tonight",
        ):
            return raw
        return str(getattr(words(), name)).format(raw=raw)

    def _by_kind(self, outcome: Outcome) -> str | None:
        forms = words().targets
        place = outcome.places[-1] if outcome.places else None
        if outcome.how == "everything" and not outcome.but:
            if place is None or place.kind == "home":
                return str(forms["everything"])
            form = f"everything {self._form(place)}"
            return str(forms[form]).format(place=the_place(place.name))
        if not outcome.many or outcome.cls is None or outcome.but:
            return None
        kind = words().kinds[outcome.cls]
        if place is None:
            return str(forms["home" if outcome.ask.quantifier == "all" else "here"]).format(
                kind=kind
            )
        if place.kind == "home":
            return str(forms["home"]).format(kind=kind)
        name = self._rooms(outcome) if "+" in place.id else the_place(place.name)
        return str(forms[self._form(place)]).format(kind=kind, place=name)

    def _rooms(self, outcome: Outcome) -> str:
        """The rooms in which devices were found, where a word names several."""
        found = {self._items[at].area for at in outcome.items}
        areas = self._context.index.places.areas
        return listed([the_place(area.name) for area in areas.values() if area.id in found])

    @staticmethod
    def _form(place: Place) -> str:
        """How a place is put: "in the Kitchen", "on the Ground Floor", "upstairs"."""
        if the_place(place.name) == place.name.lower():
            return "bare"
        return "floor" if place.kind == "floor" else "area"

    def _full_names(self, items: Sequence[int]) -> list[str]:
        """Names that can be told apart: with the area where two are alike."""
        names = [self._items[at].entity.name for at in items]
        areas = self._context.index.places.areas
        full = []
        for at, name in zip(items, names, strict=True):
            area = areas.get(self._items[at].area or "")
            alike = names.count(name) > 1 and area is not None
            full.append(f"{name} ({area.name})" if alike and area else name)
        return full
