"""What is meant beside what was said, and what is left out of it."""

import pytest

from agent.grounding import Conversation
from agent.home import Area, Home
from support.grounding.small import entity, ground, one

YARD = Home(
    areas=(
        Area(id="shed", name="Shed"),
        Area(id="loft", name="Loft"),
        Area(id="office", name="Office"),
    ),
    entities=(
        entity("light.shed", "Shed Light", "shed", "on"),
        entity("light.loft", "Loft Light", "loft", "on"),
        entity("light.office", "Office Light", "office", "on"),
        entity("fan.shed", "Shed Fan", "shed", "on"),
        entity("fan.loft", "Loft Fan", "loft", "off"),
        entity("switch.saw", "Bandsaw", "shed", "off"),
        entity("lock.shed", "Shed Door", "shed", "unlocked"),
        entity("lock.office", "Office Door", "office", "unlocked"),
    ),
)
LIGHTS = ("light.shed", "light.loft", "light.office")


def second(*said: tuple[str | None, str]) -> set[str]:
    """What the second clause is done with."""
    return set(ground(YARD, *said).intents[1].targets)


@pytest.mark.parametrize("rest", ["turn <name everything> else off", "<name everything> else off"])
def test_everything_else_is_all_but_what_was_named(rest: str) -> None:
    done = second(("HassTurnOn", "<name bandsaw> on and "), ("HassTurnOff", rest))
    assert done == {*LIGHTS, "fan.shed", "fan.loft"}


@pytest.mark.parametrize("rest", ["the <name rest> off", "the <name others> off", "the rest off"])
def test_the_rest_is_of_the_kind_that_was_named(rest: str) -> None:
    done = second(("HassLightSet", "<name loft light> to <value 40> and "), ("HassTurnOff", rest))
    assert done == {"light.shed", "light.office"}


def test_what_was_kept_is_no_part_of_the_rest() -> None:
    kept = (None, "leave the loft light but ")
    (result,) = ground(YARD, kept, ("HassTurnOff", "switch off the rest")).intents
    assert set(result.targets) == {"light.shed", "light.office"}


def test_the_other_one_is_another() -> None:
    conversation = Conversation()
    ground(YARD, ("HassTurnOn", "turn on the <name shed fan>"), conversation=conversation)
    (other,) = ground(YARD, ("Fragment", "the other <name fan>"), conversation=conversation).intents
    assert other.targets == ("fan.loft",)


def test_all_others_are_of_the_kind_before() -> None:
    conversation = Conversation()
    ground(YARD, ("HassTurnOff", "<name loft light> off"), conversation=conversation)
    said = ("Fragment", "and <quantifier all> the others")
    (others,) = ground(YARD, said, conversation=conversation).intents
    assert set(others.targets) == {"light.shed", "light.office"}


def test_else_without_anything_before_is_nobody_knows_what() -> None:
    assert one(YARD, "HassTurnOff", "turn <name everything> else off").status == "no_target"


@pytest.mark.parametrize(
    ("then", "targets"),
    [
        ("except the <except loft>", {"light.shed", "light.office"}),
        ("<quantifier all> of them", set(LIGHTS)),
    ],
)
def test_a_fragment_of_number_keeps_the_kind(then: str, targets: set[str]) -> None:
    conversation = Conversation()
    ground(
        YARD, ("HassTurnOff", "<quantifier all> the <name lights> off"), conversation=conversation
    )
    (result,) = ground(YARD, ("Fragment", then), conversation=conversation).intents
    assert set(result.targets) == targets


@pytest.mark.parametrize(
    "left_out",
    ["except this one", "all but mine", "except the <except loft> and mine", "apart from those"],
)
def test_where_nobody_knows_what_is_left_out_nothing_is_done(left_out: str) -> None:
    result = one(YARD, "HassTurnOff", f"<quantifier all> <name lights> off {left_out}")
    assert (result.status, result.targets) == ("no_target", ())


