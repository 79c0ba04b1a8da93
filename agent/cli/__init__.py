"""The command line. Each command is a module that is imported only when it is given."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from agent.cli.arguments import make_parser
from agent.errors import ConfigError, EdgeIntentError, HomeError

#: As shells report a program that SIGINT ended.
_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        argv: its words; those of the process if left out.

    Returns:
        The exit status: 0 good, 1 failed, 2 wrong usage or configuration.
    """
    if sys.stdin is None or sys.stdout is None:
        raise SystemExit("edge-intent: standard input and output must be open; </dev/null does")
    arguments = make_parser().parse_args(argv)
    try:
        status: int = import_module(f"agent.cli.{arguments.module}").run(arguments)
        sys.stdout.flush()
    except EdgeIntentError as error:
        sys.stderr.write(f"edge-intent: {error}\n")
        return 2 if isinstance(error, ConfigError | HomeError) else 1
    except ModuleNotFoundError as error:
        # On 32-bit systems above all, for which there is no onnxruntime.
        sys.stderr.write(
            f"edge-intent: the Python package {error.name} is missing; install edge-intent with "
            "pip on a 64-bit Linux (aarch64 or x86-64)\n"
        )
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        _close_output()  # whoever read it has enough
        return 1
    except OSError as error:
        if error.filename is not None:
            raise  # of a file, which whoever opened it tells
        _close_output()
        sys.stderr.write(f"edge-intent: cannot write the output: {error.strerror or error}\n")
        return 1
    return status


def _close_output() -> None:
    """Have the interpreter flush no more of the output at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
