import numpy as np
import pytest

from agent.recognizer.decode import Decoder, Token
from agent.recognizer.files import Card

TAGS = ("O", "B-name", "I-name")
WORDS = [Token(0, 3, False), Token(4, 9, False), Token(10, 14, False)]
TEXT = "the plain lamp"


def card(transitions=()):
    return Card(
        name="x", tier="encoder", language="en", intents=("none", "HassTurnOn"), tags=TAGS,
        transitions=transitions, temperature=1.0, max_tokens=9,
    )  # fmt: skip


def read(*logits):
    """The clause of a model that votes so for none, turning on and dimming."""
    labels = ("none", "HassTurnOn", "HassLightSet.dimmer")
    rows = np.array([[9, 0, 0, -9, 0, *logits]] * len(WORDS), np.float32)
    one = Card(
        name="x", tier="encoder", language="en", intents=labels, tags=TAGS,
        transitions=(), temperature=1.0, max_tokens=9,
    )  # fmt: skip
    (clause,) = Decoder(one).clauses(TEXT, WORDS, rows, "voice")
    return clause


def test_what_a_clause_may_be_is_told_where_it_was_not_read_surely():
    clause = read(0, 1, 2)
    assert [(one.intent, one.manner) for one in clause.labels] == [
        ("HassLightSet", "dimmer"), ("HassTurnOn", None),
    ]  # fmt: skip
    assert sum(one.confidence for one in clause.labels) == pytest.approx(clause.meant)
    assert clause.labels[0].confidence == clause.confidence
    assert read(0, 9, 2).labels == ()
    assert [one.intent for one in read(3, 2, -9).labels] == ["HassTurnOn"]  # the other is unlikely


def names(transitions, scores):
    rows = np.array([[*row, -9, 0, 0, 9] for row in scores], np.float32)
    (clause,) = Decoder(card(transitions)).clauses(TEXT, WORDS, rows, "voice")
    return [span.text for span in clause.spans]


def test_an_inside_tag_follows_only_its_own_kind():
    assert names((), [(5, 0, 0), (1, 0, 4), (0, 0, 5)]) == ["plain lamp"]
    assert names((), [(0, 0, 5), (5, 0, 0), (5, 0, 0)]) in ([], ["the"])


def test_what_the_model_learned_of_sequences_counts():
    two = [(5, 0, 0), (0, 5, 4), (0, 5, 4)]
    assert names((), two) == ["plain", "lamp"]
    never_two = ((0, 0, 0), (0, -3, 0), (0, -3, 0), (0, 0, 0))
    assert names(never_two, two) == ["plain lamp"]


@pytest.mark.parametrize("start", [0, -20])
def test_the_last_row_is_of_the_start(start):
    rows = ((0, 0, 0), (0, 0, 0), (0, 0, 0), (0, start, 0))
    found = names(rows, [(0, 5, 0), (5, 0, 0), (5, 0, 0)])
    assert found == ([] if start else ["the"])
