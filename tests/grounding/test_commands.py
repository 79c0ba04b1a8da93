"""What commands come to: acts by domain, abilities, amounts, and one of several by its state."""

from typing import Any

import pytest

from agent.home import Area, Home
from agent.messages import StateOverlay
from support.grounding.small import COTTAGE, FLAT, VILLA, entity, ground, one, slots


@pytest.mark.parametrize(
    ("home", "intent", "marked", "published", "target"),
    [
        (COTTAGE, "HassTurnOn/open", "open the <name front door>", "HassTurnOff", "lock.front"),
        (COTTAGE, "HassTurnOff/close", "close the <name front door>", "HassTurnOn", "lock.front"),
        (COTTAGE, "HassTurnOff/unlock", "unlock the <name door>", "HassTurnOff", "lock.front"),
        (COTTAGE, "HassTurnOn/open", "open the <area garage>", "HassTurnOn", "cover.garage"),
        (COTTAGE, "HassTurnOn/open", "open the <name garage>", "HassTurnOn", "cover.garage"),
        (COTTAGE, "HassTurnOff", "turn off the <name water>", "HassTurnOff", "valve.tap"),
        (COTTAGE, "HassTurnOff", "stop <name robbie>", "HassVacuumReturnToBase", "vacuum.robbie"),
        (COTTAGE, "HassTurnOn", "start <name robbie>", "HassVacuumStart", "vacuum.robbie"),
        (
            VILLA,
            "HassVacuumStart",
            "start <name bert>",
            "HassLawnMowerStartMowing",
            "lawn_mower.bert",
        ),
        (
            VILLA,
            "HassLawnMowerDock",
            "call back <name rosie>",
            "HassVacuumReturnToBase",
            "vacuum.rosie",
        ),
        (
            COTTAGE,
            "HassTurnOff/close",
            "close the <name hall lamp>",
            "HassTurnOff",
            "light.hall_lamp",
        ),
        (
            VILLA,
            "HassTurnOn/open",
            "open the <name bedroom blinds>",
            "HassTurnOn",
            "cover.curtains",
        ),
        (VILLA, "HassTurnOn/lock", "lock the <name front door>", "HassTurnOn", "lock.front"),
        (
            COTTAGE,
            "HassLightSet",
            "set the <name dyson> to <value 40%>",
            "HassFanSetSpeed",
            "fan.dyson",
        ),
        (
            COTTAGE,
            "HassSetVolume",
            "set the <name left blind> to <value 40%>",
            "HassSetPosition",
            "cover.blind_left",
        ),
        (
            COTTAGE,
            "HassTurnOn",
            "turn on the <name hall lamp> at <value 40%>",
            "HassLightSet",
            "light.hall_lamp",
        ),
        (
            COTTAGE,
            "HassTurnOn",
            "turn on the <name dyson> at <value 40%>",
            "HassFanSetSpeed",
            "fan.dyson",
        ),
        (
            COTTAGE,
            "HassClimateSetFanMode",
            "set the <name dyson> to <mode high>",
            "HassFanSetSpeed",
            "fan.dyson",
        ),
        (VILLA, "HassTurnOn", "start the <name water heater>", "HassTurnOn", "water_heater.tank"),
    ],
)
def test_the_device_decides_what_is_done(
    home: Home, intent: str, marked: str, published: str, target: str
) -> None:
    result = one(home, intent, marked)
    assert (result.intent, result.status, result.targets) == (published, "ok", (target,))


