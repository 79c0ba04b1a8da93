import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.discovery.homeassistant import read_announcement
from agent.errors import MessageError
from support import announced
from support.announced import encoded


def read(message):
    topic, payload = message
    return read_announcement("homeassistant", topic, payload)


def one(component, config, name="x"):
    topic = f"homeassistant/{component}/{name}/config"
    (found,) = read_announcement("homeassistant", topic, encoded(config))
    return found


def followed(found):
    return {follow.to: follow.topic for follow in found.follows}


def test_a_tasmota_relay_with_abbreviations_and_a_base_topic():
    (found,) = read(announced.TASMOTA_RELAY)
    assert (found.domain, found.name, found.area) == ("switch", "Coffee Machine", "Kitchen")
    assert found.object_id == "coffee_machine"
    assert found.key == "A1B2C3_RL_1"
    assert followed(found) == {"state": "coffee/stat/RESULT"}
    (sign,) = found.availability.signs
    assert (sign.topic, sign.online, sign.offline) == ("coffee/tele/LWT", "Online", "Offline")
    assert found.commands.config["command_topic"] == "coffee/cmnd/POWER1"
    assert found.unread is None


def test_a_sensor_with_unit_and_class():
    (found,) = read(announced.TASMOTA_POWER)
    assert found.name == "Coffee Machine Energy Power"
    assert found.attributes == {"device_class": "power", "unit_of_measurement": "W"}
    assert found.follows[0].gone_after == 600
    assert found.commands is None


def test_an_esphome_light_with_a_node_and_a_text_as_identifier():
    (found,) = read(announced.ESPHOME_LIGHT)
    assert (found.name, found.device) == ("Den Strip", "a1b2c3d4e5f6")
    assert found.attributes["supported_color_modes"] == ["rgb"]
    assert {"state", "brightness", "rgb_color"} <= set(followed(found))


def test_a_cover_that_knows_its_position():
    (found,) = read(announced.ESPHOME_COVER)
    assert found.area == "Garage"
    assert found.attributes == {"device_class": "garage", "supported_features": 15}
    assert set(followed(found)) == {"state", "current_position"}


def test_a_device_with_its_components():
    tank, temperature = sorted(read(announced.DEVICE_FORM), key=lambda found: found.name)
    assert (tank.name, tank.object_id) == ("Weather Station Rain Tank", "weather_station_rain_tank")
    assert temperature.name == "Weather Station Temperature"
    assert {tank.area, temperature.area} == {"Garden"}
    assert {tank.device, temperature.device} == {"weather01"}
    assert followed(temperature) == {"state": "weather01/state"}
    assert temperature.availability.signs[0].topic == "weather01/online"


def test_the_children_of_a_device():
    config = {
        "dev": {"ids": "strip", "name": "Power Strip", "sa": "Den"},
        "cmps": {"all": {"p": "switch", "name": None, "cmd_t": "strip/all"}},
        "cdevs": [
            {"ids": "strip1", "name": "Lava Lamp",
             "cmps": {"s": {"p": "switch", "name": None, "cmd_t": "strip/1"}}},
            {"ids": "strip2", "cmps": {"s": {"p": "switch", "name": "Two", "~": "strip",
                                             "cmd_t": "~/2"}}},
            "nonsense",
        ],
    }  # fmt: skip
    found = read(("homeassistant/device/strip/config", encoded(config)))
    assert [(one.name, one.device, one.area) for one in found] == [
        ("Power Strip", "strip", "Den"),
        ("Lava Lamp", "strip1", "Den"),
        ("Power Strip Two", "strip2", "Den"),
    ]
    assert found[2].commands.config["command_topic"] == "strip/2"


@pytest.mark.parametrize(
    ("config", "name"),
    [
        ({"name": "Lamp"}, "Lamp"),
        ({"name": "Lamp", "dev": {"name": "Hall"}}, "Hall Lamp"),
        ({"name": None, "dev": {"name": "Hall"}}, "Hall"),
        ({"dev": {"name": "Hall"}}, "Hall"),
        ({"name": "Hall Lamp", "dev": {"name": "Hall Lamp"}}, "Hall Lamp"),
        ({"dev": {"name": "Hall"}, "dev_cla": "outlet"}, "Hall Outlet"),
        ({"name": "", "dev": {"name": "hall/lamp"}}, "hall lamp"),
        ({}, "plug 7"),
        ({"name": "\x07\u202e"}, "plug 7"),
        ({"name": {"de": "Lampe"}, "device": "none"}, "plug 7"),
    ],
)
def test_names_are_composed_as_home_assistant_does(config, name):
    assert one("switch", config, "plug_7").name == name


@pytest.mark.parametrize(
    ("config", "object_id"),
    [
        ({"name": "Lamp", "def_ent_id": "switch.my_lamp"}, "my_lamp"),
        ({"name": "Lamp", "default_entity_id": "light.my_lamp"}, "lamp"),
        ({"name": "Lamp", "object_id": "kitchen/ceiling"}, "kitchen_ceiling"),
        ({"name": "Lamp"}, "lamp"),
        ({"name": "\u30e9\u30f3\u30d7", "uniq_id": "AB:12"}, "ab_12"),
    ],
)
def test_entity_ids(config, object_id):
    assert one("switch", config).object_id == object_id


@pytest.mark.parametrize(
    ("component", "config"),
    [
        ("switch", {"name": "LED", "ent_cat": "config"}),
        ("sensor", {"name": "Signal", "ent_cat": "diagnostic"}),
        ("sensor", {"name": "Uptime", "en": False}),
        ("update", {"name": "Firmware"}),
        ("device_automation", {"topic": "x"}),
        ("switch", {"name": "Mine", "o": {"name": "edge-intent"}}),
    ],
)
def test_what_people_do_not_speak_of_is_left_out(component, config):
    topic = f"homeassistant/{component}/x/config"
    assert read_announcement("homeassistant", topic, encoded(config)) == ()


