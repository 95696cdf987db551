"""Filing: putting papers into the sections of a list, by venue or by topic, in the list's own form and order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from confmerge.lists import Entry, PaperList, Section
from confmerge.lists.editions import (
    find_section,
    new_section,
    new_shelf,
    printed_heading,
    shelves,
)
from confmerge.lists.forms import Content
from confmerge.lists.insert import fill_empty, insert_entry, neighbours, siblings
from confmerge.lists.move import at_home
from confmerge.lists.newsection import inside as within
from confmerge.lists.numbering import next_number, numbered, ordinal
from confmerge.lists.order import Coming, Order
from confmerge.lists.promises import is_ahead, promise_of
from confmerge.lists.splice import Edit
from confmerge.lists.style import Manner, Style, gap_of, row, venue_as_printed
from confmerge.paper import Paper
from confmerge.place import NO_PROFILE, Profile
from confmerge.propose.asking import AskedFor, Asking
from confmerge.propose.choosing import ANYWHERE, Chooser, Chosen, Wish, instead, topics
from confmerge.propose.division import Part, divide, sub_sections
from confmerge.propose.model import Placing
from confmerge.registry import Edition
from confmerge.titles import fold


@dataclass(frozen=True, slots=True)
class Filing:
    """A paper to be filed, and what was wished for it.

    `text` is an entry that is moved, which stays as it is; None: it is written in the list's form.
    """

    paper: Paper
    wish: Wish = ANYWHERE
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """Where a paper goes, and the entry's text."""

    placing: Placing
    text: str


