"""The server, with the real client of the package wyoming."""

import asyncio
import socket

import msgspec
import pytest

pytest.importorskip("wyoming")

from wyoming.asr import Transcript
from wyoming.client import AsyncTcpClient
from wyoming.error import Error
from wyoming.handle import Handled, NotHandled
from wyoming.info import Describe, Info
from wyoming.intent import (
    Intent,
    IntentsStart,
    IntentsStop,
    NotRecognized,
    Recognize,
)
from wyoming.ping import Ping, Pong

from agent.config import Wyoming
from agent.errors import ServerError
from agent.messages import IntentResult, Result, Slot
from agent.wyoming import WyomingServer
from agent.wyoming.server import MAX_CONNECTIONS

LIGHTS = IntentResult(
    intent="HassLightSet",
    confidence=0.9,
    status="ok",
    slots=(
        Slot(name="area", value="Kitchen"),
        Slot(name="domain", value="light"),
        Slot(name="brightness", value=20),
    ),
    targets=("light.a", "light.b"),
)


def result(*intents, status="ok", speech="", error=None):
    said = {"request_id": "1", "text": "x", "kind": "voice", "area": None}
    return Result(intents=intents, status=status, speech=speech, error=error, **said)


class Agent:
    """Answers every sentence with what a test lays down."""

    def __init__(self, **keys):
        self.asked = []
        self.answer = (result(), ())
        self.server = WyomingServer(Wyoming(port=free_port(), **keys), self._ask, lambda: "nano")
        self.server.start()

    def _ask(self, sentence):
        self.asked.append(sentence.request)
        sentence.answer.set_result(self.answer)

    def talk(self, *events, last=None):
        """Sends events on one connection; all answers up to one of type ``last``, or one each."""

        async def exchange():
            found = []
            async with AsyncTcpClient("127.0.0.1", self.server.port) as client:
                for event in events:
                    await client.write_event(event.event())
                    while True:
                        answer = await asyncio.wait_for(client.read_event(), 20)
                        found.append(answer)
                        if last is None or answer is None or answer.type == last:
                            break
            return found

        return asyncio.run(exchange())


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def agent():
    one = Agent(satellites={"assist_satellite.den": "study"})
    yield one
    one.server.stop()


def test_it_describes_itself_as_an_intent_program_and_nothing_else(agent):
    info = Info.from_event(agent.talk(Describe())[0])
    (program,) = info.intent
    assert program.installed
    assert [(model.name, model.languages) for model in program.models] == [("nano", ["en"])]
    assert not any((info.asr, info.tts, info.handle, info.wake, info.mic, info.snd))


def test_a_sentence_with_its_context(agent):
    context = {"conversation_id": "c1", "satellite_id": "assist_satellite.den"}
    for event in (
        Transcript("lights off", language="en-GB", context=context),
        Recognize("lights off", context=context),
    ):
        agent.answer = (result(speech="It is on."), ())
        handled = Handled.from_event(agent.talk(event)[0])
        assert (handled.text, handled.context) == ("It is on.", context)
        request = agent.asked.pop()
        assert (request.text, request.area) == ("lights off", "study")
        assert request.conversation_id == "c1"


def test_one_intent_goes_alone_with_its_target_and_values(agent):
    one = IntentResult(
        intent="HassTurnOn", confidence=0.9, status="ok", targets=("light.a",), slots=()
    )
    agent.answer = (result(one, speech="Turned on A."), (one,))
    intent = Intent.from_event(agent.talk(Transcript("a on"))[0])
    assert intent.name == "HassTurnOn"
    assert {e.name: e.value for e in intent.entities} == {"name": "light.a"}
    assert intent.text == "Turned on A."


