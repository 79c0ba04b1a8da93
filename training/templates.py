"""Sentences sampled from the templates of the package ``home-assistant-intents`` (CC BY 4.0).

Only their intent is learned: the templates do not mark every word that names a device.
"""

import random
from collections.abc import Iterator
from typing import Any

from hassil.expression import (
    Alternative,
    Expression,
    Group,
    ListReference,
    Permutation,
    RuleReference,
    TextChunk,
)
from hassil.intents import IntentData, Intents, RangeSlotList, TextSlotList
from home_assistant_intents import get_intents

from training.example import Example, whole
from training.grammar import Grammar

#: The rule of the vocabulary that fills a list of the templates.
RULES = {
    "name": "anything", "area": "room", "floor": "floor", "item": "item",
    "todo_list_item": "item", "shopping_list_item": "item", "search_query": "query",
    "message": "message", "timer_name": "timer_name", "zone": "room",
}  # fmt: skip
#: The rule that names a device, by the domain that the template asks for or its intent implies.
NAMES = {
    "light": "light", "fan": "fan", "cover": "cover", "lock": "lock", "vacuum": "vacuum",
    "lawn_mower": "mower", "media_player": "media", "climate": "climate", "valve": "valve",
    "scene": "scene", "script": "scene", "switch": "switch", "todo": "list_name",
    "binary_sensor": "machine", "sensor": "sensor_thing", "person": "person", "button": "switch",
}  # fmt: skip
_DOMAINS = {
    "HassVacuum": "vacuum", "HassLawn": "lawn_mower", "HassMedia": "media_player",
    "HassSetVolume": "media_player", "HassClimate": "climate", "HassFan": "fan",
    "HassLight": "light", "HassSetPosition": "cover", "HassList": "todo",
}  # fmt: skip
_SAME = {"HassShoppingListAddItem": "HassListAddItem",
         "HassShoppingListCompleteItem": "HassListCompleteItem"}  # fmt: skip
#: Greetings of the templates, which are no request, and timers that run a command.
_LEFT_OUT = {"HassRespond"}


class Templates:
    """Draws sentences of the English templates."""

    def __init__(self, grammar: Grammar, seed: int) -> None:
        self._intents = Intents.from_dict(get_intents("en"))  # type: ignore[arg-type]
        self._grammar = grammar
        self._chance = random.Random(seed)

    def examples(self, count: int) -> Iterator[Example]:
        """About ``count`` examples, the intents drawn evenly."""
        intents = [one for name, one in self._intents.intents.items() if name not in _LEFT_OUT]
        for _ in range(count):
            intent = self._chance.choice(intents)
            data = self._chance.choice(intent.data)
            sentence = self._chance.choice(data.sentences)
            if "timer_command" in sentence.list_names(self._intents.expansion_rules):
                continue
            text = " ".join(self._say(sentence.expression, data, intent.name).split())
            if label := _label(intent.name, data, text):
                yield whole(text, label, "home-assistant-intents")

    def _say(self, expression: Expression, data: IntentData, intent: str) -> str:
        if isinstance(expression, TextChunk):
            return expression.original_text
        if isinstance(expression, Alternative):
            return self._say(self._chance.choice(expression.items), data, intent)
        if isinstance(expression, Permutation):
            items = self._chance.sample(expression.items, len(expression.items))
            return " ".join(self._say(item, data, intent) for item in items)
        if isinstance(expression, Group):
            return "".join(self._say(item, data, intent) for item in expression.items)
        if isinstance(expression, RuleReference):
            rules = {**self._intents.expansion_rules, **data.expansion_rules}
            return self._say(rules[expression.rule_name].expression, data, intent)
        if isinstance(expression, ListReference):
            return self._fill(expression.list_name, data, intent)
        raise TypeError(f"unknown template part {expression!r}")

    def _fill(self, name: str, data: IntentData, intent: str) -> str:
        if name in RULES:
            rule = _namer(intent, data) if name == "name" else RULES[name]
            return "".join(text for text, _ in self._grammar.pick(rule))
        slots: Any = {**self._intents.slot_lists, **data.slot_lists}[name]
        if isinstance(slots, RangeSlotList):
            return str(self._chance.randrange(slots.start, slots.stop + 1, slots.step or 1))
        if isinstance(slots, TextSlotList):
            return self._say(self._chance.choice(slots.values).text_in, data, intent)
        return "".join(text for text, _ in self._grammar.pick("word"))


def _namer(intent: str, data: IntentData) -> str:
    """The rule of the vocabulary that names a device for this template."""
    asked = data.slots.get("domain") or data.requires_context.get("domain")
    if isinstance(asked, dict):
        asked = asked.get("value")
    domain = asked[0] if isinstance(asked, list) else asked
    implied = next((d for start, d in _DOMAINS.items() if intent.startswith(start)), None)
    return NAMES.get(str(domain or implied), "anything")


def _label(intent: str, data: IntentData, text: str) -> str | None:
    """Our label: with the manner, which the templates tell by domain, response or words."""
    words = set(text.lower().split())
    domain = data.slots.get("domain") or data.requires_context.get("domain")
    if intent in ("HassTurnOn", "HassTurnOff"):
        return intent + _turned(intent, words, str(domain))
    if intent == "HassSetVolumeRelative":
        up = bool(words & {"up", "increase", "raise", "higher", "louder", "upward"})
        return f"{intent}.{'up' if up else 'down'}"
    if intent == "HassGetState":
        manner = {"any": ".is", "one_yesno": ".is", "all": ".all", "which": ".which",
                  "how_many": ".how_many"}.get(data.response or "", "")  # fmt: skip
        return intent + manner
    if intent == "HassClimateGetTemperature" and words & {"outside", "outdoors"}:
        return None
    if "CompleteItem" in intent and words & {"remove", "delete"}:
        return "HassListRemoveItem"
    return _SAME.get(intent, intent)


def _turned(intent: str, words: set[str], domain: str) -> str:
    if "unlock" in words:
        return ".unlock"
    if "lock" in words:
        return ".lock"
    moving = words & {"open", "raise", "close", "shut", "lower"}
    if moving or "cover" in domain or "valve" in domain:
        return ".open" if intent == "HassTurnOn" else ".close"
    return ""
