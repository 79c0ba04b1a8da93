"""A round trip with the message classes of rhasspy-hermes, over a real broker."""

import json

import pytest

from support.process import HOME

pytest.importorskip("rhasspyhermes", reason="pip install --no-deps rhasspy-hermes==0.6.2")
pytestmark = pytest.mark.filterwarnings("ignore")

LINES = f"""
node: rhasspy
home: {HOME}
mqtt: {{host: 127.0.0.1, port: PORT}}
hermes: {{enabled: true, captured: true, sites: {{den-satellite: kitchen}}}}
"""


@pytest.fixture
def ask(run_agent, peer):
    """Publishes a message of rhasspy-hermes; the answers are read with its classes."""
    run_agent(LINES)

    def send(message, **topic):
        peer.send(message.topic(**topic), message.payload())

    return send


def expect(peer, kind, **topic):
    message = peer.expect(kind.topic(**topic))
    return kind.from_dict(json.loads(message.payload))


def test_a_query_becomes_an_intent(ask, peer):
    from rhasspyhermes.nlu import NluIntent, NluIntentParsed, NluQuery

    query = NluQuery(
        input="turn off the lights",
        site_id="den-satellite",
        id="q1",
        session_id="s1",
        wakeword_id="hey",
        lang="en",
        custom_data="mine",
        asr_confidence=0.75,
    )
    ask(query)
    parsed = expect(peer, NluIntentParsed)
    intent = expect(peer, NluIntent, intent_name="HassTurnOff")
    assert parsed.intent == intent.intent
    assert intent.intent.intent_name == "HassTurnOff"
    assert (parsed.site_id, parsed.id, parsed.session_id) == ("den-satellite", "q1", "s1")
    for field in ("input", "site_id", "id", "session_id", "wakeword_id", "lang", "custom_data"):
        assert getattr(intent, field) == getattr(query, field)
    assert intent.asr_confidence == 0.75
    assert intent.raw_input == query.input
    targets = {slot.value["value"] for slot in intent.slots if slot.slot_name == "target"}
    assert targets == {"light.kitchen_ceiling", "light.counter_strip"}
    named = next(slot for slot in intent.slots if slot.range)
    assert query.input[named.start : named.end] == named.raw_value
    assert peer.result("q1", "edge-intent/rhasspy")["area"] == "kitchen"


def test_the_filter_of_intents_holds(ask, peer):
    from rhasspyhermes.nlu import NluIntentNotRecognized, NluQuery

    ask(NluQuery(input="turn off the hall lamp", id="q2", intent_filter=["HassGetWeather"]))
    missed = expect(peer, NluIntentNotRecognized)
    assert (missed.id, missed.input) == ("q2", "turn off the hall lamp")
    assert peer.result("q2", "edge-intent/rhasspy")["status"] == "not_recognized"
    ask(NluQuery(input="turn off the hall lamp", id="q3", intent_filter=["HassTurnOff"]))
    peer.expect("hermes/intent/HassTurnOff", lambda m: m.json["id"] == "q3")


def test_what_is_not_understood_and_what_is_wrong(ask, peer):
    from rhasspyhermes.nlu import NluError, NluIntentNotRecognized, NluQuery

    ask(NluQuery(input="fribble the gronk", session_id="s4", custom_data="mine"))
    missed = expect(peer, NluIntentNotRecognized)
    assert (missed.session_id, missed.custom_data) == ("s4", "mine")
    ask(NluQuery(input="allume la lampe", lang="fr", session_id="s5"))
    error = expect(peer, NluError)
    assert (error.context, error.session_id) == ("allume la lampe", "s5")
    assert "fr" in error.error


def test_a_query_that_comes_again_is_answered_again(ask, peer):
    from rhasspyhermes.nlu import NluIntent, NluQuery

    query = NluQuery(input="turn off the hall lamp", id="q6")
    for count in (1, 2):
        ask(query)
        topic = NluIntent.topic(intent_name="HassTurnOff")
        peer.expect(topic, lambda m: m.json["id"] == "q6", count=count)
    assert len(peer.on("edge-intent/rhasspy/intent/HassTurnOff")) == 1


def test_training_is_acknowledged(ask, peer):
    from rhasspyhermes.nlu import NluTrain, NluTrainSuccess

    ask(NluTrain(graph_path="/profiles/en/intent.pickle.gz", id="t1"), site_id="den")
    assert expect(peer, NluTrainSuccess, site_id="den").id == "t1"


def test_a_transcript_is_a_query_where_wanted(ask, peer):
    from rhasspyhermes.asr import AsrTextCaptured
    from rhasspyhermes.nlu import NluIntent

    ask(AsrTextCaptured(text="turn on the hall lamp", likelihood=0.5, seconds=1.0))
    assert expect(peer, NluIntent, intent_name="HassTurnOn").asr_confidence == 0.5
