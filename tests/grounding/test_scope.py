"""How far a mention reaches: places that are not known, pointed at, short for, or carried on."""

import pytest

from agent.grounding import Conversation
from agent.home import Area, Home
from support.grounding.small import COTTAGE, entity, ground, one, slots

#: Machines, and an area whose short name is also what a machine is called.
WORKSHOP = Home(
    areas=(
        Area(id="laser", name="Laser Room"),
        Area(id="wood", name="Wood Shop"),
        Area(id="tunnel", name="Polytunnel", aliases=("tunnel",)),
        Area(id="lounge", name="Lounge"),
        Area(id="server", name="Server Closet"),
        Area(id="master", name="Master Bedroom"),
        Area(id="kids", name="Kids Bedroom"),
    ),
    entities=(
        entity("light.laser", "Laser Room Light", "laser", "on"),
        entity("switch.epilog", "Epilog", "laser", "on", "big laser"),
        entity("fan.laser", "Laser Extraction", "laser", "on"),
        entity("light.wood_1", "Highbay 1", "wood", "on"),
        entity("light.wood_2", "Highbay 2", "wood", "on"),
        entity("switch.saw", "Band Saw", "wood", "on"),
        entity("fan.tunnel", "Tunnel Fan", "tunnel", "off"),
        entity("cover.vents", "Tunnel Vents", "tunnel", "closed", device_class="shutter"),
        entity("fan.wood", "Wood Shop Fan", "wood", "off"),
        entity("light.lounge", "Lounge Lights", "lounge", "on", supported_color_modes=["xy"]),
        entity("cover.lounge", "Lounge Blinds", "lounge", "open"),
        entity("light.server", "Rack Lights", "server", "on"),
        entity("light.master", "Master Bedroom Light", "master", "on"),
        entity("climate.master", "Tado Master Bedroom", "master", "heat"),
        entity("switch.printer", "Printer", None, "on"),
    ),
)


@pytest.mark.parametrize("place", ["there", "the", "that", "wibble"])
@pytest.mark.parametrize("name", ["<name everything>", "<name the lights>", "<name it>", ""])
def test_a_place_that_is_not_understood_never_widens_what_is_meant(place: str, name: str) -> None:
    result = one(COTTAGE, "HassTurnOff", f"turn off {name} in <area {place}>")
    assert (result.status, result.targets) == ("no_target", ())


@pytest.mark.parametrize("marked", ["<name everything> in <area there>", "<name everything there>"])
def test_there_is_the_speakers_area_where_no_other_was_spoken_of(marked: str) -> None:
    result = one(WORKSHOP, "HassTurnOff", f"turn off {marked}", area="wood")
    assert set(result.targets) == {"light.wood_1", "light.wood_2", "switch.saw", "fan.wood"}


@pytest.mark.parametrize(
    ("marked", "targets"),
    [
        ("<name everything> off down the stubio", {"light.laser"}),
        ("turn the <name lights> off in studio", {"light.laser"}),
        ("<name everything> off, the cat is in the lounge", None),  # told, not asked
    ],
)
def test_a_place_that_was_not_marked_is_one_behind_what_is_meant(
    marked: str, targets: set[str] | None
) -> None:
    home = Home(
        areas=(Area(id="studio", name="Studio"), Area(id="lounge", name="Lounge")),
        entities=(
            entity("light.laser", "Easel Lamp", "studio"),
            entity("light.lounge", "Floor Lamp", "lounge"),
        ),
    )
    result = one(home, "HassTurnOff", marked)
    assert set(result.targets) == (targets or {"light.laser", "light.lounge"})


def test_of_everything_in_a_place_that_is_not_known_nothing_is_done() -> None:
    result = one(WORKSHOP, "HassTurnOff", "<name everything> off down the gazebo i'm off home")
    assert (result.status, result.reason) == ("no_target", 'I know of no place called "gazebo".')


@pytest.mark.parametrize("cut", ["in the", "in the \U0001f697", "in my ???"])
def test_a_place_of_which_only_the_article_is_to_be_read_is_not_the_whole_home(cut: str) -> None:
    result = one(WORKSHOP, "HassTurnOff", f"<name lights> off {cut}")
    assert (result.status, result.targets) == ("no_target", ())


def test_areas_that_differ_in_signs_alone_are_told_apart() -> None:
    names = ("C", "C++", "\U0001f3e0")
    areas = tuple(Area(id=f"a{at}", name=name) for at, name in enumerate(names))
    lamps = tuple(entity(f"light.a{at}", f"Lamp {at}", f"a{at}") for at in range(3))
    home = Home(areas=areas, entities=lamps)
    for at, name in enumerate(names):
        assert one(home, "HassTurnOff", "<name lights> off", area=name).targets == (f"light.a{at}",)
    assert one(home, "HassTurnOff", "<name lights> off", area="\U0001f697").status == "no_target"


