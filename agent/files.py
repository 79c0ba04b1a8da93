"""Files that must survive a power cut."""

import os
from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Replace a file whole: after a power cut the old one or the new one is there.

    Raises:
        OSError: it cannot be written; the old one stays.
    """
    fresh = path.with_suffix(".new")
    path.parent.mkdir(parents=True, exist_ok=True)
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