def test_the_battery_is_kept_though_it_is_diagnostic():
    found = one("sensor", {"name": "Battery", "ent_cat": "diagnostic", "dev_cla": "battery"})
    assert found.attributes["device_class"] == "battery"


@pytest.mark.parametrize(
    ("config", "modes"),
    [
        ({}, ["onoff"]),
        ({"bri_cmd_t": "b"}, ["brightness"]),
        ({"bri_cmd_t": "b", "rgb_cmd_t": "c", "clr_temp_cmd_t": "t"}, ["color_temp", "rgb"]),
        ({"schema": "json"}, ["onoff"]),
        ({"schema": "json", "brightness": True}, ["brightness"]),
        (
            {"schema": "json", "brightness": True, "sup_clrm": ["xy", "color_temp", "laser"]},
            ["xy", "color_temp"],
        ),
        ({"schema": "template", "bri_tpl": "x", "clr_temp_tpl": "y"}, ["color_temp"]),
        ({"schema": "template", "bri_tpl": "{{ value }}"}, ["brightness"]),
    ],
)
def test_what_a_light_can_do(config, modes):
    found = one("light", {"name": "Lamp", "cmd_t": "x", **config})
    assert found.attributes["supported_color_modes"] == modes


def test_the_limits_of_a_colour_temperature():
    config = {"name": "Lamp", "cmd_t": "x", "clr_temp_cmd_t": "t", "min_mirs": 153, "max_k": 4000}
    attributes = one("light", config).attributes
    assert attributes["max_color_temp_kelvin"] == 6535
    assert attributes["min_color_temp_kelvin"] == 2000


def test_a_state_that_takes_a_program_is_not_followed_and_the_reason_is_told():
    found = one("switch", {"name": "Pump", "stat_t": "a", "val_tpl": "{% if value %}1{% endif %}"})
    assert found.follows == ()
    assert "program" in found.unread
    assert "no state topic" in one("switch", {"name": "Pump", "cmd_t": "a"}).unread


def test_availability_that_takes_a_program_does_not_make_a_device_look_dead():
    config = {"name": "Pump", "avty": [{"t": "a", "val_tpl": "{{ 'online' if value else '' }}"}]}
    assert one("switch", config).availability.signs == ()


def test_several_signs_of_availability_below_a_base_topic():
    config = {
        "name": "Pump",
        "~": "pump",
        "avty_mode": "all",
        "avty": [
            {"topic": "~/a", "pl_avail": "yes"},
            {"t": "b/~", "val_tpl": "{{ value_json.s }}"},
        ],
    }
    availability = one("switch", config).availability
    assert availability.mode == "all"
    assert [sign.topic for sign in availability.signs] == ["pump/a", "b/pump"]
    assert availability.signs[0].online == "yes"


def test_topics_that_would_have_the_agent_listen_to_everything_are_no_topics():
    found = one("switch", {"name": "Evil", "stat_t": "#", "avty_t": "+/x"})
    assert found.follows == ()
    assert found.availability.signs == ()


def test_an_empty_payload_takes_away():
    assert read(("homeassistant/light/x/config", b"")) == ()


@pytest.mark.parametrize(
    "topic", ["homeassistant/status", "homeassistant/light/config", "other/light/x/config",
              "homeassistant/light/a/b/c/config", "homeassistant/light/a b/config"]
)  # fmt: skip
def test_topics_that_announce_nothing(topic):
    assert read_announcement("homeassistant", topic, b"{}") is None


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (b"{", "not valid JSON"),
        (b"[1]", "not a JSON object"),
        (b"\xff", "not valid JSON"),
        (b'"' + b"x" * 300_000 + b'"', "the limit is 262144"),
    ],
)
def test_payloads_that_cannot_be_used(payload, problem):
    with pytest.raises(MessageError, match=problem):
        read_announcement("homeassistant", "homeassistant/light/x/config", payload)


_KEYS = st.sampled_from(
    ["name", "stat_t", "cmd_t", "~", "dev", "device", "avty", "avty_t", "cmps", "o", "uniq_id",
     "val_tpl", "schema", "dev_cla", "p", "sup_clrm", "bri_scl", "pos_open", "pos_clsd", "options",
     "ent_cat", "min_mirs", "group", "exp_aft", "pl_on", "def_ent_id", "ids", "sa", "t"]
)  # fmt: skip
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(-1e9, 1e9) | st.text(max_size=40)
    | st.sampled_from(["~/x", "x/~", "{{ value_json.x }}", "json", "template", "light.x", "#"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=6),
    max_leaves=12,
)  # fmt: skip
_COMPONENTS = st.sampled_from(
    ["light", "switch", "cover", "lock", "fan", "climate", "sensor", "binary_sensor", "vacuum",
     "valve", "device", "number", "humidifier", "button", "scene", "nonsense"]
)  # fmt: skip


@given(_COMPONENTS, st.dictionaries(_KEYS, _VALUES, max_size=10))
def test_any_announcement_is_read_without_fault(component, config):
    payload = json.dumps(config).encode()
    topic = f"homeassistant/{component}/x/config"
    for found in read_announcement("homeassistant", topic, payload) or ():
        assert 0 < len(found.name) <= 128
        assert found.object_id
        assert all("#" not in follow.topic for follow in found.follows)


@given(st.text(max_size=80), st.binary(max_size=200))
def test_any_message_is_read_or_refused(topic, payload):
    with contextlib.suppress(MessageError):
        read_announcement("homeassistant", f"homeassistant/{topic}", payload)