def test_there_is_the_place_that_the_same_command_names_before() -> None:
    marked = "the guests in the <area wood shop> have gone, <name lights> off in <area there>"
    result = one(WORKSHOP, "HassTurnOff", marked, area="lounge")
    assert set(result.targets) == {"light.wood_1", "light.wood_2"}


def test_there_is_the_place_that_was_spoken_of() -> None:
    talk = Conversation()
    ground(WORKSHOP, ("HassTurnOff", "turn off the <name band saw>"), conversation=talk)
    again = ground(
        WORKSHOP,
        ("HassTurnOff", "turn off the <name lights> in <area there>"),
        conversation=talk,
        area="lounge",
    )
    assert set(again.intents[0].targets) == {"light.wood_1", "light.wood_2"}


@pytest.mark.parametrize("place", ["up here", "right here", "this corner", "the room i'm in"])
def test_where_the_speaker_is_has_many_names(place: str) -> None:
    result = one(
        WORKSHOP, "HassTurnOff", f"turn off the <name lights> <area {place}>", area="laser"
    )
    assert result.targets == ("light.laser",)


def test_here_at_the_end_of_a_name_is_a_place() -> None:
    result = one(WORKSHOP, "HassTurnOff", "turn off <name the lights in here>", area="laser")
    assert result.targets == ("light.laser",)
    nowhere = one(WORKSHOP, "HassTurnOff", "turn off <name the lights in here>")
    assert nowhere.status == "no_target"


@pytest.mark.parametrize(
    ("intent", "marked", "area", "targets"),
    [
        ("HassTurnOn/open", "the <name vents>", None, {"cover.vents"}),
        ("HassTurnOn/open", "the <name vents>", "wood", {"cover.vents"}),
        ("HassTurnOn/open", "the <name vents> in the <area polytunnel>", None, {"cover.vents"}),
        ("HassSetPosition", "the <name vents> to <value 40%>", None, {"cover.vents"}),
        # Nothing there is called so, and fans are what the word may mean.
        ("HassTurnOn", "the <name vents> in the <area wood shop>", None, {"fan.wood"}),
        ("HassFanSetSpeed", "the <name vents> to <value 40%>", "wood", {"fan.wood"}),
        ("HassTurnOn", "the <name fans>", None, {"fan.laser", "fan.tunnel", "fan.wood"}),
    ],
)
def test_what_goes_by_a_word_is_meant_before_a_kind_that_may(
    intent: str, marked: str, area: str | None, targets: set[str]
) -> None:
    result = one(WORKSHOP, intent, marked, area=area)
    assert set(result.targets) == targets, result.reason


@pytest.mark.parametrize("kind", ["name", "area"])
@pytest.mark.parametrize(
    ("said", "targets"),
    [
        ("laser", ("switch.epilog",)),
        ("laser room", ("light.laser",)),
        ("server", ("light.server",)),  # no device goes by it
        ("wood", ("light.wood_1", "light.wood_2")),
    ],
)
def test_a_word_that_is_short_for_a_place_is_a_device_called_so_first(
    said: str, targets: tuple[str, ...], kind: str
) -> None:
    assert one(WORKSHOP, "HassTurnOff", f"turn off the <{kind} {said}>").targets == targets


def test_the_noun_of_a_places_name_is_the_place() -> None:
    result = one(WORKSHOP, "HassTurnOff", "turn off the <name bedroom>")
    assert result.targets == ("light.master",)


def test_the_place_in_a_name_holds_for_later_clauses() -> None:
    done = ground(
        WORKSHOP,
        ("HassTurnOff/close", "<name lounge blinds> down"),
        ("HassLightSet", "<name lights> to <color blue>"),
        area="wood",
    )
    assert [intent.targets for intent in done.intents] == [("cover.lounge",), ("light.lounge",)]


@pytest.mark.parametrize(
    "marked", ["<name lights> off", "turn off the <name highbays and racks lights>"]
)
def test_a_speaker_in_an_unknown_area_does_not_speak_of_the_whole_home(marked: str) -> None:
    result = one(WORKSHOP, "HassTurnOff", marked, area="attic")
    assert (result.status, result.targets) == ("no_target", ())


def test_the_reason_names_the_unknown_area() -> None:
    result = one(WORKSHOP, "HassTurnOff", "<name lights> off", area="attic")
    assert "attic" in (result.reason or "")


@pytest.mark.parametrize(
    ("marked", "count"),
    [
        ("<quantifier all> the <name lights> off", 6),
        ("<name printer> off", 1),
        ("the <name lights> in the <area laser room> off", 1),
        ("<name everything> off", 12),
    ],
)
def test_what_needs_no_area_is_found_from_an_unknown_one(marked: str, count: int) -> None:
    result = one(WORKSHOP, "HassTurnOff", marked, area="attic")
    assert (result.status, len(result.targets)) == ("ok", count)


def test_a_level_alone_from_an_unknown_area_sets_nothing() -> None:
    result = one(WORKSHOP, "HassLightSet", "dim to <value 30%>", area="attic")
    assert (result.status, slots(result)) == ("no_target", {"brightness": 30})
