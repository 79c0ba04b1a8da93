import json
import xml.etree.ElementTree as ET

import pytest

from agent.bench import Moment
from agent.cli import main
from agent.cli.plot import draw


def test_a_level_is_measured_and_drawn(tmp_path, capsys):
    plot = tmp_path / "bench.svg"
    words = ["--level", "normal", "--level", "critical", "--seconds", "1.2", "--json"]
    assert main(["bench", *words, "--plot", str(plot)]) == 0
    normal, critical = json.loads(capsys.readouterr().out)
    assert (normal["level"], normal["tier"]) == ("normal", "full")
    assert normal["sentences_per_second"] > 0
    assert 0 < normal["p50_ms"] <= normal["p95_ms"]
    assert normal["cpu_ms_per_sentence"] > 0
    # What was said before is known by heart.
    assert (critical["tier"], critical["cpu_limit_percent"]) == ("cache", 10)
    assert critical["sentences_per_second"] > 0
    assert "critical" in plot.read_text()


def test_a_table_for_people(capsys):
    assert main(["bench", "--level", "hot", "--seconds", "1"]) == 0
    shown = capsys.readouterr().out
    assert "nano" in shown
    assert "25 %" in shown


def test_where_it_cannot_be_drawn(tmp_path, capsys):
    words = ["bench", "--level", "critical", "--seconds", "1", "--plot", str(tmp_path)]
    assert main(words) == 2
    assert "--plot" in capsys.readouterr().err


@pytest.mark.parametrize("temperature", [None, 61.5])
def test_a_drawing_has_a_panel_for_what_was_measured(temperature):
    moments = [Moment(at, "warm", 5.0, temperature, None) for at in (1.0, 2.0)]
    drawing = ET.fromstring(draw(moments))
    lines = drawing.findall("{http://www.w3.org/2000/svg}polyline")
    assert len(lines) == (1 if temperature is None else 2)


def test_nothing_measured_is_an_empty_drawing():
    assert ET.fromstring(draw([])) is not None
