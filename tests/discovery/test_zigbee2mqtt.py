import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.discovery.zigbee2mqtt import Network, entities, read_devices, read_groups
from agent.errors import MessageError
from support import announced
from support.announced import encoded, zigbee_device, zigbee_devices, zigbee_groups


def of(*devices, groups=()):
    read, faults = read_devices(zigbee_devices(*devices)[1])
    grouped, more = read_groups(zigbee_groups(*groups)[1])
    assert faults + more == []
    return {one.id: one for one in entities(Network("zigbee2mqtt", read, grouped))}


def followed(found):
    return {follow.to: follow.topic for follow in found.follows}


def test_a_colour_bulb():
    found = of(zigbee_device("0x01", "kitchen/ceiling", announced.COLOR_BULB))
    assert list(found) == ["light.kitchen_ceiling"]
    lamp = found["light.kitchen_ceiling"]
    assert lamp.name == "kitchen ceiling"
    assert lamp.attributes["supported_color_modes"] == ["xy", "color_temp"]
    assert lamp.attributes["min_color_temp_kelvin"] == 2000
    assert lamp.attributes["max_color_temp_kelvin"] == 6535
    assert set(followed(lamp).values()) == {"zigbee2mqtt/kitchen/ceiling"}
    assert lamp.commands.config["topic"] == "zigbee2mqtt/kitchen/ceiling/set"
    assert [sign.topic for sign in lamp.availability.signs] == [
        "zigbee2mqtt/bridge/state",
        "zigbee2mqtt/kitchen/ceiling/availability",
    ]


def test_settings_of_a_plug_are_no_entities():
    found = of(zigbee_device("0x01", "Toaster", announced.PLUG, description="Smart plug"))
    assert sorted(found) == ["sensor.toaster_energy", "sensor.toaster_power", "switch.toaster"]
    assert found["switch.toaster"].attributes == {"device_class": "outlet"}
    assert found["sensor.toaster_power"].name == "Toaster Power"
    assert found["sensor.toaster_power"].attributes == {
        "device_class": "power",
        "unit_of_measurement": "W",
    }


def test_the_parts_of_a_wall_switch():
    found = of(zigbee_device("0x01", "Hall Switch", announced.TWO_GANG))
    assert {one.id: one.name for one in found.values()} == {
        "switch.hall_switch_left": "Hall Switch left",
        "switch.hall_switch_right": "Hall Switch right",
    }


def test_sensors_with_their_classes():
    found = of(
        zigbee_device("0x01", "Back Door", announced.CONTACT, type="EndDevice"),
        zigbee_device("0x02", "Attic", announced.CLIMATE_SENSOR, type="EndDevice"),
    )
    assert {one.id: one.attributes.get("device_class") for one in found.values()} == {
        "binary_sensor.back_door_contact": "door",
        "binary_sensor.back_door_tamper": "tamper",
        "sensor.back_door_battery": "battery",
        "sensor.attic_temperature": "temperature",
        "sensor.attic_humidity": "humidity",
        "sensor.attic_battery": "battery",
    }


def test_cover_lock_fan_and_radiator():
    found = of(
        zigbee_device("0x01", "Study Blind", announced.BLIND, description="Roller blind motor"),
        zigbee_device("0x02", "Front Door", announced.DOOR_LOCK),
        zigbee_device("0x03", "Bedroom Fan", announced.FAN),
        zigbee_device("0x04", "Bath Radiator", announced.RADIATOR),
    )
    blind = found["cover.study_blind"]
    assert blind.attributes == {"device_class": "blind", "supported_features": 15}
    assert set(followed(found["lock.front_door"])) == {"state"}
    fan = found["fan.bedroom_fan"]
    assert fan.attributes == {"supported_features": 57, "preset_modes": ["auto"]}
    radiator = found["climate.bath_radiator"]
    assert radiator.attributes["hvac_modes"] == ["off", "auto", "heat"]
    assert (radiator.attributes["min_temp"], radiator.attributes["max_temp"]) == (5, 30)
    assert "binary_sensor.bath_radiator_window_open" in found
    assert not any("child_lock" in entity_id for entity_id in found)


