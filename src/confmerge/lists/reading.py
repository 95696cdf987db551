"""Read one entry's text: which part is the venue tag, which the title, what are links, what is a note.

The forms are those of real lists: `[NSDI'24] [Title](url)`, `(MLSys'24) Title [paper](url) [tags]`, `code [Title
OSDI'22](repository)`, `[Title](url) SC'22`, `[Name](url): rest of the title | NSDI' 25`, `Title. Authors. Venue 2024.`
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from confmerge.lists.inline import Piece, pieces, plain, without_emoji
from confmerge.venues import Tag, find_tag, parse_tag, split_end

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of an entry's text with a role: venue, title, subtitle, url, note, repository. A style is made of them."""

    role: str
    start: int
    end: int


@dataclass(slots=True)
class Reading:
    """What one text says. `mark` is the word before the title (code, paper, blog); `linked`: the title is a link."""

    text: str
    title: str = ""
    mark: str = ""
    venue: str | None = None
    year: int | None = None
    form: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    linked: bool = False
    tag_first: bool = False
    trailing: str = ""

    def take(self, tag: Tag, start: int, end: int) -> bool:
        """Accept a venue tag unless the entry has one already; a date gives its year only."""
        if self.venue is not None or (tag.venue is None and self.year is not None):
            return False
        self.year = tag.year if self.year is None or tag.year is not None else self.year
        self.notes.extend(tag.notes)
        if tag.venue is not None:
            self.venue, self.form = tag.venue, tag.form
            self.slots.append(Slot("venue", start, end))
        return True


_LINK_WORDS = frozenset(
    """paper papers pdf link links url code codes github repo repository source official implementation arxiv doi slides
    slide video videos talk talks poster blog post project page website web homepage home site dataset data demo
    openreview html here bib bibtex supplementary supplement appendix artifact artifacts tweet model models hf
    huggingface acm ieee usenix dl version full text abs abstract preprint local download docs documentation
    read more note notes tutorial colab notebook review summary 论文 代码""".split()  # noqa: SIM905 - a list of words
)
_MARKS = frozenset("code paper blog article video slides github".split())  # noqa: SIM905
_LEAD = re.compile(r"^[\s*_~>|:;,.\-\u2013\u2014\u2022\u00b7✅☑✔]*(?:\d{1,3}[.)]\s+)?")
_PAREN = re.compile(r"\(\s*(?P<inside>[^()]{2,60}(?:\([^()]{0,40}\)[^()]{0,20})?)\s*\)")
_LABELLED = re.compile(r"(?P<label>[^:|\u2013\u2014]{2,40}?)\s*(?:[:|\u2013\u2014]|\s-\s)\s*")
_ACRONYM_NOTE = re.compile(r"\s*\((?:\s*`[^`]*`\s*(?:or|and|,|/)?)+\)\s*$")
_SENTENCE = re.compile(r"(?<=[^\W\d][\w)?!'\u2019\"])\.\s+(?=[A-Z*_(\[])")
_BY = re.compile(r"\s+by\s+(?=[*_]*[A-Z])")
_BOLD = re.compile(r"(?<=\w)\*\*(?=[,.;(]|\s+(?:by\b|\())")
_BREAK = re.compile(r"\s*(?:<br\s*/?>|</br>)|\n\s*(?=[*_](?![*_\s]))", re.I)
_TRIM = " \t\n,;:|-\u2013\u2014\u2022"


def is_link_word(text: str) -> bool:
    """Tell a label (`paper`, `arxiv version`, `[-]`, an icon) from a title.

    >>> is_link_word("Paper"), is_link_word("arxiv version"), is_link_word("-"), is_link_word("Code Llama in Detail")
    (True, True, True, False)
    """
    words = re.findall(r"\w+", text.casefold())
    return len(words) <= 4 and all(word in _LINK_WORDS or word.isdigit() for word in words)


def read(text: str, references: Mapping[str, str] | None = None) -> Reading:
    """Read the text of one entry (its bullet taken off); `title` stays empty where none is there."""
    reading = Reading(text)
    parts = pieces(text, references)
    index, offset = _prefix(reading, parts)
    if index < len(parts):
        index, offset = _title(reading, parts, index, offset)
    _rest(reading, parts, index, offset)
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
            _bracket(reading, piece, first=True)
        elif piece.kind == "code":
            tag = parse_tag(inner)
            if tag is None:
                return index, piece.start
            reading.take(tag, *piece.inner)
            reading.tag_first = True
        elif piece.kind == "link":
            words = plain(inner)
            if (tag := _tag(words)) and _only_a_tag(tag):
                reading.take(tag, *piece.inner)
                reading.tag_first = True
                reading.links.append((words, piece.url))
            elif is_link_word(words):
                _link(reading, piece)
            else:
                return index, piece.start
    return len(parts), len(text)


def _tag(words: str) -> Tag | None:
    return parse_tag(without_emoji(words).strip("*_` "))


