"""The tables hold together: what one names, another has."""

from agent.grounding.actions import DeviceTable, IntentTable, actions
from agent.grounding.question_words import QuestionTable, questions
from agent.grounding.speech import words
from agent.grounding.tables import load_table, split
from agent.grounding.values import ValueWords, values
from agent.grounding.words import Words, compile_words, lexicon


def test_every_table_reads_strictly() -> None:
    compile_words(load_table("words.yaml", Words))
    load_table("values.yaml", ValueWords)
    load_table("questions.yaml", QuestionTable)
    load_table("intents.yaml", IntentTable, folder="")
    load_table("devices.yaml", DeviceTable, folder="")


def test_default_classes_are_known() -> None:
    table = load_table("intents.yaml", IntentTable, folder="")
    for name, raw in table.intents.items():
        for one in (raw, *raw.manners.values()):
            assert set(split(one.default)) <= set(lexicon().classes), name
    for state in questions().states.values():
        assert set(state.default) <= set(lexicon().classes), state.key


def test_every_class_can_be_said() -> None:
    assert set(words().kinds) == set(lexicon().classes)
    for cls in lexicon().classes.values():
        assert cls.unless <= set(lexicon().classes)


def test_every_act_can_be_said_and_confirmed() -> None:
    table = load_table("intents.yaml", IntentTable, folder="")
    acts = {act for row in table.acts.values() for act in row.values()}
    assert acts <= set(words().done)
    assert {"open", "unlock", "disarm", "on", "off", "default"} <= set(words().confirm)


def test_abilities_that_are_needed_can_be_told() -> None:
    table = load_table("intents.yaml", IntentTable, folder="")
    needed = {ability for raw in table.intents.values() for ability in raw.needs.values()}
    devices = load_table("devices.yaml", DeviceTable, folder="")
    assert needed <= set(devices.abilities)
    assert needed <= set(words().abilities)


def test_siblings_are_intents() -> None:
    table = load_table("intents.yaml", IntentTable, folder="")
    for row in table.siblings:
        for name in split(row):
            intent, _, manner = name.partition("/")
            assert actions().get(intent, manner or None) is not None, name


def test_a_class_word_belongs_to_one_class() -> None:
    seen: dict[tuple[str, ...], str] = {}
    for cls in lexicon().classes.values():
        for word in cls.words:
            assert seen.setdefault(word, cls.key) == cls.key, word


def test_levels_lie_within_bounds() -> None:
    for slot, table in values().levels.items():
        low, high = values().bounds[slot]
        assert all(low <= level <= high for level in table.values())


def test_templates_take_what_they_are_given() -> None:
    for template in words().done.values():
        template.format(target="x", value="y")
    for template in words().misses.values():
        template.format(what="x", where="y")
    for template in words().confirm.values():
        template.format(target="x")
    fields = "name names state count word kind value place quantity other"
    known = dict.fromkeys(fields.split(), "x")
    for template in questions().answers.values():
        template.format(**known)


#: Home Assistant's device classes of sensors, but for those that are asked for by their state.
SENSOR_CLASSES = """
absolute_humidity ammonia apparent_power aqi area atmospheric_pressure battery
blood_glucose_concentration carbon_dioxide carbon_monoxide conductivity current data_rate data_size
date distance duration energy energy_distance energy_storage frequency gas humidity illuminance
irradiance moisture monetary nitrogen_dioxide nitrogen_monoxide nitrous_oxide ozone ph pm1 pm10 pm25
pm4 power power_factor precipitation precipitation_intensity pressure reactive_energy reactive_power
signal_strength sound_pressure speed sulphur_dioxide temperature temperature_delta timestamp uptime
volatile_organic_compounds volatile_organic_compounds_parts voltage volume volume_flow_rate
volume_storage water weight wind_direction wind_speed
"""


def test_every_kind_of_sensor_can_be_asked_for() -> None:
    assert set(SENSOR_CLASSES.split()) <= set(questions().claimed)


def test_no_word_asks_for_two_quantities_of_which_one_is_never_meant() -> None:
    for quantity in questions().quantities.values():
        meant = [questions().quantity(word) for word in quantity.words]
        assert any(one is not None and one.key == quantity.key for one in meant), quantity.key


def test_a_verb_leaves_one_state() -> None:
    table = load_table("questions.yaml", QuestionTable)
    verbs = [verb for raw in table.states.values() for verb in split(raw.verbs)]
    assert len(verbs) == len(set(verbs))
