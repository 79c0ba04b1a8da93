"""Which known name was probably meant by an unknown one."""

import re
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process

#: How alike two names must be (rapidfuzz ratio, 0 to 100) for one to be offered for the other.
_ALIKE = 60
#: What msgspec says of a key that is not known, and where it found it: ``$.entities[3]``.
_UNKNOWN = re.compile(r"Object contains unknown field `(.*?)`(?: - at `\$\.?(.*)`)?", re.DOTALL)


def offer(name: str, known: Iterable[str]) -> str:
    """The end of an error message: the nearest known name, or all of them."""
    names = sorted(known)
    near = process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return f"did you mean {near[0]!r}?" if near else f"known are {', '.join(names)}"


def unknown_field(problem: str) -> tuple[str, str] | None:
    """The field that a message of msgspec says is not known, and where it stands: ``limits``.

    Where is empty for the whole; the result is None where the message is of something else.
    """
    found = _UNKNOWN.fullmatch(problem)
    return (found[1], found[2] or "") if found else None


def unknown_key(
    problem: str, known: Mapping[str, Iterable[str]], of: str = ""
) -> tuple[str, str] | None:
    """A key that is not known, out of a message of msgspec, and an error that offers another.

    Args:
        problem: the message.
        known: the known keys by the list or section that they stand in; ``""`` is the whole.
        of: what tells more of where it is.

    Returns:
        The key and the error; None where the message is of something else.
    """
    found = unknown_field(problem)
    if found is None:
        return None
    key, where = found
    inside = f" in {where}{of}" if where else ""
    offered = offer(key, known.get(re.split(r"[.\[]", where)[0], ()))
    return key, f"unknown key {key!r}{inside}; {offered}"
