"""Home Assistant's value templates, as far as they only pick a value.

Read are ``{{ value }}`` and ``{{ value_json.a['b'][0] }}``, followed by filters that shape one
value (``| float | round(1)``). Anything else is a program in Jinja, which this agent does not
run: such a state is not followed, and the reason says so.

Command templates are filled where they are text with ``{{ name }}`` in it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from agent.discovery.fields import as_number, as_text
from agent.discovery.interface import Payload

#: Longest template looked at, in characters.
MAX_TEMPLATE = 1_000

_WHOLE = re.compile(r"\s*\{\{-?(?P<inside>[^{}]*?)-?\}\}\s*")
_ROOT = re.compile(r"\s*(?P<root>value_json|value)(?P<steps>(?:\.\w+|\[[^\]]*\])*)\s*")
_STEP = re.compile(
    r"\.(?P<word>\w+)|\[\s*(?:'(?P<one>[^']*)'|\"(?P<two>[^\"]*)\"|(?P<at>\d+))\s*\]"
)
_FILTER = re.compile(r"\s*\|\s*(?P<name>\w+)\s*(?:\(\s*(?P<argument>[^()]*?)\s*\))?\s*")
_PLACE = re.compile(r"\{\{-?\s*(\w+)\s*-?\}\}")


@dataclass(frozen=True, slots=True)
class Path:
    """Reads one value from a payload: the JSON value at ``steps``, or the text itself."""

    json: bool
    steps: tuple[str | int, ...] = ()
    filters: tuple[tuple[str, str | None], ...] = ()

    def __call__(self, payload: Payload) -> Any:
        """The value, None where it is not there."""
        value = _walked(payload.data, self.steps) if self.json else payload.text
        for name, argument in self.filters:
            value = _FILTERS[name](value, argument)
        return value


#: The payload as it came.
RAW = Path(json=False)


def member(*steps: str | int) -> Path:
    """Reads what stands at ``steps`` of a JSON payload."""
    return Path(json=True, steps=steps)


def read_template(template: object) -> Path | str:
    """A value template as a path, or why it cannot be followed."""
    if template is None:
        return RAW
    if not isinstance(template, str) or len(template) > MAX_TEMPLATE:
        return "its value template is no text or too long"
    reason = f"its value template is a program: {' '.join(template.split())[:80]}"
    whole = _WHOLE.fullmatch(template)
    root = _ROOT.match(whole["inside"]) if whole else None
    if whole is None or root is None:
        return reason
    steps = _steps(root["steps"])
    filters = _filters(whole["inside"][root.end() :])
    is_json = root["root"] == "value_json"
    if steps is None or filters is None or (steps and not is_json):
        return reason
    return Path(json=is_json, steps=steps, filters=filters)


def fill(template: str, values: Mapping[str, Any]) -> str | None:
    """A command template with its places filled; None where it is more than text and places."""
    left = _PLACE.sub("", template)
    if len(template) > MAX_TEMPLATE or "{{" in left or "{%" in left or "{#" in left:
        return None
    if any(values.get(name) is None for name in _PLACE.findall(template)):
        return None
    return _PLACE.sub(lambda place: as_text(values[place[1]]) or "", template)


def _steps(text: str) -> tuple[str | int, ...] | None:
    steps: list[str | int] = []
    end = 0
    for step in _STEP.finditer(text):
        if step.start() != end:
            return None
        end = step.end()
        name = next((s for s in (step["word"], step["one"], step["two"]) if s is not None), None)
        steps.append(int(step["at"][:6]) if name is None else name)
    return tuple(steps) if end == len(text) else None


def _filters(text: str) -> tuple[tuple[str, str | None], ...] | None:
    filters = []
    end = 0
    for one in _FILTER.finditer(text):
        if one.start() != end or one["name"] not in _FILTERS:
            return None
        end = one.end()
        filters.append((one["name"], one["argument"]))
    return tuple(filters) if end == len(text) else None


def _walked(data: Any, steps: tuple[str | int, ...]) -> Any:
    for step in steps:
        if isinstance(data, dict) and isinstance(step, str):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def _whole_number(value: Any, _argument: str | None) -> Any:
    number = as_number(value)
    return None if number is None else int(number)


def _rounded(value: Any, argument: str | None) -> Any:
    number = as_number(value)
    if number is None or (argument and not argument.isdecimal()):
        return None
    return round(number, min(int(argument), 9)) if argument and argument != "0" else round(number)


def _default(value: Any, argument: str | None) -> Any:
    if value is not None or not argument:
        return value
    quoted = re.fullmatch(r"'([^']*)'|\"([^\"]*)\"", argument)
    return as_number(argument) if quoted is None else quoted[1] or quoted[2]


def _as_string(value: Any, _argument: str | None) -> Any:
    return as_text(value)


def _texted(change: Callable[[str], str]) -> Callable[[Any, str | None], Any]:
    def apply(value: Any, _argument: str | None) -> Any:
        text = as_text(value)
        return None if text is None else change(text)

    return apply


_FILTERS: dict[str, Callable[[Any, str | None], Any]] = {
    "default": _default,
    "float": lambda value, _argument: as_number(value),
    "int": _whole_number,
    "is_defined": lambda value, _argument: value,
    "lower": _texted(str.lower),
    "round": _rounded,
    "string": _as_string,
    "trim": _texted(str.strip),
    "upper": _texted(str.upper),
}
