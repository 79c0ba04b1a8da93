"""Starts the agent as an add-on: the supervisor tells the broker, its user and its password."""

import json
import os
import sys
import urllib.request
from pathlib import Path
from typing import Any

import yaml

#: The variable in which the agent finds the password.
PASSWORD = "MQTT_PASSWORD"  # noqa: S105
_TIMEOUT = 30


def broker() -> dict[str, Any]:
    """The supervisor's MQTT service: host, port, ssl, username, password."""
    supervisor = os.environ.get("SUPERVISOR_URL", "http://supervisor")
    request = urllib.request.Request(  # noqa: S310, the address is the supervisor's
        f"{supervisor}/services/mqtt",
        headers={"Authorization": f"Bearer {os.environ['SUPERVISOR_TOKEN']}"},
    )
    with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
        found: dict[str, Any] = json.load(answer)["data"]
    return found


def configuration(own: Path, options: dict[str, Any], mqtt: dict[str, Any]) -> dict[str, Any]:
    """The user's configuration, completed with what the add-on knows."""
    file = own / "config.yaml"
    config: dict[str, Any] = (yaml.safe_load(file.read_text()) if file.exists() else None) or {}
    config.setdefault("node", options["node"])
    config.setdefault("log", {}).setdefault("level", options["log_level"])
    if (own / "home.yaml").exists():
        config.setdefault("home", "home.yaml")
    if "home" in config:
        # What is written lies elsewhere.
        config["home"] = str(own / config["home"])
    login = {"username": mqtt["username"], "password_env": PASSWORD} if mqtt["username"] else {}
    told = {
        "host": mqtt["host"],
        "port": mqtt["port"],
        **login,
        **({"tls": {}} if mqtt["ssl"] else {}),
    }
    config.setdefault("mqtt", told)
    return config


def main() -> None:
    """Write the configuration and become the agent."""
    own, data = Path(os.environ.get("CONFIG", "/config")), Path(os.environ["STATE_DIRECTORY"])
    mqtt = broker()
    options = json.loads((data / "options.json").read_text())
    written = data / "config.yaml"
    written.write_text(yaml.safe_dump(configuration(own, options, mqtt)))
    os.environ[PASSWORD] = mqtt.get("password") or ""
    os.environ.pop("SUPERVISOR_TOKEN")
    command = [sys.executable, "-m", "agent", "run", "--config", str(written)]
    os.execv(sys.executable, command)  # noqa: S606, there is nothing for a shell to do


if __name__ == "__main__":
    main()
