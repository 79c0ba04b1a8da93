"""Where a broker is, as people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import ConfigError
from agent.setup import Address, read_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("nas", Address("nas")),
        (" nas.local:1884 ", Address("nas.local", 1884)),
        ("nas:8883", Address("nas", 8883, tls=True)),
        ("mqtt://10.0.0.4", Address("10.0.0.4")),
        ("mqtts://nas:9000", Address("nas", 9000, tls=True)),
        ("[fd00::2]:1883", Address("fd00::2", 1883)),
        ("mqtt://[fd00::2]", Address("fd00::2")),
    ],
)
def test_an_address_is_read(text, address):
    assert read_address(text) == address
    again = read_address(str(address))
    assert (again.host, again.tls) == (address.host, address.tls)


@pytest.mark.parametrize(
    "text", ["", "http://nas", "nas:99999", "nas:x", "ann@nas", "nas/a", "://nas", "nas:0", "[::1"]
)
def test_what_is_none_is_refused(text):
    with pytest.raises(ConfigError, match="expected host, host:port"):
        read_address(text)


@given(st.text())
def test_anything_is_an_address_or_refused(text):
    try:
        assert read_address(text).host
    except ConfigError as error:
        assert "\n" not in str(error)  # noqa: PT017
