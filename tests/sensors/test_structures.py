"""Structured payloads of many makers, read by their structure."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sensors import Origin, read_report

NOON = 1_795_284_191


def told(text, columns=(), origin=None):
    """Findings in brief: readings as quantity, figure and unit; the rest by what they are."""
    report = read_report(text, origin or Origin(), columns)
    assert report.told is not None
    return report.told.findings


def brief(one):
    if one.intent == "SensorReading":
        return (one.quantity, one.value, one.unit)
    if one.intent == "SensorEvent":
        return one.event
    if one.intent == "DeviceFault":
        return tuple(x for x in (one.fault, one.quantity, one.code) if x)
    return (one.severity, one.quantity, one.value, one.direction, one.limit)


@pytest.mark.parametrize(
    ("payload", "name", "expected"),
    [
        pytest.param(
            {"battery": 88, "contact": False, "linkquality": 112, "tamper": False, "voltage": 3000},
            None,
            [("battery", 88, "%"), "opened", ("voltage", 3000, "mV")],
            id="zigbee2mqtt contact",
        ),
        pytest.param(
            {
                "temperature": 21.46,
                "humidity": 45.3,
                "pressure": 1012.5,
                "device": {"friendlyName": "Attic"},
            },
            "Attic",
            [
                ("temperature", 21.46, "°C"),
                ("humidity", 45.3, "%"),
                ("atmospheric_pressure", 1012.5, "hPa"),
            ],
            id="zigbee2mqtt climate",
        ),
        pytest.param(
            {"action": "double", "battery": 74},
            None,
            ["pressed", ("battery", 74, "%")],
            id="zigbee2mqtt button",
        ),
        pytest.param({"action": "", "occupancy": False}, None, ["clear"], id="nothing pressed"),
        pytest.param(
            {"water_leak": True, "battery_low": True},
            None,
            ["leak", ("battery_low",)],
            id="zigbee2mqtt leak",
        ),
        pytest.param(
            {
                "Time": "2026-11-21T18:03:11",
                "AM2301": {"Temperature": 70.7, "Humidity": 45},
                "TempUnit": "F",
            },
            "AM2301",
            [("temperature", 70.7, "°F"), ("humidity", 45, "%")],
            id="tasmota sensor",
        ),
        pytest.param(
            {
                "ENERGY": {
                    "Total": 153.2,
                    "Yesterday": 1.2,
                    "Today": 0.4,
                    "Power": 42,
                    "ApparentPower": 50,
                    "ReactivePower": 27,
                    "Factor": 0.84,
                    "Voltage": 231,
                }
            },
            None,
            [
                ("energy", 153.2, "kWh"),
                ("power", 42, "W"),
                ("apparent_power", 50, "VA"),
                ("reactive_power", 27, "var"),
                ("power_factor", 0.84, None),
                ("voltage", 231, "V"),
            ],
            id="tasmota energy",
        ),
        pytest.param(
            {
                "POWER": "ON",
                "UptimeSec": 4811,
                "Heap": 25,
                "LoadAvg": 19,
                "Wifi": {"RSSI": 82, "Signal": -59, "Channel": 6},
            },
            None,
            ["on", ("signal_strength", -59, "dBm")],
            id="tasmota state",
        ),
        pytest.param(
            {
                "src": "shelly-ht",
                "method": "NotifyStatus",
                "params": {
                    "ts": 1795284191.4,
                    "temperature:0": {"id": 0, "tC": 21.3, "tF": 70.3},
                    "humidity:0": {"id": 0, "rh": 47.2},
                    "devicepower:0": {"id": 0, "battery": {"V": 5.9, "percent": 96}},
                },
            },
            "shelly-ht",
            [
                ("temperature", 21.3, "°C"),
                ("humidity", 47.2, "%"),
                ("voltage", 5.9, "V"),
                ("battery", 96, "%"),
            ],
            id="shelly of the third generation",
        ),
        pytest.param(
            {
                "output": True,
                "apower": 8.9,
                "aenergy": {"total": 6.5, "by_minute": [4, 5]},
                "temperature": {"tC": 23.4, "tF": 74.1},
            },
            None,
            ["on", ("power", 8.9, "W"), ("energy", 6.5, "Wh"), ("temperature", 23.4, "°C")],
            id="shelly plug",
        ),
        pytest.param(
            {
                "tmp": {"value": 22.1, "units": "C"},
                "hum": {"value": 51.5},
                "bat": {"value": 84, "voltage": 2.9},
            },
            None,
            [
                ("temperature", 22.1, "°C"),
                ("humidity", 51.5, "%"),
                ("battery", 84, "%"),
                ("voltage", 2.9, "V"),
            ],
            id="shelly of the first generation",
        ),
        pytest.param(
            {
                "end_device_ids": {"device_id": "soil-7", "dev_eui": "A840"},
                "uplink_message": {
                    "decoded_payload": {"BatV": 3.01, "TempC_SHT": 18.4},
                    "rx_metadata": [{"rssi": -97, "snr": 8.5}],
                    "settings": {"frequency": "868100000"},
                },
            },
            "soil-7",
            [("voltage", 3.01, "V"), ("temperature", 18.4, "°C")],
            id="the things network",
        ),
        pytest.param(
            {
                "deviceInfo": {"deviceName": "soil-03", "devEui": "24e1"},
                "object": {"soil_moisture": 31.2, "ec": 410},
                "rxInfo": [{"rssi": -110}],
            },
            "soil-03",
            [("moisture", 31.2, "%"), ("conductivity", 410, "µS/cm")],
            id="chirpstack",
        ),
        pytest.param(
            {
                "model": "Fineoffset-WH65B",
                "id": 61,
                "battery_ok": 0,
                "temperature_F": 50.2,
                "wind_avg_m_s": 1.2,
                "rain_mm": 12.4,
                "mod": "FSK",
                "rssi": -8.1,
                "noise": -30,
            },
            "Fineoffset-WH65B",
            [
                ("battery_low",),
                ("temperature", 50.2, "°F"),
                ("wind_speed", 1.2, "m/s"),
                ("precipitation", 12.4, "mm"),
            ],
            id="rtl_433",
        ),
        pytest.param(
            {"name": "ATC_1234", "tempc": 21.5, "tempf": 70.7, "hum": 45, "batt": 90, "volt": 2.9},
            "ATC_1234",
            [
                ("temperature", 21.5, "°C"),
                ("humidity", 45, "%"),
                ("battery", 90, "%"),
                ("voltage", 2.9, "V"),
            ],
            id="bluetooth gateway",
        ),
        pytest.param(
            {
                "entity_id": "sensor.attic",
                "state": "21.5",
                "attributes": {"unit_of_measurement": "°C", "device_class": "temperature"},
            },
            "sensor.attic",
            [("temperature", 21.5, "°C")],
            id="home assistant state",
        ),
        pytest.param(
            [
                {"bn": "dev:7:", "bt": 1795284191, "n": "temperature", "u": "Cel", "v": 23.1},
                {"n": "motion", "vb": True},
            ],
            "dev:7",
            [("temperature", 23.1, "°C"), "motion"],
            id="senml",
        ),
        pytest.param(
            {"device": "th-1", "type": "humidity", "value": "45.2", "unit": "%"},
            "th-1",
            [("humidity", 45.2, "%")],
            id="value and unit",
        ),
        pytest.param(
            {"device": "pump", "error": "E04", "status": "offline"},
            "pump",
            [("error", "E04"), ("offline",)],
            id="faults",
        ),
        pytest.param(
            {"device": "pump", "error": 0, "fault": None, "online": True}, None, [], id="no fault"
        ),
        pytest.param(
            {
                "level": "warn",
                "device": "boiler",
                "quantity": "pressure",
                "value": 0.6,
                "unit": "bar",
                "min": 1.0,
            },
            "boiler",
            [("warning", "pressure", 0.6, "below", 1.0)],
            id="alert with a limit",
        ),
        pytest.param(
            {"device": "freezer", "alarm": "high_temperature", "value": -4, "threshold": -10},
            "freezer",
            [("warning", "temperature", -4, "above", -10)],
            id="named alert",
        ),
        pytest.param(
            {"user": "bob", "action": "login", "version": "1.2", "uptime": 12},
            None,
            [],
            id="nothing",
        ),
    ],
)
def test_what_makers_write(payload, name, expected):
    found = told(json.dumps(payload))
    assert [brief(one) for one in found] == expected
    assert all(one.origin.name == name for one in found)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (
            "temp=31.4 hum=80 dev=th-01",
            "th-01",
            [("temperature", 31.4, "°C"), ("humidity", 80, "%")],
        ),
        ("T=21.5C;H=45%", None, [("temperature", 21.5, "°C"), ("humidity", 45, "%")]),
        ("2026-11-21T18:03:11Z boiler: pressure=1.4", "boiler", [("pressure", 1.4, "bar")]),
        (
            "temperature:21.5,humidity:45",
            None,
            [("temperature", 21.5, "°C"), ("humidity", 45, "%")],
        ),
        ("device;Temp [F];Druck\nth-1;70,5;x", "th-1", [("temperature", 70.5, "°F")]),
        (
            "weather,site=roof temperature=8.2,humidity=71i 1795284191000000000",
            "weather",
            [("temperature", 8.2, "°C"), ("humidity", 71, "%")],
        ),
        ("temperature,room=kitchen value=21.5", None, [("temperature", 21.5, "°C")]),
        ("$WIMTW,17.5,C*0E", None, [("temperature", 17.5, "°C")]),
        ("$IIXDR,C,19.5,C,AIR,P,1.013,B,BARO", "AIR", [("temperature", 19.5, "°C")]),
        ("$WIMTW,17.5,C*00", None, [("error", "checksum 00 of MTW")]),
    ],
)
def test_lines(text, name, expected):
    found = told(text)
    assert [brief(one) for one in found][: len(expected)] == expected
    assert found[0].origin.name == name


@pytest.mark.parametrize(
    "text",
    [
        "Kitchen temp 31.4C hum 80%",
        "2026-11-21 18:03:11 WARN boiler: pressure low 0.6bar (min 1.0)",
        "boot: reset=1 by watchdog after 3 tries",
        "21.5",
        "WARN: temp=31",
        "{not json",
        '{"message": "\\ud83d leak"}',  # half a character is no text
        "a,b\n1,2",
    ],
)
def test_free_text_is_left_to_the_model(text):
    assert read_report(text, Origin()).told is None


def test_columns_that_are_configured():
    found = told("1795284191,21.5,40", ("time", "temperature", "humidity"))
    assert [brief(one) for one in found] == [("temperature", 21.5, "°C"), ("humidity", 40, "%")]
    assert found[0].origin.time == NOON


def test_each_object_has_its_own_device_place_and_time():
    data = [
        {"sensor": "t1", "room": "hall", "temp": 21.5, "time": "2026-11-21T18:03:11Z"},
        {"sensor": "t2", "temp": 19, "time": 12},
    ]
    first, second = told(json.dumps(data), origin=Origin(area="cellar"))
    assert (first.origin.name, first.origin.area, first.origin.time) == ("t1", "hall", NOON)
    assert (second.origin.name, second.origin.area, second.origin.time) == ("t2", "cellar", None)


@pytest.mark.parametrize(
    ("name", "key", "want"),
    [
        ("watermeter-07", "total_m3", ("water", 12.5)),
        ("Gas Meter Cellar", "total_m3", ("gas", 12.5)),
        ("Gas Meter Cellar", "total_min", None),
        ("Den Temperature Chip", "fCnt", None),
        ("hall", "total_m3", None),
    ],
)
def test_the_name_of_a_meter_tells_what_a_figure_in_its_unit_is_of(name, key, want):
    found = told(json.dumps({"device": name, key: 12.5}))
    assert [(one.quantity, one.value) for one in found] == ([want] if want else [])


def test_what_tells_several_of_one_device_apart():
    found = told('{"device": "w", "outdoor_temp": 5, "temp_2": 21, "dew_point": 3, "temp": 6}')
    assert [one.channel for one in found] == ["outdoor", "2", "dew point", None]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"humidity": 300}', "humidity of 300 % is not between 0 and 100"),
        ('{"temperature": -999}', "temperature of -999 °C stands for a reading that failed"),
        ('{"temperature": -127.0}', "temperature of -127 °C stands for a reading that failed"),
        ('{"DS18B20": {"Temperature": 85.0}}', "temperature of 85 °C is what the chip says"),
        ('{"temperature": NaN}', "temperature of nan is no figure"),
        ('{"temperature": Infinity}', "temperature of inf is no figure"),
        ('{"temperature": null}', "temperature of null is no figure"),
        ("temp=nan", "temperature of nan is no figure"),
        ('{"battery": 255}', "battery of 255 % is not between 0 and 100"),
    ],
)
def test_what_cannot_be_is_a_fault(text, reason):
    (one,) = told(text)
    assert (one.intent, one.fault) == ("DeviceFault", "invalid_value")
    assert one.reason.startswith(reason)


def test_a_kettle_may_have_85_degrees():
    (one,) = told('{"kettle": {"Temperature": 85.0}}')
    assert one.intent == "SensorReading"


def test_free_text_in_an_object_is_kept_for_the_model():
    report = read_report('{"level": "error", "device": "boiler", "msg": "pressure low"}', Origin())
    assert report.told.texts == (("pressure low", Origin(name="boiler")),)
    assert report.is_text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ("temperature", "value", "unit", "name", "state", "alarm", "error", "id")
            )
            | st.text(max_size=10),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_read_without_a_fault(data):
    report = read_report(json.dumps(data), Origin())
    assert report.key is None or not report.is_urgent


@given(st.text(max_size=80))
def test_any_text_is_read_without_a_fault(text):
    read_report(text, Origin())


@given(st.text(alphabet='abtempuril=,:;\n"$* 0159.-{}[]', max_size=80))
def test_what_looks_like_structure_is_read_without_a_fault(text):
    read_report(text, Origin())


def test_tags_of_a_line_name_the_device_rather_than_its_measurement():
    line = "power,plug=compressor voltage=222.5,current=0.32,power=70.1 1793839132000"
    found = told(line)
    assert [brief(one) for one in found] == [
        ("voltage", 222.5, "V"),
        ("current", 0.32, "A"),
        ("power", 70.1, "W"),
    ]
    assert all("compressor" in one.origin.said for one in found)
    (one,) = told("climate,device=attic_probe temperature=24.7 1795012926000000000")
    assert one.origin.name == "attic_probe"


def test_lines_of_one_field_each_are_one_object():
    found = told("UPSNAME  : rack_ups\nLINEV    : 225.6 Volts\nBCHARGE  : 62.8 Percent")
    assert {"rack_ups"} <= set(found[0].origin.said)


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"SR04": {"Distance": 239.8}}, [("distance", 239.8, "cm")]),
        ({"VL53L0X-1": {"Distance": 263}}, [("distance", 263, "mm")]),
        ({"temp_SOIL": "26.29"}, [("temperature", 26.29, "°C")]),
        ({"temperatureSensor": {"1": 14.6}}, [("temperature", 14.6, "°C")]),
        ({"temperature": {"tool0": {"actual": 133.6}}}, [("temperature", 133.6, "°C")]),
        ({"flood:0": {"id": 0, "alarm": True}}, ["leak"]),
        ({"presence": "absent"}, ["left"]),
    ],
)
def test_what_stands_above_a_field_counts_for_it(payload, expected):
    assert [brief(one) for one in told(json.dumps(payload))] == expected


def test_a_form_is_read_by_its_fields():
    found = told("PASSKEY=5B98&stationtype=GW1000&tempf=31.6&humidity=38&freq=868M")
    assert [brief(one) for one in found] == [("temperature", 31.6, "°F"), ("humidity", 38, "%")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"pressure": "5.2 bar abs"}', [("pressure", 5.2, "bar")]),
        ('{"pressure": "5.2 frobs"}', []),
        ('{"temperature": "21.4°C, 47%"}', []),
        ('{"temperature": "21.4 °C (70.5 °F)"}', [("temperature", 21.4, "°C")]),
        ('{"type": "pressure", "value": 5.2, "unit": "frobs"}', []),
        ('{"type": "ph", "value": 7.2, "unit": "none"}', [("ph", 7.2, "pH")]),
        ('{"temperature": 21.4, "units": "metric"}', [("temperature", 21.4, "°C")]),
        ('{"temperature": 21.4, "units": "imperial"}', []),
        (
            '{"temperature": 21.4, "humidity": 47, "unit": "C"}',
            [("temperature", 21.4, "°C"), ("humidity", 47, "%")],
        ),
    ],
)
def test_a_unit_that_is_written_is_never_replaced(text, expected):
    assert [brief(one) for one in told(text)] == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (
            "PMS5003 PM1.0:12 PM2.5:48 PM10:61",
            "PMS5003",
            [("pm1", 12, "µg/m³"), ("pm25", 48, "µg/m³"), ("pm10", 61, "µg/m³")],
        ),
        ("Soil temp: 14, moisture: 30", None, [("temperature", 14, "°C"), ("moisture", 30, "%")]),
        ("dust=212 ug/m3 location=shed", None, [("pm10", 212, "µg/m³")]),
        (
            "th-1: temp=70.2 °F, hum=40 %",
            "th-1",
            [("temperature", 70.2, "°F"), ("humidity", 40, "%")],
        ),
        ("T=21.5 RH=40", None, [("temperature", 21.5, "°C"), ("humidity", 40, "%")]),
        ("t=17952841 temp=21.5 hum=40", None, [("temperature", 21.5, "°C"), ("humidity", 40, "%")]),
        ("NH3=27ppm", None, [("ammonia", 27, "ppm")]),
        ("radon=148 Bq/m3", None, [("radon", 148, "Bq/m³")]),
        ("$GPGGA,143453,5031.7300,N,00426.9610,E,1,7,1.7,239.9,M,46.9,M,,*70", None,
         [("distance", 239.9, "m")]),
    ],
)  # fmt: skip
def test_short_lines_of_makers(text, name, expected):
    found = told(text)
    assert [brief(one) for one in found] == expected
    assert {one.origin.name for one in found} == {name}


def test_a_position_that_is_not_fixed_has_no_altitude():
    assert told("$GPGGA,143453,,,,,0,0,99.9,0.0,M,,M,,") == ()


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('rtl_433: {"model":"WH65B","battery_ok":0,"temperature_C":6.4}', "WH65B"),
        ('Nov 22 06:01:12 gw rtl_433[412]: {"battery_ok":0,"temperature_C":6.4}', "rtl_433"),
        ('[06:01:12] MQT: tele/gw/SENSOR = {"battery_ok":0,"temperature_C":6.4}', "tele/gw/SENSOR"),
        ('site/hall {"battery_ok":0,"temperature_C":6.4}', "site/hall"),
        ('site/hall 2 = {"battery_ok":0,"temperature_C":6.4}', "site/hall 2"),
        ('INFO: {"dev":"gw","battery_ok":0,"temperature_C":6.4}', "gw"),
        ('gw: {"battery_ok":0,"temperature_C":6.4}\ngw: {"battery_ok":1}', "gw"),
    ],
)
def test_an_object_behind_a_tag_is_read_by_its_fields(line, name):
    found = told(line)
    assert [brief(one) for one in found] == [("battery_low",), ("temperature", 6.4, "°C")]
    assert {one.origin.name for one in found} == {name}


@pytest.mark.parametrize(
    "line",
    [
        'it said {"temperature": 21} to me',
        'what a reply {"temperature": 21}',
        "temp {21}",
        "pen: door closed 17:02",
    ],
)
def test_what_only_looks_like_a_structure_is_free_text(line):
    assert read_report(line, Origin()).told is None


@pytest.mark.parametrize("none", ["unavailable", "unknown", "n/a"])
def test_a_missing_figure_is_a_fault_of_what_it_is_of(none):
    report = read_report(f"Wine Fridge Temperature: {none}", Origin())
    (fault,) = report.told.findings
    assert (fault.intent, fault.fault, fault.quantity) == (
        "DeviceFault",
        "invalid_value",
        "temperature",
    )


def test_a_word_of_a_quantity_inside_a_key_misses_no_figure():
    assert read_report('{"power_source": "unknown"}', Origin()).told.findings == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("charge=85%", [("battery", 85, "%")]),
        ("Charge: 85%", [("battery", 85, "%")]),
        ('{"charge": 85, "unit": "%"}', [("battery", 85, "%")]),
        ('{"name": "charge", "value": 85, "unit": "%"}', [("battery", 85, "%")]),
        ('{"charge_pct": 70}', [("battery", 70, "%")]),
        ('{"level": "1.2 m"}', [("distance", 1.2, "m")]),
        ('{"charge": 3}', []),
        ('{"charge": 3, "unit": "m"}', []),
        ('{"charge": true}', []),
        ('{"charge_limit": 80, "unit": "%"}', []),
    ],
)
def test_some_words_tell_a_quantity_only_with_its_unit(text, expected):
    assert [brief(one) for one in told(text)] == expected


def test_a_word_that_tells_a_quantity_only_with_its_unit_is_free_text_without_it():
    assert read_report("charge=85", Origin()).told is None


@pytest.mark.parametrize("code", [0, "0", "0x00", "0000", "none", "no fault", "", None, False, []])
@pytest.mark.parametrize("key", ["error", "fault", "exit_code", "errors"])
def test_a_code_of_no_error_is_no_fault(key, code):
    assert told(json.dumps({key: code})) == ()


@pytest.mark.parametrize(
    ("key", "code"), [("exit_code", 1), ("errno", 3), ("error", "E0"), ("fault", "0x10")]
)
def test_any_other_code_is_one(key, code):
    (fault,) = told(json.dumps({key: code}))
    assert (fault.fault, fault.code) == ("error", str(code))


def test_an_error_that_is_merely_so_has_no_code():
    (fault,) = told('{"error": 1}')
    assert (fault.fault, fault.code) == ("error", None)


def test_an_alarm_that_is_armed_is_told_as_such():
    assert [brief(one) for one in told('{"state": "armed_away"}')] == ["armed"]
    assert [brief(one) for one in told('{"alarm": "disarmed"}')] == ["disarmed"]
