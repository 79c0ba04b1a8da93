from agent.discovery import merge as merging
from agent.discovery.merge import merge
from agent.discovery.picture import Picture, Sources
from agent.home import Home, read_home
from support import announced
from support.announced import encoded, zigbee_device, zigbee_devices, zigbee_groups


def found(*messages, sources=None):
    picture, faults = Picture(sources=sources or Sources()).fed(messages)
    assert faults == []
    return picture.found()


def by_id(model):
    return {entity.id: entity for entity in model.home.entities}


def test_what_was_discovered_is_a_home():
    model = merge(
        Home(),
        Home(),
        found(
            zigbee_devices(
                zigbee_device("0x01", "kitchen/ceiling", announced.COLOR_BULB),
                zigbee_device("0x02", "Back Door", announced.CONTACT),
            ),
            announced.TASMOTA_RELAY,
            announced.DEVICE_FORM,
        ),
    )
    entities = by_id(model)
    assert entities["light.kitchen_ceiling"].area == "kitchen"
    assert entities["switch.coffee_machine"].area == "kitchen"
    assert entities["sensor.weather_station_rain_tank"].area == "garden"
    assert {area.id: area.name for area in model.home.areas} == {
        "kitchen": "Kitchen",
        "garden": "Garden",
    }
    assert model.commands.keys() == {"light.kitchen_ceiling", "switch.coffee_machine"}
    assert model.live.keys() == entities.keys()


def test_every_fact_tells_where_it_comes_from():
    filed = read_home(
        {
            "areas": [{"id": "kitchen", "name": "Kitchen"}],
            "entities": [{"id": "switch.coffee_machine", "name": "Espresso"}],
        }
    )
    pushed = read_home({"areas": [{"id": "den", "name": "Den"}], "entities": []})
    device = zigbee_device("0x01", "hall/lamp", announced.DIM_BULB)
    model = merge(filed, pushed, found(announced.TASMOTA_RELAY, zigbee_devices(device)))
    assert model.provenance["switch.coffee_machine"] == {
        "name": "home file",
        "area": f"homeassistant {announced.TASMOTA_RELAY[0]}",
    }
    assert model.provenance["light.hall_lamp"] == {
        "name": "zigbee2mqtt zigbee2mqtt/bridge/devices",
        "area": "inferred from the name",
        "attributes": "zigbee2mqtt zigbee2mqtt/bridge/devices",
    }
    assert model.areas == {
        "kitchen": "home file",
        "den": "pushed",
        "hall": "inferred from the name",
    }


def test_file_over_pushed_over_discovered():
    filed = read_home(
        {
            "floors": [{"id": "up", "name": "Upstairs"}],
            "areas": [{"id": "hall", "name": "Hall", "floor": "up"}],
            "entities": [{"id": "light.hall_lamp", "name": "Big Lamp", "area": "hall"}],
        }
    )
    pushed = read_home(
        {
            "floors": [{"id": "up", "name": "First Floor"}],
            "areas": [
                {"id": "hall", "name": "Corridor", "aliases": ["passage"]},
                {"id": "den", "name": "Den"},
            ],
            "entities": [
                {
                    "id": "light.hall_lamp",
                    "name": "Pushed",
                    "area": "den",
                    "aliases": ["ell"],
                    "attributes": {"device_class": "lamp", "supported_color_modes": ["onoff"]},
                },
                {"id": "fan.den", "name": "Den Fan", "area": "den"},
            ],
        }
    )
    device = zigbee_device("0x01", "hall_lamp", announced.DIM_BULB)
    model = merge(filed, pushed, found(zigbee_devices(device)))
    lamp = by_id(model)["light.hall_lamp"]
    assert (lamp.name, lamp.area, lamp.aliases) == ("Big Lamp", "hall", ("ell",))
    assert lamp.attributes == {"device_class": "lamp", "supported_color_modes": ["onoff"]}
    assert [floor.name for floor in model.home.floors] == ["Upstairs"]
    assert [(a.name, a.floor, a.aliases) for a in model.home.areas] == [
        ("Hall", "up", ("passage",)),
        ("Den", None, ()),
    ]
    assert model.commands["light.hall_lamp"].dialect == "zigbee2mqtt"


