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
        (
            {"id": "light.b", "name": "B", "arae": "x"},
            r"^home: unknown key 'arae' in entities\[1\], that is light.b; did you mean 'area'\?$",
        ),
        ({"id": "light.b", "name": ""}, r"entities\[1\]: the name of 'light.b' is empty"),
        ({"id": "light.b", "name": " \n"}, r"entities\[1\]: the name of 'light.b' is empty"),
        ({"id": "", "name": "B"}, r"entities\[1\]: the id is empty"),
        (
            {"id": "Light.b", "name": "B"},
            r"'Light.b' must look like light.hall_lamp, its domain in",
        ),
        ({"id": "light. ", "name": "B"}, r"'light. ' must look like light.hall_lamp$"),
        ({"id": "light.a", "name": "B"}, r"entities lists 'light.a' twice"),
        ({"id": "light.b", "name": "B", "area": "x"}, r"'light.b' names area 'x', which is not"),
    ],
)
def test_an_error_names_what_is_wrong(row, problem):
    with pytest.raises(HomeError, match=problem):
        read_home({"entities": [{"id": "light.a", "name": "A"}, row]})


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (
            "entities:\n- id: light.a\n  name: A\n  id: light.b\n",
            " line 4: key 'id' stands there twice; keep one",
        ),
        (
            "areas: []\nentities: []\nareas: []\n",
            " line 3: key 'areas' stands there twice; keep one",
        ),
        ("areas: []\nentity: []\n", " line 2: unknown key 'entity'; did you mean 'entities'?"),
        (
            "entities:\n- {id: light.a, name: A}\n- id: light.b\n  nmae: B\n",
            " line 4: unknown key 'nmae' in entities[1], that is light.b; did you mean 'name'?",
        ),
        (
            "areas:\n- id: a\n  name: ''\n",
            " line 3: areas[0]: the name of 'a' is empty; write what",
        ),
        (
            "floors:\n- {id: f, name: F}\nareas:\n- {id: a, name: A, floor: g}\n",
            " line 4: area 'a'",
        ),
        (
            "entities:\n- id: light.a\n  name: A\n  attributes: &x {self: *x}\n",
            " line 4: attributes of 'light.a': nested too deep, or something refers to itself",
        ),
        ("entities: [\n", " line 2: did not find expected node content"),
        (
            "entities: [{id: light.a, name: A, attributes: {made: 2024-13-45}}]",
            ": month must be in",
        ),
    ],
)
def test_an_error_of_a_file_names_the_line(tmp_path, written, problem):
    file = tmp_path / "home.yaml"
    file.write_text(written)
    with pytest.raises(HomeError) as caught:
        load_home(file)
    assert str(caught.value).startswith(f"home file {file}{problem}")
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_text_is_one_line(tmp_path):
    file = tmp_path / "home.yaml"
    file.write_bytes(b"areas: []\nentities:\n- {id: light.a, name: \xff}\n")
    with pytest.raises(HomeError, match=r"home.yaml line 3: .+; the file must be UTF-8") as caught:
        load_home(file)
    assert "\n" not in str(caught.value)


def test_what_is_merged_may_be_overridden(tmp_path):
    file = tmp_path / "home.yaml"
    file.write_text(
        "entities:\n- &lamp {id: light.a, name: A, attributes: {brightness: 1}}\n"
        "- &other {<<: *lamp, id: light.b}\n- {<<: *other, id: light.c}\n"
    )
    entities = load_home(file).entities
    assert [one.id for one in entities] == ["light.a", "light.b", "light.c"]
    assert all(one.attributes == {"brightness": 1} for one in entities)


def test_what_is_told_may_name_areas_that_are_listed_elsewhere():
    told = {"entities": [{"id": "light.a", "name": "A", "area": "hall"}]}
    assert read_home(told, ["hall"]).entities[0].area == "hall"
    with pytest.raises(HomeError, match="names area 'hall', which is not listed"):
        read_home(told, ["loft"])


@pytest.mark.parametrize("data", [[], "x", {"entities": "x"}, {"entities": {"0": 1}}])
def test_what_is_no_home(data):
    with pytest.raises(HomeError, match="home: Expected"):
        read_home(data)
