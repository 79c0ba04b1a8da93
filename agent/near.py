"""Which known name was probably meant by an unknown one."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

#: How alike two names must be (rapidfuzz ratio, 0 to 100) for one to be offered for the other.
_ALIKE = 60


def offer(name: str, known: Iterable[str]) -> str:
    """The end of an error message: the nearest known name, or all of them."""
    names = sorted(known)
    near = process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return f"did you mean {near[0]!r}?" if near else f"known are {', '.join(names)}"
