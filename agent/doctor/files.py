"""Files: who may read and write them, and whether there is room."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from agent.config import Config
from agent.doctor.finding import Finding, bad, good, note
from agent.errors import ModelError
from agent.recognizer import DEFAULT_MODEL, find_model

#: Room that must be left beside the outbox, in bytes.
_SPARE = 32 * 1024 * 1024


def check_files(path: Path | None, config: Config) -> Iterator[Finding]:
    """Secrets that others can read, files that others can change, the state folder, the disk."""
    wrong = [*_readable(path, config), *_writable(path, config)]
    yield from wrong or [good("files", "nobody else can read secrets or change what is loaded")]
    yield from _state(config.state_dir)
    yield from _room(config)


def _readable(path: Path | None, config: Config) -> Iterator[Finding]:
    mqtt = config.mqtt
    secrets = [mqtt.password_file, mqtt.tls.key if mqtt.tls else None]
    if mqtt.password and path and _others(path, stat.S_IROTH):
        mend = "move it into a file of its own, mode 600, and name that in mqtt.password_file"
        yield bad("files", f"everybody can read the password in {path}", mend)
    for secret in secrets:
        if secret and _others(secret, stat.S_IROTH):
            yield bad("files", f"everybody can read {secret}", f"chmod 600 {secret}")


def _writable(path: Path | None, config: Config) -> Iterator[Finding]:
    named = [path, config.home, *_model_files(config)]
    for file in named:
        if file and _others(file, stat.S_IWOTH):
            yield bad("files", f"everybody can change {file}", f"chmod o-w {file}")


def _model_files(config: Config) -> list[Path]:
    try:
        folder = find_model(config.model or DEFAULT_MODEL)
    except ModelError:
        return []  # the model's own check tells
    return [folder, *folder.iterdir()]


def _others(path: Path, right: int) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    # Nobody can write into a folder with the sticky bit what is another's.
    return bool(mode & right) and not (stat.S_ISDIR(mode) and mode & stat.S_ISVTX)


def state_fault(folder: Path) -> tuple[str, str] | None:
    """Why nothing can be kept in a state folder, and the mend; None where it can."""
    there = _existing(folder)
    if not there.is_dir():
        return f"{there} is no folder", "name a folder in state_dir"
    if there != folder:
        try:  # as root, everything seems to be allowed, in /proc too
            with tempfile.TemporaryDirectory(dir=there):
                return None
        except OSError:
            return f"{folder} is not there and cannot be made", f"mkdir {folder}"
    try:
        with tempfile.TemporaryFile(dir=folder):
            return None
    except OSError as error:
        mend = "give it to the user of the agent, or run this as that user"
        return f"{folder} cannot be written: {error.strerror}", mend


def _existing(path: Path) -> Path:
    """The path, or the nearest folder above it that is there as far as can be seen."""
    # os.path: what may not be looked at is not there, and no error.
    return next(one for one in (path, *path.parents) if os.path.exists(one))


def _state(folder: Path | None) -> Iterator[Finding]:
    if folder is None:
        mend = "give state_dir; the service of systemd has it by itself"
        says = "without a state_dir timers, answers and a pushed home are forgotten at a restart"
        yield note("state", says, mend)
    elif fault := state_fault(folder):
        yield bad("state", *fault)
    elif _existing(folder) != folder:
        yield good("state", f"{folder} will be made at the first start")
    elif _others(folder, stat.S_IROTH | stat.S_IXOTH):
        says = f"everybody can look into {folder}, which holds what was said"
        yield bad("state", says, f"chmod 700 {folder}")
    else:
        yield good("state", f"{folder} can be written, by nobody else")


def _room(config: Config) -> Iterator[Finding]:
    where = _existing(config.state_dir or Path())
    free = shutil.disk_usage(where).free
    needed = config.outbox.size_mb * 1024 * 1024 + _SPARE
    says = f"{free / 1e6:.0f} MB free at {where.resolve()}"
    if config.state_dir and free < needed:
        yield bad("disk", says, f"make room for {needed / 1e6:.0f} MB, or lower outbox.size_mb")
    else:
        yield good("disk", says)
