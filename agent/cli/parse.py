"""``edge-intent parse``."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import msgspec

from agent.config import ConfigFile, ModelName
from agent.errors import ConfigError, MessageError, ModelError
from agent.grounding import Devices, Grounder, Policy
from agent.home import Home, load_home
from agent.log import set_up
from agent.messages import (
    MAX_REQUEST,
    Request,
    Result,
    check_request,
    claimed,
    encode,
    read_request,
)
from agent.model_names import find_model
from agent.pipeline import Conversations, Pipeline, load_model, unread


def run(arguments: Namespace) -> int:
    """Read one sentence, or those of standard input.

    Raises:
        EdgeIntentError: configuration, home, model or sentence cannot be used.
    """
    if arguments.jsonl and arguments.text:
        raise ConfigError("parse --jsonl reads standard input; leave TEXT out")
    if not arguments.jsonl and not arguments.text:
        raise ConfigError("parse needs a TEXT, or --jsonl for sentences on standard input")
    pipeline = make_pipeline(arguments)
    if arguments.jsonl:
        for line in _lines():
            sys.stdout.buffer.write(encode(_answer_line(line, pipeline, arguments)) + b"\n")
            sys.stdout.buffer.flush()
        return 0
    return _one(pipeline, arguments)


def make_pipeline(arguments: Namespace) -> Pipeline:
    """The pipeline of the options that say how to read.

    Raises:
        EdgeIntentError: configuration, home or model cannot be used.
    """
    return make_reader(arguments)[0]


def make_reader(arguments: Namespace) -> tuple[Pipeline, Devices]:
    """The pipeline of the options that say how to read, and the devices of its home.

    Raises:
        EdgeIntentError: configuration, home or model cannot be used.
    """
    set_up("warning", "text")
    file = ConfigFile(arguments.config)
    config = file.config
    if arguments.model is not None:
        folder = named_model(arguments.model, "--model")
        config = msgspec.structs.replace(config, model=ModelName(folder))
    path = arguments.home or config.home
    grounder = Grounder(load_home(path) if path else Home(), file.section("risk", Policy))
    _check_area(vars(arguments).get("area"), grounder)
    kept = config.conversation
    threshold = config.threshold if arguments.threshold is None else arguments.threshold
    conversations = Conversations(kept.size, kept.expiry)
    return Pipeline(load_model(config), grounder, threshold, conversations), grounder.devices


def named_model(name: str, option: str) -> Path:
    """The folder of a model that was typed.

    Raises:
        ConfigError: there is no such model; the text names the shipped ones.
    """
    try:
        return find_model(name)
    except ModelError as error:
        raise ConfigError(f"{option}: {error}") from None


def _check_area(area: str | None, grounder: Grounder) -> None:
    if area is None or grounder.devices.area(area) is not None:
        return
    known = ", ".join(grounder.devices.area_names()) or "none: --home names the home file"
    raise ConfigError(f"--area {area!r} is no area of the home; it has {known}")


def _one(pipeline: Pipeline, arguments: Namespace) -> int:
    try:
        request = check_request(Request(text=" ".join(arguments.text)), arguments.kind)
    except MessageError as error:
        raise ConfigError(str(error)) from None
    result = pipeline.answer(_completed(request, arguments), arguments.kind)
    if arguments.json:
        shown = msgspec.json.format(encode(result), indent=2).decode()
        sys.stdout.write(f"{shown}\n")
    else:
        # rich takes longer to load than a sentence to read.
        from agent.cli.table import show_result

        show_result(result)
    return 1 if result.status == "error" else 0


def _answer_line(line: bytes, pipeline: Pipeline, arguments: Namespace) -> Result:
    try:
        request = read_request(line, arguments.kind)
    except MessageError as error:
        return unread(claimed(line), arguments.kind, "error", str(error))
    return pipeline.answer(_completed(request, arguments), arguments.kind)


def _completed(request: Request, arguments: Namespace) -> Request:
    """The request with what the command line says of all of them."""
    return msgspec.structs.replace(
        request,
        area=request.area or arguments.area,
        explain=request.explain or arguments.explain,
    )


def _lines() -> Iterator[bytes]:
    """The lines of standard input; of one that is too long, enough to refuse it."""
    source = sys.stdin.buffer
    while line := source.readline(MAX_REQUEST + 2):
        rest = line
        while not rest.endswith(b"\n") and (rest := source.readline(MAX_REQUEST)):
            pass
        yield line.removesuffix(b"\n")