def test_a_told_entity_is_known_again_by_its_name():
    filed = read_home({"entities": [{"id": "light.ceiling", "name": "Kitchen Ceiling"}]})
    device = zigbee_device("0x01", "kitchen/ceiling", announced.DIM_BULB)
    model = merge(filed, Home(), found(zigbee_devices(device)))
    assert list(by_id(model)) == ["light.ceiling"]
    assert model.live["light.ceiling"].key == "0x01 light"
    # The same words for another kind of thing are another thing.
    filed = read_home({"entities": [{"id": "fan.ceiling", "name": "Kitchen Ceiling"}]})
    model = merge(filed, Home(), found(zigbee_devices(device)))
    assert list(by_id(model)) == ["fan.ceiling", "light.kitchen_ceiling"]


def test_one_entity_of_several_sources_is_one_and_the_best_source_names_it():
    sources = Sources(statestream="ha")
    listed = found(
        zigbee_devices(zigbee_device("0x01", "hall_lamp", announced.DIM_BULB)),
        ("ha/light/hall_lamp/state", b"on"),
        ("ha/light/hall_lamp/friendly_name", b'"Entrance Lamp"'),
        sources=sources,
    )
    model = merge(Home(), Home(), listed)
    lamp = by_id(model)["light.hall_lamp"]
    assert lamp.name == "Entrance Lamp"
    assert lamp.attributes["supported_color_modes"] == ["brightness"]
    assert model.live["light.hall_lamp"].source == "statestream"
    assert model.commands["light.hall_lamp"].dialect == "zigbee2mqtt"


def test_two_things_of_one_name_are_two():
    listed = found(
        zigbee_devices(
            zigbee_device("0x01", "Hall Lamp", announced.DIM_BULB),
            zigbee_device("0x02", "hall_lamp", announced.DIM_BULB),
        )
    )
    assert list(by_id(merge(Home(), Home(), listed))) == ["light.hall_lamp", "light.hall_lamp_2"]


def test_the_most_telling_sensor_answers_to_the_name_of_its_device():
    listed = found(
        zigbee_devices(
            zigbee_device("0x01", "Back Door", announced.CONTACT),
            zigbee_device("0x02", "Toaster", announced.PLUG),
            zigbee_device("0x03", "Attic", announced.CLIMATE_SENSOR),
        )
    )
    model = merge(Home(), Home(), listed)
    assert {e.id: e.aliases for e in model.home.entities if e.aliases} == {
        "binary_sensor.back_door_contact": ("Back Door",),
        "sensor.attic_temperature": ("Attic",),
    }
    assert "aliases" in model.provenance["sensor.attic_temperature"]


def test_groups_name_their_members():
    listed = found(
        zigbee_devices(
            zigbee_device("0x01", "Left Spot", announced.DIM_BULB),
            zigbee_device("0x02", "Right Spot", announced.DIM_BULB),
        ),
        zigbee_groups(
            {
                "id": 3,
                "friendly_name": "spots",
                "members": [
                    {"ieee_address": "0x01", "endpoint": 1},
                    {"ieee_address": "0x02", "endpoint": 1},
                ],
            }
        ),
    )
    spots = by_id(merge(Home(), Home(), listed))["light.spots"]
    assert spots.attributes["entity_id"] == ["light.left_spot", "light.right_spot"]


def test_an_area_that_was_told_is_not_inferred_over():
    filed = read_home(
        {
            "areas": [{"id": "office", "name": "Office"}],
            "entities": [{"id": "light.kitchen_lamp", "name": "Kitchen Lamp", "area": "office"}],
        }
    )
    device = zigbee_device("0x01", "Kitchen Lamp", announced.DIM_BULB)
    model = merge(filed, Home(), found(zigbee_devices(device)))
    assert by_id(model)["light.kitchen_lamp"].area == "office"
    assert [area.id for area in model.home.areas] == ["office"]


def test_a_home_that_was_only_told_is_left_as_it_is():
    filed = read_home({"entities": [{"id": "light.kitchen_lamp", "name": "Kitchen Lamp"}]})
    assert merge(filed, Home(), []).home == filed


def test_what_was_pushed_into_an_area_that_is_no_more_is_in_none():
    pushed = read_home({"entities": [{"id": "light.a", "name": "A", "area": "hall"}]}, ["hall"])
    (entity,) = merge(Home(), pushed, []).home.entities
    assert (entity.id, entity.area) == ("light.a", None)


def test_entities_beyond_the_limit_are_left_out_and_counted(monkeypatch):
    monkeypatch.setattr(merging, "MAX_ENTITIES", 10)
    config = encoded({"name": "Lamp", "cmd_t": "x"})
    listed = found(*((f"homeassistant/light/l{n}/config", config) for n in range(12)))
    model = merge(Home(), Home(), listed)
    assert len(model.home.entities) == 10
    assert model.left_out == 2
    assert model.home.entities[-1].id == "light.lamp_10"
