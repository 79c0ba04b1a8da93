"""Three small made-up homes, unlike each other, for tests that read like what was said."""

from typing import Any

from agent.grounding import Conversation, Grounded, Grounder, Policy
from agent.home import Area, Entity, Floor, Home
from agent.messages import IntentResult
from agent.messages import Kind as TextKind
from support.marked import reading

Said = tuple[str | None, str] | tuple[str | None, str, float]


def entity(
    entity_id: str,
    name: str,
    area: str | None = None,
    state: str | None = None,
    *aliases: str,
    **attributes: Any,
) -> Entity:
    """An entity in a line."""
    return Entity(
        id=entity_id, name=name, area=area, state=state, aliases=aliases, attributes=attributes
    )


#: Named room first, two floors.
COTTAGE = Home(
    floors=(
        Floor(id="ground", name="Ground Floor"),
        Floor(id="upstairs", name="Upstairs", aliases=("first floor",)),
    ),
    areas=(
        Area(id="kitchen", name="Kitchen", floor="ground"),
        Area(id="hall", name="Hall", floor="ground", aliases=("entrance hall",)),
        Area(id="lounge", name="Lounge", floor="ground"),
        Area(id="study", name="Study", floor="upstairs"),
        Area(id="big_bedroom", name="Big Bedroom", floor="upstairs"),
        Area(id="small_bedroom", name="Small Bedroom", floor="upstairs"),
        Area(id="garden", name="Garden"),
        Area(id="garage", name="Garage", floor="ground"),
    ),
    entities=(
        entity("light.hall_lamp", "Hall Lamp", "hall", "on", supported_color_modes=["brightness"]),
        entity("light.kitchen_1", "Kitchen Light 1", "kitchen", "off"),
        entity("light.kitchen_2", "Kitchen Light 2", "kitchen", "off"),
        entity(
            "light.desk", "Desk Lamp", "study", "on", supported_color_modes=["color_temp", "xy"]
        ),
        entity("light.study_ceiling", "Ceiling", "study", "off", supported_color_modes=["onoff"]),
        entity("light.left", "Left Bedside Lamp", "big_bedroom", "off"),
        entity("light.right", "Right Bedside Lamp", "big_bedroom", "off"),
        entity("fan.dyson", "Dyson Study", "study", "off", percentage=0, percentage_step=10),
        entity("switch.dyson_lock", "Dyson Study Child Lock", "study", "off"),
        entity(
            "cover.blind_left",
            "Left Blind",
            "lounge",
            "open",
            device_class="blind",
            current_position=100,
        ),
        entity(
            "cover.blind_right",
            "Right Blind",
            "lounge",
            "closed",
            device_class="blind",
            current_position=0,
        ),
        entity("cover.garage", "Garage Door", "garage", "closed", device_class="garage"),
        entity("lock.front", "Front Door", "hall", "locked"),
        entity("binary_sensor.back_door", "Back Door", "kitchen", "off", device_class="door"),
        entity("media_player.tv", "TV", "lounge", "playing", device_class="tv"),
        entity(
            "media_player.speaker", "Kitchen Speaker", "kitchen", "idle", device_class="speaker"
        ),
        entity(
            "climate.thermostat",
            "Thermostat",
            "hall",
            "heat",
            temperature=20.0,
            current_temperature=19.5,
            min_temp=7,
            max_temp=28,
        ),
        entity("vacuum.robbie", "Robbie", None, "docked"),
        entity("switch.coffee", "Coffee Machine", "kitchen", "off", "espresso"),
        entity("switch.porch", "Porch Light", "garden", "off"),
        entity(
            "sensor.kitchen_temperature",
            "Kitchen Temperature",
            "kitchen",
            "21.4",
            device_class="temperature",
            unit_of_measurement="°C",
        ),
        entity(
            "sensor.kitchen_humidity",
            "Kitchen Humidity",
            "kitchen",
            "48",
            device_class="humidity",
            unit_of_measurement="%",
        ),
        entity("scene.movie", "Movie Night"),
        entity("valve.tap", "Garden Tap", "garden", "closed"),
    ),
)

