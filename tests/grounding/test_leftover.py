"""Words that no span holds: what they name is meant, or said to be not understood."""

from dataclasses import replace

import pytest

from agent.grounding import Conversation, Grounder
from agent.home import Area, Home
from agent.reading import Clause, Reading
from support.grounding.small import COTTAGE, VILLA, entity, ground, one, slots
from support.marked import reading

LAMP_OFF = ("HassTurnOff", "<name hall lamp> off")


@pytest.mark.parametrize(
    ("marked", "targets"),
    [
        ("shut the left blind", ("cover.blind_left",)),
        ("close right blind", ("cover.blind_right",)),
        ("extinguish the coffee machine", ("switch.coffee",)),
        ("then off right away", ("light.hall_lamp",)),
        ("speaker off", ("media_player.speaker",)),
        ("then off again", ("light.hall_lamp",)),
        ("now turn off please", ("light.hall_lamp",)),
        ("douse", ("light.hall_lamp",)),
    ],
)
def test_words_that_no_span_holds_are_no_pronoun(marked: str, targets: tuple[str, ...]) -> None:
    manner = "/close" if "blind" in marked else ""
    lamp_on = ("HassTurnOn", "<name hall lamp> on")
    done = ground(COTTAGE, lamp_on, (f"HassTurnOff{manner}", marked))
    assert done.intents[1].targets == targets


@pytest.mark.parametrize(
    ("intent", "first", "second", "count"),
    [
        ("HassMediaPlayerMute", "hush the <name tv> a moment", "mute it", 1),
        ("HassTurnOff", "<name hall lamp> off", "switch it off", 1),
        ("HassTurnOff", "<name hall lamp> off", "and the <name fan> off", 2),
        ("HassLightSet", "<name hall lamp> to <value 30%>", "and then it to <value 60%>", 2),
        ("HassLightSet", "<name hall lamp> to <value 30%>", "dim it to <value 30%>", 1),
        ("HassLightSet/brighter", "<name hall lamp> up <step 10%>", "and up <step 10%>", 2),
        ("HassMediaNext", "skip the song on the <name tv>", "and skip the next", 2),
        ("HassMediaNext", "next", "next song on the <name tv>", 2),
        ("HassVacuumCleanArea", "hoover the <area kitchen>", "and hoover the <area hall>", 2),
    ],
)
def test_a_state_that_is_asked_for_twice_is_set_once(
    intent: str, first: str, second: str, count: int
) -> None:
    assert len(ground(COTTAGE, (intent, first), (intent, second)).intents) == count


@pytest.mark.parametrize(
    ("between", "intents"),
    [
        ("no open", ["HassTurnOn"]),
        ("no wait, open", ["HassTurnOn"]),
        ("and later open", ["HassTurnOff", "HassTurnOn"]),
    ],
)
def test_a_deed_that_is_taken_back_is_not_done(between: str, intents: list[str]) -> None:
    shut = ("HassTurnOff/close", "close the <name left blind>")
    done = ground(COTTAGE, shut, ("HassTurnOn/open", f"{between} the <name left blind>"))
    assert [one.intent for one in done.intents if one.status == "ok"] == intents
    other = ground(COTTAGE, shut, ("HassTurnOn/open", f"{between} the <name right blind>"))
    assert len(other.intents) == 2
    same = ground(COTTAGE, shut, ("HassTurnOff/close", f"{between} the <name right blind>"))
    assert len(same.intents) == len(intents)


def test_what_is_no_span_of_a_device_hides_no_name() -> None:
    result = one(COTTAGE, "HassTurnOn", "<item switch the coffee machine> on")
    assert result.targets == ("switch.coffee",)


def test_the_last_of_three_states_is_the_one_that_stays() -> None:
    on, off = ("HassTurnOn", "then on again"), ("HassTurnOff", "then off")
    done = ground(COTTAGE, ("HassTurnOn", "<name hall lamp> on"), off, on)
    assert [one.intent for one in done.intents] == ["HassTurnOn", "HassTurnOff", "HassTurnOn"]


