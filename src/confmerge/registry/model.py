"""What the registry holds: conferences, their editions, and target lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from confmerge.rules.model import KINDS
from confmerge.venues import same_venue

__all__ = ["KINDS", "Conference", "Edition", "ListSpec", "Source", "expand", "split_key"]

_FOR_PROGRAMS = ("crossref", "csconf", "openreview")
_EDITION_KEY = re.compile(r"(?P<conference>[a-z][a-z0-9-]*?)(?P<year>[0-9]{2})")
_FIRST_YEAR_OF_1900S = 60  # older than any computing conference, so `sosp67` is 1967 and `nsdi27` is 2027


@dataclass(frozen=True, slots=True)
class Conference:
    """A series. `name`: as lists print it; `title`: in full; `family`: the parser of its site; `kind`: what decides in
    the filter; `dblp`: its stream there.
    """

    key: str
    name: str
    family: str | None = None
    kind: str = "systems"
    aliases: tuple[str, ...] = ()
    dblp: str | None = None
    title: str | None = None

    def is_called(self, venue: str) -> bool:
        """Tell whether a printed venue is this conference, by any of its names."""
        return any(same_venue(venue, name) for name in (self.name, self.key, *self.aliases))


@dataclass(frozen=True, slots=True)
class Source:
    """Pages that are read together, by one family. In the registry: `{key}` and the like stand for the edition."""

    family: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """One year of a conference. `sources` are tried in order; `doi` are the stems of its proceedings."""

    key: str
    conference: Conference
    year: int
    sources: tuple[Source, ...] = ()
    notification: date | None = None
    start: date | None = None
    end: date | None = None
    expected: int | None = None
    doi: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The conference as lists print it: "NSDI"."""
        return self.conference.name

    @property
    def label(self) -> str:
        """Conference and year: "NSDI 2025"."""
        return f"{self.name} {self.year}"

    @property
    def url(self) -> str | None:
        """The page a person would look at first: not the answer of a service, unless there is nothing else."""
        pages = [(source.family in _FOR_PROGRAMS, url) for source in self.sources for url in source.pages]
        return min(pages, key=lambda page: page[0])[1] if pages else None

    def is_called(self, venue: str) -> bool:
        """Tell whether a printed venue is this edition's conference, by any of its names."""
        return self.conference.is_called(venue)


@dataclass(frozen=True, slots=True)
class ListSpec:
    """A target list: one file or several, on this disk, or inside the git repository that `git` names.

    `rules`: the keyword rules that say what belongs in this list, where it has its own.
    """

    key: str
    files: tuple[Path, ...]
    git: str | None = None
    rules: Path | None = None


def split_key(key: str) -> tuple[str, int] | None:
    """Return (conference key, year) of an edition's key, or None where it is none.

    >>> split_key("nsdi25"), split_key("usenixsecurity19"), split_key("osdi94"), split_key("sosp67")
    (('nsdi', 2025), ('usenixsecurity', 2019), ('osdi', 1994), ('sosp', 1967))
    >>> split_key("nsdi"), split_key("NSDI25"), split_key("nsdi2025")
    (None, None, ('nsdi20', 2025))
    """
    match = _EDITION_KEY.fullmatch(key)
    if match is None:
        return None
    year = int(match["year"])
    return match["conference"], year + (1900 if year >= _FIRST_YEAR_OF_1900S else 2000)


def expand(template: str, key: str, year: int) -> str:
    """Return a source's URL for one edition: `{key}` its key, `{year}` its four digits, `{yy}` the last two.

    >>> expand("https://www.usenix.org/conference/{key}/technical-sessions", "nsdi25", 2025)
    'https://www.usenix.org/conference/nsdi25/technical-sessions'
    """
    return template.replace("{key}", key).replace("{year}", str(year)).replace("{yy}", f"{year % 100:02}")
