"""Hermes: what is published for what, pure and with the message classes of rhasspy-hermes."""

import json
import pickle
import zlib
from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import MessageError
from agent.hermes import (
    CAPTURED,
    QUERY,
    HermesQuery,
    answers,
    query_request,
    read_query,
    train_site,
)
from agent.messages import IntentResult, Result, Slot

OK = IntentResult(
    intent="HassLightSet",
    confidence=0.9,
    status="ok",
    slots=(
        Slot(name="name", value="Hall Lamp", raw="hall lamp", start=4, end=13),
        Slot(name="brightness", value=20, raw="20%", start=17, end=20),
    ),
    targets=("light.hall_lamp",),
)
QUERY_OBJECT = HermesQuery(input="set hall lamp to 20%", session_id="s", custom_data="kept")


def result(*intents, status="ok", **more):
    said = {"request_id": "1", "text": "x", "kind": "voice", "area": None, "status": status}
    return Result(intents=intents, **said, **more)


def published(query, answer):
    return {one.topic: json.loads(one.payload) for one in answers(query, answer)}


def test_an_intent_is_published_twice_first_as_parsed():
    found = published(QUERY_OBJECT, result(OK))
    assert list(found) == ["hermes/nlu/intentParsed", "hermes/intent/HassLightSet"]
    intent = found["hermes/intent/HassLightSet"]
    assert intent["intent"] == {"intentName": "HassLightSet", "confidenceScore": 0.9}
    assert intent["customData"] == "kept"
    name, brightness, target = intent["slots"]
    assert name["range"] == {"start": 4, "end": 13, "rawStart": 4, "rawEnd": 13}
    assert brightness["value"] == {"kind": "Number", "value": 20}
    assert (target["slotName"], target["value"]["value"]) == ("target", "light.hall_lamp")


def test_two_commands_are_two_intents_in_their_order():
    other = msgspec.structs.replace(OK, intent="HassTurnOff")
    topics = [one.topic for one in answers(QUERY_OBJECT, result(OK, other))]
    assert topics[1::2] == ["hermes/intent/HassLightSet", "hermes/intent/HassTurnOff"]


@pytest.mark.parametrize("status", ["ambiguous", "no_target", "confirm", "refused"])
def test_what_must_not_be_done_is_not_recognized(status):
    unfit = msgspec.structs.replace(OK, status=status)
    found = published(QUERY_OBJECT, result(OK, unfit, status=status))
    assert list(found) == ["hermes/nlu/intentNotRecognized"]
    assert found["hermes/nlu/intentNotRecognized"]["sessionId"] == "s"


def test_what_was_not_read_is_an_error():
    found = published(QUERY_OBJECT, result(status="shed", error="busy"))
    assert found == {
        "hermes/error/nlu": {
            "error": "busy",
            "context": "set hall lamp to 20%",
            "siteId": "default",
            "sessionId": "s",
        }
    }


def test_sites_are_areas():
    sites = {"den-satellite": "study"}
    listed = ("den-satellite", "study"), ("kitchen", "kitchen"), ("default", None)
    for site, area in listed:
        assert query_request(HermesQuery(input="x", site_id=site), sites).area == area


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        (HermesQuery(input=" "), "text is empty"),
        (HermesQuery(input="bonjour", lang="fr_FR"), "lang 'fr_FR' is not known"),
    ],
)
def test_a_query_that_is_no_request(query, problem):
    with pytest.raises(MessageError, match=problem):
        query_request(query, {})


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (b"turn it off", "not a Hermes query"),
        (b"{}", "missing required field `input`"),
        (b'{"input": 3}', r"Expected `str`, got `int` - at `\$.input`"),
        (b'{"input": "x", "intentFilter": "y"}', r"at `\$.intentFilter`"),
        (b'{"input": "' + b"x" * 3000 + b'"}', "length <= 2000"),
        (b"x" * 40_000, "the limit is 32768"),
        (b"[" * 30_000, "not a Hermes query"),
    ],
)
def test_a_payload_that_is_no_query(payload, problem):
    with pytest.raises(MessageError, match=problem):
        read_query(QUERY, payload)


nested = st.recursive(st.none() | st.text(), st.lists).map(msgspec.json.encode)


@given(st.binary(max_size=200) | nested, st.sampled_from([QUERY, CAPTURED]))
def test_any_payload_is_a_query_or_one_error(payload, topic):
    with suppress(MessageError):
        assert isinstance(read_query(topic, payload), HermesQuery)


class Bomb:
    def __reduce__(self):
        return (pytest.fail, ("it was loaded",))


@pytest.mark.parametrize(
    ("payload", "train_id"),
    [
        (b'{"graphPath": "/graph.gz", "id": "7"}', "7"),
        (b'{"id": 7}', None),
        (zlib.compress(pickle.dumps(Bomb())), None),
        (pickle.dumps(Bomb()), None),
    ],
)
def test_what_is_to_be_trained_is_never_loaded(payload, train_id):
    assert train_site("rhasspy/nlu/den/train", payload) == ("den", train_id)
    assert train_site("rhasspy/nlu/den/trainSuccess", payload) is None
