"""An evaluation as a person reads it."""

from rich.console import Console
from rich.table import Table

from agent.evaluation import NOTHING, Evaluation

#: Most wrong sentences shown; ``--json`` lists all.
_SHOWN = 20


def show_evaluation(evaluation: Evaluation) -> None:
    """Print summary, per-intent table, calibration, confusions and what went wrong."""
    console = Console()
    seen = max(evaluation.seen, 1)
    console.print(
        f"{evaluation.seen} sentences: {evaluation.understood / seen:.1%} understood, "
        f"{evaluation.exact / seen:.1%} exact; calibration error "
        f"{evaluation.calibration_error():.3f}"
    )
    console.print(_intents(evaluation))
    console.print(_calibration(evaluation))
    if evaluation.confusions:
        console.print(_confusions(evaluation))
    for sentence, result in evaluation.wrong[:_SHOWN]:
        found = ", ".join(
            f"{one.intent} {one.status} {list(one.targets)}" for one in result.intents
        )
        console.print(f"  {sentence.text!r}: {found or 'nothing'}", markup=False)
    if len(evaluation.wrong) > _SHOWN:
        console.print(f"  and {len(evaluation.wrong) - _SHOWN} more; --json lists them")


def _intents(evaluation: Evaluation) -> Table:
    table = Table("intent", "expected", "found", "right", "recall", "precision")
    for name, tally in sorted(evaluation.intents.items()):
        table.add_row(
            "(refused)" if name == NOTHING else name,
            str(tally.expected),
            str(tally.found),
            str(tally.right),
            _share(tally.right, tally.expected),
            _share(tally.right, tally.found),
        )
    return table


def _calibration(evaluation: Evaluation) -> Table:
    table = Table("confidence", "intents", "right", title="calibration")
    for at, inside in enumerate(evaluation.bins()):
        if inside:
            right = sum(one for _, one in inside)
            label = f"{at / 10:.1f} to {at / 10 + 0.1:.1f}"
            table.add_row(label, str(len(inside)), _share(right, len(inside)))
    return table


def _confusions(evaluation: Evaluation) -> Table:
    table = Table("expected", "found", "times", title="confusions")
    for (wanted, found), count in evaluation.confusions.most_common(10):
        table.add_row(wanted, found, str(count))
    return table


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"
