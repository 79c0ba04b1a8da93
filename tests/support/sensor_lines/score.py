"""Whether exactly what is meant was read."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from agent.messages import IntentResult, Request, Result
from support.sensor_lines.homes import plain
from support.sensor_lines.lines import Line, Meant
from support.sensor_lines.units import equal, readings_of

#: Answers a request written in the home of this name.
Answer = Callable[[str, Request], Result]


@dataclass
class Score:
    """Of one family."""

    right: int = 0
    total: int = 0
    wrong: list[str] = field(default_factory=list)
    """What went wrong, in words."""

    @property
    def share(self) -> float:
        """Right ones of all, 0 to 1."""
        return self.right / self.total if self.total else 0.0

    def add(self, text: str, faults: list[str]) -> None:
        """Count one line."""
        self.total += 1
        self.right += not faults
        if faults:
            self.wrong.append(f"  {text}\n      " + "\n      ".join(faults))


def run(every: Iterable[Line], answer: Answer) -> dict[str, Score]:
    """Read every line and compare, by family."""
    scores: dict[str, Score] = defaultdict(Score)
    for line in every:
        result = answer(line.world.name, Request(text=line.text, area=line.area))
        scores[line.family].add(line.text, compare(line, result))
    return scores


def compare(line: Line, result: Result) -> list[str]:
    """What is wrong with a result, in words; empty where it is exact."""
    left = list(result.intents)
    faults: list[str] = []
    for alternatives in line.meant:
        found = next((i for i in left if any(_fits(m, i, line) for m in alternatives)), None)
        if found is None:
            faults.append(f"missing: {_meant_words(alternatives[0])}")
        else:
            left.remove(found)
    surplus = [i for i in left if not any(_fits(m, i, line) for m in line.may)]
    return faults + [f"surplus: {_read_words(one)}" for one in surplus]


def _fits(meant: Meant, read: IntentResult, line: Line) -> bool:
    slots = {slot.name: slot.value for slot in read.slots}
    kind = slots.get("fault" if meant.intent == "DeviceFault" else "event")
    told = {"direction": meant.direction, "severity": meant.severity, "code": meant.code}
    return (
        read.intent == meant.intent
        and (not meant.kinds or kind in meant.kinds)
        and (not meant.quantities or slots.get("quantity") in meant.quantities)
        and (not meant.values or equal(slots.get("value_si"), meant.values))
        and (not meant.limits or equal(_limit(slots), meant.limits))
        and all(want is None or str(slots.get(slot)) == want for slot, want in told.items())
        and _is_placed(meant, read, line)
    )


def _limit(slots: dict[str, object]) -> object:
    limit, unit = slots.get("limit"), slots.get("unit")
    if not isinstance(limit, int | float) or not isinstance(unit, str):
        return limit
    try:
        return readings_of(float(limit), unit)[0]
    except KeyError:
        return limit


def _is_placed(meant: Meant, read: IntentResult, line: Line) -> bool:
    """Whether device or area are right: one of them at least, and none of them wrong."""
    place = meant.place
    if place is None:
        return True
    slots = {slot.name: slot.value for slot in read.slots}
    name, area = slots.get("name"), slots.get("area") or line.area
    if place.area and area and not place.is_area(str(area)):
        return False
    if place.name is None:
        return bool(area)
    if not name:
        return place.target in read.targets or bool(place.area and area)
    known = {plain(entity.name) for entity in line.world.home.entities}
    return place.is_named(str(name)) or (
        # As written, with what it measures: "Attic Thermometer Humidity".
        plain(str(name)) not in known and plain(str(name)).startswith(f"{plain(place.name)} ")
    )


def _meant_words(meant: Meant) -> str:
    told = [meant.intent, *meant.kinds, *meant.quantities, *(f"{v:g}" for v in meant.values[:1])]
    told += [f"limit {v:g}" for v in meant.limits[:1]]
    told += [one for one in (meant.direction, meant.severity, meant.code) if one]
    place = meant.place
    return " ".join([*told, f"of {place.name or place.area}" if place else ""])


def _read_words(read: IntentResult) -> str:
    return " ".join([read.intent, *(f"{slot.name}={slot.value}" for slot in read.slots)])
