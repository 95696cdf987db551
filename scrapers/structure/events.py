"""From the markup of a page to its lines, in one pass over what the parser reports: no tree is built.

A line ends where a block begins or ends and at a `br`, except inside bold, italics or a link. Link words, awards and
badges are taken out of a line and kept beside it, so that what is left is a title, people, or something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree  # type: ignore[import-untyped]

from scrapers.pages import NOT_CONTENT, check_size, tidy
from scrapers.structure.forms import Columns, face_of, form_of_block, form_within, joined
from scrapers.structure.lines import LOWEST_LEVEL, Cell, Line, Link
from scrapers.structure.parts import PLAIN, Run, parts_of
from scrapers.structure.vocabulary import BLOCKS, SKIPPED
from scrapers.structure.words import is_award, is_badge, is_link_word


@dataclass(slots=True)
class Printed:
    """What a page prints and what its head says.

    `lines` have words, awards or links. `headings` are the texts of its first level, `properties` what the head says
    by name ("og:title"), `canonical` the addresses that the page calls its own.
    """

    title: str | None = None
    headings: list[str] = field(default_factory=list)
    properties: dict[str, list[str]] = field(default_factory=dict)
    canonical: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def read_lines(markup: str) -> Printed:
    """Return what a page prints. Comments, scripts, styles and the like are no part of it.

    Raises PageProblem(LAYOUT_CHANGED) for a page of more tags than any programme has.
    """
    check_size(markup)
    reader = _Reader()
    parser = etree.HTMLParser(target=reader)
    parser.feed(markup.replace("\0", "").removeprefix("\ufeff"))  # browsers do not see NUL either
    parser.close()
    return reader.printed


_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_HEADS = frozenset(("th", "caption", "summary", "legend", "dt"))
_OF_TABLES = frozenset(("table", "tr", "td", "th"))
_TELLING = frozenset(("h1", "head", "title", "meta", "link"))
_MAY_BE_BADGE = frozenset(("span", "label", "sup", "font", "mark"))
_LONGEST_MARK = 120
_MOST_RUNS_OF_A_MARK = 30
_MOST_RUNS_OF_A_LINK = 200
_DEEPEST = 200  # blocks inside so many others count as one: a broken page nests as deep as it is long


class _Block:
    """A block that is being read: its form alone and with those around it, its path, level and cell."""

    __slots__ = ("_number", "_path", "around", "cell", "face", "form", "is_table", "level", "own", "parent", "top")

    def __init__(self, own: str, around: _Block | None, number: int, level: int, cell: Cell | None) -> None:
        self.own, self.around, self.level, self.cell = own, around, level, cell
        self.parent = around.own if around else ""
        self.form = form_within(around.parent if around else "", self.parent, own)
        self.face, self.top, self.is_table = PLAIN, 0, False  # face and top of the inline element around it
        self._number = number
        self._path: tuple[int, ...] | None = None

    @property
    def path(self) -> tuple[int, ...]:
        """The numbers of the blocks around it and its own; most blocks have no lines and are never asked."""
        if self._path is None:
            waiting: list[_Block] = [self]
            while (around := waiting[-1].around) is not None and around._path is None:
                waiting.append(around)
            for block in reversed(waiting):
                outer = (block.around and block.around._path) or ()
                block._path = (*outer, block._number) if len(outer) < _DEEPEST else outer
        return self._path or ()


class _Inline:
    """An inline element that is being read, and what it changed."""

    __slots__ = ("alt", "anchor", "face", "href", "lines", "name", "start", "top")

    def __init__(self, name: str, href: str, attributes: Mapping[str, str]) -> None:
        self.name, self.href = name, href
        self.alt = (attributes.get("title") or attributes.get("aria-label") or "") if href else ""
        self.face, self.top, self.anchor, self.start, self.lines = PLAIN, 0, "", 0, 0


class _Reader:
    """Takes the events of the parser. A run is text of one face under one inline element of the line."""

    def __init__(self) -> None:
        self.printed = Printed()
        self._lines = self.printed.lines
        self._pieces: list[str] = []
        self.data = self._pieces.append  # the parser calls it with text
        self._open: list[_Block | _Inline | None] = []
        self._hidden = self._skipped = 0  # elements that are no content, or none of the page's own, around this place
        self._kept = 0
        self._name_of, self._name = "", [""]  # the title or the heading that is being read: its tag, its words
        self._has_head = False
        self._runs: list[Run] = []
        self._links: list[Link] = []
        self._awards: list[str] = []
        self._badges: list[str] = []
        self._block: _Block | None = None
        self._face, self._top = PLAIN, 0
        self._count = 0
        self._anchor = ""
        self._tables: list[Columns] = []

    # --- events ---

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        if self._hidden or name in NOT_CONTENT:
            self._kept = self._kept if self._hidden else len(self._pieces)
            self._hidden += 1
            return
        self._end_run()
        if name in _TELLING:
            self._note(name, attributes)
        is_block = name in BLOCKS
        if self._name_of and (is_block or name == "br"):
            self._name.append(" ")
        if self._skipped or name in SKIPPED:
            self._skipped += 1
        elif is_block:
            if self._block is not None or name == "body":
                self._start_block(name, attributes)
        elif name == "br":
            self._line_break()
        elif self._block is not None:
            self._start_inline(name, attributes)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if self._hidden:
            self._hidden -= 1
            if not self._hidden:
                del self._pieces[self._kept :]
            return
        self._end_run()
        if self._name_of:
            self._end_name(name)
        if self._skipped:
            self._skipped -= 1
        elif self._block is not None and name != "br":
            element = self._open.pop()
            if isinstance(element, _Block):
                self._end_block(element)
            elif element is not None:
                self._end_inline(element)

    def close(self) -> None:
        """Take the end of the page."""

    def _end_run(self) -> None:
        pieces = self._pieces
        if not pieces:
            return
        words = pieces[0] if len(pieces) == 1 else "".join(pieces)
        pieces.clear()
        if self._name_of:
            self._name.append(words)
        if self._block is not None and not self._skipped and (self._runs or not words.isspace()):
            self._runs.append(Run(words, self._face, self._top))

    # --- what the page says of itself ---

    def _note(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "head":
            self._has_head = True
        elif name == "h1":
            self._begin_name(name)
        elif self._has_head and self._block is not None:
            return  # a drawing in the page has titles too
        elif name == "title" and self.printed.title is None:
            self._begin_name(name)
        elif name == "meta" and "property" in attributes:
            own = self.printed.properties.setdefault(attributes["property"], [])
            own.append(tidy(attributes.get("content", "")))
        elif name == "link" and "canonical" in attributes.get("rel", "").split():
            self.printed.canonical.append(attributes.get("href", ""))

    def _begin_name(self, tag: str) -> None:
        if not self._name_of:
            self._name_of, self._name = tag, []

    def _end_name(self, tag: str) -> None:
        if tag != self._name_of:
            if tag in BLOCKS:
                self._name.append(" ")
            return
        name, self._name_of = tidy("".join(self._name)), ""
        if tag == "title":
            self.printed.title = name
        elif name:
            self.printed.headings.append(name)

    # --- blocks ---

    def _start_block(self, name: str, attributes: Mapping[str, str]) -> None:
        """Start a block: its text is in lines of its own."""
        if self._runs or self._links:
            self._end_line()
        around = self._block
        cell = around.cell if around else None
        own = form_of_block(name, attributes.get("class", "") if attributes else "")
        if name in _OF_TABLES:
            if name == "table":
                self._tables.append(Columns(self._count))
            elif self._tables and name == "tr":
                self._tables[-1].next_row()
            elif self._tables:
                column, cell = self._tables[-1].place(attributes)
                own += column
        level = _HEADINGS.get(name) or (around.level if around else 0)
        if not level and (name in _HEADS or own[-1] == "+"):
            level = LOWEST_LEVEL
        self._count += 1
        block = _Block(own, around, self._count, level, cell)
        block.is_table = name == "table"
        block.face, block.top = self._face, self._top
        self._open.append(block)
        self._block, self._face, self._top = block, PLAIN, 0

    def _end_block(self, block: _Block) -> None:
        if self._runs or self._links:
            self._end_line()
        self._block, self._face, self._top = block.around, block.face, block.top
        if block.is_table:
            self._tables.pop()

    # --- inline elements ---

    def _start_inline(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "img":
            self._note_image(attributes)
        own = face_of(name, attributes)
        href = attributes.get("href", "") if name == "a" else ""
        if not (own or href or name in _MAY_BE_BADGE):
            self._open.append(None)
            return
        element = _Inline(name, href, attributes)
        element.face, element.top, element.anchor = self._face, self._top, self._anchor
        element.start, element.lines = len(self._runs), len(self._lines)
        self._open.append(element)
        if own:
            self._face = joined(self._face, own)
            if not self._top:
                self._count += 1
                self._top = self._count
        self._anchor = href or self._anchor

    def _note_image(self, attributes: Mapping[str, str]) -> None:
        """Give the links around an image its name, unless they have one."""
        for element in reversed(self._open):
            if isinstance(element, _Inline) and element.href:
                element.alt = element.alt or attributes.get("alt", "")
                return

    def _end_inline(self, element: _Inline) -> None:
        if len(self._lines) == element.lines:
            self._take_out(element)
        self._face, self._top, self._anchor = element.face, element.top, element.anchor

    def _take_out(self, element: _Inline) -> None:
        """Move a link word, an award or a badge out of the line; keep where a link leads to."""
        start, href = element.start, element.href
        if len(self._runs) - start > _MOST_RUNS_OF_A_MARK and not href:
            return
        words = tidy("".join([run.words for run in self._runs[start : start + _MOST_RUNS_OF_A_LINK]]))
        if href:
            self._links.append((words or element.alt, href))
        if len(words) > _LONGEST_MARK:
            return
        if is_award(words):
            self._awards.append(words)
        elif is_badge(words):
            self._badges.append(words)
        elif not words or not (href or element.name == "span") or not is_link_word(words):
            return
        self._runs[start:] = [Run(" ", PLAIN, 0)]

    # --- lines ---

    def _line_break(self) -> None:
        """End the line, but not inside a title in bold that an editor broke by hand."""
        top = self._top
        if top and any(run.top == top and not run.words.isspace() for run in reversed(self._runs)):
            self._runs.append(Run(" ", self._face, top))
        else:
            self._end_line()

    def _end_line(self) -> None:
        """Make lines of the runs since the last one."""
        runs, block = self._runs, self._block
        if block is None or not (runs or self._links):  # an award or a badge leaves a blank among the runs
            return
        lines = [
            Line(words, block.form, face, block.level, block.path, block.cell, pieces)
            for words, face, pieces in (parts_of(runs) if runs else ())
        ]
        self._runs = []
        if self._links or self._awards or self._badges:
            lines = lines or [Line("", block.form, PLAIN, 0, block.path, block.cell)]
            self._give(lines[0])
        if lines and self._anchor:
            lines[0].links += ((lines[0].words, self._anchor),)
        self._lines += lines

    def _give(self, line: Line) -> None:
        """Give a line what was taken out of it."""
        line.links, line.awards, line.badges = tuple(self._links), tuple(self._awards), tuple(self._badges)
        self._links, self._awards, self._badges = [], [], []
