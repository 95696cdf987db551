"""Asking: the sections that persons ask for in a list by topic that has none of that name, made once for all papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from confmerge.headings import bare, ends_with
from confmerge.lists import Document, PaperList, Section
from confmerge.lists.asked import asked_section
from confmerge.lists.editions import shelves
from confmerge.lists.newsection import DEEPEST, NewSection, sub_section
from confmerge.lists.splice import Edit


@dataclass(slots=True)
class AskedFor:
    """A section to be made, and the texts of its entries; in itself (None) or a part of it that is made as well."""

    made: NewSection
    groups: dict[Section | None, list[str]] = field(default_factory=lambda: {None: []})

    def path(self, part: Section | None) -> tuple[str, ...]:
        """The headings of the section, or of its part, from the outermost."""
        return (*self.made.path, part.heading) if part else self.made.path

    def part(self, heading: str, like: Section | None = None) -> Section:
        """Return the part of that name, new the first time; in the form of `like`, else with a plain heading."""
        found = next((part for part in self.groups if part and bare(part.heading) == bare(heading)), None)
        if found is None:
            found = sub_section(heading, like)
            self.groups[found] = []
        return found

    def edit(self, document: Document, gap: int) -> Edit:
        """Return the edit that makes it, with the entries."""
        groups = [(part, texts) for part, texts in self.groups.items() if texts]
        return self.made.divided_like(document, self.groups).edit(groups, gap)


class Asking:
    """Makes the sections that are asked for; of one name only one. `year`: the edition's, where topics have years."""

    def __init__(self, paper_list: PaperList, year: int) -> None:
        self.list, self.year = paper_list, year
        self._made: dict[tuple[str, ...], AskedFor] = {}

    def find(self, wanted: Sequence[str]) -> Section | None:
        """Return the section that a person named, even one that takes no paper by itself; None: there is none."""
        named = [s for s in self.list.top.walk() if s.path and ends_with(s.path, wanted)]
        alike = [s for s in named if s.path[-len(wanted) :] == tuple(wanted)]
        return next(iter([*alike, *named]), None)

    def make(self, wanted: Sequence[str]) -> tuple[AskedFor, Section | None] | None:
        """Return the section to be made for a paper, and the part of it; None where the list's form has none such.

        Of its headings all but the last two have to be there.
        """
        for there in (len(wanted) - 1, len(wanted) - 2):
            parent = self.find(wanted[:there]) if there > 0 else None
            if there == 0 or parent is not None:
                return self._below(parent, wanted[there], wanted[there + 1 :])
        return None

    def edits(self, gap: int) -> list[Edit]:
        """Return the edits that make them, with the entries that were added."""
        return [one.edit(self.list.document, gap) for one in self._made.values()]

    def _below(
        self, parent: Section | None, heading: str, rest: Sequence[str]
    ) -> tuple[AskedFor, Section | None] | None:
        key = (*(parent.path if parent else ()), bare(heading))
        if key not in self._made:
            made = asked_section(self.list, parent, heading)
            if made is None:
                return None
            self._made[key] = AskedFor(made)
        asked = self._made[key]
        if rest:
            return (asked, asked.part(rest[0])) if asked.made.level < DEEPEST else None
        model = asked.made.model
        years = shelves(model) if model and not model.entries else []
        return asked, asked.part(str(self.year), years[0]) if years else None
