import os
import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agent.reading import SENSOR_INTENTS, SPAN_KINDS
from agent.recognizer import DEFAULT_MODEL, Recognizer, find_model

MODEL = Recognizer.load(find_model(DEFAULT_MODEL))


def read(text):
    return [
        (clause.intent, clause.manner, [(span.kind, span.text) for span in clause.spans])
        for clause in MODEL.read(text).clauses
    ]


def test_a_command_with_its_device_and_place():
    assert read("turn off the fan in the attic") == [
        ("HassTurnOff", None, [("name", "fan"), ("area", "attic")])
    ]


def test_clauses_are_told_apart():
    assert read("porch lamp off and close the blinds, then start the mower") == [
        ("HassTurnOff", None, [("name", "porch lamp")]),
        ("HassTurnOff", "close", [("name", "blinds")]),
        ("HassLawnMowerStartMowing", None, [("name", "mower")]),
    ]
    assert len(read("light up the hall and the landing")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "i turned off the light yesterday",
        "don't turn on the heater",
        "how do i turn on a light",
        "what is the capital of portugal",
        "tell me a joke",
    ],
)
def test_what_is_not_meant_has_no_intent(text):
    assert [clause.intent for clause in MODEL.read(text).clauses] == [None]


def test_longer_than_the_model_reads_is_no_command():
    text = "turn on the lamp " * 60
    assert [clause.intent for clause in MODEL.read(text).clauses] == [None]
    assert not MODEL.read("").clauses
    assert not MODEL.read("   ").clauses


def test_the_same_text_reads_the_same():
    text = "set the bedroom lamp to 40 percent for ten minutes"
    assert MODEL.read(text) == Recognizer.load(find_model(DEFAULT_MODEL), threads=2).read(text)


_WORDS = st.sampled_from(
    [
        "turn",
        "on",
        "off",
        "the",
        "kitchen",
        "light",
        "and",
        "open",
        "50%",
        "set",
        "é",
        "ß",
        "你好",
        "😀",
        "don't",
        "'",
        ",",
        ".",
        "to",
        "lamp",
        "́",
        "12:30",
    ]
)


@pytest.mark.parametrize("text", ["turn on the hall lamp", "kitchen light 50%, fan off"])
def test_text_of_a_device_commands_nothing(text):
    assert any(clause.intent for clause in MODEL.read(text, "voice").clauses)
    for clause in MODEL.read(text, "sensor").clauses:
        assert clause.intent in {None, *SENSOR_INTENTS}


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(_WORDS, max_size=20).map(" ".join)))
@example('000":70MP 10!0EG(0')  # a border in the middle of a span
def test_every_reading_keeps_its_promises(text):
    reading = MODEL.read(text)
    assert reading.text == text
    end = 0
    for clause in reading.clauses:
        assert 0 <= clause.confidence <= 1
        assert end <= clause.start < clause.end <= len(text)
        end = clause.end
        last = clause.start
        for span in clause.spans:
            assert last <= span.start < span.end <= clause.end
            assert span.text == text[span.start : span.end]
            assert span.kind in SPAN_KINDS
            assert 0 <= span.confidence <= 1
            last = span.end


def test_telemetry_is_off_before_onnxruntime_is_imported():
    code = "import agent.recognizer, os; print(os.environ['ORT_DISABLE_TELEMETRY'])"
    environment = {k: v for k, v in os.environ.items() if k != "ORT_DISABLE_TELEMETRY"}
    told = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "1"
