"""Filing: putting papers into the sections of a list, by venue or by topic, in the list's own form and order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from confmerge.lists import Entry, PaperList, Section
from confmerge.lists.editions import (
    find_section,
    new_section,
    new_shelf,
    printed_heading,
    shelves,
    sub_headings,
)
from confmerge.lists.forms import Content
from confmerge.lists.insert import fill_empty, insert_entry, neighbours, place_in
from confmerge.lists.move import at_home
from confmerge.lists.splice import Edit
from confmerge.lists.style import Manner, Style, gap_of, row, venue_as_printed
from confmerge.paper import Paper
from confmerge.place import Placer, Room
from confmerge.propose.model import Alternatives
from confmerge.propose.rooms import rooms
from confmerge.registry import Edition
from confmerge.titles import fold

RUNNERS_UP = 2


@dataclass(frozen=True, slots=True)
class Filing:
    """A paper to be filed: in the section that a person `wanted`, if any, else `within` some headings, if any.

    `text` is an entry that is moved, which stays as it is; None: it is written in the list's form.
    """

    paper: Paper
    wanted: tuple[str, ...] | None = None
    within: tuple[str, ...] | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """Where a paper goes: the section's headings, the runners-up with their scores, and the entry's text."""

    section: tuple[str, ...]
    alternatives: Alternatives
    text: str


class Filer:
    """Files the papers of one edition into one file of a list. `edits` grow with each call.

    `by_venue`: whether the list is one by venue, as `arranged_by_venue` says; `plain`: folded titles to be written in
    the plainest form, whatever the list's.
    """

    def __init__(
        self,
        paper_list: PaperList,
        entries: Sequence[Entry],
        edition: Edition,
        by_venue: bool,
        plain: frozenset[str] = frozenset(),
    ) -> None:
        self.list, self.edition, self.plain = paper_list, edition, plain
        self.by_venue = by_venue
        self.manner = Manner(paper_list.entries or entries)
        self.venue = venue_as_printed(entries, edition.name)
        self.edits: list[Edit] = []
        self.new_section: tuple[str, ...] | None = None
        self._appended: Counter[Section] = Counter()
        numbers = {number for entry in paper_list.entries if (number := _ordinal(entry.prefix)) is not None}
        self._counted = len(numbers) > 1  # else all have one number, and markdown counts

    def names(self, venue: str) -> bool:
        """Tell whether a printed venue is the edition's."""
        return self.edition.is_called(venue)

    def section(self) -> Section | None:
        """Return the edition's own section, in a list by venue that has it."""
        return find_section(self.list, self.names, self.edition.year) if self.by_venue else None

    def file(self, papers: Sequence[Filing], url: str | None) -> list[Filed]:
        """File papers; `url` is the edition's page. Returns in the same order where each goes."""
        section = self.section()
        if self.by_venue and section is None:
            return self._into_new_section(papers, url)
        return self._into_rooms(papers, self._rooms(section), around=section)

    def room_for(self, one: Filing) -> Section | None:
        """Return the section that a paper would go to; None where a new one would be made."""
        section = self.section()
        if self.by_venue and section is None:
            return None
        places = self._rooms(section)
        room, _ = self._pick(one, list(places), Placer(list(places.values())), section)
        return next((shelf for shelf in shelves(room) if shelf.year == self.edition.year), room)

    def _style(self, near: Sequence[Sequence[Entry]], content: Content, *, tagged: bool) -> Style:
        if fold(content.title) in self.plain:
            return self.manner.plainest()
        return self.manner.style(near, content, tagged=tagged)

    def content(self, paper: Paper) -> Content:
        """Return what there is to write of a paper."""
        url = paper.url or (f"https://doi.org/{paper.doi}" if paper.doi else None)
        names = tuple(author.name for author in paper.authors)
        affiliation = paper.authors[0].affiliation if paper.authors else None
        return Content(paper.title, self.venue, self.edition.year, url, paper.pdf, paper.arxiv, names, affiliation)

    # A new section ------------------------------------------------------------------------------------------------

    def _into_new_section(self, papers: Sequence[Filing], url: str | None) -> list[Filed]:
        venue = printed_heading(self.list, self.edition.name)
        made = new_section(self.list, venue, self.edition.year, url, self.names)
        self.new_section = made.path
        subs = sub_headings(self.list)
        placer = Placer([self._pooled(sub) for sub in subs])
        model = made.model
        near = [section.entries for section in model.walk()] if model else []
        groups: dict[Section | None, list[str]] = {None: [], **{sub: [] for sub in subs}}
        filed, gap = [], 0
        for one in papers:
            sub, alternatives = _choose(placer, subs, one) if subs else (None, ())
            content = self.content(one.paper)
            style = self._style(near, content, tagged=model is not None and model.year is None)
            text = self._written(one, style, [entry for entries in near for entry in entries])
            text, gap = _numbered(text, self._number(near, len(groups[sub]))), style.gap
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
        papers: Sequence[Filing],
        places: Mapping[Section, Room],
        around: Section | None,
    ) -> list[Filed]:
        sections = list(places)
        placer = Placer(list(places.values()))
        filed: list[Filed] = []
        empty: dict[Section, list[str]] = {}
        new: dict[Section, list[str]] = {}
        for one in papers:
            room, alternatives = self._pick(one, sections, placer, around)
            years = shelves(room)
            shelf = next((s for s in years if s.year == self.edition.year), None)
            if years and shelf is None and not room.entries:
                text = self._text(one, years[0], around)
                new.setdefault(room, []).append(text)
                filed.append(Filed((*room.path, str(self.edition.year)), alternatives, text))
                continue
            place = shelf or room
            if place.entries:
                text = self._insert(one, place, around)
            else:
                text = self._text(one, place, around)
                empty.setdefault(place, []).append(text)
            filed.append(Filed(place.path, alternatives, text))
        gap = gap_of(self.list.entries)
        for place, texts in empty.items():
            self.edits.append(fill_empty(self.list.document, place, texts, gap))
        for room, texts in new.items():
            self.edits.append(new_shelf(self.list, shelves(room), self.edition.year, texts, gap))
        return filed

    def _pick(
        self, one: Filing, sections: Sequence[Section], placer: Placer, around: Section | None
    ) -> tuple[Section, Alternatives]:
        room, alternatives = _choose(placer, sections, one)
        if one.wanted is not None and around is None:
            room = self._named(one.wanted) or room
        return room, alternatives

    def _named(self, wanted: Sequence[str]) -> Section | None:
        """The section that a person named, even one that takes no paper by itself."""
        return next((s for s in self.list.top.walk() if s.path and ends_with(s.path, wanted)), None)

    def _text(self, one: Filing, place: Section, around: Section | None) -> str:
        near = [place.entries, around.entries if around else []]
        style = self._style(near, self.content(one.paper), tagged=self._tagged(place))
        return self._written(one, style, [*near[0], *near[1]] or self.list.entries)

    def _written(self, one: Filing, style: Style, beside: Sequence[Entry]) -> str:
        """The entry: that which is moved, with the bullet of its new place, else one in the list's form."""
        return style.form.fill(self.content(one.paper)) if one.text is None else at_home(one.text, beside)

    def _tagged(self, place: Section) -> bool:
        return place.venue is None or place.year is None

    def _insert(self, one: Filing, place: Section, around: Section | None) -> str:
        content = self.content(one.paper)
        position = place_in(place, self.venue, self.edition.year)
        near = neighbours(place, position)
        rows = [entry for entry in near if entry.cells]
        if rows:
            roles = next(table.roles for table in self.list.tables if table.place is place)
            text, gap = row(rows, roles, content) if one.text is None else one.text, 0
        else:
            groups = [near, place.entries, around.entries if around else []]
            style = self._style(groups, content, tagged=self._tagged(place))
            number = _next_number(near, position, place) if self._counted else None
            if number is not None and position >= len(place.entries):
                number += self._appended[place]
                self._appended[place] += 1
            text = _numbered(self._written(one, style, near), number)
            gap = style.gap
        self.edits.append(insert_entry(self.list.document, place, text, position, self.edition.year, gap))
        return text