@pytest.mark.parametrize(
    ("intent", "marked", "want"),
    [
        ("HassLightSet", "<name hall lamp> to <value 50%>", {"brightness": 50}),
        ("HassLightSet", "<name hall lamp> to <value fifty percent>", {"brightness": 50}),
        ("HassLightSet", "<name hall lamp> to <value half>", {"brightness": 50}),
        ("HassLightSet", "<name hall lamp> to <value max>", {"brightness": 100}),
        ("HassLightSet", "<name hall lamp> to <value full brightness>", {"brightness": 100}),
        ("HassLightSet/dimmer", "dim <name hall lamp>", {"brightness_step": -20}),
        ("HassLightSet/brighter", "<name hall lamp> <step a bit> up", {"brightness_step": 10}),
        ("HassLightSet/dimmer", "<name hall lamp> by <step ten percent>", {"brightness_step": -10}),
        ("HassLightSet/brighter", "<name hall lamp> <step two notches>", {"brightness_step": 20}),
        ("HassLightSet/dimmer", "dim <name hall lamp> to <value 15>", {"brightness": 15}),
        ("HassLightSet", "<name desk lamp> <color red>", {"color": "red"}),
        ("HassLightSet", "<name desk lamp> <color light blue>", {"color": "lightblue"}),
        ("HassLightSet", "<name desk lamp> <color warm white>", {"temperature": 2700}),
        ("HassLightSet", "<name desk lamp> <color 4000 kelvin>", {"temperature": 4000}),
        ("HassLightSet", "<name desk lamp> <value 2700 k>", {"temperature": 2700}),
        (
            "HassLightSet",
            "<name desk lamp> <color blue> at <value 30%>",
            {"color": "blue", "brightness": 30},
        ),
        ("HassSetPosition", "<name left blind> <value three quarters>", {"position": 75}),
        (
            "HassTurnOn/open",
            "open <name right blind> <step ten percent more>",
            {"position_step": 10, "position": 10},
        ),
        (
            "HassTurnOff/close",
            "lower <name left blind> by <step thirty percent>",
            {"position_step": -30, "position": 70},
        ),
        (
            "HassClimateSetTemperature",
            "<name thermostat> <value 21.5 degrees>",
            {"temperature": 21.5},
        ),
        ("HassClimateSetTemperature", "<name thermostat> <value twenty one>", {"temperature": 21}),
        (
            "HassClimateSetTemperature/warmer",
            "make it warmer",
            {"temperature_step": 1, "temperature": 21},
        ),
        (
            "HassClimateSetTemperature/cooler",
            "<step two degrees> cooler",
            {"temperature_step": -2, "temperature": 18},
        ),
        (
            "HassClimateSetTemperature/warmer",
            "<step ten degrees> warmer",
            {"temperature_step": 10, "temperature": 28},
        ),  # its highest
        ("HassFanSetSpeed", "<name dyson> to <value high>", {"percentage": 100}),
        ("HassFanSetSpeed", "<name dyson> to <value 3>", {"percentage": 30}),  # its third gear
        ("HassFanSetSpeed", "<name dyson> to <value 3%>", {"percentage": 3}),
        (
            "HassFanSetSpeed/faster",
            "<name dyson> faster",
            {"percentage_step": 20, "percentage": 20},
        ),
        ("HassSetVolume", "<name tv> <value 30 percent>", {"volume_level": 30}),
        ("HassSetVolumeRelative/up", "turn up <name tv>", {"volume_step": "up"}),
        ("HassSetVolumeRelative/down", "<name tv> down by <step 10>", {"volume_step": -10}),
        ("HassSetVolumeRelative/up", "turn up <name tv> <step a bit>", {"volume_step": 5}),
        (
            "HassMediaSearchAndPlay",
            "play <media album> <query kind of blue> on <name tv>",
            {"media_class": "album", "search_query": "kind of blue"},
        ),
        ("HassTurnOn", "<name hall lamp> for <duration ten minutes>", {"duration": 600}),
        ("HassTurnOn", "<name hall lamp> in <delay half an hour>", {"delay": 1800}),
        ("HassTurnOn", "<name hall lamp> until <until sunset>", {"until": "sunset"}),
        ("HassTurnOn", "<name hall lamp> at <time 7 pm>", {"time": "7 pm"}),
        (
            "HassTurnOn",
            "<name hall lamp> <condition if it is dark>",
            {"condition": "if it is dark"},
        ),
    ],
)
def test_amounts_become_slots(intent: str, marked: str, want: dict[str, Any]) -> None:
    result = one(COTTAGE, intent, marked)
    assert result.status == "ok", result.reason
    assert {name: slots(result).get(name) for name in want} == want


def test_a_volume_that_is_turned_up_to_a_level_is_set() -> None:
    result = one(COTTAGE, "HassSetVolumeRelative/up", "turn up the <name tv> to <value 40>")
    assert (result.intent, slots(result)["volume_level"]) == ("HassSetVolume", 40)


@pytest.mark.parametrize(
    ("intent", "marked"),
    [
        ("HassLightSet", "<name hall lamp> to <value 130%>"),
        ("HassLightSet", "<name desk lamp> <color puce>"),
        ("HassLightSet", "<name desk lamp>"),
        ("HassSetVolume", "<name tv> to <value minus five>"),
        ("HassSetVolume", "<name tv>"),
        ("HassClimateSetTemperature", "<value 2000 degrees>"),
    ],
)
def test_an_amount_that_cannot_be_meant_is_refused(intent: str, marked: str) -> None:
    result = one(COTTAGE, intent, marked)
    assert (result.status, result.targets) == ("refused", ())
    assert result.reason


