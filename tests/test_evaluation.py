"""Labelled sentences: what is scored, and what is said of a file that cannot be."""

import json

import pytest

from agent import cli
from agent.recognizer import NANO_MODEL
from support.process import HOME

RIGHT = {
    "text": "turn off the hall lamp",
    "intents": [{"intent": "HassTurnOff", "targets": ["light.hall_lamp"], "status": "ok"}],
    "area": "hall",
}


@pytest.fixture
def evaluate(tmp_path, capsys):
    """Scores lines as the command does: its status, and what it wrote."""

    def run(*lines):
        file = tmp_path / "sentences.jsonl"
        file.write_text(
            "\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines)
        )
        words = ["--home", str(HOME), "--model", NANO_MODEL, "--json", str(file)]
        return cli.main(["evaluate", *words]), capsys.readouterr()

    return run


def test_sentences_are_scored(evaluate):
    status, told = evaluate(RIGHT, "", {"text": "what a day", "intents": []})
    assert status == 0
    found = json.loads(told.out)
    assert (found["sentences"], found["exact"], found["wrong"]) == (2, 2, [])


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        (
            {"intents": [{"intent": "HassTurnof"}]},
            "intents[0]: unknown intent 'HassTurnof'; did you mean 'HassTurnOff'?",
        ),
        (
            {"intents": [{"intent": "HassTurnOff", "status": "okay"}]},
            "Invalid enum value 'okay' - at `$.intents[0].status`; expected one of ok, unchanged, ",
        ),
        (
            {"intents": [{"intent": "HassTurnOff", "target": []}]},
            "unknown key 'target' in intents[0]; did you mean 'targets'?",
        ),
        ({"arae": "hall"}, "unknown key 'arae'; did you mean 'area'?"),
        (
            {"states": {"light.hall_lamp": {"stat": "on"}}},
            "unknown key 'stat' in states[...]; did you mean 'state'?",
        ),
        ({"area": "attic"}, "area 'attic' is no area of the home; it has "),
        ({"text": " "}, "text is empty"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_scored(evaluate, changed, problem):
    status, told = evaluate(RIGHT, "", {**RIGHT, **changed})
    assert (status, told.out) == (2, "")
    assert f"sentences.jsonl line 3: {problem}" in told.err
    assert told.err.count("\n") == 1


@pytest.mark.parametrize("line", ["{", "[1]", "[" * 20_000])
def test_a_line_that_is_no_object(evaluate, line):
    status, told = evaluate(line)
    assert (status, told.out) == (2, "")
    assert "sentences.jsonl line 1: " in told.err
    assert told.err.count("\n") == 1


def test_an_empty_file_is_no_score(evaluate):
    status, told = evaluate("", " ")
    assert (status, told.out) == (2, "")
    assert "sentences.jsonl: there is no sentence in it" in told.err
