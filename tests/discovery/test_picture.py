import pytest

from agent.discovery.picture import Picture, Sources
from support import announced
from support.announced import encoded, zigbee_device, zigbee_devices, zigbee_groups


def fed(*messages, picture=None, sources=None):
    picture = picture or Picture(sources=sources or Sources())
    picture, faults = picture.fed(messages)
    assert faults == []
    return picture


def names(picture):
    return {one.id: one.name for one in picture.found()}


CEILING = zigbee_device("0x00158d0000000001", "kitchen/ceiling", announced.COLOR_BULB)


@pytest.mark.parametrize("order", [1, -1])
def test_a_device_that_announces_itself_twice_is_there_once(order):
    messages = [zigbee_devices(CEILING), announced.ZIGBEE_TO_HOME_ASSISTANT]
    (found,) = fed(*messages[::order]).found()
    assert found.source == "zigbee2mqtt"
    assert found.id == "light.kitchen_ceiling"


def test_without_its_bridge_the_announcement_to_home_assistant_counts():
    (found,) = fed(announced.ZIGBEE_TO_HOME_ASSISTANT).found()
    assert found.source == "homeassistant"
    assert (found.id, found.name) == ("light.kitchen_ceiling", "kitchen ceiling")


def test_the_second_announcement_lends_its_area_and_its_name():
    config = {
        "name": "Temperature",
        "stat_t": "zigbee2mqtt/attic",
        "val_tpl": "{{ value_json.temperature }}",
        "dev": {"ids": ["zigbee2mqtt_0x02"], "name": "Loft Sensor", "sa": "Loft"},
    }
    picture = fed(
        zigbee_devices(zigbee_device("0x02", "attic", announced.CLIMATE_SENSOR)),
        ("homeassistant/sensor/0x02/temperature/config", encoded(config)),
    )
    assert {one.area for one in picture.found()} == {"Loft"}
    assert names(picture)["sensor.attic_temperature"] == "Loft Sensor Temperature"


def test_the_bridge_and_disabled_devices_are_not_let_in_by_the_second_announcement():
    bridge = {"name": "Permit join", "stat_t": "zigbee2mqtt/bridge/info", "cmd_t": "x"}
    disabled = {"name": "Old", "stat_t": "zigbee2mqtt/old/lamp", "cmd_t": "zigbee2mqtt/old/set"}
    picture = fed(
        zigbee_devices(zigbee_device("0x03", "old", announced.DIM_BULB, disabled=True)),
        ("homeassistant/switch/bridge/permit_join/config", encoded(bridge)),
        ("homeassistant/light/0x03/light/config", encoded(disabled)),
    )
    assert picture.found() == []


def test_renamed_is_renamed_and_gone_is_gone():
    picture = fed(zigbee_devices(zigbee_device("0x01", "Lamp", announced.DIM_BULB)))
    assert names(picture) == {"light.lamp": "Lamp"}
    picture = fed(
        zigbee_devices(zigbee_device("0x01", "Desk Lamp", announced.DIM_BULB)), picture=picture
    )
    assert names(picture) == {"light.desk_lamp": "Desk Lamp"}
    assert names(fed(zigbee_devices(), picture=picture)) == {}


def test_an_announcement_taken_back():
    picture = fed(announced.TASMOTA_RELAY, announced.TASMOTA_POWER)
    assert len(picture.found()) == 2
    picture = fed((announced.TASMOTA_POWER[0], b""), picture=picture)
    assert list(names(picture)) == ["switch.coffee_machine"]
    assert picture.sizes.keys() == {announced.TASMOTA_RELAY[0]}


def test_a_component_dropped_from_a_device():
    picture = fed(announced.DEVICE_FORM)
    topic, _ = announced.DEVICE_FORM
    less = {"dev": {"ids": "weather01", "name": "Weather Station"}, "cmps": {}}
    assert fed((topic, encoded(less)), picture=picture).found() == []


def test_nothing_new_leaves_the_very_same_picture():
    messages = [zigbee_devices(CEILING), announced.TASMOTA_RELAY, zigbee_groups()]
    picture = fed(*messages)
    assert fed(*messages, picture=picture) is picture
    assert fed(("zigbee2mqtt/kitchen/ceiling", b"{}"), picture=picture) is picture


def test_what_cannot_be_used_changes_nothing_and_is_told():
    before = fed(announced.TASMOTA_RELAY, zigbee_devices(CEILING))
    after, faults = before.fed(
        [
            (announced.TASMOTA_RELAY[0], b"{oops"),
            ("zigbee2mqtt/bridge/devices", b"{}"),
            ("homeassistant/light/x/config", b'"text"'),
        ]
    )
    assert after is before
    assert [topic for topic, _ in faults] == [
        announced.TASMOTA_RELAY[0],
        "zigbee2mqtt/bridge/devices",
        "homeassistant/light/x/config",
    ]


def test_what_is_held_is_bounded():
    config = encoded({"name": "Lamp", "cmd_t": "x", "pad": "x" * 200_000})
    messages = [(f"homeassistant/light/l{n}/config", config) for n in range(60)]
    picture, faults = Picture().fed(messages)
    assert sum(picture.sizes.values()) <= 8 * 1024 * 1024
    assert len(picture.found()) + len(faults) == 60
    assert faults
    # What was taken back makes room.
    picture, _ = picture.fed([(messages[0][0], b"")])
    picture, faults = picture.fed([messages[-1]])
    assert faults == []


def test_other_bases_and_sources_that_are_off():
    topic, payload = zigbee_devices(CEILING)
    sources = Sources(homeassistant=None, zigbee2mqtt=("attic/z2m", "zigbee2mqtt"))
    picture = fed(
        (topic.replace("zigbee2mqtt", "attic/z2m"), payload),
        announced.TASMOTA_RELAY,
        sources=sources,
    )
    (found,) = picture.found()
    assert found.follows[0].topic == "attic/z2m/kitchen/ceiling"
    assert sources.subscriptions() == (
        "attic/z2m/bridge/devices",
        "attic/z2m/bridge/groups",
        "zigbee2mqtt/bridge/devices",
        "zigbee2mqtt/bridge/groups",
    )
    assert not sources.announces(announced.TASMOTA_RELAY[0])
