"""A board made of files: what the meters read, written by a test."""

from pathlib import Path
from typing import Any


class FakeBoard:
    """Folders that stand for ``/proc`` and ``/sys``; the processor is idle and has four cores."""

    def __init__(self, folder: Path, model: str | None = None) -> None:
        self.proc = folder / "proc"
        self.sys = folder / "sys"
        self._ticks = {"own": 0, "busy": 0, "idle": 0}
        self.use()
        self.remember(50)
        self.write(self.proc / "meminfo", "MemTotal:  1000000 kB\n")
        if model:
            self.write(self.proc / "device-tree/model", model + "\0")

    def write(self, file: Path, text: Any) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{text}\n")

    def use(self, own: int = 0, others: int = 0, idle: int = 0) -> None:
        """CPU time goes by, in ticks of 10 ms."""
        self._ticks["own"] += own
        self._ticks["busy"] += own + others
        self._ticks["idle"] += idle
        own_ticks, busy, rest = self._ticks.values()
        cores = "".join(f"cpu{core} 0 0 0 0 0 0 0 0 0 0\n" for core in range(4))
        self.write(self.proc / "stat", f"cpu  {busy} 0 0 {rest} 0 0 0 0 0 0\n{cores}intr 1")
        head = "1 (edge intent) S 1 1 1 0 -1 0 0 0 0 0"
        self.write(self.proc / "self/stat", f"{head} {own_ticks} 0 0 0 20 0 5 0 1")

    def remember(self, megabytes: float) -> None:
        """The agent's resident memory."""
        self.write(self.proc / "self/statm", f"9999 {round(megabytes * 1e6 / 4096)} 0 0 0 0 0")

    def heat(self, celsius: float | str, zone: int = 0, kind: str = "cpu-thermal") -> None:
        folder = self.sys / f"class/thermal/thermal_zone{zone}"
        self.write(folder / "type", kind)
        value = celsius if isinstance(celsius, str) else round(celsius * 1000)
        self.write(folder / "temp", value)

    def press(self, cpu: float = 0, memory: float = 0, memory_full: float = 0) -> None:
        """Pressure stall information, in percent."""
        rest = "avg60=0.00 avg300=0.00 total=0"
        for name, some, full in (("cpu", cpu, 0), ("memory", memory, memory_full), ("io", 0, 0)):
            text = f"some avg10={some:.2f} {rest}\nfull avg10={full:.2f} {rest}"
            self.write(self.proc / "pressure" / name, text)
