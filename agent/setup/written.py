"""Writing what was answered: the configuration, and the files that it names."""

import os
import shutil
from pathlib import Path
from typing import Any

from agent.config import Config, ConfigFile, Mqtt, config_text
from agent.errors import ConfigError
from agent.setup.interview import Answers

#: Where the service has its configuration; systemd gives it folders and the password.
SERVICE_FOLDER = Path("/etc/edge-intent")
PASSWORD_FILE = "mqtt-password"  # noqa: S105, the name of a file
_STARTER = Path(__file__).resolve().parents[1] / "data" / "home.yaml"


def write_all(output: Path, answers: Answers) -> list[Path]:
    """Write the configuration, a password that was typed, and a home file to start from.

    The configuration that was there is replaced only by one that can be used.

    Returns:
        What was written, the configuration last.

    Raises:
        ConfigError: something cannot be written, or the configuration cannot be used.
    """
    try:
        return _write(output, answers)
    except OSError as error:
        raise ConfigError(f"{error.filename or output}: {error.strerror}") from None


def _write(output: Path, answers: Answers) -> list[Path]:
    written = []
    if answers.mqtt.password is not None:
        written.append(output.parent / PASSWORD_FILE)
        _write_secret(written[-1], answers.mqtt.password)
    if answers.home and not answers.home.exists():
        written.append(answers.home)
        shutil.copyfile(_STARTER, answers.home)
    fresh = output.with_name(f"{output.name}.new")
    fresh.write_text(config_text(_chosen(output.parent, answers)), "utf-8")
    try:
        ConfigFile(fresh)
        fresh.replace(output)
    finally:
        fresh.unlink(missing_ok=True)
    return [*written, output]


def _write_secret(path: Path, secret: str) -> None:
    """Write a file that nobody else can read, not even for a moment."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(file, "w", encoding="utf-8") as writer:
        os.fchmod(file, 0o600)
        writer.write(f"{secret}\n")


def _chosen(folder: Path, answers: Answers) -> dict[str, Any]:
    is_service = folder.resolve() == SERVICE_FOLDER
    chosen = {
        "node": answers.node or Config().node,
        **_broker(folder, answers.mqtt, is_service=is_service),
        "home": answers.home and _named(answers.home, folder),
        "discovery.statestream": answers.statestream,
        "model": answers.model,
        # The service has its folder from systemd.
        "state_dir": None if is_service else "state",
    }
    return {key: value for key, value in chosen.items() if value is not None}


def _broker(folder: Path, mqtt: Mqtt, *, is_service: bool) -> dict[str, Any]:
    chosen: dict[str, Any] = {
        "mqtt.host": mqtt.host,
        "mqtt.port": mqtt.port,
        "mqtt.username": mqtt.username,
        "mqtt.protocol": None if mqtt.protocol == 5 else mqtt.protocol,
    }
    if mqtt.password is not None:
        place = "$CREDENTIALS_DIRECTORY/" if is_service else ""
        chosen["mqtt.password_file"] = f"{place}{PASSWORD_FILE}"
    elif mqtt.password_file:
        chosen["mqtt.password_file"] = _named(mqtt.password_file, folder)
    if mqtt.tls:
        # A section must have a key to be there.
        chosen["mqtt.tls.insecure"] = mqtt.tls.insecure
        chosen["mqtt.tls.ca"] = mqtt.tls.ca and _named(mqtt.tls.ca, folder)
    return chosen


def _named(file: Path, folder: Path) -> str:
    """A file as the configuration names it: by its name where both lie in one folder."""
    whole = file.resolve()
    return whole.name if whole.parent == folder.resolve() else str(whole)
