"""Reading amounts, colours and stretches of time from words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.grounding import values
from agent.grounding.values import Duration


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("21.5 degrees", 21.5),
        ("21,5", 21.5),
        ("twenty one point five", 21.5),
        ("twenty-one and a half", 21.5),
        ("minus five", -5),
        ("-5", -5),
        ("\u22125 degrees", -5),
        ("half", 0.5),
        ("one hundred", 100),
        ("two thousand seven hundred", 2700),
        ("72°", 72),
        ("too degrees", 2),
        ("for percent", 4),
        ("twenty too degrees", 22),
        ("sixty ate", 68),
        ("twenty won", 21),
        ("eight teen", 18),
        ("four teen percent", 14),
        ("twenty to", 20),
        ("too warm", None),
        ("warm", None),
        ("", None),
    ],
)
def test_number(text: str, number: float | None) -> None:
    assert values.number(text) == number


@pytest.mark.parametrize(
    ("text", "slot", "level"),
    [
        ("50%", "brightness", 50),
        ("fifty percent", "brightness", 50),
        ("a quarter", "brightness", 25),
        ("the lowest setting", "brightness", 1),
        ("very high brightness", "brightness", 75),
        ("full tilt", "percentage", 100),
        ("two thirds", "position", 67),
        ("three quarters", "position", 75),
        ("ajar", "position", 25),
        ("a little bit", "position", 25),
        ("full brightness", "brightness", 100),
        ("its lowest", "brightness", 1),
        ("medium", "percentage", 66),
        ("all the way up", "volume_level", 100),
        ("twenty one and a half", "temperature", 21.5),
        ("purple", "brightness", None),
    ],
)
def test_level(text: str, slot: str, level: float | None) -> None:
    assert values.level(text, slot) == level


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("seven second", Duration(0, 0, 7)),
        ("a second", Duration(0, 0, 1)),
        ("a fortnight", Duration(336, 0, 0)),
        ("ten minutes", Duration(minutes=10)),
        ("90 minutes", Duration(minutes=90)),
        ("an hour and a half", Duration(hours=1, minutes=30)),
        ("one and a half hours", Duration(hours=1, minutes=30)),
        ("half an hour", Duration(minutes=30)),
        ("three quarters of an hour", Duration(minutes=45)),
        ("1h30", Duration(hours=1, minutes=30)),
        ("1:30:00", Duration(hours=1, minutes=30)),
        ("two hours thirty minutes", Duration(hours=2, minutes=30)),
        ("a minute and thirty seconds", Duration(minutes=1, seconds=30)),
        ("half a minute", Duration(seconds=30)),
        ("ten and a half minutes", Duration(minutes=10, seconds=30)),
        ("a couple of minutes", Duration(minutes=2)),
        ("a day", Duration(hours=24)),
        ("soon", None),
        ("ten", None),
        ("0 minutes", None),
        ("a thousand days", None),
        ("hours", None),
        ("for hours", None),
        ("for four hours", Duration(hours=4)),
        ("too hours", Duration(hours=2)),
        ("-5 minutes", None),
        ("minus five minutes", None),
    ],
)
def test_duration(text: str, duration: Duration | None) -> None:
    assert values.duration(text) == duration


@pytest.mark.parametrize(
    ("text", "color"),
    [
        ("blood red", "red"),
        ("emerald", "green"),
        ("red", "red"),
        ("the colour red", "red"),
        ("sky blue", "lightblue"),
        ("light blue", "lightblue"),
        ("warm white", 2700),
        ("cool white light", 4000),
        ("daylight", 6500),
        ("2700 kelvin", 2700),
        ("4000k", 4000),
        ("blew", "blue"),
        ("puce", None),
    ],
)
def test_color(text: str, color: str | int | None) -> None:
    assert values.color(text) == color


@given(st.text(max_size=200))
def test_no_text_is_too_strange(text: str) -> None:
    values.number(text)
    values.color(text)
    values.fan_mode(text)
    values.media_class(text)
    for slot in ("brightness", "temperature", "position", "percentage", "volume_level"):
        values.level(text, slot)
    for slot in (
        "brightness_step",
        "temperature_step",
        "percentage_step",
        "position_step",
        "volume_step",
    ):
        assert values.step(text, slot) >= 0
    said = values.duration(text)
    assert said is None or 0 < said.total <= values.MAX_DURATION


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
def test_durations_come_back(hours: int, minutes: int, seconds: int) -> None:
    said = f"{hours} hours {minutes} minutes and {seconds} seconds"
    want = Duration(hours, minutes, seconds)
    assert values.duration(said) == (want if want.total else None)
