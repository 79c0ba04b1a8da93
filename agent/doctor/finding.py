"""What the doctor finds."""

from typing import Literal

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at."""

    about: str
    """What was looked at, in a word or two."""
    status: Literal["good", "note", "mend"]
    """``note`` is worth knowing, or could not be found out; ``mend`` must be mended."""
    says: str
    mend: str | None = None
    """What to do."""


def good(about: str, says: str) -> Finding:
    """Something is as it should be."""
    return Finding(about, "good", says)


def note(about: str, says: str, mend: str | None = None) -> Finding:
    """Something is worth knowing."""
    return Finding(about, "note", says, mend)


def bad(about: str, says: str, mend: str | None = None) -> Finding:
    """Something must be mended; where ``says`` tells how, ``mend`` is left out."""
    return Finding(about, "mend", says, mend)
