"""Which devices a mention means."""

import pytest

from agent.home import Area, Floor, Home
from support.grounding.small import COTTAGE, FLAT, VILLA, entity, ground, one, slots


@pytest.mark.parametrize(
    ("home", "said", "targets"),
    [
        (COTTAGE, "hall lamp", ["light.hall_lamp"]),
        (COTTAGE, "the Hall Lamp", ["light.hall_lamp"]),
        (COTTAGE, "espresso", ["switch.coffee"]),  # an alias
        (COTTAGE, "dyson", ["fan.dyson"]),  # not its child lock
        (COTTAGE, "study lamp", ["light.desk"]),  # by its area
        (COTTAGE, "bed side lamps", ["light.left", "light.right"]),
        (COTTAGE, "kitchen light one", ["light.kitchen_1"]),
        (COTTAGE, "kitchen light 2", ["light.kitchen_2"]),
        (COTTAGE, "light 2", ["light.kitchen_2"]),
        (COTTAGE, "espresso thing", ["switch.coffee"]),
        (COTTAGE, "left-hand bedside lamp", ["light.left"]),
        (COTTAGE, "coffee maker", ["switch.coffee"]),  # another word for machine
        (COTTAGE, "kichen speaker", ["media_player.speaker"]),  # misspelt
        (COTTAGE, "cofee machine", ["switch.coffee"]),
        (COTTAGE, "kitchen speeka", ["media_player.speaker"]),  # by its sound
        (COTTAGE, "ther mostet", ["climate.thermostat"]),  # cut in two and misspelt
        (COTTAGE, "kitchen lights", ["light.kitchen_1", "light.kitchen_2"]),
        (COTTAGE, "entrance hall lamp", ["light.hall_lamp"]),
        (COTTAGE, "outside lights", ["switch.porch"]),  # a switch by its name
        (COTTAGE, "vacuum", ["vacuum.robbie"]),
        (COTTAGE, "speaker", ["media_player.speaker"]),
        (VILLA, "living room lights", ["light.living_room"]),  # the group, by its whole name
        (VILLA, "island lights", ["light.pendant_1", "light.pendant_2"]),
        (VILLA, "pendants", ["light.pendant_1", "light.pendant_2"]),
        (VILLA, "anna's lamp", ["light.annas"]),
        (VILLA, "bedroom light", ["light.bedroom_main"]),  # the main one
        (VILLA, "guest room lamp", ["light.guest"]),
        (VILLA, "heater", ["switch.heater"]),
        (VILLA, "tv", ["media_player.tv"]),  # neither its plug nor its remote
        (VILLA, "relax", ["scene.relax"]),
        (VILLA, "goodnight", ["script.good_night"]),
        (FLAT, "kitchen lights", ["light.a", "light.b"]),
        (FLAT, "kettle", ["switch.kettle"]),
        (FLAT, "heater", ["switch.heater"]),  # the plug it hangs on
        (FLAT, "radio", ["media_player.radio"]),
        (FLAT, "counter light", ["light.b"]),
        (FLAT, "bed room lamp", ["light.c"]),
    ],
)
def test_a_mention_finds_its_devices(home: Home, said: str, targets: list[str]) -> None:
    intent = "HassVacuumStart" if said == "vacuum" else "HassTurnOn"
    result = one(home, intent, f"turn on the <name {said}>")
    assert result.status == "ok", result.reason
    assert sorted(result.targets) == targets


@pytest.mark.parametrize(
    ("home", "marked", "candidates"),
    [
        (COTTAGE, "the <name kitchen light>", ["light.kitchen_1", "light.kitchen_2"]),
        (COTTAGE, "the <name bedside lamp>", ["light.left", "light.right"]),
        (COTTAGE, "the <name light> in the <area study>", ["light.desk", "light.study_ceiling"]),
        (VILLA, "the <name bedside lamp>", ["light.annas", "light.johns"]),
        (FLAT, "the <name kitchen light>", ["light.a", "light.b"]),
    ],
)
def test_one_of_several_is_not_guessed(home: Home, marked: str, candidates: list[str]) -> None:
    result = one(home, "HassTurnOn", f"turn on {marked}")
    assert (result.status, result.targets) == ("ambiguous", ())
    assert sorted(result.candidates) == candidates
    assert result.reason


