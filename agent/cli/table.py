"""A result as people like to read it."""

from collections.abc import Iterable, Sequence

import msgspec
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.pretty import Pretty
from rich.table import Table
from rich.text import Text

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
        headings = ("intent", "sure", "slots", "devices", "status")
        _show(headings, [_row(intent) for intent in result.intents], console)
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
    shown = [tuple(map(escape, row)) for row in rows]
    _show(headings, shown, console or Console(highlight=False))


def _show(headings: Sequence[str], rows: Sequence[Sequence[str]], console: Console) -> None:
    """Print marked up texts as a table, or below each other where words would have to be broken."""
    plain = [[Text.from_markup(cell).plain for cell in row] for row in (headings, *rows)]
    *columns, last = zip(*plain, strict=True)
    widths = [_widest("\n".join(column).splitlines()) for column in columns]
    room = _widest(" ".join(last).split())  # only the last column is wrapped
    if sum(widths) + _GAP * len(widths) + room <= console.width:
        table = Table(box=None, pad_edge=False, header_style="dim")
        for heading in headings:
            table.add_column(heading, no_wrap=heading is not headings[-1], overflow="fold")
        for row in rows:
            table.add_row(*row)
        console.print(table)
        return
    for row in rows:
        facts = Table(box=None, pad_edge=False, show_header=False)
        facts.add_column(style="dim", no_wrap=True)
        facts.add_column(overflow="fold")
        for heading, cell in zip(headings, row, strict=True):
            if cell:
                facts.add_row(heading, cell)
        console.print(facts)


def _widest(texts: Iterable[str]) -> int:
    return max(map(cell_len, texts), default=0)


#: Columns are this far apart.
_GAP = 2


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