class Filer:
    """Files the papers of one edition into one file of a list. `edits` grow with each call.

    `by_venue`: whether the list is one by venue, as `arranged_by_venue` says; `plain`: folded titles to be written in
    the plainest form, whatever the list's; `profile`: which phrases speak for which of its sections;
    `today`: tells whether the conference is ahead, so that its papers are "to appear" where the list says that (None:
    it is not).
    """

    def __init__(
        self,
        paper_list: PaperList,
        entries: Sequence[Entry],
        edition: Edition,
        by_venue: bool,
        plain: frozenset[str] = frozenset(),
        profile: Profile = NO_PROFILE,
        today: date | None = None,
    ) -> None:
        self.entries, self.today = entries, today
        self._ranks: dict[Edit, str] = {}  # where the alphabet orders what goes to one line
        self.list, self.edition, self.plain, self.profile = paper_list, edition, plain, profile
        self.by_venue = by_venue
        self.manner = Manner(paper_list.entries or entries)
        self.venue = venue_as_printed(entries, edition.name)
        self.edits: list[Edit] = []
        self.new_section: tuple[str, ...] | None = None
        self._asking = Asking(paper_list, edition.year)
        self._appended: Counter[Section] = Counter()
        numbers = {number for entry in paper_list.entries if (number := ordinal(entry.prefix)) is not None}
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
        return self._into_rooms(papers, section)

    def room_for(self, one: Filing) -> Section | None:
        """Return the section that a paper would go to; None where a new one would be made."""
        section = self.section()
        if self.by_venue and section is None:
            return None
        (part,) = self._parts([one], section)
        if part.section is None or part.new:
            return None
        return next((shelf for shelf in shelves(part.section) if shelf.year == self.edition.year), part.section)

    def _style(self, near: Sequence[Sequence[Entry]], content: Content, *, tagged: bool) -> Style:
        if fold(content.title) in self.plain:
            return self.manner.plainest()
        return self.manner.style(near, content, tagged=tagged)

    def content(self, paper: Paper) -> Content:
        """Return what there is to write of a paper."""
        url = paper.url or (f"https://doi.org/{paper.doi}" if paper.doi else None)
        names = tuple(author.name for author in paper.authors)
        affiliation = paper.authors[0].affiliation if paper.authors else None
        year, promise, label = self.edition.year, self._promise, self.manner.labels.of(paper.title)
        return Content(paper.title, self.venue, year, url, paper.pdf, paper.arxiv, names, affiliation, promise, label)

    @cached_property
    def _promise(self) -> str | None:
        """What the list says of a paper whose conference is ahead; None where it is not, or nothing is said."""
        if self.today is None:
            return None
        ahead = is_ahead(self.edition.start, self.edition.year, self.today)
        return promise_of(self.entries, self.venue, self.edition.year, ahead)

    # A new section ------------------------------------------------------------------------------------------------

    def _into_new_section(self, papers: Sequence[Filing], url: str | None) -> list[Filed]:
        venue = printed_heading(self.list, self.edition.name)
        made = new_section(self.list, venue, self.edition.year, url, self.names)
        self.new_section = made.path
        parts = divide(self.list, [(one.paper.title, one.wish) for one in papers], made.level, self.profile)
        model = made.model
        near = [section.entries for section in model.walk()] if model else []
        groups: dict[Section | None, list[str]] = {None: [], **{sub: [] for sub in sub_sections(self.list, parts)}}
        filed, gap = [], 0
        for one, part in zip(papers, parts, strict=True):
            sub = part.section
            content = self.content(one.paper)
            style = self._style(near, content, tagged=model is not None and model.year is None)
            text = self._written(one, style, [entry for entries in near for entry in entries])
            text, gap = numbered(text, self._number(near, len(groups[sub]))), style.gap
            groups[sub].append(text)
            path = (*made.path, sub.heading) if sub else made.path
            filed.append(Filed(_in_new_section(made.path, path, part.chosen), text))
        used = {sub: texts for sub, texts in groups.items() if texts}
        self.edits.append(made.divided_like(self.list.document, used).edit(list(used.items()), gap))
        return filed

    def _number(self, near: Sequence[Sequence[Entry]], before: int) -> int | None:
        """The number of an entry in a new ordered list: counted, unless the list numbers all its entries alike."""
        numbers = [n for entry in [e for group in near for e in group][:5] if (n := ordinal(entry.prefix)) is not None]
        if not numbers:
            return None
        return before + 1 if len(set(numbers)) > 1 or len(numbers) == 1 else numbers[0]

    # Sections that are there --------------------------------------------------------------------------------------

    def _parts(self, papers: Sequence[Filing], section: Section | None) -> list[Part]:
        """Where papers go in the edition's section, or, where that is None, among the topics of the list."""
        wishes = [(one.paper.title, one.wish) for one in papers]
        if section is not None:
            return divide(self.list, wishes, section.level, self.profile, section)
        chooser = Chooser(topics(self.list, self.names, self.edition.year), self.profile)
        return [self._topic(title, wish, chooser) for title, wish in wishes]

    def _topic(self, title: str, wish: Wish, chooser: Chooser) -> Part:
        chosen = chooser.choose(title, wish)
        named = self._asking.find(wish.named) if wish.named else None
        if named is not None and named is not chosen.section:
            return Part(named, instead(chosen, named))
        return Part(chosen.section, chosen, new=named is None and wish.new is not None)

    def _into_rooms(self, papers: Sequence[Filing], around: Section | None) -> list[Filed]:
        filed: list[Filed] = []
        empty: dict[Section, list[str]] = {}
        new: dict[Section, list[str]] = {}
        parts = self._parts(papers, around)
        inside: dict[Section, list[str]] = {sub: [] for sub in sub_sections(self.list, parts)} if around else {}
        for one, part in zip(papers, parts, strict=True):
            if part.new and around is not None and part.section is not None:
                texts = inside[part.section]
                text = numbered(self._text(one, around, around), len(texts) + 1 if self._counted else None)
                texts.append(text)
                path = (*around.path, part.section.heading)
                filed.append(Filed(_in_new_section(around.path, path, part.chosen), text))
                continue
            if part.new and (asked := self._asking.make(one.wish.new or ())):
                filed.append(self._as_asked(one, *asked))
                continue
            room = part.section
            assert room is not None  # only a section that is not there yet has none
            years = shelves(room)
            shelf = next((s for s in years if s.year == self.edition.year), None)
            if years and shelf is None and not room.entries:
                texts = new.setdefault(room, [])
                text = numbered(self._text(one, years[0], around), len(texts) + 1 if self._counted else None)
                texts.append(text)
                path = (*room.path, str(self.edition.year))
                filed.append(Filed(_placing(path, part.chosen), text))
                continue
            place = shelf or room
            if place.entries:
                text = self._insert(one, place, around)
            else:
                texts = empty.setdefault(place, [])
                text = numbered(self._text(one, place, around), len(texts) + 1 if self._counted else None)
                texts.append(text)
            filed.append(Filed(_placing(place.path, part.chosen), text))
        gap = gap_of(self.list.entries)
        for place, texts in empty.items():
            self.edits.append(fill_empty(self.list.document, place, texts, gap))
        for room, texts in new.items():
            self.edits.append(new_shelf(self.list, shelves(room), self.edition.year, texts, gap))
        if around is not None and inside:
            made = within(self.list.document, around).divided_like(self.list.document, inside)
            self.edits.append(made.edit(list(inside.items()), gap))
        self.edits += self._asking.edits(gap)
        return filed

    def _as_asked(self, one: Filing, asked: AskedFor, part: Section | None) -> Filed:
        """The entry in a section that a person asks for, and that is to be made."""
        model = asked.made.model
        near = [section.entries for section in model.walk()] if model else []
        style = self._style(near, self.content(one.paper), tagged=True)
        text = self._written(one, style, [entry for group in near for entry in group] or self.list.entries)
        text = numbered(text, self._number(near, len(asked.groups[part])))
        asked.groups[part].append(text)
        return Filed(Placing(asked.path(part)), text)

    def _text(self, one: Filing, place: Section, around: Section | None) -> str:
        near = [place.entries, around.entries if around else []]
        style = self._style(near, self.content(one.paper), tagged=self._tagged(place))
        return self._written(one, style, [*near[0], *near[1]] or self.list.entries)

    def _written(self, one: Filing, style: Style, beside: Sequence[Entry]) -> str:
        """The entry: that which is moved, with the bullet of its new place, else one in the list's form."""
        return style.form.fill(self.content(one.paper)) if one.text is None else at_home(one.text, beside)

    def _tagged(self, place: Section) -> bool:
        return place.venue is None or place.year is None

    @cached_property
    def _order(self) -> Order:
        return Order([siblings(section) for section in self.list.top.walk()])

    def _insert(self, one: Filing, place: Section, around: Section | None) -> str:
        content = self.content(one.paper)
        month = self.edition.start.month if self.edition.start else None
        beside, coming = siblings(place), Coming(one.paper.title, self.venue, self.edition.year, month)
        position = self._order.place(beside, coming)
        near = neighbours(place, position)
        rows = [entry for entry in near if entry.cells]
        if rows:
            roles = next(table.roles for table in self.list.tables if table.place is place)
            text, gap = row(rows, roles, content) if one.text is None else one.text, 0
        else:
            groups = [near, place.entries, around.entries if around else []]
            style = self._style(groups, content, tagged=self._tagged(place))
            number = next_number(near, position, place) if self._counted else None
            if number is not None and position >= len(place.entries):
                number += self._appended[place]
                self._appended[place] += 1
            text = numbered(self._written(one, style, near), number)
            gap = style.gap
        edit = insert_entry(self.list.document, place, text, position, self.edition.year, gap, self.venue)
        rank = "" if ordinal(text) is not None else self._order.rank(beside, coming)
        there = [n for n, other in enumerate(self.edits) if other.line == edit.line]
        later = (n for n in there if self._ranks.get(self.edits[n], "") > rank)
        self.edits.insert(next(later, len(self.edits)), edit)
        self._ranks[edit] = rank
        return text


def _placing(path: tuple[str, ...], chosen: Chosen | None) -> Placing:
    return Placing(path, chosen.score, chosen.because, chosen.alternatives) if chosen else Placing(path)


def _in_new_section(around: tuple[str, ...], path: tuple[str, ...], chosen: Chosen | None) -> Placing:
    """A placing in a section that is to be made; what its sub-sections are like is elsewhere in the list."""
    if chosen is None:
        return Placing(path)
    others = tuple(((*around, other[-1]), score) for other, score in chosen.alternatives)
    return Placing(path, chosen.score, chosen.because, others)
