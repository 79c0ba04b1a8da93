"""``edge-intent home``: the home as a running agent knows it, and where it knows it from."""

import sys
from argparse import Namespace
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from agent.cli.ask import ask
from agent.config import load_config
from agent.messages import HomeCommand

_Row = Mapping[str, Any]
#: Attributes that are worth a place in the table.
_SHOWN = ("device_class", "unit_of_measurement", "brightness", "current_position", "temperature")


def run(arguments: Namespace) -> int:
    """Ask the agent for its home, and show it.

    Raises:
        BrokerError: no broker or no agent answers.
        ConfigError: the configuration cannot be used.
    """
    data = ask(load_config(arguments.config), "home", HomeCommand(sources=True))
    wanted = arguments.word
    data["entities"] = entities_of(data, wanted)
    if arguments.json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(data), indent=2).decode() + "\n")
    elif wanted and not data["entities"]:
        sys.stdout.write(f"nothing in the home goes by {' '.join(wanted)!r}\n")
    else:
        # rich takes longer to load than the agent to answer.
        from agent.cli.table import show_rows

        show_rows(("entity", "name", "area", "state", "from"), map(_entity, data["entities"]))
        if not wanted:
            show_rows(("area", "name", "floor", "from"), map(_area, data["areas"]))
        sys.stdout.write("".join(f"{line}\n" for line in _notes(data)))
    return 1 if wanted and not data["entities"] else 0


def entities_of(data: Mapping[str, Any], words: Iterable[str]) -> list[_Row]:
    """The entities in whose id and names, or in those of their area, all these words stand."""
    wanted = [word.casefold() for word in words]
    areas = {row["id"]: _names(row) for row in data["areas"]}
    said = ((row, f"{_names(row)}\n{areas.get(row['area'], '')}") for row in data["entities"])
    return [row for row, names in said if all(word in names for word in wanted)]


def _names(row: _Row) -> str:
    return "\n".join((row["id"], row["name"], *row["aliases"])).casefold()


def _entity(row: _Row) -> tuple[str, ...]:
    aliases = "".join(f"\n“{alias}”" for alias in row["aliases"])
    state = row["state"] or row["unread"] or ("" if row["unread"] is None else "not known")
    shown = [f"{key} {row['attributes'][key]}" for key in _SHOWN if key in row["attributes"]]
    facts = [f"{fact}: {source}" for fact, source in _by_source(row["from"])]
    if row["commanded"]:
        facts.append("can be commanded")
    return (
        row["id"],
        row["name"] + aliases,
        row["area"] or "",
        "\n".join([state, *shown]),
        "\n".join(facts),
    )


def _area(row: _Row) -> tuple[str, ...]:
    names = ", ".join([row["name"], *row["aliases"]])
    return row["id"], names, row["floor"] or "", row["from"] or ""


def _by_source(facts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Facts that come from one place are shown in one line."""
    grouped: dict[str, list[str]] = {}
    for fact, source in facts.items():
        grouped.setdefault(source, []).append(fact)
    return [(", ".join(names), source) for source, names in grouped.items()]


def _notes(data: Mapping[str, Any]) -> list[str]:
    notes = [f"{len(data['entities'])} entities, {len(data['areas'])} areas"]
    if data["left_out"]:
        notes.append(f"{data['left_out']} discovered entities too many are left out")
    if data["faults"]:
        notes.append(f"{data['faults']} messages were no use; the log names their topics")
    return notes
