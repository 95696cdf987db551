"""The registry: which conferences there are, where their pages stand, and which lists take their papers.

The format is explained at the top of conferences.yaml. A user's file is laid over the one that comes with the package.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from confmerge.errors import ConfmergeError
from confmerge.registry.model import Conference, Edition, ListSpec, Source, split_key
from confmerge.registry.reading import build_edition, read_files
from confmerge.yamlfile import Problem

__all__ = [
    "Conference",
    "Edition",
    "ListSpec",
    "Problem",
    "Registry",
    "RegistryError",
    "Source",
    "guess_edition",
    "load_registry",
    "named_edition",
    "split_key",
]

FILE = "conferences.yaml"
VARIABLE = "CONFMERGE_REGISTRY"


class RegistryError(ConfmergeError):
    """An edition that the registry does not know, or whose entry is wrong."""


class Registry:
    """What the registry files say. `path` is the user's file, None where there is only the bundled one."""

    def __init__(self, bundled: Path, path: Path | None) -> None:
        self.path = path
        same = path is not None and path.exists() and path.samefile(bundled)
        files = [bundled] if path is None else [path] if same else [bundled, path]
        self._contents = read_files(files, lists_from=path)
        self.contact = self._contents.contact
        self.services: dict[str, str] = self._contents.services
        self.lists: dict[str, ListSpec] = self._contents.lists
        self.rules: Path | None = self._contents.rules
        self.conferences: dict[str, Conference] = self._contents.conferences
        self.problems: tuple[Problem, ...] = tuple(self._contents.problems)

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """The registered editions, in the order of the files, without those that have problems."""
        return tuple(self._contents.editions.values())

    @property
    def decisions_path(self) -> Path | None:
        """decisions.yaml beside the user's registry."""
        return self.path.parent / "decisions.yaml" if self.path else None

    def edition(self, key: str) -> Edition:
        """Return a registered edition, or any other year of a known conference.

        Raises RegistryError: with all problems of the registry where the edition's own entry has one, with the
        nearest keys where there is no such conference.
        """
        if self._contents.problems_of(key):
            lines = "".join(f"\n  {problem}" for problem in self.problems)
            raise RegistryError(f"`{key}` cannot be used until the registry is repaired:{lines}")
        if key in self._contents.editions:
            return self._contents.editions[key]
        parts = split_key(key)
        if parts is not None and parts[0] in self.conferences:
            conference = self.conferences[parts[0]]
            return build_edition(conference, key, self._contents.sources[conference.key], self.services)
        raise RegistryError(self._unknown(key))

    def _unknown(self, key: str) -> str:
        near = self.near(key)
        lines = [f"there is no edition `{key}`" + (f"; did you mean {' or '.join(near)}?" if near else "")]
        lines.append(f"An edition is a conference and two digits of the year; known: {', '.join(self.conferences)}.")
        place = self.path or f"a {FILE} of your own (in this folder, or --registry FILE)"
        lines.append(f"To add a conference, write an entry into {place}.")
        lines += [f"  {problem}" for problem in self.problems]
        return "\n".join(lines)

    def near(self, key: str) -> list[str]:
        """Return keys that `key` may have been meant to be, by the conferences' keys, names and aliases."""
        word, digits = _fold(key), "".join(filter(str.isdigit, key))[-2:]
        spellings = {}
        for conference in self.conferences.values():
            for spelling in (*conference.aliases, conference.name, conference.key):
                spellings[_fold(spelling)] = conference.key
        near = get_close_matches(word, spellings, n=3)
        near += [spelling for spelling in spellings if len(word) > 2 and word in spelling]
        conferences = dict.fromkeys(spellings[spelling] for spelling in near)
        last = {edition.conference.key: edition.key for edition in self.editions}
        return [f"{name}{digits}" if len(digits) == 2 else last.get(name, f"{name}25") for name in conferences]


def _fold(text: str) -> str:
    return "".join(filter(str.isalpha, text.casefold()))


def load_registry(explicit: Path | None = None) -> Registry:
    """Load the registry: `explicit` (--registry), else the variable CONFMERGE_REGISTRY, else ./conferences.yaml, over
    the bundled file; that one alone where there is none of them.

    Raises InputError where a file cannot be read or is not YAML. What is wrong inside is in `problems`.
    """
    here = Path(FILE)
    named = explicit or (Path(value) if (value := os.environ.get(VARIABLE)) else None)
    return Registry(_bundled(), named.expanduser() if named else here if here.exists() else None)


def _bundled() -> Path:
    """The file in the package, or, in a checkout, the one at the top."""
    package = Path(__file__).parent.parent
    inside = package / FILE
    return inside if inside.exists() else package.parent.parent / FILE


def guess_edition(key: str, names: Mapping[str, str] | None = None) -> Edition | None:
    """Return an edition of a conference that is not registered, without sources; None where `key` is no edition's key.

    `names` gives the name that lists print for a conference's key; without one it is the key in capitals.

    >>> guess_edition("sosp25").label, guess_edition("eurosys24", {"eurosys": "EuroSys"}).label
    ('SOSP 2025', 'EuroSys 2024')
    """
    parts = split_key(key)
    if parts is None:
        return None
    name = (names or {}).get(parts[0], parts[0].upper())
    return Edition(key, Conference(parts[0], name), parts[1])


_NAMED = re.compile(r"(?P<name>.*?[^\W\d].*?)[\s,]*(?:(?P<year>(?:19|20)\d\d)|['’](?P<short>\d\d))")


def named_edition(text: str) -> Edition | None:
    """Return the edition that a person names, of a conference that is not registered; None where that is no name.

    Its family is `auto`: the page decides.

    >>> named_edition("CGO 2017").key, named_edition("Euro-Par '24").label
    ('cgo17', 'Euro-Par 2024')
    """
    match = _NAMED.fullmatch(text.strip())
    key = "".join(filter(str.isascii, _fold(match["name"]))) if match else ""
    if match is None or not key:
        return None
    edition = guess_edition(f"{key}{match['short'] or match['year'][2:]}", {key: match["name"].strip()})
    return edition and replace(edition, conference=replace(edition.conference, family="auto"))
