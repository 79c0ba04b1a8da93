"""Asking the system's own tools."""

import subprocess


def properties(*words: str) -> dict[str, str] | None:
    """What a command prints as lines ``name=value``.

    Args:
        words: the command.

    Returns:
        None where there is no such command, or it fails.
    """
    try:
        told = subprocess.run(  # noqa: S603, the words are ours
            words, capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if told.returncode != 0:
        return None
    pairs = (line.partition("=") for line in told.stdout.splitlines())
    return {name: value for name, equals, value in pairs if equals}
