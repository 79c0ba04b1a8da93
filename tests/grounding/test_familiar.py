"""When an utterance is read again with familiar words for the names of a home."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.grounding import Grounder
from agent.home import Area, Home
from agent.reading import Clause, Reading, Span
from support.grounding.small import entity
from support.marked import reading

BREWERY = Home(
    areas=(Area(id="prep", name="Prep"), Area(id="den", name="Den")),
    entities=(
        entity("switch.hlt", "HLT", "prep"),
        entity("light.neon", "Neon Sign", "den"),
        entity("light.whites", "Whites", "prep"),
        entity("script.last", "Last Orders"),
        entity("light.booth", "Den Booth", "den"),
        entity("sensor.malt", "Malt Level", "prep"),
    ),
)
FAMILIAR = Grounder(BREWERY).familiar


class Reader:
    """Reads one text as it is told to, and remembers what it was asked."""

    def __init__(self, known):
        self.known = known
        self.asked = []

    def __call__(self, text):
        self.asked.append(text)
        return self.known if text == self.known.text else _nothing(text)


def _nothing(text, sure=0.99):
    return Reading(text, (Clause(None, None, sure, (), 0, len(text)),))


def again(said, sure, *clauses):
    """What is read at last where at first nothing was, this surely; and what was asked."""
    reader = Reader(reading(*clauses))
    found = FAMILIAR.read_again(_nothing(said, sure), reader, 0.6)
    assert found.text == said
    for clause in found.clauses:
        assert 0 <= clause.start <= clause.end <= len(said)
        assert all(said[span.start : span.end] == span.text for span in clause.spans)
    told = [(c.intent, [(span.kind, span.text) for span in c.spans]) for c in found.clauses]
    return told, reader.asked


def test_a_name_that_says_nothing_to_the_model_stands_for_what_it_is():
    clause = ("HassTurnOn", "<name heater> on at <time five>")
    assert again("hlt on at five", 0.5, clause) == (
        [("HassTurnOn", [("name", "hlt"), ("time", "five")])],
        ["heater on at five"],
    )


def test_two_of_a_kind_and_places_get_words_of_their_own():
    clause = (
        "HassTurnOff",
        "kill the <name lamp>, the <name ceiling light> and the <area kitchen>",
    )
    told, _ = again("kill the neon sign, the whites and the prep", 0.5, clause)
    assert told == [("HassTurnOff", [("name", "neon sign"), ("name", "whites"), ("area", "prep")])]


def test_a_name_may_leave_out_its_area():
    clause = ("HassTurnOn", "turn on the <name lamp>")
    assert again("turn on the booth", 0.5, clause)[0] == [("HassTurnOn", [("name", "booth")])]


@pytest.mark.parametrize("sure", [0.85, 0.95])
def test_where_nothing_was_surely_asked_for_the_second_reading_must_be_surer(sure):
    clause = ("HassTurnOn", "do <name movie night>", sure)
    told, _ = again("do last orders", 0.99, clause)
    assert told[0][0] == ("HassTurnOn" if sure > 0.9 else None)


def test_what_was_understood_and_what_names_nothing_is_read_once():
    clause = ("HassTurnOn", "turn on the <name heater>")
    reader = Reader(reading(clause))
    first = reading(("HassTurnOn", "turn on the <name hlt>", 0.7))
    assert FAMILIAR.read_again(first, reader, 0.6) is first
    assert again("how is the weather", 0.9, clause)[1] == reader.asked == []


def test_a_device_that_was_misheard_stands_for_what_it_is():
    reader = Reader(reading(("HassTurnOn", "put the <name lamp> on for a bit")))
    first = reading((None, "put the <name neon sine> on for a bit", 0.5))
    (clause,) = FAMILIAR.read_again(first, reader, 0.6).clauses
    assert (clause.intent, [span.text for span in clause.spans]) == ("HassTurnOn", ["neon sine"])


@pytest.mark.parametrize(
    ("said", "meant", "heard"),
    [
        ("dim the nee on sine", 0.4, "nee on sine"),  # the neon sign
        ("dim the nee on sine", 0.2, None),  # where hardly anything is asked for
        ("well I never saw such a thing in all my life as that nee on sine", 0.4, None),
        ("dim the zorbling", 0.4, None),
    ],
)
def test_what_sounds_like_a_name_stands_for_what_it_is(
    said: str, meant: float, heard: str | None
) -> None:
    clause = Clause(None, None, 1 - meant, (), 0, len(said), meant=meant)
    reader = Reader(reading(("HassLightSet", "dim the <name lamp>")))
    found = FAMILIAR.read_again(Reading(said, (clause,)), reader, 0.6)
    names = [span.text for one in found.clauses for span in one.spans]
    assert names == ([heard] if heard else [])


def test_a_remark_beside_what_is_asked_for_may_stay_dark():
    clauses = ("HassTurnOn", "turn on the <name heater>"), (None, "mine is cold")
    told, _ = again("turn on the hlt and mine is cold", 0.5, *clauses)
    assert told == [("HassTurnOn", [("name", "hlt")]), (None, [])]


@pytest.mark.parametrize(
    "clause",
    [
        ("HassTurnOn", "heater is <name great>"),  # the name was not what was meant
        ("Affirm", "<name heater> is great"),
        (None, "<name heater> is great"),
        ("HassTurnOn", "<name heater> is great", 0.65),
    ],
)
def test_what_is_no_clearer_than_before_changes_nothing(clause):
    assert again("hlt is great", 0.5, clause)[0] == [(None, [])]


@given(
    st.lists(st.sampled_from(["hlt", "neon sign", "the", "whites", "and", "Prep", "off"])),
    st.data(),
)
def test_spans_of_other_words_come_back_to_the_text(words, data):
    text = " ".join(words)

    def read(said):
        at = sorted(data.draw(st.integers(0, len(said))) for _ in range(2))
        inside = Span("name", said[at[0] : at[1]], at[0], at[1], 0.9)
        whole = Span("name", said, 0, len(said), 0.9)
        span = data.draw(st.sampled_from([inside, whole]))
        return Reading(said, (Clause("HassTurnOn", None, 0.99, (span,), 0, len(said)),))

    found = FAMILIAR.read_again(_nothing(text, 0.5), read, 0.6)
    for clause in found.clauses:
        assert (clause.start, clause.end) == (0, len(text))
        assert all(text[span.start : span.end] == span.text for span in clause.spans)