@pytest.mark.parametrize(
    ("home", "intent", "marked"),
    [
        (COTTAGE, "HassLightSet", "<name ceiling> in the <area study> <color red>"),
        (COTTAGE, "HassLightSet", "<name ceiling> in the <area study> to <value 50%>"),
        (COTTAGE, "HassLightSet", "<name hall lamp> <color red>"),
    ],
)
def test_what_a_device_cannot_do_is_said(home: Home, intent: str, marked: str) -> None:
    result = one(home, intent, marked)
    assert (result.status, result.targets) == ("no_target", ())
    assert "cannot" in (result.reason or "")


def test_a_temperature_out_of_a_devices_reach() -> None:
    result = one(COTTAGE, "HassClimateSetTemperature", "set it to <value 30 degrees>")
    assert (result.status, result.reason) == ("no_target", "Thermostat cannot be set to that.")


@pytest.mark.parametrize(
    ("intent", "marked", "published"),
    [
        ("HassClimateSetTemperature", "<area study> to <value 50 percent>", "HassLightSet"),
        ("HassClimateSetTemperature", "<name dyson> to <value 50%>", "HassFanSetSpeed"),
        ("HassLightSet", "<area hall> to <value 21 degrees>", "HassClimateSetTemperature"),
        ("HassSetVolume", "<area hall> to <value 21°>", "HassClimateSetTemperature"),
    ],
)
def test_the_unit_decides_what_is_set(intent: str, marked: str, published: str) -> None:
    result = one(COTTAGE, intent, f"set {marked}")
    assert (result.intent, result.status) == (published, "ok")


def test_of_several_those_that_can_are_meant() -> None:
    result = one(COTTAGE, "HassLightSet", "<name study lights> <color green>")
    assert result.targets == ("light.desk",)


def test_of_two_the_one_that_can_is_meant() -> None:
    result = one(COTTAGE, "HassLightSet", "the <name light> in the <area study> to <value 20%>")
    assert result.targets == ("light.desk",)


def test_a_device_that_does_not_say_is_taken_to_be_able() -> None:
    assert one(VILLA, "HassLightSet", "<name floor lamp> <color red>").status == "ok"


def test_fully_open_is_open_for_a_cover_without_positions() -> None:
    home = Home(entities=(entity("cover.hatch", "Hatch", supported_features=3),))
    result = one(home, "HassSetPosition", "set the <name hatch> to <value 100%>")
    assert (result.intent, result.targets) == ("HassTurnOn", ("cover.hatch",))
    half = one(home, "HassSetPosition", "set the <name hatch> to <value 50%>")
    assert half.status == "no_target"


@pytest.mark.parametrize(
    ("intent", "marked", "target"),
    [
        ("HassTurnOff", "turn off the <name light> in the <area study>", "light.desk"),
        ("HassTurnOff/close", "close the <name blind>", "cover.blind_left"),
        ("HassMediaPause", "pause", "media_player.tv"),
        ("HassSetVolumeRelative/up", "turn it up", "media_player.tv"),
        ("HassLightSet/dimmer", "dim the <name light> in the <area study>", "light.desk"),
    ],
)
def test_the_one_at_work_is_the_one_to_stop(intent: str, marked: str, target: str) -> None:
    assert one(COTTAGE, intent, marked).targets == (target,)


def test_a_state_does_not_choose_what_to_switch_on() -> None:
    assert one(COTTAGE, "HassTurnOn", "turn on the <name light> in the <area study>").candidates


def test_states_of_the_request_hold() -> None:
    states = {
        "light.desk": StateOverlay(state="off"),
        "light.study_ceiling": StateOverlay(state="on"),
    }
    said = ("HassTurnOff", "turn off the <name light> in the <area study>")
    (result,) = ground(COTTAGE, said, states=states).intents
    assert result.targets == ("light.study_ceiling",)
    unknown = ground(COTTAGE, said, states={"light.desk": StateOverlay(state="unavailable")})
    assert unknown.intents[0].status == "ambiguous"


def test_attributes_of_the_request_hold() -> None:
    states = {"light.hall_lamp": StateOverlay(attributes={"supported_color_modes": ["hs"]})}
    said = ("HassLightSet", "<name hall lamp> <color red>")
    assert ground(COTTAGE, said, states=states).status == "ok"


