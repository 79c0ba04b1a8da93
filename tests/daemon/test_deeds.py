"""Timers, delayed commands and device commands, with a clock that tests set."""

import msgspec
import pytest

from agent.broker import Broker
from agent.daemon.deeds import MAX_LATE, Deeds, Doer
from agent.daemon.service import Service
from agent.messages import IntentResult, Result, Slot, StateOverlay, Topics
from support import announced
from support.announced import encoded, zigbee_device, zigbee_devices
from support.clocks import Hands
from support.disk import Disk

TOPICS = Topics("den")
LAMP = "light.hall_lamp"


class FakeBroker(Broker):
    """Is there or not."""

    is_connected = True
    problem = None

    def start(self, listener):
        raise NotImplementedError

    def publish(self, publication, settled=None):
        raise NotImplementedError

    def follow(self, topics):
        raise NotImplementedError

    def acknowledge(self, receipt):
        raise NotImplementedError

    def stop(self, limit):
        raise NotImplementedError


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    config = tmp_path_factory.mktemp("deeds") / "config.yaml"
    config.write_text("node: den\nactuate: {enabled: true, allow: [light]}\n")
    one = Service(config)
    one.follower.take(
        *zigbee_devices(
            zigbee_device("0x01", "hall/lamp", announced.DIM_BULB),
            zigbee_device("0x02", "Toaster", announced.PLUG),
        )
    )
    one.follower.rebuild()
    one.follower.take("zigbee2mqtt/hall/lamp", encoded({"state": "ON", "brightness": 51}))
    one.refresh()
    return one


class Rig:
    def __init__(self, service):
        self.hands = Hands()
        self.broker = FakeBroker()
        self.service = service
        self.disk = Disk()
        self.restart(0)

    def restart(self, away):
        self.hands.restart(away)
        timers = self.disk.timers(self.hands.clock)
        self.doer = Doer(TOPICS, self.broker, self.service, timers)

    def do(self, *intents, states=None, **fields):
        result = Result(
            request_id="r1",
            text="as said",
            kind="voice",
            area="hall",
            status="ok",
            intents=intents,
            speech="As grounded.",
            **fields,
        )
        return self.doer.do(result, states or {})


@pytest.fixture
def rig(service):
    service.paused = False
    return Rig(service)


def intent(what, /, *targets, status="ok", **slots):
    return IntentResult(
        intent=what,
        confidence=0.9,
        status=status,
        targets=targets,
        slots=tuple(Slot(name=key, value=value) for key, value in slots.items()),
    )


def told(publications):
    return [(one.topic, msgspec.json.decode(one.payload)) for one in publications]


def events(things):
    publications = [one for one in things if not isinstance(one, Deeds)]
    return [data["event"] for topic, data in told(publications) if topic == TOPICS.timer]


def test_a_command_is_sent_and_told_of(rig):
    deeds = rig.do(intent("HassTurnOff", LAMP))
    (command, message), (act, data) = told(deeds.publications)
    assert (command, message) == ("zigbee2mqtt/hall/lamp/set", {"state": "OFF"})
    assert act == TOPICS.act
    assert (data["status"], data["entity"], data["request_id"]) == ("sent", LAMP, "r1")
    assert deeds.result.intents[0].intent == "HassTurnOff"


def test_what_did_not_get_there_is_told_of(rig):
    command, _ = rig.do(intent("HassTurnOff", LAMP)).publications
    assert command.again == 30
    ((topic, data),) = told([command.instead])
    assert topic == TOPICS.act
    assert (data["status"], data["entity"], data["request_id"]) == ("given_up", LAMP, "r1")
    assert [one["topic"] for one in data["sent"]] == [command.topic]
    assert "did not confirm" in data["reason"]


def test_live_states_count_and_those_of_the_request_before_them(rig):
    brighter = intent("HassLightSet", LAMP, brightness_step=20)
    (_, message), _ = told(rig.do(brighter).publications)
    assert message["brightness"] == 102
    states = {LAMP: StateOverlay(attributes={"brightness": 102})}
    (_, message), _ = told(rig.do(brighter, states=states).publications)
    assert message["brightness"] == 152


def test_what_is_refused_is_told_of(rig):
    ((topic, data),) = told(rig.do(intent("HassTurnOn", "switch.toaster")).publications)
    assert topic == TOPICS.act
    assert (data["status"], data["sent"]) == ("refused", [])
    assert "actuate.allow" in data["reason"]


@pytest.mark.parametrize("status", ["confirm", "refused", "ambiguous", "no_target"])
def test_what_the_policy_holds_is_not_touched(rig, status):
    held = intent("HassTurnOn", LAMP, status=status, delay=60)
    deeds = rig.do(held)
    assert deeds.publications == []
    assert deeds.result.intents == (held,)
    assert rig.doer.timers() == []


