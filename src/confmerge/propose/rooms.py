"""How a list is arranged, by venue or by topic, and which of its sections may take the papers of an edition."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace

from confmerge.lists import Entry, PaperList, Section
from confmerge.lists.editions import edition_sections, is_by_venue, shelves
from confmerge.lists.entries import is_paper_link, is_repository_link
from confmerge.lists.standing import Standing, said_by
from confmerge.registry import Edition
from confmerge.venues import is_preprint

NamesIt = Callable[[str], bool]


def arranged_by_venue(paper_list: PaperList, edition: Edition, without: Collection[int] = ()) -> bool:
    """Whether a file of a list is arranged by venue, so that adding and promoting papers cannot change the answer.

    Preprints do not count, for no venue's section can hold them, nor what stands below a heading like "arXiv", nor the
    entries of `without` (their ids), which are to be the edition's.
    """
    entries = [entry for entry in paper_list.entries if id(entry) not in without and not _says_preprint(entry)]
    if paper_list.entries and not entries:
        return bool(edition_sections(paper_list))
    counted = replace(paper_list, entries=entries)
    return is_by_venue(counted, edition.is_called, edition.year)


def _says_preprint(entry: Entry) -> bool:
    return any(map(is_preprint, entry.place.path)) or said_by(entry).standing is Standing.PREPRINT


def rooms(paper_list: PaperList, names: NamesIt, year: int) -> list[Section]:
    """Return the sections that may take a paper of an edition.

    They are those with entries, and empty ones beside such. A section whose heading names another venue, other years
    or preprints takes none, nor does one that holds only programs and pages of the web; one that holds the years of a
    topic stands for them. Where that leaves none, any will do.
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
        and not any(map(is_preprint, section.path))
        and not _without_papers(section)
        and not _of_other_years(section, year)
    ]
    return fitting or [s for s in found if id(s) not in on_shelves] or found or [paper_list.top]


_SPAN = re.compile(r"\b(?:(?P<before>before|pre|prior to)|(?P<since>since|after))[\s-]+(?P<year>(?:19|20)\d\d)\b", re.I)


def _of_other_years(section: Section, year: int) -> bool:
    """Whether a heading says that a year's papers are not there: "Before 2025"."""
    spans = [span for heading in section.path for span in _SPAN.finditer(heading)]
    return any(year >= int(span["year"]) if span["before"] else year < int(span["year"]) for span in spans)


# A link to elsewhere than papers may be a paper's all the same; so many together are none.
_SEVERAL = 3


def _without_papers(section: Section) -> bool:
    """Whether a section holds programs, or pages of the web, and no paper."""
    entries = [entry for inner in (section, *shelves(section)) for entry in inner.entries]
    links = [[url for _, url in entry.links] for entry in entries]
    if not entries or any(entry.venue for entry in entries) or not all(links):
        return False
    if all(is_repository_link(url) for urls in links for url in urls):
        return True
    return len(entries) >= _SEVERAL and not any(is_paper_link(url) for urls in links for url in urls)
