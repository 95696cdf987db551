"""What can go wrong, in words a person can act on. Every error carries the exit code it ends the program with."""

from __future__ import annotations

from pathlib import Path

EXIT_BUG = 1
EXIT_USAGE = 2
EXIT_FINDINGS = 5


class ConfmergeError(Exception):
    """Base of all errors that are shown as one message instead of a traceback."""

    exit_code = EXIT_USAGE


class InputError(ConfmergeError):
    """A file, an argument or a line in it is not what it should be; `path` and `line` (from 1) say where."""

    def __init__(self, message: str, path: Path | str | None = None, line: int | None = None) -> None:
        self.path, self.line = path, line
        where = "" if path is None else f"{path}: " if line is None else f"{path}:{line}: "
        super().__init__(where + message)


class RefusedError(ConfmergeError):
    """The program checked its own output, found it wrong, and wrote nothing: always our bug, never the user's."""

    exit_code = EXIT_BUG
