"""Announcements as Zigbee2MQTT, Tasmota, ESPHome and others publish them.

Written after the documentation of those programs; names and addresses are made up.
"""

import json
from typing import Any

ALL, STATE, STATE_GET, STATE_SET, SET = 7, 1, 5, 3, 2


def encoded(value: Any) -> bytes:
    return json.dumps(value).encode()


def binary(name: str, access: int, on: Any, off: Any, **more: Any) -> dict[str, Any]:
    return {
        "type": "binary",
        "name": name,
        "label": name.replace("_", " ").capitalize(),
        "property": name,
        "access": access,
        "value_on": on,
        "value_off": off,
        **more,
    }


def numeric(name: str, access: int, unit: str | None = None, **more: Any) -> dict[str, Any]:
    found = {
        "type": "numeric",
        "name": name,
        "label": name.replace("_", " ").capitalize(),
        "property": name,
        "access": access,
        **more,
    }
    return found | ({"unit": unit} if unit else {})


def enum(name: str, access: int, values: list[Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "enum",
        "name": name,
        "label": name.replace("_", " ").capitalize(),
        "property": name,
        "access": access,
        "values": values,
        **more,
    }


LINKQUALITY = numeric("linkquality", STATE, "lqi", category="diagnostic")
BATTERY = numeric("battery", STATE_GET, "%", category="diagnostic", value_min=0, value_max=100)

COLOR_BULB = [
    {
        "type": "light",
        "features": [
            binary("state", ALL, "ON", "OFF", value_toggle="TOGGLE"),
            numeric("brightness", ALL, value_min=0, value_max=254),
            numeric("color_temp", ALL, "mired", value_min=153, value_max=500, presets=[]),
            numeric("color_temp_startup", ALL, "mired", value_min=153, value_max=500),
            {
                "type": "composite",
                "name": "color_xy",
                "label": "Color (X/Y)",
                "property": "color",
                "access": ALL,
                "features": [numeric("x", ALL), numeric("y", ALL)],
            },
        ],
    },
    enum("effect", SET, ["blink", "breathe", "okay"]),
    enum("power_on_behavior", ALL, ["off", "on", "previous"], category="config"),
    LINKQUALITY,
]
DIM_BULB = [
    {
        "type": "light",
        "features": [
            binary("state", ALL, "ON", "OFF", value_toggle="TOGGLE"),
            numeric("brightness", ALL, value_min=0, value_max=254),
        ],
    },
    LINKQUALITY,
]
PLUG = [
    {"type": "switch", "features": [binary("state", ALL, "ON", "OFF", value_toggle="TOGGLE")]},
    numeric("power", STATE_GET, "W"),
    numeric("energy", STATE_GET, "kWh"),
    {
        "type": "lock",
        "features": [binary("state", STATE_SET, "LOCK", "UNLOCK", property="child_lock")],
    },
    binary("led_disabled_night", ALL, True, False, category="config"),
    LINKQUALITY,
]
TWO_GANG = [
    {
        "type": "switch",
        "endpoint": end,
        "features": [binary("state", ALL, "ON", "OFF", property=f"state_{end}", endpoint=end)],
    }
    for end in ("left", "right")
]
CONTACT = [
    binary("contact", STATE, False, True),
    BATTERY,
    binary("tamper", STATE, True, False),
    numeric("voltage", STATE_GET, "mV", category="diagnostic"),
    LINKQUALITY,
]
CLIMATE_SENSOR = [
    numeric("temperature", STATE, "°C"),
    numeric("humidity", STATE, "%"),
    BATTERY,
    LINKQUALITY,
]
BLIND = [
    {
        "type": "cover",
        "features": [
            enum("state", STATE_SET, ["OPEN", "CLOSE", "STOP"]),
            numeric("position", ALL, "%", value_min=0, value_max=100),
        ],
    },
    BATTERY,
]
DOOR_LOCK = [
    {
        "type": "lock",
        "features": [
            binary("state", ALL, "LOCK", "UNLOCK"),
            enum("lock_state", STATE, ["not_fully_locked", "locked", "unlocked"]),
        ],
    },
    BATTERY,
]
FAN = [
    {
        "type": "fan",
        "features": [
            binary("state", ALL, "ON", "OFF", property="fan_state"),
            enum("mode", ALL, ["off", "low", "medium", "high", "auto"], property="fan_mode"),
        ],
    }
]
RADIATOR = [
    {
        "type": "climate",
        "features": [
            numeric(
                "occupied_heating_setpoint",
                ALL,
                "°C",
                value_min=5,
                value_max=30,
                value_step=0.5,
            ),
            numeric("local_temperature", STATE_GET, "°C"),
            enum("system_mode", ALL, ["off", "auto", "heat"]),
            enum("running_state", STATE_GET, ["idle", "heat"]),
        ],
    },
    BATTERY,
    binary("window_open", STATE, True, False),
    binary("child_lock", STATE_SET, "LOCK", "UNLOCK"),
]


def zigbee_device(address: str, name: str, exposes: Any, **more: Any) -> dict[str, Any]:
    """A device of ``bridge/devices``."""
    return {
        "ieee_address": address,
        "type": "Router",
        "network_address": 4321,
        "supported": True,
        "friendly_name": name,
        "disabled": False,
        "definition": {
            "source": "native",
            "model": "TS1",
            "vendor": "Testers",
            "description": more.pop("description", "Made up for a test"),
            "exposes": exposes,
            "supports_ota": False,
            "options": [],
        },
        "power_source": "Mains (single phase)",
        "interview_state": "SUCCESSFUL",
        "endpoints": {"1": {"bindings": [], "clusters": {"input": [], "output": []}, "scenes": []}},
        **more,
    }


COORDINATOR = {
    "ieee_address": "0x00124b0000000000",
    "type": "Coordinator",
    "network_address": 0,
    "supported": True,
    "friendly_name": "Coordinator",
    "disabled": False,
    "definition": None,
    "endpoints": {},
}


def zigbee_devices(*devices: dict[str, Any]) -> tuple[str, bytes]:
    return "zigbee2mqtt/bridge/devices", encoded([COORDINATOR, *devices])


def zigbee_groups(*groups: dict[str, Any]) -> tuple[str, bytes]:
    return "zigbee2mqtt/bridge/groups", encoded(list(groups))


#: How Zigbee2MQTT announces a bulb to Home Assistant as well.
ZIGBEE_TO_HOME_ASSISTANT = (
    "homeassistant/light/0x00158d0000000001/light/config",
    encoded(
        {
            "availability": [
                {
                    "topic": "zigbee2mqtt/bridge/state",
                    "value_template": "{{ value_json.state }}",
                }
            ],
            "brightness": True,
            "brightness_scale": 254,
            "command_topic": "zigbee2mqtt/kitchen/ceiling/set",
            "default_entity_id": "light.kitchen/ceiling",
            "device": {
                "identifiers": ["zigbee2mqtt_0x00158d0000000001"],
                "manufacturer": "Testers",
                "model": "Made up for a test",
                "name": "kitchen/ceiling",
                "via_device": "zigbee2mqtt_bridge_0x00124b0000000000",
            },
            "max_mireds": 500,
            "min_mireds": 153,
            "name": None,
            "object_id": "kitchen/ceiling",
            "origin": {
                "name": "Zigbee2MQTT",
                "sw": "2.14.1",
                "url": "https://www.zigbee2mqtt.io",
            },
            "schema": "json",
            "state_topic": "zigbee2mqtt/kitchen/ceiling",
            "supported_color_modes": ["xy", "color_temp"],
            "unique_id": "0x00158d0000000001_light_zigbee2mqtt",
        }
    ),
)

TASMOTA_RELAY = (
    "homeassistant/switch/A1B2C3_RL_1/config",
    encoded(
        {
            "name": None,
            "stat_t": "~stat/RESULT",
            "avty_t": "~tele/LWT",
            "pl_avail": "Online",
            "pl_not_avail": "Offline",
            "cmd_t": "~cmnd/POWER1",
            "val_tpl": "{{value_json.POWER1}}",
            "pl_off": "OFF",
            "pl_on": "ON",
            "uniq_id": "A1B2C3_RL_1",
            "dev": {"ids": ["A1B2C3"], "name": "Coffee Machine", "mf": "Tasmota", "sa": "Kitchen"},
            "~": "coffee/",
        }
    ),
)

TASMOTA_POWER = (
    "homeassistant/sensor/A1B2C3_ENERGY_Power/config",
    encoded(
        {
            "name": "Energy Power",
            "stat_t": "coffee/tele/SENSOR",
            "val_tpl": "{{value_json['ENERGY'].Power}}",
            "unit_of_meas": "W",
            "dev_cla": "power",
            "exp_aft": 600,
            "uniq_id": "A1B2C3_ENERGY_Power",
            "dev": {"ids": ["A1B2C3"], "name": "Coffee Machine"},
        }
    ),
)

TASMOTA_DIMMER = (
    "homeassistant/light/D4E5F6_LI_1/config",
    encoded(
        {
            "name": "Hall Lamp",
            "stat_t": "hall/tele/STATE",
            "cmd_t": "hall/cmnd/POWER",
            "val_tpl": "{{value_json.POWER}}",
            "stat_val_tpl": "{{value_json.POWER}}",
            "bri_cmd_t": "hall/cmnd/Dimmer",
            "bri_stat_t": "hall/tele/STATE",
            "bri_scl": 100,
            "bri_val_tpl": "{{value_json.Dimmer}}",
            "on_cmd_type": "brightness",
            "pl_on": "ON",
            "pl_off": "OFF",
            "clr_temp_cmd_t": "hall/cmnd/CT",
            "clr_temp_stat_t": "hall/tele/STATE",
            "clr_temp_val_tpl": "{{value_json.CT}}",
            "rgb_cmd_t": "hall/cmnd/Color2",
            "rgb_stat_t": "hall/tele/STATE",
            "rgb_val_tpl": "{{value_json.Color.split(',')[0:3]|join(',')}}",
            "uniq_id": "D4E5F6_LI_1",
            "dev": {"ids": ["D4E5F6"], "name": "Hall Lamp"},
        }
    ),
)

ESPHOME_LIGHT = (
    "homeassistant/light/den-strip/strip/config",
    encoded(
        {
            "schema": "json",
            "brightness": True,
            "supported_color_modes": ["rgb"],
            "name": "Strip",
            "stat_t": "den-strip/light/strip/state",
            "cmd_t": "den-strip/light/strip/command",
            "avty_t": "den-strip/status",
            "uniq_id": "ESPlightstrip",
            "dev": {
                "ids": "a1b2c3d4e5f6",
                "name": "Den",
                "sw": "esphome v2026.9",
                "mdl": "esp32dev",
            },
        }
    ),
)

ESPHOME_COVER = (
    "homeassistant/cover/garage-node/garage_door/config",
    encoded(
        {
            "dev_cla": "garage",
            "name": "Garage Door",
            "stat_t": "garage-node/cover/garage_door/state",
            "cmd_t": "garage-node/cover/garage_door/command",
            "pos_t": "garage-node/cover/garage_door/position/state",
            "set_pos_t": "garage-node/cover/garage_door/position/command",
            "uniq_id": "ESPcovergarage_door",
            "dev": {"ids": "0a0b0c", "name": "Garage Node", "suggested_area": "Garage"},
        }
    ),
)

DEVICE_FORM = (
    "homeassistant/device/weather01/config",
    encoded(
        {
            "dev": {"ids": "weather01", "name": "Weather Station", "sa": "Garden"},
            "o": {"name": "weather-bridge", "sw": "2.1", "url": "https://example.org"},
            "cmps": {
                "t1": {
                    "p": "sensor",
                    "dev_cla": "temperature",
                    "unit_of_meas": "°C",
                    "val_tpl": "{{ value_json.temperature }}",
                    "uniq_id": "weather01_t",
                },
                "h1": {
                    "p": "sensor",
                    "name": "Rain Tank",
                    "unit_of_meas": "%",
                    "val_tpl": "{{ value_json.tank | float | round(1) }}",
                    "uniq_id": "weather01_h",
                },
                "old": {"p": "sensor"},
                "btn": {"p": "device_automation", "atype": "trigger", "t": "x/y"},
            },
            "stat_t": "weather01/state",
            "avty_t": "weather01/online",
            "qos": 1,
        }
    ),
)
