"""What the grounding of one request knows beside the clause."""

from dataclasses import dataclass, replace
from datetime import datetime

from agent.grounding.actions import Actions
from agent.grounding.finder import Finder
from agent.grounding.index import HomeIndex
from agent.grounding.outcome import Outcome, Setting
from agent.grounding.policy import Policy
from agent.grounding.select import Selector
from agent.grounding.states import States
from agent.messages import IntentResult, Kind
from agent.reading import Clause, Span


@dataclass(frozen=True, slots=True)
class Context:
    """One request's surroundings; replaced from clause to clause."""

    index: HomeIndex
    finder: Finder
    actions: Actions
    policy: Policy
    states: States
    kind: Kind
    setting: Setting
    now: datetime
    text: str
    threshold: float
    """Least confidence that counts as understood."""

    def selector(self, setting: Setting | None = None) -> Selector:
        """A selector in this setting."""
        return Selector(self.index, self.finder, setting or self.setting)

    def word_before(self, span: Span | None) -> str:
        """The word that stands before a span, in small letters; empty where there is none."""
        words = self.text[: max(span.start, 0)].lower().split() if span is not None else []
        return words[-1] if words else ""

    def near(self, area: str | None) -> "Context":
        """The same, with the area of the mention before."""
        if area == self.setting.near_area:
            return self
        return replace(self, setting=replace(self.setting, near_area=area))


@dataclass(frozen=True, slots=True)
class Reply:
    """One intent as grounded, with what speech and follow-ups need."""

    intent: IntentResult
    speech: str = ""
    items: tuple[int, ...] = ()
    """Entities acted on, asked about or, where one is to be chosen, that fit."""
    outcomes: tuple[Outcome, ...] = ()
    """How its mentions were understood."""
    facts: tuple[dict[str, object], ...] = ()
    act: str = ""
    """What is done, as intents.yaml calls it."""
    clause: Clause | None = None
    """The clause it came from, filled up where that was a fragment."""
