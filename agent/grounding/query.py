"""What a mention may mean, and what it was found to fit."""

from dataclasses import dataclass, field

from agent.grounding.lexicon import ClassMention
from agent.grounding.places import Place
from agent.grounding.text import Phrase

#: Readings of a mention, from plain to far-fetched.
HOW = ("name", "part", "class", "joined", "soft", "synonym", "near", "sound")


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look."""

    said: frozenset[str] | None = None
    """The areas that were named; None for the whole home."""
    prefer: tuple[str, ...] = ()
    """Areas that are looked in first where none was named: of the mention before, the speaker's."""


@dataclass(frozen=True, slots=True)
class Query:
    """A mention, and what may be meant by it."""

    phrase: Phrase
    scope: Scope
    many: bool
    """Whether all that fit are meant."""
    tiers: tuple[frozenset[str], ...] | None
    """Domains that fit, in tiers; None for any."""
    everywhere: bool = False
    """Whether the speaker's own place is not to be preferred: "all the lights"."""
    counted: bool = False
    """Whether it is told how many are meant: "both", "all the lights"."""
    plainly: bool = False
    """Whether the words are taken as said: not respelt, nor put otherwise."""
    all_places: bool = False
    """Whether a word that several places go by means all of them: "all bedroom lights"."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a mention fits."""

    items: tuple[int, ...]
    how: str
    """One of :data:`HOW`."""
    phrase: Phrase
    """The mention as it was read in the end."""
    cls: ClassMention | None = None
    """The class word, where one stands in the mention."""
    place: Place | None = None
    """The place whose name stands in the mention."""
    whole: bool = False
    """Whether the mention is a whole name."""
    unnamed: bool = False
    """Whether the mention is no more than a class word."""
    off: tuple[int, ...] = field(default=())
    """Entities that fit but for what is asked of them: another domain, another place."""
