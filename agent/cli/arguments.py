"""What may be typed after ``edge-intent``."""

import argparse
from pathlib import Path
from typing import Any, NoReturn

from agent import __version__

#: Taken when no configuration is named and this file is there.
DEFAULT_CONFIG = Path("/etc/edge-intent/config.yaml")


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def __init__(self, **keywords: Any) -> None:
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, **keywords)

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def make_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = _Parser(
        prog="edge-intent",
        description="Plain text in, grounded intents out, on the board, over MQTT.",
        epilog="example: edge-intent parse turn on the hall lamp",
    )
    parser.add_argument("--version", action="version", version=f"edge-intent {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    _add_init(commands)
    _add_run(commands)
    _add_parse(commands)
    _add_check_config(commands)
    _add_doctor(commands)
    _add_status(commands)
    _add_home(commands)
    _add_models(commands)
    _add_evaluate(commands)
    _add_bench(commands)
    _add_completion(commands)
    return parser


def _add(commands: Any, name: str, module: str, summary: str, example: str) -> _Parser:
    parser: _Parser = commands.add_parser(
        name, help=summary, description=summary, epilog=f"example: {example}"
    )
    parser.set_defaults(module=module)
    return parser


def _add_init(commands: Any) -> None:
    summary = "ask a few questions, try the broker, and write a configuration"
    example = "edge-intent init --broker mqtts://nas.local --username edge-intent --output den.yaml"
    parser = _add(commands, "init", "init", summary, example)
    parser.add_argument(
        "--output",
        metavar="FILE",
        type=Path,
        default=Path("config.yaml"),
        help="where to write it; config.yaml if left out",
    )
    parser.add_argument(
        "--broker",
        metavar="ADDRESS",
        type=_text,
        help="host, host:port or mqtts://host; searched if left out",
    )
    parser.add_argument("--username", metavar="NAME", type=_text, help="user name at the broker")
    parser.add_argument(
        "--password-file", metavar="FILE", type=Path, help="file whose first line is the password"
    )
    parser.add_argument("--ca", metavar="FILE", type=Path, help="CA of the broker; turns TLS on")
    parser.add_argument("--node", metavar="NAME", help="last level of the topics; the host name")
    parser.add_argument(
        "--home", metavar="FILE", type=Path, help="home file; one to start from is written"
    )
    parser.add_argument(
        "--statestream",
        metavar="TOPIC",
        type=_text,
        help="base topic of Home Assistant's statestream",
    )
    parser.add_argument("--offline", action="store_true", help="do not connect to the broker")
    parser.add_argument("--yes", action="store_true", help="ask nothing; take what is offered")
    parser.add_argument("--force", action="store_true", help="replace a file that is there")


def _add_run(commands: Any) -> None:
    summary = "run the agent until it is told to stop"
    parser = _add(commands, "run", "run", summary, "edge-intent run --config config.yaml")
    _add_config(parser)


def _add_parse(commands: Any) -> None:
    summary = "read sentences without a broker and show what they mean"
    example = "edge-intent parse --home home.yaml --area kitchen turn off the lights"
    parser = _add(commands, "parse", "parse", summary, example)
    parser.add_argument("text", metavar="TEXT", nargs="*", type=_text, help="the sentence")
    parser.add_argument("--area", metavar="AREA", type=_text, help="area where the speaker is")
    parser.add_argument(
        "--kind",
        choices=("voice", "sensor"),
        default="voice",
        help="who it is of: a person, or a device; voice if left out",
    )
    _add_reading(parser)
    parser.add_argument("--explain", action="store_true", help="show how it was read, and why so")
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="show the result object")
    output.add_argument(
        "--jsonl",
        action="store_true",
        help="read a sentence or request object a line from standard input, "
        "write a result object a line",
    )


def _add_check_config(commands: Any) -> None:
    summary = "check a configuration file, and the home, model and certificates that it names"
    example = "edge-intent check-config config.yaml"
    parser = _add(commands, "check-config", "check_config", summary, example)
    parser.add_argument("config", metavar="FILE", type=Path, help="configuration file")


