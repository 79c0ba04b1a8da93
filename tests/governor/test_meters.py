import pytest

from agent.governor.meters import Meters
from agent.governor.power import Power
from support.board import FakeBoard


@pytest.fixture
def board(tmp_path):
    return FakeBoard(tmp_path)


def read(board, now=1.0, **options):
    return Meters(board.proc, board.sys, **options).read(now)


def test_what_a_board_lacks_is_unknown_and_says_why(board):
    sample = read(board)
    assert sample.values == {"memory": pytest.approx(50, abs=0.01)}
    assert sample.get("temperature") is None
    assert sample.unknown["temperature"] == "no thermal zone shows a temperature"
    assert "psi=1" in sample.unknown["cpu_pressure"]
    assert "rpi_volt" in sample.unknown["under_voltage"]
    assert "battery" in sample.unknown["battery_used"]
    assert "limit" in sample.unknown["group_cpu_limit"]


@pytest.mark.parametrize(
    ("zones", "expected"),
    [
        ([("cpu-thermal", 51.234)], 51.234),
        ([("acpitz", 90), ("x86_pkg_temp", 44)], 44.0),
        ([("CPU-therm", 40), ("GPU-therm", -256), ("soc0-thermal", 43.5)], 43.5),
        ([("cpu-thermal", -256), ("cpu-thermal", 41)], 41.0),
        ([("GPU-therm", -256)], None),
        ([("acpitz", 30)], 30.0),
        ([("cpu-thermal", "N/A")], None),
        ([("cpu-thermal", 400)], None),
    ],
)
def test_the_hottest_processor_sensor(board, zones, expected):
    for number, (kind, value) in enumerate(zones):
        board.heat(value, number, kind)
    assert read(board).get("temperature") == expected


def test_where_the_kernel_slows_the_board_down(board):
    board.heat(40)
    zone = board.sys / "class/thermal/thermal_zone0"
    for number, (kind, value) in enumerate((("critical", 110), ("passive", 99), ("active", 60))):
        board.write(zone / f"trip_point_{number}_type", kind)
        board.write(zone / f"trip_point_{number}_temp", value * 1000)
    assert Meters(board.proc, board.sys).temperature.limits == [99.0]


@pytest.mark.parametrize("alarm", [0, 1])
def test_under_voltage(board, alarm):
    for number, name in enumerate(("cpu_thermal", "rpi_volt")):
        board.write(board.sys / f"class/hwmon/hwmon{number}/name", name)
        board.write(board.sys / f"class/hwmon/hwmon{number}/in0_lcrit_alarm", alarm * number)
    assert read(board).get("under_voltage") == alarm


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", (0, 0, 0)),
        ("50005", (1, 0, 1)),
        ("2", (0, 1, 0)),
        ("f0000", (0, 0, 0)),  # it only once was so
        ("none", None),
    ],
)
def test_the_firmware_is_asked_only_where_that_is_wanted(board, text, expected):
    board.write(board.sys / "devices/platform/soc/soc:firmware/get_throttled", text)
    assert "throttled" not in read(board).values
    sample = read(board, firmware=True)
    names = ("under_voltage", "firmware_cap", "throttled")
    if expected is None:
        assert "no number" in sample.unknown["throttled"]
    else:
        assert tuple(sample.values[name] for name in names) == expected


def test_the_clock_is_compared_with_that_of_the_start(board):
    caps = [board.sys / f"devices/system/cpu/cpufreq/policy{n}/scaling_max_freq" for n in (0, 4)]
    for cap in caps:
        board.write(cap, 1_500_000)
    meters = Meters(board.proc, board.sys)
    assert meters.read(1).get("frequency_cap") == 0
    board.write(caps[1], 600_000)
    assert meters.read(2).get("frequency_cap") == pytest.approx(60)
    board.write(caps[1], 1_800_000)
    assert meters.read(3).get("frequency_cap") == 0


def test_pressure(board):
    board.press(cpu=12.5, memory=3, memory_full=1.25)
    values = read(board).values
    assert (values["cpu_pressure"], values["memory_some"], values["memory_full"]) == (12.5, 3, 1.25)


def test_own_share_and_that_of_others(board):
    meters = Meters(board.proc, board.sys)
    assert "cpu" not in meters.read(10).values
    board.use(own=50, others=100, idle=250)  # of 400 ticks in a second of four cores
    values = meters.read(11).values
    assert values["cpu"] == pytest.approx(50)
    assert values["others"] == pytest.approx(25)