def _only_a_tag(tag: Tag) -> bool:
    """A link's text may be a short title with a venue glued on (`Pets ATC'22`): then it is more than a tag."""
    return tag.venue is None or len(tag.venue.split()) == 1 or "@" in tag.venue


def _prefix_text(reading: Reading, piece: Piece, following: Piece | None) -> int:
    """Read tags at the head of a text; returns where the title may begin (the end: it does not begin here)."""
    text, offset = reading.text, piece.start
    while True:
        lead = _LEAD.match(text, offset, piece.end)
        start = lead.end() if lead else offset
        if match := _PAREN.match(text, start, piece.end):
            tag = _tag(match["inside"])
            if tag is not None and (tag.venue or tag.year) and reading.take(tag, *match.span("inside")):
                reading.tag_first = True
                offset = match.end()
                continue
        if match := _LABELLED.match(text, start, piece.end):
            tag = _tag(match["label"])
            if tag is not None and tag.year is not None and reading.take(tag, *match.span("label")):
                reading.tag_first = True
                offset = match.end()
                continue
        break
    words = without_emoji(plain(text[start : piece.end])).strip(_TRIM + "*_.").casefold()
    if not re.search(r"\w", words):
        return piece.end
    if following is not None and following.kind == "link":
        if words in _MARKS or is_link_word(words):
            reading.mark = words
            return piece.end
        named = plain(text[slice(*following.inner)])
        if len(words.split()) <= 3 and not is_link_word(named) and _tag(named) is None and len(named.split()) >= 3:
            if tag := _tag(plain(text[start : piece.end]).strip(_TRIM)):
                reading.take(tag, start, piece.end)
                reading.tag_first = True
            else:
                reading.notes.append(plain(text[start : piece.end]))
            return piece.end
    # The markers of emphasis around a title belong to the title's own text.
    return min(offset + len(text[offset:start].rstrip("*_~")), start) if start > offset else start


def _bracket(reading: Reading, piece: Piece, first: bool = False) -> None:
    """A bracket that is no link: a venue tag, links within it, or a note."""
    text = reading.text
    inner = text[slice(*piece.inner)]
    nested = [part for part in pieces(inner) if part.kind == "link"]
    for part in nested:
        base = piece.inner[0]
        _link(reading, part, base)
    if nested:
        return
    words = without_emoji(plain(inner)).strip("*_` ")
    if words in ("", "x", "X", "-"):
        return
    tag = parse_tag(words)
    if tag is not None:
        start = piece.inner[0] + max(inner.find(words), 0)
        if reading.take(tag, start, start + len(words) if inner.find(words) >= 0 else piece.inner[1]):
            reading.tag_first |= first
            return
    reading.notes.append(words)
    reading.slots.append(Slot("note", piece.start, piece.end))


def _link(reading: Reading, piece: Piece, base: int = 0) -> None:
    text = reading.text
    words = plain(text[base + piece.inner[0] : base + piece.inner[1]])
    reading.links.append((words, piece.url))
    reading.slots.append(Slot("link", base + piece.start, base + piece.end))
    if piece.target[1] > piece.target[0]:
        reading.slots.append(Slot("url", base + piece.target[0], base + piece.target[1]))


def _title(reading: Reading, parts: list[Piece], index: int, offset: int) -> tuple[int, int]:
    """Read the title from `offset` in piece `index`; returns where the rest begins."""
    if parts[index].kind == "link":
        return _linked_title(reading, parts, index)
    stop = index
    while stop < len(parts) and parts[stop].kind in ("text", "code"):
        stop += 1
    end = parts[stop - 1].end
    title_end = _set_title(reading, offset, end)
    return (index, title_end) if title_end < end else (stop, end)


def _linked_title(reading: Reading, parts: list[Piece], index: int) -> tuple[int, int]:
    text, piece = reading.text, parts[index]
    _link(reading, piece)
    reading.linked = True
    _set_title(reading, *piece.inner)
    after = parts[index + 1] if index + 1 < len(parts) else None
    named = len(reading.title.split()) <= 3 and piece.url != text[slice(*piece.inner)]
    if named and after is not None and after.kind == "text":
        match = re.compile(r"[*_~]*\s*:\s*(?=\S)").match(text, after.start)
        if match and len(text[match.end() : after.end].split()) >= 3:
            stop = index + 1
            while stop < len(parts) and parts[stop].kind in ("text", "code"):
                stop += 1
            name = reading.title
            end = _set_title(reading, match.end(), parts[stop - 1].end, role="subtitle")
            reading.title = f"{name}: {reading.title}"
            return (index + 1, end) if end < parts[stop - 1].end else (stop, parts[stop - 1].end)
    return index + 1, piece.end