def test_what_only_leads_to_what_is_asked_for_is_no_deed_of_its_own() -> None:
    home = Home(entities=(entity("valve.rose", "Rose Tap"), entity("switch.pump", "Pump")))
    lead = ("HassTurnOn", "give the roses a drink")
    tap = ("HassTurnOn", "turn the <name rose tap> on", 0.99)
    assert [one.targets for one in ground(home, lead, tap).intents] == [("valve.rose",)]
    pump = ("HassTurnOn", "turn the <name pump> on")
    assert len(ground(home, lead, pump).intents) == 2


@pytest.mark.parametrize(
    ("intent", "marked", "targets"),
    [
        ("HassTurnOn", "coffee machine's wanted on in the <area kitchen>", ("switch.coffee",)),
        ("HassTurnOff", "<state coffee machine off> in the <area kitchen>", ("switch.coffee",)),
        ("HassTurnOn", "stick the fan on in the <area study>", ("fan.dyson",)),
        ("HassTurnOn", "stick the fan on in the <area kitchen>", ()),  # nor its lights
        ("HassTurnOn", "coffee machine's wanted on in the <area hall>", ()),
        ("HassTurnOn", "put a light on in the <area study>", ()),  # it has two
        ("HassTurnOff", "light off in the <area hall>", ("light.hall_lamp",)),
        ("HassTurnOff", "hey, kill the dyson in the <area study>", ("fan.dyson",)),
        ("HassTurnOn", "put a ceiling on in the <area study>", ("light.study_ceiling",)),
        *(
            ("HassTurnOff", marked, ("light.kitchen_1", "light.kitchen_2"))
            for marked in (
                "turn off the <area kitchen>, not the coffee machine",
                "turn off the <area kitchen>, the coffee machine stays on",
                "kill the lights in the <area kitchen> while the coffee machine warms up",
                "kill the lights by the coffee machine in the <area kitchen>",
            )
        ),
    ],
)
def test_what_stands_beside_a_place_is_meant_and_not_its_lights(
    intent: str, marked: str, targets: tuple[str, ...]
) -> None:
    assert one(COTTAGE, intent, marked).targets == targets


def test_a_device_of_another_kind_is_not_passed_over() -> None:
    home = Home(entities=(entity("vacuum.degas", "Degas"), entity("lawn_mower.monk", "Monk")))
    dock = one(home, "HassLawnMowerDock", "degas back to the dock")
    assert (dock.intent, dock.targets) == ("HassVacuumReturnToBase", ("vacuum.degas",))
    assert one(home, "HassLawnMowerDock", "back to the dock").targets == ("lawn_mower.monk",)
    passing = "back to the dock, degas is in the way"
    assert one(home, "HassLawnMowerDock", passing).targets == ("lawn_mower.monk",)


@pytest.mark.parametrize(
    ("intent", "said", "targets"),
    [
        ("HassVacuumStart", "start hoovering, the tv is on", ("vacuum.robbie",)),
        ("HassVacuumReturnToBase", "tv, I can't hear it, back to the dock", ("vacuum.robbie",)),
        ("HassMediaPause", "pause a second, someone's at the front door", ("media_player.tv",)),
        ("HassMediaPause", "coffee machine is too loud, pause", ("media_player.tv",)),
        (
            "HassClimateSetTemperature/warmer",
            "make it warmer, I'm watching tv",
            ("climate.thermostat",),
        ),
    ],
)
def test_what_is_only_told_of_takes_no_command_over(
    intent: str, said: str, targets: tuple[str, ...]
) -> None:
    assert one(COTTAGE, intent, said).targets == targets


def test_who_is_hardly_read_as_a_name_is_no_device() -> None:
    for behind, sure, targets in (
        (" is here", 0.4, [("switch.coffee",)]),
        (" is here", 0.9, [("switch.coffee",), ()]),
        ("", 0.4, [("switch.coffee",), ()]),  # what is merely not known is told
    ):
        read = reading(("HassTurnOn", f"start the <name coffee machine>, <name mr patel>{behind}"))
        (clause,) = read.clauses
        machine, person = clause.spans
        spans = (machine, replace(person, confidence=sure))
        done = Grounder(COTTAGE).ground(Reading(read.text, (replace(clause, spans=spans),)))
        assert [one.targets for one in done.intents] == targets


