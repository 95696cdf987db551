"""Filing: putting papers into the sections of a list, by venue or by topic, in the list's own form and order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from confmerge.holdings import names_edition
from confmerge.lists import Entry, PaperList, Section
from confmerge.lists.editions import (
    find_section,
    is_by_venue,
    new_section,
    new_shelf,
    printed_heading,
    shelves,
    sub_headings,
)
from confmerge.lists.forms import Content
from confmerge.lists.insert import fill_empty, insert_entry, neighbours, place_in
from confmerge.lists.splice import Edit
from confmerge.lists.style import Manner, Style, gap_of, row, venue_as_printed
from confmerge.paper import Paper
from confmerge.place import Placer, Room
from confmerge.registry import Edition
from confmerge.titles import fold
from confmerge.venues import is_preprint

NamesIt = Callable[[str], bool]
RUNNERS_UP = 2
Alternatives = tuple[tuple[tuple[str, ...], float], ...]


@dataclass(frozen=True, slots=True)
class Filed:
    """Where a paper goes: the section's headings, the runners-up with their scores, and the entry's text."""

    section: tuple[str, ...]
    alternatives: Alternatives
    text: str


class Filer:
    """Files the papers of one edition into one file of a list. `edits` grow with each call.

    `plain`: folded titles to be written in the plainest form, whatever the list's.
    """

    def __init__(
        self, paper_list: PaperList, entries: Sequence[Entry], edition: Edition, plain: frozenset[str] = frozenset()
    ) -> None:
        self.list, self.edition, self.plain = paper_list, edition, plain
        self.by_venue = is_by_venue(paper_list, self.names, edition.year)
        self.manner = Manner(paper_list.entries or entries)
        self.venue = venue_as_printed(entries, edition.name)
        self.edits: list[Edit] = []
        self.new_section: tuple[str, ...] | None = None

    def names(self, venue: str) -> bool:
        """Tell whether a printed venue is the edition's."""
        return names_edition(self.edition, venue)

    def section(self) -> Section | None:
        """Return the edition's own section, in a list by venue that has it."""
        return find_section(self.list, self.names, self.edition.year) if self.by_venue else None

    def file(self, papers: Sequence[tuple[Paper, tuple[str, ...] | None]], url: str | None) -> list[Filed]:
        """File papers, each with the section that a person wants for it (or None); `url` is the edition's page.

        Returns in the same order where each goes.
        """
        section = self.section()
        if self.by_venue and section is None:
            return self._into_new_section(papers, url)
        return self._into_rooms(papers, self._rooms(section), around=section)

    def _style(self, near: Sequence[Sequence[Entry]], content: Content, *, tagged: bool) -> Style:
        if fold(content.title) in self.plain:
            return self.manner.plainest()
        return self.manner.style(near, content, tagged=tagged)

    def _content(self, paper: Paper) -> Content:
        url = paper.url or (f"https://doi.org/{paper.doi}" if paper.doi else None)
        names = tuple(author.name for author in paper.authors)
        affiliation = paper.authors[0].affiliation if paper.authors else None
        return Content(paper.title, self.venue, self.edition.year, url, paper.pdf, paper.arxiv, names, affiliation)

    # A new section ------------------------------------------------------------------------------------------------

    def _into_new_section(self, papers: Sequence[tuple[Paper, tuple[str, ...] | None]], url: str | None) -> list[Filed]:
        venue = printed_heading(self.list, self.edition.name)
        made = new_section(self.list, venue, self.edition.year, url, self.names)
        self.new_section = made.path
        subs = sub_headings(self.list)
        placer = Placer([self._pooled(sub) for sub in subs])
        model = made.model
        near = [section.entries for section in model.walk()] if model else []
        groups: dict[Section | None, list[str]] = {None: [], **{sub: [] for sub in subs}}
        filed, gap = [], 0
        for paper, wanted in papers:
            sub, alternatives = _choose(placer, subs, paper, wanted) if subs else (None, ())
            content = self._content(paper)
            style = self._style(near, content, tagged=model is not None and model.year is None)
            text, gap = _numbered(style.form.fill(content), self._number(near, len(groups[sub]))), style.gap
            groups[sub].append(text)
            path = (*made.path, sub.heading) if sub else made.path
            filed.append(Filed(path, tuple(((*made.path, p[-1]), score) for p, score in alternatives), text))
        self.edits.append(made.edit([(sub, texts) for sub, texts in groups.items() if texts], gap))
        return filed

    def _number(self, near: Sequence[Sequence[Entry]], before: int) -> int | None:
        """The number of an entry in a new ordered list: counted, unless the list numbers all its entries alike."""
        numbers = [n for entry in [e for group in near for e in group][:5] if (n := _ordinal(entry.prefix)) is not None]
        if not numbers:
            return None
        return before + 1 if len(set(numbers)) > 1 or len(numbers) == 1 else numbers[0]

    def _pooled(self, section: Section) -> Room:
        """All entries of the list under headings of that name: what the list means by it."""
        same = [s for s in self.list.top.walk() if s.heading.casefold() == section.heading.casefold()]
        return Room((section.heading,), tuple(entry.title for s in same for entry in s.entries))

    # Sections that are there --------------------------------------------------------------------------------------

    def _rooms(self, section: Section | None) -> Mapping[Section, Room]:
        if section is None:
            return {room: _pool(room) for room in rooms(self.list, self.names, self.edition.year)}
        inner = {child: self._pooled(child) for child in section.children}
        return inner | ({section: _pool(section)} if section.entries or not inner else {})

    def _into_rooms(
        self,
        papers: Sequence[tuple[Paper, tuple[str, ...] | None]],
        places: Mapping[Section, Room],
        around: Section | None,
    ) -> list[Filed]:
        sections = list(places)
        placer = Placer(list(places.values()))
        filed: list[Filed] = []
        empty: dict[Section, list[str]] = {}
        new: dict[Section, list[str]] = {}
        for paper, wanted in papers:
            room, alternatives = _choose(placer, sections, paper, wanted)
            if wanted is not None and around is None:
                room = self._named(wanted) or room
            years = shelves(room)
            shelf = next((s for s in years if s.year == self.edition.year), None)
            if years and shelf is None and not room.entries:
                text = self._text(paper, years[0], around)
                new.setdefault(room, []).append(text)
                filed.append(Filed((*room.path, str(self.edition.year)), alternatives, text))
                continue
            place = shelf or room
            if place.entries:
                text = self._insert(paper, place, around)
            else:
                text = self._text(paper, place, around)
                empty.setdefault(place, []).append(text)
            filed.append(Filed(place.path, alternatives, text))
        gap = gap_of(self.list.entries)
        for place, texts in empty.items():
            self.edits.append(fill_empty(self.list.document, place, texts, gap))
        for room, texts in new.items():
            self.edits.append(new_shelf(self.list, shelves(room), self.edition.year, texts, gap))
        return filed

    def _named(self, wanted: Sequence[str]) -> Section | None:
        """The section that a person named, even one that takes no paper by itself."""
        return next((s for s in self.list.top.walk() if s.path and ends_with(s.path, wanted)), None)

    def _text(self, paper: Paper, place: Section, around: Section | None) -> str:
        content = self._content(paper)
        near = [place.entries, around.entries if around else []]
        return self._style(near, content, tagged=self._tagged(place)).form.fill(content)

    def _tagged(self, place: Section) -> bool:
        return place.venue is None or place.year is None

    def _insert(self, paper: Paper, place: Section, around: Section | None) -> str:
        content = self._content(paper)
        position = place_in(place, self.venue, self.edition.year)
        near = neighbours(place, position)
        rows = [entry for entry in near if entry.cells]
        if rows:
            roles = next(table.roles for table in self.list.tables if table.place is place)
            text, gap = row(rows, roles, content), 0
        else:
            groups = [near, place.entries, around.entries if around else []]
            style = self._style(groups, content, tagged=self._tagged(place))
            text, gap = _numbered(style.form.fill(content), _next_number(near, position, place)), style.gap
        self.edits.append(insert_entry(self.list.document, place, text, position, self.edition.year, gap))
        return text