@pytest.mark.parametrize(
    ("home", "intent", "marked", "area", "targets"),
    [
        (
            COTTAGE,
            "HassClimateSetTemperature",
            "set the temperature to <value 21>",
            None,
            {"climate.thermostat"},
        ),
        (
            VILLA,
            "HassClimateSetTemperature",
            "set the temperature to <value 70>",
            "bedroom",
            {"climate.upstairs"},
        ),
        (
            VILLA,
            "HassClimateSetTemperature",
            "<name temperature> <area living room> <value 70>",
            None,
            {"climate.downstairs"},
        ),
        (
            COTTAGE,
            "HassSetVolume",
            "<name volume> to <value 20>",
            "kitchen",
            {"media_player.speaker"},
        ),
        (COTTAGE, "HassLightSet/brighter", "too dark in <area here>", "hall", {"light.hall_lamp"}),
        (
            VILLA,
            "HassLightSet/dimmer",
            "dim the <area kitchen>",
            None,
            {"light.cabinet", "light.pendant_1", "light.pendant_2"},
        ),
        (VILLA, "HassMediaUnpause", "resume the <name music>", None, {"media_player.living"}),
        (VILLA, "HassMediaPause", "stop the <name music>", None, {"media_player.kitchen"}),
        (
            COTTAGE,
            "HassMediaSearchAndPlay",
            "play <query jazz> in the <area kitchen>",
            None,
            {"media_player.speaker"},
        ),
        (
            VILLA,
            "HassMediaSearchAndPlay",
            "play <media film> <query alien> <area living room>",
            None,
            {"media_player.tv"},
        ),
        (VILLA, "HassTurnOn/lock", "lock up", None, {"lock.front", "lock.back"}),
        (VILLA, "HassTurnOn/lock", "lock <name everything>", None, {"lock.front", "lock.back"}),
        (
            VILLA,
            "HassTurnOn",
            "turn on the <name heating>",
            None,
            {"climate.downstairs", "climate.upstairs"},
        ),
    ],
)
def test_a_setter_without_a_device(
    home: Home, intent: str, marked: str, area: str | None, targets: set[str]
) -> None:
    result = one(home, intent, marked, area=area)
    assert result.status == "ok", result.reason
    assert set(result.targets) == targets


def test_two_thermostats_and_nothing_to_choose_by() -> None:
    result = one(VILLA, "HassClimateSetTemperature", "set the <name thermostat> to <value 70>")
    assert (result.status, len(result.candidates)) == ("ambiguous", 2)


def test_nothing_named_is_nothing_done() -> None:
    assert one(COTTAGE, "HassTurnOn", "turn on").status == "no_target"


@pytest.mark.parametrize(
    ("said", "targets"),
    [
        ("lock the back daw", ("lock.back",)),
        ("lock up for the night", ("lock.front", "lock.back")),
        ("we're off to the shops, lock up", ("lock.front", "lock.back")),
        ("back to the office, lock up", ("lock.front", "lock.back")),
    ],
)
def test_what_is_named_in_no_span_is_not_passed_over_for_all(
    said: str, targets: tuple[str, ...]
) -> None:
    home = Home(
        entities=(
            entity("lock.front", "Front Door Lock", None, "unlocked"),
            entity("lock.back", "Back Door Lock", None, "unlocked"),
        )
    )
    assert one(home, "HassTurnOn/lock", said).targets == targets


@pytest.mark.parametrize(
    ("behind", "sent"),
    [
        ("get <name Dusty> on it", [("HassVacuumCleanArea", ("vacuum.dusty",))]),
        # Another errand.
        ("then start <name Dusty>", [("HassVacuumCleanArea", ()),
                                     ("HassVacuumStart", ("vacuum.dusty",))]),
    ],
)  # fmt: skip
def test_who_is_sent_to_a_room_behind_what_is_told_of_it_cleans_that(
    behind: str, sent: list[tuple[str, tuple[str, ...]]]
) -> None:
    home = Home(
        areas=(Area(id="den", name="Den"),),
        entities=(entity("vacuum.dusty", "Dusty"), entity("vacuum.robbie", "Robbie")),
    )
    told = ("HassVacuumCleanArea", "crumbs all over the <area den>")
    found = ground(home, told, ("HassVacuumStart", behind)).intents
    assert [(one.intent, one.targets) for one in found] == sent


def test_a_song_that_is_left_out_is_no_device() -> None:
    result = one(COTTAGE, "HassMediaNext", "next song, anything but this")
    assert (result.status, result.targets) == ("ok", ("media_player.tv",))
    paused = one(COTTAGE, "HassMediaPause", "pause <name all the speakers> except mine")
    assert (paused.status, paused.targets) == ("no_target", ())


def test_who_is_called_by_name_does_what_is_said_next():
    name = ("HassVacuumCleanArea", "<name rosie>,")
    deed = ("HassVacuumCleanArea", "do the <area bedroom>")
    started = ("HassVacuumStart", "<name rosie>,")
    sent = ("HassVacuumStart", "<name rosie> go")
    for called in (name, started, sent):
        (intent,) = ground(VILLA, called, deed).intents
        assert (intent.status, intent.targets) == ("ok", ("vacuum.rosie",))
    other = ("HassTurnOn", "<name lamp> on")
    assert len(ground(VILLA, name, other).intents) == 2


