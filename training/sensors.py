"""Makes labelled lines as devices and daemons write them: readings, events, alerts and faults."""

import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.builtin import builtin
from training.example import NONE, Example
from training.generator import DATA, Generator, Vocabulary
from training.grammar import Grammar, load_yaml, merged, weighted
from training.layouts import Layouts
from training.lines import BREAK, SOURCE, assembled
from training.quantities import Quantity, Unit, quantities

SENSORS = DATA / "sensors"
#: A span written in place: ``{state=(opened|was opened)}``.
_INLINE = re.compile(r"\{(\w+)=([^}]*)\}")
#: A rule that is drawn once for all the clauses of a line: ``<=between>``.
_ONCE = re.compile(r"<=(\w+)>")
#: Signs that mean something to the grammar, by the name of the rule that writes them.
_SIGNS = {"lk": "[", "rk": "]", "lp": "(", "rp": ")", "bar": "|", "lt": "<", "gt": ">", "lc": "{",
          "rc": "}", "tab": "\t"}  # fmt: skip
#: How often a line has one reading, two, three ... six.
_FEW, _MORE = (50, 25, 13, 7, 3, 2), (25, 25, 22, 14, 8, 6)
_EPOCH = (1_577_836_800, 1_924_905_600)  # the years 2020 to 2030


@dataclass
class _Manner:
    """How one line is written, the same in all its clauses."""

    family: dict[str, Any]
    naming: str
    """What a quantity is called by: its words, keys or short forms."""
    gap: str
    """Between number and unit."""
    bare: bool
    """Numbers stand without their unit."""
    comma: bool
    case: str
    quantity: Quantity
    unit: Unit
    spelling: str
    value: float
    limit: float
    decimals: int