def _add_doctor(commands: Any) -> None:
    summary = "look at everything that could keep the agent from its work, and say how to mend it"
    parser = _add(commands, "doctor", "doctor", summary, "edge-intent doctor --config config.yaml")
    _add_config(parser)
    parser.add_argument("--json", action="store_true", help="show the findings as an object")


def _add_status(commands: Any) -> None:
    summary = "ask a running agent how it is"
    parser = _add(commands, "status", "status", summary, "edge-intent status --config config.yaml")
    _add_config(parser)
    parser.add_argument("--json", action="store_true", help="show the status object")


def _add_home(commands: Any) -> None:
    summary = "show the home as a running agent knows it, and where every fact comes from"
    parser = _add(commands, "home", "home", summary, "edge-intent home kitchen")
    parser.add_argument(
        "word",
        metavar="WORD",
        nargs="*",
        type=_text,
        help="show only entities in whose id, name, alias or area it is",
    )
    _add_config(parser)
    parser.add_argument("--json", action="store_true", help="show the home object")


def _add_completion(commands: Any) -> None:
    summary = "print the completion of a shell"
    example = "edge-intent completion bash > /etc/bash_completion.d/edge-intent"
    parser = _add(commands, "completion", "completion", summary, example)
    parser.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell")


def _add_models(commands: Any) -> None:
    summary = "list the shipped models, show a model's card, or verify its files"
    example = "edge-intent models intent-en-22m-int8 --verify"
    parser = _add(commands, "models", "models", summary, example)
    parser.add_argument("model", metavar="MODEL", nargs="?", help="shipped model or folder")
    parser.add_argument(
        "--verify",
        action="store_true",
        help="check its files by its manifest; those of every shipped model without MODEL",
    )


def _add_evaluate(commands: Any) -> None:
    summary = "score your own labelled sentences on your own home"
    example = "edge-intent evaluate --home home.yaml sentences.jsonl"
    parser = _add(commands, "evaluate", "evaluate", summary, example)
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="a labelled sentence a line; see docs/evaluate.md"
    )
    _add_reading(parser)
    parser.add_argument("--json", action="store_true", help="show the figures as JSON")


def _add_bench(commands: Any) -> None:
    summary = "measure this board: sentences a second, times and cost at every level"
    parser = _add(commands, "bench", "bench", summary, "edge-intent bench --plot bench.svg")
    _add_config(parser)
    parser.add_argument(
        "--level",
        metavar="LEVEL",
        action="append",
        choices=("normal", "warm", "hot", "critical"),
        help="measure this level alone: normal, warm, hot or critical; may be repeated",
    )
    parser.add_argument(
        "--seconds", metavar="S", type=_duration, default=15.0, help="time for each level; 15"
    )
    parser.add_argument("--plot", metavar="FILE", type=Path, help="draw the run (SVG)")
    parser.add_argument("--json", action="store_true", help="show the figures as JSON")


def _add_reading(parser: _Parser) -> None:
    parser.add_argument("--home", metavar="FILE", type=Path, help="home file; else an empty home")
    parser.add_argument("--threshold", metavar="T", type=_share, help="least confidence, 0 to 1")
    parser.add_argument("--model", metavar="MODEL", help="shipped model or folder")
    parser.add_argument(
        "--config", metavar="FILE", type=Path, help="take home, model, threshold and risk from it"
    )


def _add_config(parser: _Parser) -> None:
    parser.add_argument(
        "--config",
        metavar="FILE",
        type=Path,
        default=DEFAULT_CONFIG if DEFAULT_CONFIG.exists() else None,
        help=f"configuration file; {DEFAULT_CONFIG} if it is there, else the defaults",
    )


def _text(given: str) -> str:
    try:
        given.encode()
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError("the text is not UTF-8") from None
    return given


def _duration(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 1 <= value <= 3600:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds from 1 to 3600")
    return value


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to 1")
    return value