def test_what_is_to_be_cleaned_is_no_place_of_the_vacuum() -> None:
    result = one(VILLA, "HassVacuumCleanArea", "vacuum the <area bedroom>")
    assert (result.status, result.targets) == ("ok", ("vacuum.rosie",))
    assert slots(result) == {"name": "Rosie", "area": "Bedroom"}


@pytest.mark.parametrize(
    ("marked", "reason"),
    [
        ("do the <area checkout>", 'I know of no "checkout" here.'),
        ("vacuum <area here>", "I do not know which room you are in."),
    ],
)
def test_no_place_is_cleaned_that_is_not_known(marked: str, reason: str) -> None:
    result = one(VILLA, "HassVacuumCleanArea", marked)
    assert (result.status, result.targets, result.reason) == ("no_target", (), reason)


def test_a_home_without_areas_leaves_the_place_to_the_vacuum() -> None:
    home = Home(entities=(entity("vacuum.rosie", "Rosie"),))
    result = one(home, "HassVacuumCleanArea", "vacuum the <area attic>")
    assert (result.status, slots(result)["area"]) == ("ok", "attic")


def test_a_script_is_called_by_its_name_where_no_room_has_it() -> None:
    rounds = entity("script.rounds", "Evening Rounds")
    vacuum = entity("vacuum.rosie", "Rosie")
    home = Home(areas=(Area(id="hall", name="Hall"),), entities=(rounds, vacuum))
    result = one(home, "HassVacuumCleanArea", "do the <area evening rounds>")
    assert (result.intent, result.targets) == ("HassTurnOn", ("script.rounds",))


def test_what_is_to_be_left_is_left_though_no_span_holds_it() -> None:
    off = ("HassTurnOff", "<quantifier all> <name lights> off in the <area kitchen>")
    lamps = (entity("light.island", "Island", "kitchen"), entity("light.cans", "Cans", "kitchen"))
    home = Home(areas=(Area(id="kitchen", name="Kitchen"),), entities=lamps)
    for leave in ("but leave the island on", "just don't touch the island please"):
        (result,) = ground(home, off, (None, leave)).intents
        assert result.targets == ("light.cans",)
    (result,) = ground(home, off, (None, "but leave me in peace")).intents
    assert set(result.targets) == {"light.island", "light.cans"}
    (result,) = ground(home, off, (None, "but leave the disco ball")).intents
    assert (result.status, result.targets) == ("no_target", ())


def test_what_the_end_of_a_command_says_to_leave_is_left() -> None:
    lamps = (entity("light.left", "Left Lamp", "den"), entity("light.right", "Right Lamp", "den"))
    home = Home(areas=(Area(id="den", name="Den"),), entities=lamps)
    off = "<name lights> off in the <area den> but leave the left lamp"
    assert one(home, "HassTurnOff", off).targets == ("light.right",)
    off = "<name lights> off in the <area den> but not too fast"
    assert len(one(home, "HassTurnOff", off).targets) == 2


def test_the_same_elsewhere_is_of_the_same_kind() -> None:
    areas = (Area(id="den", name="Den"), Area(id="hall", name="Hall"))
    lamps = tuple(
        entity(f"light.{area}_{name}", name.title(), area)
        for area in ("den", "hall")
        for name in ("lamp", "pendant")
    )
    said = ("<name lamp> on in the <area den>", "and the same in the <area hall>")
    done = ground(Home(areas=areas, entities=lamps), *(("HassTurnOn", one) for one in said))
    assert [one.targets for one in done.intents] == [("light.den_lamp",), ("light.hall_lamp",)]


@pytest.mark.parametrize(("link", "steps"), [("", 1), ("and ", 2)])
def test_a_step_is_why_the_same_device_is_turned_on(link: str, steps: int) -> None:
    heater = entity("climate.shed", "Shed Heater", "shed", temperature=18)
    home = Home(areas=(Area(id="shed", name="Shed"),), entities=(heater,))
    cold = ("HassClimateSetTemperature/warmer", "it's baltic in the <area shed>,")
    done = ground(home, cold, ("HassTurnOn", f"{link}get the <name heater> going")).intents
    assert [one.intent for one in done][-1] == "HassTurnOn"
    assert len(done) == steps


def test_what_it_is_done_for_is_meant_where_it_is_a_device() -> None:
    lamps = (entity("light.tank", "Fish Tank"), entity("light.desk", "Desk"))
    result = one(Home(entities=lamps), "HassTurnOff", "<name lights> out for the <area fish tank>")
    assert result.targets == ("light.tank",)


def test_an_it_behind_what_it_stands_for_is_nothing_more() -> None:
    cut = ("HassTurnOff", "the <name label printer> is jammed, cut the power to <name it>")
    results = ground(Home(entities=(entity("switch.printer", "Label Printer"),)), cut).intents
    assert [result.targets for result in results] == [("switch.printer",)]