def test_two_devices_of_one_name_in_one_place_are_two_and_entities_of_one_device_one() -> None:
    doors = Home(entities=(entity("lock.x", "Door"), entity("lock.y", "Door")))
    assert one(doors, "HassTurnOff/unlock", "the <name door>").candidates == ("lock.x", "lock.y")
    kettle = Home(entities=(entity("light.kettle", "Kettle"), entity("switch.kettle", "Kettle")))
    assert one(kettle, "HassTurnOn", "the <name kettle> on").targets == ("light.kettle",)


@pytest.mark.parametrize("home", [COTTAGE, VILLA, FLAT])
@pytest.mark.parametrize(
    "said",
    [
        "toaster",
        "jukebox",
        "pool pump",
        "sauna stove",
        "printer",
        "curling iron",
        "2",
        "the static",
    ],
)
def test_what_the_home_does_not_have_is_not_taken_for_something_else(home: Home, said: str) -> None:
    result = one(home, "HassTurnOn", f"turn on the <name {said}>")
    assert (result.status, result.targets, result.candidates) == ("no_target", (), ())


@pytest.mark.parametrize(
    ("home", "marked"),
    [
        (COTTAGE, "the <name fan> in the <area kitchen>"),
        (COTTAGE, "the <name lights> in the <area observatory>"),
        (COTTAGE, "the <name desk lamp> in the <area kitchen>"),
        (VILLA, "the <name lights> in the <area office>"),
        (VILLA, "the <name office lights>"),
        (COTTAGE, "the <name back door>"),  # a sensor
        (COTTAGE, "the <name kitchen humidity>"),
    ],
)
def test_a_place_without_it_is_no_target(home: Home, marked: str) -> None:
    result = one(home, "HassTurnOn", f"turn on {marked}")
    assert (result.status, result.targets) == ("no_target", ())
    assert result.reason


def test_a_word_that_mostly_says_nothing_may_be_the_end_of_a_name() -> None:
    home = Home(entities=(entity("light.dresser", "Dresser"),))
    assert one(home, "HassTurnOn", "the <name dress her> on").targets == ("light.dresser",)
    assert one(home, "HassTurnOn", "the <name dress> on").status == "no_target"
    names = ("Downlight 1", "Theatre", "Tree Light")
    home = Home(entities=tuple(entity(f"light.a{at}", name) for at, name in enumerate(names)))
    for said in ("down light 2", "the heater", "try"):
        assert one(home, "HassTurnOn", f"<name {said}> on").status == "no_target"


