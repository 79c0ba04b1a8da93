"""Questions to a person at a terminal."""

import getpass
import sys
from collections.abc import Sequence

from agent.errors import ConfigError


class Terminal:
    """Asks on standard error and reads standard input.

    Args:
        silent: ask nothing; every question is answered with what is offered.
    """

    def __init__(self, *, silent: bool = False) -> None:
        self.is_silent = silent

    def say(self, line: str) -> None:
        """Tell something."""
        sys.stderr.write(f"{line}\n")

    def ask(self, question: str, offered: str = "") -> str:
        """A line of text.

        Args:
            question: without its question mark.
            offered: taken when nothing is typed.

        Raises:
            ConfigError: the input ended.
        """
        if self.is_silent:
            return offered
        sys.stderr.write(f"{question}{f' [{offered}]' if offered else ''}: ")
        sys.stderr.flush()
        return self._line().strip() or offered

    def ask_secret(self, question: str) -> str:
        """A line that is not shown while it is typed.

        Raises:
            ConfigError: the input ended.
        """
        if sys.stdin.isatty():
            return getpass.getpass(f"{question}: ")
        return self._line().rstrip("\r\n")

    def agree(self, question: str) -> bool:
        """Whether somebody says yes; nobody asked does not."""
        return not self.is_silent and self.ask(f"{question} (y/n)", "n").lower() in ("y", "yes")

    def choose(self, question: str, options: Sequence[str], offered: int) -> int:
        """The position of one of several.

        Args:
            question: what they are.
            options: a line each.
            offered: the position that is taken when nothing is typed.
        """
        if not self.is_silent:
            self.say(question)
            for number, option in enumerate(options, 1):
                self.say(f"  {number}  {option}")
        while True:
            typed = self.ask("Number", str(offered + 1))
            if typed.isdecimal() and 1 <= int(typed) <= len(options):
                return int(typed) - 1
            self.say(f"a number from 1 to {len(options)}, please")

    def _line(self) -> str:
        line = sys.stdin.readline()
        if not line:
            raise ConfigError("the input ended before all was answered; --yes asks nothing")
        return line
