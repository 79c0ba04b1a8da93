"""What a speaker takes back is left, and the right thing is one of its kind."""

import pytest

from agent.home import Area, Home
from support.grounding.small import COTTAGE, entity, ground, one

#: Blankets in two rooms, lights in both, a telly in one.
INN = Home(
    areas=(
        Area(id="mill", name="Mill Room", aliases=("Mill",)),
        Area(id="loch", name="Loch Room", aliases=("Loch",)),
        Area(id="bay_one", name="Bay One"),
    ),
    entities=(
        entity("switch.mill_blanket", "Mill Electric Blanket", "mill", "on"),
        entity("switch.loch_blanket", "Loch Electric Blanket", "loch", "off"),
        entity("light.mill_ceiling", "Mill Ceiling Light", "mill", "on"),
        entity("light.loch_lantern", "Loch Lantern", "loch", "off"),
        entity("light.bay", "Bay Strip", "bay_one", "off"),
        entity("media_player.mill", "Mill Telly", "mill", "on"),
    ),
)


@pytest.mark.parametrize(
    ("marked", "targets"),
    [
        ("turn the <name hall lamp> off, no wait, just the <name fan>", ("fan.dyson",)),
        ("turn the <name hall lamp> off, naw wait, the <name fan>", ("fan.dyson",)),
        ("turn off the <name hall lamp>, i mean the <name fan>", ("fan.dyson",)),
        ("turn off the <name hall lamp>, no, the <name fan>", ("fan.dyson",)),
        ("not the <name hall lamp>, the <name fan>, turn it off", ("fan.dyson",)),
        ("turn off the <name hall lamp> and the <name fan>", ("light.hall_lamp", "fan.dyson")),
    ],
)
def test_what_is_taken_back_is_left(marked: str, targets: tuple[str, ...]) -> None:
    assert one(COTTAGE, "HassTurnOff", marked).targets == targets


def test_the_right_one_has_the_noun_of_what_is_taken_back() -> None:
    names = {"switch.big": "Big Kettle", "switch.wee": "Wee Kettle", "switch.fan": "Wee Fan"}
    home = Home(entities=tuple(entity(at, name) for at, name in names.items()))
    marked = "<name big kettle> on, no sorry, the <name wee> one"
    assert one(home, "HassTurnOn", marked).targets == ("switch.wee",)
    marked = "<name hall lamp> off, no wait, the <area kitchen> one"
    which = one(COTTAGE, "HassTurnOff", marked)
    assert which.status == "ambiguous"
    assert sorted(which.candidates) == ["light.kitchen_1", "light.kitchen_2"]


@pytest.mark.parametrize(
    ("marked", "targets"),
    [
        ("put on the mill blanket, no sorry, the <area loch> one", ("switch.loch_blanket",)),
        ("mill blanket on, no wait i mean the <area loch> one", ("switch.loch_blanket",)),
        ("<name mill blanket> on, no the <area loch> one", ("switch.loch_blanket",)),
        ("put on the mill ceiling light, no, the <area loch> one", ("light.loch_lantern",)),
        ("put the mill lights on, no, those in <area bay one>", ("light.bay",)),
        ("put on the <area loch> one", ("light.loch_lantern",)),
    ],
)
def test_the_right_place_is_that_of_a_thing_like_the_wrong_one(
    marked: str, targets: tuple[str, ...]
) -> None:
    assert one(INN, "HassTurnOn", marked).targets == targets


def test_what_is_not_there_is_no_light_instead() -> None:
    result = one(INN, "HassTurnOn", "put on the mill telly, no sorry, the <area loch> one")
    assert (result.status, result.targets) == ("no_target", ())


@pytest.mark.parametrize(
    "marked", ["<area loch> one off", "<area loch one> off", "the <area loch> one"]
)
def test_one_is_of_the_kind_that_was_named_before(marked: str) -> None:
    first = ("HassTurnOn", "the <name mill electric blanket> on")
    done = ground(INN, first, ("HassTurnOff", f"and {marked}"))
    assert [result.targets for result in done.intents] == [
        ("switch.mill_blanket",), ("switch.loch_blanket",),
    ]  # fmt: skip
    assert "understand" not in done.speech


def test_a_number_is_no_one_of_a_kind() -> None:
    first = ("HassTurnOn", "the <name mill electric blanket> on")
    done = ground(INN, first, ("HassTurnOn", "and <area bay one> on"))
    assert done.intents[1].targets == ("light.bay",)


@pytest.mark.parametrize(
    ("marked", "targets"),
    [
        ("all the <name lights> on, no, just the <except loch>", ("light.loch_lantern",)),
        ("all <name blankets> on, only the <except loch> one", ("switch.loch_blanket",)),
        ("everything on, no, only the <except mill telly>", ("media_player.mill",)),
        ("the <name lights> on, no, only <area loch>", ("light.loch_lantern",)),
        ("just the <except mill telly> on", ("media_player.mill",)),
    ],
)  # fmt: skip
def test_just_tells_all_that_is_meant(marked: str, targets: tuple[str, ...]) -> None:
    assert one(INN, "HassTurnOn", marked).targets == targets


@pytest.mark.parametrize(
    "marked",
    [
        "<name blanket> on in the <area loch> not the <area mill>",
        "<name blanket> on in the <area loch>, not in the <area mill>",
        "<name blanket> on in <area loch> rather than <area mill>",
        "<name blanket> on in <area loch> instead of <area mill>",
    ],
)
def test_a_place_that_is_denied_is_left(marked: str) -> None:
    assert one(INN, "HassTurnOn", marked).targets == ("switch.loch_blanket",)


def test_sorry_takes_back() -> None:
    result = one(INN, "HassTurnOn", "<name mill telly> on, sorry, <name loch blanket>")
    assert result.targets == ("switch.loch_blanket",)


@pytest.mark.parametrize(
    "marked", ["and off in the <area loch>", "<area loch> off", "the same for the <area loch>"]
)
def test_a_place_alone_is_about_the_same_kind(marked: str) -> None:
    first = ("HassTurnOff", "<name mill blanket> off, ")
    done = ground(INN, first, ("HassTurnOff", marked))
    assert done.intents[1].targets == ("switch.loch_blanket",)


def test_a_place_that_has_none_of_the_kind_is_its_lights() -> None:
    first = ("HassTurnOff", "<name mill telly> off, ")
    done = ground(INN, first, ("HassTurnOff", "<area loch> off"))
    assert done.intents[1].targets == ("light.loch_lantern",)
