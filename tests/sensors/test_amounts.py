"""Figures with the units written behind them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sensors.amounts import read_amounts, written_unit


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("21.4", [(21.4, "", "21.4")]),
        ("-3,5 °C;", [(-3.5, "°C", "-3,5 °C")]),
        ("5.2 bar abs", [(5.2, "bar", "5.2 bar abs")]),
        ("61km/h WNW", [(61, "km/h", "61km/h WNW")]),
        ("3.2 kW h", [(3.2, "kW h", "3.2 kW h")]),
        ("3 l per min", [(3, "l/min", "3 l per min")]),
        ("12 µg/m3 PM2.5", [(12, "µg/m3", "12 µg/m3 PM2.5")]),
        ("85 dB(A)", [(85, "dB(A)", "85 dB(A)")]),
        ("18 kWh/100km", [(18, "kWh/100km", "18 kWh/100km")]),
        ("7.8 LOW", [(7.8, "", "7.8 LOW")]),
        ("12 (idle)", [(12, "", "12 (idle)")]),
        ("40 kWh/day", [(40, "kWh/day", "40 kWh/day")]),
        ("21.4°C, 47%", [(21.4, "°C", "21.4°C"), (47, "%", "47%")]),
        ("35,9 °C / 43 %", [(35.9, "°C", "35,9 °C"), (43, "%", "43 %")]),
        ("4.1kW L2 3.9kW", [(4.1, "kW L2", "4.1kW L2"), (3.9, "kW", "3.9kW")]),
        ("5-7 bar", [(5, "", "5-"), (7, "bar", "7 bar")]),
        ("warm", []),
    ],
)
def test_amounts(text, amounts):
    found = read_amounts(text)
    assert [(one.value, one.unit, text[one.start : one.end]) for one in found] == amounts


@given(st.text(alphabet="0123456789.,-+eE /%°CkWh()[]m²", max_size=40))
def test_amounts_stand_one_behind_another(text):
    end = 0
    for one in read_amounts(text):
        assert end <= one.start < one.end <= len(text)
        end = one.end


@pytest.mark.parametrize(
    ("words", "unit"),
    [("", ""), ("none", ""), ("metric", ""), ("ok", ""), ("frobs", "frobs"), ("(hPa)", "(hPa)")],
)
def test_the_unit_that_words_begin_with(words, unit):
    assert written_unit(words) == unit