@pytest.mark.parametrize(
    ("marked", "sure", "status"),
    [
        ("turn off the pop <name lights>", 0.6, "no_target"),
        ("turn off the blasted <name lights>", 0.95, "ok"),
        ("zap <name lights>", 0.6, "ok"),  # a verb
        ("turn off the <name lights>", 0.6, "ok"),
    ],
)
def test_a_kind_that_hardly_begins_there_is_no_whole_home_of_it(
    marked: str, sure: float, status: str
) -> None:
    read = reading(("HassTurnOff", marked))
    (clause,) = read.clauses
    lights = replace(clause.spans[0], confidence=sure)
    read = Reading(read.text, (replace(clause, spans=(lights,)),))
    assert [one.status for one in Grounder(COTTAGE).ground(read).intents] == [status]


def test_words_that_no_span_holds_name_the_device_where_nothing_was_spoken_of() -> None:
    assert one(COTTAGE, "HassTurnOn", "turn on the coffee").targets == ("switch.coffee",)
    unknown = one(COTTAGE, "HassTurnOn", "turn on the jukebox")
    assert (unknown.status, unknown.targets) == ("no_target", ())


@pytest.mark.parametrize("marked", ["shut the hatch", "turn off my jukebox", "jukebox off now"])
def test_what_the_home_does_not_know_is_not_what_was_spoken_of_before(marked: str) -> None:
    done = ground(COTTAGE, LAMP_OFF, ("HassTurnOff", f"then {marked}"))
    assert (done.intents[1].status, done.intents[1].targets) == ("no_target", ())


@pytest.mark.parametrize("place", ["<area kitchen>", "<area here>"])
def test_everything_in_a_place_that_no_span_holds(place: str) -> None:
    result = one(COTTAGE, "HassTurnOff", f"turn everything off in {place}", area="kitchen")
    assert {"switch.coffee", "light.kitchen_1", "media_player.speaker"} <= set(result.targets)


def test_the_thing_is_not_everything() -> None:
    result = one(COTTAGE, "HassTurnOff", "turn off <name the thing>")
    assert (result.status, result.targets) == ("no_target", ())
    of_before = ground(COTTAGE, LAMP_OFF, ("HassTurnOn", "turn <name the thing> on"))
    assert of_before.intents[1].targets == ("light.hall_lamp",)
    assert len(one(COTTAGE, "HassTurnOff", "turn off <name all things>").targets) > 5


def test_a_clause_that_was_not_read_surely_is_told() -> None:
    done = ground(COTTAGE, LAMP_OFF, ("HassTurnOff", "and tv off", 0.4))
    assert (done.status, done.missed) == ("ok", ("tv off",))
    assert done.speech == 'Turned off Hall Lamp. I did not understand "tv off".'


def test_what_is_switched_beside_what_a_clause_names_is_told() -> None:
    done = ground(COTTAGE, ("HassTurnOff", "espresso off, <name hall lamp> off"))
    assert done.missed == ("espresso off",)
    assert done.intents[0].targets == ("light.hall_lamp",)


@pytest.mark.parametrize(
    "marked",
    [
        "turn <name hall lamp> off",
        "could you please switch the <name hall lamp> off, thank you",
        "power the <name hall lamp> off right now",
        "<name hall lamp> off and good night",
    ],
)
def test_nothing_is_told_where_nothing_was_missed(marked: str) -> None:
    assert ground(COTTAGE, ("HassTurnOff", marked)).missed == ()


def test_alone_it_is_not_recognized_and_nothing_is_told() -> None:
    done = ground(COTTAGE, ("HassTurnOff", "tv off", 0.4), (None, "as I was saying"))
    assert (done.status, done.missed, done.speech) == ("not_recognized", (), "")


