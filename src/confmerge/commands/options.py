"""Options that several commands take, named and explained alike."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from confmerge.errors import InputError

if TYPE_CHECKING:
    from confmerge.registry import Edition, Registry

_DEFAULT_OUTPUT = Path("output")


def add_registry(parser: argparse.ArgumentParser) -> None:
    """Add `--registry`."""
    parser.add_argument("--registry", type=Path, metavar="FILE", help="the registry (default: ./conferences.yaml)")


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add `--output`."""
    parser.add_argument("--output", type=Path, default=_DEFAULT_OUTPUT, metavar="DIR", help="default: ./output")


def check_lists(names: Iterable[str], registry: Registry) -> None:
    """Raise InputError for the first of `names` that is no list of the registry."""
    for name in names:
        if name not in registry.lists:
            known = ", ".join(registry.lists) or "none"
            raise InputError(f"no list `{name}` in the registry (known: {known})", registry.path)


def edition_of(registry: Registry, key: str) -> Edition:
    """Return a registered edition; else any that its key names, for a name and a year will do, and say so.

    Raises RegistryError where the key may be a slip of the pen.
    """
    from confmerge.registry import RegistryError, guess_edition
    from confmerge.venues import spelling

    try:
        return registry.edition(key)
    except RegistryError:
        guessed = guess_edition(key, {key[:-2]: spelling(key[:-2])})
        if guessed is None or registry.near(key) or guessed.conference.key in registry.conferences:
            raise
        print(f"confmerge: `{key}` is not in the registry; taken as {guessed.label}", file=sys.stderr)
        return guessed
