"""The command line: `confmerge COMMAND ...`; a command is a module of `confmerge.commands`, or of another package."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from confmerge import __version__
from confmerge.commands import COMMANDS
from confmerge.errors import EXIT_USAGE, ConfmergeError

_GROUP = "confmerge.commands"


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0, 1 a bug, 2 usage, 3 and 4 by outcome, 5 findings."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if arguments and arguments[0] in _EXTRA:
        return _extra(arguments[0])(arguments[1:])
    parsed = _parser().parse_args(arguments)
    try:
        code: int = parsed.run(parsed)
        sys.stdout.flush()
        return code
    except ConfmergeError as error:
        print(f"confmerge: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:  # `| head`: the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


# Commands of other packages: known by name here, so that nothing is searched or imported until one is asked for.
_EXTRA = {"crawl": "get an edition's papers and propose them (needs Scrapy)"}


def _extra(name: str) -> Callable[[list[str]], int]:
    from importlib.metadata import entry_points

    found = next(iter(entry_points(group=_GROUP, name=name)), None)
    if found is None:
        print(f"confmerge: `{name}` is not installed; install confmerge with pip", file=sys.stderr)
        raise SystemExit(EXIT_USAGE)
    command: Callable[[list[str]], int] = found.load()
    return command


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="confmerge",
        description="Turn a conference's accepted papers into a reviewable change to a markdown paper list.",
    )
    parser.add_argument("--version", action="version", version=f"confmerge {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    for command in COMMANDS:
        command.add_arguments(commands)
    for name, what in _EXTRA.items():
        commands.add_parser(name, help=what, add_help=False)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
