"""Entries without venue, where nearly all around them have one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from confmerge.lint.findings import Finding
from confmerge.lint.places import topic
from confmerge.lists import Entry, PaperList, Section
from confmerge.venues import find_tag

_FEWEST, _FEWEST_AROUND = 10, 3
_NEARLY_ALL, _MOST_AROUND = 0.9, 0.8
# Where the reader may have missed a venue: brackets, a year or a bar in or behind the title.
_MAYBE_SAID = re.compile(r"[()|\uff5c\[\]]|\s/\s|(?<!\d)(?:19|20)\d\d(?!\d)|^\W*\d\d\W|['\u2019]\s?\d\d\b")


def venue_findings(file: str, paper_list: PaperList, excused: Collection[Section]) -> Iterator[Finding]:
    """Yield entries without venue; those in `excused` sections lack it because of a heading."""
    papers = [entry for entry in paper_list.entries if entry.kind == "paper"]
    without = [entry for entry in papers if not entry.venue]
    if len(papers) < _FEWEST or len(papers) - len(without) < _NEARLY_ALL * len(papers):
        return
    for entry in without:
        around = [other for other in papers if topic(other.place) is topic(entry.place) and other is not entry]
        with_venue = sum(bool(other.venue) for other in around)
        if len(around) < _FEWEST_AROUND or with_venue < _MOST_AROUND * len(around) or _excused(entry, excused):
            continue
        if not _maybe_said(entry):
            told = f"`{entry.title}` has no venue; {len(papers) - len(without)} of {len(papers)} entries have one"
            yield Finding(file, entry.line, "missing-venue", told, (f"{with_venue} of {len(around)} in its section",))


def _excused(entry: Entry, sections: Collection[Section]) -> bool:
    section: Section | None = entry.place
    while section is not None:
        if section in sections:
            return True
        section = section.parent
    return False


def _maybe_said(entry: Entry) -> bool:
    if entry.year or entry.notes or any(reading.venue or reading.year for reading in (*entry.readings, *entry.below)):
        return True
    words = " ".join([entry.title, *(reading.trailing for reading in entry.readings), *entry.cells])
    return bool(_MAYBE_SAID.search(words)) or find_tag(words) is not None or _described(entry)


def _described(entry: Entry) -> bool:
    """Whether words stand behind the title, which may be authors and a source."""
    return len(re.findall(r"\w+", entry.main.trailing)) > 3
