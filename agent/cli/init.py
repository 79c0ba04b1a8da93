"""``edge-intent init``."""

import re
import shutil
import sys
from argparse import Namespace
from pathlib import Path

from agent.config import NODE_FORM, NODE_PATTERN, ConfigFile, Mqtt, Tls
from agent.errors import ConfigError
from agent.log import set_up
from agent.messages import Topics
from agent.setup import Answers, Interview, Terminal, find_brokers, read_address, write_all


def run(arguments: Namespace) -> int:
    """Ask a few questions, try the broker, and write a configuration.

    Raises:
        EdgeIntentError: the broker cannot be used, or something cannot be written.
    """
    set_up("error", "text")
    output: Path = arguments.output
    terminal = Terminal(silent=arguments.yes)
    _check_node(arguments.node)
    _check_output(output, terminal, force=arguments.force)
    interview = Interview(terminal, find_brokers, output.parent)
    answers = _answers(arguments, interview)
    written = write_all(output, answers)
    sys.stdout.write(_told(written, ConfigFile(output).config.node))
    return 0


def _check_node(node: str | None) -> None:
    if node is not None and not re.fullmatch(NODE_PATTERN, node):
        raise ConfigError(f"--node {node!r}: {NODE_FORM}")


def _check_output(output: Path, terminal: Terminal, *, force: bool) -> None:
    if not output.parent.is_dir():
        raise ConfigError(f"{output.parent}: there is no such folder")
    if not output.exists() or force:
        return
    if not terminal.agree(f"{output} is there already. Replace it?"):
        raise ConfigError(f"{output} is there already; --force replaces it, --output names another")


def _answers(arguments: Namespace, interview: Interview) -> Answers:
    is_tried = not arguments.offline
    known = Mqtt(
        username=arguments.username,
        password_file=arguments.password_file,
        tls=Tls(ca=arguments.ca) if arguments.ca else None,
    )
    address = read_address(arguments.broker) if arguments.broker else None
    mqtt = interview.broker(address, known, is_tried=is_tried)
    home, statestream = arguments.home, arguments.statestream
    if home is None and statestream is None:
        home, statestream = interview.home(mqtt, is_tried=is_tried)
    return Answers(
        mqtt=mqtt,
        home=home,
        statestream=statestream,
        model=interview.model(),
        node=arguments.node,
    )


def _told(written: list[Path], node: str) -> str:
    config = written[-1]
    # In an environment of its own the command may be out of the shell's sight.
    program = "edge-intent" if shutil.which("edge-intent") else sys.argv[0]
    return (
        f"written: {', '.join(map(str, written))}\n"
        f"  is all well:    {program} doctor --config {config}\n"
        f"  run the agent:  {program} run --config {config}\n"
        f"  say something:  mosquitto_pub -q 1 -t {Topics(node).voice} -m 'turn on the lights'\n"
    )
