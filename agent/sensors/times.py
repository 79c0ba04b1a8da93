"""The times that devices write."""

import re
import time
from datetime import datetime, timedelta, timezone

#: A time before this is that of a clock that was never set: 2010-01-01.
EARLIEST = 1_262_304_000.0
#: A device's clock may be this far ahead, in seconds.
AHEAD = 86_400.0

_ISO = re.compile(
    r"(\d{4})[-/.](\d\d?)[-/.](\d\d?)(?:[T ,]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?"
    r"\s*(Z|UTC|GMT|[-+]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    r"(\d\d?)[./-](\d\d?)[./-](\d{4})(?:[T ,]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?"
    r"\s*(Z|UTC|GMT|[-+]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_SYSLOG = re.compile(r"([A-Z][a-z]{2})\s+(\d\d?)\s+(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?")
_CLOCK = re.compile(r"(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?")
_EPOCH = re.compile(r"@?(\d{10}|\d{13}|\d{16}|\d{19})(?:\.(\d{1,9}))?")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def read_time(written: object, now: float | None = None) -> float | None:
    """A time in seconds since the epoch; None where it is none, or not a sane one.

    Args:
        written: ISO 8601, seconds to nanoseconds since the epoch, ``Nov 21 18:03:11``, ``18:03``.
            Without a zone it is the board's.
        now: the time of the board, in seconds since the epoch.
    """
    now = time.time() if now is None else now
    try:
        found = _read(written, now)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found is not None and EARLIEST <= found <= now + AHEAD else None


def _read(written: object, now: float) -> float | None:
    if isinstance(written, bool):
        return None
    if isinstance(written, int | float):
        return _epoch(float(written))
    if not isinstance(written, str) or len(written) > 64:
        return None
    text = written.strip().strip("[]()")
    if match := _EPOCH.fullmatch(text):
        return _epoch(float(f"{match[1]}.{match[2] or 0}"))
    if match := _ISO.fullmatch(text):
        year, month, day, *rest = match.groups()
        return _moment((int(year), int(month), int(day)), rest)
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year, *rest = match.groups()
        # Americans write the month first, which shows where the day is past the twelfth.
        if int(month) > 12:
            day, month = month, day
        return _moment((int(year), int(month), int(day)), rest)
    if match := _SYSLOG.fullmatch(text):
        return _of_this_year(match, now)
    if match := _CLOCK.fullmatch(text):
        return _of_today(match, now)
    return None


def _epoch(figure: float) -> float:
    """Seconds, from seconds, milliseconds, microseconds or nanoseconds."""
    for power in (0, 3, 6, 9):
        if figure <= 1e11 * 10**power:
            return figure / 10**power
    raise OverflowError("no time of this planet")


def _moment(date: tuple[int, int, int], rest: list[str | None]) -> float:
    hour, minute, second, fraction, zone = rest
    micro = int((fraction or "0")[:6].ljust(6, "0"))
    moment = datetime(*date, int(hour or 0), int(minute or 0), int(second or 0), micro)
    return moment.replace(tzinfo=_zone(zone)).timestamp()


def _zone(written: str | None) -> timezone | None:
    if not written:
        return None
    if written.upper() in ("Z", "UTC", "GMT"):
        return timezone.utc
    digits = written[1:].replace(":", "")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-ahead if written[0] == "-" else ahead)


def _of_this_year(match: re.Match[str], now: float) -> float | None:
    if match[1] not in _MONTHS:
        return None
    year = datetime.fromtimestamp(now).year
    month = _MONTHS.index(match[1]) + 1
    rest = [match[3], match[4], match[5], match[6], None]
    found = _moment((year, month, int(match[2])), rest)
    # In January a line of December is of last year.
    return found if found <= now + AHEAD else _moment((year - 1, month, int(match[2])), rest)


def _of_today(match: re.Match[str], now: float) -> float:
    today = datetime.fromtimestamp(now)
    rest = [match[1], match[2], match[3], match[4], None]
    found = _moment((today.year, today.month, today.day), rest)
    # Just after midnight a time of the evening is of yesterday.
    return found if found <= now + AHEAD / 2 else found - 86_400
