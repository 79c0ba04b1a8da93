"""The validation of device text: its lines, what they are said to mean, and its judgement."""

import pytest

from agent.messages import IntentResult, Result, Slot, check_request
from agent.messages import Request as Asked
from support.sensor_lines.draws import checksum
from support.sensor_lines.homes import World, worlds
from support.sensor_lines.lines import Line, Meant, families, lines
from support.sensor_lines.nonsense import nonsense
from support.sensor_lines.score import compare
from support.sensor_lines.units import equal, in_si, load

EVENTS = {
    *("motion", "clear", "opened", "closed", "locked", "unlocked", "pressed", "leak", "dry"),
    *("smoke", "gas", "tamper", "vibration", "sound", "arrived", "left", "on", "off"),
    *("started", "finished"),
}
FAULTS = {"battery_low", "offline", "error", "stuck", "invalid_value"}


@pytest.fixture(scope="module")
def homes() -> list[World]:
    return worlds()


@pytest.fixture(scope="module")
def every(homes: list[World]) -> list[Line]:
    return list(lines(homes, 1500))


def meanings(every: list[Line]) -> list[Meant]:
    return [one for line in every for one in (*(m for each in line.meant for m in each), *line.may)]


def test_the_same_seed_makes_the_same_lines(homes: list[World], every: list[Line]) -> None:
    assert list(lines(homes, 1500)) == every
    assert list(lines(homes, 1500, seed=6)) != every
    assert nonsense(420) == nonsense(420)


def test_there_are_enough_families_and_lines(every: list[Line]) -> None:
    assert len(every) == 1500
    names = families()
    assert len(names) >= 15
    assert sum(bool(family.get("absent")) for family in names.values()) == 4
    for name in names:
        texts = [line.text for line in every if line.family == name]
        assert len(texts) == len(set(texts)) >= 60, name


def test_every_line_is_a_request_and_means_something(every: list[Line]) -> None:
    for line in every:
        check_request(Asked(text=line.text, area=line.area))
        assert line.meant, line.text
        assert "<" not in line.text, line.text


def test_what_is_meant_is_in_the_terms_of_the_contract(every: list[Line]) -> None:
    quantities = set(load("common")["quantities"])
    kinds = {"SensorEvent": EVENTS, "DeviceFault": FAULTS}
    for meant in meanings(every):
        assert set(meant.quantities) <= quantities
        assert set(meant.kinds) <= kinds.get(meant.intent, set())
        assert meant.direction in (None, "above", "below")
        assert meant.severity in (None, "info", "warning", "critical")
    for line in every:
        readings = [m for each in line.meant for m in each if m.intent == "SensorReading"]
        assert all(m.values and m.quantities for m in readings), line.text


def test_devices_and_areas_stand_in_the_text_or_come_with_it(every: list[Line]) -> None:
    for line in every:
        for place in {meant.place for each in line.meant for meant in each} - {None}:
            written = [text for text in place.styles().values() if text]
            assert line.area or any(text in line.text for text in written), line.text


@pytest.mark.parametrize(
    ("value", "unit", "si"),
    [
        (21.4, "°C", 294.55),
        (-40.0, "°F", 233.15),
        (70.7, "°F", 294.65),
        (1013.25, "hPa", 101_325),
        (0.6, "bar", 60_000),
        (29.92, "inHg", 101_320.75),
        (32.0, "psi", 220_632.2),
        (50, "%", 0.5),
        (1200, "ppm", 0.0012),
        (1.5, "kWh", 5_400_000),
        (36, "km/h", 10),
        (10, "kn", 5.144444),
        (12, "mm/h", 3.3333333e-6),
        (6, "L/min", 1e-4),
        (2950, "mV", 2.95),
    ],
)
def test_units_are_converted_as_by_hand(value: float, unit: str, si: float) -> None:
    assert in_si(value, unit) == pytest.approx(si, rel=1e-6)


def test_a_value_is_right_to_a_thousandth() -> None:
    assert equal(294.56, (294.55,))
    assert not equal(296.0, (294.55,))
    assert not equal(None, (294.55,))
    assert not equal(True, (1.0,))


def test_the_checksum_is_that_of_the_standard() -> None:
    sentence = "GPGGA,092750.000,5321.6802,N,00630.3372,W,1,8,1.03,61.7,M,55.2,M,,"
    assert checksum(sentence) == "76"


def test_nonsense_is_plenty_and_not_repeated() -> None:
    texts = nonsense(420)
    assert len(texts) == len(set(texts)) == 420
    assert not [text for text in texts if "<" in text and ">" in text and "<<<" not in text]


KITCHEN = {"quantity": "temperature", "value_si": 304.55, "unit_si": "K", "area": "Kitchen"}
DAMP = {"quantity": "humidity", "value_si": 0.8, "unit_si": "1", "area": "kitchen"}


def read(*intents: tuple[str, dict[str, str | float]]) -> Result:
    return Result(
        request_id="1",
        text="",
        kind="sensor",
        area=None,
        status="ok",
        intents=tuple(
            IntentResult(
                intent=name,
                confidence=1.0,
                status="ok",
                slots=tuple(Slot(name=key, value=value) for key, value in slots.items()),
            )
            for name, slots in intents
        ),
    )


@pytest.fixture
def kitchen(homes: list[World]) -> Line:
    """Kitchen temp 31.4C hum 80%."""
    place = next(p for p in homes[0].roles["area"] if p.area == "Kitchen")
    meant = [("temperature", 304.55), ("humidity", 0.8)]
    return Line(
        family="sentences",
        text="Kitchen temp 31.4C hum 80%",
        world=homes[0],
        area=None,
        meant=tuple(
            (Meant("SensorReading", quantities=(quantity,), values=(value,), place=place),)
            for quantity, value in meant
        ),
    )


def test_an_exact_result_is_right_in_any_order(kitchen: Line) -> None:
    assert compare(kitchen, read(("SensorReading", DAMP), ("SensorReading", KITCHEN))) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantity": "pressure"},
        {"value_si": 31.4},
        {"area": "Bathroom"},
        {"area": ""},
    ],
)
def test_a_result_that_is_wrong_in_one_thing_is_wrong(
    kitchen: Line, wrong: dict[str, str | float]
) -> None:
    result = read(("SensorReading", {**KITCHEN, **wrong}), ("SensorReading", DAMP))
    assert compare(kitchen, result)


def test_what_is_missing_and_what_is_too_much_is_wrong(kitchen: Line) -> None:
    assert compare(kitchen, read(("SensorReading", KITCHEN)))
    too_much = read(("SensorReading", KITCHEN), ("SensorReading", DAMP), ("SensorReading", DAMP))
    assert compare(kitchen, too_much)


def test_a_device_may_be_named_or_be_told_by_its_area(homes: list[World]) -> None:
    place = next(p for p in homes[0].roles["door"] if p.name == "Front Door")
    line = Line(
        family="sentences",
        text="Front Door opened",
        world=homes[0],
        area=None,
        meant=((Meant("SensorEvent", kinds=("opened",), place=place),),),
    )
    right = ("front_door", place.hex, "Front Door Contact")
    for slots in (*({"name": name} for name in right), {"area": "Hallway"}):
        assert compare(line, read(("SensorEvent", {"event": "opened", **slots}))) == []
    wrong = ("Front Door Lock", "Balcony Door")
    for slots in (*({"name": name, "area": "Hallway"} for name in wrong), {"name": wrong[0]}, {}):
        assert compare(line, read(("SensorEvent", {"event": "opened", **slots})))
