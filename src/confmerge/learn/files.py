"""Rules files around learning: which one is written, what it extends, and what would change in it."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from pathlib import Path

import yaml

from confmerge.errors import InputError
from confmerge.files import read_bytes
from confmerge.learn.writing import MARK
from confmerge.yamlfile import compose

_BUNDLED = "default"


def goal(path: Path) -> Path:
    """Return the learned file that `path` is, or extends, or will be. Raises InputError where it is a person's own."""
    for file in chain(path):
        if not file.exists() or read_text(file).startswith(MARK):
            return file
    raise InputError(
        "was not written by `confmerge learn`, and is left alone; give --rules another file, and let this one say"
        " `extends:` with its name",
        path,
    )


def chain(path: Path) -> Iterator[Path]:
    """Yield a rules file and those that it extends, the bundled one apart; the last may not be there."""
    seen: list[Path] = []
    below: Path | None = path
    while below is not None and below.resolve() not in seen:
        yield below
        seen.append(below.resolve())
        name = extended(below) if below.exists() else None
        below = None if name in (None, _BUNDLED) else below.parent / Path(str(name)).expanduser()


def is_below(path: Path, file: Path) -> bool:
    """Tell whether a rules file is another, or one of those that it extends."""
    return path.resolve() in {one.resolve() for one in chain(file)}


def extended(path: Path) -> str | None:
    """Return what a rules file says under `extends`, if anything. Raises InputError where it cannot be read."""
    root = compose(path)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    names = [str(value.value) for key, value in pairs if key.value == "extends" and isinstance(value, yaml.ScalarNode)]
    return names[0].strip() or None if names else None


def as_extended(below: Path, path: Path) -> str:
    """Return how the file at `path` says that it extends another. Raises InputError where that would be a circle."""
    if path.resolve() in {file.resolve() for file in chain(below)}:
        raise InputError(
            f"cannot be extended by {path}, which it is or extends itself; give --rules another file", below
        )
    return Path(os.path.relpath(below, path.parent)).as_posix()


def read_text(path: Path) -> str:
    """Return the text of a file, whatever its line ends; "" for none. Raises InputError where it cannot be read."""
    return read_bytes(path).decode("utf-8", "replace").replace("\r\n", "\n") if path.exists() else ""


def changes(old: str, new: str, path: Path) -> Iterator[str]:
    """Yield the diff of a file's text, line by line; nothing where nothing changes."""
    name = path.name if path.is_absolute() else path.as_posix()
    before = f"a/{name}" if old else "/dev/null"
    was, will_be = (text.splitlines(keepends=True) for text in (old, new))
    for line in difflib.unified_diff(was, will_be, before, f"b/{name}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
