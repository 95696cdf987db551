"""The line at which a new entry goes into a section: in the section's own order, with its own blank lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from operator import attrgetter

from confmerge.lists.document import Document
from confmerge.lists.model import Entry, Section
from confmerge.lists.splice import Edit
from confmerge.lists.style import gap_of
from confmerge.venues import same_venue

_NEAR = 5


def neighbours(section: Section, position: int) -> list[Entry]:
    """Return the entries around a place in a section: those whose manner a new entry there should have."""
    return siblings(section)[max(0, position - _NEAR) : position + _NEAR]


def insert_entry(
    document: Document, section: Section, text: str, position: int, year: int, gap: int, venue: str | None = None
) -> Edit:
    """Return the edit that puts one entry at a place in a section, with the blank lines that the section has.

    `year` and `venue` are the entry's, for sections that divide years or venues by blank lines.
    """
    entries = siblings(section)
    if not entries:
        return after_content(document, section, tuple(text.split("\n")))
    before = entries[position - 1] if position else None
    after = entries[position] if position < len(entries) else None
    blank = ("",) * (gap if before is None or after is None else gap_of(entries))
    if venue and _apart(entries, _venue_of):
        if before is not None and _is_of(before, venue):
            blank = ()
        elif after is not None and _is_of(after, venue) and after.line > 1:
            return Edit(after.line - 1, tuple(text.split("\n")))
    apart = _apart(entries, _year_of)
    if before is not None and (after is None or before.year == year or after.year != year):
        lead = ("",) if apart and before.year != year else blank
        return Edit(before.end_line, (*lead, *text.split("\n")))
    assert after is not None  # there is at least one entry, and `before` did not take it
    tail = ("",) if apart and after.year != year else blank
    if after.line == 1 and document.has_bom:
        return Edit(after.end_line, (*blank, *text.split("\n")))  # nothing can stand before a byte order mark
    return Edit(after.line - 1, (*text.split("\n"), *tail))


def siblings(section: Section) -> list[Entry]:
    """Return the entries at the section's own depth; next to one that is indented is not where a new one goes."""
    entries = section.entries
    rows = sum(bool(entry.cells) for entry in entries)
    entries = [entry for entry in entries if bool(entry.cells) == (rows * 2 > len(entries))]
    if not entries:
        return []
    indents = [len(entry.prefix) - len(entry.prefix.lstrip()) for entry in entries]
    least = min(indents)
    return [entry for entry, indent in zip(entries, indents, strict=True) if indent == least]


def _is_of(entry: Entry, venue: str) -> bool:
    return entry.venue is not None and same_venue(entry.venue, venue)


_year_of, _venue_of = attrgetter("year"), attrgetter("venue")


def _apart(entries: Sequence[Entry], of: Callable[[Entry], object]) -> bool:
    """Whether the list puts a blank line between years (or whatever `of` tells of an entry) and none within one."""
    within: list[bool] = []
    between: list[bool] = []
    for before, after in pairwise(entries):
        blank = after.line - before.end_line > 1
        (within if of(before) == of(after) else between).append(blank)
    return bool(between) and sum(between) > len(between) / 2 and sum(within) <= len(within) / 3


def fill_empty(document: Document, section: Section, texts: Sequence[str], gap: int) -> Edit:
    """Return the edit that puts entries into a section that has none, below whatever stands there."""
    lines = [line for number, text in enumerate(texts) for line in [""] * (gap if number else 0) + text.split("\n")]
    return after_content(document, section, tuple(lines))


def after_content(document: Document, section: Section, lines: tuple[str, ...]) -> Edit:
    """Return the edit that puts lines at the end of a section's own content, before its sub-sections."""
    end = min((child.line for child in section.children), default=section.end)
    last = last_content(document, section.line, end)
    above = document.lines[last] if last >= 0 else ""
    tight = _tight_headings(document) if last == section.line else bool(_ITEM.match(above))
    lead = ("",) if last >= 0 and lines and not tight else ()
    tail = ("",) if last + 1 < len(document.lines) and document.lines[last + 1].strip() else ()
    return Edit(last + 1, (*lead, *lines, *tail))


_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")


def last_content(document: Document, first: int, end: int) -> int:
    """Return the last line before `end` that is neither blank nor a rule; at least `first`."""
    line = min(end, len(document.lines)) - 1
    while line > first and (not document.lines[line].strip() or is_rule(document.lines[line])):
        line -= 1
    return max(line, first)


def is_rule(line: str) -> bool:
    """Whether a line is a horizontal rule (a setext underline counts as one; it never ends a section's content)."""
    bare = line.strip().replace(" ", "")
    return len(bare) >= 3 and bare[0] in "-*_" and bare == bare[0] * len(bare)


def _tight_headings(document: Document) -> bool:
    """Whether this file mostly has text right below its headings."""
    below = [after.strip() == "" for line, after in pairwise(document.lines) if line.startswith("#")]
    return sum(below) * 2 < len(below)
