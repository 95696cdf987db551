"""A paper that was accepted: its entry with the venue's tag and the camera-ready title, all else as it was.

What cannot be done by rule is said, and left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from confmerge.lists.forms import Content, tag_text
from confmerge.lists.links import link_manner, mend_links
from confmerge.lists.model import Entry
from confmerge.lists.parts import Reading, Slot
from confmerge.lists.reading import read
from confmerge.lists.retitle import retitled, same_title, same_words
from confmerge.lists.rewrite import Change, entry_lines, locate_texts, rewritten
from confmerge.lists.standing import Standing, Statement, said_by
from confmerge.lists.tablerow import renew_row
from confmerge.lists.tables import Table
from confmerge.lists.tags import TagManner, around, own_slot, shape_of
from confmerge.lists.walk import PaperList
from confmerge.titles import fold
from confmerge.venues import is_preprint, same_venue

Stretch = tuple[int, int, str]
_LAST_WORDS = re.compile(r"\s+(?P<mark>\*{1,2}|_{1,2})(?P<words>[^*_\n]+)(?P=mark)")


class CannotRenewError(Exception):
    """Why an entry cannot be brought up to date by rule, in words for a person."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """An entry brought up to date: its lines that change, all its lines, its title, and remarks on what was done."""

    changed: dict[int, str | None]
    lines: tuple[str, ...]
    title: str
    remarks: tuple[str, ...]


class Renewer:
    """Brings the entries of one file up to date, in the manner of the list that `entries` are.

    `publishers`: the list links to the venue's page once a paper is published, as `links.to_publishers` says.
    """

    def __init__(self, paper_list: PaperList, entries: Sequence[Entry], tags: TagManner, publishers: bool) -> None:
        self.list, self.entries, self.tags, self.publishers = paper_list, entries, tags, publishers

    def renew(self, entry: Entry, content: Content, foreign: Collection[str] = (), *, tagged: bool = True) -> Renewed:
        """Return an entry as it is once its paper is accepted.

        `foreign` are identifiers of other papers, which its links should not be; `tagged`: the entry names venue and
        year itself, its section does not. Raises CannotRenewError.
        """
        work = _Entry(self, entry, content, foreign, tagged)
        table = next((t for t in self.list.tables if t.line < entry.line <= t.end), None) if entry.cells else None
        changes = self._in_table(table, work) if table else work.changes()
        lines = self.list.document.lines
        new = rewritten(lines, entry, changes)
        return Renewed(new, tuple(entry_lines(lines, entry, new)), work.title, tuple(dict.fromkeys(work.remarks)))

    def _in_table(self, table: Table, work: _Entry) -> list[Change]:
        entry = work.entry
        rows = [other for other in self.list.entries if other.cells and table.line < other.line <= table.end]
        line = entry.line - 1
        made = renew_row(self.list.document.lines[line], entry, table.roles, rows, work.content)
        if made is None:
            raise CannotRenewError("the row has another number of cells than its table")
        stretches = work.stretches(entry.main, tag="venue" not in table.roles)
        if not stretches:
            return [Change((line, start), (line, end), new) for start, end, new in made.cells]
        if made.title is None or "\n" in entry.main.text:
            raise CannotRenewError("the title is not found as it is read")
        start = made.title
        changes = [Change((line, start + first), (line, start + last), new) for first, last, new in stretches]
        return changes + [Change((line, first), (line, last), new) for first, last, new in made.cells]


class _Entry:
    """One entry at work."""

    def __init__(
        self, renewer: Renewer, entry: Entry, content: Content, foreign: Collection[str], tagged: bool
    ) -> None:
        self.renewer, self.entry, self.content, self.foreign, self.tagged = renewer, entry, content, foreign, tagged
        self.said = said_by(entry)
        self.remarks: list[str] = []
        self.title = entry.title if same_words(entry.title, content.title) else content.title

    def changes(self) -> list[Change]:
        located = locate_texts(self.renewer.list.document.lines, self.entry)
        if not any(text.reading is self.entry.main for text in located):
            raise CannotRenewError("its text is not found as it is read")
        changes: list[Change] = []
        for text in located:
            for start, end, new in self.stretches(text.reading):
                changes.append(Change(text.place(start), text.place(end), new))
        if not self.tagged or self._reads_back(located_texts=[text.reading for text in located]):
            return changes
        raise CannotRenewError("the list shows no place for a venue in such an entry")

    def _reads_back(self, located_texts: Sequence[Reading]) -> bool:
        """Whether one of the texts says venue and year afterwards, and none still says preprint."""
        said = [self._read(reading, self.stretches(reading)) for reading in located_texts]
        return any(one.venue is not None and same_venue(one.venue, self.content.venue or "") for one in said)

    def _read(self, reading: Reading, stretches: Sequence[Stretch]) -> Reading:
        return read(_applied(reading.text, stretches))

    def stretches(self, reading: Reading, tag: bool = True) -> list[Stretch]:
        """What changes in one text, in an order in which of two insertions at one place the later comes first."""
        title = self._title(reading)
        links = self._links(reading)
        if not tag:
            return [*title, *links]
        told = [statement for other, statement in self.said.statements if other is reading]
        if found := self._replaced(reading, told):
            return [*found, *title, *links]
        return self._inserted(reading, [*title, *links])

    # The title ----------------------------------------------------------------------------------------------------

    def _title(self, reading: Reading) -> list[Stretch]:
        """Put the camera-ready title where the old one stands, in whichever of the entry's lines that is."""
        place = next((slot for slot in reading.slots if slot.role == "title"), None)
        ours = reading is self.entry.main or same_title(reading.title, self.entry.title)
        if place is None or not ours or reading not in self.entry.readings:
            return []
        if self.title != self.content.title or same_words(reading.title, self.title):
            return []
        end = self._title_end(reading, place)
        text = reading.text
        rest = next((slot for slot in reading.slots if slot.role == "subtitle"), None)
        if rest is not None:
            return self._title_in_two(reading, (place.start, place.end), (rest.start, rest.end))
        old = text[place.start : end]
        return [(place.start, end, _with_ending(retitled(old, self.title, reading.linked), old, self.title))]

    def _title_end(self, reading: Reading, place: Slot) -> int:
        """Where a title ends: before "submitted to", which may be read as its last words."""
        starts = [one.start for other, one in self.said.statements if other is reading and one.start > place.start]
        end = min([place.end, *starts])
        while end < place.end and reading.text[end - 1] in " ,;.(":
            end -= 1
        last = _LAST_WORDS.match(reading.text, end)  # emphasised, they may be read as a remark behind the title
        if end == place.end and last and fold(self.content.title).endswith(" " + fold(last["words"])):
            return last.end()
        return end

    def _title_in_two(self, reading: Reading, first: tuple[int, int], rest: tuple[int, int]) -> list[Stretch]:
        """`[Name](url): the rest`: the part before the colon is the link, if the new title has one."""
        text = reading.text
        name, _, subtitle = self.title.partition(": ")
        if subtitle and not re.search(r"\w", text[first[1] : first[1] + 1]):
            parts = ((first, name), (rest, subtitle))
            return [(*place, retitled(text[slice(*place)], new, n == 0)) for n, (place, new) in enumerate(parts)]
        link = next(slot.end for slot in reading.slots if slot.role == "link" and slot.start <= first[0] < slot.end)
        colon = text[first[1] : first[1] + 1] == ":"
        whole = retitled(text[slice(*first)], self.title, True)
        return [(first[0], first[1] + colon, whole), (link, rest[1], "")]

    # The tag ------------------------------------------------------------------------------------------------------

    def _replaced(self, reading: Reading, told: Sequence[Statement]) -> list[Stretch]:
        """Put the tag where a text says preprint; what else it says of that goes, and so does a promise fulfilled."""
        slot = own_slot(reading)
        named = slot is not None and reading.venue is not None and not is_preprint(reading.venue)
        changes: list[Stretch] = []
        tagged = named and not any(one.start < slot.end and slot.start < one.end for one in told) if slot else False
        for one in told:
            shape = shape_of(reading, one.start, one.end)
            if one.label and not self._tags_are_labels():
                continue
            if tagged or not self.tagged:
                changes.append((*_with_blank(reading.text, *around(reading.text, one.start, one.end)), ""))
            else:
                changes.append((one.start, one.end, self._tag(reading, one, shape)))
                tagged = True
        return changes

    def _tag(self, reading: Reading, one: Statement, shape: tuple[str, str]) -> str:
        venue, year = self.content.venue or "", self.content.year
        if one.standing is Standing.PROMISED and reading.venue and same_venue(reading.venue, venue) and reading.form:
            return tag_text(reading.form, reading.venue, year)  # only the promise goes
        return tag_text(self.renewer.tags.form(shape, reading.form, venue), venue, year)

    def _tags_are_labels(self) -> bool:
        """Whether this list's tags are the words of links, so that [arXiv](url) is one and no label."""
        return any(
            shape_of(entry.main, slot.start, slot.end)[0] == "label"
            for entry in self.entry.place.entries
            if (slot := own_slot(entry.main)) is not None and not is_preprint(entry.main.venue)
        )

    def _inserted(self, reading: Reading, others: list[Stretch]) -> list[Stretch]:
        """Put a tag into a text that has none, where the entries beside it have theirs, if it reads as one there."""
        if not self._wants_tag(reading) or self.content.year is None:
            return others
        for pattern in self.renewer.tags.patterns(reading, self.entry.place.entries):
            put = pattern.put(reading, self.content.venue or "", self.content.year)
            if put is None:
                continue
            stretch = (put[0], pattern.end_of_year(reading.text, put[0]), put[1])
            made = [*others, stretch] if pattern.anchor == "start" else [stretch, *others]
            now = self._read(reading, made)
            ours = now.venue is not None and same_venue(now.venue, self.content.venue or "")
            dated = "{yy" not in pattern.form or now.year == self.content.year
            if ours and dated and same_title(now.title, self._expected(reading)):
                return made
        return others

    def _wants_tag(self, reading: Reading) -> bool:
        if not self.tagged or reading not in self.entry.readings or not reading.title:
            return False
        if own_slot(reading) is not None and reading.venue and not is_preprint(reading.venue):
            return False
        if reading is not self.entry.main and not self.renewer.tags.tags_lines_marked(reading.mark):
            return False
        elsewhere = any(other is not reading and not one.label for other, one in self.said.statements)
        return not elsewhere and self.said.standing in (Standing.SILENT, Standing.PREPRINT)

    def _expected(self, reading: Reading) -> str:
        return (
            self.title if reading is self.entry.main or same_title(reading.title, self.entry.title) else reading.title
        )

    # The links ----------------------------------------------------------------------------------------------------

    def _links(self, reading: Reading) -> list[Stretch]:
        if reading is not self.entry.main or "\n" in reading.text:
            return []
        manner = link_manner(self.entry.place.entries, self.renewer.entries, self.renewer.publishers)
        slot = next((slot for slot in reading.slots if slot.role == "title"), None)
        title = (slot.start, self._title_end(reading, slot)) if slot and not self.entry.cells else None
        fixes = mend_links(reading, title, self.content, manner, self.foreign)
        self.remarks += [fix.why for fix in fixes]
        return [(fix.start, fix.end, fix.new) for fix in fixes]


def _applied(text: str, stretches: Sequence[Stretch]) -> str:
    for start, end, new in sorted(stretches, key=lambda one: one[:2], reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _with_ending(new: str, old: str, title: str) -> str:
    """A title keeps the full stop that its entry had, and a short name in brackets that is only the list's."""
    if (name := re.search(r"\s*\([^\s()]{2,20}\)(?=[.\s]*$)", old)) and name[0].strip(" ()") not in title:
        new += name[0]
    return new + ("." if old.rstrip().endswith(".") and not new.endswith((".", "?", "!")) else "")


def _with_blank(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch that is taken out, with the blank that divided it from what is before it, or else behind it."""
    if lead := re.search(r"[ \t]*[,|;]?[ \t]+$|[\uff0c\uff1b\u3001]\s*$", text[:start]):
        return (lead.start(), end) if text[: lead.start()].strip() else (start, end)
    blank = re.match(r"[ \t]*(?:[:|/\u2013\u2014-][ \t]+)?", text[end:])
    return start, end + (blank.end() if blank else 0)
