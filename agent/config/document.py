"""A YAML file whose keys know the line they stand on."""

from pathlib import Path
from typing import Any

import yaml

from agent.errors import ConfigError

#: A configuration of people has a few hundred lines; beyond this it is some other file.
MAX_BYTES = 1024 * 1024

#: Where a value stands: the keys and list positions that lead to it.
Where = tuple[str | int, ...]


class Document:
    """The parsed file: its data, and the line of every key.

    Args:
        path: the file; None stands for an empty one.

    Raises:
        ConfigError: the file cannot be read or is not YAML; the text names file and line.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._lines: dict[Where, int] = {}
        self._walked: set[int] = set()
        self._first: int | None = None
        parsed: tuple[yaml.Node | None, Any] = _parse(path) if path else (None, None)
        node, self.data = parsed
        if node is not None:
            self._first = node.start_mark.line + 1
            self._walk(node, ())

    def fault(self, where: Where, problem: str) -> ConfigError:
        """An error at a place: file, line, key and problem in one line."""
        return ConfigError(f"{self.place(where)}: {problem}")

    def place(self, where: Where) -> str:
        """File and line of a key, or of the section in which it would be."""
        at = where
        while at and at not in self._lines:
            at = at[:-1]
        number = self._lines.get(at) if where else self._first
        return f"{self.path or 'configuration'}{f' line {number}' if number else ''}"

    def _walk(self, node: yaml.Node, where: Where) -> None:
        # An alias leads to a node that was walked before, perhaps to one that holds it.
        if id(node) in self._walked:
            return
        self._walked.add(id(node))
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                inner: Where = (*where, str(key.value))
                repeated = inner in self._lines
                self._lines[inner] = key.start_mark.line + 1
                if repeated:
                    raise self.fault(inner, f"key {dotted(inner)!r} stands there twice")
                self._walk(value, inner)
        elif isinstance(node, yaml.SequenceNode):
            for position, value in enumerate(node.value):
                inner = (*where, position)
                self._lines[inner] = value.start_mark.line + 1
                self._walk(value, inner)


def dotted(where: Where) -> str:
    """A place as people write it: ``mqtt.tls.ca``, ``inputs[0].topic``."""
    text = ""
    for step in where:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _parse(path: Path) -> tuple[yaml.Node | None, Any]:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from None
    if len(raw) > MAX_BYTES:
        raise ConfigError(f"{path}: larger than {MAX_BYTES} bytes; not a configuration file")
    try:
        loader = yaml.SafeLoader(raw)
        node = loader.get_single_node()
        return node, None if node is None else loader.construct_document(node)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise ConfigError(f"{path}{line}: not valid YAML: {problem}") from None