@pytest.mark.parametrize(
    ("marked", "targets"),
    [
        ("<area shed> off, the <name fan> stays on", {"light.shed"}),
        ("<name lights> off but the <name loft light> can stay on", {"light.shed", "light.office"}),
        ("the <name shed fan> stays off", {"fan.shed"}),
    ],
)
def test_what_stays_is_left(marked: str, targets: set[str]) -> None:
    assert set(one(YARD, "HassTurnOff", marked).targets) == targets


def test_what_stays_may_be_said_apart() -> None:
    off = ("HassTurnOff", "turn off <quantifier all> the <name lights> but ")
    (result,) = ground(YARD, off, (None, "the loft light stays on")).intents
    assert set(result.targets) == {"light.shed", "light.office"}


def test_but_leaves_out_what_ends_a_command() -> None:
    result = one(YARD, "HassTurnOff", "<name lights> off but the <area loft>")
    assert set(result.targets) == {"light.shed", "light.office"}
    marked = "<name loft light> off but the <name shed fan> on"
    done = ground(YARD, ("HassTurnOff", marked)).intents
    assert [one.targets for one in done] == [("light.loft",), ("fan.shed",)]


def test_each_thing_is_set_to_its_own_amount() -> None:
    marked = "<name shed light> to <value 30> and <name loft light> to <value 60>"
    done = ground(YARD, ("HassLightSet", marked)).intents
    assert [result.targets for result in done] == [("light.shed",), ("light.loft",)]
    both = "<name shed light> and <name loft light> to <value 30>"
    assert one(YARD, "HassLightSet", both).targets == ("light.shed", "light.loft")


def test_one_is_of_the_kind_spoken_of_before() -> None:
    conversation = Conversation()
    ground(YARD, ("HassTurnOff", "<name shed fan> off"), conversation=conversation)
    said = ("HassTurnOn", "turn the <area loft> one on")
    (result,) = ground(YARD, said, conversation=conversation).intents
    assert result.targets == ("fan.loft",)


@pytest.mark.parametrize(
    ("marked", "targets"),
    [
        ("<quantifier all> <name lights> off in this room", {"light.loft"}),
        ("<name everything> off in here please", {"light.loft", "fan.loft"}),
        ("<quantifier all> <name lights> off in the <area shed>, not in this room", {"light.shed"}),
        ("<name lights> here and in the <area shed> off", {"light.shed", "light.loft"}),
        ("<name lights> in the <area shed> and here off", {"light.shed", "light.loft"}),
    ],
)
def test_a_place_that_is_pointed_at_and_was_not_marked_counts(
    marked: str, targets: set[str]
) -> None:
    assert set(one(YARD, "HassTurnOff", marked, area="loft").targets) == targets


def test_where_it_points_at_must_be_known() -> None:
    result = one(YARD, "HassTurnOff", "<quantifier all> <name lights> off in this room")
    assert (result.status, result.targets) == ("no_target", ())


@pytest.mark.parametrize("kept", ["but leave the <area loft> on", "just keep the <area loft> on"])
def test_what_is_left_on_is_no_command_of_its_own(kept: str) -> None:
    off = ("HassTurnOff", "<quantifier all> <name lights> off ")
    (result,) = ground(YARD, off, ("HassTurnOn", kept)).intents
    assert set(result.targets) == {"light.shed", "light.office"}


@pytest.mark.parametrize(
    ("intent", "said", "targets"),
    [
        ("HassTurnOn", "leave the <name fans> on", {"fan.shed"}),
        ("HassTurnOff", "keep the <name fans> off please", {"fan.loft"}),
        ("HassTurnOff", "leave the <name lights> off", set(LIGHTS)),
        ("HassTurnOn", "leave the <name loft fan> on", {"fan.loft"}),
    ],
)
def test_of_several_only_those_are_kept_on_that_are_on(
    intent: str, said: str, targets: set[str]
) -> None:
    assert set(one(YARD, intent, said).targets) == targets