def test_a_delayed_command_waits_and_is_done_as_if_said_now(rig):
    deeds = rig.do(intent("HassTurnOff", LAMP, delay=600))
    assert events(deeds.publications) == ["started"]
    assert deeds.result.speech == "As grounded."
    (waiting,) = rig.doer.timers()
    assert (waiting.kind, waiting.left, waiting.command.intent) == ("delay", 600, "HassTurnOff")
    rig.hands.go(599)
    assert rig.doer.due() == []
    assert rig.doer.wait() == 1
    rig.hands.go(1)
    event, done = rig.doer.due()
    assert events([event]) == ["finished"]
    assert done.result.request_id == waiting.id
    assert (done.result.text, done.result.area, done.result.status) == ("as said", "hall", "ok")
    assert done.result.intents[0].slots == ()
    assert told(done.publications)[0] == ("zigbee2mqtt/hall/lamp/set", {"state": "OFF"})
    assert rig.doer.due() == []
    assert rig.doer.wait() is None


def test_a_delay_that_was_not_understood_stays_with_the_intent(rig):
    vague = intent("HassTurnOff", LAMP, delay="in a while")
    deeds = rig.do(vague)
    assert deeds.result.intents == (vague,)
    ((_, data),) = told(deeds.publications)
    assert (data["status"], "delay" in data["reason"]) == ("refused", True)


def test_after_a_restart_a_command_is_done_late_but_not_too_late(rig):
    rig.do(intent("HassTurnOff", LAMP, delay=60), intent("HassTurnOff", LAMP, delay=600))
    assert MAX_LATE == 300
    rig.restart(away=60 + MAX_LATE + 10)
    (event,) = rig.doer.due()
    ((_, data),) = told([event])
    assert (data["event"], data["late"]) == ("missed", pytest.approx(MAX_LATE + 10))
    rig.restart(away=300)
    event, done = rig.doer.due()
    assert events([event]) == ["finished"]
    assert done.publications


def test_a_timer_rings_however_late(rig):
    rig.do(intent("HassStartTimer", minutes=1, name="tea"))
    rig.restart(away=10_000)
    ((_, data),) = told(rig.doer.due())
    assert (data["event"], data["name"], data["late"]) == ("finished", "tea", 9_940)


def test_nothing_is_struck_off_while_nobody_can_be_told(rig):
    rig.do(intent("HassStartTimer", minutes=1))
    rig.hands.go(90)
    rig.broker.is_connected = False
    assert rig.doer.due() == []
    assert rig.doer.wait() is None
    rig.broker.is_connected = True
    assert events(rig.doer.due()) == ["finished"]


def test_a_paused_agent_does_no_delayed_command(rig):
    rig.do(intent("HassTurnOff", LAMP, delay=60), intent("HassStartTimer", minutes=1))
    rig.service.paused = True
    rig.hands.go(60)
    assert sorted(events(rig.doer.due())) == ["finished", "missed"]


def test_what_timers_say_takes_the_place_of_what_grounding_said(rig):
    deeds = rig.do(intent("HassStartTimer", minutes=10, name="pizza"))
    assert deeds.result.speech == "Pizza timer set for 10 minutes."
    deeds = rig.do(intent("HassTimerStatus"))
    assert deeds.result.speech == "10 minutes left on the pizza timer."
    deeds = rig.do(intent("HassTurnOff", LAMP), intent("HassCancelTimer", name="tea"))
    assert deeds.result.speech == "As grounded. There is no such timer."
    assert deeds.result.status == "no_target"
    assert [one.status for one in deeds.result.intents] == ["ok", "no_target"]


def test_listed_and_cancelled_by_request(rig):
    rig.do(intent("HassStartTimer", minutes=10), intent("HassTurnOff", LAMP, delay=60))
    delay, timer = rig.doer.timers()
    assert (delay.kind, timer.kind) == ("delay", "timer")
    assert rig.doer.cancel("nobody") is None
    assert events(rig.doer.cancel(delay.id)) == ["cancelled"]
    assert events(rig.doer.cancel("all")) == ["cancelled"]
    assert rig.doer.cancel("all") == []
    assert rig.doer.timers() == []


def test_too_many_delayed_commands(rig):
    for seconds in range(100):
        rig.do(intent("HassTurnOff", LAMP, delay=60 + seconds))
    deeds = rig.do(intent("HassTurnOff", LAMP, delay=5))
    assert deeds.result.status == "refused"
    assert "too many" in deeds.result.intents[0].reason
    assert deeds.publications == []
