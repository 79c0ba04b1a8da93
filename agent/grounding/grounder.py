"""The entry of grounding: a reading becomes intents with targets of this home."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any

from agent.grounding.actions import actions
from agent.grounding.amounts import read_amounts
from agent.grounding.commands import Command
from agent.grounding.context import Context, Reply
from agent.grounding.conversation import Conversation
from agent.grounding.finder import Finder
from agent.grounding.index import HomeIndex
from agent.grounding.lexicon import lexicon
from agent.grounding.policy import Policy
from agent.grounding.replies import command_replies, miss_reply
from agent.grounding.select import Setting
from agent.grounding.speech import Speaker
from agent.grounding.states import States
from agent.home import Home
from agent.messages import IntentResult, Kind, ResultStatus, StateOverlay, worst
from agent.reading import Clause, Reading


@dataclass(frozen=True, slots=True)
class Grounded:
    """What a reading means in this home."""

    intents: tuple[IntentResult, ...]
    speech: str
    facts: list[dict[str, Any]] | None
    """What a question was answered from; None where none was asked."""
    explain: dict[str, Any] | None
    """How it was understood, where that was asked for."""
    status: ResultStatus


class Grounder:
    """Grounds readings in one home. Immutable; a changed home gets a new one.

    Args:
        home: the home; indexed once.
        policy: what may be done, and how sure one must be.
    """

    def __init__(self, home: Home, policy: Policy | None = None) -> None:
        self._index = HomeIndex(home, lexicon())
        self._finder = Finder(self._index)
        self._policy = policy or Policy()
        self._actions = actions()

    def ground(
        self,
        reading: Reading,
        *,
        area: str | None = None,
        states: Mapping[str, StateOverlay] | None = None,
        threshold: float = 0.6,
        kind: Kind = "voice",
        explain: bool = False,
        conversation: Conversation | None = None,
        now: datetime | None = None,
    ) -> Grounded:
        """Find what a reading means here.

        Args:
            reading: what the utterance was read as.
            area: id, name or alias of the area the speaker is in; one that this home does not
                have is passed over.
            states: states that hold for this request only.
            threshold: clauses read with less confidence are left out.
            kind: where the text came from; a sensor's text never does what is risky.
            explain: whether to say how it was understood.
            conversation: what was said before, for follow-ups; what is said now is added to it.
            now: the time, for questions about it.
        """
        speaker = self._index.places.area_id(area) if area else None
        context = Context(
            self._index,
            self._finder,
            self._actions,
            self._policy,
            States(self._index, states or {}),
            kind,
            Setting(speaker=speaker),
            now or datetime.now(timezone.utc).astimezone(),
            reading.text,
        )
        replies: list[Reply] = []
        for clause in reading.clauses:
            if clause.intent is not None and clause.confidence >= threshold:
                replies.extend(self._clause(clause, context))
                context = self._after(context, replies)
        return _grounded(replies)

    def _clause(self, clause: Clause, context: Context) -> list[Reply]:
        command = Command.of(clause, context)
        if command is not None:
            return _command(command)
        amounts = read_amounts(clause)
        result = IntentResult(
            intent=amounts.intent, confidence=clause.confidence, status="ok", slots=amounts.slots
        )
        return [Reply(result, Speaker(context).plain(result))]

    def _after(self, context: Context, replies: list[Reply]) -> Context:
        """The setting of the clause that follows."""
        items = next((reply.items for reply in reversed(replies) if reply.items), ())
        setting = replace(context.setting, lately=items, elided=items)
        return replace(context, setting=setting)


def _command(command: Command) -> list[Reply]:
    if command.amounts.miss is not None:
        return [miss_reply(command, command.amounts.miss)]
    outcomes = command.outcomes()
    if all(outcome.miss is not None and outcome.miss.kind == "kind" for outcome in outcomes):
        other = command.sibling()
        if other is not None:
            return command_replies(other, other.outcomes())
    return command_replies(command, outcomes)


def _grounded(replies: list[Reply]) -> Grounded:
    intents = tuple(reply.intent for reply in replies)
    facts = [dict(fact) for reply in replies for fact in reply.facts]
    status: ResultStatus = worst(tuple(i.status for i in intents)) if intents else "not_recognized"
    speech = " ".join(dict.fromkeys(reply.speech for reply in replies if reply.speech))
    return Grounded(intents, speech, facts or None, None, status)
