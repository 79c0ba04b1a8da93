"""The service of systemd."""

from collections.abc import Iterator
from pathlib import Path

from agent.doctor.command import properties
from agent.doctor.finding import Finding, bad, good, note

_FOLDER = Path("/etc/edge-intent")
_ASKED = ("LoadState", "ActiveState", "UnitFileState", "StatusText", "Result", "NRestarts")
#: Restarts after which somebody should look why.
_MANY = 3


def check_service(path: Path | None, run: Path = Path("/run")) -> Iterator[Finding]:
    """Whether the service is installed, runs, and starts at boot.

    Args:
        path: the configuration file.
        run: where the system keeps what is only for now.
    """
    if not (run / "systemd/system").is_dir():
        yield note("service", "systemd does not run here; something else must start the agent")
        return
    unit = _unit(path)
    told = properties("systemctl", "show", unit, f"--property={','.join(_ASKED)}")
    if told is None:
        yield note("service", "systemctl does not answer")
    elif told.get("LoadState") == "not-found":
        mend = "deploy/install.sh installs it; docs/service.md"
        yield note(
            "service", f"{unit} is not installed: the agent runs while somebody runs it", mend
        )
    elif told.get("LoadState") != "loaded":
        mend = f"systemctl status {unit}"
        yield bad("service", f"{unit} is {told.get('LoadState') or 'not known'}", mend)
    else:
        yield from _loaded(unit, told)


def _unit(path: Path | None) -> str:
    """The unit that runs with a configuration: one of several nodes, or the only one."""
    if path and path.resolve().parent == _FOLDER and path.stem != "config":
        return f"edge-intent@{path.stem}.service"
    return "edge-intent.service"


def _loaded(unit: str, told: dict[str, str]) -> Iterator[Finding]:
    state, text = told.get("ActiveState", ""), told.get("StatusText", "")
    says = f"{unit} is {state}{f': {text}' if text else ''}"
    if state == "failed":
        yield bad("service", f"{says} ({told.get('Result')})", f"journalctl -u {unit} -e tells why")
    elif state in ("active", "reloading"):
        yield good("service", says)
    elif state == "activating":
        yield note("service", says, f"journalctl -u {unit} -f shows what it waits for")
    else:
        yield note("service", says, f"sudo systemctl enable --now {unit}")
    if told.get("UnitFileState") == "disabled" and state != "inactive":
        yield note("service", f"{unit} does not start at boot", f"sudo systemctl enable {unit}")
    restarts = told.get("NRestarts", "0")
    if restarts.isdecimal() and int(restarts) >= _MANY:
        mend = f"journalctl -u {unit} -p warning tells why"
        yield note("service", f"{unit} was started anew {restarts} times", mend)
