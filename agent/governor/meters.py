"""All meters together."""

from collections.abc import Sequence
from pathlib import Path

from agent.governor.board_meters import (
    Battery,
    Firmware,
    Frequency,
    Pressure,
    Temperature,
    Voltage,
)
from agent.governor.group_meter import ControlGroup
from agent.governor.interface import Meter, Sample
from agent.governor.process_meters import Resident, Usage

PROC = Path("/proc")
SYS = Path("/sys")


class Meters:
    """Reads all meters; what a board lacks is simply unknown. No privilege is needed.

    Args:
        proc: where procfs is mounted.
        sys: where sysfs is mounted.
        firmware: whether to read the firmware of a Raspberry Pi as well.
    """

    def __init__(self, proc: Path = PROC, sys: Path = SYS, *, firmware: bool = False) -> None:
        self.temperature = Temperature(sys)
        self._meters: Sequence[Meter] = (
            self.temperature,
            Voltage(sys),
            *((Firmware(sys),) if firmware else ()),
            Frequency(sys),
            Pressure(proc),
            Usage(proc),
            Resident(proc),
            ControlGroup(proc, sys),
            Battery(sys),
        )

    def read(self, now: float) -> Sample:
        """What all of them say.

        Args:
            now: seconds on a clock that never goes back.
        """
        values: dict[str, float] = {}
        unknown: dict[str, str] = {}
        for meter in self._meters:
            one = meter.read(now)
            values.update(one.values)
            unknown.update(one.unknown)
        # One of two meters of the same thing may know it.
        return Sample(values, {name: why for name, why in unknown.items() if name not in values})
