"""A preprint that was accepted: the same entry with its venue tag and its title brought up to date."""

from __future__ import annotations

from confmerge.lists.document import Document
from confmerge.lists.escaping import escape
from confmerge.lists.forms import tag_text
from confmerge.lists.model import Entry
from confmerge.lists.splice import Edit
from confmerge.titles import fold


def promote_entry(document: Document, entry: Entry, title: str, venue: str, year: int) -> Edit | None:
    """Return the edit that turns an entry's tag into `venue` and `year`, and its title into the camera-ready one.

    All else of the line stays. None where the entry has no tag of its own on its first line.
    """
    reading = entry.main
    tag = next((slot for slot in reading.slots if slot.role == "venue"), None)
    line = entry.line - 1
    if tag is None or "\n" in reading.text or reading is not entry.readings[0] or entry.cells:
        return None
    changes = [(tag.start, tag.end, tag_text(reading.form, venue, year))]
    place = next((slot for slot in reading.slots if slot.role == "title"), None)
    if place is not None and fold(entry.title) != fold(title):
        changes.append((place.start, place.end, escape(title, linked=reading.linked)))
    text = reading.text
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    old = document.lines[line]
    offset = old.find(reading.text)
    if offset < 0 or text == reading.text:
        return None
    return Edit(line, (old[:offset] + text + old[offset + len(reading.text) :],), 1, "promote")
