"""Publications on their way to the broker."""

import math
import time
from collections import deque
from dataclasses import replace

from paho.mqtt.client import Client
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from agent.broker.client import make_properties
from agent.broker.interface import Publication, Settled
from agent.log import get_logger

#: Publications given to the client that the broker has not accepted yet; brokers cope with 20.
MAX_UNSETTLED = 20
#: Publications that wait for the broker; far more than a full request queue yields.
MAX_WAITING = 50_000
#: Times that the connection may be lost in a row while the broker has one and the same publication
#: to accept, and no other; then that is what it cannot bear.
MAX_LOSSES = 5
#: Publications settled on one connection after which all is well again.
_CALM = 40
#: Room that header and properties of a packet take at most.
_OVERHEAD = 1024

_log = get_logger("broker")


class Outgoing:
    """What waits for the broker, and what the broker has not accepted yet.

    Any thread may put; everything else belongs to the network thread.
    """

    def __init__(self, client: Client, *, is_v5: bool) -> None:
        self._client = client
        self._is_v5 = is_v5
        self._waiting: deque[tuple[Publication, Settled | None]] = deque()
        self._unsettled: dict[int, tuple[Publication, Settled | None]] = {}
        self._limit = MAX_UNSETTLED
        self._largest: int | None = None
        self._is_careful = False
        """Whether one is sent at a time, to find out which one the broker cannot bear."""
        self._most = MAX_UNSETTLED
        """How many it takes at a time."""
        self._settled = 0
        """How many were settled since it admitted the client."""
        self._suspect: tuple[Publication | None, int] = (None, 0)
        """What alone was to be accepted when the connection was lost, and how often."""

    @property
    def is_settled(self) -> bool:
        """Whether the broker has told what became of everything."""
        return not self._waiting and not self._unsettled

    @property
    def waiting(self) -> int:
        """How many publications wait."""
        return len(self._waiting)

    @property
    def may_send(self) -> bool:
        """Whether something waits that the broker takes now."""
        return bool(self._waiting) and len(self._unsettled) < self._limit

    def put(self, publication: Publication, settled: Settled | None) -> None:
        """Queue a publication; it is refused at once when far too many wait."""
        if len(self._waiting) >= MAX_WAITING:
            _tell(publication, settled, f"{MAX_WAITING} publications wait already")
        else:
            self._waiting.append((publication, settled))

    def put_first(self, publication: Publication) -> None:
        """Queue a publication before all others."""
        self._waiting.appendleft((publication, None))

    def heed(self, properties: Properties | None) -> None:
        """Keep the limits that the broker set when it admitted the client."""
        self._largest = getattr(properties, "MaximumPacketSize", None)
        self._most = min(MAX_UNSETTLED, getattr(properties, "ReceiveMaximum", MAX_UNSETTLED))
        self._limit = 1 if self._is_careful else self._most
        self._settled = 0

    def send(self) -> None:
        """Give the client as much as the broker takes at a time."""
        while self.may_send:
            self._send(*self._waiting.popleft())

    def lose(self, *, at_once: bool) -> None:
        """Keep what the broker has not accepted for the next connection.

        Nobody knows whether it arrived. QoS 2 would tell, but what an agent that dies leaves half
        done in its session would hold up the broker for good. What it can never accept would do so,
        too, and is given up.

        Args:
            at_once: whether the connection was lost soon after it was made.
        """
        self._client.drop_out_messages()
        if at_once and self._unsettled:
            self._find_unbearable()
        self._waiting.extendleft(reversed(self._unsettled.values()))
        self._unsettled.clear()

    def settle(self, mid: int, reason: ReasonCode) -> None:
        """The broker answered the publication with this message id."""
        publication, settled = self._unsettled.pop(mid, (None, None))
        self._settled += 1
        if self._is_careful and self._settled >= _CALM:
            self._is_careful, self._limit = False, self._most
        if publication:
            if _is_same(self._suspect[0], publication):
                self._suspect = (None, 0)
            refusal = f"the broker refuses it ({reason})" if reason.is_failure else None
            _tell(publication, settled, refusal)

    def _find_unbearable(self) -> None:
        """Have one sent at a time, and give up the one that the connection is lost with."""
        self._is_careful = True
        if len(self._unsettled) > 1:
            return
        ((mid, (publication, settled)),) = self._unsettled.items()
        before, losses = self._suspect
        self._suspect = (publication, losses + 1 if _is_same(before, publication) else 1)
        if self._suspect[1] >= MAX_LOSSES:
            del self._unsettled[mid]
            self._suspect = (None, 0)
            _tell(publication, settled, "the connection is lost whenever it is sent")

    def _send(self, publication: Publication, settled: Settled | None) -> None:
        size = len(publication.payload) + len(publication.topic.encode()) + _OVERHEAD
        if self._largest is not None and size > self._largest:
            # Sent all the same, it would close the connection, again and again.
            _tell(publication, settled, f"the broker takes packets of {self._largest} bytes")
            return
        left = None if publication.until is None else publication.until - time.monotonic()
        if left is not None and left <= 0:
            _tell(publication, settled, "it is too late for it")
            return
        try:
            info = self._client.publish(
                publication.topic,
                publication.payload,
                qos=publication.qos,
                retain=publication.retain,
                properties=self._properties(publication, left),
            )
        except ValueError as error:
            _tell(publication, settled, str(error))
            return
        if info.rc == MQTTErrorCode.MQTT_ERR_QUEUE_SIZE:
            _tell(publication, settled, "the client has no message id left")
        else:
            self._unsettled[info.mid] = (_sent(publication), settled)

    def _properties(self, publication: Publication, left: float | None) -> Properties | None:
        if not self._is_v5 or (publication.correlation is None and left is None):
            return None
        properties = make_properties(PacketTypes.PUBLISH)
        if publication.correlation is not None:
            properties.CorrelationData = publication.correlation
        if left is not None:
            properties.MessageExpiryInterval = math.ceil(left)
        return properties


def _is_same(one: Publication | None, other: Publication) -> bool:
    return one is not None and (one.topic, one.payload) == (other.topic, other.payload)


def _sent(publication: Publication) -> Publication:
    """What may be sent again of a publication that was sent just now."""
    if publication.again is None:
        return publication
    latest = time.monotonic() + publication.again
    until = latest if publication.until is None else min(publication.until, latest)
    return replace(publication, until=until)


def _tell(publication: Publication, settled: Settled | None, refusal: str | None) -> None:
    if refusal:
        _log.error("a publication on %s is dropped: %s", publication.topic, refusal)
    if settled:
        try:
            settled(refusal)
        except Exception:
            _log.exception("fault after publishing on %s", publication.topic)
