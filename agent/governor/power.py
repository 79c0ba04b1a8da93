"""The meter of electric power, where the board tells."""

from collections.abc import Mapping
from pathlib import Path

from agent.governor.interface import Meter
from agent.governor.sources import Rate, Unknown, number, read


class Power(Meter):
    """Watts: of the whole board on a Jetson, of a battery, or of the processor on x86.

    Not read by the governor, only where somebody measures: some of these sensors are slow.
    """

    names = ("watts",)

    def __init__(self, sys: Path) -> None:
        self._rails = [
            (rail, rail.with_name(rail.name.replace("in", "curr").replace("label", "input")))
            for hwmon in sorted(sys.glob("class/hwmon/hwmon*"))
            for rail in sorted(hwmon.glob("in*_label"))
            if _says(rail) == "VDD_IN"
        ]
        self._supplies = sorted(sys.glob("class/power_supply/*/power_now"))
        self._counters = sorted(sys.glob("class/powercap/intel-rapl:[0-9]/energy_uj"))
        self._spent = Rate()

    def _measure(self, now: float) -> Mapping[str, float]:
        if self._rails:
            return {"watts": sum(_volts(rail) * number(amps) / 1e3 for rail, amps in self._rails)}
        if self._supplies:
            return {"watts": sum(number(supply) for supply in self._supplies) / 1e6}
        if self._counters:
            watts = self._spent.of(sum(number(one) for one in self._counters) / 1e6, now)
            return {} if watts is None else {"watts": watts}
        raise Unknown("the board shows no power")


def _volts(label: Path) -> float:
    return number(label.with_name(label.name.replace("label", "input"))) / 1e3


def _says(file: Path) -> str:
    try:
        return read(file)
    except Unknown:
        return ""
