"""Python and the libraries."""

import platform
import re
import struct
import sys
from collections.abc import Iterator
from importlib import metadata

from agent import __version__
from agent.doctor.finding import Finding, bad, good, note

_DISTRIBUTION = "edge-intent"


def check_software() -> Iterator[Finding]:
    """Whether Python is one that onnxruntime is made for, and every library is there."""
    bits = 8 * struct.calcsize("P")
    python = f"Python {platform.python_version()}, {bits} bits, on {platform.machine()}"
    if bits != 64:
        mend = "install a 64-bit system; onnxruntime is made for aarch64 and x86-64 alone"
        yield bad("software", python, mend)
    else:
        yield good("software", f"edge-intent {__version__}; {python}")
    yield from _libraries()


def _libraries() -> Iterator[Finding]:
    try:
        required = metadata.requires(_DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        yield note("libraries", "edge-intent was not installed by pip; its libraries are not known")
        return
    names = dict.fromkeys(_name(one) for one in required if "extra ==" not in one)
    versions = {name: _version(name) for name in names}
    missing = [name for name, version in versions.items() if version is None]
    if missing:
        mend = f"{sys.executable} -m pip install {' '.join(missing)}"
        yield bad("libraries", f"missing: {', '.join(missing)}", mend)
    else:
        told = (f"{name} {version}" for name, version in versions.items())
        yield good("libraries", ", ".join(told))


def _name(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
