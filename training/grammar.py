"""A small sentence grammar: expressions with alternatives, options, rules and marked spans.

Syntax: ``(a|b)`` one of, ``[a]`` the same or nothing, ``<rule>`` a rule of that name, ``<rule:x>``
that rule with ``$`` replaced by ``x``, ``{kind}`` or ``{kind:rule}`` a span of that kind. An
alternative that starts with ``N*`` is N times as likely.
"""

import random
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

#: What is sampled: a text and the kind of the span it is in, or None.
Piece = tuple[str, str | None]
_WEIGHT = re.compile(r"^(\d+)\*")
_TOKEN = re.compile(r"[()\[\]|]|<[^>]+>|\{[^}]+\}|[^()\[\]|<{]+")


@dataclass(frozen=True)
class Choice:
    """One of several sequences."""

    options: tuple[tuple["Node", ...], ...]
    weights: tuple[int, ...]


@dataclass(frozen=True)
class Rule:
    """A reference to a rule, with an argument for its ``$``."""

    name: str
    argument: str | None
    kind: str | None
    """The kind of span that it makes, if any."""


Node = str | Choice | Rule


@lru_cache(maxsize=100_000)
def parse(expression: str) -> tuple[Node, ...]:
    """An expression as a sequence of nodes.

    Raises:
        ValueError: brackets do not match.
    """
    tokens = _TOKEN.findall(expression)
    nodes, rest = _sequence(tokens, 0)
    if rest != len(tokens):
        raise ValueError(f"unmatched bracket in {expression!r}")
    return nodes


def _sequence(tokens: list[str], at: int) -> tuple[tuple[Node, ...], int]:
    nodes: list[Node] = []
    while at < len(tokens) and tokens[at] not in ")]|":
        part = tokens[at]
        if part in "([":
            choice, at = _choice(tokens, at + 1, optional=part == "[")
            nodes.append(choice)
        else:
            nodes.append(_reference(part) if part[0] in "<{" else part)
            at += 1
    return tuple(nodes), at


def _choice(tokens: list[str], at: int, *, optional: bool) -> tuple[Choice, int]:
    options: list[tuple[Node, ...]] = []
    while True:
        option, at = _sequence(tokens, at)
        options.append(option)
        if at >= len(tokens):
            raise ValueError(f"unclosed bracket in {''.join(tokens)!r}")
        if tokens[at] == "|":
            at += 1
            continue
        break
    weights = [1] * len(options)
    if optional:
        options.append(())
        weights.append(len(options) - 1)
    return Choice(tuple(options), tuple(weights)), at + 1


def _reference(token: str) -> Rule:
    name, _, argument = token[1:-1].partition(":")
    if token[0] == "<":
        return Rule(name, argument or None, None)
    return Rule(argument or name, None, name)


def weighted(expressions: Iterable[str]) -> tuple[list[str], list[int]]:
    """Expressions and their weights, the ``N*`` taken off."""
    texts, weights = [], []
    for expression in expressions:
        match = _WEIGHT.match(str(expression))
        texts.append(str(expression)[match.end() if match else 0 :])
        weights.append(int(match.group(1)) if match else 1)
    return texts, weights


class Grammar:
    """Rules to sample from, with a seeded source of chance."""

    def __init__(
        self,
        rules: Mapping[str, list[str]],
        builtin: Mapping[str, Callable[[random.Random], str]],
        chance: random.Random,
    ) -> None:
        self._rules = {name: weighted(options) for name, options in rules.items()}
        self._builtin = builtin
        self._chance = chance

    def sample(self, expression: str) -> list[Piece]:
        """One sentence of the expression, as pieces; nested spans take the outer kind."""
        return list(self._walk(parse(expression), None, None))

    def pick(self, rule: str) -> list[Piece]:
        """One sentence of a rule."""
        return list(self._rule(Rule(rule, None, None), None))

    def missing(self, expressions: Iterable[str]) -> set[str]:
        """The rules that these refer to, themselves or through others, and that are nowhere."""
        todo = [node for expression in expressions for node in parse(expression)]
        seen: set[tuple[str, str | None]] = set()
        lost: set[str] = set()
        while todo:
            node = todo.pop()
            if isinstance(node, Choice):
                todo += [inner for option in node.options for inner in option]
            elif isinstance(node, Rule) and node.name not in self._builtin:
                if node.name not in self._rules:
                    lost.add(node.name)
                elif (node.name, node.argument) not in seen:
                    seen.add((node.name, node.argument))
                    todo += [
                        inner
                        for text in self._rules[node.name][0]
                        for inner in parse(text.replace("$", node.argument or "$"))
                    ]
        return lost

    def _walk(
        self, nodes: tuple[Node, ...], kind: str | None, argument: str | None
    ) -> Iterable[Piece]:
        for node in nodes:
            if isinstance(node, str):
                yield node, kind
            elif isinstance(node, Choice):
                option = self._chance.choices(node.options, node.weights)[0]
                yield from self._walk(option, kind, argument)
            else:
                yield from self._rule(node, kind)

    def _rule(self, rule: Rule, kind: str | None) -> Iterable[Piece]:
        inner = kind or rule.kind
        if rule.name in self._builtin:
            text = self._builtin[rule.name](self._chance)
            yield (text, inner)
            return
        texts, weights = self._rules[rule.name]
        text = self._chance.choices(texts, weights)[0]
        if rule.argument is not None:
            text = text.replace("$", rule.argument)
        pieces = self._walk(parse(text), inner, rule.argument)
        if rule.kind and not kind:  # one span, whatever it is made of
            yield "".join(piece for piece, _ in pieces), rule.kind
        else:
            yield from pieces


def load_yaml(path: Path) -> dict[str, dict[str, list[str]]]:
    """A data file of the grammar."""
    data: dict[str, dict[str, list[str]]] = yaml.load(path.read_text(), Loader=yaml.CSafeLoader)
    return data


def merged(folder: Path, depth: int) -> dict[str, Any]:
    """The data files of a folder as one: lists that stand at the same place are joined.

    Args:
        folder: of YAML files, read in the order of their names.
        depth: how many levels of keys stand above the lists.
    """
    found: dict[str, Any] = {}
    for path in sorted(folder.glob("*.yaml")):
        _join(found, load_yaml(path), depth)
    return found


def _join(into: dict[str, Any], more: Mapping[str, Any], depth: int) -> None:
    for key, value in more.items():
        if depth > 1:
            _join(into.setdefault(key, {}), value, depth - 1)
        else:
            into.setdefault(key, []).extend(value)
