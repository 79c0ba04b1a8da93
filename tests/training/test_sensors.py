import itertools
import re

from agent.reading import SENSOR_INTENTS
from support.examples import assert_consistent
from training.example import NONE
from training.generator import Vocabulary
from training.sensors import SensorGenerator, sensor_labels

VOCABULARY = Vocabulary(["quartz", "mango", "tango"])
DRAWN = list(itertools.islice(SensorGenerator(VOCABULARY, 3), 3000))
#: What devices write that are kept for validation.
FORBIDDEN = re.compile(
    r"apc(upsd|access)|\bnut[@[-]|\bups\.|upsmon|\bOL CHRG|ONBATT|marlin|klipper|grbl|\bM10[459]\b"
    r"|extruder|hotend|^echo:|^// |^!! |\bT:[\d.]+ .*\bB:\d|ALARM zone|\"bn\"|\"n\":",
    re.IGNORECASE,
)


def test_every_label_is_drawn():
    assert {c[0] for e in DRAWN for c in e.clauses} == {NONE, *sensor_labels()}


def test_nothing_kept_for_validation_is_written():
    assert [e.text for e in DRAWN if FORBIDDEN.search(e.text)] == []


def test_every_rule_that_a_line_refers_to_is_there():
    assert SensorGenerator(VOCABULARY, 1).missing() == set()


def test_the_same_seed_draws_the_same_lines():
    assert list(itertools.islice(SensorGenerator(VOCABULARY, 3), 50)) == DRAWN[:50]


def test_every_line_is_consistent():
    for example in DRAWN:
        assert example.source == "sensor"
        assert_consistent(example)
        for label, _, _ in example.clauses:
            assert label == NONE or label.partition(".")[0] in SENSOR_INTENTS
        for _, start, end in example.spans:
            assert any(first <= start and end <= close for _, first, close in example.clauses)


def test_a_reading_of_several_clauses_has_a_value_in_each():
    several = [e for e in DRAWN if {c[0] for c in e.clauses} == {"SensorReading"}]
    assert any(len(e.clauses) > 2 for e in several)
    for example in several:
        for _, start, end in example.clauses:
            values = [s for kind, s, _ in example.spans if kind == "value" and start <= s < end]
            assert len(values) == 1, example
