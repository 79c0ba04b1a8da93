"""The sentences that answer questions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from agent.grounding.context import Context
from agent.grounding.question_words import questions
from agent.grounding.speech import in_the_place, listed, words

#: Most devices that an answer names.
MAX_NAMED = 5


class Answers:
    """Puts facts into words."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._items = context.index.items
        self._forms = questions().answers

    def name(self, at: int) -> str:
        """What a device is called."""
        return self._items[at].entity.name

    def state(self, at: int) -> str:
        """How a device's state is said; empty where it is not known."""
        state = self._context.states.state(at)
        if state is None:
            return ""
        entity = self._items[at].entity
        unit = self._context.states.attribute(at, "unit_of_measurement")
        if isinstance(unit, str) and unit:
            return measured(state, unit)
        return questions().said(entity.domain, entity.device_class, state)

    def one(self, at: int, fits: bool | None) -> str:
        """Whether one device is in a state; None where its state is not known."""
        if fits is None:
            return self._forms["unknown"].format(name=self.name(at))
        form = "yes" if fits else "no"
        return self._forms[form].format(name=self.name(at), state=self.state(at))

    def bare(self, at: int) -> str:
        """The state of one device."""
        state = self.state(at)
        form = "is" if state else "unknown"
        return self._forms[form].format(name=self.name(at), state=state)

    def are(self, fit: Sequence[int], rest: Sequence[int], word: str) -> str:
        """Whether all of several are in a state."""
        if not fit:
            return self._forms["none"].format(word=word)
        if not rest and len(fit) == 1:
            return self.one(fit[0], True)
        if not rest:
            form = "both yes" if len(fit) == 2 else "all yes"
            return self._forms[form].format(count=len(fit), word=word)
        if len(rest) == 1 and len(fit) <= MAX_NAMED:
            form = "some but one one" if len(fit) == 1 else "some but one many"
            other = self.name(rest[0])
            return self._forms[form].format(names=self._names(fit), word=word, other=other)
        return self._count_form("some", fit, word)

    def any(self, fit: Sequence[int], kind: str, word: str) -> str:
        """Whether any of several is in a state."""
        return self._some("any yes", fit, kind, word)

    def every(self, fit: Sequence[int], rest: Sequence[int], word: str) -> str:
        """Whether all of several are in a state, and which are not."""
        return self._count_form("not all", rest, word) if rest else self.are(fit, rest, word)

    def which(self, fit: Sequence[int], kind: str, word: str) -> str:
        """Which of several are in a state."""
        return self._some("which", fit, kind, word)

    def how_many(self, fit: Sequence[int], kind: str, word: str) -> str:
        """How many of several are in a state."""
        if not fit:
            return self._none(kind, word)
        if len(fit) > MAX_NAMED:
            return self._forms["how many more"].format(count=len(fit), word=word)
        form = "how many one" if len(fit) == 1 else "how many"
        return self._forms[form].format(count=len(fit), word=word, names=self._names(fit))

    def cannot(self, items: Sequence[int], said: str, word: str, *, plural: bool = False) -> str:
        """That devices do not tell what is asked, and what the only one does tell.

        Args:
            items: the devices.
            said: how they were named; empty where they were not.
            word: the state that was asked for.
            plural: whether several were named, whatever number of sensors tells of them.
        """
        number = "one" if len(items) == 1 else "many"
        name, is_one = self._names(items[:MAX_NAMED]), number == "one"
        if said and self._items[items[0]].domain in ("sensor", "binary_sensor"):
            name, number = self._forms["said"].format(name=said), "many" if plural else "one"
        unknown = self._forms[f"unknown whether {number}"].format(name=name, word=word)
        return f"{unknown} {self.bare(items[0])}" if is_one else unknown

    def unknown(self, at: int, quantity: str = "") -> str:
        """That nothing is known."""
        form = "unknown of" if quantity else "unknown"
        return self._forms[form].format(name=self.name(at), quantity=quantity)

    def value(self, at: int, value: str, quantity: str, place: str | None) -> str:
        """The figure of one device, or of a place."""
        if place and quantity.endswith("temperature"):
            return self._forms["temperature in"].format(value=value, place=in_the_place(place))
        if quantity == "room temperature" and self._items[at].domain != "sensor":
            return self._forms["temperature here"].format(value=value)
        if place:
            form = "quantity in"
        elif self._says(at, quantity):
            form = "value"
        else:
            form = "quantity of"
        return self._forms[form].format(
            name=self.name(at), value=value, quantity=quantity, place=in_the_place(place or "")
        )

    def values(self, pairs: Sequence[tuple[int, str]]) -> str:
        """The figures of several devices."""
        said = [self._forms["pair"].format(name=self.name(at), value=v) for at, v in pairs]
        return self._forms["values"].format(names=listed(said))

    def titles(self, players: Sequence[tuple[int, Any]], plays: bool) -> str:
        """What players play, or that they do not."""
        if not plays:
            form = "no title" if len(players) == 1 else "no titles"
            return self._forms[form].format(name=self.name(players[0][0]))
        said = [
            self._forms["title"].format(name=self.name(at), value=title) if title else self.bare(at)
            for at, title in players
        ]
        return " ".join(said)

    def weather(self, state: str, value: str, *, later: bool = False) -> str:
        """The weather; where it was asked how it will be, that this is how it is."""
        form = "weather with" if value else "weather"
        now = self._forms[form].format(state=state, value=value)
        return self._forms["weather later"].format(state=now) if later else now

    def time(self, now: datetime) -> str:
        """The time of day."""
        return self._forms["time"].format(value=now.strftime(self._forms["time format"]))

    def date(self, now: datetime) -> str:
        """The day."""
        return self._forms["date"].format(value=now.strftime(self._forms["date format"]))

    def _says(self, at: int, quantity: str) -> bool:
        """Whether a name already says what is measured."""
        stems = set(self._items[at].names[0]) if self._items[at].names else set()
        known = questions().quantities.get(quantity)
        asked = known.words if known is not None else {tuple(quantity.casefold().split())}
        return any(set(word) <= stems for word in asked)

    def _names(self, items: Sequence[int]) -> str:
        return listed([self.name(at) for at in items])

    def _count_form(self, form: str, items: Sequence[int], word: str) -> str:
        number = "one" if len(items) == 1 else "many"
        if len(items) > MAX_NAMED:
            names = str(words().targets["count"]).format(count=len(items))
        else:
            names = self._names(items)
        return self._forms[f"{form} {number}"].format(names=names, word=word)

    def _some(self, form: str, fit: Sequence[int], kind: str, word: str) -> str:
        """Those that are in a state; sensors in words of their own.

        Something moves, but its sensor is "detecting motion".
        """
        if not fit:
            return self._none(kind, word)
        if all(self._items[at].domain == "binary_sensor" for at in fit):
            own = {self.state(at) for at in fit}
            word = own.pop() if len(own) == 1 else word
        return self._count_form(form, fit, word)

    def _none(self, kind: str, word: str) -> str:
        if kind == "person":
            return self._forms["nobody"].format(word=word)
        if not kind:
            return self._forms["which nothing"].format(word=word)
        return self._forms["which none"].format(kind=words().kinds[kind], word=word)


def measured(value: Any, unit: str) -> str:
    """A figure with its unit: "21.4 °C", "48%"."""
    text = f"{value:g}" if isinstance(value, (int, float)) else str(value)
    if text.replace(".", "", 1).lstrip("-").isdigit():
        text = f"{round(float(text), 2):g}"
    if not unit:
        return text
    return f"{text}%" if unit == "%" else f"{text} {unit}"
