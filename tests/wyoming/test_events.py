"""Events of Wyoming, read within bounds."""

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

wyoming_event = pytest.importorskip("wyoming.event")

from agent.errors import MessageError  # noqa: E402
from agent.wyoming.events import MAX_DATA, read_event  # noqa: E402

json_values = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists)


@given(st.text(min_size=1), st.dictionaries(st.text(), json_values), st.binary(max_size=50))
def test_what_the_library_writes_is_read(kind, data, payload):
    stream = io.BytesIO()
    wyoming_event.write_event(wyoming_event.Event(kind, data, payload), stream)
    wyoming_event.write_event(wyoming_event.Event("next"), stream)
    stream.seek(0)
    read = read_event(stream)
    assert (read.type, read.data) == (kind, data)
    assert read_event(stream).type == "next"
    assert read_event(stream) is None


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        (b"{" * MAX_DATA * 2, "at most 65536 bytes"),
        (b'{"type": "x"}', "a line of JSON"),
        (b"hello\n", "JSON in UTF-8"),
        (b"\xff\n", "JSON in UTF-8"),
        (b"[" * 60_000 + b"\n", "JSON in UTF-8"),
        (b"[]\n", "a JSON object"),
        (b'{"type": 3}\n', "a text as type"),
        (b'{"type": "x", "data": [1]}\n', "an object as data"),
        (b'{"type": "x", "data_length": 4000000000}\n', "data_length must lie"),
        (b'{"type": "x", "data_length": -1}\n', "data_length must lie"),
        (b'{"type": "x", "payload_length": 4000000000}\n', "payload_length must lie"),
        (b'{"type": "x", "payload_length": "1"}\n', "payload_length must lie"),
        (b'{"type": "x", "data_length": 9}\n{}', "the connection ended"),
        (b'{"type": "x", "data_length": 2}\n[]', "a JSON object"),
    ],
)
def test_what_is_no_event(sent, problem):
    with pytest.raises(MessageError, match=problem):
        read_event(io.BytesIO(sent))


@given(st.binary(max_size=300))
def test_any_bytes_are_an_event_or_one_error(sent):
    with suppress(MessageError):
        read_event(io.BytesIO(sent))
