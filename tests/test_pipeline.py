import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.grounding import Grounder
from agent.home import Area, Entity, Home
from agent.messages import Request
from agent.pipeline import Conversations, Pipeline, unread
from agent.reading import SENSOR_INTENTS
from agent.recognizer import DEFAULT_MODEL, Phrases, Recognizer, find_model


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_conversation_is_found_again_until_it_expires():
    clock = Clock()
    conversations = Conversations(4, 300, clock)
    first = conversations.get("a")
    clock.now = 299
    assert conversations.get("a") is first
    clock.now = 598
    assert conversations.get("a") is first
    clock.now = 899
    assert conversations.get("a") is not first


def test_without_an_id_there_is_none():
    assert Conversations(4, 300).get(None) is None


def test_the_longest_silent_one_makes_room():
    conversations = Conversations(2, 300)
    first, second = conversations.get("a"), conversations.get("b")
    assert conversations.get("a") is first
    conversations.get("c")
    assert conversations.get("a") is first
    assert conversations.get("b") is not second


@given(
    size=st.integers(1, 5),
    steps=st.lists(st.tuples(st.sampled_from("abcdefgh"), st.floats(0, 400)), max_size=40),
)
def test_there_are_never_more_than_allowed(size, steps):
    clock = Clock()
    conversations = Conversations(size, 300, clock)
    for name, pause in steps:
        clock.now += pause
        assert conversations.get(name) is conversations.get(name)
        assert len(conversations) <= size


def test_a_request_that_was_not_read_keeps_what_it_brought():
    request = Request(text="hello", request_id="r", area="hall", conversation_id="c")
    result = unread(request, "voice", "shed", "busy", queued=0.25)
    assert (result.request_id, result.text, result.area) == ("r", "hello", "hall")
    assert (result.status, result.error, result.queued_ms) == ("shed", "busy", 250.0)
    assert result.model is None
    assert unread(None, "sensor", "error", "empty").request_id


@pytest.mark.parametrize(
    "text",
    [
        "kitchen temp 31.4C hum 80% lux 12",
        "light level 300 lx",
        '{"light": "kitchen lamp", "brightness": 200}',
        "turn off the kitchen lamp",
        "unlock the front door",
    ],
)
def test_what_a_device_writes_never_commands(text):
    home = Home(
        areas=(Area(id="kitchen", name="Kitchen"),),
        entities=(
            Entity(id="light.kitchen", name="Kitchen Lamp", area="kitchen"),
            Entity(id="climate.kitchen", name="Kitchen Heating", area="kitchen"),
            Entity(id="lock.front", name="Front Door"),
        ),
    )
    recognizer = Recognizer.load(find_model(DEFAULT_MODEL))
    pipeline = Pipeline(recognizer, Grounder(home), 0.0, Conversations(1, 1))
    result = pipeline.answer(Request(text=text), "sensor")
    assert {one.intent for one in result.intents} <= SENSOR_INTENTS


def test_a_line_of_a_device_is_read_by_the_model():
    home = Home(areas=(Area(id="kitchen", name="Kitchen"),))
    recognizer = Recognizer.load(find_model(DEFAULT_MODEL))
    pipeline = Pipeline(recognizer, Grounder(home), 0.6, Conversations(1, 1))
    result = pipeline.answer(Request(text="Kitchen temp 31.4C hum 80%"), "sensor")
    told = [{slot.name: slot.value for slot in one.slots} for one in result.intents]
    assert [(one["quantity"], one["value_si"], one["area"]) for one in told] == [
        ("temperature", 304.55, "Kitchen"),
        ("humidity", 0.8, "Kitchen"),
    ]


def test_names_that_say_nothing_to_the_model_are_understood_in_their_home():
    home = Home(entities=(Entity(id="script.last", name="Last Orders"),))
    recognizer = Recognizer.load(find_model(DEFAULT_MODEL))
    phrases = Phrases()

    def targets(home):
        pipeline = Pipeline(recognizer, Grounder(home), 0.6, Conversations(1, 1), phrases=phrases)
        result = pipeline.answer(Request(text="do last orders for me"), "voice")
        return [target for one in result.intents for target in one.targets]

    assert targets(home) == ["script.last"]
    assert not phrases  # what was read is so in this home alone
    assert targets(Home()) == []
