"""How a list says that a paper is accepted and its conference still ahead: "EuroSys'25 (to appear)"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from confmerge.lists.forms import DAMAGED
from confmerge.lists.model import Entry
from confmerge.lists.standing import Standing, Statement, said_by
from confmerge.venues import Tag, same_venue

# So many entries of an edition without a note, and none with one, show that this edition has none.
_ENOUGH = 3
# A note that follows an entry: what divides it from the rest, and its end.
_BEFORE = re.compile(r"[\s,|\u2013\u2014-]+[(\[*_]*$")
_BEHIND = re.compile(r"[)\]*_.]*\s*$")


def is_ahead(start: date | None, year: int, today: date) -> bool | None:
    """Tell whether a conference is ahead: until the day it begins; None where neither its day nor its year tells.

    >>> is_ahead(date(2025, 4, 28), 2025, date(2025, 4, 27)), is_ahead(date(2025, 4, 28), 2025, date(2025, 4, 28))
    (True, False)
    >>> [is_ahead(None, year, date(2025, 6, 1)) for year in (2024, 2025, 2026)]
    [False, None, True]
    """
    if start is not None:
        return today < start
    return None if year == today.year else today.year < year


def promise_of(entries: Sequence[Entry], venue: str, year: int, ahead: bool | None) -> str | None:
    """Return how the list promises papers of an edition, else those of others; None where it would not.

    A text with `{venue}` and `{yy}` or `{yyyy}` in it is a tag, any other follows an entry. `ahead` as `is_ahead` says
    it: where that is not known, the entries of the edition decide.
    """
    if ahead is False:
        return None
    own = [one for one in entries if _is_of(one, venue, year)]
    ours, all_of_them = Counter(_promises(own)), Counter(_promises(entries))
    if ahead is None and 2 * ours.total() <= len(own):
        return None
    if not ours and len(own) >= _ENOUGH:
        return None
    found = ours or all_of_them
    return found.most_common(1)[0][0] if found else None


def _is_of(entry: Entry, venue: str, year: int) -> bool:
    said = said_by(entry)
    named = said.tag.venue if said.standing is Standing.PROMISED and said.tag and said.tag.venue else entry.venue
    return entry.year == year and named is not None and same_venue(named, venue)


def _promises(entries: Sequence[Entry]) -> Iterator[str]:
    """Yield the promises of entries: with venue and year taken out where they name them, else as they stand behind."""
    for entry in entries:
        for reading, one in said_by(entry).statements:
            if reading is not entry.main or entry.cells or one.standing is not Standing.PROMISED:
                continue
            made = _tag(reading.text[one.start : one.end], one.tag) if one.tag else _note(reading.text, one)
            if made is not None and not DAMAGED.search(made):
                yield made


def _tag(words: str, tag: Tag) -> str | None:
    if not tag.venue or not tag.year or words.count(tag.venue) != 1 or "{" in words:
        return None
    before, _, after = words.partition(tag.venue)
    for digits, slot in ((str(tag.year), "{yyyy}"), (f"{tag.year % 100:02d}", "{yy}")):
        if after.count(digits) == 1 and not re.search(r"\d", after.replace(digits, "")):
            return before + "{venue}" + after.replace(digits, slot)
    return None


def _note(text: str, one: Statement) -> str | None:
    before, after = _BEFORE.search(text, 0, one.start), _BEHIND.match(text, one.end)
    if before is None or after is None:
        return None
    return re.sub(r"\s+", " ", before[0]) + text[one.start : one.end] + after[0].rstrip()
