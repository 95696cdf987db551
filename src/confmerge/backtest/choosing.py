"""Which files of a repository are the list."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from confmerge.backtest.git import Repository
from confmerge.backtest.history import is_markdown
from confmerge.errors import InputError
from confmerge.lists import Document, read_list
from confmerge.registry import ListSpec

# The files that are read to find the list, the largest first, and the part of the fullest one's entries that README.md
# has to hold to be the list.
_LOOKED_AT, _ENOUGH = 20, 0.5


@dataclass(frozen=True, slots=True)
class Chosen:
    """The files, from the top of the repository; the list of the registry that they are; other files with entries."""

    files: tuple[str, ...]
    spec: ListSpec | None = None
    others: tuple[str, ...] = ()


def choose(repository: Repository, named: Sequence[str], specs: Iterable[ListSpec]) -> Chosen:
    """Say which files are the list: the `named` ones, else those of the registry's list that this repository is
    of, else README.md, else the markdown file with most entries.

    Raises InputError for a file that the repository never had, and where no file holds entries.
    """
    if named:
        return Chosen(tuple(dict.fromkeys(_path(repository, name) for name in named)))
    if repository.head is None:
        return Chosen(())
    for spec in specs:
        if files := _of_list(repository, spec):
            return Chosen(files, spec)
    counts = _counts(repository)
    if not counts:
        where = f" below {repository.prefix}" if repository.prefix else ""
        raise InputError(
            f"holds no markdown file with papers{where}; name a file of its past with --file", repository.path
        )
    fullest = max(counts, key=lambda path: counts[path])
    readme = next((path for path in counts if path.lower() == f"{repository.prefix}readme.md".lower()), fullest)
    chosen = readme if counts[readme] >= _ENOUGH * counts[fullest] else fullest
    return Chosen((chosen,), None, tuple(path for path in counts if path != chosen))


def _path(repository: Repository, name: str) -> str:
    """A file as git calls it: the name is from the top of the repository, or from the folder that was named."""
    tree = repository.tree()
    places = [Path(name)] if not repository.prefix else [Path(repository.prefix, name), Path(name)]
    if Path(name).is_absolute() and repository.root is not None:
        places = [Path(os.path.relpath(Path(name).resolve(), repository.root.resolve()))]
    paths = [place.as_posix() for place in places]
    for path in paths:
        if path in tree:
            return path
    for path in paths if repository.head is not None else ():
        if repository.ask("rev-list", "-n", "1", str(repository.head), "--", f":(top,literal){path}"):
            return path
    if repository.head is None:
        return paths[0]
    lists = sorted(path for path in tree if is_markdown(path))
    there = ", ".join(lists[:10]) + (", ..." if len(lists) > 10 else "")
    raise InputError(f"never had the file `{name}` (it has {there or 'no markdown file'})", repository.path)


def _of_list(repository: Repository, spec: ListSpec) -> tuple[str, ...]:
    """The files of a registry's list in this repository; none where it is another's."""
    if spec.git is not None:
        ours = {_address(url) for url in repository.remotes()} | {_address(str(repository.path.resolve()))}
        return tuple(file.as_posix() for file in spec.files) if _address(spec.git) in ours else ()
    root = repository.root.resolve() if repository.root is not None else None
    resolved = [file.resolve() for file in spec.files]
    if root is None or not all(file.is_relative_to(root) for file in resolved):
        return ()
    files = tuple(file.relative_to(root).as_posix() for file in resolved)
    tree = repository.tree()
    return files if all(file in tree and file.startswith(repository.prefix) for file in files) else ()


def _address(url: str) -> str:
    """An address in the form in which https, ssh and scp spellings of one repository are equal."""
    bare = re.sub(r"^\w+://", "", url.strip()).rpartition("@")[2].rstrip("/").removesuffix(".git")
    return bare.replace(":", "/", 1).lower() if not bare.startswith("/") else bare


def _counts(repository: Repository) -> dict[str, int]:
    """The markdown files with entries, and how many, those with most first."""
    blobs = {path: name for path, name in repository.tree().items() if is_markdown(path)}
    found = [(path, repository.blob(name)) for path, name in blobs.items() if path.startswith(repository.prefix)]
    found.sort(key=lambda pair: (PurePosixPath(pair[0]).stem.lower() != "readme", -len(pair[1])))
    counts = {path: len(read_list(Document(Path(path), data), path).entries) for path, data in found[:_LOOKED_AT]}
    return dict(sorted(((path, n) for path, n in counts.items() if n), key=lambda pair: -pair[1]))
