"""Times as the contract writes them."""

import time
from datetime import datetime, timezone


def rfc3339(seconds: float | None = None) -> str:
    """A time in UTC to the millisecond: ``2026-11-21T18:03:11.204Z``.

    Args:
        seconds: since the epoch; now if left out.
    """
    moment = datetime.fromtimestamp(time.time() if seconds is None else seconds, timezone.utc)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
