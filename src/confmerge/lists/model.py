"""What a list is made of: sections, and the entries that stand in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from confmerge.lists.parts import Reading


@dataclass(slots=True, eq=False)
class Section:
    """A heading and what stands below it, down to the next heading of its level or above.

    `path` are the headings from the outermost, without the document's own title. `line` is the heading's (from 0; -1:
    no heading, the top of the file), `end` the line after all of the section, sub-sections included. `venue` and `year`
    are what its headings name together; `own` says that this heading names the venue, or a year of it; `dated` that it
    is a date.
    """

    heading: str
    level: int
    line: int
    end: int
    parent: Section | None = None
    path: tuple[str, ...] = ()
    raw: str = ""
    url: str | None = None
    venue: str | None = None
    year: int | None = None
    form: str = ""
    own: bool = False
    dated: bool = False
    silent: bool = False
    contents: bool = False
    todo: bool = False
    collection: bool = False
    entries: list[Entry] = field(default_factory=list)
    children: list[Section] = field(default_factory=list)

    @property
    def by_venue(self) -> bool:
        """Whether this is the section of one edition (NSDI 2024), or of a venue that is not divided further."""
        if not self.own or self.venue is None:
            return False
        return self.year is not None or not any(child.own for child in self.children)

    @property
    def is_year(self) -> bool:
        """Whether the heading is a year, and no venue's: a shelf of the section around it."""
        return self.year is not None and self.venue is None and self.parent is not None and self.dated

    def walk(self) -> list[Section]:
        """This section and all below it, in file order."""
        return [self, *(section for child in self.children for section in child.walk())]

    @property
    def edition_section(self) -> Section | None:
        """This section or the nearest around it that is one edition's."""
        section: Section | None = self
        while section is not None and not section.by_venue:
            section = section.parent
        return section


@dataclass(slots=True, eq=False)
class Entry:
    """One work that a list holds. `line` and `end_line` count from 1, both belong to it.

    `prefix` is what stands before its text on its first line (indent and bullet); `readings` are its texts, the first
    that of its first line; `main` is the one that holds the title; `below` are the items below it. `cells` are a table
    row's.
    """

    file: str
    line: int
    end_line: int
    place: Section
    title: str
    venue: str | None
    year: int | None
    links: list[tuple[str, str]]
    notes: list[str]
    kind: str
    raw: str
    prefix: str = ""
    main: Reading = field(default_factory=lambda: Reading(""))
    readings: list[Reading] = field(default_factory=list)
    cells: tuple[str, ...] = ()
    below: list[Reading] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form of a line that `confmerge entries` prints."""
        record: dict[str, Any] = {
            "file": self.file,
            "line": self.line,
            "end_line": self.end_line,
            "section": list(self.place.path),
            "title": self.title,
            "venue": self.venue,
            "year": self.year,
            "links": [{"text": text, "url": url} for text, url in self.links],
            "notes": self.notes,
            "kind": self.kind,
            "raw": self.raw,
        }
        return {key: value for key, value in record.items() if value is not None}
