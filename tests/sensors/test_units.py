import pint
import pytest

from agent.sensors.quantities import all_quantities, quantity, read_key
from agent.sensors.units import named_unit, odd_unit, read_unit
from agent.tables import table

UNITS = table("sensors/units")["units"]
#: How pint writes what Home Assistant writes otherwise.
PINT = {
    "°C": "degC", "°F": "degF", "K": "kelvin", "BTU/h": "BTU/hour", "inH₂O": None,
    "var": None, "kvar": None, "dB": None, "dBA": None, "dBm": None, "%": "percent", "m": "meter",
    "µg/m³": "ug/m**3", "mg/m³": "mg/m**3", "g/m³": "g/m**3", "Wm": "watt*minute",
    "cbar": "centibar", "W/m²": "W/m**2", "m³": "m**3", "ft³": "ft**3", "fl. oz.": "fluid_ounce",
    "CCF": None, "MCF": None, "varh": None, "kvarh": None, "mmol/L": None,
    "kWh/100km": None, "cm²": "cm**2", "km²": "km**2", "ft²": "ft**2",
    "m³/min": "m**3/min", "Bq/m³": "Bq/m**3", "pCi/L": "pCi/L",
    "m³/h": "m**3/hour", "L/h": "L/hour", "ft³/min": "ft**3/min", "mm/h": "mm/hour", "d": "day",
    "in/h": "in/hour", "mm/d": "mm/day", "in/d": "in/day", "h": "hour", "m²": "m**2", "kn": "knot",
    "km/h": "km/hour", "mph": "mile/hour", "nmi": "nautical_mile", "pH": None, "AQI": None,
    "°": None, "ppb": None, "KiB": "kibibyte", "MiB": "mebibyte", "GiB": "gibibyte", "lx": "lux",
    "klx": "kilolux", "mPa": "millipascal", "Pa": "pascal", "gal": "gallon", "t": "metric_ton",
    "B": "byte", "kB": "kilobyte", "MB": "megabyte", "GB": "gigabyte", "kB/s": "kilobyte/s",
    "MB/s": "megabyte/s", "µV": "microvolt", "µA": "microampere", "µS/cm": "uS/cm",
    "inHg": "inch_Hg_32F", "cal": "calorie", "kcal": "kilocalorie", "mi": "mile",
}  # fmt: skip
SI = {"1": "dimensionless", "W/m²": "W/m**2", "kg/m³": "kg/m**3", "m³": "m**3", "m²": "m**2",
      "m³/s": "m**3/s", "lx": "lux", "B": "byte", "B/s": "byte/s", "Bq/m³": "Bq/m**3"}  # fmt: skip


@pytest.fixture(scope="module")
def registry():
    return pint.UnitRegistry()


@pytest.mark.parametrize("name", [name for name in UNITS if PINT.get(name, name)])
def test_the_table_agrees_with_pint(registry, name):
    si, *_ = UNITS[name]
    unit = named_unit(name)
    for figure in (0.0, 1.0, 37.5):
        expected = registry.Quantity(figure, PINT.get(name, name)).to(SI.get(si, si)).magnitude
        assert unit.to_si(figure) == pytest.approx(expected, rel=1e-6, abs=1e-12)
        assert unit.from_si(unit.to_si(figure)) == pytest.approx(figure, abs=1e-9)


#: Sensor device classes of Home Assistant 2026.11 that are figures.
CLASSES = [
    "absolute_humidity", "apparent_power", "aqi", "area", "atmospheric_pressure", "battery",
    "blood_glucose_concentration", "carbon_dioxide", "carbon_monoxide", "conductivity",
    "current", "data_rate", "data_size", "distance", "duration", "energy", "energy_distance",
    "energy_storage", "frequency", "gas", "humidity", "illuminance", "irradiance", "moisture",
    "nitrogen_dioxide", "nitrogen_monoxide", "nitrous_oxide", "ozone", "ph", "pm1", "pm10",
    "pm25", "pm4", "power", "power_factor", "precipitation", "precipitation_intensity",
    "pressure", "radon", "reactive_energy", "reactive_power", "signal_strength",
    "sound_pressure", "speed", "sulphur_dioxide", "temperature", "volatile_organic_compounds",
    "volatile_organic_compounds_parts", "voltage", "volume", "volume_flow_rate",
    "volume_storage", "water", "weight", "wind_direction", "wind_speed",
]  # fmt: skip


@pytest.mark.parametrize("name", CLASSES)
def test_every_device_class_is_read_by_its_name(name):
    assert read_key(name).quantity == quantity(name)


def test_every_unit_of_a_quantity_is_in_the_table():
    for name in all_quantities():
        one = quantity(name)
        assert {named_unit(unit).si for unit in one.units} >= {one.usual.si}


@pytest.mark.parametrize(
    ("written", "within", "expected"),
    [
        ("C", (), "°C"), ("degF", (), "°F"), ("℃", (), "°C"), ("mw", (), "mW"), ("MW", (), "MW"),
        ("ug/m3", (), "µg/m³"), ("[hPa]", (), "hPa"), ("LUX", (), "lx"), ("kmh", (), "km/h"),
        ("m", ("m",), "m"), ("deg", ("°",), "°"), ("C", ("%",), None), ("foo", (), None),
    ],
)  # fmt: skip
def test_spellings(written, within, expected):
    unit = read_unit(written, within)
    assert (unit.name if unit else None) == expected


@pytest.mark.parametrize(
    ("written", "si", "one"),
    [
        ("atm", "Pa", 101325.0),
        ("cmH2O", "Pa", 98.0665),
        ("hp", "W", 745.69987),
        ("degR", "K", 0.5555556),
        ("furlong", "m", None),
        ("kg", "K", None),
        ("__import__('os')", "K", None),
        ("m**9**9**9", "m", None),
        ("", "K", None),
    ],
)
def test_units_that_home_assistant_does_not_have(written, si, one):
    unit = odd_unit(written, si)
    assert (unit and unit.to_si(1)) == (one if one is None else pytest.approx(one))


@pytest.mark.parametrize(
    ("key", "expected", "unit", "rest"),
    [
        ("TempC_SHT", "temperature", "C", ("sht",)),
        ("wind_avg_km_h", "wind_speed", "kmh", ()),
        ("pm2_5", "pm25", "", ()),
        ("PM1.0", "pm1", "", ()),
        ("pm_10_0", "pm10", "", ()),
        ("PM₂.₅", "pm25", "", ()),
        ("PM0.3", None, "", ("particles",)),
        ("pm10_2", "pm10", "", ("2",)),
        ("NH3", "ammonia", "", ()),
        ("dust", "pm10", "", ()),
        ("watertemp2", "temperature", "", ("water", "2")),
        ("attempt", None, "", ("attempt",)),
        ("kitchen area temp", "temperature", "", ("kitchen", "area")),
        ("windgustmph", "wind_speed", "mph", ("gust",)),
        ("eCO2", "carbon_dioxide", "", ()),
        ("soilMoisture2", "moisture", "", ("2",)),
        ("batteryVoltage", "voltage", "", ()),
        ("battery_mV", "voltage", "mV", ()),
        ("Air Pressure (hPa)", "atmospheric_pressure", "hPa", ()),
        ("linkquality", None, "", ("linkquality",)),
        ("water_leak", "water", "", ("leak",)),
    ],
)
def test_keys(key, expected, unit, rest):
    read = read_key(key)
    assert (read.quantity.name if read.quantity else None, read.unit, read.rest) == (
        expected, unit, rest,
    )  # fmt: skip
