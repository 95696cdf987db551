"""`confmerge entries`: every entry of markdown lists as JSON lines."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from confmerge.errors import ConfmergeError

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_arguments(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `entries`."""
    entries = commands.add_parser("entries", help="print every entry of markdown lists as JSON lines")
    entries.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a markdown list; - for stdin")
    entries.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the entries; a file that cannot be read is an error, the others are printed all the same."""
    from confmerge.files import to_jsonl
    from confmerge.lists import Document, read_list

    code = 0
    for path in arguments.files:
        try:
            piped = os.fspath(path) == "-"
            document = Document(path, sys.stdin.buffer.read()) if piped else Document.load(path)
        except ConfmergeError as error:
            print(f"confmerge: {error}", file=sys.stderr)
            code = error.exit_code
            continue
        sys.stdout.write(to_jsonl(entry.to_dict() for entry in read_list(document).entries))
    return code
