"""``edge-intent models``."""

import sys
from argparse import Namespace

from agent.errors import ModelError
from agent.recognizer import DEFAULT_MODEL, find_model, load_files, shipped


def run(arguments: Namespace) -> int:
    """List the shipped models, show a card, or verify a manifest.

    Raises:
        ModelError: there is no such model, or it is not what its manifest says.
    """
    if arguments.model is None:
        _list()
    elif arguments.verify:
        files = load_files(find_model(arguments.model))
        sys.stdout.write(f"{files.card.name}: every file is what the manifest says\n")
    else:
        card = find_model(arguments.model) / "card.md"
        try:
            sys.stdout.write(card.read_text())
        except (OSError, UnicodeDecodeError) as error:
            raise ModelError(f"model {arguments.model}: card.md cannot be read: {error}") from None
    return 0


def _list() -> None:
    for name in shipped():
        folder = find_model(name)
        size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
        default = "  (default)" if name == DEFAULT_MODEL else ""
        sys.stdout.write(f"{name}  {size:.1f} MB  {folder}{default}\n")
