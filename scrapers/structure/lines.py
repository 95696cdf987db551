"""A page as a reader sees it: its lines in order, each with the form it is printed in and the links it carries.

A line ends where a block begins or ends and at a `br`, except inside bold, italics or a link. Link words, awards and
badges are taken out of a line and kept beside it, so that what is left is a title, people, or something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from bs4 import BeautifulSoup, NavigableString, Tag

from scrapers.pages import tidy
from scrapers.structure.parts import PLAIN, Face, Run, parts_of
from scrapers.structure.vocabulary import BLOCKS, SKIPPED
from scrapers.structure.words import is_award, is_badge, is_link_word

Link = tuple[str, str]  # words, address


@dataclass(slots=True)
class Line:
    """A line of a page, or a part of one where title and people share it.

    `block` is the form of the block around it (tags and classes of the innermost ones, column of a table), `face` that
    of the type (bold, italic, link, small, the classes of a span), `level` that of a heading, 0 for none. `path` are
    the numbers of the blocks around it. `italics` are the words in italics where they are only a part of the line.
    """

    words: str
    block: str
    face: Face
    level: int
    path: tuple[int, ...]
    links: list[Link] = field(default_factory=list)
    awards: list[str] = field(default_factory=list)
    badges: list[str] = field(default_factory=list)
    runs: tuple[tuple[str, bool], ...] = ()

    @property
    def tail(self) -> str:
        """The form of the innermost block, without what is around it."""
        return self.block.rpartition(">")[2]


def shared(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Return how many blocks two paths have in common."""
    common = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        common += 1
    return common


def lines_of(tree: BeautifulSoup) -> list[Line]:
    """Return the lines of a page that have words, awards or links."""
    reader = _Reader()
    reader.block(tree.body or tree, _Around("", "", (), 0))
    reader.end_line()
    return reader.lines


_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_HEADS = frozenset(("th", "caption", "summary", "legend", "dt"))
_FACES = {
    name: frozenset((face,))
    for face, names in (("b", "b strong"), ("i", "em i cite"), ("a", "a"), ("s", "small"), ("u", "u"))
    for name in names.split()
}
_MAY_BE_BADGE = ("span", "label", "sup", "font", "mark")
_NUMBER = re.compile(r"\d+")
_VARYING = re.compile(r"^(?:odd|even|first|last|active|open|show|in|collapsed?|hidden|current|.*#.*)$", re.I)
_STYLES = (
    ("i", re.compile(r"font-style\s*:\s*italic", re.I)),
    ("b", re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)),
)
LOWEST_LEVEL = 7
_LONGEST_MARK = 120


class _Around(NamedTuple):
    """The blocks around a node: the forms of the two innermost, the numbers of all, the level of a heading."""

    grand: str
    parent: str
    path: tuple[int, ...]
    level: int