def _set_title(reading: Reading, start: int, end: int, role: str = "title") -> int:
    """Take the title out of a stretch of text; returns where it ends. What follows is the rest."""
    text = reading.text
    limit = end
    for pattern in (_BREAK, re.compile(r"\s+\|\s+")):
        if (match := pattern.search(text, start, limit)) and text[start : match.start()].strip():
            limit = match.start()
    for pattern, sure in ((_SENTENCE, 2), (_BY, 3), (_BOLD, 2)):
        match = pattern.search(text, start, limit)
        if match and _credits(text[match.end() : limit], sure, inline=pattern is _BY):
            limit = match.start()
    raw = text[start:limit]
    if note := _ACRONYM_NOTE.search(raw):
        reading.notes.extend(re.findall(r"`([^`]+)`", note[0]))
        reading.slots.append(Slot("note", start + note.start(), limit))
        raw = raw[: note.start()]
    raw, tag, first, last = split_end(raw)
    if tag is not None and raw.strip():
        reading.take(tag, start + first, start + last)
        if limit < end and first:
            limit = min(limit, end)
    stripped = raw.rstrip(_TRIM)
    shift = len(stripped) - len(stripped.lstrip(_TRIM))
    first, last = start + shift, start + len(stripped)
    for marker in ("***", "**", "*", "__", "_"):
        inside = text[first:last]
        if len(inside) > 2 * len(marker) and inside.startswith(marker) and inside.endswith(marker):
            if marker not in inside[len(marker) : -len(marker)]:
                first, last = first + len(marker), last - len(marker)
            break
    title = without_emoji(plain(text[first:last])).strip('"\u201c\u201d ' + _TRIM)
    if title.endswith(".") and not title.endswith("..."):
        title = title[:-1].rstrip()
    reading.title = title
    reading.slots.append(Slot(role, first, last))
    return limit


_NAME = re.compile(r"(?:[A-Z][\w.'\u2019-]*\s+){1,3}(?:(?:van|von|der|de|la|di|el|al)\s+)*[A-Z][\w'\u2019-]+")


def _credits(text: str, sure: int, inline: bool) -> bool:
    """Whether what follows are authors or a venue, so that the title ended before it.

    `sure`: how many names prove it; `inline`: nothing else divides it from the title, so a venue alone proves nothing.
    """
    words = plain(text)
    parts = re.split(r",\s+(?:and\s+)?|\s+and\s+|\.\s+", words)
    names = sum(_NAME.fullmatch(part.strip(" .*_")) is not None for part in parts)
    told = "et al" in words or find_tag(words) is not None
    return names >= sure or (told and (names > 0 or not inline))


def _rest(reading: Reading, parts: list[Piece], index: int, offset: int) -> None:
    text = reading.text
    for piece in parts[index:]:
        start = max(piece.start, offset)
        inner = text[slice(*piece.inner)]
        if piece.kind == "link":
            _link(reading, piece)
        elif piece.kind == "bracket":
            _bracket(reading, piece)
        elif piece.kind == "code":
            if tag := parse_tag(inner):
                reading.take(tag, *piece.inner)
            else:
                reading.notes.append(inner)
                reading.slots.append(Slot("note", start, piece.end))
        elif piece.kind == "text" and text[start : piece.end].strip(_TRIM + "*_()."):
            _rest_text(reading, start, piece.end)


_CLOSING = re.compile(r"(?:\s|[*_.;|\-\u2013\u2014]|</?br\s*/?>|</?[a-z]+>)*$", re.I)
_MAX_NOTE = 80


def _rest_text(reading: Reading, start: int, end: int) -> None:
    """Free text behind the title: a venue, an affiliation, a remark."""
    text = reading.text
    rest = text[start:end]
    reading.trailing += rest
    if found := find_tag(rest):
        tag, first, last = found
        if reading.take(tag, start + first, start + last):
            rest = rest[:first] + " " + rest[last:]
            note = re.search(r"\(([^()]+)\)", rest[first:])
            if note:
                reading.notes.append(plain(note[1]))
            return
    for match in _PAREN.finditer(rest):
        if (tag2 := _tag(match["inside"])) and reading.take(
            tag2, start + match.start("inside"), start + match.end("inside")
        ):
            return
    closing = _CLOSING.search(rest)
    last = closing.start() if closing else len(rest)
    note_text = plain(rest[:last]).strip(_TRIM + "()*_")
    if re.search(r"\w", note_text):
        if len(note_text) <= _MAX_NOTE:
            reading.notes.append(note_text)
        role = "affiliation" if rest.lstrip().startswith(",") or reading.linked else "note"
        reading.slots.append(Slot(role, start, start + last))


def _bracketed_title(reading: Reading, parts: list[Piece]) -> None:
    """`[Title]` with no address, and nothing else that could be one: the bracket is the title."""
    for piece in parts:
        words = plain(reading.text[slice(*piece.inner)]) if piece.kind == "bracket" else ""
        if len(words.split()) >= 4 and parse_tag(words) is None:
            reading.notes = [note for note in reading.notes if note != words]
            reading.slots = [slot for slot in reading.slots if (slot.start, slot.end) != (piece.start, piece.end)]
            _set_title(reading, *piece.inner)
            return
