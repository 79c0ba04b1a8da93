import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.discovery.areas import Areas
from agent.home import Area

KNOWN = (
    Area(id="kitchen", name="Kitchen", aliases=("galley",)),
    Area(id="mancave", name="Man Cave"),
    Area(id="ob", name="Oscar's Room"),
)


@pytest.mark.parametrize(
    ("name", "area"),
    [
        ("kitchen ceiling", "kitchen"),
        ("Kitchen", "kitchen"),
        ("Galley Light", "kitchen"),
        ("man cave projector", "mancave"),
        ("man_cave projector", "mancave"),
        ("Ceiling Light Kitchen", "kitchen"),
        ("Oscar's Room Lamp", "ob"),
        ("living room lamp", "living_room"),
        ("Guest Bedroom Blind", "guest_bedroom"),
        ("Bedroom 2 Lamp", "bedroom_2"),
        ("Emma's Bedroom Lamp", "emma_s_bedroom"),
        ("Lamp in the Hallway", "hallway"),
        ("TV Room Speaker", "tv_room"),
        ("Bath Radiator", "bathroom"),
        ("guest bath fan", "guest_bathroom"),
        ("Livingroom TV", "living_room"),
        ("Dyson", None),
        ("Christmas Tree", None),
        ("Kitchenette Lamp", None),
        ("Bedroomlamp", None),
        ("0x00158d00012345", None),
        ("", None),
    ],
)
def test_what_a_name_tells(name, area):
    assert Areas(KNOWN).told_by(name) == area


def test_a_place_from_the_vocabulary_becomes_an_area():
    areas = Areas(KNOWN)
    assert areas.told_by("living room lamp") == areas.told_by("Living Room TV")
    assert areas.get("living_room") == Area(id="living_room", name="Living Room")
    assert areas.all()[:3] == KNOWN


def test_a_suggested_area_is_found_by_id_name_or_alias():
    areas = Areas(KNOWN)
    assert [areas.put(n) for n in ("KITCHEN", "galley", "man cave")] == [
        "kitchen",
        "kitchen",
        "mancave",
    ]
    assert areas.put("Wine Bar") == "wine_bar"
    assert areas.put("wine-bar") == "wine_bar"
    assert areas.put("\u5bdd\u5ba4") is None
    assert len(areas.all()) == 4


@given(st.text(max_size=200))
def test_any_name_is_read_without_fault(name):
    areas = Areas(KNOWN)
    area = areas.told_by(name)
    assert area is None or areas.get(area) is not None