def test_a_mere_number_goes_with_the_noun_before() -> None:
    home = Home(entities=tuple(entity(f"light.{at}", f"Lamp {at}") for at in (1, 2, 3)))
    said = (("HassTurnOn", "<name lamp 1> on"), ("HassTurnOff", "and <name three> off"))
    targets = [result.targets for result in ground(home, *said).intents]
    assert targets == [("light.1",), ("light.3",)]


@pytest.mark.parametrize(
    ("marked", "target"),
    [
        ("<name heat lamp> too on", "switch.lamp_2"),
        ("<name heat lamp> too", None),
        ("<name heat lamp> for <duration an hour>", None),
    ],
)
def test_a_number_that_was_heard_as_another_word(marked: str, target: str | None) -> None:
    lamps = tuple(entity(f"switch.lamp_{at}", f"Heat Lamp {at}") for at in (1, 2, 4))
    result = one(Home(entities=lamps), "HassTurnOn", marked)
    assert (result.targets or (None,)) == (target,)


def test_a_whole_name_that_begins_like_a_place_is_meant_where_that_has_no_such_device() -> None:
    heating = entity("climate.workshop", "Workshop Heating", "bench")
    areas = (Area(id="bench", name="Bench Room"), Area(id="wood", name="Wood Workshop"))
    warm = ("HassTurnOn", "turn on the <name workshop heating>")
    assert one(Home(areas=areas, entities=(heating,)), *warm).targets == ("climate.workshop",)


def test_a_mention_that_stops_short_is_drawn_out() -> None:
    result = one(COTTAGE, "HassTurnOff", "turn off the <name kitchen> speaker")
    assert result.targets == ("media_player.speaker",)


@pytest.mark.parametrize(
    ("marked", "confidence", "count"),
    [
        ("<name hall lamp> off", 0.7, 1),
        ("get down off that <name hall lamp> you daft cat", 0.7, 0),
        ("get down off that <name hall lamp> you daft cat", 0.85, 1),
    ],
)
def test_what_holds_words_of_talk_must_be_read_more_surely(
    marked: str, confidence: float, count: int
) -> None:
    assert len(ground(COTTAGE, ("HassTurnOff", marked, confidence)).intents) == count


def test_clauses_below_the_threshold_are_left_out() -> None:
    grounded = ground(
        COTTAGE,
        ("HassTurnOn", "turn on the <name hall lamp>", 0.9),
        ("HassTurnOff", "turn off the <name tv>", 0.5),
        (None, "as I was saying"),
    )
    assert [result.targets for result in grounded.intents] == [("light.hall_lamp",)]
    nothing = ground(COTTAGE, ("HassTurnOn", "turn on the <name hall lamp>", 0.5))
    assert (nothing.status, nothing.intents, nothing.speech) == ("not_recognized", (), "")


def test_a_leading_place_holds_for_the_clauses_after_it() -> None:
    grounded = ground(
        COTTAGE,
        ("HassTurnOff", "in the <area study> turn off the <name fan>"),
        ("HassTurnOn", "turn on the <name lights>"),
    )
    assert set(grounded.intents[1].targets) == {"light.desk", "light.study_ceiling"}


def test_the_status_is_the_worst() -> None:
    grounded = ground(
        COTTAGE,
        ("HassTurnOn", "turn on the <name hall lamp>"),
        ("HassTurnOn", "turn on the <name bedside lamp>"),
    )
    assert grounded.status == "ambiguous"
    assert grounded.speech == (
        "Turned on Hall Lamp. Which one, Left Bedside Lamp or Right Bedside Lamp?"
    )


def test_a_name_that_is_also_a_room_is_the_room_for_lights() -> None:
    home = Home(
        areas=(Area(id="bedroom", name="Bedroom"),),
        entities=(
            entity("light.bedroom", "Bedroom", "bedroom"),
            entity("light.other", "Shelf", "bedroom"),
            entity("media_player.bedroom", "Bedroom", "bedroom", "idle"),
            entity("media_player.tv", "Screen", "bedroom", "idle"),
        ),
    )
    off = one(home, "HassTurnOff", "<name bedroom> off")
    assert set(off.targets) == {"light.bedroom", "light.other"}
    volume = one(home, "HassSetVolume", "<name bedroom> volume to <value 20>")
    assert volume.targets == ("media_player.bedroom",)


def test_homes_without_areas() -> None:
    assert one(FLAT, "HassTurnOff/close", "close the <name blinds>").targets == ("cover.blinds",)
    marked = "turn off the <name lights> in the <area kitchen>"
    assert set(one(FLAT, "HassTurnOff", marked).targets) == {"light.a", "light.b"}


