"""Lays lines out as made-up makers do: which fields, in which order, marked and joined how."""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.example import NONE
from training.grammar import load_yaml, weighted

#: Fields that say which device it is about.
_WHOSE = {"device", "area"}
#: What is not so now, which only a key tells apart from what is.
_OTHERS = {"target", "before", "former", "least", "most"}


@dataclass(frozen=True)
class Field:
    """Something that may stand in a line."""

    says: tuple[list[str], list[int]]
    """Expressions and their weights; ``$`` is the manner of the line's label."""
    keys: list[str]
    chance: float = 1


class Layouts:
    """Draws the order and the marks of a line's fields."""

    def __init__(self, path: Path, chance: random.Random) -> None:
        data: Any = load_yaml(path)
        self._chance = chance
        self._fields = {
            name: Field(weighted(one["says"]), one["keys"], one.get("chance", 1))
            for name, one in data["fields"].items()
        }
        self._beside: list[str] = data["beside"]
        self._told: dict[str, list[str]] = data["told"]
        self._separators = weighted(data["separators"])
        self._marks = weighted(data["marks"])

    def line(self, label: str, body: str, named: bool) -> str:
        """An expression of one line.

        Args:
            label: what it tells.
            body: what it tells as an expression, unless it is told in fields of its own.
            named: the body itself says which device it is about.
        """
        chance = self._chance
        mark, separator = _drawn(self._marks, chance), _drawn(self._separators, chance)
        parts = [self._marked(name, label, mark) for name in self._beside
                 if chance.random() < self._fields[name].chance
                 and not (named and name in _WHOSE)]  # fmt: skip
        chance.shuffle(parts)
        at = chance.choice((len(parts), len(parts), chance.randint(0, len(parts))))
        parts[at:at] = [body] if body else self._cells(label, mark)
        return separator.join(parts)

    def _cells(self, label: str, mark: str) -> list[str]:
        """What the line tells, each part a field of its own."""
        chance = self._chance
        names = _drawn(weighted(self.told(label)), chance).split()
        if chance.random() < 0.15:
            chance.shuffle(names)
        return [self._marked(name, label, mark) for name in names]

    def told(self, label: str) -> list[str]:
        """The ways to tell a label in fields; none for one that has to be told in words."""
        return self._told.get(label) or self._told.get(label.partition(".")[0], [])

    def _marked(self, name: str, label: str, mark: str) -> str:
        chance, field = self._chance, self._fields[name]
        loud = label not in (NONE, "SensorReading") and chance.random() < 0.7
        manner = label.partition(".")[2] or "alert"
        text = _drawn(field.says, chance).replace("$", manner)
        if name == "severity" and loud:
            text = "{severity:severe}"
        key = chance.choice(field.keys)
        key = key.upper() if chance.random() < 0.1 else key
        shape = mark if chance.random() < 0.85 else "~"
        if name in _OTHERS and "key" not in shape:
            shape = shape.replace("~", chance.choice(("key ~", "key=~", "key: ~", "key:~")))
        return shape.replace("key", key).replace("~", text)


def _drawn(choices: tuple[list[str], list[int]], chance: random.Random) -> str:
    return chance.choices(*choices)[0]
