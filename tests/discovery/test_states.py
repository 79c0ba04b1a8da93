import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.discovery.homeassistant import read_announcement
from agent.discovery.merge import merge
from agent.discovery.picture import Picture
from agent.discovery.states import LiveStates
from agent.errors import MessageError
from agent.home import Home
from agent.messages import StateOverlay
from support import announced
from support.announced import encoded, zigbee_device, zigbee_devices


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def live(clock):
    """Follows what is announced."""

    def follow(*messages):
        states = LiveStates(clock)
        picture, faults = Picture().fed(messages)
        assert faults == []
        states.follow(merge(Home(), Home(), picture.found()).live)
        return states

    return follow


def state(states, entity_id):
    overlay = states.overlays().get(entity_id, StateOverlay())
    return overlay.state, overlay.attributes


def announce(component, **config):
    return f"homeassistant/{component}/x/config", encoded({"name": "Thing", **config})


def test_a_zigbee_bulb(live):
    states = live(zigbee_devices(zigbee_device("0x01", "kitchen/ceiling", announced.COLOR_BULB)))
    topic = "zigbee2mqtt/kitchen/ceiling"
    assert states.topics == {topic, "zigbee2mqtt/bridge/state", f"{topic}/availability"}
    assert states.overlays() == {}
    message = {
        "state": "ON",
        "brightness": 127,
        "color_mode": "color_temp",
        "color_temp": 370,
        "color": {"x": 0.46, "y": 0.41},
        "linkquality": 120,
    }
    assert states.take(topic, encoded(message))
    assert state(states, "light.kitchen_ceiling") == (
        "on",
        {"brightness": 128, "color_mode": "color_temp", "color_temp_kelvin": 2702},
    )
    assert not states.take(topic, encoded({"linkquality": 99}))
    states.take(topic, encoded({"color_mode": "xy", "color": {"x": 0.7, "y": 0.3}}))
    assert state(states, "light.kitchen_ceiling")[1] == {
        "brightness": 128,
        "color_mode": "xy",
        "xy_color": [0.7, 0.3],
    }
    states.take(topic, encoded({"state": "OFF"}))
    assert state(states, "light.kitchen_ceiling") == ("off", {})


@pytest.mark.parametrize("offline", [b"offline", b'{"state": "offline"}'])
def test_a_device_or_a_bridge_that_is_away(live, offline):
    states = live(zigbee_devices(zigbee_device("0x01", "Lamp", announced.DIM_BULB)))
    states.take("zigbee2mqtt/Lamp", b'{"state": "ON"}')
    states.take("zigbee2mqtt/bridge/state", b'{"state": "online"}')
    assert state(states, "light.lamp")[0] == "on"
    states.take("zigbee2mqtt/Lamp/availability", offline)
    assert state(states, "light.lamp") == ("unavailable", {})
    states.take("zigbee2mqtt/Lamp/availability", b"online")
    states.take("zigbee2mqtt/bridge/state", offline)
    assert state(states, "light.lamp")[0] == "unavailable"


