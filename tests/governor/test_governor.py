from datetime import datetime

import pytest

from agent.config import Limits
from agent.governor import Asked, Governor, Level
from agent.governor.share import LEAST
from agent.messages import ThrottleLimits
from support.board import FakeBoard
from support.clocks import Hands


class Scene:
    """A board, a clock, and the governor that looks at them."""

    def __init__(self, folder, limits=None, model="Raspberry Pi 4 Model B Rev 1.4"):
        self.board = FakeBoard(folder, model)
        self.board.heat(45)
        self.hands = Hands()
        self.time = datetime(2026, 11, 21, 12, 0)
        self.governor = Governor(
            limits or Limits(),
            proc=self.board.proc,
            sys=self.board.sys,
            clock=lambda: self.hands.steady,
            today=lambda: self.time,
        )

    def go(self, seconds=1):
        for _ in range(seconds):
            self.hands.go(1)
            self.board.use(idle=400)
            self.governor.step()
        return self.governor.budget


@pytest.fixture
def scene(tmp_path):
    return Scene(tmp_path)


@pytest.mark.parametrize(
    ("model", "kind", "cpu", "memory", "temperature"),
    [
        ("Raspberry Pi Zero 2 W Rev 1.0", "Raspberry Pi Zero 2 W", 100, 160, 77),
        ("Raspberry Pi 3 Model B Plus Rev 1.3", "Raspberry Pi 3", 100, 200, 77),
        ("Raspberry Pi 4 Model B Rev 1.4", "Raspberry Pi 4", 150, 250, 77),
        ("Raspberry Pi Compute Module 4 Rev 1.0", "Raspberry Pi 4", 150, 250, 77),
        ("Raspberry Pi 5 Model B Rev 1.0", "Raspberry Pi 5", 200, 300, 77),
        ("NVIDIA Jetson Nano Developer Kit", "Jetson Nano", 100, 250, 85),
        (
            "NVIDIA Jetson Orin Nano Engineering Reference Developer Kit",
            "Jetson Orin",
            200,
            300,
            85,
        ),
        (None, "another board", 100, 250, 85),
    ],
)
def test_limits_by_the_board(tmp_path, model, kind, cpu, memory, temperature):
    governor = Scene(tmp_path, model=model).governor
    assert governor.board.kind == kind
    assert governor.board.cores == 4
    ceilings = governor.ceilings
    assert (ceilings.cpu, ceilings.memory, ceilings.temperature) == (cpu, memory, temperature)


def test_the_configuration_goes_before_the_board(tmp_path):
    limits = Limits(cpu=30, memory=120, temperature=65, messages=5, unload_after=0)
    ceilings = Scene(tmp_path, limits).governor.ceilings
    assert (ceilings.cpu, ceilings.memory, ceilings.temperature) == (30, 120, 65)
    assert (ceilings.messages, ceilings.unload_after) == (5, 0)


def test_the_group_goes_before_both(scene):
    scene.board.write(scene.board.proc / "self/cgroup", "0::/")
    for name, text in (
        ("cpu.max", "50000 100000"), ("cpu.stat", "throttled_usec 0"), ("memory.max", "100000000"),
        ("memory.high", "max"), ("memory.current", "0"), ("memory.stat", "inactive_file 0"),
    ):  # fmt: skip
        scene.board.write(scene.board.sys / "fs/cgroup" / name, text)
    governor = Governor(Limits(cpu=80), proc=scene.board.proc, sys=scene.board.sys)
    assert governor.ceilings.cpu == pytest.approx(47.5)
    assert governor.ceilings.memory == 100


def test_the_agent_gives_way_before_the_kernel_does(tmp_path):
    scene = Scene(tmp_path, model="NVIDIA Orin")
    zone = scene.board.sys / "class/thermal/thermal_zone0"
    scene.board.write(zone / "trip_point_0_type", "passive")
    scene.board.write(zone / "trip_point_0_temp", 70_000)
    governor = Governor(Limits(), proc=scene.board.proc, sys=scene.board.sys)
    assert governor.ceilings.temperature == 62