def ends_with(path: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether a section's headings end with those that a person named."""
    return [part.casefold() for part in path[-len(wanted) :]] == [part.casefold() for part in wanted]


def _choose(
    placer: Placer, sections: Sequence[Section], paper: Paper, wanted: tuple[str, ...] | None
) -> tuple[Section, Alternatives]:
    """The section for a paper, and the runners-up: what a person wants, else what the titles there say."""
    ranked = placer.rank(paper.title)
    if ranked[0][1] == 0.0:  # nothing speaks for any: where the list puts what fits nowhere, else where most is
        ranked.sort(key=lambda pair: (not placer.rooms[pair[0]].catch_all, -len(placer.rooms[pair[0]].titles)))
    if wanted is not None:
        ranked.sort(key=lambda pair: not ends_with(sections[pair[0]].path, wanted))
    runners_up = tuple((sections[number].path, score) for number, score in ranked[1 : 1 + RUNNERS_UP])
    return sections[ranked[0][0]], runners_up


def rooms(paper_list: PaperList, names: NamesIt, year: int) -> list[Section]:
    """Return the sections that may take a paper of an edition.

    They are those with entries, and empty ones beside such. A section whose heading names another venue, another year
    or preprints takes none; one that holds the years of a topic stands for them. Where that leaves none, any will do.
    """
    sections = [s for s in paper_list.top.walk() if not (s.silent or s.collection or s.contents)]
    filled = [section for section in sections if section.entries or shelves(section)]
    parents = {id(section.parent) for section in filled}
    empty = [s for s in sections if s.path and not s.entries and not s.children and id(s.parent) in parents]
    if not filled:
        empty = [s for s in sections if s.path and not s.children]
    chosen = {id(section) for section in (*filled, *empty)}
    found = [section for section in sections if id(section) in chosen]
    on_shelves = {id(shelf) for section in found for shelf in shelves(section)}
    fitting = [
        section
        for section in found
        if id(section) not in on_shelves
        and (section.venue is None or names(section.venue))
        and (section.year is None or section.year == year)
        and not is_preprint(section.heading)
    ]
    return fitting or [s for s in found if id(s) not in on_shelves] or found or [paper_list.top]


def _pool(section: Section) -> Room:
    """A section's titles, those of its years included."""
    return Room(section.path, tuple(entry.title for s in (section, *shelves(section)) for entry in s.entries))


_NUMBER = re.compile(r"^(\s*)(\d+)(?=[.)]\s)")


def _ordinal(prefix: str) -> int | None:
    match = _NUMBER.match(prefix)
    return int(match[2]) if match else None


def _numbered(text: str, number: int | None) -> str:
    return text if number is None else _NUMBER.sub(rf"\g<1>{number}", text)


def _next_number(near: Sequence[Entry], position: int, place: Section) -> int | None:
    """The number of an entry put into an ordered list: that of its place, for no other line may be renumbered."""
    numbers = [number for entry in near if (number := _ordinal(entry.prefix)) is not None]
    if not numbers or len(Counter(numbers)) == 1:
        return None
    at_the_end = position >= len(place.entries)
    return numbers[-1] + 1 if at_the_end else numbers[min(position, len(numbers) - 1)]
