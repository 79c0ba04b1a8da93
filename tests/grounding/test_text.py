"""Words as they are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.grounding.words import lexicon


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Kitchen Lights", "kitchen light"),
        ("bed room", "bedroom"),
        ("Lamp two", "lamp 2"),
        ("lamp2", "lamp 2"),
        ("Anna's lamp", "annas lamp"),
        ("Café", "cafe"),
        ("Living-Room", "living room"),
        ("television", "TV"),
        ("air conditioner", "a/c"),
        ("the a sea", "AC"),
        ("tea vee", "TV"),
        ("2nd floor", "second floor"),
        ("batteries", "battery"),
        ("switches", "switch"),
        ("Studio A Lights", "studio a lights"),
        ("a studio", "studio"),
    ],
)
def test_alike(one: str, other: str) -> None:
    assert lexicon().phrase(one).key == lexicon().phrase(other).key


def test_a_letter_behind_a_name_is_no_article() -> None:
    assert lexicon().phrase("Studio A Lights").key != lexicon().phrase("the studio lights").key
    assert lexicon().plain("Studio A") == "studio a"


@pytest.mark.parametrize(
    ("text", "plural"),
    [
        ("lights", True),
        ("light", False),
        ("stairs", False),
        ("gas", False),
        ("batteries", True),
        ("kids", True),
        ("glass", False),
        ("bedside lamps", True),
        ("lights downstairs", False),
    ],
)
def test_plural(text: str, plural: bool) -> None:
    assert lexicon().phrase(text).plural is plural


@given(st.text(max_size=100))
def test_any_text_can_be_compared(text: str) -> None:
    phrase = lexicon().phrase(text)
    assert all(phrase.stems)
    lexicon().class_in(phrase.stems)
