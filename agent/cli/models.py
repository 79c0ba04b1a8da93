"""``edge-intent models``."""

import sys
from argparse import Namespace

from agent.cli.parse import named_model
from agent.errors import ModelError
from agent.recognizer import DEFAULT_MODEL, find_model, load_files, shipped


def run(arguments: Namespace) -> int:
    """List the shipped models, show a card, or verify manifests.

    Raises:
        ConfigError: there is no such model.
        ModelError: it is not what its manifest says.
    """
    if arguments.verify:
        for name in shipped() if arguments.model is None else [arguments.model]:
            _verify(name)
    elif arguments.model is None:
        _list()
    else:
        card = named_model(arguments.model, "models") / "card.md"
        try:
            sys.stdout.write(card.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise ModelError(f"model {arguments.model}: card.md cannot be read: {error}") from None
    return 0


def _verify(name: str) -> None:
    files = load_files(named_model(name, "models"))
    sys.stdout.write(f"{files.card.name}: every file is what the manifest says\n")


def _list() -> None:
    for name in shipped():
        folder = find_model(name)
        size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
        default = "  (default)" if name == DEFAULT_MODEL else ""
        sys.stdout.write(f"{name}  {size:.1f} MB  {folder}{default}\n")
