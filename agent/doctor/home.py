"""The home: what is known of it, and what people could not name."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from agent.broker import Probe
from agent.config import Config
from agent.doctor.finding import Finding, bad, good, note
from agent.home import Entity, load_home
from agent.setup import announced

#: Entities named in a finding; others are counted.
_SHOWN = 5
#: What is asked for by its area; a sensor or a scene mostly is not.
_IN_ROOMS = frozenset(("light", "switch", "cover", "fan", "climate", "media_player"))


def check_home(config: Config, probe: Probe | None) -> Iterator[Finding]:
    """Put the home together as the agent does.

    Args:
        config: the configuration.
        probe: a connection that shows what is announced; None without one.

    Raises:
        BrokerError: the connection is lost.
        HomeError: the home file cannot be used.
    """
    filed = load_home(config.home) if config.home else None
    home = filed
    if probe and config.discovery.enabled:
        home = announced(probe, config.discovery, filed).home
    if home is None or not home.entities:
        mend = "list your devices in a home file and name it: home; docs/home.md tells more"
        seen = "" if probe else "; what is announced could not be looked at"
        yield bad("home", f"no device is known{seen}", mend)
        return
    told = len(filed.entities) if filed else 0
    says = f"{len(home.entities)} entities in {len(home.areas)} areas"
    source = f"the home file has {told}" if filed else "all of them announced"
    yield good("home", f"{says}; {source}")
    yield from _nowhere(home.entities)
    yield from _alike(home.entities)


def _nowhere(entities: Sequence[Entity]) -> Iterator[Finding]:
    without = [one.id for one in entities if one.area is None and one.domain in _IN_ROOMS]
    if without:
        says = f"without an area, so not found by one: {_shown(without)}"
        yield note("home", says, "give them an area in the home file")


def _alike(entities: Sequence[Entity]) -> Iterator[Finding]:
    """Of two things with one name in one place nobody can say which is meant."""
    named: dict[tuple[str, str, str | None], list[str]] = defaultdict(list)
    for one in entities:
        for name in {text.casefold() for text in (one.name, *one.aliases)}:
            named[one.domain, name, one.area].append(one.id)
    for (_, name, area), ids in named.items():
        if len(ids) > 1:
            where = f" in {area}" if area else ""
            says = f"{_shown(ids)} are all called {name!r}{where}"
            yield note("home", says, "give each a name of its own in the home file")


def _shown(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
    return ", ".join(ids[:_SHOWN]) + more
