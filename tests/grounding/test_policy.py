"""What is risky, and when it is done, asked about or refused."""

import msgspec
import pytest

from agent.grounding import Conversation, Policy, Rule
from agent.home import Home
from support.grounding.small import COTTAGE, VILLA, entity, ground, one, slots

GATED = Home(
    entities=(
        entity("cover.gate", "Drive Gate", None, "closed", device_class="gate"),
        entity("cover.door", "Barn Door", None, "closed"),
        entity("switch.oven", "Oven", None, "off"),
        entity("switch.gate", "Side Gate", None, "off"),
        entity("cover.blind", "Door Blind", None, "closed", device_class="blind"),
        entity("siren.loft", "Loft Siren", None, "off"),
        entity("switch.opener", "Garage Door Opener", None, "off"),
    )
)


@pytest.mark.parametrize(
    ("home", "intent", "marked", "risky"),
    [
        (COTTAGE, "HassTurnOff/unlock", "unlock the <name front door>", True),
        (COTTAGE, "HassTurnOn/open", "open the <name front door>", True),  # unlocks it
        (COTTAGE, "HassTurnOff", "turn off the <name front door>", True),
        (COTTAGE, "HassTurnOn/lock", "lock the <name front door>", False),
        (COTTAGE, "HassTurnOn/open", "open the <name garage door>", True),
        (COTTAGE, "HassTurnOff/close", "close the <name garage door>", False),
        (COTTAGE, "HassTurnOn", "turn on the <name garden tap>", True),
        (COTTAGE, "HassTurnOff", "turn off the <name garden tap>", False),
        (COTTAGE, "HassTurnOn/open", "open the <name left blind>", False),
        (COTTAGE, "HassTurnOff", "turn off <name dyson study child lock>", True),
        (VILLA, "HassTurnOff", "disarm the <name alarm>", True),
        (GATED, "HassTurnOn/open", "open the <name drive gate>", True),
        (GATED, "HassSetPosition", "set the <name drive gate> to <value 50%>", True),
        (GATED, "HassSetPosition", "set the <name drive gate> to <value 0%>", False),
        (GATED, "HassTurnOn/open", "open the <name barn door>", True),
        (GATED, "HassTurnOn", "turn on the <name oven>", True),
        (GATED, "HassTurnOff", "turn off the <name oven>", False),
        (GATED, "HassTurnOn", "turn on the <name side gate>", True),
        (GATED, "HassTurnOn/open", "open the <name door blind>", False),
        (GATED, "HassTurnOn", "turn on the <name siren>", True),
        (GATED, "HassTurnOn/open", "open the <name garage door>", True),
    ],
)
def test_what_is_risky_by_default(home: Home, intent: str, marked: str, risky: bool) -> None:
    assert one(home, intent, marked, 0.97).status == "ok"
    unsure = one(home, intent, marked, 0.8)
    assert unsure.status == ("confirm" if risky else "ok")
    assert unsure.targets  # what is to be confirmed
    sensor = one(home, intent, marked, 0.97, kind="sensor")
    assert sensor.status == ("refused" if risky else "ok")
    assert bool(sensor.targets) is not risky


@pytest.mark.parametrize(
    ("intent", "marked"),
    [
        ("HassTurnOn/open", "open the <name garage door> <condition if it gets stuffy>"),
        ("HassTurnOn/open", "we could open the <name garage door>"),
        ("HassTurnOn/lock", "i'll lock the <name front door>"),
        ("HassTurnOn/lock", "we'll need to lock the <name front door>"),
        ("HassTurnOn/lock", "lock the <name front door> <condition when they have gone>"),
        ("HassTurnOff/unlock", "unlock the <name front door> at <time seven>"),
        ("HassTurnOff/unlock", "unlock the <name front door> <delay after dinner>"),
    ],
)
def test_what_hangs_on_something_or_is_only_talked_of_is_asked(intent: str, marked: str) -> None:
    result = one(COTTAGE, intent, marked, 1.0)
    assert (result.status, len(result.targets)) == ("confirm", 1)