@pytest.mark.parametrize("intent", ["HassTurnOn", "HassTurnOff"])
@pytest.mark.parametrize(
    ("marked", "done"),
    [
        (
            "<name hall lamp> on, <name tv> off",
            [("HassTurnOn", ("light.hall_lamp",)), ("HassTurnOff", ("media_player.tv",))],
        ),
        (
            "<name hall lamp> and <name desk lamp> off and <name tv> on",
            [
                ("HassTurnOff", ("light.hall_lamp", "light.desk")),
                ("HassTurnOn", ("media_player.tv",)),
            ],
        ),
    ],
)
def test_what_is_switched_on_and_what_off_in_one_clause(
    intent: str, marked: str, done: list[tuple[str, tuple[str, ...]]]
) -> None:
    intents = ground(COTTAGE, (intent, marked)).intents
    assert [(one.intent, one.targets) for one in intents] == done


@pytest.mark.parametrize(
    "marked",
    [
        "turn off the <name hall lamp> on the wall and the <name tv>",
        "<name hall lamp> and <name tv> off",
        "turn off <name hall lamp>, <name tv>",
    ],
)
def test_one_deed_stays_one(marked: str) -> None:
    (intent,) = ground(COTTAGE, ("HassTurnOff", marked)).intents
    assert set(intent.targets) == {"light.hall_lamp", "media_player.tv"}


@pytest.mark.parametrize(
    ("intent", "said", "targets"),
    [
        ("HassTurnOn/lock", "lock up", ("lock.front",)),
        ("HassTurnOn/open", "open up", ()),
        ("HassTurnOff/close", "close", ()),
    ],
)
def test_what_only_switches_is_not_locked_or_opened_unsaid(
    intent: str, said: str, targets: tuple[str, ...]
) -> None:
    switched = ("HassTurnOn", "turn on the <name coffee machine>")
    done = ground(COTTAGE, switched, (intent, said)).intents[1]
    assert done.targets == targets
    assert "switch.coffee" not in done.candidates


def test_a_scene_called_as_was_said_is_not_missed_however_unsurely_it_was_read() -> None:
    done = ground(COTTAGE, ("HassMediaSearchAndPlay", "movie night", 0.3))
    assert (done.intents[0].targets, done.missed) == (("scene.movie",), ())


@pytest.mark.parametrize(
    ("marked", "status"),
    [
        ("<name coffee> please", "confirm"),
        ("i need a <name coffee>", "confirm"),
        ("let's have <name coffee>", "confirm"),
        ("two <name coffees> and some please", "confirm"),
        ("<name coffee> on please", "ok"),
        ("make <name coffee>", "ok"),
        ("<name coffee machine> please", "ok"),
        ("i'd like an <name espresso>", "ok"),
    ],
)
def test_what_is_wished_for_is_no_device_of_which_it_only_begins_the_name(
    marked: str, status: str
) -> None:
    conversation = Conversation()
    (result,) = ground(COTTAGE, ("HassTurnOn", marked), conversation=conversation).intents
    assert (result.status, result.targets) == (status, ("switch.coffee",))
    if status == "confirm":
        (done,) = ground(COTTAGE, ("Affirm", "yes"), conversation=conversation).intents
        assert (done.status, done.targets) == ("ok", ("switch.coffee",))


@pytest.mark.parametrize(
    ("remark", "count"),
    [
        ("i'm too hot", 1),
        ("and i'm too hot", 2),
        ("the candles are melting", 1),
        ("the <area study> is too hot", 2),
        ("cool it down", 2),
    ],
)
def test_a_remark_behind_a_command_is_the_reason_for_it(remark: str, count: int) -> None:
    cooler = ("HassClimateSetTemperature/cooler", remark)
    off = ("HassTurnOff", "turn off the <name hall lamp>")
    assert len(ground(COTTAGE, off, cooler).intents) == count
    assert len(ground(COTTAGE, cooler).intents) == 1


def test_what_is_wanted_and_is_nothing_here_only_leads_to_what_is_asked_for() -> None:
    pot = ("HassTurnOn", "turn the <name coffee machine> on")
    assert len(ground(COTTAGE, ("HassTurnOn", "i need caffeine"), pot).intents) == 1
    assert len(ground(COTTAGE, ("HassTurnOn", "turn the <name lava lamp> on"), pot).intents) == 2


