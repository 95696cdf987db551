"""What a reading is made of, and the parts that may stand anywhere in an entry: links, brackets, venue tags."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from confmerge.lists.inline import Piece, pieces, plain, without_emoji
from confmerge.venues import Tag, parse_tag

PAREN = re.compile(r"\(\s*(?P<inside>[^()]{2,60}(?:\([^()]{0,40}\)[^()]{0,20})?)\s*\)")


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of an entry's text with a role: venue, title, subtitle, url, note, repository. A style is made of them."""

    role: str
    start: int
    end: int


@dataclass(slots=True)
class Reading:
    """What one text says. `mark` is the word before the title (code, paper, blog); `linked`: the title is a link.

    `prefix` is what stands before the text on its first line: indent and bullet.
    """

    text: str
    title: str = ""
    mark: str = ""
    venue: str | None = None
    year: int | None = None
    form: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    prefix: str = ""
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


_LINK_WORDS_TEXT = """
    paper papers pdf link links url code codes github repo repository source official implementation arxiv doi
    slides slide video videos talk talks poster blog post project page website web homepage home site dataset
    data demo openreview html here bib bibtex supplementary supplement appendix artifact artifacts tweet model
    models hf huggingface acm ieee usenix version full text abs abstract preprint local download docs
    documentation read more note notes tutorial colab notebook review summary 论文 代码
"""
_LINK_WORDS = frozenset(_LINK_WORDS_TEXT.split())


def is_link_word(text: str) -> bool:
    """Tell a label (`paper`, `arxiv version`, `[-]`, an icon) from a title.

    >>> is_link_word("Paper"), is_link_word("arxiv version"), is_link_word("-"), is_link_word("Code Llama in Detail")
    (True, True, True, False)
    """
    words = re.findall(r"\w+", text.casefold())
    return len(words) <= 4 and all(word in _LINK_WORDS or word.isdigit() for word in words)


def tag_of(words: str) -> Tag | None:
    """Read a venue tag from a link's or bracket's words."""
    return parse_tag(without_emoji(words).strip("*_` "))


def only_a_tag(tag: Tag) -> bool:
    """A link's text may be a short title with a venue glued on (`Pets ATC'22`): then it is more than a tag."""
    return tag.venue is None or len(tag.venue.split()) == 1 or "@" in tag.venue


def add_bracket(reading: Reading, piece: Piece, first: bool = False) -> None:
    """A bracket that is no link: a venue tag, links within it, or a note."""
    text = reading.text
    inner = text[slice(*piece.inner)]
    nested = [part for part in pieces(inner) if part.kind == "link"]
    for part in nested:
        base = piece.inner[0]
        add_link(reading, part, base)
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


def add_link(reading: Reading, piece: Piece, base: int = 0) -> None:
    """Take up a link, whose places count from `base`; one whose words are a venue tag is that too."""
    text = reading.text
    inner = text[base + piece.inner[0] : base + piece.inner[1]]
    words = plain(inner)
    reading.links.append((words, piece.url))
    bare = words.strip("[]() ")
    if bare and (tag := tag_of(bare)) and only_a_tag(tag):
        start = base + piece.inner[0] + max(inner.find(bare), 0)
        reading.take(tag, start, start + len(bare))
    reading.slots.append(Slot("link", base + piece.start, base + piece.end))
    if piece.target[1] > piece.target[0]:
        reading.slots.append(Slot("url", base + piece.target[0], base + piece.target[1]))
