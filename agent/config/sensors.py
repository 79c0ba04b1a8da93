"""Text of devices: where it comes from, how much of it, and what follows from it."""

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, field

from agent.config.units import Seconds
from agent.errors import MessageError
from agent.messages import SENSOR_INTENTS, Topics, check_filter, overlap
from agent.near import offer
from agent.tables import table

#: The name of an intent, which is a level of a topic.
INTENT_PATTERN = r"[A-Za-z][A-Za-z0-9_]{0,63}"
#: What stands in braces in a template.
REFERENCE = re.compile(r"\{(topic\[(-?\d+)\]|payload(?:\.[^{}]+)?)\}")

#: Keys that lead to a fault, as in the configuration.
Where = tuple[str | int, ...]


class Input(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A topic besides the agent's own on which text comes."""

    topic: Annotated[str, Meta(description="The topic; `+` and `#` stand for any level.")]
    kind: Annotated[
        Literal["voice", "sensor"], Meta(description="Who the text is of: a person, or a device.")
    ] = "sensor"
    text: Annotated[
        str | None,
        Meta(
            description="Where the text stands: `{payload.msg}`, `{topic[2]}`; the whole payload "
            "if left out."
        ),
    ] = None
    name: Annotated[
        str | None,
        Meta(description="The device: `{topic[1]}`, `{payload.dev}`, or its name as it stands."),
    ] = None
    area: Annotated[
        str | None, Meta(description="The place: `{topic[1]}`, or its name as it stands.")
    ] = None
    columns: Annotated[
        tuple[str, ...],
        Meta(description="What the columns of CSV without a line of headings are."),
    ] = ()


class Sensors(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much of devices is read and published."""

    rate: Annotated[
        float,
        Meta(ge=0.01, le=10_000, description="Messages a second that are read of one device."),
    ] = 10.0
    burst: Annotated[
        int, Meta(ge=1, le=10_000, description="Messages of one device that may come at once.")
    ] = 50
    min_change: Annotated[
        dict[str, float],
        Meta(
            description="By how much a quantity must change to be published again, in its usual "
            "unit: `{temperature: 0.2}`; what is not listed is always published."
        ),
    ] = field(default_factory=dict)
    at_least_every: Annotated[
        Seconds,
        Meta(
            description="A reading older than this is published again, changed or not.",
            extra={"min": 1, "max": 86_400},
        ),
    ] = Seconds(300)


class When(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must be told; everything given must fit."""

    intent: Annotated[
        Literal["SensorReading", "SensorEvent", "SensorAlert", "DeviceFault"],
        Meta(description="What is told."),
    ]
    quantity: Annotated[
        str | None, Meta(description="A device class of Home Assistant: `temperature`.")
    ] = None
    event: Annotated[str | None, Meta(description="An event: `opened`.")] = None
    fault: Annotated[str | None, Meta(description="A fault: `battery_low`.")] = None
    area: Annotated[str | None, Meta(description="The area's name or id.")] = None
    name: Annotated[str | None, Meta(description="The device's name or entity id.")] = None
    above: Annotated[float | None, Meta(description="The value must be greater.")] = None
    below: Annotated[float | None, Meta(description="The value must be less.")] = None
    unit: Annotated[
        str | None,
        Meta(description="Unit of `above`, `below` and `hysteresis`; the quantity's usual one."),
    ] = None
    hysteresis: Annotated[
        float,
        Meta(
            ge=0,
            le=1e9,
            description="How far the value must come back before the rule can hold again.",
        ),
    ] = 0.0
    for_: Annotated[
        Seconds,
        Meta(
            description="How long it must hold: `5 min`.",
            extra={"min": 0, "max": 7 * 86_400},
        ),
    ] = field(default=Seconds(0), name="for")


class Then(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is published."""

    intent: Annotated[str, Meta(description="Name of the intent.")]
    slots: Annotated[
        dict[str, str | int | float | bool], Meta(description="Its slots, by name.")
    ] = field(default_factory=dict)


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An intent that follows from what devices tell."""

    when: Annotated[When, Meta(description="What must be told.")]
    then: Annotated[Then, Meta(description="What is published then.")]
    name: Annotated[
        str | None, Meta(description="What the rule is called; its number if left out.")
    ] = None


def faults(
    topics: Topics, inputs: Sequence[Input], sensors: Sensors, rules: Sequence[Rule]
) -> Iterator[tuple[Where, str]]:
    """What the types of single keys cannot tell is wrong."""
    for at, one in enumerate(inputs):
        yield from _input_faults(("inputs", at), one, topics, inputs[:at])
    for quantity, least in sensors.min_change.items():
        where = ("sensors", "min_change", quantity)
        if quantity not in _quantities():
            yield where, f"no quantity {quantity!r}; {offer(quantity, _quantities())}"
        elif least < 0:
            yield where, "must not be negative"
    for at, rule in enumerate(rules):
        yield from _rule_faults(("rules", at), rule)
    names = [rule.name for rule in rules if rule.name]
    if len(set(names)) < len(names):
        yield ("rules",), f"two rules are called {max(names, key=names.count)!r}"


def _input_faults(
    where: Where, one: Input, topics: Topics, before: Sequence[Input]
) -> Iterator[tuple[Where, str]]:
    try:
        check_filter(one.topic)
    except MessageError as error:
        yield (*where, "topic"), str(error)
        return
    if overlap(one.topic, f"{topics.base}/#") or overlap(one.topic, "edge-intent/+/result"):
        yield (*where, "topic"), f"{one.topic} takes in the agent's own topics; narrow it"
    for at, other in enumerate(before):
        if overlap(one.topic, other.topic):
            yield (
                (*where, "topic"),
                f"{one.topic} overlaps inputs[{at}]; a text would be read twice",
            )
    for key in ("text", "name", "area"):
        value: str | None = getattr(one, key)
        rest = REFERENCE.sub("", value or "")
        if value is not None and ("{" in rest or "}" in rest or not value.strip()):
            yield (*where, key), "expected text with {topic[1]}, {payload} or {payload.key}"
        for level in _no_levels(one.topic, value or ""):
            problem = f"{{topic[{level}]}} is never there: {one.topic} has {_levels(one.topic)}"
            yield (*where, key), problem
    if one.text is not None and not REFERENCE.search(one.text):
        yield (*where, "text"), f"write {{payload.{one.text}}} for a key of the payload"


def _no_levels(topic: str, template: str) -> list[int]:
    """The levels that a template names and that no topic of the filter has."""
    if topic.endswith("#"):
        return []
    count = topic.count("/") + 1
    named = [int(match[2]) for match in REFERENCE.finditer(template) if match[2] is not None]
    return [level for level in named if not -count <= level < count]


def _levels(topic: str) -> str:
    last = topic.count("/")
    return f"the levels 0 to {last}" if last else "the level 0 alone"


def _rule_faults(where: Where, rule: Rule) -> Iterator[tuple[Where, str]]:
    called = rule.name or f"rule {where[1]}"
    when, at = rule.when, (*where, "when")
    if not re.fullmatch(INTENT_PATTERN, rule.then.intent):
        yield (*where, "then", "intent"), f"{called}: 1 to 64 letters, digits and _, a letter first"
    elif rule.then.intent in SENSOR_INTENTS:
        yield (*where, "then", "intent"), f"{called}: {rule.then.intent} is told by devices alone"
    if when.quantity is not None and when.quantity not in _quantities():
        offered = offer(when.quantity, _quantities())
        yield (*at, "quantity"), f"{called}: no quantity {when.quantity!r}; {offered}"
    has_limit = when.above is not None or when.below is not None
    if has_limit and (when.quantity is None or when.intent not in _WITH_VALUE):
        yield at, f"{called}: above and below need a quantity, of a SensorReading or SensorAlert"
    if when.hysteresis and not has_limit:
        yield (*at, "hysteresis"), f"{called}: hysteresis goes with above or below"
    if when.above is not None and when.below is not None and when.above >= when.below:
        yield at, f"{called}: no value is above {when.above:g} and below {when.below:g}"
    if when.unit is not None and when.quantity in _quantities():
        units: list[str] = _quantities()[when.quantity]["units"]
        if when.unit not in units:
            yield (*at, "unit"), f"{called}: no unit of {when.quantity}; use {', '.join(units)}"


_WITH_VALUE = ("SensorReading", "SensorAlert")


def _quantities() -> dict[str, Any]:
    found: dict[str, Any] = table("sensors/quantities")["quantities"]
    return found
