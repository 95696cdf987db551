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


class Cell(NamedTuple):
    """Where a cell of a table stands: the numbers of its table, row and column."""

    table: int
    row: int
    column: int


@dataclass(slots=True)
class Line:
    """A line of a page, or a part of one where title and people share it.

    `block` is the form of the block around it (tags and classes of the innermost ones, column of a table), `face` that
    of the type (bold, italic, link, small, the classes of a span), `level` that of a heading, 0 for none. `path` are
    the numbers of the blocks around it, `cell` the cell of a table, unless that spans several columns. `runs` are its
    words in pieces, and whether in the face of an affiliation, where the face alone tells names and affiliations apart.
    """

    words: str
    block: str
    face: Face
    level: int
    path: tuple[int, ...]
    cell: Cell | None = None
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
    for depth in range(min(len(one), len(other)) - 1, -1, -1):
        if one[depth] == other[depth]:  # a number is given once, so what is around it is the same too
            return depth + 1
    return 0


def lines_of(tree: BeautifulSoup) -> list[Line]:
    """Return the lines of a page that have words, awards or links."""
    reader = _Reader()
    reader.block(tree.body or tree)
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


class _Block:
    """A block that is being read: its form alone and with those of the two around it, its path, level and cell."""

    __slots__ = ("cell", "form", "level", "own", "parent", "path")

    def __init__(self, own: str, around: _Block | None, path: tuple[int, ...], level: int, cell: Cell | None) -> None:
        self.own, self.path, self.level, self.cell = own, path, level, cell
        self.parent = around.own if around else ""
        self.form = f"{around.parent if around else ''}>{self.parent}>{own}"


class _Reader:
    """Walks the tree once. A run is text of one face under one inline element of the line."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._runs: list[Run] = []
        self._links: list[Link] = []
        self._awards: list[str] = []
        self._badges: list[str] = []
        self._block: _Block | None = None
        self._count = 0
        self._anchor: str | None = None
        self._tables: list[_Columns] = []

    # --- blocks ---

    def block(self, node: Tag) -> None:
        """Read a block: its text is in lines of its own."""
        self.end_line()
        name, around = node.name, self._block
        cell = around.cell if around else None
        own = _form_of(name, _class_of(node))
        if name == "table":
            self._tables.append(_Columns(self._count))
        elif name == "tr" and self._tables:
            self._tables[-1].next_row()
        elif name in ("td", "th") and self._tables:
            column, cell = self._tables[-1].place(node)
            own += column
        level = _HEADINGS.get(name) or (around.level if around else 0)
        if not level and (name in _HEADS or own[-1] == "+"):
            level = LOWEST_LEVEL
        self._count += 1
        self._block = _Block(own, around, (*around.path, self._count) if around else (self._count,), level, cell)
        self._children(node, PLAIN, 0)
        self.end_line()
        self._block = around
        if name == "table":
            self._tables.pop()

    def _children(self, node: Tag, face: Face, top: int) -> None:
        for child in node.contents:
            if isinstance(child, NavigableString):
                if self._runs or not child.isspace():
                    self._runs.append(Run(child, face, top))
                continue
            if not isinstance(child, Tag):
                continue
            name = child.name
            if name in BLOCKS:
                self.block(child)
            elif name == "br":
                self._line_break(face, top)
            elif name not in SKIPPED:
                self._inline(child, face, top)

    def _line_break(self, face: Face, top: int) -> None:
        """End the line, but not inside a title in bold that an editor broke by hand."""
        if top and any(run.top == top and not run.words.isspace() for run in self._runs):
            self._runs.append(Run(" ", face, top))
        else:
            self.end_line()

    # --- inline elements ---

    def _inline(self, node: Tag, face: Face, top: int) -> None:
        own = _face_of(node)
        if own and not top:
            self._count += 1
            top = self._count
        start, lines, outer = len(self._runs), len(self.lines), self._anchor
        href = str(node.get("href") or "") if node.name == "a" else ""
        self._anchor = href or outer
        self._children(node, face | own, top)
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
        block = self._block
        if block is None or not (self._runs or self._links or self._awards or self._badges):
            return
        runs, self._runs = self._runs, []
        links, self._links = self._links, []
        awards, self._awards = self._awards, []
        badges, self._badges = self._badges, []
        parts = parts_of(runs) if runs else []
        lines = [
            Line(part.words, block.form, part.face, block.level, block.path, block.cell, runs=part.runs)
            for part in parts
        ]
        if not lines and (links or awards or badges):
            lines = [Line("", block.form, PLAIN, 0, block.path, block.cell)]
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
    images = node.find_all("img")
    return str(images[0].get("alt") or "") if images else ""


class _Columns:
    """Which column a cell of a table stands in, where cells above it reach down."""

    def __init__(self, number: int) -> None:
        self._number, self._row, self._column = number, 0, 0
        self._reaching: dict[int, int] = {}

    def next_row(self) -> None:
        self._row += 1
        self._reaching = {column: rows - 1 for column, rows in self._reaching.items() if rows > 1}
        self._column = 0

    def place(self, cell: Tag) -> tuple[str, Cell | None]:
        """Return "[column]" of the next cell of the row, with a plus where it spans several, and where it stands."""
        while self._reaching.get(self._column):
            self._column += 1
        column, width, height = self._column, _span(cell, "colspan"), _span(cell, "rowspan")
        for covered in range(column, column + width):
            if height > 1:
                self._reaching[covered] = height
        self._column += width
        return (f"[{column}]+", None) if width > 1 else (f"[{column}]", Cell(self._number, self._row, column))


def _span(cell: Tag, name: str) -> int:
    value = cell.attrs.get(name)
    return min(int(value), 100) if isinstance(value, str) and value.isdigit() else 1
