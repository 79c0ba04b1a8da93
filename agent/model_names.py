"""The names of the shipped models, and the folder that a name or a path stands for."""

import os
import re
from pathlib import Path

from agent.errors import ModelError

#: The model that is used where the configuration names none.
DEFAULT_MODEL = "intent-en-22m-int8"
#: The small one that stands in for it.
NANO_MODEL = "intent-en-nano-int8"
#: Where the shipped models are.
SHIPPED = Path(__file__).parent / "models"
_NAME = re.compile(r"^[a-z0-9][a-z0-9._-]{0,63}$")


def find_model(name: str) -> Path:
    """The folder of a shipped model's name, or of a path.

    Raises:
        ModelError: there is no such model; the text names the shipped ones.
    """
    if _NAME.match(name) and (SHIPPED / name).is_dir():
        return SHIPPED / name
    folder = os.path.expanduser(name)
    if os.path.isdir(folder):  # False, not an error, for what cannot be a path at all
        return Path(folder).resolve()
    raise ModelError(f"model {name!r} is neither shipped ({', '.join(shipped())}) nor a folder")


def shipped() -> list[str]:
    """Names of the shipped models, the default first."""
    names = sorted(one.name for one in SHIPPED.iterdir() if (one / "labels.json").is_file())
    return sorted(names, key=lambda name: name != DEFAULT_MODEL)