STATION = Home(
    entities=tuple(
        entity(f"light.a{at}", name)
        for at, name in enumerate(
            ("Flow Hood", "Grease Pump", "Track Heater", "Roller Door Lamp", "Tiffany Lamp",
             "Sunroom Heater", "Road Lights", "Loft Light", "Bay 2 Strip", "Bell Gong", "Ball Gong",
             "Pie Warmer")
        )
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("flow hud", "Flow Hood"),  # sounds alike
        ("grease pup", "Grease Pump"),  # but for a letter
        ("track eater", "Track Heater"),  # but for its h
        ("roll a door lamp", "Roller Door Lamp"),  # cut otherwise
        ("some room heater", "Sunroom Heater"),
        ("pie warm a", "Pie Warmer"),  # sounds just the same
        ("pie warm one", None),
        ("tiff any lamp", "Tiffany Lamp"),
        ("flow pad", None),
        ("flow hood pad", None),
        ("red lights", None),  # a colour tells one from another
        ("left light", None),  # and so does a side
        ("bay 3 strip", None),
        ("bull gong", None),  # one of two
        ("some room fan", None),  # another kind
    ],
)
def test_a_name_of_which_all_but_a_word_is_right(said: str, meant: str | None) -> None:
    result = one(STATION, "HassTurnOn", f"turn on the <name {said}>")
    names = {each.id: each.name for each in STATION.entities}
    assert [names[target] for target in result.targets] == ([meant] if meant else [])


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("charred lamp", "Chart Lamp"),
        ("circular shin pump", "Circulation Pump"),
        ("bar lights", "Barre Lights"),
        ("charred fan", None),  # another kind
        ("chart lamp 2", None),  # another figure
        ("red lamp", None),  # a colour
        ("shower lamp", None),  # not like it
        ("west wing pump", None),  # the opposite
        ("bed lamp r", None),  # another letter
        ("felled gate", None),  # two are as like
    ],
)
def test_a_name_that_only_sounds_like_it_is_asked_back(said: str, meant: str | None) -> None:
    names = ("East Wing Pump", "Bed Lamp L", "Chart Lamp", "Circulation Pump", "Barre Lights",
             "Field Gate", "Fold Gate", "Rod Lamp")  # fmt: skip
    home = Home(entities=tuple(entity(f"light.a{at}", name) for at, name in enumerate(names)))
    result = one(home, "HassTurnOn", f"turn on the <name {said}>")
    ids = {each.name: (each.id,) for each in home.entities}
    assert result.targets == ids.get(meant or "", ())
    assert result.status == ("confirm" if meant else "no_target")


def test_of_doors_to_unlock_an_unlocked_one_is_not_meant_more() -> None:
    home = Home(entities=(entity("lock.a", "Attic Door", None, "locked"),
                          entity("lock.b", "Barn Door", None, "unlocked")))  # fmt: skip
    assert one(home, "HassTurnOff/unlock", "unlock the <name door>").status == "ambiguous"


def test_what_is_left_out_must_be_known() -> None:
    home = Home(entities=tuple(entity(f"light.a{at}", name) for at, name in enumerate(
        ("Chart Lamp", "Desk Lamp", "Hall Light"))))  # fmt: skip
    heard = "<quantifier all> the <name lights> off except the <except charred lamp>"
    assert one(home, "HassTurnOff", heard).status == "no_target"


def test_a_place_without_letters_sounds_like_nothing() -> None:
    home = Home(
        areas=(Area(id="tree", name="🌳"),), entities=(entity("light.glow", "Glow", "tree"),)
    )
    unknown = "turn off the <name lights> in the <area zorbling>"
    assert one(home, "HassTurnOff", unknown).status == "no_target"


def test_a_place_that_only_sounds_like_it_is_asked_back() -> None:
    areas = (Area(id="loft", name="Loft Bedroom"), Area(id="hall", name="Hall"))
    home = Home(areas=areas, entities=(entity("cover.a", "Skylight", "loft"),
                                       entity("cover.b", "Skylight", "hall")))  # fmt: skip
    heard = "open the <name sky light> in the <area lost bedroom>"
    result = one(home, "HassTurnOn/open", heard)
    assert (result.status, result.targets) == ("confirm", ("cover.a",))
    strange = "open the <name sky light> in the <area zorbling>"
    assert one(home, "HassTurnOn/open", strange).status == "no_target"


THEATRE = Home(
    areas=(Area(id="foyer", name="Foyer", aliases=("front of house",)),
           Area(id="one", name="Dressing One"), Area(id="two", name="Dressing Two")),
    entities=(entity("light.house", "House Lights"), entity("light.foyer", "Chandelier", "foyer"),
              entity("light.one", "Mirror Bulbs", "one"),
              entity("light.two", "Mirror Bulbs", "two")),
)  # fmt: skip


def test_a_whole_name_is_meant_before_a_place_that_is_cut_short() -> None:
    assert one(THEATRE, "HassTurnOff", "<name house lights> out").targets == ("light.house",)


