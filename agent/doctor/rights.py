"""The broker: what this login may do there, and which agents answer.

The agent is not disturbed: the connection has an id of its own and joins no shared subscription.
Sent are a question for the status, which changes nothing, and what nobody acts on: a result that
is an error, the intent "never mind", and a response that nobody waits for.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from secrets import token_hex

import msgspec

from agent import __version__
from agent.broker import Probe, Received
from agent.clock import rfc3339
from agent.config import Config
from agent.doctor.finding import Finding, bad, good, note
from agent.errors import MessageError
from agent.messages import (
    Command,
    IntentMessage,
    Response,
    Result,
    Status,
    Topics,
    decode,
    encode,
)

#: How long agents may take to answer, in seconds. Of two that throw each other out, each is back
#: within one.
_WAIT = 3.0
#: An intent of Home Assistant that asks for nothing.
_HARMLESS = "HassNevermind"
#: A certificate should not end sooner, in seconds.
_SOON = 14 * 86_400.0


@dataclass(frozen=True, slots=True)
class _Heard:
    """What came after the question for the status."""

    is_back: bool
    """Whether the question itself came back."""
    answers: tuple[Response, ...]
    arrivals: int
    """How often an agent came online."""


def check_broker(config: Config, probe: Probe) -> Iterator[Finding]:
    """That a connection is there, and how long its certificate lasts."""
    mqtt = config.mqtt
    who = f"the user {mqtt.username}" if mqtt.username else "clients without a name"
    lock = "with TLS" if mqtt.tls else "without TLS"
    host, port = mqtt.address
    yield good("broker", f"{host}:{port} admits {who}, MQTT {mqtt.protocol}, {lock}")
    ends = probe.certificate_ends
    if ends is not None and ends - time.time() < _SOON:
        says = f"its certificate ends within {max(0.0, ends - time.time()) / 86_400:.0f} days"
        yield bad("broker", says, "give the broker a new one before")


def check_rights(config: Config, probe: Probe) -> Iterator[Finding]:
    """Whether the agent's topics can be read and written, and who answers on them.

    Raises:
        BrokerError: the connection is lost.
    """
    topics = Topics(config.node)
    token = f"doctor-{token_hex(6)}"
    own = (*topics.filters, *topics.device_filters, *(one.topic for one in config.inputs))
    denied = probe.subscribe([*own, topics.response("status"), topics.state])
    for topic in own:
        if topic in denied:
            says = f"the broker refuses the subscription to {topic}: {denied[topic]}"
            yield bad("reading", says, f"let the user read {topic}")
    question = topics.request("status")
    refusal = probe.publish(question, encode(Command(transaction=token)))
    heard = _hear(topics, token, list(probe.listen(_WAIT)))
    if not denied.keys() & set(own):
        yield _reading(config, topics, refusal, heard)
    yield from _writing(config, probe, topics, token)
    yield from _agents(topics, heard)


def _hear(topics: Topics, token: str, messages: list[Received]) -> _Heard:
    answers = [_response(m) for m in messages if m.topic == topics.response("status")]
    return _Heard(
        is_back=any(
            m.topic == topics.request("status") and token.encode() in m.payload for m in messages
        ),
        answers=tuple(one for one in answers if one and one.transaction == token),
        arrivals=sum(
            m.topic == topics.state and not m.retained and b"online" in m.payload for m in messages
        ),
    )


def _response(message: Received) -> Response | None:
    try:
        return decode(message.payload, Response)
    except MessageError:
        return None


def _reading(config: Config, topics: Topics, refusal: str | None, heard: _Heard) -> Finding:
    if heard.is_back:
        return good("reading", f"subscribed below {topics.base}, and what is sent comes")
    if refusal is None and config.mqtt.protocol == 5:
        says = f"the broker takes {topics.request('status')}, but does not hand it over"
        wanted = ", ".join((*topics.filters, *topics.device_filters))
        return bad("reading", says, f"let the user read {wanted}")
    says = (
        "subscribed; that sentences are handed over cannot be tried, because this user may not "
        "send any"
    )
    mend = (
        f"as a user who may: mosquitto_pub -t {topics.voice} -m hello, and see that a result comes"
    )
    return note("reading", says, mend)


def _writing(config: Config, probe: Probe, topics: Topics, token: str) -> Iterator[Finding]:
    refused = {}
    for topic, payload in _harmless(topics, token):
        refusal = probe.publish(topic, payload)
        if refusal:
            refused[topic] = refusal
    for topic, refusal in refused.items():
        yield bad(
            "writing", f"the broker refuses {topic}: {refusal}", f"let the user write {topic}"
        )
    if config.mqtt.protocol != 5:
        yield note("writing", "cannot be found out: MQTT 3.1.1 does not tell what is refused")
    elif not refused:
        yield good("writing", "results, intents and responses are accepted")


def _harmless(topics: Topics, token: str) -> Iterator[tuple[str, bytes]]:
    why = "edge-intent doctor tries whether this may be published"
    result = Result(
        request_id=token,
        text="",
        kind="voice",
        area=None,
        status="error",
        error=why,
        time=rfc3339(),
    )
    yield topics.result, encode(result)
    intent = IntentMessage(
        request_id=token,
        text=why,
        area=None,
        intent=_HARMLESS,
        confidence=0.0,
        status="ok",
        slots=(),
        targets=(),
        candidates=(),
        reason=None,
    )
    yield topics.intent(_HARMLESS), encode(intent)
    yield topics.response("doctor"), encode(Response(status="ok", transaction=token))


def _agents(topics: Topics, heard: _Heard) -> Iterator[Finding]:
    if len(heard.answers) > 1 or heard.arrivals > 1:
        says = f"several agents run as {topics.base}, and take turns or answer twice"
        yield bad("agent", says, "stop all but one, or give each a node of its own")
    elif not heard.answers:
        says = f"none answers as {topics.base}, or this user may not ask"
        yield note("agent", says, "edge-intent run, or: sudo systemctl start edge-intent")
    else:
        yield from _answering(topics, heard.answers[0])


def _answering(topics: Topics, answer: Response) -> Iterator[Finding]:
    mend = "restart it: sudo systemctl restart edge-intent"
    if answer.error:
        yield bad("agent", f"{topics.base} answers: {answer.error}")
        return
    try:
        status = msgspec.convert(answer.data, Status)
    except msgspec.ValidationError:
        yield note("agent", f"{topics.base} is not of version {__version__}", mend)
        return
    if status.problem:
        yield bad("agent", f"{topics.base} has a problem: {status.problem}")
        return
    paused = ", paused" if status.paused else ""
    yield good("agent", f"{topics.base} answers: up {status.uptime_s} s{paused}")
    if status.version != __version__:
        says = f"it is version {status.version}, and {__version__} is installed"
        yield note("agent", says, mend)
