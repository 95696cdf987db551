"""Where in a list two entries stand: in one place, or under two topics on purpose."""

from __future__ import annotations

import re
from collections.abc import Collection

from confmerge.lists import Entry, Section
from confmerge.lists.entries import is_paper_link
from confmerge.lists.sections import ITEM

# As many works under two topics, in all and in parts of the list, are no accidents.
_ENOUGH, _SHARE = 4, 0.03
_SAID = re.compile(
    r"\b(?:also|again)\s+(?:\w+\s+){0,2}(?:in|at|under|below|above|as)\b|\bsee\s+(?:also|above|below|section|\[)"
    r"|\bcross[- ]?list|\b(?:same|duplicate[ds]?)\s+(?:as|of|entry|in)\b|\blisted\s+(?:in|under)\b",
    re.I,
)


# Sections that show a choice of what the list holds elsewhere.
_CHOICE = re.compile(
    r"\b(?:selected|highlights?|must[- ]reads?|recommended|featured|favou?rites?|latest|recent|news|newest"
    r"|(?:week|month) papers|(?:this|last) (?:week|month)|weekly|monthly|daily|getting started|starter)\b",
    re.I,
)


def topic(section: Section) -> Section:
    """Return the section without what divides it by time: years, dates, and labels of items."""
    while section.parent is not None and (section.is_year or section.dated or section.level >= ITEM):
        section = section.parent
    return section


def shared_place(a: Entry, b: Entry) -> Section | None:
    """Return the section in which one of two entries is enough: one edition of a conference, or one topic."""
    edition = a.place.edition_section
    if edition is not None and edition is b.place.edition_section:
        return edition
    return topic(a.place) if topic(a.place) is topic(b.place) else None


def on_purpose(entry: Entry) -> bool:
    """Whether an entry stands elsewhere too by its own words ("also in 2.1"), by its section, or as a project."""
    project = not entry.venue and bool(entry.links) and not any(is_paper_link(url) for _, url in entry.links)
    if project or any(_CHOICE.search(heading) for heading in entry.place.path):
        return True
    return bool(_SAID.search(entry.raw))


def by_habit(works: Collection[object], entries: int) -> bool:
    """Whether so many works of a list stand under two topics that this is its way."""
    return len(works) >= max(_ENOUGH, _SHARE * entries)
