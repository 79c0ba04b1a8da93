"""What nearly all that a clause may be comes to in this home.

The model does not know what a thing is: "high bays down to half" may set lights, blinds, a fan or a
volume. Where the home has lights of that name, all of these come to one. Nor does it know that
nothing was said before: "desk lamp, please" is no answer then.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace

from agent.grounding.context import Reply
from agent.reading import Clause, Label

#: What came of a clause that is done or asked about.
_DONE = ("ok", "confirm")
#: What only answers or goes on with something.
_ANSWERS = ("Affirm", "Deny", "Fragment")

Ground = Callable[[Clause], Sequence[Reply]]


def settled(
    clause: Clause, ground: Ground, threshold: float, bar: float, *, first: bool, wished: bool
) -> Clause | None:
    """A clause that was not read surely, as what it comes to; None where that is not sure either.

    Args:
        clause: with what it may be.
        ground: what comes of it in this home.
        threshold: least confidence that counts as understood.
        bar: the same for what is meant by its kind or its place alone: "kill that racket in the
            kitchen" is not about lights.
        first: whether nothing was said before, so that it can be no answer.
        wished: whether it is a thing's name and a "please" alone, which can but ask to have it on.
    """
    answers = sum(one.confidence for one in clause.labels if one.intent in _ANSWERS and first)
    if clause.meant - answers < threshold * (1 - answers):
        return None
    sums: dict[Hashable, float] = defaultdict(float)
    likeliest: dict[Hashable, Clause] = {}
    bars: dict[Hashable, float] = {}
    labels = (Label("HassTurnOn", None, clause.meant - answers),) if wished else clause.labels
    for label in labels:
        read = replace(clause, intent=label.intent, manner=label.manner, confidence=1.0)
        is_answer = label.intent in _ANSWERS and (first or label.intent != "Fragment")
        replies = [] if is_answer else ground(read)
        deed = _deed(replies)
        if deed is not None:
            sums[deed] += label.confidence / (1 - answers)
            likeliest.setdefault(deed, read)
            bars.setdefault(deed, bar if _is_broad(replies) else threshold)
    deed = max(sums, key=sums.__getitem__, default=None)
    if deed is None or sums[deed] < bars[deed]:
        return None
    return replace(likeliest[deed], confidence=sums[deed])


def _is_broad(replies: Sequence[Reply]) -> bool:
    """Whether devices are meant by their kind or their place."""
    return any(outcome.how in ("class", "default") for one in replies for outcome in one.outcomes)


def _deed(replies: Sequence[Reply]) -> Hashable | None:
    """What is done with which devices; None where nothing is, or with none."""
    intents = [reply.intent for reply in replies]
    if not intents or not all(one.targets and one.status in _DONE for one in intents):
        return None
    if any(outcome.how == "sound" for reply in replies for outcome in reply.outcomes):
        return None
    return tuple(
        (one.intent, one.targets, tuple((slot.name, str(slot.value)) for slot in one.slots))
        for one in intents
    )