def test_what_is_set_is_not_stepped_besides() -> None:
    loud = ("HassSetVolumeRelative/down", "the <name tv> is too loud")
    done = ground(COTTAGE, loud, ("HassSetVolume", "volume <value forty>")).intents
    assert [(one.intent, slots(one)["volume_level"]) for one in done] == [("HassSetVolume", 40)]
    down = ("HassSetVolumeRelative/down", "turn the <name tv> down <step 5>")
    assert len(ground(COTTAGE, down, ("HassSetVolume", "then <value forty>")).intents) == 2


def test_what_is_not_to_be_heard_again_is_skipped_once() -> None:
    skip = ("HassMediaNext", "skip this on the <name tv>")
    assert len(ground(COTTAGE, skip, ("HassMediaNext", "not this one again")).intents) == 1
    assert len(ground(COTTAGE, skip, ("HassMediaNext", "and the next one")).intents) == 2


@pytest.mark.parametrize(
    ("marked", "targets"),
    [
        ("<name blinds> down, folk peer in off the <area garden>",
         ("cover.blind_left", "cover.blind_right")),
        ("<name blinds> down, in the <area garden> please", ()),
    ],
)  # fmt: skip
def test_a_place_in_talk_beside_a_command_is_not_where_it_is_meant(
    marked: str, targets: tuple[str, ...]
) -> None:
    assert one(COTTAGE, "HassTurnOff/close", marked, area="lounge").targets == targets


def test_a_word_like_one_for_a_kind_of_device_is_no_device_where_none_was_marked() -> None:
    home = Home(entities=(entity("switch.heater", "Boiler"), entity("cover.left", "Left Blind",
                          device_class="blind", current_position=0)))  # fmt: skip
    done = ground(home, ("HassTurnOn", "<name boiler> on"), ("HassTurnOn", "i'd like a shower"))
    assert [one.targets for one in done.intents] == [("switch.heater",)]


def test_what_is_wanted_on_a_list_twice_is_put_there_once() -> None:
    marked = "out of <item oil>, <item eggs> and <item Oil> on the <list shopping list>"
    assert slots(one(VILLA, "HassListAddItem", marked))["item"] == ["oil", "eggs"]


@pytest.mark.parametrize(
    ("intent", "marked", "targets"),
    [
        (
            "HassTurnOff",
            "that coffee machine's been on all day, turn <name it> off",
            ("switch.coffee",),
        ),
        ("HassTurnOn", "coffee machine on for the ladies thanks", ("switch.coffee",)),
        (
            "HassTurnOff",
            "hall lamp down a bit, no actually turn <name it> off",
            ("light.hall_lamp",),
        ),
    ],
)
def test_a_device_named_in_passing_is_what_is_meant(
    intent: str, marked: str, targets: tuple[str, ...]
) -> None:
    assert one(COTTAGE, intent, marked).targets == targets


@pytest.mark.parametrize(
    ("marked", "target"),
    [
        ("turn the <name dyson> study child lock on", "switch.dyson_lock"),
        ("turn the <name left bedside> lamp on", "light.left"),
        ("turn the hall <name lamp> on", "light.hall_lamp"),
    ],
)
def test_a_mention_is_drawn_out_to_the_whole_name(marked: str, target: str) -> None:
    assert one(COTTAGE, "HassTurnOn", marked).targets == (target,)


@pytest.mark.parametrize(
    "marked",
    [
        "turn off the <name lights> in the <area bedroom>, main light stays",
        "turn off the <name lights> in the <area bedroom> main light stays",
    ],
)
def test_the_place_of_what_is_named_is_drawn_out_to_no_device(marked: str) -> None:
    lights = ("light.johns", "light.annas", "light.bedroom_main")
    assert one(VILLA, "HassTurnOff", marked).targets == lights


@pytest.mark.parametrize(
    ("intent", "marked", "target"),
    [
        ("HassTurnOff", "<quantifier bothy> <name light> off", "light.bothy"),
        ("HassLightSet", "<color limes> to <value half>", "light.limes"),
        ("HassTurnOn", "and <query limes> on", "light.limes"),
    ],
)
def test_what_was_read_as_something_else_may_be_a_name(
    intent: str, marked: str, target: str
) -> None:
    home = Home(entities=(entity("light.bothy", "Bothy Light"), entity("light.limes", "Limes"),
                          entity("light.both", "Landing Light")))  # fmt: skip
    assert one(home, intent, marked).targets == (target,)


