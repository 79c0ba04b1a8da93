import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.discovery.picture import Picture, Sources
from agent.discovery.statestream import read_attribute, read_topic
from agent.errors import MessageError


@pytest.mark.parametrize(
    ("topic", "read"),
    [
        ("ha/light/hall_lamp/state", ("light.hall_lamp", "state")),
        ("ha/light/hall_lamp/friendly_name", ("light.hall_lamp", "friendly_name")),
        ("ha/light/hall_lamp/brightness", ("light.hall_lamp", "brightness")),
        ("ha/light/hall_lamp/last_updated", None),
        ("ha/light/hall_lamp/effect_list", None),
        ("ha/conversation/x/state", None),
        ("ha/light/hall_lamp", None),
        ("ha/light/Hall/state", None),
        ("other/light/hall_lamp/state", None),
    ],
)
def test_topics(topic, read):
    assert read_topic("ha", topic) == read


@pytest.mark.parametrize(
    ("payload", "value"),
    [
        (b'"Hall Lamp"', "Hall Lamp"),
        (b"128", 128),
        (b"true", True),
        (b"null", None),
        (b"[0.3, 0.4]", [0.3, 0.4]),
        (b'["brightness", "xy"]', ["brightness", "xy"]),
        (b'{"a": 1}', None),
    ],
)
def test_attributes(payload, value):
    assert read_attribute(payload) == value


def test_an_attribute_that_is_no_json():
    with pytest.raises(MessageError):
        read_attribute(b"Hall Lamp")


def feed(picture, *messages):
    picture, faults = picture.fed((f"ha/{topic}", payload) for topic, payload in messages)
    assert faults == []
    return picture


@pytest.fixture
def stream():
    return Picture(sources=Sources(homeassistant=None, zigbee2mqtt=(), statestream="ha"))


def test_an_entity_with_name_and_attributes(stream):
    picture = feed(
        stream,
        ("light/hall_lamp/friendly_name", b'"Hall Lamp"'),
        ("light/hall_lamp/supported_color_modes", b'["brightness"]'),
        ("light/hall_lamp/brightness", b"128"),
        ("light/hall_lamp/state", b"on"),
        ("sensor/attic/state", b"21.5"),
    )
    lamp, attic = picture.found()
    assert (lamp.id, lamp.name) == ("light.hall_lamp", "Hall Lamp")
    assert lamp.attributes == {"supported_color_modes": ["brightness"]}
    assert {follow.to for follow in lamp.follows} == {"state", "brightness"}
    assert (attic.id, attic.name) == ("sensor.attic", "attic")


def test_what_changes_all_the_time_does_not_change_the_picture(stream):
    picture = feed(stream, ("light/a/state", b"on"), ("light/a/brightness", b"1"))
    assert feed(picture, ("light/a/state", b"off"), ("light/a/brightness", b"200")) is picture


def test_a_new_name_and_a_cleared_entity(stream):
    picture = feed(stream, ("light/a/state", b"on"), ("light/a/friendly_name", b'"Old"'))
    picture = feed(picture, ("light/a/friendly_name", b'"New"'))
    assert [one.name for one in picture.found()] == ["New"]
    picture = feed(picture, ("light/a/state", b""))
    assert picture.found() == []
    assert feed(picture, ("light/a/friendly_name", b"")).streams == {}


@given(st.lists(st.tuples(st.sampled_from(["light/a/state", "light/a/friendly_name",
                                           "light/a/brightness", "a/b/c", "light/a"]),
                          st.binary(max_size=30)), max_size=12))  # fmt: skip
def test_any_stream_is_read_without_fault(messages):
    picture = Picture(sources=Sources(homeassistant=None, zigbee2mqtt=(), statestream="ha"))
    picture, _ = picture.fed((f"ha/{topic}", payload) for topic, payload in messages)
    assert all(one.name for one in picture.found())
