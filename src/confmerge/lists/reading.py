"""Read one entry's text: which part is the venue tag, which the title, what are links, what is a note.

The forms are those of real lists: `[NSDI'24] [Title](url)`, `(MLSys'24) Title [paper](url) [tags]`, `code [Title
OSDI'22](repository)`, `[Title](url) SC'22`, `[Name](url): rest of the title | NSDI' 25`, `Title. Authors. Venue 2024.`
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from confmerge.lists.ending import NAME, TRIM, continuation, split_tag, title_limit, unwrapped
from confmerge.lists.inline import Piece, pieces, plain, without_emoji
from confmerge.venues import Tag, find_tag, is_known, parse_tag


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
        self.slots.append(Slot("venue" if tag.form else "note", start, end))
        return True


_LINK_WORDS = frozenset(
    """paper papers pdf link links url code codes github repo repository source official implementation arxiv doi slides
    slide video videos talk talks poster blog post project page website web homepage home site dataset data demo
    openreview html here bib bibtex supplementary supplement appendix artifact artifacts tweet model models hf
    huggingface acm ieee usenix version full text abs abstract preprint local download docs documentation
    read more note notes tutorial colab notebook review summary 论文 代码""".split()  # noqa: SIM905 - a list of words
)
_MARKS = frozenset("code paper blog article video slides github".split())  # noqa: SIM905
_LEAD = re.compile(r"^[\s*_~>|:;,.\-\u2013\u2014\u2022\u00b7✅☑✔]*(?:\d{1,3}[.)]\s+)?")
_PAREN = re.compile(r"\(\s*(?P<inside>[^()]{2,60}(?:\([^()]{0,40}\)[^()]{0,20})?)\s*\)")
_LABELLED = re.compile(r"(?P<label>[^:|/\u2013\u2014]{2,40}?)\s*(?:[:|\uff5c\u2013\u2014]|\s-\s|\s(?P<slash>/)\s)\s*")
_NUMBERED = re.compile(r"(?P<label>\(?\d\d-[A-Z][\w&]*)[-:]\s*(?=\S)")
_ACRONYM_NOTE = re.compile(r"\s*\((?:\s*`[^`]*`\s*(?:or|and|,|/)?)+\)\s*$")


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
        else:
            reading.slots.append(Slot("note", piece.start, piece.end))
    return len(parts), len(text)


def _tag(words: str) -> Tag | None:
    return parse_tag(without_emoji(words).strip("*_` "))


def _labelling(label: str, slash: bool) -> Tag | None:
    """The tag before a colon (with its year), or before a slash (`ATC / Title`, where a name is enough)."""
    tag = _tag(label)
    if slash and tag is None and len(label.split()) == 1 and (is_known(label) or label.isupper()):
        return Tag(label, None, form="{venue}")
    return tag if tag and (slash or tag.year) else None


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
        match = _LABELLED.match(text, start, piece.end)
        tag = _labelling(match["label"], slash=bool(match["slash"])) if match else None
        if match and tag and reading.take(tag, *match.span("label")):
            reading.tag_first = True
            offset = match.end()
            continue
        match = _NUMBERED.match(text, start, piece.end)
        tag = _tag(match["label"].strip("(")) if match else None
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
        if len(words.split()) <= 3 and not is_link_word(named) and _tag(named) is None and len(named.split()) >= 3:
            if tag := _tag(plain(text[start : piece.end]).strip(TRIM)):
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
    inner = text[base + piece.inner[0] : base + piece.inner[1]]
    words = plain(inner)
    reading.links.append((words, piece.url))
    bare = words.strip("[]() ")
    if bare and (tag := _tag(bare)) and _only_a_tag(tag):
        start = base + piece.inner[0] + max(inner.find(bare), 0)
        reading.take(tag, start, start + len(bare))
    reading.slots.append(Slot("link", base + piece.start, base + piece.end))
    if piece.target[1] > piece.target[0]:
        reading.slots.append(Slot("url", base + piece.target[0], base + piece.target[1]))


def _title(reading: Reading, parts: list[Piece], index: int, offset: int) -> tuple[int, int]:
    """Read the title from `offset` in piece `index`; returns where the rest begins."""
    if parts[index].kind == "link":
        return _linked_title(reading, parts, index)
    stop = _words_end(parts, index)
    end = parts[stop - 1].end
    title_end = _set_title(reading, offset, end)
    return (index, title_end) if title_end < end else (stop, end)


def _linked_title(reading: Reading, parts: list[Piece], index: int) -> tuple[int, int]:
    text, piece = reading.text, parts[index]
    _link(reading, piece)
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
    shorter, tag, first, last = split_tag(raw)
    if tag is not None and shorter.strip() and reading.take(tag, start + first, start + last):
        raw = shorter
    first, last = unwrapped(text, start, start + len(raw))
    title = without_emoji(plain(text[first:last])).strip('"\u201c\u201d ' + TRIM)
    if title.endswith(".") and not title.endswith("..."):
        title = title[:-1].rstrip()
    reading.title = title
    reading.slots.append(Slot(role, first, last))
    return limit


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
        elif piece.kind == "image":
            reading.slots.append(Slot("note", start, piece.end))
        elif piece.kind == "text" and text[start : piece.end].strip(TRIM + "*_()."):
            _rest_text(reading, start, piece.end)


_CITED = re.compile(r"et al\.?,?\s+(?:In\s+)?(?P<venue>[A-Z][\w&]+)$")
# A venue that is no acronym, at the end: "Machine Learning 2011", "IEEE Transactions on Computers, 2020", "et al. ACL."
_SOURCE = re.compile(
    r"(?:^|[.,;]\s+|-\s+)(?:In\s+)?(?:(?P<venue>[A-Z][^.,;\d]*?)[,\s]+)?\(?(?P<year>(?:19|20)\d\d)\)?[.*_\s]*$"
)


def _remark(reading: Reading, start: int, end: int) -> None:
    """Words beside a venue in free text: authors, or a note."""
    text = reading.text
    while end > start and text[end - 1] in TRIM + "*_.()":
        end -= 1
    while start < end and text[start] in TRIM + "*_.()":
        start += 1
    if re.search(r"\w", plain(text[start:end])):
        reading.slots.append(Slot("note", start, end))
        if end - start <= _MAX_NOTE:
            reading.notes.append(plain(text[start:end]))


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
    for match in _PAREN.finditer(rest):
        first, last = match.span("inside")
        if (noted := _tag(match["inside"])) and reading.take(noted, start + first, start + last):
            return
    closing = _CLOSING.search(rest)
    last = closing.start() if closing else len(rest)
    note_text = plain(rest[:last]).strip(TRIM + "()*_")
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
