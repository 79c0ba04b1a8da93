"""A command in the form that fits: with words that no span holds, or on devices of another kind."""

from agent.grounding import forms
from agent.grounding.commands import Command
from agent.grounding.context import Reply
from agent.grounding.outcome import Outcome
from agent.grounding.replies import command_replies, miss_reply

#: Manners that say nothing of the kind of device: "turn it up", "set it to 30".
_OF_ANY = (None, "up", "down")


def fitting_replies(command: Command) -> list[Reply]:
    """The replies to a command, in the form that its words have in this home."""
    command = forms.in_own_range(forms.with_mentioned(command))
    if command.amounts.miss is not None:
        return [miss_reply(command, command.amounts.miss)]
    setter = forms.setter(command)
    if setter is not None:
        return command_replies(setter, setter.outcomes())
    command = forms.timed(command)
    if command.amounts.miss is not None:
        return [miss_reply(command, command.amounts.miss)]
    outcomes = command.outcomes()
    noun = forms.with_overlooked(command)
    if noun is not None:
        named = noun.outcomes()
        if _tells_more(named, outcomes):
            return command_replies(noun, named)
    beside = forms.with_unnamed(command, outcomes)
    found = beside.outcomes() if beside is not None else []
    if beside is not None and not any(map(_is_but_like_a_kind, found)):
        heard = None if any(one.items for one in found) else _as_heard(command, outcomes)
        return heard or command_replies(beside, found)
    drawn = forms.with_word_before(command, outcomes)
    if drawn is not None:
        found = drawn.outcomes()
        if any(one.items for one in found) and _tells_more(found, outcomes):
            return command_replies(drawn, found)
    heard = _as_heard(command, outcomes)
    if heard is not None:
        return heard
    other = forms.of_what_was_said(command)
    misses = {outcome.miss.kind if outcome.miss else None for outcome in outcomes}
    if misses == {"kind"}:
        pronoun = all(outcome.how == "pronoun" for outcome in outcomes)
        other = forms.sibling(command) if not pronoun or command.clause.manner in _OF_ANY else None
        other = other or (forms.of_the_room(command) if pronoun else None)
    elif misses == {"ability"}:
        other = forms.plain_opening(command)
    if other is not None:
        return command_replies(other, other.outcomes())
    return command_replies(command, outcomes)


def _as_heard(command: Command, outcomes: list[Outcome]) -> list[Reply] | None:
    """The replies where its words sound like the name of what is meant."""
    heard = forms.as_heard(command, outcomes)
    found = heard.outcomes() if heard is not None else []
    if heard is None or not all(one.items for one in found):
        return None
    return command_replies(heard, found)


def _is_but_like_a_kind(outcome: Outcome) -> bool:
    """Whether what no span holds is only like a word for a kind of device: no "shower" is sheer."""
    return outcome.how == "near" and outcome.found is not None and outcome.found.unnamed


def _tells_more(named: list[Outcome], unnamed: list[Outcome]) -> bool:
    """Whether an overlooked noun tells of other devices than its absence does."""
    found = {at for outcome in named for at in outcome.items}
    if any(outcome.how == "everything" for outcome in named):
        return True
    if any(outcome.ask.places for outcome in unnamed) and not any(one.items for one in named):
        return True  # a fan is asked for in a place that has none, or one light where it has two
    return bool(found) and found.isdisjoint(at for outcome in unnamed for at in outcome.items)
