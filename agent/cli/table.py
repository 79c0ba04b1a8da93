"""A result as people like to read it."""

from collections.abc import Iterable, Sequence

import msgspec
from rich.console import Console
from rich.markup import escape
from rich.pretty import Pretty
from rich.table import Table

from agent.messages import IntentResult, Result, Slot

#: Colours by status; what is not listed asks for attention.
_STYLES = {"ok": "green", "confirm": "yellow", "ambiguous": "yellow"}


def show_result(result: Result, console: Console | None = None) -> None:
    """Print a result.

    Args:
        result: what became of a sentence.
        console: where to; standard output if left out.
    """
    console = console or Console(highlight=False)
    if result.intents:
        table = Table(box=None, pad_edge=False, header_style="dim")
        for heading in ("intent", "sure", "slots", "devices", "status"):
            table.add_column(heading, overflow="fold")
        for intent in result.intents:
            table.add_row(*_row(intent))
        console.print(table)
    else:
        console.print(_styled(result.status))
    if result.error:
        console.print(f"[red]{escape(result.error)}[/]")
    if result.speech:
        console.print(f"[bold]“{escape(result.speech)}”[/]")
    if result.explain:
        console.print(Pretty(msgspec.to_builtins(result.explain)))
    if result.model:
        console.print(f"[dim]{escape(result.model)}, {result.latency_ms:.1f} ms[/]")


def show_rows(
    headings: Sequence[str], rows: Iterable[Sequence[str]], console: Console | None = None
) -> None:
    """Print a table of plain texts.

    Args:
        headings: of the columns.
        rows: as many texts each.
        console: where to; standard output if left out.
    """
    console = console or Console(highlight=False)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    console.print(table)


def _row(intent: IntentResult) -> tuple[str, ...]:
    devices = intent.targets or tuple(f"{one}?" for one in intent.candidates)
    status = _styled(intent.status)
    if intent.reason:
        status += f"\n[dim]{escape(intent.reason)}[/]"
    return (
        escape(intent.intent),
        f"{intent.confidence:.2f}",
        escape("\n".join(_slot(slot) for slot in intent.slots)),
        escape("\n".join(devices)),
        status,
    )


def _slot(slot: Slot) -> str:
    value = ", ".join(slot.value) if isinstance(slot.value, list) else slot.value
    return f"{slot.name}: {value}"


def _styled(status: str) -> str:
    return f"[{_STYLES.get(status, 'red')}]{status}[/]"