def test_the_speakers_room_is_meant_before_a_whole_name_elsewhere() -> None:
    areas = (Area(id="mb", name="Master Bedroom"), Area(id="gb", name="Guest Bedroom"))
    home = Home(areas=areas, entities=(entity("light.mb", "Bedroom Lights", "mb"),
                                       entity("light.gb", "Ceiling Light", "gb")))  # fmt: skip
    said = "<name bedroom lights> off"
    assert one(home, "HassTurnOff", said, area="gb").targets == ("light.gb",)


@pytest.mark.parametrize(
    ("marked", "area", "targets"),
    [
        ("<name mirror bulbs> on", "two", {"light.two"}),
        ("<name mirror bulbs> on", "foyer", {"light.one", "light.two"}),
        ("<name mirror bulbs> on", None, {"light.one", "light.two"}),
        ("<quantifier all> the <name mirror bulbs> on", "two", {"light.one", "light.two"}),
    ],
)
def test_of_names_in_the_plural_those_of_the_speakers_area_are_meant(
    marked: str, area: str | None, targets: set[str]
) -> None:
    assert set(one(THEATRE, "HassTurnOn", marked, area=area).targets) == targets


def test_a_quantifier_that_only_sounds_like_one_is_part_of_the_name() -> None:
    heard = "switch off the tiff <quantifier any> <name lamp>"
    assert one(STATION, "HassTurnOff", heard).targets == ("light.a4",)
    strange = "switch off the zorb <quantifier any> <name lamp>"
    assert one(STATION, "HassTurnOff", strange).status == "no_target"
    every = "switch off <quantifier any> <name lamp>"
    assert len(one(STATION, "HassTurnOff", every).targets) > 1


def test_the_place_is_named_in_the_reason() -> None:
    result = one(COTTAGE, "HassTurnOn", "turn on the <name fan> in the <area kitchen>")
    assert result.reason == "I found no fans in the Kitchen."


@pytest.mark.parametrize(
    ("marked", "targets"),
    [
        ("the <name lights> in the <area kitchen>", {"light.kitchen_1", "light.kitchen_2"}),
        ("<area kitchen>", {"light.kitchen_1", "light.kitchen_2"}),
        ("<name kitchen>", {"light.kitchen_1", "light.kitchen_2"}),
        (
            "the <name lights> <area upstairs>",
            {"light.desk", "light.study_ceiling", "light.left", "light.right"},
        ),
        (
            "the <name lights> on the <area first floor>",
            {"light.desk", "light.study_ceiling", "light.left", "light.right"},
        ),
        (
            "the <name lights> <area downstairs>",
            {"light.hall_lamp", "light.kitchen_1", "light.kitchen_2"},
        ),
        ("the <name lights> <area outside>", {"switch.porch"}),
        ("the <name lamp> on the <area desk>", {"light.desk"}),  # no place, a part of its name
        (
            "the <name lights> in the <area kitchen> and the <area hall>",
            {"light.kitchen_1", "light.kitchen_2", "light.hall_lamp"},
        ),
        (
            "the <name kitchen> and <name hall lights>",
            {"light.kitchen_1", "light.kitchen_2", "light.hall_lamp"},
        ),
        (
            "the <area kitchen> and <name hall lights>",
            {"light.kitchen_1", "light.kitchen_2", "light.hall_lamp"},
        ),
        (
            "the <name hall lights> and the <area kitchen>",
            {"light.kitchen_1", "light.kitchen_2", "light.hall_lamp"},
        ),
        (
            "the <name desk lamp> and the <name fan> in the <area study>",
            {"light.desk", "fan.dyson"},
        ),
        (
            "in the <area study> the <name fan> and the <name desk lamp>",
            {"light.desk", "fan.dyson"},
        ),
        ("the <name left> and <name right bedside lamps>", {"light.left", "light.right"}),
        ("<name kitchen light 1> and <name 2>", {"light.kitchen_1", "light.kitchen_2"}),
        ("the <name study lamp> and <name fan>", {"light.desk", "fan.dyson"}),
        ("<quantifier both> <name bedside lamps>", {"light.left", "light.right"}),
        ("<quantifier the pair of> <name bedside lamps>", {"light.left", "light.right"}),
        ("<quantifier the lot of> the <name bedside lamps>", {"light.left", "light.right"}),
        (
            "<quantifier all> the <name lights> in the <area study> except the <except desk lamp>",
            {"light.study_ceiling"},
        ),
        (
            "<quantifier all> <name lights> except in the <except kitchen>",
            {
                "light.hall_lamp",
                "light.desk",
                "light.study_ceiling",
                "light.left",
                "light.right",
                "switch.porch",
            },
        ),
        (
            "<name everything> in the <area study>",
            {"light.desk", "light.study_ceiling", "fan.dyson"},
        ),
    ],
)
def test_places_rows_and_exceptions(marked: str, targets: set[str]) -> None:
    results = ground(COTTAGE, ("HassTurnOff", f"turn off {marked}")).intents
    assert {result.status for result in results} == {"ok"}, results
    assert {target for result in results for target in result.targets} == targets