def ends_with(path: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether a section's headings end with those that a person named."""
    return [part.casefold() for part in path[-len(wanted) :]] == [part.casefold() for part in wanted]


def _choose(placer: Placer, sections: Sequence[Section], one: Filing) -> tuple[Section, Alternatives]:
    """The section for a paper, and the runners-up: what a person wants, else what the titles there say."""
    ranked = placer.rank(one.paper.title)
    if ranked[0][1] == 0.0:  # nothing speaks for any: where the list puts what fits nowhere, else where most is
        ranked.sort(key=lambda pair: (not placer.rooms[pair[0]].catch_all, -len(placer.rooms[pair[0]].titles)))
    if (within := one.within) is not None:
        ranked.sort(key=lambda pair: sections[pair[0]].path[: len(within)] != within)
    if (wanted := one.wanted) is not None:
        ranked.sort(key=lambda pair: not ends_with(sections[pair[0]].path, wanted))
    runners_up = tuple((sections[number].path, score) for number, score in ranked[1 : 1 + RUNNERS_UP])
    return sections[ranked[0][0]], runners_up


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
    if not numbers or (len(numbers) > 1 and len(set(numbers)) == 1):
        return None
    at_the_end = position >= len(place.entries)
    return numbers[-1] + 1 if at_the_end else numbers[min(position, len(numbers) - 1)]