@pytest.mark.parametrize(
    ("modes", "said", "status"),
    [
        (None, "auto", "ok"),
        (None, "heat", "no_target"),
        (["eco", "boost"], "boost", "ok"),
        (["eco", "boost"], "auto", "no_target"),
    ],
)
def test_a_fan_mode_must_be_one_that_the_device_has(modes, said, status):
    attributes = {} if modes is None else {"fan_modes": modes}
    home = Home(entities=(entity("climate.hall", "Hall Heating", **attributes),))
    marked = f"set the <name hall heating> fan to <mode {said}>"
    assert one(home, "HassClimateSetFanMode", marked).status == status


def test_a_fan_mode_is_called_as_the_device_calls_it():
    attributes = {"fan_modes": ["low", "Quiet"]}
    home = Home(entities=(entity("climate.hall", "Hall Heating", **attributes),))
    marked = "set the <name hall heating> fan to <mode quiet>"
    assert slots(one(home, "HassClimateSetFanMode", marked))["fan_mode"] == "Quiet"


def test_music_is_not_searched_for_nothing():
    assert one(COTTAGE, "HassMediaSearchAndPlay", "play some on <name tv>").status == "refused"


def test_two_names_that_share_their_last_word():
    home = Home(entities=(entity("lock.front", "Front Door"), entity("lock.back", "Back Door")))
    marked = "lock the <name front and back doors>"
    assert one(home, "HassTurnOn/lock", marked).targets == ("lock.front", "lock.back")
    marked = "lock the <name front and side doors>"
    assert one(home, "HassTurnOn/lock", marked).status == "no_target"


def test_two_names_in_one_mention():
    names = {"light.left": "House Left", "light.right": "House Right", "switch.urn": "Tea Urn"}
    home = Home(entities=tuple(entity(at, name) for at, name in names.items()))
    for said, targets in (
        ("house left and right", ("light.left", "light.right")),
        ("house left and tea urn", ("light.left", "switch.urn")),
        ("house left and centre", ()),
    ):
        assert one(home, "HassTurnOn", f"<name {said}> on").targets == targets


def test_two_places_in_one_mention():
    areas = tuple(Area(id=name.lower(), name=f"{name} Room") for name in ("Harris", "Barra"))
    lamps = (entity(f"light.{area.id}", "Lamp", area.id) for area in areas)
    home = Home(areas=areas, entities=tuple(lamps))
    marked = "<name lamps> on in <area Harris and Barra>"
    assert one(home, "HassTurnOn", marked).targets == ("light.harris", "light.barra")
    marked = "<name lamps> on in <area Harris and Skye>"
    assert one(home, "HassTurnOn", marked).status == "no_target"


def test_what_is_no_heating_is_turned_on_to_be_warmer():
    home = Home(entities=(entity("switch.rail", "Towel Rail"), entity("fan.loft", "Loft Fan")))
    warm = one(home, "HassClimateSetTemperature/warmer", "warm up the <name towel rail>")
    assert (warm.intent, warm.targets) == ("HassTurnOn", ("switch.rail",))
    cool = one(home, "HassClimateSetTemperature/cooler", "cool down the <name towel rail>")
    assert cool.status == "no_target"
    garage = entity("cover.garage", "Garage Door", device_class="garage")
    home = Home(entities=(garage, entity("scene.night", "Good Night")))
    for said in ("garage door", "good night"):  # it opens no door and runs no scene
        warm = one(home, "HassClimateSetTemperature/warmer", f"warm up the <name {said}>")
        assert (warm.status, warm.targets) == ("no_target", ())


def test_a_place_between_two_devices_is_none_of_them():
    marked = "turn the <name fan> on in the <name study> with the <name desk lamp>"
    done = ground(COTTAGE, ("HassTurnOn", marked))
    assert {at for one in done.intents for at in one.targets} >= {"fan.dyson"}
    marked = "<name kitchen> off, <name coffee machine> off"
    done = ground(COTTAGE, ("HassTurnOff", marked))
    assert {at for one in done.intents for at in one.targets} == {
        "switch.coffee", "light.kitchen_1", "light.kitchen_2",
    }  # fmt: skip


def test_a_mode_is_a_scene_where_one_is_called_so():
    home = Home(entities=(entity("scene.recital", "Recital"),))
    assert one(home, "HassTurnOn", "turn on <name recital mode>").targets == ("scene.recital",)


def test_and_the_one_in_another_place_is_one_more():
    home = Home(
        areas=(Area(id="study", name="Study"), Area(id="attic", name="Attic")),
        entities=(
            entity("light.desk", "Desk Lamp", "study"),
            entity("light.floor", "Floor Lamp", "attic"),
        ),
    )
    marked = "turn on the <name lamp> in the <area study> and the one in the <area attic>"
    assert one(home, "HassTurnOn", marked).targets == ("light.desk", "light.floor")