@pytest.mark.parametrize(
    ("intent", "marked"),
    [
        ("HassTurnOn/open", "will you open the <name garage door>"),
        ("HassTurnOn/open", "could you open the <name garage door>"),
        ("HassTurnOff/unlock", "i would like the <name front door> unlocked"),
        ("HassTurnOff/unlock", "unlock the <name front door> in <delay ten minutes>"),
        ("HassTurnOn/lock", "lock the <name front door> at <time seven>"),
        ("HassTurnOn", "we could turn on the <name hall lamp>"),
        ("HassTurnOn", "turn on the <name hall lamp> <condition if it gets dark>"),
        ("HassTurnOn/open", "open the <name garage door>, we could do with some air"),
    ],
)
def test_what_is_asked_for_or_harmless_is_done(intent: str, marked: str) -> None:
    assert one(COTTAGE, intent, marked, 1.0).status == "ok"


def test_a_rule_that_allows_holds_for_what_hangs_on_something_too() -> None:
    policy = Policy(rules=(Rule(entity="lock.front", do="allow"),))
    marked = "unlock the <name front door> <condition when they come>"
    assert one(COTTAGE, "HassTurnOff/unlock", marked, 1.0, policy=policy).status == "ok"


def test_what_cannot_be_waited_for_is_asked_about_and_done_now_on_yes() -> None:
    talk = Conversation()
    marked = "unlock the <name front door> <condition when they come>"
    asked = ground(COTTAGE, ("HassTurnOff/unlock", marked, 1.0), conversation=talk)
    assert asked.speech == 'I cannot wait for "when they come". Shall I unlock Front Door?'
    done = ground(COTTAGE, ("Affirm", "yes"), conversation=talk).intents[0]
    assert (done.status, done.targets) == ("ok", ("lock.front",))
    assert "condition" not in slots(done)


@pytest.mark.parametrize("said", ["fornt door", "frnt door"])
def test_a_near_name_never_opens_anything_unasked(said: str) -> None:
    assert one(COTTAGE, "HassTurnOff/unlock", f"unlock the <name {said}>", 1.0).status == "confirm"


def test_own_rules_come_first_and_the_closest_wins() -> None:
    policy = Policy(
        threshold=0.9,
        rules=(
            Rule(domain="lock", do="refuse", acts=("unlock",)),
            Rule(entity="lock.back", do="allow"),
            Rule(domain="light", do="confirm", threshold=1.0, acts=("on",)),
        ),
    )
    said = "HassTurnOff/unlock"
    assert one(VILLA, said, "unlock the <name front door>", policy=policy).status == "refused"
    assert one(VILLA, said, "unlock the <name back door>", 0.7, policy=policy).status == "ok"
    lamp = one(VILLA, "HassTurnOn", "turn on the <name floor lamp>", 1.0, policy=policy)
    assert lamp.status == "confirm"  # a threshold of 1 always asks
    alarm = one(VILLA, "HassTurnOff", "disarm the <name alarm>", 0.92, policy=policy)
    assert alarm.status == "ok"  # its threshold is the policy's


def test_the_rules_that_come_with_the_agent_can_be_left_out() -> None:
    policy = Policy(defaults=False)
    result = one(COTTAGE, "HassTurnOff/unlock", "unlock the <name front door>", 0.7, policy=policy)
    assert result.status == "ok"


def test_what_is_harmless_is_done_beside_what_is_asked_about() -> None:
    policy = Policy(rules=(Rule(entity="light.floor", do="confirm", threshold=1.0),))
    said = "turn off the <name floor lamp> and the <name string lights>"
    grounded = ground(VILLA, ("HassTurnOff", said), policy=policy)
    assert {(r.status, r.targets) for r in grounded.intents} == {
        ("ok", ("light.strings",)),
        ("confirm", ("light.floor",)),
    }
    assert grounded.status == "confirm"


def test_a_policy_reads_from_configuration_strictly() -> None:
    policy = msgspec.convert(
        {"threshold": 0.9, "rules": [{"domain": "lock", "do": "refuse"}]}, Policy
    )
    assert policy.rules[0].do == "refuse"
    for wrong in ({"threshold": 2}, {"rules": [{"do": "maybe"}]}, {"rule": []}):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(wrong, Policy)