#: Brands and whims, a group light, two thermostats, a to-do list, people.
VILLA = Home(
    floors=(Floor(id="first", name="First Floor"), Floor(id="second", name="Second Floor")),
    areas=(
        Area(id="living_room", name="Living Room", floor="first"),
        Area(id="kitchen", name="Kitchen", floor="first"),
        Area(id="bedroom", name="Bedroom", floor="second"),
        Area(id="guest_bedroom", name="Guest Bedroom", floor="second"),
        Area(id="office", name="Office", floor="second"),
        Area(id="backyard", name="Backyard"),
        Area(id="basement", name="Basement"),
    ),
    entities=(
        entity("light.living_room", "Living Room Lights", "living_room", "on"),
        entity("light.backlight", "TV Backlight", "living_room", "off"),
        entity("light.floor", "Floor Lamp", "living_room", "on"),
        entity("light.cabinet", "Under Cabinet Lights", "kitchen", "on"),
        entity("light.pendant_1", "Island Pendant 1", "kitchen", "on"),
        entity("light.pendant_2", "Island Pendant 2", "kitchen", "on"),
        entity("light.johns", "John's Bedside Lamp", "bedroom", "off"),
        entity("light.annas", "Anna's Bedside Lamp", "bedroom", "off"),
        entity("light.bedroom_main", "Bedroom Main Light", "bedroom", "off"),
        entity("light.guest", "Lamp", "guest_bedroom", "off"),
        entity("light.strings", "String Lights", "backyard", "off"),
        entity("switch.heater", "Space Heater", "office", "off"),
        entity("switch.tv_plug", "TV Plug", "living_room", "on"),
        entity(
            "fan.living_room",
            "Ceiling Fan",
            "living_room",
            "on",
            percentage=33,
            percentage_step=33.33,
        ),
        entity(
            "climate.downstairs",
            "Downstairs",
            "living_room",
            "heat",
            temperature=68,
            current_temperature=66,
        ),
        entity(
            "climate.upstairs", "Upstairs", "bedroom", "off", temperature=66, current_temperature=69
        ),
        entity(
            "cover.shades",
            "Living Room Shades",
            "living_room",
            "open",
            device_class="shade",
            current_position=100,
        ),
        entity("cover.curtains", "Curtains", "bedroom", "closed"),
        entity("lock.front", "Front Door Lock", "living_room", "locked"),
        entity("lock.back", "Back Door Lock", "kitchen", "unlocked"),
        entity("binary_sensor.front", "Front Door", "living_room", "off", device_class="door"),
        entity("binary_sensor.motion", "Basement Motion", "basement", "on", device_class="motion"),
        entity("media_player.tv", "Samsung TV", "living_room", "on", device_class="tv"),
        entity("remote.tv", "Samsung TV", "living_room", "on"),
        entity(
            "media_player.kitchen",
            "Kitchen",
            "kitchen",
            "playing",
            volume_level=0.4,
            media_title="Blue in Green",
        ),
        entity("media_player.living", "Living Room", "living_room", "paused", volume_level=0.2),
        entity("vacuum.rosie", "Rosie", "living_room", "docked"),
        entity("lawn_mower.bert", "Bert", "backyard", "docked"),
        entity("scene.relax", "Living Room Relax", "living_room"),
        entity("script.good_night", "Good Night"),
        entity(
            "sensor.fridge",
            "Fridge Temperature",
            "kitchen",
            "38",
            device_class="temperature",
            unit_of_measurement="°F",
        ),
        entity(
            "sensor.lock_battery",
            "Front Door Lock Battery",
            "living_room",
            "86",
            device_class="battery",
            unit_of_measurement="%",
        ),
        entity("sensor.tank", "Rain Tank Level", "backyard", "63", unit_of_measurement="%"),
        entity("person.anna", "Anna", None, "home"),
        entity("person.john", "John", None, "not_home"),
        entity(
            "weather.home",
            "Forecast Home",
            None,
            "partlycloudy",
            temperature=54,
            temperature_unit="°F",
        ),
        entity("todo.shopping", "Shopping List", None, "3"),
        entity("todo.chores", "Chores", None, "2"),
        entity("alarm_control_panel.home", "Home Alarm", None, "armed_away"),
        entity("water_heater.tank", "Water Heater", "basement", "eco", temperature=120),
    ),
)

#: A flat without areas: the rooms stand in the names.
FLAT = Home(
    entities=(
        entity("light.a", "Kitchen Ceiling Light", None, "on"),
        entity("light.b", "Kitchen Counter Light", None, "off"),
        entity("light.c", "Bedroom Lamp", None, "on"),
        entity("switch.kettle", "Kettle", None, "off"),
        entity("switch.heater", "Bathroom Heater Plug", None, "off", device_class="outlet"),
        entity("cover.blinds", "Bedroom Blinds", None, "open"),
        entity("media_player.radio", "Kitchen Radio", None, "off"),
        entity("fan.bathroom", "Bathroom Fan", None, "off"),
    ),
)


def ground(
    home: Home,
    *clauses: Said,
    area: str | None = None,
    policy: Policy | None = None,
    conversation: Conversation | None = None,
    kind: TextKind = "voice",
    **more: Any,
) -> Grounded:
    """Ground marked clauses in a home."""
    return Grounder(home, policy).ground(
        reading(*clauses), area=area, conversation=conversation, kind=kind, **more
    )


def one(
    home: Home, intent: str, marked: str, confidence: float = 0.99, **more: Any
) -> IntentResult:
    """The only intent of a marked clause."""
    (result,) = ground(home, (intent, marked, confidence), **more).intents
    return result


def slots(result: IntentResult) -> dict[str, Any]:
    """The slots as a mapping."""
    return {slot.name: slot.value for slot in result.slots}
