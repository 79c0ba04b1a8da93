import pytest

pytest.importorskip("torch", reason="for training alone: make train installs it")
from dataclasses import replace

from training.example import NONE, Example
from training.homes import Chances, Homes
from training.validation import Validation

EXAMPLES = list(Validation(5).single(400))
SURE = Chances(strange=0, exact=1, longer=0, shorter=0, kind=1, by_chance=0, like=0)


def test_the_same_seed_draws_the_same_home_in_any_order():
    known = [Homes(EXAMPLES, 3).known(example) for example in EXAMPLES]
    homes = Homes(EXAMPLES, 3)
    assert [homes.known(example) for example in reversed(EXAMPLES)] == known[::-1]
    assert known != [Homes(EXAMPLES, 4).known(example) for example in EXAMPLES]


def test_names_as_they_stand_in_the_home_are_known():
    homes = Homes(EXAMPLES, 3, replace(SURE, of_another=0))
    for example in EXAMPLES:
        if [kind for kind, _ in example.names] != ["name"]:
            continue
        (name,) = [example.text[s:e] for kind, s, e in example.spans if kind == "name"]
        marked = [example.text[m.start : m.end] for m in homes.known(example).marks]
        assert not marked or any(word in name for word in marked)


def test_a_strange_home_knows_nothing():
    homes = Homes(EXAMPLES, 3, Chances(strange=1))
    assert not any(homes.known(example).marks for example in EXAMPLES)


def test_what_asks_for_nothing_may_hold_names_of_the_home():
    text = "i sold the arc lamp"
    said = Example(text, ((NONE, 0, len(text)),), (), "near miss")
    named = Example("arc lamp on", (("HassTurnOn", 0, 11),), (("name", 0, 8),), "validation",
                    names=(("name", "arc lamp"),))  # fmt: skip
    homes = Homes([named], 3, replace(SURE, refused=1))
    assert [text[m.start : m.end] for m in homes.known(said).marks] == ["arc lamp"]
