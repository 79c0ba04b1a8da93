import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.discovery.fields import as_number, clean, decoded, slug, topic, words
from agent.errors import MessageError


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Hall Lamp", "Hall Lamp"),
        ("  Hall \t\n Lamp ", "Hall Lamp"),
        ("Hall\x1b[31mLamp\x00", "Hall [31mLamp"),
        ("lamp\u202egnihtemos\u200b", "lampgnihtemos"),
        ("K\u00fcche", "K\u00fcche"),
        (None, ""),
        (12, ""),
        ({"name": "x"}, ""),
        ("x" * 500, "x" * 128),
    ],
)
def test_names_are_made_fit_to_show(written, read):
    assert clean(written) == read


@given(st.text(max_size=2_000))
def test_no_name_holds_what_could_harm_a_terminal_or_a_log(text):
    name = clean(text)
    assert len(name) <= 128
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"} for c in name)


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("kitchen/ceiling", "kitchen ceiling"),
        ("hall_lamp", "hall lamp"),
        ("Upstairs/Guest Room/Lamp", "Upstairs Guest Room Lamp"),
        ("0x00158d0001", "0x00158d0001"),
    ],
)
def test_names_are_parted_as_they_are_said(name, spoken):
    assert words(name) == spoken


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Hall Lamp", "hall_lamp"),
        ("kitchen/ceiling", "kitchen_ceiling"),
        ("K\u00fcchenlicht", "kuchenlicht"),
        ("Stra\u00dfe 5", "strasse_5"),
        ("K\u00f8kken", "kokken"),
        ("\u30e9\u30f3\u30d7", ""),
        ("--", ""),
    ],
)
def test_object_ids(name, expected):
    assert slug(name) == expected


@given(st.text(max_size=500))
def test_an_object_id_has_only_letters_digits_and_underscores(text):
    made = slug(text)
    assert len(made) <= 128
    assert made == "" or made.replace("_", "").isascii()
    assert made.strip("_") == made
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789_")


@pytest.mark.parametrize(
    "wanted",
    [
        "#",
        "a/+/b",
        "$SYS/x",
        "",
        "a\0b",
        "x" * 600,
        5,
        None,
        "edge-intent/den/voice/text",
        "a\nb",
        "a/\ufdd0",
        "a/" * 150,
    ],
)
def test_what_is_no_topic_of_a_device(wanted):
    assert topic(wanted) is None


def test_a_topic():
    assert topic("zigbee2mqtt/K\u00fcche/Licht") == "zigbee2mqtt/K\u00fcche/Licht"


@pytest.mark.parametrize(
    ("value", "number"),
    [(5, 5), ("5", 5), ("5.5", 5.5), (5.0, 5), (True, None), ("nan", None), ("1e999", None),
     (10**400, None), ("", None), (None, None), ([1], None)],
)  # fmt: skip
def test_numbers(value, number):
    assert as_number(value) == number


def test_a_payload_that_is_too_large_or_no_json():
    assert decoded(b'{"a": 1}', 100) == {"a": 1}
    with pytest.raises(MessageError, match="11 bytes; the limit is 10"):
        decoded(b'"123456789"', 10)
    with pytest.raises(MessageError, match="not valid JSON"):
        decoded(b"{", 10)
    with pytest.raises(MessageError, match="not valid JSON"):
        decoded(b"\xff\xfe", 10)
    with pytest.raises(MessageError, match="nested too deeply"):
        decoded(b"[" * 100_000 + b"]" * 100_000, 1_000_000)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=10))
def test_json_comes_back(value):
    text = json.dumps(value)
    if "NaN" not in text and "Infinity" not in text:
        assert decoded(text.encode(), 1_000_000) == value
