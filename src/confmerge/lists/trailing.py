"""What stands behind a title: links, brackets, a venue, authors, an affiliation, remarks."""

from __future__ import annotations

import re

from confmerge.lists.ending import NAME, TRIM
from confmerge.lists.inline import Piece, plain
from confmerge.lists.parts import PAREN, Reading, Slot, add_bracket, add_link, tag_of
from confmerge.venues import find_tag, is_known, parse_tag


def read_rest(reading: Reading, parts: list[Piece], index: int, offset: int) -> None:
    """Read all pieces from `index` on, the first of them from `offset`."""
    text = reading.text
    for piece in parts[index:]:
        start = max(piece.start, offset)
        inner = text[slice(*piece.inner)]
        if piece.kind == "link":
            add_link(reading, piece)
        elif piece.kind == "bracket":
            add_bracket(reading, piece)
        elif piece.kind == "code":
            if tag := parse_tag(inner):
                reading.take(tag, *piece.inner)
            else:
                reading.notes.append(inner)
                reading.slots.append(Slot("note", start, piece.end))
        elif piece.kind == "image":
            reading.slots.append(Slot("note", start, piece.end))
        elif piece.kind == "text" and text[start : piece.end].strip(TRIM + "*_()."):
            _rest_text(reading, start, piece.end)


_CITED = re.compile(r"et al\.?,?\s+(?:In\s+)?(?P<venue>[A-Z][\w&]+)$")
# A venue that is no acronym, at the end: "Machine Learning 2011", "IEEE Transactions on Computers, 2020", "et al. ACL."
_SOURCE = re.compile(
    r"(?:^|[.,;]\s+|-\s+)(?:In\s+)?(?:(?P<venue>[A-Z][^.,;\d]*?)[,\s]+)?\(?(?P<year>(?:19|20)\d\d)\)?[.*_\s]*$"
)


_AROUND = TRIM + "*_.()\uff08\uff09\uff0c\uff1a\uff1b\u3002\u3001"


def _remark(reading: Reading, start: int, end: int) -> None:
    """Words beside a venue in free text: authors, or a note."""
    text = reading.text
    while end > start and text[end - 1] in _AROUND:
        end -= 1
    while start < end and text[start] in _AROUND:
        start += 1
    if text[start:end].casefold().startswith("by "):
        start += 3
    if re.search(r"\w", plain(text[start:end])):
        reading.slots.append(Slot("note", start, end))
        if end - start <= _MAX_NOTE:
            reading.notes.append(plain(text[start:end]))


_CLOSING = re.compile(r"(?:\s|[*_.;|\-\u2013\u2014]|</?[a-z]+\s*/?>)*$", re.I)
_MAX_NOTE = 80


def _rest_text(reading: Reading, start: int, end: int) -> None:
    """Free text behind the title: a venue, an affiliation, a remark."""
    text = reading.text
    rest = text[start:end]
    reading.trailing += rest
    if found := find_tag(rest):
        tag, first, last = found
        if reading.take(tag, start + first, start + last):
            for place in ((start, start + first), (start + last, end)):
                _remark(reading, *place)
            return
    words = plain(rest).strip(TRIM + "*_.")
    if (cited := _CITED.search(words)) and reading.venue is None and is_known(cited["venue"]):
        reading.venue = cited["venue"]
    if sourced := _SOURCE.search(words):
        venue = sourced["venue"]
        if venue is None or (2 <= len(venue.split()) <= 9 and not NAME.fullmatch(venue)) or is_known(venue):
            reading.year = reading.year or (int(sourced["year"]) if sourced["year"] else None)
            reading.venue = reading.venue or venue
    for match in PAREN.finditer(rest):
        first, last = match.span("inside")
        if (noted := tag_of(match["inside"])) and reading.take(noted, start + first, start + last):
            return
    closing = _CLOSING.search(rest)
    last = closing.start() if closing else len(rest)
    note_text = plain(rest[:last]).strip(TRIM + "()*_")
    if re.search(r"\w", note_text):
        if len(note_text) <= _MAX_NOTE:
            reading.notes.append(note_text)
        role = "affiliation" if rest.lstrip().startswith(",") or reading.linked else "note"
        reading.slots.append(Slot(role, start, start + last))
