"""What is looked for, and what came of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from agent.grounding.lexicon import Lexicon
from agent.grounding.mentions import Ask
from agent.grounding.places import Place
from agent.grounding.query import Found, Query, Scope
from agent.grounding.text import Phrase

#: Most dropped entities that are noted.
MAX_DROPPED = 20
#: Readings of a mention that are no plain match: too unsure for what is risky.
UNSURE = frozenset({"near", "sound", "synonym", "soft", "everything"})


@dataclass(frozen=True, slots=True)
class Miss:
    """Why nothing is meant; its text is in speech.yaml."""

    kind: str
    """A key of ``misses`` in speech.yaml."""
    what: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one ask."""

    ask: Ask
    items: tuple[int, ...] = ()
    """What is meant; empty where ``candidates`` or ``miss`` say why."""
    candidates: tuple[int, ...] = ()
    """What fits equally well where one is meant."""
    miss: Miss | None = None
    many: bool = False
    how: str = "name"
    """How the mention was read: one of ``query.HOW``, or ``default``, ``everything``,
    ``pronoun``."""
    cls: str | None = None
    """The device class that was meant, where devices were meant by class."""
    places: tuple[Place, ...] = ()
    """The places that were named."""
    found: Found | None = None
    but: bool = False
    """Whether some of what was meant was left out."""
    dropped: tuple[tuple[int, str], ...] = ()
    """Entities that fitted at first, with what spoke against them."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What surrounds a clause."""

    speaker: str | None = None
    """The id of the area that the speaker is in."""
    lately: tuple[int, ...] = ()
    """Entities that "it" means; also meant where a clause names nothing."""
    rows: tuple[tuple[int, ...], ...] = ()
    """Entities that were spoken of together, the last first: what "them" may be."""
    lost: bool = False
    """Whether what "it" stood for was not found: then it stands for nothing else."""
    spared: bool = False
    """Whether something was left out before, so that "it" may be that as well as all the rest."""
    near_area: str | None = None
    """The area of the mention before: looked in before the speaker's."""
    there: str | None = None
    """The id of the area that was last spoken of: what "there" means."""
    unknown_area: str = ""
    """The speaker's area as it was told, where this home has none of that name."""

    def preferred(self) -> tuple[str, ...]:
        """The areas that are looked in first."""
        areas = (self.near_area, self.speaker)
        return tuple(dict.fromkeys(area for area in areas if area is not None))


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for, by an action or a question."""

    tiers: tuple[frozenset[str], ...] | None
    """Domains; those of a later tier only where no earlier fits. None: any."""
    order: Mapping[str, int] | None = None
    """Domain to rank, for devices of one name."""
    default: tuple[str, ...] = ()
    """Classes that are meant where none is named."""
    all_defaults: bool = False
    """Whether all default classes are meant, not the first that is there."""
    several: bool = False
    """Whether a place alone means all of the default class in it."""
    ambient: bool = False
    """Whether "it" may be the room: "make it brighter"."""
    everything: frozenset[str] = frozenset()
    """Domains that "everything" means; none: the default class."""
    switched: bool = False
    """Whether a place alone may mean its only device: "loft off", not "it's dark in the loft"."""
    fits_unsaid: Callable[[int], bool] = lambda _: True
    """Whether an entity may be meant where no word stands for it: no lamp is locked so."""
    harmless: Callable[[int], bool] = lambda _: True
    """Whether an entity may be meant by "everything"."""
    left_out: frozenset[int] = frozenset()
    """What is not meant of all that fits."""
    lacks: Callable[[int], str | None] | None = None
    """The ability that an entity lacks, or None."""
    prefer: Sequence[Callable[[int], bool]] = ()
    """What singles out one of several, the most telling first."""
    settle: bool = False
    """Whether ``prefer`` also narrows several that are meant by class."""
    sweep: bool = False
    """Whether all of the default class are meant where nothing is named: "lock up"."""
    everywhere: bool = False
    """Whether several are those of the home, not of the speaker's area: "are the doors locked"."""
    strict: bool = False
    """Whether each tier is searched to its end before the next."""


def noted(outcome: Outcome, before: Sequence[int], after: Sequence[int], why: str) -> Outcome:
    """Note what was dropped, for explanations; a handful is enough."""
    if len(before) == len(after) or len(outcome.dropped) >= MAX_DROPPED:
        return outcome
    kept = set(after)
    gone = tuple((i, why) for i in before if i not in kept)[:MAX_DROPPED]
    return replace(outcome, dropped=outcome.dropped + gone)


def areas_of(places: Iterable[Place]) -> frozenset[str] | None:
    """The areas of all these places at once; None for the whole home."""
    areas: frozenset[str] | None = None
    for place in places:
        if place.kind != "home":
            areas = place.areas if areas is None else areas & place.areas
    return areas


def name_of(places: Sequence[Place]) -> str:
    """What the last of some places is called."""
    return places[-1].name if places else ""


def query_for(
    ask: Ask,
    wish: Wish,
    places: Sequence[Place],
    phrase: Phrase,
    setting: Setting,
    lexicon: Lexicon,
) -> Query:
    """How a mention is to be looked up."""
    cls = lexicon.class_in(phrase.stems)
    counted = ask.quantifier is not None or bool(phrase.counts)
    whole_home = any(place.kind == "home" for place in places)
    collective = cls is not None and cls.collective and cls.end == len(phrase.stems)
    to_all = ask.quantifier == "all" or "all" in phrase.counts or "every" in phrase.counts
    return Query(
        phrase,
        Scope(areas_of(places), setting.preferred()),
        many=counted or phrase.plural or whole_home or collective,
        tiers=wish.tiers,
        everywhere=whole_home or to_all or (wish.everywhere and phrase.plural),
        all_places=to_all,
        counted=counted,
    )
