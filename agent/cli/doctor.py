"""``edge-intent doctor``."""

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator

import msgspec
from rich.console import Console
from rich.markup import escape

from agent.doctor import Finding, examine
from agent.log import set_up

_STYLES = {"good": "green", "note": "yellow", "mend": "bold red"}
#: Width of what stands before the text: a status, a subject, and the blanks behind them.
_STATUS, _ABOUT = 6, 15


def run(arguments: Namespace) -> int:
    """Look at everything that could be wrong; 1 if something must be mended."""
    set_up("error", "text")
    findings = examine(arguments.config)
    seen = list(findings if arguments.json else _shown(findings))
    wrong = sum(one.status == "mend" for one in seen)
    if arguments.json:
        told = msgspec.json.encode({"good": not wrong, "findings": seen})
        sys.stdout.write(msgspec.json.format(told, indent=2).decode() + "\n")
    return 1 if wrong else 0


def _shown(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Show each as soon as it is found: some take seconds."""
    console = Console(highlight=False, soft_wrap=True)
    wrong = 0
    for one in findings:
        style = _STYLES[one.status]
        about = f"{one.about:<{_ABOUT}}"
        console.print(f"[{style}]{one.status:<{_STATUS}}[/]{about}{escape(one.says)}")
        if one.mend:
            console.print(f"{'':<{_STATUS + _ABOUT}}[dim]->[/] {escape(one.mend)}")
        wrong += one.status == "mend"
        yield one
    console.print(f"\n{wrong} to mend" if wrong else "\nnothing to mend")