class SensorGenerator:
    """Draws labelled lines of devices; the same seed draws the same ones."""

    def __init__(self, vocabulary: Vocabulary, seed: int, folder: Path = SENSORS) -> None:
        self._chance = random.Random(seed)
        self._voice = Generator(vocabulary, seed)
        self._rules: dict[str, list[str]] = dict(vocabulary.rules)
        own = merged(folder / "lines", 2)
        labels: Any = load_yaml(folder / "labels.yaml")
        self._rules.update({name: self._lifted(lines) for name, lines in own["rules"].items()})
        self._frames = {label: weighted(self._lifted(lines))
                        for label, lines in own["frames"].items()}  # fmt: skip
        self._families = {
            name: {**family, "lines": {label: self._lifted(lines)
                                       for label, lines in family.get("lines", {}).items()}}
            for name, family in _families(folder / "families").items()
        }  # fmt: skip
        self._invalid: list[str] = labels["invalid"]
        self._times: list[str] = labels["times"]
        self._weights: dict[str, int] = labels["weights"]
        self._quantities = quantities(folder / "quantities.yaml")
        self._layouts = Layouts(folder / "layouts.yaml", self._chance)
        self._grammar = Grammar(self._rules, self._builtin(vocabulary.words), self._chance)

    def __iter__(self) -> Iterator[Example]:
        while True:
            yield self.example()

    def example(self) -> Example:
        """One line of any label."""
        label = self._chance.choices(list(self._weights), list(self._weights.values()))[0]
        return self.line(label)

    def line(self, label: str) -> Example:
        """One line whose first clause has this label."""
        chance = self._chance
        if label == NONE and chance.random() < 0.2:
            text = self._voice.example().text
            return Example(text, ((NONE, 0, len(text)),), (), SOURCE)
        family = self._family(label)
        self._manner = self._drawn(family)
        self._turn(label)
        own = family["lines"].get(label)
        if own and chance.random() < (0.5 if self._spoken(family, label) else 1):
            texts, weights = weighted(own)
            expression = chance.choices(texts, weights)[0]
        else:
            expression = self._generic(label)
        if expression.startswith("^"):
            expression = expression[1:]
        elif chance.random() < 0.5:
            expression = self._pick("quiet" if label in (NONE, "SensorReading") else "loud",
                                    expression)  # fmt: skip
        pieces = self._grammar.sample(expression)
        if label == NONE:
            pieces = [(text, None) for text, _ in pieces]
        return assembled(label, pieces, self._manner.case == "upper")

    def missing(self) -> set[str]:
        """The rules that lines refer to and that are nowhere."""
        lines = [text for texts, _ in self._frames.values() for text in texts]
        lines += [
            text
            for family in self._families.values()
            for own in family["lines"].values()
            for text in weighted(own)[0]
        ]
        return {name for name in self._grammar.missing(lines) if not name.startswith("=")}

    def _lifted(self, lines: list[str]) -> list[str]:
        """Expressions whose spans written in place have become rules."""

        def lift(match: re.Match[str]) -> str:
            name = f"@{len(self._rules)}"
            self._rules[name] = [match[2]]
            return f"{{{match[1]}:{name}}}"

        return [_INLINE.sub(lift, str(line)) for line in lines]

    def _spoken(self, family: dict[str, Any], label: str) -> bool:
        """Whether the family also says this in the words that all families share."""
        intent, _, event = label.partition(".")
        if intent == "SensorEvent":
            return event in family.get("events", ())
        if intent in ("SensorReading", "SensorAlert"):
            return "quantities" in family
        return intent in ("DeviceFault", NONE)

    def _family(self, label: str) -> dict[str, Any]:
        return self._chance.choice([
            family for family in self._families.values()
            if label == NONE or label in family["lines"] or self._spoken(family, label)
        ])  # fmt: skip

    def _generic(self, label: str) -> str:
        """An expression of the words that all families share."""
        if label == "SensorReading":
            return self._readings()
        texts, weights = self._frames[label]
        body = self._chance.choices(texts, weights)[0]
        named = body.startswith("!")  # says itself which device it is about
        body = body.removeprefix("!")
        if self._chance.random() < 0.3:
            return self._laid_out(label, body, named)
        if label == NONE or named:
            return body
        if label.startswith("SensorEvent") and self._chance.random() < 0.06:
            body += self._pick("extra", "")
        return self._pick("head", body)

    def _readings(self) -> str:
        """One reading or several, written alike."""
        chance, manner = self._chance, self._manner
        if chance.random() < 0.2:
            manner.bare = manner.bare and chance.random() < 0.3
            return self._pick("sentence", "")
        head = "head"
        form = self._pick("form_" + manner.naming, "")
        if chance.random() < 0.08:  # the units alone tell what is measured
            manner.bare, head, form = False, "head_needed", "{value:vu}"
        elif chance.random() < 0.4 and manner.naming != "short":
            form = self._pick("shape", "")
        several = manner.naming == "short"
        count = chance.choices((1, 2, 3, 4, 5, 6), _MORE if several else _FEW)[0]
        body = self._pick("joint_short" if several else "joint", "").join([form] * count)
        if head == "head" and chance.random() < 0.35:
            return self._laid_out("SensorReading", body, named=False)
        return self._pick(head, body)

    def _laid_out(self, label: str, body: str, named: bool) -> str:
        """A line in a layout of its own, its readings or state sometimes in fields."""
        if self._layouts.told(label) and self._chance.random() < 0.45:
            body, named = "", False
        return "^" + self._layouts.line(label, body, named)

    def _pick(self, rule: str, body: str) -> str:
        """One expression of a rule, its ``~`` replaced and what it draws once drawn."""
        texts, weights = weighted(self._rules[rule])
        text = self._chance.choices(texts, weights)[0]
        return _ONCE.sub(lambda match: self._pick(match[1], ""), text).replace("~", body)

    def _drawn(self, family: dict[str, Any]) -> _Manner:
        chance = self._chance
        naming = chance.choices(("word", "key", "short"), (52, 34, 14))[0]
        quantity = next(iter(self._quantities.values()))
        return _Manner(
            family, naming, gap=chance.choice(("", "", " ")),
            bare=chance.random() < (0.15 if naming == "word" else 0.55),
            comma=chance.random() < 0.06,
            case=chance.choices(("title", "lower", "as is", "upper"), (45, 30, 20, 5))[0],
            quantity=quantity, unit=quantity.units[0], spelling="", value=0, limit=0, decimals=0,
        )  # fmt: skip

    def _turn(self, label: str) -> None:
        """Measure something else; an alert's value lies on the far side of its limit."""
        chance, manner = self._chance, self._manner
        direction = label.partition(".")[2]
        names = manner.family.get("quantities") or list(self._quantities)
        fit = [self._quantities[name] for name in names
               if label != "SensorAlert." + direction
               or direction in self._quantities[name].directions]  # fmt: skip
        others = [quantity for quantity in fit if quantity != manner.quantity]
        manner.quantity = chance.choice(others or fit or list(self._quantities.values()))
        manner.unit = chance.choices(
            manner.quantity.units, [3, *[1] * (len(manner.quantity.units) - 1)]
        )[0]
        manner.spelling = chance.choice(manner.unit.spellings)
        manner.decimals = chance.choice(manner.unit.decimals)
        ends = sorted(chance.uniform(manner.unit.low, manner.unit.high) for _ in range(2))
        manner.value, manner.limit = ends if direction == "low" else ends[::-1]

    def _builtin(self, words: list[str]) -> dict[str, Any]:
        def sign(text: str) -> Any:
            return lambda _: text

        def number(low: int, high: int) -> Any:
            return lambda chance: str(chance.randint(low, high))

        def digits(count: int, letters: str = "0123456789abcdef") -> Any:
            return lambda chance: "".join(chance.choices(letters, k=count))

        labels = [label for label in self._weights if label != NONE]
        return {
            **builtin(words),
            **{name: sign(text) for name, text in _SIGNS.items()},
            **{f"+{label}": self._breaking(label) for label in labels},
            "again": self._again,
            "q": self._quantity, "v": lambda _: self._number(self._manner.value),
            "vu": lambda _: self._measured(self._manner.value),
            "u": lambda _: self._manner.spelling,
            "over": lambda _: self._beyond(above=True),
            "under": lambda _: self._beyond(above=False),
            "lim": lambda _: self._number(self._manner.limit),
            "limu": lambda _: self._measured(self._manner.limit),
            "place": self._place, "noun": self._noun, "slug": self._slug, "ts": self._time,
            "n9": number(1, 9), "n30": number(1, 30), "n100": number(0, 100),
            "n255": number(0, 255), "n999": number(0, 999), "n9999": number(0, 9999),
            "n65k": number(1000, 65535), "big": number(10_000, 9_999_999),
            "low100": number(0, 15), "dbm": number(-110, -30),
            "hex2": digits(2), "hex4": digits(4), "hex6": digits(6), "hex8": digits(8),
            "hex16": digits(16), "HEX4": digits(4, "0123456789ABCDEF"),
            "HEX6": digits(6, "0123456789ABCDEF"), "dec6": digits(6, "0123456789"),
            "mac": lambda chance: _mac(chance),
        }  # fmt: skip

    def _breaking(self, label: str) -> Any:
        def next_clause(_: random.Random) -> str:
            self._turn(label)
            return BREAK + label

        return next_clause

    def _again(self, chance: random.Random) -> str:
        """A clause of another reading of the same quantity."""
        self._manner.value = chance.uniform(self._manner.unit.low, self._manner.unit.high)
        return BREAK + "SensorReading"

    def _quantity(self, chance: random.Random) -> str:
        manner = self._manner
        if manner.naming == "short" and manner.quantity.short:
            return chance.choice(manner.quantity.short)
        if manner.naming != "word" and manner.quantity.keys:
            key = chance.choice(manner.quantity.keys)
            return key.upper() if chance.random() < 0.1 else key
        return _cased(chance.choice(manner.quantity.words), manner.case, chance)

    def _measured(self, value: float) -> str:
        manner = self._manner
        gap = manner.gap if manner.spelling[:1] not in "%°" or manner.gap == " " else ""
        if len(manner.spelling) > 4 and manner.spelling.isalpha():
            gap = " "
        number = self._number(value)
        is_bare = manner.bare or not manner.spelling or number in self._invalid
        return number if is_bare else number + gap + manner.spelling

    def _beyond(self, *, above: bool) -> str:
        """A usual value on one side of that which is measured."""
        unit, value = self._manner.unit, self._manner.value
        return self._measured(self._chance.uniform(value, unit.high if above else unit.low))

    def _number(self, value: float) -> str:
        chance, manner = self._chance, self._manner
        if chance.random() < 0.03 and value == manner.value:
            return chance.choice(self._invalid)
        text = f"{value:.{manner.decimals}f}"
        if chance.random() < 0.02:
            text = f"{value:+.{manner.decimals}f}"
        elif chance.random() < 0.01:
            text = f"{value:.3e}"
        elif chance.random() < 0.02:
            text = f"{value:0{manner.decimals + 5}.{manner.decimals}f}"
        return text.replace(".", ",") if manner.comma else text

    def _place(self, chance: random.Random) -> str:
        text = self._plain("room" if chance.random() < 0.85 else "floor")
        return _cased(text, self._manner.case, chance)

    def _noun(self, chance: random.Random) -> str:
        return _cased(chance.choice(self._manner.family["nouns"]), self._manner.case, chance)

    def _slug(self, chance: random.Random) -> str:
        """A device's name as an id: ``th-kitchen-01``, ``kitchen_door_sensor``, ``HallPir2``."""
        parts = [self._plain("room"), chance.choice(self._manner.family["nouns"])]
        if chance.random() < 0.3:
            chance.shuffle(parts)
        if chance.random() < 0.15:
            parts.pop(0)
        if chance.random() < 0.4:
            parts.append(chance.choice(("1", "2", "3", "01", "02", "12", "a", "b")))
        words = re.findall(r"\w+", " ".join(parts))
        join = chance.choice(("-", "_", "_", ".", "camel"))
        if join == "camel":
            return "".join(word.capitalize() for word in words)
        return join.join(words).lower()

    def _plain(self, rule: str) -> str:
        return "".join(text for text, _ in self._grammar.pick(rule))

    def _time(self, chance: random.Random) -> str:
        moment = time.gmtime(chance.randint(*_EPOCH))
        fraction = chance.choice(("", "", f".{chance.randrange(1000):03}"))
        form = chance.choice(self._times)
        if form == "epoch":
            return str(chance.randint(*_EPOCH)) + chance.choice(("", "", "000"))
        return time.strftime(form.replace("%f", fraction), moment)


def sensor_labels() -> list[str]:
    """Every label of a device's text but ``none``."""
    labels: Any = load_yaml(SENSORS / "labels.yaml")
    return [label for label in labels["weights"] if label != NONE]


def _cased(text: str, case: str, chance: random.Random) -> str:
    if case == "title" and chance.random() < 0.8:
        return text[:1].upper() + text[1:] if chance.random() < 0.5 else _titled(text)
    return text.lower() if case == "lower" else text


def _titled(text: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in text.split(" "))


def _mac(chance: random.Random) -> str:
    pairs = [f"{chance.randrange(256):02x}" for _ in range(chance.choice((6, 6, 8)))]
    text = chance.choice((":", ":", "-", "")).join(pairs)
    return text.upper() if chance.random() < 0.5 else text


def _families(folder: Path) -> dict[str, dict[str, Any]]:
    return {
        name: family
        for path in sorted(folder.glob("*.yaml"))
        for name, family in load_yaml(path).items()
    }
