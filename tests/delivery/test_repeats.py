import dataclasses

import pytest

from agent.broker import Publication, Receipt, Received
from agent.delivery import Repeats, identified, remembered
from agent.delivery.repeats import MAX_ANSWER, MAX_FOLLOWERS, MAX_KEYS
from agent.messages import Request

ANSWER = Publication("result", b"answer")
TOPIC = "edge-intent/den/voice/text"


def message(mid=1, *, qos=1, **fields):
    return Received(TOPIC, b"x", 0.0, receipt=Receipt(1, mid, 1) if qos else None, **fields)


def asked(text="lights off", mid=1, *, qos=1, request=None, **fields):
    request = Request(text=text, **(request or {}))
    return identified(message(mid, qos=qos, **fields), request)


@pytest.fixture
def now():
    return [1000.0]


@pytest.fixture
def repeats(now):
    return Repeats(600, lambda: now[0])


def test_a_request_with_an_id_is_done_once_and_answered_again(repeats):
    first = asked(request={"request_id": "a"})
    assert repeats.admit(first) is True
    assert repeats.finish(first.key, ANSWER) == []
    assert repeats.admit(asked(mid=7, request={"request_id": "a"})) == ANSWER
    assert repeats.admit(asked(qos=0, request={"request_id": "a", "expires_in": 5})) == ANSWER


def test_who_asks_while_it_is_done_waits_for_the_same_answer(repeats):
    first, second = (asked(mid=mid, request={"request_id": "a"}) for mid in (1, 2))
    assert repeats.admit(first) is True
    assert repeats.admit(second) is False
    assert repeats.finish(first.key, ANSWER) == [second]
    for _ in range(MAX_FOLLOWERS + 5):
        repeats.admit(second)
    assert repeats.finish(first.key, ANSWER) == []


@pytest.mark.parametrize(
    "other",
    [
        asked(request={"request_id": "b"}),
        asked("lights on", request={"request_id": "a"}),
        asked(request={"request_id": "a", "area": "hall"}),
        dataclasses.replace(asked(request={"request_id": "a"}), key=None),
        identified(
            dataclasses.replace(message(), topic="edge-intent/den/sensor/text"),
            Request(text="lights off", request_id="a"),
        ),
    ],
)
def test_the_same_id_for_something_else_is_another_request(repeats, other):
    first = asked(request={"request_id": "a"})
    repeats.admit(first)
    repeats.finish(first.key, ANSWER)
    assert repeats.admit(other) is True


def test_correlation_data_with_a_response_topic_is_an_id(repeats):
    first = asked(response_topic="me", correlation=b"1")
    assert repeats.admit(first) is True
    repeats.finish(first.key, ANSWER)
    assert repeats.admit(asked(mid=2, response_topic="me", correlation=b"1")) == ANSWER
    assert repeats.admit(asked(mid=2, response_topic="me", correlation=b"2")) is True
    assert repeats.admit(asked(mid=3, correlation=b"1")) is True


def test_without_an_id_only_what_the_broker_sends_again_is_a_repeat(repeats):
    first = asked()
    assert repeats.admit(first) is True
    repeats.finish(first.key, ANSWER)
    assert repeats.admit(asked(again=True)) == ANSWER
    assert repeats.admit(asked(mid=2, again=True)) is True
    assert repeats.admit(asked()) is True
    assert repeats.admit(asked()) is True


def test_a_message_of_qos_0_without_an_id_is_always_done(repeats):
    assert asked(qos=0).key is None
    assert repeats.admit(asked(qos=0)) is True
    assert repeats.finish(None, ANSWER) == []


def test_a_command_is_a_repeat_only_for_the_broker(repeats):
    first = identified(message(), None)
    repeats.admit(first)
    repeats.finish(first.key, ANSWER)
    assert repeats.admit(identified(message(), None)) is True
    repeats.finish(first.key, ANSWER)
    assert repeats.admit(identified(message(again=True), None)) == ANSWER


def test_after_the_window_a_sender_may_use_its_id_again_but_the_broker_not(repeats, now):
    first = asked(request={"request_id": "a"})
    repeats.admit(first)
    repeats.finish(first.key, ANSWER)
    now[0] += 601
    assert repeats.admit(asked(again=True, request={"request_id": "a"})) == ANSWER
    assert repeats.admit(asked(request={"request_id": "a"})) is True


def test_what_was_not_done_is_done_when_it_comes_again(repeats):
    first = asked(request={"request_id": "a"})
    repeats.admit(first)
    repeats.finish(first.key, None)
    assert repeats.admit(asked(request={"request_id": "a"})) is True


def test_what_was_answered_before_the_start_is_known(repeats):
    key = asked(request={"request_id": "a"}).key
    old = asked(request={"request_id": "old"}).key
    # A clock that was set back makes an answer look as if it came from the future.
    repeats.load([(old, 601.0, ANSWER), (key, -50_000.0, ANSWER)])
    assert repeats.admit(asked(request={"request_id": "old"})) is True
    assert repeats.admit(asked(request={"request_id": "a"})) == ANSWER


def test_it_is_bounded_by_number_and_by_bytes(repeats):
    keys = [number.to_bytes(4, "big") for number in range(MAX_KEYS + 1)]
    repeats.load([(key, 0.0, Publication("result", bytes(MAX_ANSWER))) for key in keys])
    known = [
        key
        for key in keys
        if repeats.admit(dataclasses.replace(message(), key=key, named=True)) is not True
    ]
    assert len(known) == 512
    assert known == keys[-512:]


def test_a_long_answer_is_not_said_again():
    assert remembered(Publication("result", bytes(MAX_ANSWER + 1))).payload == b""
    assert remembered(ANSWER) == ANSWER
