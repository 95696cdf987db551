"""Lists by venue: the section of an edition, extended where it stands, made anew in the list's own manner where not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from confmerge.lists.document import Document
from confmerge.lists.insert import after_content, is_rule, last_content
from confmerge.lists.sections import BOLD, Section
from confmerge.lists.splice import Edit
from confmerge.lists.style import escape, tag_text
from confmerge.lists.walk import PaperList
from confmerge.venues import same_venue

NamesIt = Callable[[str], bool]


def is_by_venue(paper_list: PaperList) -> bool:
    """Whether a list's sections are editions (NSDI 2024): where most of its entries stand in such sections."""
    inside = sum(entry.place.edition_section is not None for entry in paper_list.entries)
    if paper_list.entries:
        return inside * 2 >= len(paper_list.entries)
    return bool(edition_sections(paper_list)) or not any(_topical(section) for section in paper_list.top.walk())


def _topical(section: Section) -> bool:
    return bool(section.path) and not (section.silent or section.collection or section.todo)


def edition_sections(paper_list: PaperList) -> list[Section]:
    """The sections that are an edition's, in file order."""
    return [section for section in paper_list.top.walk() if section.by_venue and not section.silent]


def find_section(paper_list: PaperList, names: NamesIt, year: int) -> Section | None:
    """Return the section of an edition; `names` tells whether a printed venue is the edition's."""
    sections = edition_sections(paper_list)
    return next((s for s in sections if s.year == year and s.venue is not None and names(s.venue)), None)


def sub_headings(paper_list: PaperList) -> list[Section]:
    """Return the sub-sections to imitate: those of the first edition section that has at least two, else none.

    A list that divides most of its editions differs from one to the next; the nearest is the one to follow.
    """
    divided = [
        [child for child in section.children if child.entries]
        for section in edition_sections(paper_list)
        if any(child.entries for child in section.children)
    ]
    if not divided or len(divided) * 3 < len(edition_sections(paper_list)):
        return []
    return next((children for children in divided if len(children) >= 2), divided[0])


@dataclass(frozen=True, slots=True)
class NewSection:
    """A section to be made: where (before a line, from 0), its heading lines, and what separates it from the next."""

    line: int
    heading: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    blank: tuple[str, ...]
    level: int
    path: tuple[str, ...]
    model: Section | None

    def edit(self, groups: Sequence[tuple[Section | None, Sequence[str]]], gap: int) -> Edit:
        """Return the edit that makes the section, with its entries in groups: (sub-section to imitate, entries)."""
        lines = [*self.before, *self.heading]
        for number, (sub, entries) in enumerate(groups):
            if sub is not None:
                lines += ([""] if number and self.blank else []) + self._sub_heading(sub)
            if number == 0 and (self.blank or sub is None):
                lines += self.blank if sub is None else []
            for position, entry in enumerate(entries):
                lines += [""] * (gap if position else 0) + [entry]
        return Edit(self.line, (*lines, *self.after))

    def _sub_heading(self, sub: Section) -> list[str]:
        if sub.level >= BOLD:
            return [sub.raw.rstrip(), ""]
        return ["#" * min(6, max(sub.level, self.level + 1)) + " " + escape(sub.heading)]


def new_section(paper_list: PaperList, venue: str, year: int, url: str | None, names: NamesIt) -> NewSection:
    """Say where and how the section of an edition is made: next to the newest, in the list's own form and order."""
    document, sections = paper_list.document, edition_sections(paper_list)
    sections = [section for section in sections if section.level < BOLD]
    if not sections:
        return _at_the_end(document, paper_list.top, venue, year, url)
    model, before_model = _neighbour(sections, year, names)
    if model.parent is not None and model.parent.path and not model.form.count("{yy"):
        return _in_a_group(paper_list, model, venue, year, url, names)
    heading = _heading(model, venue, year, url)
    path = (*(model.parent.path if model.parent else ()), _text(model, venue, year))
    blank = _blank_below(document, model)
    separator = _separator(document, sections)
    if before_model:
        return NewSection(model.line, (heading,), (), separator, blank, model.level, path, model)
    last = last_content(document, model.line, model.end)
    return NewSection(last + 1, (heading,), separator, (), blank, model.level, path, model)