def test_what_of_a_row_is_not_there_is_told_and_the_rest_is_done() -> None:
    grounded = ground(
        COTTAGE, ("HassTurnOn", "turn on the <name hall lamp> and the <name toaster>")
    )
    assert [(r.status, r.targets) for r in grounded.intents] == [
        ("ok", ("light.hall_lamp",)),
        ("no_target", ()),
    ]
    assert grounded.status == "no_target"
    assert grounded.speech == 'Turned on Hall Lamp. I know of no "toaster" here.'


def test_an_exception_that_is_not_known_stops_it_all() -> None:
    result = one(
        COTTAGE, "HassTurnOff", "<quantifier all> <name lights> off but the <except jukebox>"
    )
    assert (result.status, result.targets) == ("no_target", ())


def test_everything_means_what_is_switched_off_when_one_leaves() -> None:
    result = one(COTTAGE, "HassTurnOff", "turn <name everything> off")
    domains = {target.partition(".")[0] for target in result.targets}
    assert domains == {"light", "switch", "fan", "media_player"}
    assert "switch.dyson_lock" not in result.targets  # its policy would ask


def test_a_device_named_like_its_room_has_no_accessories() -> None:
    home = Home(
        areas=(Area(id="den", name="Den"),),
        entities=(
            entity("media_player.den", "Den", "den", "idle"),
            entity("switch.kettle", "Den Kettle", "den", "on"),
            entity("fan.tower", "Tower Fan", "den", "on"),
            entity("switch.tower_lock", "Tower Fan Child Mode", "den", "on"),
        ),
    )
    result = one(home, "HassTurnOff", "turn <name everything> off in the <area den>")
    assert set(result.targets) == {"media_player.den", "switch.kettle", "fan.tower"}


def test_everything_but_the_tv_leaves_its_plug_alone() -> None:
    result = one(VILLA, "HassTurnOff", "turn <name everything> off except the <except tv>")
    assert not {"media_player.tv", "switch.tv_plug"} & set(result.targets)
    assert "light.floor" in result.targets


@pytest.mark.parametrize(
    ("area", "said", "targets"),
    [
        ("study", "lights", {"light.desk", "light.study_ceiling"}),
        ("Study", "lights", {"light.desk", "light.study_ceiling"}),  # by name
        ("entrance hall", "lamp", {"light.hall_lamp"}),  # by alias
        ("nowhere", "hall lamp", {"light.hall_lamp"}),  # not a place of this home
        ("kitchen", "fan", {"fan.dyson"}),  # none here: the only one of the home
    ],
)
def test_the_speakers_area_comes_first(area: str, said: str, targets: set[str]) -> None:
    result = one(COTTAGE, "HassTurnOn", f"turn on the <name {said}>", area=area)
    assert set(result.targets) == targets


_SHED = Home(
    areas=(Area(id="shed", name="Shed"),), entities=(entity("fan.shed", "Shed Fan", "shed"),)
)