def test_heat_and_back(scene):
    calm = scene.go(3)
    assert (calm.level, calm.tier, calm.admit, calm.cpu) == (Level.NORMAL, "full", "all", 150)
    scene.board.heat(78.2)
    hot = scene.go(2)
    assert (hot.level, hot.tier, hot.admit) == (Level.HOT, "nano", "voice")
    assert hot.reason == "CPU 78.2 C, limit 77"
    assert (hot.cpu, hot.single) == (25, True)
    assert scene.go(1).cpu == 25 * 0.8
    assert scene.go(60).cpu == LEAST
    scene.board.heat(50)
    back = scene.go(60 + 30 + 2)
    assert (back.level, back.reason) == (Level.NORMAL, None)
    assert back.cpu < 150
    assert scene.go(80).cpu == 150


def test_memory_is_seen_in_percent_of_what_is_allowed(scene):
    scene.board.remember(0.97 * 250)
    assert scene.go(1).level == Level.CRITICAL
    assert scene.governor.budget.reason == "memory of its limit 97.0 %, limit 96"


def test_who_is_held_back_by_the_kernel_takes_less(scene):
    root = scene.board.sys / "fs/cgroup"
    scene.board.write(scene.board.proc / "self/cgroup", "0::/")
    scene.board.write(root / "cpu.max", "50000 100000")
    scene.board.write(root / "cpu.stat", "throttled_usec 0")
    governor = Governor(Limits(), proc=scene.board.proc, sys=scene.board.sys,
                        clock=lambda: scene.hands.steady)  # fmt: skip
    before = governor.budget.cpu
    scene.hands.go(1)
    scene.board.write(root / "cpu.stat", "throttled_usec 500000")
    governor.step()
    assert governor.budget.cpu == pytest.approx(before * 0.8, abs=0.1)
    assert governor.budget.level == Level.NORMAL


def test_what_is_asked_for_is_the_least_level_and_ends(scene):
    end = scene.hands.steady + 10
    scene.governor.steer(Asked(Level.HOT, ThrottleLimits(cpu=10), end))
    asked = scene.governor.budget
    assert (asked.level, asked.reason, asked.cpu) == (Level.HOT, "asked for", 10)
    assert asked.until == "12:00:10"
    scene.board.heat(90)
    assert scene.go(1).level == Level.CRITICAL
    scene.board.heat(40)
    assert scene.go(9).level == Level.CRITICAL
    assert scene.governor.ceilings.cpu == 150
    assert scene.go(160).level == Level.NORMAL


def test_it_can_be_taken_back(scene):
    scene.governor.steer(Asked(Level.CRITICAL))
    assert scene.go(100).level == Level.CRITICAL
    scene.governor.steer(Asked())
    assert scene.governor.budget.level == Level.NORMAL


@pytest.mark.parametrize(
    ("stretch", "at", "quiet"),
    [
        ("22:00-07:00", (23, 0), True),
        ("22:00-07:00", (6, 59), True),
        ("22:00-07:00", (7, 0), False),
        ("22:00-07:00", (21, 59), False),
        ("13:00-15:00", (14, 0), True),
        ("13:00-15:00", (15, 0), False),
    ],
)
def test_quiet_hours(tmp_path, stretch, at, quiet):
    scene = Scene(tmp_path, Limits(quiet=(stretch,), quiet_level="hot"))
    scene.time = scene.time.replace(hour=at[0], minute=at[1])
    budget = scene.go(1)
    assert (budget.level == Level.HOT) is quiet
    assert (budget.reason == "quiet hours") is quiet
    assert (budget.until == stretch.partition("-")[2]) is quiet


def test_other_limits_hold_at_once(scene):
    scene.governor.retune(Limits(cpu=20, firmware=True))
    assert scene.governor.budget.cpu == 20
    scene.go(1)
    assert "get_throttled" in scene.governor.sample.unknown["throttled"]
