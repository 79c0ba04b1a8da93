"""Words of a home that another word may have been meant for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.grounding.near import NearWords, sound

WORDS = ["heating", "cooler", "vacuum", "garage", "lamp", "door", "conservatory", "2000watt"]
WORDS += ["station", "rail", "sign", "right", "urn", "rosie", "mew"]


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("heatin", ["heating"]),  # a letter is missing
        ("heeding", ["heating"]),  # two are others, but it sounds alike
        ("coola", ["cooler"]),
        ("vacume", ["vacuum"]),
        ("garidge", ["garage"]),
        ("lamb", ["lamp"]),
        ("rale", ["rail"]),
        ("sine", ["sign"]),
        ("write", ["right"]),  # no letter is in its place, but every sound
        ("dure", ["door"]),  # no letter but the first is the same, but every sound
        ("dore", ["door"]),
        ("earn", ["urn"]),  # three letters, but the very sound
        ("rosy", ["rosie"]),
        ("stashen", ["station"]),  # what is written as ti
        ("raly", []),
        ("muse", ["mew"]),  # of the mews, whose plural is left away
        ("uru", []),  # too short to be merely like another
        ("dire", []),  # another sound
        ("real", []),
        ("hunting", []),  # neither spelt nor said alike
        ("garden", []),
        ("2000what", []),  # figures are no words
    ],
)
def test_the_nearest_word_is_found_by_spelling_or_by_sound(heard: str, meant: list[str]) -> None:
    assert NearWords(WORDS).nearest(heard) == meant


@given(st.text(st.characters(min_codepoint=97, max_codepoint=122), max_size=20))
def test_a_sound_is_written_hardly_longer_than_its_word(word: str) -> None:
    assert len(sound(word)) <= len(word) + word.count("x") + word.count("q")
