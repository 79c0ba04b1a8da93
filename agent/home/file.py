"""The home file, in YAML, with errors that name file, line and mend."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from agent.errors import HomeError
from agent.home.facts import Home
from agent.home.told import PlacedHomeError, Where, checked_home

if TYPE_CHECKING:
    from yaml import SafeLoader as _Base
else:
    _Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):
    """A loader to which a key that stands twice in a mapping is an error."""

    def __init__(self, stream: bytes) -> None:
        super().__init__(stream)
        self._merged: set[int] = set()

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Merge what ``<<`` names; each mapping passes here before it is made."""
        own = node.value
        # What was merged into once may pass again, and may well override what it took over.
        if id(node) not in self._merged:
            _refuse_repeated(own)
        super().flatten_mapping(node)
        if node.value is not own:
            self._merged.add(id(node))


def load_home(path: Path) -> Home:
    """A home from a YAML file.

    Raises:
        HomeError: the file is missing or broken; the text names file, line or key.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise HomeError(f"home file {path}: {error.strerror}") from None
    data = _parsed(path, raw)
    try:
        return checked_home(data)
    except PlacedHomeError as error:
        raise HomeError(f"home file {path}{_line(raw, error.where)}: {error}") from None


def _parsed(path: Path, raw: bytes) -> Any:
    try:
        return yaml.load(raw, Loader=_Loader)  # noqa: S506 - it is a safe one
    except yaml.reader.ReaderError as error:
        number = raw.count(b"\n", 0, error.position) + 1
        problem = f"{error.reason}; the file must be UTF-8 without control characters"
        raise HomeError(f"home file {path} line {number}: {problem}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise HomeError(f"home file {path}{line}: {problem}") from None


def _refuse_repeated(pairs: list[tuple[yaml.Node, yaml.Node]]) -> None:
    names = {key.value for key, _ in pairs if isinstance(key, yaml.ScalarNode)}
    if len(names) == len(pairs):
        return
    for key, _ in pairs:
        if isinstance(key, yaml.ScalarNode):
            if key.value not in names:
                problem = f"key {key.value!r} stands there twice; keep one"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            names.remove(key.value)


def _line(raw: bytes, where: Where) -> str:
    """The line of a place. Only for a fault: the file is parsed once more, for its marks."""
    node, line = yaml.compose(raw, Loader=_Base), 0
    for step in where:
        if isinstance(node, yaml.MappingNode):
            found = [pair for pair in node.value if pair[0].value == step]
            if not found:
                break  # a key that was merged, or is missing
            line, node = found[-1][0].start_mark.line + 1, found[-1][1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line + 1
    return f" line {line}" if line else ""