def test_a_strange_colour_is_no_second_name() -> None:
    home = Home(entities=(entity("light.desk", "Desk Lamp"), entity("light.limes", "Limes")))
    result = one(home, "HassTurnOn", "turn on the <name desk lamp> in <color limes>")
    assert "light.limes" not in result.targets


def test_a_name_in_passing_may_have_an_apostrophe_behind_it() -> None:
    home = Home(entities=(entity("light.robbie", "Robbie"), entity("light.bert", "Bert")))
    said = "robbie's too bright, turn <name it> off"
    assert one(home, "HassTurnOff", said).targets == ("light.robbie",)


MARINA = Home(
    areas=(Area(id="yard", name="Yard", aliases=("outside",)),),
    entities=(
        entity("switch.conveyor", "Conveyor"),
        entity("media_player.gramophone", "Gramophone"),
        entity("media_player.tv", "Telly"),
        entity("light.parol", "Parolle", "yard"),
        entity("light.post", "Gate Post", "yard"),
        entity("cover.bridge", "Drawbridge"),
        entity("cover.other", "Awning"),
    ),
)


@pytest.mark.parametrize(
    ("intent", "marked", "target"),
    [
        ("HassTurnOff", "turn off the <name convey> or", "switch.conveyor"),
        ("HassMediaPlayerMute", "mute the grammar phone", "media_player.gramophone"),
        ("HassTurnOff/close", "close draw brij now", "cover.bridge"),
        ("HassTurnOn", "turn on the paroll <area outside>", "light.parol"),
    ],
)
def test_the_words_of_a_name_that_was_misheard_need_not_be_marked(
    intent: str, marked: str, target: str
) -> None:
    result = one(MARINA, intent, marked)
    assert (result.targets, result.status) in (((target,), "confirm"), ((target,), "ok"))


@pytest.mark.parametrize(
    ("marked", "targets"),
    [
        ("turn on the <area outside>", {"light.parol", "light.post"}),
        ("turn on the <area outside>, the parole is over", {"light.parol", "light.post"}),
        ("the parole is over, turn on the <area outside>", {"light.parol", "light.post"}),
    ],
)
def test_what_stands_not_between_an_article_and_the_place_is_no_name(
    marked: str, targets: set[str]
) -> None:
    assert set(one(MARINA, "HassTurnOn", marked).targets) == targets


def test_nothing_is_drawn_out_over_a_comma() -> None:
    result = one(VILLA, "HassTurnOff", "turn off in the <area bedroom>, main light can stay")
    assert "light.johns" in result.targets


def test_of_several_named_in_passing_none_is_meant() -> None:
    marked = "the hall lamp and the tv have been on all day, turn <name it> off"
    assert one(COTTAGE, "HassTurnOff", marked).status == "no_target"


def test_a_question_is_about_the_device_that_it_names_in_passing() -> None:
    result = one(COTTAGE, "HassGetState/is", "did he leave the left blind <state open> again")
    assert result.targets == ("cover.blind_left",)


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("turn the tv off, sorry, I meant the <name hall lamp>", "light.hall_lamp"),
        ("<name tv>, no hang on, the <name hall lamp> off", "light.hall_lamp"),
        ("<name tv> on, ah no, turn <name it> off", "media_player.tv"),
    ],
)
def test_what_was_taken_back_is_neither_done_nor_missed(marked: str, name: str) -> None:
    done = ground(COTTAGE, ("HassTurnOff", marked))
    assert [one.targets for one in done.intents] == [(name,)]
    assert done.missed == ()


@pytest.mark.parametrize(
    ("intent", "said"),
    [("HassTurnOn", "we want a proper bath"), ("HassListAddItem", "badgers will be in it")],
)
def test_a_remark_behind_what_is_done_is_passed_over(intent: str, said: str) -> None:
    first = reading(("HassTurnOn", "<name hall lamp> on"))
    text = f"{first.text}, {said}"
    aside = Clause(intent, None, 0.7, (), len(first.text), len(text))
    done = Grounder(COTTAGE).ground(Reading(text, (*first.clauses, aside)))
    assert (done.status, done.missed) == ("ok", ())
    assert [one.targets for one in done.intents] == [("light.hall_lamp",)]


