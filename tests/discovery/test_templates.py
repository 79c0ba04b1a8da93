import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.discovery.interface import Payload
from agent.discovery.templates import Path, fill, read_template


def rendered(template, text):
    path = read_template(template)
    assert isinstance(path, Path), path
    try:
        data = json.loads(text)
    except ValueError:
        data = None
    return path(Payload(text, data, 1, 0.0))


SENSOR = json.dumps(
    {"t": 21.46, "POWER": "ON", "a": {"b c": [7, 8]}, "none": None, "ENERGY": {"Power": 12}}
)


@pytest.mark.parametrize(
    ("template", "value"),
    [
        (None, SENSOR),
        ("{{ value }}", SENSOR),
        ("{{value_json.POWER}}", "ON"),
        ("{{ value_json['POWER'] }}", "ON"),
        ('{{ value_json["POWER"] }}', "ON"),
        ("{{ value_json['ENERGY'].Power }}", 12),
        ("{{ value_json.a['b c'][1] }}", 8),
        ("{{- value_json.t -}}", 21.46),
        ("{{ value_json.t | float | round(1) }}", 21.5),
        ("{{ value_json.t|round(0) }}", 21),
        ("{{ value_json.t | int }}", 21),
        ("{{ value_json.POWER | lower }}", "on"),
        ("{{ value_json.gone }}", None),
        ("{{ value_json.gone | default('off') }}", "off"),
        ("{{ value_json.gone | default(0) }}", 0),
        ("{{ value_json.a[0] }}", None),
        ("{{ value_json.t.x }}", None),
        ("{{ value_json.none }}", None),
        ("{{ value_json.POWER | float }}", None),
    ],
)
def test_templates_that_pick_a_value(template, value):
    assert rendered(template, SENSOR) == value


def test_the_text_itself():
    assert rendered("{{ value | upper }}", "on") == "ON"
    assert rendered("{{ value_json }}", "12.5") == 12.5


@pytest.mark.parametrize(
    "template",
    [
        "{% if value_json.x %}ON{% else %}OFF{% endif %}",
        "{{ 'ON' if value_json.x else 'OFF' }}",
        "{{ value_json.Color.split(',')[0] }}",
        "{{ value.x }}",
        "{{ value_json.x + 1 }}",
        "{{ value_json.x | timestamp_local }}",
        "{{ value_json.x }} W",
        "{{ states('light.x') }}",
        "{{ value_json['x'.lower()] }}",
        "plain",
        "",
        5,
        "{{ value_json." + "x" * 2_000 + " }}",
    ],
)
def test_programs_are_not_run_and_the_reason_is_told(template):
    reason = read_template(template)
    assert isinstance(reason, str)
    assert "template" in reason
    assert "\n" not in reason


@given(st.text(max_size=200))
def test_any_text_is_a_path_or_a_reason(template):
    assert isinstance(read_template(template), Path | str)


@given(st.text("{}%|.'\"[]() valuejson_x0,", max_size=60))
def test_near_templates_are_read_without_fault(template):
    path = read_template("{{ value_json" + template + " }}")
    if isinstance(path, Path):
        path(Payload("x", {"x": {"": [1]}}, 1, 0.0))


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("on", "on"),
        ("{{ value }}", "42"),
        ('{ "position": {{ position }} }', '{ "position": 42 }'),
        ("{{value}},{{ position }}", "42,42"),
        ("{{ value | int }}", None),
        ("{% if value %}x{% endif %}", None),
        ("{{ brightness }}", None),
        ("{# note #}x", None),
    ],
)
def test_command_templates_are_filled_where_they_are_text_with_places(template, text):
    assert fill(template, {"value": 42, "position": 42, "brightness": None}) == text