def test_a_garage_door_opener_is_known_as_one():
    found = of(zigbee_device("0x1", "Opener", announced.BLIND, description="Garage door opener"))
    assert found["cover.opener"].attributes["device_class"] == "garage"


def test_coordinator_disabled_and_unsupported_devices_are_left_out():
    found = of(
        zigbee_device("0x01", "Old", announced.DIM_BULB, disabled=True),
        zigbee_device("0x02", "Odd", [], definition=None),
    )
    assert found == {}


def test_a_group_can_do_what_its_members_can():
    found = of(
        zigbee_device("0x01", "Left Spot", announced.DIM_BULB),
        zigbee_device("0x02", "Right Spot", announced.COLOR_BULB),
        groups=[
            {
                "id": 7,
                "friendly_name": "kitchen_spots",
                "scenes": [],
                "members": [
                    {"ieee_address": "0x01", "endpoint": 1},
                    {"ieee_address": "0x02", "endpoint": 11},
                    {"ieee_address": "0x99", "endpoint": 1},
                ],
            },
            {"id": 901, "friendly_name": "default_bind_group", "scenes": [], "members": []},
            {"id": 8, "friendly_name": "empty", "scenes": [], "members": []},
        ],
    )
    group = found["light.kitchen_spots"]
    assert group.name == "kitchen spots"
    assert set(group.attributes["supported_color_modes"]) == {"xy", "color_temp"}
    assert group.members == ("0x01 light", "0x02 light")
    assert sorted(found) == ["light.kitchen_spots", "light.left_spot", "light.right_spot"]


def test_a_device_that_cannot_be_read_does_not_spoil_the_others():
    good = zigbee_device("0x01", "Lamp", announced.DIM_BULB)
    bad = [{"ieee_address": 5}, "x", zigbee_device("0x02", "a/+/b", []), {"friendly_name": "x"}]
    devices, faults = read_devices(encoded([*bad, good]))
    assert [device.friendly_name for device in devices] == ["Lamp"]
    assert len(faults) == 4
    assert all("\n" not in fault for fault in faults)


@pytest.mark.parametrize("payload", [b"{", b"{}", b"null", b"\xff"])
def test_lists_that_are_none(payload):
    with pytest.raises(MessageError):
        read_devices(payload)


def test_a_list_that_was_cleared():
    assert read_devices(b"") == ((), [])
    assert read_groups(b" ") == ((), [])


_KEYS = st.sampled_from(
    ["type", "name", "property", "features", "access", "value_on", "value_off", "value_min",
     "value_max", "values", "unit", "endpoint", "label", "category"]
)  # fmt: skip
_LEAF = (
    st.none() | st.booleans() | st.integers(-300, 70_000) | st.text(max_size=20)
    | st.sampled_from(["light", "switch", "cover", "lock", "fan", "climate", "binary", "numeric",
                       "enum", "state", "brightness", "color_temp", "position", "speed", "mode",
                       "contact", "temperature", "battery", "ON", "OFF", "°C"])
)  # fmt: skip
_VALUES = st.recursive(
    _LEAF,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=8),
    max_leaves=25,
)
_TYPES = st.sampled_from(["light", "switch", "cover", "lock", "fan", "climate", "numeric"])
_FEATURES = st.lists(st.dictionaries(_KEYS, _LEAF, max_size=9), max_size=5)
_NEAR = st.fixed_dictionaries({"type": _TYPES, "features": _FEATURES})


@given(st.lists(st.dictionaries(_KEYS, _VALUES, max_size=8) | _NEAR, max_size=5))
def test_any_exposes_are_read_without_fault(exposes):
    payload = json.dumps([zigbee_device("0x01", "Thing", exposes)]).encode()
    devices, _ = read_devices(payload)
    for found in entities(Network("zigbee2mqtt", devices)):
        assert found.object_id
        assert found.topic == "zigbee2mqtt/bridge/devices"
