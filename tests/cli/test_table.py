"""Tables that fit, and what is shown instead where they do not."""

import io

import pytest
from rich.console import Console

from agent.cli.table import show_result, show_rows
from agent.messages import IntentResult, Result, Slot

LONG = IntentResult(
    intent="HassClimateSetTemperature",
    confidence=0.99,
    status="no_target",
    slots=(Slot(name="area", value="Conservatory"), Slot(name="temperature", value=19)),
    targets=("climate.conservatory_underfloor",),
    reason="I know of no such thing.",
)


def shown(width, show):
    console = Console(file=io.StringIO(), width=width, highlight=False)
    show(console)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_no_word_is_broken(width):
    result = Result(
        request_id="1", text="x", kind="voice", area=None, status="no_target", intents=(LONG,)
    )
    words = shown(width, lambda console: show_result(result, console)).split()
    for word in ("HassClimateSetTemperature", "climate.conservatory_underfloor", "Conservatory"):
        assert word in words


def test_a_table_where_it_fits_and_facts_below_each_other_where_not():
    rows = [("light.kitchen_ceiling", "Kitchen [Ceiling]", ""), ("light.b", "B", "on")]

    def show(console):
        show_rows(("entity", "name", "state"), rows, console)

    assert len(shown(80, show).splitlines()) == 3
    narrow = [line.split() for line in shown(30, show).splitlines()]
    assert narrow[0] == ["entity", "light.kitchen_ceiling"]
    assert narrow[1] == ["name", "Kitchen", "[Ceiling]"]
    assert ["state", "on"] in narrow
