"""The home file: what is taken, and what is said of what is not."""

import pytest

from agent.errors import HomeError
from agent.home import load_home, read_home


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("on", "on"),
        ("off", "off"),
        ('"on"', "on"),
        ("21.5", "21.5"),
        ("48", "48"),
        ("open", "open"),
    ],
)
def test_a_state_needs_no_quotes(tmp_path, written, state):
    file = tmp_path / "home.yaml"
    file.write_text(f"entities:\n  - {{id: light.a, name: A, state: {written}}}\n")
    assert load_home(file).entities[0].state == state


def test_a_state_that_is_not_told_is_not_known():
    entities = [{"id": "light.a", "name": "A"}, {"id": "light.b", "name": "B", "state": None}]
    assert [one.state for one in read_home({"entities": entities}).entities] == [None, None]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"id": "light.b", "name": True}, r"`\$.entities\[1\].name`.* light.b; put it in quotes$"),
        ({"id": "light.b", "name": "B", "state": ["on"]}, r"got `array`.* light.b$"),
        ({"name": "B"}, r"`id` - at `\$.entities\[1\]`$"),
        (3, r"got `int` - at `\$.entities\[1\]`$"),
    ],
)
def test_an_error_names_what_is_wrong(row, problem):
    with pytest.raises(HomeError, match=problem):
        read_home({"entities": [{"id": "light.a", "name": "A"}, row]})


@pytest.mark.parametrize("data", [[], "x", {"entities": "x"}, {"entities": {"0": 1}}])
def test_what_is_no_home(data):
    with pytest.raises(HomeError, match="home: Expected"):
        read_home(data)
