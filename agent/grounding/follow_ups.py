"""Clauses that mean something only after what was said before."""

import re
from dataclasses import replace
from itertools import pairwise

from agent.grounding.asked_back import answer
from agent.grounding.context import Context, Reply
from agent.grounding.conversation import Conversation, elsewhere
from agent.grounding.fragments import completed, is_step, nothing, stepped
from agent.grounding.leftover import SWITCHING, stretches, with_name, words_of
from agent.grounding.lexicon import Lexicon
from agent.grounding.passing import WHEN
from agent.grounding.timers import begun_with
from agent.reading import Clause

#: What means something only behind another command.
_FRAGMENTS = ("Fragment", "Deny")
#: Domains of what "stop" does not pause.
_NEVER_PAUSED = frozenset({"cover", "valve", "light", "climate", "lock"})
#: Domains of what is put up and down, and is never meant to sound.
_STEPPED = frozenset({"climate", "cover"})
#: Whom "stop" sends home.
_SENT_HOME = {"vacuum": "HassVacuumReturnToBase", "lawn_mower": "HassLawnMowerDock"}
#: What may stand beside "pause it".
_BESIDE_PAUSE = frozenset({"sec", "secs", "now", "there"})
#: Behind an "it" that nothing is done to, or that is all: "it's dark", "turn it all off".
_NO_OBJECT = re.compile(r"['\u2019]|\s+(?:is|was|gets|all)\b")


def follow_up(clause: Clause, memory: Conversation, context: Context) -> list[Reply] | Clause:
    """What a clause means after what was said before.

    Returns:
        Replies where it answers a question that was put back; else the clause to be grounded,
        filled up if it was a fragment, with intent None where it means nothing.
    """
    answered = answer(clause, memory, context)
    if answered is not None:
        return answered
    if memory.clause is None:
        return replace(clause, intent=None) if clause.intent in _FRAGMENTS else clause
    if memory.unread and _only_goes_on(clause, memory.clause, context):
        return nothing(clause)  # with what was not understood, and not with what was before that
    if clause.intent in _FRAGMENTS:  # "no, 50 percent" is a fragment, too
        whole = completed(clause, memory.clause, context.text, context.index.lexicon)
        return _of_a_room(whole, clause, context)
    return _of_what_was_said(clause, memory.clause, bool(memory.pending), context)


def _only_goes_on(clause: Clause, before: Clause, context: Context) -> bool:
    """Whether it goes on with what was said before, and tells nothing anew.

    "And the kitchen", "a bit more"; not "no, purple" or "a bit less".
    """
    lexicon = context.index.lexicon
    towards = {lexicon.toward.get(word, "more") for word in _said(clause, context)} - {"more"}
    is_set = clause.of("value", "color") and not (before.intent or "").startswith("HassGet")
    is_going_on = is_step(clause, context.text, lexicon)
    goes_on = clause.intent in _FRAGMENTS or (clause.intent is None and is_going_on)
    return goes_on and not is_set and not towards


def _of_a_room(clause: Clause, said: Clause, context: Context) -> Clause:
    """How warm it is there, where a room of the home is named behind the weather."""
    places = [context.selector().place(span.text) for span in said.of("area")]
    if clause.intent != "HassGetWeather" or not places or not all(p and p.areas for p in places):
        return clause
    return replace(clause, intent="HassClimateGetTemperature", spans=said.of("area"))


def _of_what_was_said(clause: Clause, before: Clause, is_asked: bool, context: Context) -> Clause:
    """A clause of mere words of direction, or that takes back, as what it is behind another.

    Alone "lower" and "stop it" would be of what plays. After a timer or a command that waits,
    "stop it" is of that; what waits elsewhere cannot be taken back, and nothing is promised.
    """
    text, lexicon = context.text, context.index.lexicon
    is_bare = clause.intent in (None, "HassSetVolumeRelative") and is_step(clause, text, lexicon)
    if is_bare or _steps_it(clause, context):
        return stepped(clause, before, text, lexicon)
    if clause.intent == "HassNevermind" and not is_asked:
        return _taken_back(clause, before, context)
    if clause.intent == "HassMediaPause" and not is_asked:
        return _stopped(clause, before, context)
    return _with_its_pronoun(_thereupon(clause, before, text, lexicon), context)


def _steps_it(clause: Clause, context: Context) -> bool:
    """Whether "it" is put up or down that makes no sound: "put it down" behind the heating."""
    if clause.intent != "HassSetVolumeRelative" or clause.of("name", "area"):
        return False
    lately = _lately(context)
    return bool(lately) and lately <= _STEPPED and "it" in _said(clause, context)


