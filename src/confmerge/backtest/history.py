"""A list's history: the commits that touched its files, each with the files as they were before it and after it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from confmerge.backtest.git import REGULAR, Repository

_HEAD = b"\x01"
_FORMAT = "--format=%x01%H%x02%aI%x02%cI%x02%s"
_LOG = (
    "log",
    "--first-parent",
    "-m",
    "--root",
    "--raw",
    "-z",
    "-M",
    "--no-abbrev",
    "--no-color",
    "--no-show-signature",
)
_SUFFIXES = (".md", ".markdown")
_UNDATED = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its name, the day its author wrote it, the first line of its message."""

    name: str
    day: date
    subject: str

    @property
    def short(self) -> str:
        """The name as a person writes it."""
        return self.name[:7]


@dataclass(frozen=True, slots=True)
class State:
    """A file of a list at some time: its path then, and its blob; None where it was not there."""

    path: str
    blob: str | None


States = tuple[State, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A commit, and a list's files before and after it, in the list's order."""

    commit: Commit
    before: States
    after: States


def is_markdown(path: str) -> bool:
    """Whether a path is that of a markdown file."""
    return PurePosixPath(path).suffix.lower() in _SUFFIXES


def history(repository: Repository, paths: Sequence[str]) -> list[Step]:
    """Return the commits that touched a list's files, oldest first, along first parents.

    `paths` are the files as they are called today (or were last, if they are gone); where git sees that one was
    renamed, its history goes on under the former name. Raises InputError where git fails.
    """
    if repository.head is None:
        return []
    tree = repository.tree()
    now = [State(path, tree.get(path)) for path in paths]
    steps = []
    for commit, were in _log(repository):  # from the newest back, for only so can names be followed
        before = [were.get(state.path, state) for state in now]
        if before != now:
            steps.append(Step(commit, tuple(before), tuple(now)))
        now = before
    return steps[::-1]


def _log(repository: Repository) -> Iterator[tuple[Commit, dict[str, State]]]:
    """Yield the commits, newest first, and for each path that they touched what stood there before."""
    fields = iter(repository.ask(*_LOG, _FORMAT, str(repository.head)).split(b"\0"))
    commit: Commit | None = None
    were: dict[str, State] = {}
    gone: dict[str, State] = {}
    for field in fields:
        if field.startswith(_HEAD):
            if commit is not None:
                yield commit, gone | were
            commit, were, gone = _commit(field[1:]), {}, {}
        elif field.strip():
            path, was = _change(field.split(), fields)
            were[path] = was
            gone[was.path] = was
    if commit is not None:
        yield commit, gone | were


def _commit(line: bytes) -> Commit:
    name, written, entered, subject = (part.decode("utf-8", "replace") for part in line.split(b"\x02", 3))
    return Commit(name, _day(written) or _day(entered) or _UNDATED, subject)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _change(meta: Sequence[bytes], fields: Iterator[bytes]) -> tuple[str, State]:
    """One line of `git log --raw`: modes, blobs and status, then the path, or the old one and the new."""
    mode, blob, status = meta[0].removeprefix(b":"), meta[2].decode("ascii"), meta[4]
    old = os.fsdecode(next(fields))
    new = os.fsdecode(next(fields)) if status.startswith((b"R", b"C")) else old
    return new, State(old, blob if mode in REGULAR else None)