def test_several_targets_are_a_list_of_intents(agent):
    agent.answer = (result(LIGHTS, speech="Set."), (LIGHTS,))
    events = agent.talk(Transcript("kitchen at 20%"), last="intents-stop")
    assert IntentsStart.is_type(events[0].type)
    assert IntentsStop.is_type(events[-1].type)
    intents = [Intent.from_event(event) for event in events[1:-1]]
    entities = [{e.name: e.value for e in intent.entities} for intent in intents]
    assert entities == [
        {"name": "light.a", "brightness": 20},
        {"name": "light.b", "brightness": 20},
    ]
    assert [intent.text for intent in intents] == ["Set.", None]


@pytest.mark.parametrize("when", ["condition", "delay", "duration", "time", "until"])
def test_what_is_not_to_be_done_at_once_and_for_good_is_not_handed_on(agent, when):
    slots = (Slot(name=when, value="until {{ noon }}"),)
    later = msgspec.structs.replace(LIGHTS, slots=slots)
    agent.answer = (result(LIGHTS, later, speech="All right."), (LIGHTS, later))
    (event,) = agent.talk(Transcript("kitchen at 20% until noon"))
    assert NotHandled.is_type(event.type)
    assert NotHandled.from_event(event).text == (
        "I can only do that at once, not until (( noon ))."
    )


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("not_recognized", NotRecognized),
        ("ambiguous", NotHandled),
        ("confirm", NotHandled),
        ("refused", NotHandled),
        ("no_target", NotHandled),
    ],
)
def test_what_is_not_done_is_said(agent, status, kind):
    agent.answer = (result(status=status, speech="Which one?"), ())
    (event,) = agent.talk(Transcript("lamp"))
    assert kind.is_type(event.type)
    assert kind.from_event(event).text == "Which one?"


def test_what_was_not_read_is_said(agent):
    agent.answer = (result(status="shed", error="busy: 64 requests wait"), ())
    (event,) = agent.talk(Transcript("lamp"))
    assert NotHandled.from_event(event).text == "busy: 64 requests wait"


def test_a_name_cannot_smuggle_in_a_template(agent):
    """Home Assistant renders the text of an intent."""
    one = IntentResult(intent="HassTurnOn", confidence=0.9, status="ok", targets=("light.a",))
    agent.answer = (result(one, speech="Turned on {{ states('x') }} {% if 1 %}{# #}."), (one,))
    (event,) = agent.talk(Transcript("a on"))
    assert not {"{", "}"} & set(Intent.from_event(event).text)


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        (Transcript("  "), "text is empty"),
        (Transcript("x" * 3000), "at most 2000"),
        (Transcript("bonjour", language="fr"), "'fr' is not known"),
        (Transcript("x", context=["y"]), "context must be an object"),
    ],
)
def test_a_wrong_sentence_is_an_error(agent, event, problem):
    (answer,) = agent.talk(event)
    assert problem in Error.from_event(answer).text
    assert agent.asked == []


def test_what_is_unknown_is_passed_over_and_pings_are_answered(agent):
    class Sound:
        def event(self):
            from wyoming.event import Event

            return Event("audio-chunk", {"rate": 16_000}, b"\0" * 4096)

    async def exchange():
        async with AsyncTcpClient("127.0.0.1", agent.server.port) as client:
            for event in (Sound(), Ping("there?")):
                await client.write_event(event.event())
            return await asyncio.wait_for(client.read_event(), 20)

    assert Pong.from_event(asyncio.run(exchange())).text == "there?"


def test_connections_are_bounded(agent):
    held = [
        socket.create_connection(("127.0.0.1", agent.server.port)) for _ in range(MAX_CONNECTIONS)
    ]
    for one in held:  # each is served once it was answered
        one.settimeout(20)
        one.sendall(b'{"type": "ping"}\n')
        assert one.recv(1)
    with socket.create_connection(("127.0.0.1", agent.server.port)) as over:
        over.settimeout(20)
        assert over.recv(1) == b""
    for one in held:
        one.close()


def test_a_port_that_is_taken(agent):
    with pytest.raises(ServerError, match=r"wyoming: cannot listen on 127.0.0.1:\d+: Address"):
        WyomingServer(Wyoming(port=agent.server.port), lambda _: None, lambda: "nano")
