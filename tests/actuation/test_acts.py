import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.actuation import acts
from agent.discovery.merge import merge
from agent.discovery.picture import Picture
from agent.home import Home
from agent.messages import IntentResult, Slot, StateOverlay
from support import announced
from support.announced import encoded, zigbee_device, zigbee_devices, zigbee_groups

EVERYTHING = (
    "button", "climate", "cover", "fan", "humidifier", "lawn_mower", "light", "lock", "scene",
    "siren", "switch", "vacuum", "valve", "water_heater",
)  # fmt: skip


def home_of(*messages):
    picture, faults = Picture().fed(messages)
    assert faults == []
    return merge(Home(), Home(), picture.found())


def intent(name, *targets, status="ok", **slots):
    return IntentResult(
        intent=name,
        confidence=1.0,
        status=status,
        slots=tuple(Slot(name=key, value=value) for key, value in slots.items()),
        targets=targets,
    )


def done(model, what, *, allow=EVERYTHING, **states):
    overlays = {
        entity_id.replace("__", "."): StateOverlay(state=state, attributes=attributes)
        for entity_id, (state, attributes) in states.items()
    }
    home = model.home.overlaid(overlays)
    return acts(what, {e.id: e for e in home.entities}, model.commands, allow)


def sent(model, what, **states):
    """What goes to which topic, JSON payloads read."""
    (act,) = done(model, what, **states)
    assert act.refused is None, act.refused
    return [(send.topic, _read(send.payload)) for send in act.sends]


def _read(payload):
    return json.loads(payload) if payload.startswith("{") else payload


def refused(model, what, **states):
    (act,) = done(model, what, **states)
    assert act.sends == ()
    return act.refused


# Zigbee2MQTT


@pytest.fixture
def zigbee():
    return home_of(
        zigbee_devices(
            zigbee_device("0x01", "kitchen/ceiling", announced.COLOR_BULB),
            zigbee_device("0x02", "Desk", announced.DIM_BULB),
            zigbee_device("0x03", "Toaster", announced.PLUG),
            zigbee_device("0x04", "Hall Switch", announced.TWO_GANG),
            zigbee_device("0x05", "Blind", announced.BLIND),
            zigbee_device("0x06", "Front Door", announced.DOOR_LOCK),
            zigbee_device("0x07", "Fan", announced.FAN),
            zigbee_device("0x08", "Radiator", announced.RADIATOR),
        ),
        zigbee_groups(
            {"id": 1, "friendly_name": "all", "members": [{"ieee_address": "0x02", "endpoint": 1}]}
        ),
    )


@pytest.mark.parametrize(
    ("what", "topic", "message"),
    [
        (intent("HassTurnOn", "light.desk"), "Desk", {"state": "ON"}),
        (intent("HassTurnOff", "light.desk"), "Desk", {"state": "OFF"}),
        (intent("HassTurnOn", "light.all"), "all", {"state": "ON"}),
        (
            intent("HassLightSet", "light.desk", brightness=50),
            "Desk",
            {"state": "ON", "brightness": 127},
        ),
        (intent("HassLightSet", "light.desk", brightness=0), "Desk", {"state": "OFF"}),
        (
            intent("HassLightSet", "light.kitchen_ceiling", color="Red"),
            "kitchen/ceiling",
            {"state": "ON", "color": {"r": 255, "g": 0, "b": 0}},
        ),
        (
            intent("HassLightSet", "light.kitchen_ceiling", temperature=2700, brightness=100),
            "kitchen/ceiling",
            {"state": "ON", "brightness": 254, "color_temp": 370},
        ),
        (
            intent("HassLightSet", "light.kitchen_ceiling", temperature=12000),
            "kitchen/ceiling",
            {"state": "ON", "color_temp": 153},
        ),
        (intent("HassTurnOn", "switch.toaster"), "Toaster", {"state": "ON"}),
        (intent("HassTurnOff", "switch.hall_switch_left"), "Hall Switch", {"state_left": "OFF"}),
        (intent("HassTurnOn", "cover.blind"), "Blind", {"state": "OPEN"}),
        (intent("HassTurnOff", "cover.blind"), "Blind", {"state": "CLOSE"}),
        (intent("HassSetPosition", "cover.blind", position=30), "Blind", {"position": 30}),
        (intent("HassTurnOn", "lock.front_door"), "Front Door", {"state": "LOCK"}),
        (intent("HassTurnOff", "lock.front_door"), "Front Door", {"state": "UNLOCK"}),
        (intent("HassTurnOn", "fan.fan"), "Fan", {"fan_state": "ON"}),
        (intent("HassFanSetSpeed", "fan.fan", percentage=50), "Fan", {"fan_mode": "medium"}),
        (intent("HassFanSetSpeed", "fan.fan", percentage=1), "Fan", {"fan_mode": "low"}),
        (intent("HassFanSetSpeed", "fan.fan", percentage=0), "Fan", {"fan_state": "OFF"}),
        (
            intent("HassClimateSetTemperature", "climate.radiator", temperature=21.5),
            "Radiator",
            {"occupied_heating_setpoint": 21.5},
        ),
        (intent("HassTurnOff", "climate.radiator"), "Radiator", {"system_mode": "off"}),
        (intent("HassTurnOn", "climate.radiator"), "Radiator", {"system_mode": "auto"}),
    ],
)
def test_zigbee2mqtt(zigbee, what, topic, message):
    assert sent(zigbee, what) == [(f"zigbee2mqtt/{topic}/set", message)]


