"""``edge-intent bench``."""

import statistics
import sys
from argparse import Namespace
from pathlib import Path

import msgspec

from agent.bench import Bench, Stage
from agent.cli.plot import draw
from agent.cli.table import show_rows
from agent.config import load_config
from agent.errors import ConfigError
from agent.governor import Level
from agent.log import set_up

_HEADINGS = ("level", "reads", "limit", "CPU", "1/s", "p50 ms", "p95 ms", "CPU ms", "J", "°C")


def run(arguments: Namespace) -> int:
    """Measure this board at every level, show a table, and draw the run.

    Raises:
        ConfigError: the configuration cannot be used, or the plot cannot be written.
        ModelError: the model cannot be used.
    """
    set_up("error", "text")
    bench = Bench(load_config(arguments.config))
    levels = [Level.of(name) for name in arguments.level] if arguments.level else list(Level)
    stages = [bench.run(level, arguments.seconds) for level in levels]
    if arguments.json:
        content = msgspec.json.encode([_figures(stage) for stage in stages])
        sys.stdout.write(msgspec.json.format(content, indent=2).decode() + "\n")
    else:
        ceilings, board = bench.ceilings, bench.governor.board
        sys.stdout.write(
            f"{board.name}, {board.cores} cores: at most {ceilings.cpu:g} % of a core, "
            f"{ceilings.memory:g} MB, {ceilings.temperature:g} °C\n"
        )
        show_rows(_HEADINGS, [_row(stage) for stage in stages])
        sys.stdout.write("1/s: sentences a second; CPU ms and J: what each of them takes\n")
        if why := bench.why_no_joules():
            sys.stdout.write(f"no joules: {why}\n")
    if arguments.plot:
        _write(arguments.plot, draw([moment for stage in stages for moment in stage.moments]))
    return 0


def _write(path: Path, drawing: str) -> None:
    try:
        path.write_text(drawing, "utf-8")
    except OSError as error:
        raise ConfigError(f"--plot {path}: {error.strerror}") from None


def _figures(stage: Stage) -> dict[str, float | str | None]:
    """What a stage comes to; None where nothing was measured."""
    heat = [one.temperature for one in stage.moments if one.temperature is not None]
    many = stage.count > 1
    return {
        "level": stage.level,
        "tier": stage.tier,
        "cpu_limit_percent": stage.allowed,
        "sentences_per_second": round(stage.count / stage.seconds, 1),
        "p50_ms": round(statistics.median(stage.latencies), 2) if stage.count else None,
        "p95_ms": round(statistics.quantiles(stage.latencies, n=20)[18], 2) if many else None,
        "cpu_ms_per_sentence": round(1000 * stage.cpu / stage.count, 2) if stage.count else None,
        "cpu_percent": round(100 * stage.cpu / stage.seconds, 1),
        "joules_per_sentence": (
            round(stage.joules / stage.count, 4) if stage.joules and stage.count else None
        ),
        "temperature_first_c": heat[0] if heat else None,
        "temperature_most_c": max(heat, default=None),
    }


def _row(stage: Stage) -> tuple[str, ...]:
    found = _figures(stage)
    heat = found["temperature_first_c"], found["temperature_most_c"]
    return (
        stage.level,
        stage.tier,
        f"{stage.allowed:g} %",
        f"{found['cpu_percent']} %",
        *(
            _shown(found[key])
            for key in ("sentences_per_second", "p50_ms", "p95_ms", "cpu_ms_per_sentence")
        ),
        _shown(found["joules_per_sentence"]),
        "-" if heat[0] is None else f"{heat[0]:.1f} to {heat[1]:.1f}",
    )


def _shown(value: float | str | None) -> str:
    return "-" if value is None else f"{value}"
