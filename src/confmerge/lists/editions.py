"""Lists by venue: the section of an edition, and how a new one is made in the list's own manner and place.

Also lists whose topics are divided by years: the year's shelf of a topic is made in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from confmerge.lists.forms import tag_text
from confmerge.lists.insert import after_content, last_content
from confmerge.lists.model import Section
from confmerge.lists.newsection import NewSection, beside, blank_below, heading_lines
from confmerge.lists.sections import BOLD
from confmerge.lists.splice import Edit
from confmerge.lists.walk import PaperList
from confmerge.venues import is_preprint, same_venue

NamesIt = Callable[[str], bool]


def is_by_venue(paper_list: PaperList, names: NamesIt, year: int) -> bool:
    """Whether a list's sections are editions (NSDI 2024) or venues: where most of its entries stand in such sections.

    The entries of the edition in hand do not count, so that adding them cannot change the answer; where there are no
    others, its headings tell. A list without entries is one too, unless it has headings of topics.
    """
    others = [e for e in paper_list.entries if not (e.year == year and e.venue is not None and names(e.venue))]
    if others:
        return sum(entry.place.edition_section is not None for entry in others) * 2 >= len(others)
    if paper_list.entries:
        return bool(edition_sections(paper_list))
    return bool(edition_sections(paper_list)) or not any(_topical(section) for section in paper_list.top.walk())


def _topical(section: Section) -> bool:
    return bool(section.path) and not (section.silent or section.collection or section.contents)


def edition_sections(paper_list: PaperList) -> list[Section]:
    """The sections that are a published edition's, in file order; the years of a heading like "arXiv" are none."""
    return [
        section
        for section in paper_list.top.walk()
        if section.by_venue and not section.silent and not is_preprint(section.venue)
    ]


def find_section(paper_list: PaperList, names: NamesIt, year: int) -> Section | None:
    """Return the section of an edition, or of its venue where the list has one for all years.

    `names` tells whether a printed venue is the edition's.
    """
    ours = [s for s in edition_sections(paper_list) if s.venue is not None and names(s.venue)]
    exact = [section for section in ours if section.year == year]
    return next(iter([*exact, *(section for section in ours if section.year is None)]), None)


def shelves(section: Section) -> list[Section]:
    """Return the sub-sections that are years of a section (2024, 2023 ...)."""
    return [child for child in section.children if child.is_year]


def parts(section: Section) -> list[Section]:
    """Return the sub-sections of an edition's section that may take its papers: those for preprints may not."""
    return [child for child in section.children if not (child.silent or child.collection or is_preprint(child.heading))]


def sub_headings(paper_list: PaperList) -> list[Section]:
    """Return the sub-sections to imitate: those of the first edition section that has at least two, else none.

    A list that divides most of its editions differs from one to the next; the nearest is the one to follow.
    """
    editions = edition_sections(paper_list)
    divided = [[child for child in parts(section) if child.entries] for section in editions]
    divided = [children for children in divided if children]
    if not divided or len(divided) * 3 < len(editions):
        return []
    return next((children for children in divided if len(children) >= 2), divided[0])


def new_section(paper_list: PaperList, venue: str, year: int, url: str | None, names: NamesIt) -> NewSection:
    """Say where and how the section of an edition is made: next to the newest, in the list's own form and order."""
    sections = edition_sections(paper_list)
    if not sections:
        return at_the_end(paper_list, f"{venue} {year}", url)
    model, before = _neighbour(sections, year)
    if model.parent is not None and model.parent.path and "{yy" not in model.form and model.year is not None:
        return _in_a_group(paper_list, model, venue, year, url, names)
    return beside(paper_list.document, sections, model, before, _text(model, venue, year), url)


def new_shelf(paper_list: PaperList, years: Sequence[Section], year: int, entries: Sequence[str], gap: int) -> Edit:
    """Return the edit that makes the shelf of a year beside those of other years, and puts entries on it."""
    model, before = _neighbour(years, year)
    made = beside(paper_list.document, years, model, before, str(year), None)
    return made.edit([(None, entries)], gap)


def _neighbour(sections: Sequence[Section], year: int) -> tuple[Section, bool]:
    """The section to stand next to, and whether before it: newest first unless the list shows the other order."""
    years = [section.year or 0 for section in sections]
    falls = sum(a > b for a, b in pairwise(years))
    rises = sum(a < b for a, b in pairwise(years))
    if not any(years):
        return sections[-1], False
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
    text = _text(model, venue, year)
    groups = [s for s in paper_list.top.walk() if s.level == outer.level and s.parent is outer.parent]
    groups = [group for group in groups if (group.dated if by_year else group.venue is not None)]
    if not groups:
        siblings = edition_sections(paper_list)
        target, before = _neighbour(siblings, year)
        return beside(document, siblings, target, before, text, url)
    group = next((g for g in groups if (g.year == year if by_year else g.venue is not None and names(g.venue))), None)
    if group is None:
        label = str(year) if by_year else venue
        target, before = _neighbour(groups, year) if by_year else (groups[-1], False)
        made = beside(document, groups, target, before, label, None)
        inner, _ = heading_lines(document, model, text, url)
        blank = blank_below(document, model)
        heading = (*made.heading, *made.blank, *inner)
        path = (*made.path, text)
        return NewSection(made.line, heading, made.before, made.after, blank, model.level, path, model)
    siblings = [child for child in group.children if child.by_venue]
    if not siblings:
        heading, _ = heading_lines(document, model, text, url)
        line = after_content(document, group, ()).line
        path = (*group.path, text)
        return NewSection(line, heading, ("",), (), blank_below(document, model), model.level, path, model)
    target, before = (siblings[-1], False) if by_year else _neighbour(siblings, year)
    return beside(document, siblings, target, before, text, url)


def at_the_end(paper_list: PaperList, text: str, url: str | None = None) -> NewSection:
    """Return a plain section at a list's end, where there is none to imitate."""
    document = paper_list.document
    last = last_content(document, -1, len(document.lines))
    level = min((s.level for s in paper_list.top.walk() if 1 < s.level < BOLD), default=2)
    heading = "#" * level + " " + (f"[{text}]({url})" if url else text)
    line = max(last + 1, int(document.has_bom))
    return NewSection(line, (heading,), ("",) if last >= 0 else (), (), ("",), level, (text,), None)


def _text(model: Section, venue: str, year: int) -> str:
    """The new heading's words: as the model's, which may name the venue, the year, or both."""
    if not model.form:
        return str(year) if model.year is not None else venue
    return model.form.replace("{venue}", venue) if model.year is None else tag_text(model.form, venue, year)


def printed_heading(paper_list: PaperList, venue: str) -> str:
    """Return how the list's headings spell a venue, `venue` itself where none names it."""
    for section in edition_sections(paper_list):
        if section.venue is not None and same_venue(section.venue, venue):
            return section.venue
    return venue
