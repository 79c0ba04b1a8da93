"""When a reading is looked at again in parts, with readings of our own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.reading import Clause, Reading
from agent.recognizer.second_look import second_look
from support.marked import reading


class Reader:
    """Reads what it was told how to read, and nothing else."""

    def __init__(self, *known):
        self._known = {one.text: one for one in known}
        self.asked = []

    def __call__(self, text):
        self.asked.append(text)
        return self._known.get(text) or Reading(text, (Clause(None, None, 0.99, (), 0, len(text)),))


def look(first, *known):
    """Intent, manner and spans of each clause, and what was read for it."""
    reader = Reader(*known)
    found = second_look(first, reader)
    assert found.text == first.text
    for clause in found.clauses:
        assert all(found.text[span.start : span.end] == span.text for span in clause.spans)
    return [
        (c.intent, c.manner, [span.text for span in c.spans]) for c in found.clauses
    ], reader.asked


CURTAINS = reading(("HassTurnOff/close", "close the <name curtains>"))
FIRE = reading(("HassTurnOn", "light the <name fire>"))
AS_ONE = reading(("HassTurnOff/close", "close the <name curtains> and light the <name fire>"))


def test_two_commands_that_were_read_as_one():
    found, _ = look(AS_ONE, CURTAINS, FIRE)
    assert found == [("HassTurnOff", "close", ["curtains"]), ("HassTurnOn", None, ["fire"])]


@pytest.mark.parametrize(
    ("first", "known"),
    [
        pytest.param(AS_ONE, [CURTAINS], id="a half that is no command"),
        pytest.param(
            AS_ONE,
            [CURTAINS, reading(("HassTurnOn", "light the <name fire>", 0.6))],
            id="a half that is not sure",
        ),
        pytest.param(
            reading(("HassTurnOff", "turn off the <name lamp> and kill the <name radio>")),
            [
                reading(("HassTurnOff", "turn off the <name lamp>")),
                reading(("HassTurnOff", "kill the <name radio>")),
            ],
            id="halves that mean no more than the whole",
        ),
        pytest.param(
            reading(("HassTurnOff", "turn off the <name fan> and <name tv> but leave <except it>")),
            [
                reading(("HassTurnOff", "turn off the <name fan>")),
                reading(("HassTurnOn", "<name tv> but leave <except it>")),
            ],
            id="an exception is of the whole",
        ),
        pytest.param(
            reading(("HassClimateSetTemperature", "cold in the <area den>, put it on <value 22>")),
            [
                reading(("HassClimateSetTemperature/warmer", "cold in the <area den>")),
                reading(("HassClimateSetTemperature", "put it on <value 22>")),
            ],
            id="a remark and what is to be done about it",
        ),
        pytest.param(
            reading(("HassLightSet/brighter", "<name lamp> up, i can't see", 0.5)),
            [
                reading(("HassLightSet/brighter", "<name lamp> up")),
                reading(("HassTurnOn", "i can't see")),
            ],
            id="a reason behind a comma",
        ),
    ],
)
def test_what_stays_as_it_was_read(first, known):
    found, _ = look(first, *known)
    assert found == [(c.intent, c.manner, [span.text for span in c.spans]) for c in first.clauses]


@pytest.mark.parametrize(
    "first",
    [
        reading(("HassTurnOff", "turn off the <name lamp> and the <name fan>")),
        reading(
            ("HassTurnOff", "turn off the <name lamp>"), ("HassTurnOn", "open the <name gate>")
        ),
        reading(("HassListAddItem", "put <item milk> and <item tea> on the <list shopping> list")),
        reading(("HassBroadcast", "say <message dinner and then bed>", 0.5)),
        reading((None, "we talked and then went home")),
    ],
)
def test_what_is_plain_is_read_once(first):
    assert look(first)[1] == []


def test_what_was_not_understood_is_looked_at_in_all_its_parts():
    first = reading(("HassTurnOn", "<state faema off>, <name grinder> off, <name washer> on", 0.4))
    off = [reading(("HassTurnOff", f"<name {name}> off")) for name in ("faema", "grinder")]
    both = reading((None, "faema off, grinder off", 0.4))
    found, _ = look(first, both, *off, reading(("HassTurnOn", "<name washer> on")))
    assert found == [
        ("HassTurnOff", None, ["faema"]),
        ("HassTurnOff", None, ["grinder"]),
        ("HassTurnOn", None, ["washer"]),
    ]


@given(
    st.lists(st.sampled_from(["and", "then", ",", "lamp", "off", "the", "but", "ÿ"]), max_size=60)
)
def test_however_it_is_joined_it_is_read_a_few_times_at_most(words):
    text = " ".join(words)
    first = Reading(text, (Clause("HassTurnOn", None, 0.3, (), 0, len(text)),))
    reader = Reader()
    assert second_look(first, reader) == first
    assert len(reader.asked) <= 10
