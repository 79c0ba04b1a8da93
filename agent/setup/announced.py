"""The home as devices announce it at this moment."""

from agent.broker import Probe
from agent.config import Discovery
from agent.discovery import Follower, Model, sources
from agent.home import Home

#: Longest time to gather, and the silence that ends it earlier, in seconds. Announcements are
#: retained, so that a broker hands them over at once.
_LONGEST, _QUIET = 5.0, 1.0


def announced(probe: Probe, discovery: Discovery, filed: Home | None = None) -> Model:
    """What the home is, made of what is announced and of a home file.

    Args:
        probe: a connection; it stays subscribed.
        discovery: where to look.
        filed: the home of the file.

    Raises:
        BrokerError: the connection is lost.
    """
    follower = Follower(sources(discovery))
    if topics := sorted(follower.topics):
        probe.subscribe(topics)
        for message in probe.listen(_LONGEST, _QUIET):
            follower.take(message.topic, message.payload)
        follower.rebuild()
    follower.tell(filed or Home(), Home())
    return follower.model