@pytest.mark.parametrize("said", ["turn the <area shed> off", "<area shed> off"])
def test_a_place_without_lights_is_its_only_device(said: str) -> None:
    assert one(_SHED, "HassTurnOff", said).targets == ("fan.shed",)


@pytest.mark.parametrize(
    "said", ["light up the <area shed>", "it's pitch black in the <area shed>"]
)
def test_who_wants_light_in_a_place_without_any_gets_no_fan(said: str) -> None:
    result = one(_SHED, "HassTurnOn", said)
    assert (result.status, result.reason) == ("no_target", "I found no lights in the Shed.")


def test_a_word_that_is_one_of_many_for_a_kind_is_what_is_called_so() -> None:
    home = Home(
        entities=(entity("switch.dust", "Dust Extractor"), entity("fan.shed", "Shed Fan")),
    )
    assert one(home, "HassTurnOff", "<name extractor> off").targets == ("switch.dust",)


@pytest.mark.parametrize(
    ("marked", "target"),
    [
        ("pause the <name sonos> ark", "media_player.arc"),
        ("pause the <name sonos> ark and hush", "media_player.arc"),
        ("pause the <name sonos> on the shelf", "media_player.kitchen"),
    ],
)
def test_a_misheard_word_behind_a_part_of_a_name_belongs_to_it(marked: str, target: str) -> None:
    home = Home(
        areas=(Area(id="kitchen", name="Kitchen"), Area(id="lounge", name="Lounge")),
        entities=(
            entity("media_player.arc", "Sonos Arc", "lounge"),
            entity("media_player.kitchen", "Kitchen Sonos", "kitchen"),
        ),
    )
    assert one(home, "HassMediaPause", marked, area="kitchen").targets == (target,)


def test_all_the_lights_are_not_only_those_of_the_speakers_area() -> None:
    marked = "turn off <quantifier all> the <name lights>"
    assert len(one(COTTAGE, "HassTurnOff", marked, area="study").targets) == 8


def test_here_is_the_speakers_area() -> None:
    marked = "turn on the <name lights> in <area here>"
    assert set(one(COTTAGE, "HassTurnOn", marked, area="hall").targets) == {"light.hall_lamp"}
    unknown = one(COTTAGE, "HassTurnOn", marked)
    assert (unknown.status, unknown.targets) == ("no_target", ())


def test_a_word_for_several_rooms_chooses_none() -> None:
    home = Home(
        areas=COTTAGE.areas,
        entities=(
            *COTTAGE.entities,
            COTTAGE.entities[0].__class__(id="light.small", name="Lamp", area="small_bedroom"),
        ),
    )
    torn = one(home, "HassTurnOff", "turn off the <name bedroom lights>")
    assert torn.status == "ambiguous"
    assert set(torn.candidates) == {"light.left", "light.right", "light.small"}
    here = one(home, "HassTurnOff", "turn off the <name bedroom lights>", area="big_bedroom")
    assert set(here.targets) == {"light.left", "light.right"}
    every = one(home, "HassTurnOff", "turn off the <name lights> in the <area bedrooms>")
    assert set(every.targets) == {"light.left", "light.right", "light.small"}


def test_slots_tell_devices_by_name_or_by_place_and_kind() -> None:
    named = one(COTTAGE, "HassTurnOff", "turn off the <name hall lamp>")
    assert slots(named) == {"name": "Hall Lamp"}
    assert [(s.raw, s.start, s.end) for s in named.slots] == [("hall lamp", 13, 22)]
    kind = one(COTTAGE, "HassTurnOff", "turn off the <name lights> in the <area kitchen>")
    assert slots(kind) == {"area": "Kitchen", "domain": "light"}
    floor = one(COTTAGE, "HassTurnOff", "turn off the <name lights> <area upstairs>")
    assert slots(floor) == {"floor": "Upstairs", "domain": "light"}
    both = one(COTTAGE, "HassTurnOff", "turn off the <name lamp> in the <area hall>")
    assert slots(both) == {"name": "Hall Lamp", "area": "Hall"}
    cover = one(COTTAGE, "HassTurnOn/open", "open the <name blinds> in the <area lounge>")
    assert slots(cover) == {"area": "Lounge", "domain": "cover", "device_class": "blind"}


