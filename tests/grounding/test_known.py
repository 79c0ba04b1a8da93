import gc
import weakref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.grounding import Grounder
from agent.home import Area, Entity, Floor, Home
from agent.reading import KNOWN

HOME = Home(
    areas=(
        Area(id="lab", name="Brew Lab", aliases=("the snug",)),
        Area(id="loft", name="Loft", floor="top"),
    ),
    floors=(Floor(id="top", name="Top Floor"),),
    entities=(
        Entity(id="switch.hlt", name="HLT"),
        Entity(id="light.ada", name="Ada Lovelace"),
        Entity(id="light.lab", name="Brew Lab Light", area="lab"),
        Entity(id="cover.drapes", name="Velvet Drapes", area="loft"),
        Entity(id="scene.movie", name="Night at the Movies"),
        Entity(id="lock.back", name="Back Door Lock"),
        Entity(id="script.dark", name="Turn Off Lights"),
        Entity(id="scene.off", name="All Off"),
        Entity(id="climate.air", name="Velux Air Con Unit"),
        Entity(id="switch.pump", name="Pump 2.5"),
        Entity(id="light.studio", name="Studio A"),
        Entity(id="vacuum.skip", name="Skip"),
    ),
)
GROUNDER = Grounder(HOME)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Turn the HLT on", [("HLT", "name")]),
        ("put ada lovelace's glow on", [("ada lovelace's", "name")]),
        ("lovelace on", [("lovelace", "part")]),
        ("ada lovelace on please", [("ada lovelace", "name")]),
        ("the brew lab light, please", [("brew lab light", "name")]),
        ("brewlab lamp on", [("brewlab", "place")]),
        ("anything on in the snug?", [("snug", "place")]),
        ("lights in the loft off", [("lights", "name"), ("loft", "place")]),
        ("close up on the top floor", [("top floor", "place")]),
        ("start night at the movies", [("night at the movies", "name")]),
        ("the velvet drakes", [("velvet", "part"), ("drakes", "like")]),
        ("open the drapes", []),
        ("turn off the back door", [("back door", "name")]),
        ("velux aircon unit on", [("velux aircon unit", "name")]),
        ("the velux air con unit on", [("velux air con unit", "name")]),
        ("pump 2.5 off", [("pump 2.5", "name")]),
        ("lamp on in studio a please", [("studio a", "name")]),
        ("in studio, a lamp", [("studio", "part")]),
        ("shut the back door, lock it", [("back door", "name")]),
        ("turn it off", []),
        ("send skip home", [("skip", "name")]),
        ("what a lovely day", []),
        ("set it to 21 degrees", []),
        ("", []),
    ],
)
def test_what_a_home_knows_of_a_text(text, known):
    assert [(text[m.start : m.end], m.kind) for m in GROUNDER.marks(text)] == known


@given(st.text(st.sampled_from("adlovelcHT' the-brwn0\u2019.,é"), max_size=60))
def test_marks_are_within_the_text_in_its_order(text):
    at = 0
    for mark in GROUNDER.marks(text):
        assert at <= mark.start < mark.end <= len(text)
        assert mark.kind in KNOWN
        at = mark.end


def test_a_grounder_that_is_replaced_is_freed_at_once():
    old = Grounder(HOME)
    old.marks("the velvet drakes")
    gone = weakref.ref(old)
    gc.disable()  # no cycle is left to it
    try:
        del old
        assert gone() is None
    finally:
        gc.enable()