def _neighbour(sections: Sequence[Section], year: int, names: NamesIt) -> tuple[Section, bool]:
    """The section to stand next to, and whether before it: newest first unless the list shows the other order."""
    years = [section.year or 0 for section in sections]
    falls = sum(a > b for a, b in pairwise(years))
    rises = sum(a < b for a, b in pairwise(years))
    if rises > falls:
        earlier = [section for section in sections if (section.year or 0) <= year]
        return (earlier[-1], False) if earlier else (sections[0], True)
    later = [section for section in sections if (section.year or 0) > year]
    if not later:
        return sections[0], True
    position = sections.index(later[-1]) + 1
    return (sections[position], True) if position < len(sections) else (sections[-1], False)


def _in_a_group(
    paper_list: PaperList, model: Section, venue: str, year: int, url: str | None, names: NamesIt
) -> NewSection:
    """Lists that nest: years that hold venues, or venues that hold years. A missing outer heading is made too."""
    document, outer = paper_list.document, model.parent
    assert outer is not None
    by_year = outer.venue is None
    groups = [s for s in paper_list.top.walk() if s.level == outer.level and s.parent is outer.parent and s.path]
    fits = [g for g in groups if (g.year == year if by_year else g.venue is not None and names(g.venue))]
    text = _text(model, venue, year)
    heading = _marks(model) + (f"[{text}]({url})" if model.url is not None and url else text)
    if fits:
        group = fits[0]
        inner = [child for child in group.children if child.by_venue]
        if by_year or not inner:
            edit = after_content(document, inner[-1] if inner else group, ())
            line, path = edit.line, (*group.path, text)
            return NewSection(line, (heading,), ("",), (), _blank_below(document, model), model.level, path, model)
        target, before = _neighbour(inner, year, names)
        line = target.line if before else last_content(document, target.line, target.end) + 1
        lead, tail = ((), ("",)) if before else (("",), ())
        path = (*group.path, text)
        return NewSection(line, (heading,), lead, tail, _blank_below(document, model), model.level, path, model)
    label = str(year) if by_year else venue
    above = _marks(outer) + label
    target, before = (
        _neighbour([g for g in groups if g.year] or groups, year, names) if by_year else (groups[-1], False)
    )
    line = target.line if before else last_content(document, target.line, target.end) + 1
    lead, tail = ((), ("",)) if before else (("",), ())
    path = (*(outer.parent.path if outer.parent else ()), label, text)
    blank = _blank_below(document, model)
    return NewSection(line, (above, *blank, heading), lead, tail, blank, model.level, path, model)


def _at_the_end(document: Document, top: Section, venue: str, year: int, url: str | None) -> NewSection:
    """A list without any edition: a plain section at its end."""
    text = f"{venue} {year}"
    last = last_content(document, -1, len(document.lines))
    level = min((s.level for s in top.walk() if 1 < s.level < BOLD), default=2)
    heading = "#" * level + " " + (f"[{text}]({url})" if url else text)
    lead = ("",) if last >= 0 else ()
    return NewSection(last + 1, (heading,), lead, (), ("",), level, (text,), None)


def _heading(model: Section, venue: str, year: int, url: str | None) -> str:
    text = _text(model, venue, year)
    return _marks(model) + (f"[{text}]({url})" if model.url is not None and url else text)


def _text(model: Section, venue: str, year: int) -> str:
    return escape(tag_text(model.form or "{venue} {yyyy}", venue, year)) if model.form else str(year)


def _marks(model: Section) -> str:
    match = re.match(r"#+\s*", model.raw.lstrip("\ufeff"))
    return match[0] if match else "#" * max(model.level, 1) + " "


def _blank_below(document: Document, model: Section) -> tuple[str, ...]:
    line = model.line + 1
    return ("",) if line < len(document.lines) and not document.lines[line].strip() else ()


def _separator(document: Document, sections: Sequence[Section]) -> tuple[str, ...]:
    """The blank lines and rule that this list puts between two editions."""
    for section in sections:
        last = last_content(document, section.line, section.end)
        between = tuple(line.rstrip() for line in document.lines[last + 1 : section.end])
        if between and section.end < len(document.lines):
            rules = [i for i, line in enumerate(between) if is_rule(line)]
            return between if rules or len(between) <= 2 else ("",)
    return ("",)


def printed_heading(paper_list: PaperList, venue: str) -> str:
    """Return how the list's headings spell a venue, `venue` itself where none names it."""
    for section in edition_sections(paper_list):
        if section.venue is not None and same_venue(section.venue, venue):
            return section.venue
    return venue
