"""How a list prints venue tags: in which form, and where in an entry, as its published entries show it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from confmerge.lists.forms import DAMAGED, tag_text
from confmerge.lists.model import Entry
from confmerge.lists.parts import Reading, Slot
from confmerge.lists.standing import Standing, said_by, statements
from confmerge.venues import is_preprint, parse_tag, same_venue

# Where a tag stands: before the title or behind it, within the title's link or as the words of another; and in what.
Shape = tuple[str, str]
_DEFAULT = "{venue}'{yy}"
_PAIRS = (("[", "]"), ("(", ")"), ("`", "`"), ("**", "**"), ("*", "*"), ("_", "_"), ("\uff08", "\uff09"))
_HTML = re.compile(r"<(\w+)>$")
_CLOSERS = re.compile(r"[*_~.\"\u201d]*")
_ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class Pattern:
    """Where and how a tag is put into an entry that has none: behind `anchor`, `before` it and `after` it literals."""

    anchor: str
    before: str
    form: str
    after: str

    def put(self, reading: Reading, venue: str, year: int) -> tuple[int, str] | None:
        """Return where in a text the tag goes and the letters to insert; None where the text has no such place."""
        place = _anchors(reading).get(self.anchor)
        if place is None:
            return None
        return place, self.before + tag_text(self.form, venue, year) + self.after

    def end_of_year(self, text: str, place: int) -> int:
        """Return where a year ends that stands alone in the tag's place (the preprint's), else the place itself."""
        before, after = re.escape(self.before), re.escape(self.after)
        match = re.compile(rf"{before}(?:19|20)\d\d{after}(?![\w-])").match(text, place)
        return match.end() if match and self.anchor != "start" else place


def own_slot(reading: Reading) -> Slot | None:
    """Return the place of a text's venue tag."""
    return next((slot for slot in reading.slots if slot.role == "venue"), None)


def shape_of(reading: Reading, start: int, end: int) -> Shape:
    """Say where a tag stands in a text, and in what brackets."""
    text = reading.text
    title = next((slot for slot in reading.slots if slot.role == "title"), None)
    where = "behind" if title is not None and title.start < start else "before"
    for slot in reading.slots:
        if slot.role == "link" and slot.start <= start and end <= slot.end:
            where = "title" if title is not None and slot.start <= title.start < slot.end else "label"
    opening = text[start - 1 : start]
    return where, opening if opening and opening in "[(`\uff08" else ""


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the place of a tag with the brackets and the emphasis around it."""
    while True:
        for opening, closing in _PAIRS:
            if text[:start].endswith(opening) and text.startswith(closing, end):
                start, end = start - len(opening), end + len(closing)
                break
        else:
            match = _HTML.search(text[:start])
            if match is None or not text.startswith(f"</{match[1]}>", end):
                return start, end
            start, end = match.start(), end + len(match[1]) + 3


class TagManner:
    """How a list's published entries print their tags."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._tagged = [(entry, reading, slot) for entry in entries for reading, slot in _published(entry)]
        self._entries = entries

    @cached_property
    def expected(self) -> bool:
        """Whether an entry here has a tag of its own, unless its section says the venue: most such entries do."""
        free = [entry for entry in self._entries if entry.place.venue is None and entry.kind != "list"]
        own = sum(said_by(entry).standing is not Standing.SILENT for entry in free)
        published = sum(entry.place.venue is None for entry, _, _ in self._tagged) or self._cells_tagged
        return bool(published) and own >= _ENOUGH * len(free)

    @cached_property
    def _cells_tagged(self) -> int:
        return sum(bool(entry.cells and entry.venue and not is_preprint(entry.venue)) for entry in self._entries)

    def form(self, shape: Shape, own: str, venue: str) -> str:
        """Return the form of a venue's tag at a place: that of published ones there, else its own if it has a year."""
        here = Counter[str]()
        ours = Counter[str]()
        anywhere = Counter[str]()
        for _, reading, slot in self._tagged:
            form = _form(reading, slot)
            if not form or DAMAGED.search(form):
                continue
            anywhere[form] += 1
            if shape_of(reading, slot.start, slot.end) == shape:
                here[form] += 1
                ours[form] += bool(reading.venue and same_venue(reading.venue, venue))
        if counted := (+ours or +here):
            return counted.most_common(1)[0][0]
        if "{yy" in own and (own in anywhere or not own.startswith("{yy")):
            return own  # year first is how preprints are named (23arxiv), unless papers are too
        dated = [form for form, _ in anywhere.most_common() if "{yy" in form]
        return dated[0] if dated else _DEFAULT

    def patterns(self, reading: Reading, near: Sequence[Entry]) -> Iterator[Pattern]:
        """Yield how tags are put into texts like this one: as the near entries have it, then as the others do."""
        nearby = set(map(id, near))
        ranked = Counter[tuple[bool, bool, Pattern]]()
        for entry, model, slot in self._tagged:
            pattern = _pattern(model, slot) if model.mark == reading.mark and model.title else None
            if pattern is not None and (model.linked == reading.linked or pattern.anchor == "start"):
                ranked[model.linked != reading.linked, id(entry) not in nearby, pattern] += 1
        ordered = sorted(ranked.items(), key=lambda item: (*item[0][:2], -item[1]))
        yield from dict.fromkeys(pattern for (_, _, pattern), _ in ordered)

    def tags_lines_marked(self, mark: str) -> bool:
        """Whether, of entries with several lines, those with this mark (code, paper) mostly have a tag."""
        lines = [
            own_slot(reading) is not None
            for entry in {id(entry): entry for entry, _, _ in self._tagged}.values()
            for reading in entry.readings
            if reading.mark == mark and reading.title
        ]
        return sum(lines) >= _ENOUGH * len(lines)


