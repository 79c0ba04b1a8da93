"""``edge-intent completion``: completion for shells, made from the parser itself."""

import argparse
import sys
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

from agent.cli.arguments import make_parser

_BASH = """\
_edge_intent() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD-1]}}" words
    case "$before" in
        {files}) COMPREPLY=($(compgen -f -- "$current")); return ;;
    esac
    case "${{COMP_WORDS[1]}}" in
{cases}
        *) words="{commands}" ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    [[ ${{#COMPREPLY[@]}} -gt 0 || "$current" == -* ]] || COMPREPLY=($(compgen -f -- "$current"))
}}
complete -o filenames -F _edge_intent edge-intent
"""
_ZSH = """\
#compdef edge-intent
_edge_intent() {{
    if (( CURRENT == 2 )); then
        local -a commands=(
{commands}
        )
        _describe command commands
        return
    fi
    case "$words[2]" in
{cases}
    esac
}}
compdef _edge_intent edge-intent
"""


@dataclass(frozen=True)
class _Option:
    flag: str
    summary: str
    takes_file: bool
    takes_value: bool


@dataclass(frozen=True)
class _Command:
    name: str
    summary: str
    options: tuple[_Option, ...]
    words: tuple[str, ...]
    """What it may be given besides options, where that is a fixed few."""


def run(arguments: Namespace) -> int:
    """Print the completion script of a shell."""
    write = {"bash": _bash, "zsh": _zsh, "fish": _fish}[arguments.shell]
    sys.stdout.write(write(_commands(make_parser())))
    return 0


def _bash(commands: list[_Command]) -> str:
    files = sorted({o.flag for c in commands for o in c.options if o.takes_file})
    cases = []
    for one in commands:
        words = " ".join([*(o.flag for o in one.options), *one.words])
        cases.append(f'        {one.name}) words="{words}" ;;')
    return _BASH.format(
        files="|".join(files),
        cases="\n".join(cases),
        commands=" ".join([*(one.name for one in commands), "--help", "--version"]),
    )


def _zsh(commands: list[_Command]) -> str:
    cases = []
    for one in commands:
        specs = [_zsh_option(option) for option in one.options]
        specs.append(f"'*:word:({' '.join(one.words)})'" if one.words else "'*:file:_files'")
        cases.append(f"        {one.name}) _arguments {' '.join(specs)} ;;")
    named = [f"            '{one.name}:{_quoted(one.summary)}'" for one in commands]
    return _ZSH.format(commands="\n".join(named), cases="\n".join(cases))


def _zsh_option(option: _Option) -> str:
    value = ":file:_files" if option.takes_file else ":value:" if option.takes_value else ""
    return f"'{option.flag}[{_quoted(option.summary)}]{value}'"


def _fish(commands: list[_Command]) -> str:
    lines = []
    for one in commands:
        summary = _quoted(one.summary)
        lines.append(
            f"complete -c edge-intent -n __fish_use_subcommand -f -a {one.name} -d '{summary}'"
        )
        when = f"complete -c edge-intent -n '__fish_seen_subcommand_from {one.name}'"
        lines += [f"{when} -f -a '{word}'" for word in one.words]
        for option in one.options:
            value = " -r" if option.takes_value else ""
            name = option.flag.removeprefix("--")
            lines.append(f"{when} -l {name}{value} -d '{_quoted(option.summary)}'")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Without the characters that mean something inside the shells' specifications."""
    return text.translate(str.maketrans("[]:", "() ", "'"))


def _commands(parser: argparse.ArgumentParser) -> list[_Command]:
    choices = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    return [
        _Command(
            name=name,
            summary=inner.description or "",
            options=tuple(_option(a) for a in inner._actions if a.option_strings),
            words=tuple(w for a in inner._actions if not a.option_strings for w in a.choices or ()),
        )
        for name, inner in choices.choices.items()
    ]


def _option(action: argparse.Action) -> _Option:
    return _Option(
        flag=action.option_strings[-1],
        summary=action.help or "",
        takes_file=action.type is Path,
        takes_value=action.nargs != 0,
    )
