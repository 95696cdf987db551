"""Target lists: the files a run compares with and proposes to, from the registry or from `--into`."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from confmerge.diff import git_root
from confmerge.errors import InputError
from confmerge.lists import Document, Entry, PaperList, read_list
from confmerge.registry import ListSpec

# The folder below the output where lists that have a git URL are checked out.
CACHE = ".lists"


@dataclass(frozen=True)
class TargetList:
    """One list: its key, and its files, the first of which takes new entries (`files[0]`); the rules of its own."""

    key: str
    files: tuple[PaperList, ...]
    rules: Path | None = None

    @property
    def main(self) -> PaperList:
        """The file that new entries go to."""
        return self.files[0]

    @cached_property
    def root(self) -> Path:
        """The root of the git working tree of the list, else its folder: paths in diffs start there."""
        return git_root(self.main.document.path)

    @cached_property
    def entries(self) -> list[Entry]:
        """The entries of all files."""
        return [entry for file in self.files for entry in file.entries]

    def path_in_diff(self, file: PaperList) -> str:
        """The path of a file from the root, with forward slashes."""
        path = file.document.path.resolve()
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.name


def load_targets(specs: Sequence[ListSpec], into: Sequence[Path], cache: Path) -> list[TargetList]:
    """Read the target lists: `into` alone where it is given, else those of the registry.

    `cache` is the folder where lists that the registry names by a git URL are checked out. Raises InputError where a
    file cannot be read.
    """
    if into:
        files = list(dict.fromkeys(into))
        return [TargetList(key, (_read(path),)) for key, path in zip(_keys(files), files, strict=True)]
    targets = []
    for spec in specs:
        folder = _checkout(spec.key, spec.git, cache) if spec.git else Path()
        targets.append(TargetList(spec.key, tuple(_read(folder / file) for file in spec.files), spec.rules))
    return targets


def _read(path: Path) -> PaperList:
    return read_list(Document.load(path), os.fspath(path))


def _keys(paths: Sequence[Path]) -> list[str]:
    """Parent folder's name and stem, made unique: two README.md of one parent's name get a number."""
    keys: list[str] = []
    for path in paths:
        name = "-".join(part for part in (path.resolve().parent.name, path.stem) if part)
        key, number = name, 2
        while key in keys:
            key, number = f"{name}-{number}", number + 1
        keys.append(key)
    return keys


def _checkout(key: str, url: str, cache: Path) -> Path:
    """Clone a list's repository, or bring the clone up to date; what stands in it is the remote's, nothing else's."""
    folder = cache / f"{key}-{hashlib.sha256(url.encode()).hexdigest()[:8]}"
    if (folder / ".git").exists():
        commands = [["fetch", "-q", "--depth", "1", "origin", "HEAD"], ["reset", "-q", "--hard", "FETCH_HEAD"]]
    else:
        folder.mkdir(parents=True, exist_ok=True)
        commands = [["clone", "-q", "--depth", "1", "--", url, "."]]
    for command in commands:
        answer = subprocess.run(["git", *command], cwd=folder, capture_output=True, check=False)
        if answer.returncode:
            words = answer.stderr.decode("utf-8", "replace").strip()
            raise InputError(f"list `{key}`: git {command[0]} of {url} failed: {words}")
    return folder