@pytest.mark.parametrize(("status", "used"), [("Discharging", 88), ("Charging", 0), ("Full", 0)])
def test_the_battery_of_the_board_and_not_of_a_mouse(board, status, used):
    for name, scope, capacity in (("BAT0", "System", 12), ("hid-1", "Device", 1)):
        folder = board.sys / "class/power_supply" / name
        board.write(folder / "type", "Battery")
        board.write(folder / "scope", scope)
        board.write(folder / "capacity", capacity)
        board.write(folder / "status", status)
    assert read(board).get("battery_used") == used


def group(board, path, **files):
    for name, text in files.items():
        board.write(board.sys / "fs/cgroup" / path / name.replace("__", "."), text)


def test_a_group_of_version_2_within_a_limited_one(board):
    board.write(board.proc / "self/cgroup", "0::/system.slice/edge-intent.service")
    inner = "system.slice/edge-intent.service"
    stat = "usage_usec 5\nnr_throttled 1\nthrottled_usec {}"
    group(board, inner, cpu__max="max 100000", memory__max="150000000", memory__high="max")
    group(board, inner, memory__current=120_000_000, memory__stat="anon 1\ninactive_file 20000000")
    group(board, "system.slice", cpu__max="50000 100000", cpu__stat=stat.format(1_000_000))
    meters = Meters(board.proc, board.sys)
    values = meters.read(1).values
    assert values["group_cpu_limit"] == 50
    assert values["group_memory_limit"] == 150
    assert values["group_memory"] == 100
    group(board, "system.slice", cpu__stat=stat.format(1_200_000))
    assert meters.read(2).values["group_throttled"] == pytest.approx(20)


def test_groups_of_version_1(board):
    board.write(board.proc / "self/cgroup", "8:memory:/a\n1:cpu,cpuacct:/a\n0::/a")
    group(board, "cpu/a", cpu__cfs_quota_us=75_000, cpu__cfs_period_us=50_000)
    group(board, "cpu/a", cpu__stat="nr_periods 1\nthrottled_time 0")
    group(board, "memory/a", memory__limit_in_bytes=2**63 - 4096)
    group(board, "memory", memory__limit_in_bytes=10**9, memory__usage_in_bytes=10**8)
    group(board, "memory", memory__stat="total_inactive_file 0")
    values = read(board).values
    assert (values["group_cpu_limit"], values["group_memory_limit"]) == (150, 1000)
    assert values["group_memory"] == 100


def test_a_group_without_limits_is_no_limit(board):
    board.write(board.proc / "self/cgroup", "0::/a")
    group(board, "a", cpu__max="max 100000", memory__max="max", memory__high="max")
    assert "group_cpu_limit" in read(board).unknown


def test_a_file_that_is_not_what_it_should_be(board):
    board.write(board.proc / "self/statm", "")
    board.write(board.proc / "self/stat", "nonsense")
    (board.proc / "stat").write_bytes(b"\xff\xfe")
    sample = read(board)
    assert set(sample.unknown) >= {"memory", "cpu", "others"}


def test_this_machine_is_read_without_a_fault():
    meters = Meters()
    meters.read(1.0)
    sample = meters.read(2.0)
    assert sample.values["memory"] > 1
    assert 0 <= sample.values["others"] <= 100
    assert not set(sample.values) & set(sample.unknown)


def watts(board, *times):
    meter = Power(board.sys)
    return [meter.read(now).get("watts") for now in times]


def test_power_of_a_jetson(board):
    hwmon = board.sys / "class/hwmon/hwmon3"
    rails = (("1", "VDD_IN", 5000, 1200), ("2", "VDD_CPU", 5000, 900))
    for number, label, volts, amps in rails:
        board.write(hwmon / f"in{number}_label", label)
        board.write(hwmon / f"in{number}_input", volts)
        board.write(hwmon / f"curr{number}_input", amps)
    assert watts(board, 1) == [pytest.approx(6)]


def test_power_of_a_processor_is_counted(board):
    counter = board.sys / "class/powercap/intel-rapl:0/energy_uj"
    board.write(counter, 1_000_000)
    meter = Power(board.sys)
    assert meter.read(1).get("watts") is None
    board.write(counter, 9_000_000)
    assert meter.read(3).get("watts") == pytest.approx(4)


def test_power_that_is_not_told(board):
    assert Power(board.sys).read(1).unknown == {"watts": "the board shows no power"}
