"""What is playing: on the player that is asked about, in a place, or anywhere."""

from collections.abc import Iterable, Sequence

from agent.grounding.context import Context
from agent.grounding.figures import Figure
from agent.grounding.query import Query, Scope
from agent.grounding.question_words import questions
from agent.grounding.text import Phrase

_PLAYERS = (frozenset({"media_player"}),)
_TITLE = "media_title"


def playing(
    phrase: Phrase | None, scopes: Sequence[frozenset[str] | None], context: Context
) -> tuple[list[Figure], bool]:
    """The titles of the players that play, and whether any does.

    Args:
        phrase: the player that is asked about, or None.
        scopes: areas, those to be looked in first before others; None for the whole home.
        context: of the request.

    Returns:
        Those that play in the first of the scopes where any does; else all that there are.
    """
    silent: list[Figure] = []
    for scope in scopes:
        every = [_title(at, context) for at in _players(phrase, scope, context)]
        loud = [one for one in every if _plays(one, context)]
        if loud:
            return loud, True
        silent = silent or every
    return silent, False


def _players(
    phrase: Phrase | None, scope: frozenset[str] | None, context: Context
) -> Iterable[int]:
    if phrase is None:
        return context.index.members("media_player/*", scope)
    found = context.finder.find(Query(phrase, Scope(scope), True, _PLAYERS))
    return found.items if found is not None else ()


def _title(at: int, context: Context) -> Figure:
    return Figure(at, context.states.attribute(at, _TITLE) or None, "", _TITLE)


def _plays(player: Figure, context: Context) -> bool:
    """Whether a player is at it; one that is only "on" is, if it tells a title."""
    state = context.states.state(player.at)
    return state in questions().playing or (state == "on" and player.value is not None)