def test_sensors_blind_lock_fan_and_radiator(live):
    states = live(
        zigbee_devices(
            zigbee_device("0x01", "Back Door", announced.CONTACT),
            zigbee_device("0x02", "Attic", announced.CLIMATE_SENSOR),
            zigbee_device("0x03", "Blind", announced.BLIND),
            zigbee_device("0x04", "Front Door", announced.DOOR_LOCK),
            zigbee_device("0x05", "Fan", announced.FAN),
            zigbee_device("0x06", "Radiator", announced.RADIATOR),
        )
    )
    for name, message in {
        "Back Door": {"contact": False, "tamper": False, "battery": 88},
        "Attic": {"temperature": 21.46, "humidity": None},
        "Blind": {"state": "OPEN", "position": 40},
        "Front Door": {"state": "LOCK", "lock_state": "locked"},
        "Fan": {"fan_state": "ON", "fan_mode": "medium"},
        "Radiator": {
            "system_mode": "auto",
            "occupied_heating_setpoint": 21.5,
            "local_temperature": 19,
            "running_state": "heat",
        },
    }.items():
        states.take(f"zigbee2mqtt/{name}", encoded(message))
    assert state(states, "binary_sensor.back_door_contact") == ("on", {})
    assert state(states, "binary_sensor.back_door_tamper") == ("off", {})
    assert state(states, "sensor.back_door_battery") == ("88", {})
    assert state(states, "sensor.attic_temperature") == ("21.46", {})
    assert state(states, "sensor.attic_humidity") == (None, {})
    assert state(states, "cover.blind") == ("open", {"current_position": 40})
    assert state(states, "lock.front_door") == ("locked", {})
    assert state(states, "fan.fan") == ("on", {"percentage": 67})
    assert state(states, "climate.radiator") == (
        "auto",
        {"temperature": 21.5, "current_temperature": 19, "hvac_action": "heating"},
    )


def test_a_tasmota_dimmer_counts_to_a_hundred(live):
    states = live(announced.TASMOTA_DIMMER)
    states.take("hall/tele/STATE", b'{"POWER": "ON", "Dimmer": 50, "CT": 250, "Color": "1,2,3"}')
    assert state(states, "light.hall_lamp") == (
        "on",
        {"brightness": 128, "color_temp_kelvin": 4000},
    )


@pytest.mark.parametrize(
    ("component", "config", "payload", "expected"),
    [
        ("switch", {"stat_on": "1", "stat_off": "0"}, b"1", "on"),
        ("switch", {"pl_on": True, "pl_off": False, "val_tpl": "{{ value_json.on }}"},
         b'{"on": true}', "on"),
        ("switch", {}, b"on", None),
        ("binary_sensor", {"dev_cla": "motion"}, b"OFF", "off"),
        ("lock", {}, b"LOCKED", "locked"),
        ("lock", {"stat_locked": "1", "stat_unlocked": "0"}, b"0", "unlocked"),
        ("cover", {}, b"opening", "opening"),
        ("cover", {"stat_clsd": "CLOSE"}, b"CLOSE", "closed"),
        ("cover", {}, b"stopped", "open"),
        ("sensor", {}, b"21.5", "21.5"),
        ("sensor", {}, b"None", None),
        ("sensor", {}, b"x" * 400, "x" * 255),
        ("alarm_control_panel", {"cmd_t": "c"}, b"armed_away", "armed_away"),
        ("vacuum", {}, b'{"state": "docked", "battery_level": 61}', "docked"),
        ("device_tracker", {}, b"not_home", "not_home"),
        ("lawn_mower", {"act_stat_t": "s"}, b"mowing", "mowing"),
    ],
)  # fmt: skip
def test_states_of_other_components(live, component, config, payload, expected):
    states = live(announce(component, stat_t="s", **config))
    states.take("s", payload)
    assert state(states, f"{component}.thing")[0] == expected


def test_a_cover_that_tells_only_its_position(live):
    states = live(announce("cover", pos_t="p", set_pos_t="sp", pos_open=0, pos_clsd=100))
    states.take("p", b"100")
    assert state(states, "cover.thing") == ("closed", {"current_position": 0})
    states.take("p", b"25")
    assert state(states, "cover.thing") == ("open", {"current_position": 75})


def test_a_cover_that_stopped_at_the_bottom(live):
    states = live(announce("cover", stat_t="s", pos_t="p"))
    states.take("p", b"0")
    states.take("s", b"stopped")
    assert state(states, "cover.thing")[0] == "closed"


def test_a_fan_with_three_speeds(live):
    states = live(announce("fan", stat_t="s", cmd_t="c", pct_stat_t="p", pct_cmd_t="pc",
                           spd_rng_max=3))  # fmt: skip
    states.take("s", b"ON")
    states.take("p", b"2")
    assert state(states, "fan.thing") == ("on", {"percentage": 67})