def _taken_back(clause: Clause, before: Clause, context: Context) -> Clause:
    """What takes back, as the end of the timer or the command that waits: "no, cancel that".

    What waits elsewhere, or is done, cannot be taken back: nothing is promised. "Never mind" only
    ends the talk.
    """
    is_of_a_deed = not (before.intent or "").startswith("HassGet")
    if not is_of_a_deed or not context.index.lexicon.cancelling & _said(clause, context):
        return clause
    robot = _sent_home(clause, context)
    if robot is not None:
        return robot
    if _runs(before):
        spans = (*before.of("timer"), *begun_with(before))
        return replace(clause, intent="HassCancelTimer", spans=spans)
    is_done = bool(context.setting.lately or before.of(*WHEN, "duration"))
    return nothing(clause) if is_done else clause


def _stopped(clause: Clause, before: Clause, context: Context) -> Clause:
    """What stops or pauses something that is not named, as that which was begun before."""
    lexicon, said = context.index.lexicon, _said(clause, context)
    pronouns = {word for pronoun in lexicon.pronouns_one for word in pronoun.split()}
    beside = (lexicon.frame, lexicon.cancelling, lexicon.fillers, pronouns, _BESIDE_PAUSE)
    is_named = any(lexicon.plain(span.text) not in pronouns for span in clause.of("name"))
    if is_named or clause.of("area", "quantifier") or said.difference(*beside):
        return clause
    if _runs(before) and said & pronouns:
        intent = "HassPauseTimer" if "pause" in said else "HassCancelTimer"
        return replace(clause, intent=intent, spans=(*before.of("timer"), *begun_with(before)))
    robot = _sent_home(clause, context)
    if robot is not None:
        return robot
    lately = _lately(context)
    is_it = bool(said & pronouns) and lately <= _SENT_HOME.keys()
    is_still = bool(lately) and (is_it or (lately <= _NEVER_PAUSED and not clause.spans))
    return nothing(clause) if is_still and said & {*lexicon.cancelling, "pause"} else clause


def _sent_home(clause: Clause, context: Context) -> Clause | None:
    """What "stop" means behind a robot that was started."""
    lately = _lately(context)
    intent = _SENT_HOME.get(next(iter(lately))) if len(lately) == 1 else None
    if intent is None or "stop" not in _said(clause, context):
        return None
    return replace(clause, intent=intent, spans=())


def _lately(context: Context) -> set[str]:
    """The domains of what was spoken of."""
    return {context.index.items[at].domain for at in context.setting.lately}


def _runs(before: Clause) -> bool:
    """Whether a timer was spoken of, or a command that waits for a time."""
    intent = before.intent or ""
    return bool(begun_with(before)) or ("Timer" in intent and "Cancel" not in intent)


def _thereupon(clause: Clause, before: Clause, text: str, lexicon: Lexicon) -> Clause:
    """A command with the time of the one before, where it ends with "then" or "after that"."""
    if clause.intent not in SWITCHING or clause.of(*WHEN):
        return clause
    said = " ".join(words_of(text[clause.start : clause.end], lexicon))
    if not any(said.endswith(f" {phrase}") for phrase in lexicon.thereupon):
        return clause
    when = before.of("delay", "time")
    if before.intent == "HassStartTimer":
        when = tuple(replace(span, kind="delay") for span in before.of("duration"))
    return replace(clause, spans=(*map(elsewhere, when), *clause.spans))


def _with_its_pronoun(clause: Clause, context: Context) -> Clause:
    """A command for a place with the "it" that no span holds: "turn it off in the kitchen".

    Without that it would be about the lights there. So with any command behind something that is
    not here: "turn on the tuba lamp and make it brighter" is about no other.
    """
    setting = context.setting
    in_place = clause.of("area") and clause.intent in SWITCHING and setting.lately
    unnamed = not clause.of("name", "quantifier", "except")
    if clause.intent is None or not unnamed:
        return clause
    if not (in_place or setting.lost or setting.spared):
        return clause
    for between in stretches(clause, context.text):
        for verb, word in pairwise(between):
            if _is_object(verb, word, context):
                return with_name(clause, context.text, word.start(), word.end())
    return clause


def _is_object(verb: re.Match[str], word: re.Match[str], context: Context) -> bool:
    """Whether "it" is what something is done to: not "it's dark", not "turn it all off"."""
    if word.group().lower() not in ("it", "them"):
        return False
    behind = context.text[word.end() :].lower()
    return verb.group().lower() in context.index.lexicon.frame and not _NO_OBJECT.match(behind)


def _said(clause: Clause, context: Context) -> set[str]:
    return set(words_of(context.text[clause.start : clause.end], context.index.lexicon))