class _Reader:
    """Walks the tree once. A run is text of one face under one inline element of the line."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._runs: list[Run] = []
        self._links: list[Link] = []
        self._awards: list[str] = []
        self._badges: list[str] = []
        self._form, self._level = "", 0
        self._path: tuple[int, ...] = ()
        self._count = 0
        self._anchor: str | None = None
        self._tables: list[_Columns] = []

    # --- blocks ---

    def block(self, node: Tag, around: _Around) -> None:
        """Read a block: its text is in lines of its own."""
        name = node.name
        is_table = name == "table"
        if is_table:
            self._tables.append(_Columns())
        own = _form_of(name, _class_of(node)) + (self._cell(node, name) if self._tables else "")
        level = _HEADINGS.get(name) or around.level or (LOWEST_LEVEL if name in _HEADS or own.endswith("+") else 0)
        self._count += 1
        path = (*around.path, self._count)
        self.end_line()
        outer = (self._form, self._level, self._path)
        self._form, self._level, self._path = f"{around.grand}>{around.parent}>{own}", level, path
        self._children(node, _Around(around.parent, own, path, level), PLAIN, 0)
        self.end_line()
        self._form, self._level, self._path = outer
        if is_table:
            self._tables.pop()

    def _cell(self, node: Tag, name: str) -> str:
        """Return the column of a cell of a table, "" for other blocks."""
        if name == "tr":
            self._tables[-1].next_row()
        return self._tables[-1].place(node) if name in ("td", "th") else ""

    def _children(self, node: Tag, around: _Around, face: Face, top: int) -> None:
        for child in node.contents:
            if isinstance(child, NavigableString):
                if self._runs or not child.isspace():
                    self._runs.append(Run(child, face, top))
                continue
            if not isinstance(child, Tag):
                continue
            name = child.name
            if name in BLOCKS:
                self.block(child, around)
            elif name == "br":
                self._line_break(face, top)
            elif name not in SKIPPED:
                self._inline(child, around, face, top)

    def _line_break(self, face: Face, top: int) -> None:
        """End the line, but not inside a title in bold that an editor broke by hand."""
        if top and any(run.top == top and not run.words.isspace() for run in self._runs):
            self._runs.append(Run(" ", face, top))
        else:
            self.end_line()

    # --- inline elements ---

    def _inline(self, node: Tag, around: _Around, face: Face, top: int) -> None:
        own = _face_of(node)
        if own and not top:
            self._count += 1
            top = self._count
        start, lines, outer = len(self._runs), len(self.lines), self._anchor
        href = str(node.get("href") or "") if node.name == "a" else ""
        self._anchor = href or outer
        self._children(node, around, face | own, top)
        self._anchor = outer
        if len(self.lines) == lines and (href or own or node.name in _MAY_BE_BADGE):
            self._take_out(node, href, start)

    def _take_out(self, node: Tag, href: str, start: int) -> None:
        """Move a link word, an award or a badge out of the line; keep where a link leads to."""
        words = tidy("".join(run.words for run in self._runs[start:]))
        if href:
            self._links.append((words or str(node.get("title") or node.get("aria-label") or "") or _alt(node), href))
        if len(words) > _LONGEST_MARK:
            return
        if is_award(words):
            self._awards.append(words)
        elif is_badge(words):
            self._badges.append(words)
        elif not words or not (href or node.name == "span") or not is_link_word(words):
            return
        self._runs[start:] = [Run(" ", PLAIN, 0)]

    # --- lines ---

    def end_line(self) -> None:
        """Make lines of the runs since the last one."""
        if not (self._runs or self._links or self._awards or self._badges):
            return
        runs, self._runs = self._runs, []
        links, self._links = self._links, []
        awards, self._awards = self._awards, []
        badges, self._badges = self._badges, []
        parts = parts_of(runs) if runs else []
        lines = [Line(part.words, self._form, part.face, self._level, self._path, runs=part.runs) for part in parts]
        if not lines and (links or awards or badges):
            lines = [Line("", self._form, PLAIN, 0, self._path)]
        if lines:
            if self._anchor:
                links.append((lines[0].words, self._anchor))
            lines[0].links += links
            lines[0].awards += awards
            lines[0].badges += badges
        self.lines += lines


def _class_of(node: Tag) -> str:
    """Return the class attribute of a node; reading it thousands of times, without a copy of its list."""
    value = node.attrs.get("class", "")
    return value if isinstance(value, str) else " ".join(value)


@lru_cache(maxsize=1024)
def _form_of(name: str, classes: str) -> str:
    """Return the form of a block: tag and classes, without those that vary from record to record."""
    kept = [token for token in (_NUMBER.sub("#", token) for token in classes.split()) if not _VARYING.match(token)]
    return f"{name}.{'.'.join(kept)}" if kept else name


def _face_of(node: Tag) -> Face:
    """Return what an inline element does to the type in it; a span without class or style does nothing."""
    name = node.name
    if name in _FACES:
        return _FACES[name]
    if name not in ("span", "mark"):
        return PLAIN
    style = str(node.get("style") or "")
    found = {face for face, mark in _STYLES if mark.search(style)} if style else set()
    tokens = [token for token in _class_of(node).split() if not _VARYING.match(token)]
    return frozenset((*found, *([f"<{' '.join(tokens)}>"] if tokens else ())))


def _alt(node: Tag) -> str:
    image = node.find("img")
    return str(image.get("alt") or "") if isinstance(image, Tag) else ""


class _Columns:
    """Which column a cell of a table stands in, where cells above it reach down."""

    def __init__(self) -> None:
        self._reaching: dict[int, int] = {}
        self._column = 0

    def next_row(self) -> None:
        self._reaching = {column: rows - 1 for column, rows in self._reaching.items() if rows > 1}
        self._column = 0

    def place(self, cell: Tag) -> str:
        """Return "[column]" of the next cell of the row, with a plus where it spans several."""
        while self._reaching.get(self._column):
            self._column += 1
        column, width, height = self._column, _span(cell, "colspan"), _span(cell, "rowspan")
        for covered in range(column, column + width):
            if height > 1:
                self._reaching[covered] = height
        self._column += width
        return f"[{column}]{'+' if width > 1 else ''}"


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name) or "1")
    return min(int(value), 100) if value.isdigit() else 1
