from datetime import datetime, timezone

import pytest

from agent.sensors.times import read_time

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=timezone.utc).timestamp()


@pytest.fixture(autouse=True)
def _utc(monkeypatch):
    import time

    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-11-21T18:03:11.204Z", "2026-11-21T18:03:11.204"),
        ("2026-11-21 18:03:11", "2026-11-21T18:03:11"),
        ("2026-11-21T18:03:11+02:00", "2026-11-21T16:03:11"),
        ("21.11.2026 18:03", "2026-11-21T18:03:00"),
        ("11/21/2026 18:03:11", "2026-11-21T18:03:11"),
        ("Nov 21 18:03:11", "2026-11-21T18:03:11"),
        ("Dec 31 23:59:59", "2025-12-31T23:59:59"),
        ("02:59", "2026-11-22T02:59:00"),
        ("18:03:11", "2026-11-21T18:03:11"),
        (1795284191, "2026-11-21T18:03:11"),
        ("1795284191", "2026-11-21T18:03:11"),
        (1795284191000, "2026-11-21T18:03:11"),
        ("1795284191000000000", "2026-11-21T18:03:11"),
        ("[2026-11-21 18:03:11]", "2026-11-21T18:03:11"),
        ("1970-01-01 00:01:11", None),
        ("2031-01-01 00:00:00", None),
        ("2026-13-41 18:03:11", None),
        (12345, None),
        (True, None),
        (float("nan"), None),
        (float("inf"), None),
        ("soon", None),
        (None, None),
    ],
)
def test_times(written, expected):
    found = read_time(written, NOW)
    shown = None if found is None else datetime.fromtimestamp(found, timezone.utc)
    wanted = expected and datetime.fromisoformat(expected).replace(tzinfo=timezone.utc)
    assert shown == wanted