def test_what_was_surely_asked_for_is_no_remark() -> None:
    first = reading(("HassTurnOn", "<name hall lamp> on"))
    text = f"{first.text}, open the hatch for granny"
    second = Clause("HassTurnOn", "open", 0.97, (), len(first.text), len(text))
    done = Grounder(COTTAGE).ground(Reading(text, (*first.clauses, second)))
    assert [one.status for one in done.intents] == ["ok", "no_target"]


def test_what_is_risky_is_not_done_unasked_to_what_is_named_in_passing() -> None:
    result = one(COTTAGE, "HassTurnOff", "the front door is squeaking so turn <name it> off")
    assert (result.status, result.targets) == ("confirm", ("lock.front",))


def test_a_second_command_that_names_what_is_unknown_is_told() -> None:
    done = ground(COTTAGE, LAMP_OFF, ("HassTurnOff", "and the jukebox"))
    assert [one.status for one in done.intents] == ["ok", "no_target"]


@pytest.mark.parametrize(
    "marked",
    [
        "not the <name hall lamp>, turn <name it> off",
        "not the hall lamp, turn <name it> off",
        "the kitchen's dark enough, turn <name it> off",
        "switch off",
    ],
)
def test_what_is_not_meant_and_what_is_a_place_or_a_verb_is_no_device(marked: str) -> None:
    home = Home(areas=COTTAGE.areas, entities=(*COTTAGE.entities, *_NAMESAKES))
    conversation = Conversation()
    ground(home, ("HassTurnOn", "turn on the <name tv>"), conversation=conversation)
    done = ground(home, ("HassTurnOff", marked), conversation=conversation)
    assert [one.targets for one in done.intents] == [("media_player.tv",)]


#: Called like a room, and like what one does.
_NAMESAKES = (
    entity("media_player.kitchen", "Kitchen", "kitchen", "on"),
    entity("switch.lone", "Wall Switch", "lounge", "on"),
)


@pytest.mark.parametrize("intent", ["HassTurnOff", "HassTurnOn"])
def test_a_scene_said_beside_what_is_asked_for_does_not_take_its_place(intent: str) -> None:
    result = one(COTTAGE, intent, "<name hall lamp> please, movie night")
    assert (result.intent, result.targets) == (intent, ("light.hall_lamp",))


@pytest.mark.parametrize(
    ("marked", "slot"),
    [
        ("have the <name desk lamp> come on at <value four>", ("time", "four")),
        ("put the <name desk lamp> on at <value forty>", ("brightness", 40)),
        ("put the <name desk lamp> on at <value 4%>", ("brightness", 4)),
        (
            "<delay three whistles>, so the <name desk lamp> on in <delay eight minutes>",
            ("delay", 480),
        ),
    ],
)
def test_an_hour_is_no_level_and_a_delay_has_a_length(
    marked: str, slot: tuple[str, str | int]
) -> None:
    assert slot in slots(one(COTTAGE, "HassTurnOn", marked)).items()


def test_a_remark_with_on_or_off_in_it_is_nothing_to_be_switched() -> None:
    done = ground(COTTAGE, ("HassTurnOff", "<name hall lamp> off, the boss is banging on the wall"))
    assert (done.status, done.missed) == ("ok", ())


@pytest.mark.parametrize("hour", ["nine", "half past nine", "nine thirty", "9 pm"])
def test_an_hour_that_no_span_holds_is_waited_for(hour: str) -> None:
    result = one(COTTAGE, "HassTurnOff", f"<name hall lamp> off at {hour}")
    assert slots(result)["time"] == hour
    here = one(COTTAGE, "HassTurnOff", "turn <name hall lamp> off at last")
    assert "time" not in slots(here)


def test_a_name_whose_beginning_no_span_holds_is_found_with_the_word_before() -> None:
    shed = Home(entities=(entity("light.solarium", "Solarium Light"),))
    assert one(shed, "HassTurnOn", "so <name larium light> on").targets == ("light.solarium",)
    assert one(shed, "HassTurnOn", "start <name larium light>").status == "no_target"