def test_an_empty_home_has_no_targets() -> None:
    result = one(Home(), "HassTurnOn", "turn on the <name lights>")
    assert (result.status, result.targets) == ("no_target", ())


def test_the_order_of_targets_is_the_homes() -> None:
    result = one(COTTAGE, "HassTurnOn", "turn on the <name lights> <area upstairs>")
    order = [entity.id for entity in COTTAGE.entities]
    assert list(result.targets) == sorted(result.targets, key=order.index)


@pytest.mark.parametrize(
    ("intent", "marked", "targets"),
    [
        ("HassMediaPause", "pause the telly", {"media_player.tv"}),
        ("HassSetVolumeRelative/up", "turn the tv up <step a bit>", {"media_player.tv"}),
        (
            "HassClimateSetTemperature",
            "set the heating to <value 20>",
            {"climate.downstairs", "climate.upstairs"},
        ),
    ],
)
def test_a_kind_that_no_span_holds_is_still_meant(
    intent: str, marked: str, targets: set[str]
) -> None:
    assert set(one(VILLA, intent, marked).targets) == targets


def test_a_kind_that_no_span_holds_changes_nothing_where_it_finds_no_other() -> None:
    result = one(VILLA, "HassSetVolume", "set the volume to <value 30>")
    assert result.targets == ("media_player.kitchen",)


def test_the_place_of_a_name_holds_for_the_clause_after_it() -> None:
    home = Home(
        areas=VILLA.areas,
        entities=(
            *VILLA.entities,
            entity("cover.office", "Blind", "office", device_class="curtain"),
        ),
    )
    grounded = ground(
        home,
        ("HassTurnOn", "turn on the <name bedroom lights>"),
        ("HassTurnOff/close", "and close the <name curtain>"),
    )
    assert grounded.intents[1].targets == ("cover.curtains",)


def test_a_clause_that_only_leaves_out_belongs_to_the_one_before() -> None:
    grounded = ground(
        VILLA,
        ("HassTurnOff", "turn off the <name living room lights>"),
        ("HassTurnOn", "but leave the <except floor lamp> on"),
    )
    assert [intent.intent for intent in grounded.intents] == ["HassTurnOff"]
    assert "light.floor" not in grounded.intents[0].targets


def test_a_whole_name_is_meant_where_its_words_as_place_and_kind_fit_nothing() -> None:
    home = Home(
        areas=(Area(id="front", name="Front Yard"), Area(id="den", name="Den")),
        entities=(
            entity("cover.front", "Front Window Shade", "den", "open", device_class="shade"),
            entity("cover.side", "Side Window Shade", "den", "open", device_class="shade"),
        ),
    )
    result = one(home, "HassTurnOff/close", "close the <name front window shade>")
    assert result.targets == ("cover.front",)


def test_the_fan_of_a_fan_mode_is_no_part_of_the_name() -> None:
    result = one(VILLA, "HassClimateSetFanMode", "set the <name upstairs> fan to <mode low>")
    assert result.targets == ("climate.upstairs",)


def test_the_very_word_of_a_kind_is_meant_before_the_others_of_an_owner() -> None:
    home = Home(
        areas=(Area(id="nell", name="Nell's Room"),),
        entities=(
            entity("light.ceiling", "Nell's Light", "nell", "off"),
            entity("light.strip", "Gaming LEDs", "nell", "off"),
        ),
    )
    assert one(home, "HassTurnOn", "turn on <name nell's leds>").targets == ("light.strip",)


def test_an_alarm_in_a_row_with_a_lock_is_armed() -> None:
    home = Home(
        entities=(
            entity("lock.front", "Front Door", None, "unlocked"),
            entity("alarm_control_panel.flat", "Alarm", None, "disarmed"),
        )
    )
    marked = "lock the <name front door> and arm the <name alarm>"
    result = one(home, "HassTurnOn/lock", marked)
    assert set(result.targets) == {"lock.front", "alarm_control_panel.flat"}


