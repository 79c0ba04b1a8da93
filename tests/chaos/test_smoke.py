"""A short run of what ``make chaos`` does for long."""

import pytest

from chaos.scenarios import SCENARIOS, astray


@pytest.mark.parametrize(
    ("name", "asked", "size"),
    [
        ("kill-agent", 62, {"sentences": 60, "times": 2}),
        ("restart-broker", 50, {"times": 2}),
        ("cut-link", 60, {"times": 3}),
        ("reload", 30, {"times": 3}),
        ("drain", 100, {"times": 2}),
    ],
)
def test_nothing_is_lost(tmp_path, name, asked, size):
    figures = SCENARIOS[name](tmp_path, **size)
    assert figures["asked"] == figures["accepted by the broker"] == asked
    assert astray(name, figures) == {}