@pytest.mark.parametrize("said", ["eleven", "10", "7:30", "ten pm", "22"])
def test_a_figure_that_switching_cannot_use_is_a_time_of_day(said: str) -> None:
    result = one(COTTAGE, "HassTurnOff", f"turn off the <name hall lamp> at <value {said}>")
    assert (result.status, slots(result)["time"]) == ("ok", said)


@pytest.mark.parametrize(
    "marked",
    [
        "turn off the <name hall lamp> by <value 40%>",
        "turn off the <name hall lamp> at <value 40>",
        "turn off the <name hall lamp> <value eleven>",
        "turn on the <name coffee machine> <value half>",
    ],
)
def test_an_amount_that_switching_cannot_use_is_not_passed_over(marked: str) -> None:
    result = one(COTTAGE, "HassTurnOn" if " on " in marked else "HassTurnOff", marked)
    assert (result.status, result.targets) == ("refused", ())


def test_off_completely_is_off() -> None:
    marked = "turn the <name hall lamp> off <value completely>"
    assert one(COTTAGE, "HassTurnOff", marked).targets == ("light.hall_lamp",)


def test_closed_halfway_is_a_position() -> None:
    result = one(COTTAGE, "HassTurnOff/close", "close the <name left blind> <value halfway>")
    assert (result.intent, slots(result)["position"]) == ("HassSetPosition", 50)


def test_a_figure_goes_before_a_vague_word() -> None:
    marked = "<name left blind> open <value just a crack>, like <value ten percent>"
    assert slots(one(COTTAGE, "HassSetPosition", marked))["position"] == 10


def test_a_step_that_is_only_explained_is_done_once() -> None:
    down = "HassSetVolumeRelative/down"
    said = ((down, "turn it down <step a bit>"), (down, "it is too loud"))
    (result,) = ground(VILLA, *said, area="kitchen").intents
    assert slots(result)["volume_step"] == -5
    twice = ground(VILLA, said[0], said[0], area="kitchen").intents
    assert len(twice) == 2


def test_the_reason_before_what_is_set_tells_where() -> None:
    warm = "HassClimateSetTemperature"
    said = (
        (f"{warm}/warmer", "it is freezing in the <area lounge>"),
        (warm, "put the heating up to <value 22>"),
    )
    (result,) = ground(VILLA, *said, area="kitchen").intents
    assert slots(result)["temperature"] == 22
    alone = ground(VILLA, (warm, "put the heating in the <area lounge> up to <value 22>"))
    assert result.targets == alone.intents[0].targets


def test_the_reason_for_what_is_set_is_no_step() -> None:
    warm = "HassClimateSetTemperature"
    said = ((warm, "set the <name thermostat> to <value 19>"), (f"{warm}/cooler", "i am melting"))
    (result,) = ground(COTTAGE, *said).intents
    assert slots(result)["temperature"] == 19


@pytest.mark.parametrize(
    ("said", "status"), [("250", "ok"), ("350", "refused"), ("-60", "refused")]
)
def test_an_oven_is_set_as_hot_as_it_gets(said: str, status: str) -> None:
    oven = entity("climate.oven", "Deck Oven", None, "heat", max_temp=300)
    set_to = ("HassClimateSetTemperature", f"preheat the <name deck oven> to <value {said}>")
    result = ground(Home(entities=(oven,)), set_to).intents[0]
    assert result.status == status
    plain = entity("climate.plain", "Deck Oven", None, "heat")
    assert ground(Home(entities=(plain,)), set_to).intents[0].status == "refused"


def test_a_vacuum_that_is_sent_to_a_room_is_not_started_besides() -> None:
    crumbs = ("HassVacuumCleanArea", "there are crumbs in the <area kitchen>")
    done = ground(VILLA, crumbs, ("HassVacuumStart", "send <name Rosie>"))
    assert [one.intent for one in done.intents] == ["HassVacuumCleanArea"]


def test_what_something_is_done_for_is_no_place() -> None:
    done = one(VILLA, "HassTurnOff/close", "close the <name shades> for the <area film>")
    assert done.targets == ("cover.shades",)
    in_it = one(VILLA, "HassTurnOff/close", "close the <name shades> in the <area attic>")
    assert (in_it.status, in_it.targets) == ("no_target", ())


def test_a_racket_is_what_plays() -> None:
    done = one(VILLA, "HassSetVolumeRelative/down", "turn <name that racket> down", area="kitchen")
    assert done.targets == ("media_player.kitchen",)