def test_motion_ends_by_itself_and_an_old_value_expires(live, clock):
    states = live(announce("binary_sensor", stat_t="m", off_dly=30), (announced.TASMOTA_POWER))
    states.take("m", b"ON")
    states.take("coffee/tele/SENSOR", b'{"ENERGY": {"Power": 12}}')
    clock.now += 29
    assert state(states, "binary_sensor.thing")[0] == "on"
    clock.now += 1
    assert state(states, "binary_sensor.thing")[0] == "off"
    power = "sensor.coffee_machine_energy_power"
    assert state(states, power)[0] == "12"
    clock.now += 600
    assert state(states, power)[0] is None


@pytest.mark.parametrize(
    ("mode", "told"), [("all", "unavailable"), ("any", "on"), ("latest", "unavailable")]
)
def test_how_several_signs_count(live, mode, told):
    signs = [{"topic": "a"}, {"topic": "b"}]
    states = live(announce("switch", stat_t="s", avty=signs, avty_mode=mode))
    states.take("s", b"ON")
    assert state(states, "switch.thing")[0] == "on"
    states.take("a", b"online")
    states.take("b", b"offline")
    assert state(states, "switch.thing")[0] == told


def test_what_is_gone_is_forgotten_and_what_stays_keeps_its_state(live):
    lamp = zigbee_device("0x01", "Lamp", announced.DIM_BULB)
    desk = zigbee_device("0x02", "Desk", announced.DIM_BULB)
    states = live(zigbee_devices(lamp, desk))
    states.take("zigbee2mqtt/Lamp", b'{"state": "ON"}')
    states.take("zigbee2mqtt/Desk", b'{"state": "ON"}')
    picture, _ = Picture().fed([zigbee_devices(lamp)])
    states.follow(merge(Home(), Home(), picture.found()).live)
    assert states.overlays().keys() == {"light.lamp"}
    assert not states.take("zigbee2mqtt/Desk", b'{"state": "OFF"}')


def test_a_payload_that_is_too_large_or_nonsense(live):
    states = live(zigbee_devices(zigbee_device("0x01", "Lamp", announced.DIM_BULB)))
    with pytest.raises(MessageError, match="the limit is 65536"):
        states.take("zigbee2mqtt/Lamp", b"x" * 70_000)
    for payload in (b"", b"{", b"\xff\xfe", b"[" * 60_000, b"null", b'{"state": {}}', b"[1]"):
        states.take("zigbee2mqtt/Lamp", payload)
        assert state(states, "light.lamp")[0] is None


def test_ever_new_keys_do_not_fill_the_memory(live):
    states = live(zigbee_devices(zigbee_device("0x01", "Lamp", announced.DIM_BULB)))
    for n in range(2_000):
        states.take("zigbee2mqtt/Lamp", encoded({"state": "ON", f"key{n}": n}))
    assert len(states.payload("zigbee2mqtt/Lamp").data) <= 512


_PAYLOADS = st.binary(max_size=60) | st.builds(
    lambda d: json.dumps(d).encode(),
    st.dictionaries(
        st.sampled_from(["state", "brightness", "color", "color_mode", "position", "color_temp"]),
        st.none() | st.booleans() | st.integers() | st.text(max_size=5)
        | st.sampled_from(["ON", "OFF", "OPEN", {"x": 1, "y": "2"}]),
    ),
)  # fmt: skip


@given(st.lists(_PAYLOADS, max_size=6))
def test_any_state_message_is_taken_without_fault(payloads):
    states = LiveStates(lambda: 0.0)
    (found,) = read_announcement("homeassistant", *announced.ESPHOME_LIGHT)
    states.follow({"light.strip": found})
    for payload in payloads:
        states.take("den-strip/light/strip/state", payload)
        for overlay in states.overlays().values():
            assert overlay.state in {None, "on", "off"}
            brightness = overlay.attributes.get("brightness", 1)
            assert 1 <= brightness <= 255