def test_steps_go_from_where_the_device_is(zigbee):
    dimmer = intent("HassLightSet", "light.desk", brightness_step=-20)
    assert sent(zigbee, dimmer, light__desk=("on", {"brightness": 153}))[0][1]["brightness"] == 102
    assert sent(zigbee, dimmer, light__desk=("on", {"brightness": 20}))[0][1]["brightness"] == 1
    brighter = intent("HassLightSet", "light.desk", brightness_step=20)
    assert sent(zigbee, brighter, light__desk=("off", {}))[0][1]["brightness"] == 51
    assert refused(zigbee, brighter) == "its brightness now is not known"
    warmer = intent("HassClimateSetTemperature", "climate.radiator", temperature_step=1)
    now = {"climate__radiator": ("heat", {"temperature": 20.5})}
    assert sent(zigbee, warmer, **now) == [
        ("zigbee2mqtt/Radiator/set", {"occupied_heating_setpoint": 21.5})
    ]
    assert "not known" in refused(zigbee, warmer)
    further = intent("HassSetPosition", "cover.blind", position_step=-30)
    assert sent(zigbee, further, cover__blind=("open", {"current_position": 70})) == [
        ("zigbee2mqtt/Blind/set", {"position": 40})
    ]
    assert "not known" in refused(zigbee, further)
    faster = intent("HassFanSetSpeed", "fan.fan", percentage_step=20)
    assert sent(zigbee, faster, fan__fan=("on", {"percentage": 67}))[0][1] == {"fan_mode": "high"}


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        (intent("HassLightSet", "light.desk", color="red"), "its colour cannot be set"),
        (intent("HassLightSet", "light.kitchen_ceiling", color="octarine"), "is not known"),
        (intent("HassClimateSetTemperature", "climate.radiator", temperature=40), r"5 to 30"),
        (intent("HassClimateSetFanMode", "climate.radiator", fan_mode="auto"), "no fan modes"),
        (intent("HassSetPosition", "lock.front_door", position=5), "position"),
        (intent("HassVacuumStart", "light.desk"), "cannot start"),
        (intent("HassBroadcast", "light.desk", message="x"), "nothing that is sent"),
        (intent("HassTurnOn", "light.desk", condition="if it rains"), "has a condition"),
        (intent("HassTurnOn", "light.desk", delay=600), "has a delay"),
        (intent("HassTurnOn", "light.desk", until="sunset"), "has a until"),
        (intent("HassTurnOn", "light.unheard_of"), "was not announced"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(zigbee, what, reason):
    assert reason in refused(zigbee, what)


def test_a_device_that_is_away_is_not_commanded(zigbee):
    what = intent("HassTurnOn", "light.desk")
    assert refused(zigbee, what, light__desk=("unavailable", {})) == "it is not there now"


@pytest.mark.parametrize("status", ["confirm", "ambiguous", "no_target", "refused"])
def test_what_is_not_ok_is_not_acted_on(zigbee, status):
    what = intent("HassTurnOff", "lock.front_door", status=status)
    assert done(zigbee, what) == ()


def test_questions_are_not_acted_on(zigbee):
    assert done(zigbee, intent("HassGetState", "light.desk")) == ()


def test_only_what_is_allowed(zigbee):
    both = intent("HassTurnOn", "light.desk", "switch.toaster", "light.kitchen_ceiling")
    desk, toaster, ceiling = done(zigbee, both, allow=("switch", "light.desk"))
    assert desk.sends
    assert toaster.sends
    assert ceiling.refused == "actuate.allow names neither it nor its domain"
    assert all(act.refused for act in done(zigbee, both, allow=()))


# Home Assistant discovery


def thing(component, **config):
    return home_of((f"homeassistant/{component}/x/config", encoded({"name": "Thing", **config})))


def test_a_tasmota_relay():
    model = home_of(announced.TASMOTA_RELAY)
    what = intent("HassTurnOn", "switch.coffee_machine")
    assert sent(model, what) == [("coffee/cmnd/POWER1", "ON")]


def test_a_tasmota_dimmer_takes_its_brightness_as_on():
    model = home_of(announced.TASMOTA_DIMMER)
    on = intent("HassTurnOn", "light.hall_lamp")
    assert sent(model, on) == [("hall/cmnd/Dimmer", "100")]
    half = intent("HassLightSet", "light.hall_lamp", brightness=50)
    assert sent(model, half) == [("hall/cmnd/Dimmer", "50")]
    red = intent("HassLightSet", "light.hall_lamp", color="red")
    assert sent(model, red) == [("hall/cmnd/Color2", "255,0,0")]
    warm = intent("HassLightSet", "light.hall_lamp", temperature=2700)
    assert ("hall/cmnd/CT", "370") in sent(model, warm)
    assert sent(model, intent("HassTurnOff", "light.hall_lamp")) == [("hall/cmnd/POWER", "OFF")]


def test_an_esphome_light_and_cover():
    model = home_of(announced.ESPHOME_LIGHT, announced.ESPHOME_COVER)
    blue = intent("HassLightSet", "light.den_strip", color="blue", brightness=100)
    assert sent(model, blue) == [
        (
            "den-strip/light/strip/command",
            {"state": "ON", "color": {"r": 0, "g": 0, "b": 255}, "brightness": 255},
        )
    ]
    half = intent("HassSetPosition", "cover.garage_node_garage_door", position=50)
    assert sent(model, half) == [("garage-node/cover/garage_door/position/command", "50")]


@pytest.mark.parametrize(
    ("when", "topics"),
    [("last", ["b", "c"]), ("first", ["c", "b"]), ("brightness", ["b"])],
)
def test_the_order_of_a_basic_light(when, topics):
    model = thing("light", cmd_t="c", bri_cmd_t="b", on_cmd_type=when)
    half = intent("HassLightSet", "light.thing", brightness=50)
    assert [topic for topic, _ in sent(model, half)] == topics


@pytest.mark.parametrize(
    ("config", "what", "messages"),
    [
        ({"hs_cmd_t": "h", "bri_cmd_t": "b"}, {"color": "lime"},
         [("h", "120.0,100.0"), ("c", "ON")]),
        ({"xy_cmd_t": "x", "bri_cmd_t": "b"}, {"color": "red"},
         [("x", "0.701,0.299"), ("c", "ON")]),
        ({"rgbw_cmd_t": "w", "bri_cmd_t": "b"}, {"color": "white"},
         [("w", "0,0,0,255"), ("c", "ON")]),
        ({"rgb_cmd_t": "r"}, {"color": "red", "brightness": 50}, [("r", "128,0,0"), ("c", "ON")]),
        ({"rgb_cmd_t": "r"}, {"brightness": 20}, [("r", "51,51,51"), ("c", "ON")]),
        ({"rgb_cmd_t": "r", "rgb_cmd_tpl": "#{{ red }}/{{ blue }}"}, {"color": "red"},
         [("r", "#255/0"), ("c", "ON")]),
        ({"clr_temp_cmd_t": "t", "clr_temp_k": True}, {"temperature": 3000},
         [("t", "3000"), ("c", "ON")]),
        ({"rgb_cmd_t": "r"}, {"temperature": 2700}, [("r", "255,167,87"), ("c", "ON")]),
    ],
)  # fmt: skip
def test_colours_of_a_basic_light(config, what, messages):
    model = thing("light", cmd_t="c", **config)
    assert sent(model, intent("HassLightSet", "light.thing", **what)) == messages


@pytest.mark.parametrize(
    ("modes", "color"),
    [
        (["hs"], {"h": 0.0, "s": 100.0}),
        (["xy"], {"x": 0.701, "y": 0.299}),
        (["rgbww"], {"r": 255, "g": 0, "b": 0, "c": 0, "w": 0}),
    ],
)
def test_colours_of_a_json_light(modes, color):
    model = thing("light", schema="json", cmd_t="c", brightness=True, sup_clrm=modes)
    red = intent("HassLightSet", "light.thing", color="red")
    assert sent(model, red) == [("c", {"state": "ON", "color": color})]


def test_a_template_light_whose_templates_are_text():
    model = thing("light", schema="template", cmd_t="c", cmd_on_tpl="on,{{ brightness }}",
                  cmd_off_tpl="off", bri_tpl="{{ value }}")  # fmt: skip
    half = intent("HassLightSet", "light.thing", brightness=50)
    assert sent(model, half) == [("c", "on,128")]
    assert sent(model, intent("HassTurnOff", "light.thing")) == [("c", "off")]
    assert "program" in refused(model, intent("HassTurnOn", "light.thing"))


def test_command_templates_that_are_programs_are_refused():
    model = thing("switch", cmd_t="c", cmd_tpl="{% if value %}1{% endif %}")
    assert refused(model, intent("HassTurnOn", "switch.thing")) == (
        "its command template is a program"
    )
    model = thing("switch", cmd_t="c", cmd_tpl='{"on": "{{ value }}"}')
    assert sent(model, intent("HassTurnOn", "switch.thing")) == [("c", {"on": "ON"})]


@pytest.mark.parametrize(
    ("component", "config", "what", "messages"),
    [
        ("cover", {"cmd_t": "c"}, "HassTurnOn", [("c", "OPEN")]),
        ("cover", {"cmd_t": "c", "pl_cls": "DOWN"}, "HassTurnOff", [("c", "DOWN")]),
        ("cover", {"set_pos_t": "p", "pos_t": "s", "pos_open": 0, "pos_clsd": 100},
         "HassTurnOn", [("p", "0")]),
        ("lock", {"cmd_t": "c"}, "HassTurnOn", [("c", "LOCK")]),
        ("lock", {"cmd_t": "c", "pl_unlk": "0"}, "HassTurnOff", [("c", "0")]),
        ("fan", {"cmd_t": "c"}, "HassTurnOff", [("c", "OFF")]),
        ("button", {"cmd_t": "c"}, "HassTurnOn", [("c", "PRESS")]),
        ("scene", {"cmd_t": "c", "pl_on": "go"}, "HassTurnOn", [("c", "go")]),
        ("siren", {"cmd_t": "c"}, "HassTurnOn", [("c", {"state": "ON"})]),
        ("humidifier", {"cmd_t": "c", "hum_cmd_t": "h"}, "HassTurnOn", [("c", "ON")]),
        ("valve", {"cmd_t": "c"}, "HassTurnOff", [("c", "CLOSE")]),
        ("valve", {"cmd_t": "c", "pos": True}, "HassTurnOn", [("c", "100")]),
        ("vacuum", {"cmd_t": "c"}, "HassVacuumReturnToBase", [("c", "return_to_base")]),
        ("lawn_mower", {"dock_cmd_t": "d"}, "HassLawnMowerDock", [("d", "dock")]),
        ("climate", {"pow_cmd_t": "p", "mode_cmd_t": "m"}, "HassTurnOff", [("p", "OFF")]),
        ("climate", {"mode_cmd_t": "m", "modes": ["off", "heat"]}, "HassTurnOn", [("m", "heat")]),
    ],
)  # fmt: skip
def test_other_components(component, config, what, messages):
    model = thing(component, **config)
    assert sent(model, intent(what, f"{component}.thing")) == messages


def test_positions_speeds_and_temperatures():
    cover = thing("cover", set_pos_t="p", pos_t="s", set_pos_tpl='{"go": {{ position }}}',
                  pos_open=0, pos_clsd=255)  # fmt: skip
    assert sent(cover, intent("HassSetPosition", "cover.thing", position=20)) == [("p", {"go": 20})]
    fan = thing("fan", cmd_t="c", pct_cmd_t="p", spd_rng_max=3)
    assert sent(fan, intent("HassFanSetSpeed", "fan.thing", percentage=50)) == [("p", "2")]
    climate = thing("climate", temp_cmd_t="t", fan_mode_cmd_t="f", min_temp=16, max_temp="28")
    warm = intent("HassClimateSetTemperature", "climate.thing", temperature=21.5)
    assert sent(climate, warm) == [("t", "21.5")]
    hot = intent("HassClimateSetTemperature", "climate.thing", temperature=29)
    assert "16 to 28" in refused(climate, hot)
    valve = thing("valve", cmd_t="c", pos=True, pos_open=90)
    assert sent(valve, intent("HassSetPosition", "valve.thing", position=50)) == [("c", "45")]


def test_retained_commands_stay_retained():
    model = thing("switch", cmd_t="c", ret=True)
    (act,) = done(model, intent("HassTurnOn", "switch.thing"))
    assert act.sends[0].retain


@pytest.mark.parametrize("topic", ["edge-intent/den/voice/text", "$SYS/x", "a/#", "", None, 5])
def test_an_announced_topic_that_would_do_harm_is_not_published_to(topic):
    model = thing("switch", cmd_t=topic, stat_t="s")
    (act,) = done(model, intent("HassTurnOn", "switch.thing"))
    assert act.refused


_SLOTS = st.dictionaries(
    st.sampled_from(["brightness", "brightness_step", "color", "temperature", "position",
                     "percentage", "fan_mode", "temperature_step", "percentage_step",
                     "position_step"]),
    st.integers(-1000, 20_000) | st.floats(-1e6, 1e6) | st.text(max_size=8) | st.booleans(),
    max_size=4,
)  # fmt: skip
_INTENTS = st.sampled_from(
    ["HassTurnOn", "HassTurnOff", "HassLightSet", "HassSetPosition", "HassFanSetSpeed",
     "HassClimateSetTemperature", "HassClimateSetFanMode", "HassVacuumStart"]
)  # fmt: skip
_CONFIGS = st.dictionaries(
    st.sampled_from(["cmd_t", "bri_cmd_t", "rgb_cmd_t", "hs_cmd_t", "clr_temp_cmd_t", "set_pos_t",
                     "pos_open", "pos_clsd", "spd_rng_min", "spd_rng_max", "pct_cmd_t", "bri_scl",
                     "schema", "sup_clrm", "brightness", "modes", "temp_cmd_t", "cmd_tpl",
                     "mode_cmd_t", "cmd_on_tpl", "max_temp", "on_cmd_type"]),
    st.sampled_from(["x", "json", "template", ["rgb", "color_temp"], True, 0, -5, 1e9, None, "0",
                     "{{ value }}", "{% x %}", "brightness"]),
    max_size=8,
)  # fmt: skip


@given(st.sampled_from(EVERYTHING), _CONFIGS, _INTENTS, _SLOTS)
def test_any_announcement_and_any_intent_is_sent_or_refused(component, config, name, slots):
    model = thing(component, **config)
    for entity in model.home.entities:
        for act in done(model, intent(name, entity.id, **slots)):
            assert bool(act.sends) != bool(act.refused)
            for send in act.sends:
                assert not set(send.topic) & set("+#")