def _published(entry: Entry) -> Iterator[tuple[Reading, Slot]]:
    if entry.cells or entry.kind == "list" or "\n" in entry.main.text:
        return
    for reading in (*entry.readings, *entry.below):
        slot = own_slot(reading)
        named = reading.venue and not is_preprint(reading.venue) and (reading.title or reading in entry.below)
        if slot is not None and named and not statements(reading):
            yield reading, slot


def _form(reading: Reading, slot: Slot) -> str:
    tag = parse_tag(reading.text[slot.start : slot.end])
    return tag.form if tag and tag.form else reading.form


def _pattern(reading: Reading, slot: Slot) -> Pattern | None:
    """The way in which a published entry has its tag; None where words stand between it and what it follows."""
    text = reading.text
    start, end = around(text, slot.start, slot.end)
    form = _form(reading, slot)
    if not form or DAMAGED.search(text):
        return None
    opening, closing = text[start : slot.start], text[slot.end : end]
    if not text[:start].strip():
        lead = re.match(r"[\s:|/\u2013\u2014-]*", text[end:])
        return Pattern("start", text[:start] + opening, form, closing + (lead[0] if lead else ""))
    anchors = sorted((place, name) for name, place in _anchors(reading).items() if place <= start)
    if not anchors:
        return None
    place, name = anchors[-1]
    literal = text[place:start]
    if re.search(r"\w", literal):
        return None
    stop = re.match(r"[.,;](?=\s|$)", text[end:])
    return Pattern(name, literal + opening, form, closing + (stop[0] if stop else ""))


def _anchors(reading: Reading) -> dict[str, int]:
    """The places in a text that a tag may follow."""
    text = reading.text
    places = {"start": 0}
    title = next((slot for slot in reading.slots if slot.role == "title"), None)
    for slot in reading.slots:
        if slot.role in ("title", "subtitle"):
            closers = _CLOSERS.match(text, slot.end)
            places[slot.role] = closers.end() if closers else slot.end
        elif slot.role == "link":
            holds_title = title is not None and slot.start <= title.start < slot.end
            places["title's link" if holds_title else "link"] = slot.end
    return places
