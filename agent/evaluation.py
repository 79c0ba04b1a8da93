"""How well the agent understands its user's own labelled sentences, on the user's own home."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import msgspec

from agent.errors import ConfigError, MessageError
from agent.grounding import Devices
from agent.messages import (
    INTENTS,
    MAX_REQUEST,
    IntentResult,
    IntentStatus,
    Request,
    Result,
    StateOverlay,
    check_request,
)
from agent.near import offer, unknown_key
from agent.pipeline import Pipeline

#: What stands for an utterance that means nothing to the agent.
NOTHING = "-"


class Expected(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One intent that a sentence should give; what is left out is not compared."""

    intent: str
    targets: tuple[str, ...] | None = None
    slots: dict[str, Any] | None = None
    status: IntentStatus | None = None


class Labelled(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the file: a request and what should come of it; ``[]`` is to be refused."""

    text: str
    intents: tuple[Expected, ...]
    area: str | None = None
    states: dict[str, StateOverlay] = msgspec.field(default_factory=dict)


#: Known keys of a line, by the list or section that they stand in.
_KNOWN = {
    "": Labelled.__struct_encode_fields__,
    "intents": Expected.__struct_encode_fields__,
    "states": StateOverlay.__struct_encode_fields__,
}


@dataclass
class Tally:
    """Counts of one intent."""

    expected: int = 0
    found: int = 0
    right: int = 0


@dataclass
class Evaluation:
    """What came of a file of labelled sentences."""

    seen: int = 0
    understood: int = 0
    """Sentences whose intents are all right, in order."""
    exact: int = 0
    """Those of them whose targets, slots and status are right too, where the file tells them."""
    intents: dict[str, Tally] = field(default_factory=dict)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    confidence: list[tuple[float, bool]] = field(default_factory=list)
    """(confidence, whether the intent was right) of each intent found."""
    wrong: list[tuple[Labelled, Result]] = field(default_factory=list)

    def calibration_error(self, bins: int = 10) -> float:
        """Expected calibration error (Naeini et al. 2015); 0 where nothing was found."""
        return sum(
            abs(sum(c for c, _ in inside) - sum(right for _, right in inside))
            for inside in self.bins(bins)
        ) / max(len(self.confidence), 1)

    def bins(self, count: int = 10) -> list[list[tuple[float, bool]]]:
        """The pairs by confidence, in bins of equal width from 0 to 1."""
        sorted_in: list[list[tuple[float, bool]]] = [[] for _ in range(count)]
        for pair in self.confidence:
            sorted_in[min(int(pair[0] * count), count - 1)].append(pair)
        return sorted_in


def read_labelled(path: Path, devices: Devices) -> list[Labelled]:
    """The labelled sentences of a JSON lines file.

    Args:
        path: the file.
        devices: of the home; an area that it has not is an error.

    Raises:
        ConfigError: the file is missing or empty, or one of its lines is wrong; the text names
            the line.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None
    labelled = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            if len(line) > MAX_REQUEST:
                raise MessageError(f"has more than {MAX_REQUEST} bytes")
            one = msgspec.json.decode(line, type=Labelled)
            _check(one, devices)
        except (MessageError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ConfigError(f"{path} line {number}: {_mended(str(error))}") from None
        labelled.append(one)
    if not labelled:
        raise ConfigError(f"{path}: there is no sentence in it; write one a line, as JSON")
    return labelled


def _check(one: Labelled, devices: Devices) -> None:
    check_request(Request(text=one.text, area=one.area, states=one.states))
    for at, expected in enumerate(one.intents):
        if expected.intent not in INTENTS:
            offered = offer(expected.intent, INTENTS)
            raise MessageError(f"intents[{at}]: unknown intent {expected.intent!r}; {offered}")
    if one.area is not None and devices.area(one.area) is None:
        known = ", ".join(devices.area_names()) or "none: --home names the home file"
        raise MessageError(f"area {one.area!r} is no area of the home; it has {known}")


def _mended(problem: str) -> str:
    """What is wrong with a line, with what is right there."""
    if unknown := unknown_key(problem, _KNOWN):
        return unknown[1]
    if problem.startswith("Invalid enum value"):
        return f"{problem}; expected one of {', '.join(get_args(IntentStatus))}"
    return problem


def evaluate(pipeline: Pipeline, sentences: Iterable[Labelled]) -> Evaluation:
    """Answer every sentence and compare."""
    evaluation = Evaluation()
    for sentence in sentences:
        request = Request(text=sentence.text, area=sentence.area, states=sentence.states)
        _count(evaluation, sentence, pipeline.answer(request, "voice"))
    return evaluation


def _count(evaluation: Evaluation, sentence: Labelled, result: Result) -> None:
    wanted = [one.intent for one in sentence.intents] or [NOTHING]
    found = [one.intent for one in result.intents] or [NOTHING]
    evaluation.seen += 1
    for name in wanted:
        evaluation.intents.setdefault(name, Tally()).expected += 1
    for name in found:
        evaluation.intents.setdefault(name, Tally()).found += 1
    remaining = Counter(wanted)
    for one, name in zip(result.intents or [None], found, strict=True):
        right = remaining[name] > 0
        remaining[name] -= right
        evaluation.intents[name].right += right
        if one is not None:
            evaluation.confidence.append((one.confidence, right))
    if len(wanted) == len(found):
        evaluation.confusions.update(
            pair for pair in zip(wanted, found, strict=True) if pair[0] != pair[1]
        )
    understood = wanted == found
    exact = understood and _agree(sentence.intents, result.intents)
    evaluation.understood += understood
    evaluation.exact += exact
    if not exact:
        evaluation.wrong.append((sentence, result))


def _agree(wanted: Sequence[Expected], found: Sequence[IntentResult]) -> bool:
    if not wanted:
        return True
    return all(_same(one, other) for one, other in zip(wanted, found, strict=True))


def _same(wanted: Expected, found: IntentResult) -> bool:
    slots = {slot.name: slot.value for slot in found.slots}
    return (
        (wanted.targets is None or set(wanted.targets) == set(found.targets))
        and (wanted.status is None or wanted.status == found.status)
        and all(slots.get(name) == value for name, value in (wanted.slots or {}).items())
    )
