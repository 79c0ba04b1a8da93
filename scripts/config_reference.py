"""Writes the table of keys into docs/configuration.md from the code."""

from collections.abc import Iterator
from pathlib import Path

from agent.config import Key, describe, show_default

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "configuration.md"
BEGIN = "<!-- keys: written by scripts/config_reference.py -->\n"
END = "<!-- end of keys -->\n"
#: Defaults that depend on the machine.
DEPENDS = {"node": "the host name", "state_dir": "`$STATE_DIRECTORY`", "risk": ""}


def with_keys(text: str) -> str:
    """The reference with its table made anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    header = "| key | value | default | meaning |\n|---|---|---|---|\n"
    return before + BEGIN + header + "".join(rows()) + END + after


def rows() -> Iterator[str]:
    """A line for every key."""
    for key in describe(items=True):
        if key.is_section:
            yield f"| `{key.name}` | section | | {key.meaning} |\n"
        else:
            yield f"| `{key.name}` | {key.takes} | {_default(key)} | {key.meaning} |\n"


def _default(key: Key) -> str:
    if key.name in DEPENDS:
        return DEPENDS[key.name]
    shown = show_default(key.default)
    return f"`{shown}`" if shown else ""


if __name__ == "__main__":
    REFERENCE.write_text(with_keys(REFERENCE.read_text("utf-8")), "utf-8")
