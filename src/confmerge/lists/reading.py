"""Read one entry's text: which part is the venue tag, which the title, what are links, what is a note.

The forms are those of real lists: `[NSDI'24] [Title](url)`, `(MLSys'24) Title [paper](url) [tags]`, `code [Title
OSDI'22](repository)`, `[Title](url) SC'22`, `[Name](url): rest of the title | NSDI' 25`, `Title. Authors. Venue 2024.`
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from confmerge.lists.ending import TRIM, continuation, split_tag, title_limit, unwrapped
from confmerge.lists.inline import Piece, pieces, plain, without_emoji
from confmerge.lists.parts import PAREN, Reading, Slot, add_bracket, add_link, is_link_word, only_a_tag, tag_of
from confmerge.lists.standing import told_at_end
from confmerge.lists.trailing import read_rest
from confmerge.venues import Tag, is_known, parse_tag

_MARKS = frozenset(("code", "paper", "blog", "article", "video", "slides", "github"))
_LEAD = re.compile(r"^[\s*_~>|:;,.\-\u2013\u2014\u2022\u00b7✅☑✔]*(?:\d{1,3}[.)]\s+)?")
_LABELLED = re.compile(r"(?P<label>[^:|/\u2013\u2014]{2,40}?)\s*(?:[:|\uff5c\u2013\u2014]|\s-\s|\s(?P<slash>/)\s)\s*")
_NUMBERED = re.compile(r"(?P<label>\(?\d\d-[A-Z][\w&]*)[-:]\s*(?=\S)")
_ACRONYM_NOTE = re.compile(r"\s*\((?:\s*`[^`]*`\s*(?:or|and|,|/)?)+\)\s*$")


# What divides a title from a link behind it: a bracket that the link stands in, a bar.
_OPEN_END = re.compile(r"\s*[(\uff08]\s*$|\s+/\s*$")


# No entry is longer; what a damaged file runs on with is not worth the time.
_LONGEST = 3000


def read(text: str, references: Mapping[str, str] | None = None) -> Reading:
    """Read the text of one entry (its bullet taken off); `title` stays empty where none is there."""
    text = text[:_LONGEST]
    reading = Reading(text)
    parts = pieces(text, references)
    index, offset = _prefix(reading, parts)
    if index < len(parts):
        index, offset = _title(reading, parts, index, offset)
    read_rest(reading, parts, index, offset)
    if not reading.title:
        _bracketed_title(reading, parts)
    reading.slots.sort(key=lambda slot: slot.start)
    reading.notes = [note for raw in reading.notes if (note := raw.strip(" .,;"))]
    return reading


def _prefix(reading: Reading, parts: list[Piece]) -> tuple[int, int]:
    """What stands before the title: tags, notes, a mark. Returns the piece and the place where the title begins."""
    text = reading.text
    for index, piece in enumerate(parts):
        inner = text[slice(*piece.inner)]
        if piece.kind == "text":
            offset = _prefix_text(reading, piece, parts[index + 1] if index + 1 < len(parts) else None)
            if offset < piece.end:
                return index, offset
        elif piece.kind == "bracket":
            add_bracket(reading, piece, first=True)
        elif piece.kind == "code":
            tag = parse_tag(inner)
            if tag is None and not _leads_to_a_link(text, parts, index):
                return index, piece.start
            if tag is None:
                reading.notes.append(inner)
                reading.slots.append(Slot("note", piece.start, piece.end))
                continue
            reading.take(tag, *piece.inner)
            reading.tag_first = True
        elif piece.kind == "link":
            words = plain(inner)
            if (tag := tag_of(words)) and only_a_tag(tag):
                reading.take(tag, *piece.inner)
                reading.tag_first = True
                reading.links.append((words, piece.url))
            elif is_link_word(words):
                add_link(reading, piece)
            else:
                return index, piece.start
        else:
            reading.slots.append(Slot("note", piece.start, piece.end))
    return len(parts), len(text)


def _leads_to_a_link(text: str, parts: list[Piece], index: int) -> bool:
    """Whether nothing but labels in backticks stands between one and a link that is a title."""
    for piece in parts[index + 1 :]:
        if piece.kind == "link":
            words = plain(text[slice(*piece.inner)])
            return len(words.split()) >= 3 and not is_link_word(words) and tag_of(words) is None
        if piece.kind != "code" and re.search(r"\w", text[piece.start : piece.end]):
            return False
    return False


def _labelling(label: str, slash: bool) -> Tag | None:
    """The tag before a colon (with its year), or before a slash (`ATC / Title`, where a name is enough)."""
    tag = tag_of(label)
    if slash and tag is None and len(label.split()) == 1 and (is_known(label) or label.isupper()):
        return Tag(label, None, form="{venue}")
    return tag if tag and (slash or tag.year) else None


def _prefix_text(reading: Reading, piece: Piece, following: Piece | None) -> int:
    """Read tags at the head of a text; returns where the title may begin (the end: it does not begin here)."""
    text, offset = reading.text, piece.start
    while True:
        lead = _LEAD.match(text, offset, piece.end)
        start = lead.end() if lead else offset
        if match := PAREN.match(text, start, piece.end):
            tag = tag_of(match["inside"])
            if tag is not None and (tag.venue or tag.year) and reading.take(tag, *match.span("inside")):
                reading.tag_first = True
                offset = match.end()
                continue
        match = _LABELLED.match(text, start, piece.end)
        tag = _labelling(match["label"], slash=bool(match["slash"])) if match else None
        if match and tag and reading.take(tag, *match.span("label")):
            reading.tag_first = True
            offset = match.end()
            continue
        match = _NUMBERED.match(text, start, piece.end)
        tag = tag_of(match["label"].strip("(")) if match else None
        if match and tag and tag.venue and tag.year and reading.take(tag, *match.span("label")):
            reading.tag_first = True
            offset = match.end()
            continue
        break
    words = without_emoji(plain(text[start : piece.end])).strip(TRIM + "*_.").casefold()
    if not re.search(r"\w", words):
        return piece.end
    if following is not None and following.kind == "link":
        if words in _MARKS or is_link_word(words):
            reading.mark = words
            return piece.end
        named = plain(text[slice(*following.inner)])
        if len(words.split()) <= 3 and not is_link_word(named) and tag_of(named) is None and len(named.split()) >= 3:
            if tag := tag_of(plain(text[start : piece.end]).strip(TRIM)):
                reading.take(tag, start, piece.end)
                reading.tag_first = True
            else:
                reading.notes.append(plain(text[start : piece.end]))
            return piece.end
    # The markers of emphasis around a title belong to the title's own text.
    return min(offset + len(text[offset:start].rstrip("*_~")), start) if start > offset else start


def _title(reading: Reading, parts: list[Piece], index: int, offset: int) -> tuple[int, int]:
    """Read the title from `offset` in piece `index`; returns where the rest begins."""
    if parts[index].kind == "link":
        return _linked_title(reading, parts, index)
    stop = _words_end(parts, index)
    end = parts[stop - 1].end
    if stop < len(parts) and (open_end := _OPEN_END.search(reading.text, offset, end)):
        end = open_end.start()
        stop = next(number for number, piece in enumerate(parts, 1) if end <= piece.end)
    title_end = _set_title(reading, offset, end)
    return (index, title_end) if title_end < end else (stop, end)


def _linked_title(reading: Reading, parts: list[Piece], index: int) -> tuple[int, int]:
    text, piece = reading.text, parts[index]
    add_link(reading, piece)
    reading.linked = True
    _set_title(reading, *piece.inner)
    inner = text[slice(*piece.inner)]
    after = parts[index + 1] if index + 1 < len(parts) else None
    if after is None or after.kind != "text" or piece.url == inner:
        return index + 1, piece.end
    found = continuation(inner, text[after.start : after.end])
    if found is None:
        return index + 1, piece.end
    stop = _words_end(parts, index + 1)
    name, end = reading.title, parts[stop - 1].end
    title_end = _set_title(reading, after.start + found[0], end, role="subtitle")
    reading.title = f"{name}{found[1]}{reading.title}"
    return (index + 1, title_end) if title_end < end else (stop, end)


def _words_end(parts: list[Piece], index: int) -> int:
    while index < len(parts) and parts[index].kind in ("text", "code"):
        index += 1
    return index


def _set_title(reading: Reading, start: int, end: int, role: str = "title") -> int:
    """Take the title out of a stretch of text; returns where it ends. What follows is the rest."""
    text = reading.text
    limit = title_limit(text, start, end)
    raw = text[start:limit]
    if note := _ACRONYM_NOTE.search(raw):
        reading.notes.extend(re.findall(r"`([^`]+)`", note[0]))
        reading.slots.append(Slot("note", start + note.start(), limit))
        raw = raw[: note.start()]
    if (told := told_at_end(text, start, start + len(raw))) is not None:
        limit, raw = told, text[start:told]
    shorter, tag, first, last = split_tag(raw)
    if tag is not None and shorter.strip() and reading.take(tag, start + first, start + last):
        raw = shorter
    first, last = unwrapped(text, start, start + len(raw))
    title = without_emoji(plain(text[first:last])).strip('"\u201c\u201d ' + TRIM)
    if title.endswith(".") and not title.endswith("..."):
        title = title[:-1].rstrip()
    if (whole := tag_of(title)) and whole.venue and whole.year and reading.take(whole, first, last):
        return limit  # a line that is a tag and nothing else
    reading.title = title
    reading.slots.append(Slot(role, first, last))
    return limit


def _bracketed_title(reading: Reading, parts: list[Piece]) -> None:
    """`[Title]` with no address, and nothing else that could be one: the bracket is the title."""
    for piece in parts:
        words = plain(reading.text[slice(*piece.inner)]) if piece.kind == "bracket" else ""
        if len(words.split()) >= 4 and parse_tag(words) is None:
            reading.notes = [note for note in reading.notes if note != words]
            reading.slots = [slot for slot in reading.slots if (slot.start, slot.end) != (piece.start, piece.end)]
            _set_title(reading, *piece.inner)
            return
