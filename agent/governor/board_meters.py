"""Meters of the board: heat, power, what waits, what others use."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from agent.governor.interface import Meter
from agent.governor.sources import Unknown, number, read

#: What names of thermal zones of processors hold: Raspberry Pi, Jetson, x86.
_PROCESSOR_ZONES = ("cpu", "soc", "x86_pkg")
#: A Jetson shows -256 for a sensor that is off; beyond boiling solder no reading is true.
_PLAUSIBLE = (-40.0, 150.0)
#: Bits of the firmware of a Raspberry Pi; those above bit 15 only say that it once was so.
_FIRMWARE_BITS = {"under_voltage": 0, "firmware_cap": 1, "throttled": 2}
_FIRMWARE = "devices/platform/soc/soc:firmware/get_throttled"


class Temperature(Meter):
    """The hottest processor sensor in Celsius; any sensor where none is so named."""

    names = ("temperature",)

    def __init__(self, sys: Path) -> None:
        zones = sorted(sys.glob("class/thermal/thermal_zone*"))
        processors = [zone for zone in zones if _is_processor(zone)]
        self._zones = [zone / "temp" for zone in processors or zones]
        self.limits = _trips(processors or zones)
        """Temperatures at which the kernel itself begins to slow the board down."""

    def _measure(self, _now: float) -> Mapping[str, float]:
        found = [value for zone in self._zones if (value := _celsius(zone)) is not None]
        if not found:
            raise Unknown("no thermal zone shows a temperature")
        return {"temperature": max(found)}


class Voltage(Meter):
    """Whether a Raspberry Pi gets too little voltage: 1 or 0."""

    names = ("under_voltage",)

    def __init__(self, sys: Path) -> None:
        self._alarms = [
            hwmon / "in0_lcrit_alarm"
            for hwmon in sorted(sys.glob("class/hwmon/hwmon*"))
            if _says(hwmon / "name") == "rpi_volt"
        ]

    def _measure(self, _now: float) -> Mapping[str, float]:
        if not self._alarms:
            raise Unknown("no hwmon is named rpi_volt")
        return {"under_voltage": max(number(alarm) for alarm in self._alarms)}


class Firmware(Meter):
    """What the firmware of a Raspberry Pi does now: 1 or 0 each.

    Its first reader has the kernel log a warning, so it is read only where that is wanted.
    """

    names = tuple(_FIRMWARE_BITS)

    def __init__(self, sys: Path) -> None:
        self._file = sys / _FIRMWARE

    def _measure(self, _now: float) -> Mapping[str, float]:
        text = read(self._file)
        try:
            bits = int(text, 16)
        except ValueError:
            raise Unknown(f"{self._file}: {text[:40]!r} is no number") from None
        return {name: float(bits >> bit & 1) for name, bit in _FIRMWARE_BITS.items()}


class Frequency(Meter):
    """How far the clock is capped below what it was allowed at the start, in percent."""

    names = ("frequency_cap",)

    def __init__(self, sys: Path) -> None:
        self._caps = sorted(sys.glob("devices/system/cpu/cpufreq/policy*/scaling_max_freq"))
        self._allowed = {cap: value for cap in self._caps if (value := _value(cap))}

    def _measure(self, _now: float) -> Mapping[str, float]:
        if not self._allowed:
            raise Unknown("the kernel shows no clock that it can cap")
        left = min(number(cap) / allowed for cap, allowed in self._allowed.items())
        return {"frequency_cap": max(0.0, 100 - 100 * left)}


class Pressure(Meter):
    """Pressure stall information: percent of the last 10 s in which tasks waited."""

    names = ("cpu_pressure", "memory_some", "memory_full", "io_full")
    _LINES = (
        ("cpu", "some", "cpu_pressure"),
        ("memory", "some", "memory_some"),
        ("memory", "full", "memory_full"),
        ("io", "full", "io_full"),
    )

    def __init__(self, proc: Path) -> None:
        self._folder = proc / "pressure"

    def _measure(self, _now: float) -> Mapping[str, float]:
        try:
            texts = {name: read(self._folder / name) for name in ("cpu", "memory", "io")}
        except Unknown as why:
            raise Unknown(f"{why}; psi=1 on the kernel's command line turns it on") from None
        found = {name: _stalled(texts[file], kind) for file, kind, name in self._LINES}
        return {name: value for name, value in found.items() if value is not None}


class Battery(Meter):
    """How much of the battery is used up, in percent; 0 while it is charged."""

    names = ("battery_used",)

    def __init__(self, sys: Path) -> None:
        self._batteries = [
            supply
            for supply in sorted(sys.glob("class/power_supply/*"))
            # A mouse has a battery too; its scope is the device.
            if _says(supply / "type") == "Battery" and _says(supply / "scope") != "Device"
        ]

    def _measure(self, _now: float) -> Mapping[str, float]:
        if not self._batteries:
            raise Unknown("the board shows no battery")
        return {"battery_used": max(_used(battery) for battery in self._batteries)}


def _used(battery: Path) -> float:
    left = number(battery / "capacity")
    return 100 - left if read(battery / "status") == "Discharging" else 0.0


def _is_processor(zone: Path) -> bool:
    kind = _says(zone / "type").lower()
    return any(word in kind for word in _PROCESSOR_ZONES)


def _trips(zones: Iterable[Path]) -> list[float]:
    return [
        value
        for zone in zones
        for trip in sorted(zone.glob("trip_point_*_type"))
        if _says(trip) in ("passive", "hot")
        and (value := _celsius(trip.with_name(trip.name.replace("type", "temp")))) is not None
    ]


def _celsius(file: Path) -> float | None:
    value = _value(file)
    if value is None or not _PLAUSIBLE[0] < value / 1000 < _PLAUSIBLE[1]:
        return None
    return value / 1000


def _stalled(text: str, kind: str) -> float | None:
    for line in text.splitlines():
        words = line.split()
        if words[:1] == [kind] and words[1:] and words[1].startswith("avg10="):
            return float(words[1].removeprefix("avg10="))
    return None


def _says(file: Path) -> str:
    try:
        return read(file)
    except Unknown:
        return ""


def _value(file: Path) -> float | None:
    try:
        return number(file)
    except Unknown:
        return None  # a sensor that is not there, or that does not answer now