def test_a_floor_called_just_so_goes_before_one_with_the_word_floor_added() -> None:
    home = Home(
        floors=(Floor(id="ground", name="Ground Floor"), Floor(id="grounds", name="Grounds")),
        areas=(
            Area(id="hall", name="Hall", floor="ground"),
            Area(id="pool", name="Pool", floor="grounds"),
        ),
        entities=(entity("light.hall", "Spots", "hall"), entity("light.pool", "Glow", "pool")),
    )
    for said, target in (("ground floor", "light.hall"), ("grounds", "light.pool")):
        marked = f"turn off the <name lights> on the <area {said}>"
        assert one(home, "HassTurnOff", marked).targets == (target,)


def test_an_and_at_the_end_of_a_mention_joins_it_to_the_next() -> None:
    marked = "turn on the <name desk lamp and> <name left bedside lamp>"
    assert one(COTTAGE, "HassTurnOn", marked).targets == ("light.desk", "light.left")


def test_two_kinds_read_as_one_mention_are_two() -> None:
    named = entity("switch.both", "Lights and Fans", "bath")
    home = Home(
        areas=(Area(id="bath", name="Bath"),),
        entities=(entity("light.bath", "Glow", "bath"), entity("fan.bath", "Draught", "bath")),
    )
    marked = "turn off the <name lights and fans> in the <area bath>"
    assert set(one(home, "HassTurnOff", marked).targets) == {"light.bath", "fan.bath"}
    called = Home(areas=home.areas, entities=(*home.entities, named))
    assert one(called, "HassTurnOff", marked).targets == ("switch.both",)


@pytest.mark.parametrize(("said", "targets"), [("toaster", []), ("desk lamp", ["light.desk"])])
def test_what_stands_behind_a_name_as_its_place_is_no_target(said: str, targets: list[str]) -> None:
    grounded = ground(COTTAGE, ("HassTurnOff", f"turn the <name {said}> off in the <name study>"))
    assert [target for result in grounded.intents for target in result.targets] == targets


def test_a_whole_name_is_meant_where_nobody_knows_where_there_is() -> None:
    marked = "switch off the <name desk lamp> <area there>"
    assert one(COTTAGE, "HassTurnOff", marked).targets == ("light.desk",)


def test_one_of_several_is_that_of_the_place_the_condition_tells() -> None:
    home = Home(
        areas=(Area(id="kennels", name="Kennels"), Area(id="office", name="Office")),
        entities=(
            entity("fan.kennels", "Kennel Fan", "kennels"),
            entity("fan.office", "Office Fan", "office"),
        ),
    )
    marked = "<condition if the kennels get over 25> the <name fan> on"
    assert one(home, "HassTurnOn", marked).targets == ("fan.kennels",)
    assert one(home, "HassTurnOn", marked, area="office").targets == ("fan.office",)
    marked = "<condition if it gets over 25> the <name fan> on"
    assert one(home, "HassTurnOn", marked).status == "ambiguous"


def test_what_is_hers_is_where_the_device_before_is() -> None:
    home = Home(
        areas=(Area(id="ida", name="South Room"), Area(id="mo", name="Attic")),
        entities=(
            entity("light.floor", "Ida's Floor Lamp", "ida"),
            entity("light.ida", "Ida's Ceiling Light", "ida"),
            entity("light.mo", "Mo's Ceiling Light", "mo"),
        ),
    )
    first = ("HassTurnOn", "<name floor lamp> on")
    hers = ground(home, first, ("HassTurnOff", "and her <name ceiling light> off"))
    assert [result.targets for result in hers.intents] == [("light.floor",), ("light.ida",)]
    the = ground(home, first, ("HassTurnOff", "and the <name ceiling light> off"))
    assert the.intents[1].status == "ambiguous"
