"""Clauses that were not read surely, and what the home makes of them."""

from dataclasses import replace
from typing import Any

import pytest

from agent.grounding import Conversation, Grounded, Grounder
from agent.home import Home
from agent.reading import Label, Reading
from support.grounding.small import entity
from support.marked import reading

HALL = Home(
    entities=(
        entity("light.bays", "High Bays", supported_color_modes=["brightness"], brightness=200),
        entity("vacuum.morag", "Morag"),
        entity("scene.dusk", "Nos Da"),
        entity("fan.big", "Big Fan", percentage=50),
        entity("cover.door", "Roller Door", device_class="garage"),
    )
)
SETTERS = (("HassSetVolume", 0.35), ("HassLightSet", 0.3), ("HassSetPosition", 0.2))
STARTS = (("HassVacuumStart", 0.5), ("HassTurnOn", 0.4))


def ground(marked: str, labels: tuple[tuple[str, float], ...], **more: Any) -> Grounded:
    """What comes of a clause that may be several things, the likeliest first."""
    read = reading((labels[0][0], marked))
    (clause,) = read.clauses
    parts = [(*label.partition("/")[::2], sure) for label, sure in labels]
    may_be = tuple(Label(intent, manner or None, sure) for intent, manner, sure in parts)
    meant = sum(sure for *_, sure in parts)
    clause = replace(clause, confidence=parts[0][2], meant=meant, labels=may_be)
    return Grounder(HALL).ground(Reading(read.text, (clause,)), **more)


@pytest.mark.parametrize(
    ("marked", "labels", "done"),
    [
        ("<name high bays> down to <value half>", SETTERS, ("HassLightSet", "light.bays", 0.85)),
        ("kick <name nos da> off", STARTS, ("HassTurnOn", "scene.dusk", 0.9)),
        ("put <name morag> to work", STARTS, ("HassVacuumStart", "vacuum.morag", 0.9)),
        ("start the <name jukebox>", STARTS, None),  # the home has none
        ("<name big fan>, I need to shave", (("HassTurnOn", 0.4), ("HassTurnOff", 0.4)), None),
        ("<name high bays> down to <value half>", SETTERS[:1], None),  # hardly meant at all
        ("kill that <name fan>", (("HassTurnOff", 0.7),), ("HassTurnOff", "fan.big", 0.7)),
        ("kill that racket of the <name fan>", (("HassTurnOff", 0.7),), None),  # not only that
    ],
)
def test_what_all_that_it_may_be_comes_to_is_done(
    marked: str, labels: tuple[tuple[str, float], ...], done: tuple[str, str, float] | None
) -> None:
    found = ground(marked, labels)
    told = [(one.intent, *one.targets, pytest.approx(one.confidence)) for one in found.intents]
    assert told == ([done] if done else [])
    assert found.status == ("ok" if done else "not_recognized")
    assert found.missed == ()


def test_the_threshold_holds_for_the_sum() -> None:
    labels = ("<name high bays> to <value half>", SETTERS)
    assert ground(*labels, threshold=0.8).intents
    assert not ground(*labels, threshold=0.9).intents


def test_what_may_be_an_answer_is_none_where_nothing_was_said() -> None:
    labels = (("Fragment", 0.45), ("HassTurnOn", 0.4), ("HassFanSetSpeed/faster", 0.1))
    marked = "and the <name big fan>"
    (done,) = ground(marked, labels).intents
    assert (done.intent, done.targets) == ("HassTurnOn", ("fan.big",))


@pytest.mark.parametrize(("before", "done"), [("HassTurnOn", 0.85), ("HassTurnOff", None)])
def test_what_goes_on_or_begins_anew_is_done_where_both_are_the_same(
    before: str, done: float | None
) -> None:
    labels = (("Fragment", 0.45), ("HassTurnOn", 0.4), ("HassFanSetSpeed/faster", 0.1))
    talk = Conversation()
    ground("<name high bays> on", ((before, 0.99),), conversation=talk)
    found = ground("and the <name big fan>", labels, conversation=talk).intents
    told = [(one.intent, pytest.approx(one.confidence)) for one in found]
    assert told == ([("HassTurnOn", done)] if done else [])


def test_a_thing_and_a_please_alone_ask_to_have_it_on() -> None:
    labels = (("HassTurnOn", 0.3), ("HassLightSet/brighter", 0.3), ("HassLightSet/dimmer", 0.3))
    (done,) = ground("<name high bays> please", labels).intents
    assert (done.intent, done.targets) == ("HassTurnOn", ("light.bays",))
    assert done.confidence == pytest.approx(0.9)
    assert ground("give me the <name high bays>", labels).intents
    assert not ground("<name high bays> please, I need to see", labels).intents
    assert not ground("<name roller door> please", labels).intents  # to open or to close?


def test_how_it_was_settled_is_explained() -> None:
    found = ground("kick <name nos da> off", STARTS, explain=True)
    assert found.explain is not None
    (clause,) = found.explain["clauses"]
    assert clause["reading"]["intent"] == "HassVacuumStart"  # of which the home made a scene
    assert clause["reading"]["confidence"] == pytest.approx(0.9)
    assert clause["intents"][0]["targets"] == ["scene.dusk"]
