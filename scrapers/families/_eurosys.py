"""A EuroSys page in reading order: blocks of lines, and what their type says of them: title, people, links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import Enum
from typing import NamedTuple

from bs4 import NavigableString, Tag

from scrapers.pages import tidy
from scrapers.structure.names import names_likeness
from scrapers.structure.words import is_award, is_empty, is_label, is_link_word, is_time


class Face(Enum):
    """The kind of type of a run."""

    PLAIN = "plain"
    BOLD = "bold"
    LIGHT = "italic or small"


class Run(NamedTuple):
    """A stretch of text of one face, and the link around it."""

    words: str
    face: Face = Face.PLAIN
    href: str | None = None


Line = list[Run]


class Block(NamedTuple):
    """The lines that a block of the page (list item, paragraph, cell) holds itself, not in blocks inside it."""

    node: Tag
    lines: list[Line]


# --- reading order ---------------------------------------------------------------------------------------------------

_BLOCKS = frozenset(
    (
        *("article", "aside", "blockquote", "body", "button", "dd", "details", "div", "dl", "dt", "figure", "form"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "main", "ol", "p", "pre", "section", "summary"),
        *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
_LINES_OF_AN_ITEM = frozenset(("p", "div"))
_ITEMS = frozenset(("li", "td", "dd"))
_NOT_OF_THE_PAGE = frozenset(("nav", "footer", "select"))
_FACES = {"b": Face.BOLD, "strong": Face.BOLD} | dict.fromkeys(("em", "i", "small", "cite"), Face.LIGHT)


class Flow:
    """Goes through the blocks of a page in reading order, and gives each to `visit`.

    A table is a block without lines, before the blocks in it; these are left out where `visit` returns False for it.
    """

    def __init__(self, visit: Callable[[Block], bool]) -> None:
        self._visit = visit
        self._lines: list[Line] = [[]]

    def read(self, node: Tag) -> None:
        """Visit the blocks in a block, and the lines of its own between them."""
        self._walk(node, node, Face.PLAIN, None)
        self._flush(node)

    def _walk(self, node: Tag, block: Tag, face: Face, href: str | None) -> None:
        for child in node.contents:
            if not isinstance(child, Tag):
                if self._lines[-1] or not str(child).isspace():
                    self._lines[-1].append(Run(str(child), face, href))
            elif child.name == "br":
                self._lines.append([])
            elif child.name in _NOT_OF_THE_PAGE:
                continue
            elif child.name in _LINES_OF_AN_ITEM and block.name in _ITEMS:
                self._lines.append([])
                self._walk(child, block, face, href)
                self._lines.append([])
            elif child.name in _BLOCKS:
                self._flush(block)
                if child.name != "table" or self._visit(Block(child, [])):
                    self.read(child)
            else:
                own = _FACES.get(child.name, face) if face is Face.PLAIN else face
                link = str(child["href"]) if child.name == "a" and child.get("href") else href
                self._walk(child, block, own, link)

    def _flush(self, block: Tag) -> None:
        lines, self._lines = [line for line in self._lines if line], [[]]
        if lines:
            self._visit(Block(block, lines))


def cell_lines(cell: Tag) -> list[Line]:
    """Return all lines of a cell of a table, those of blocks inside it as well."""
    if len(cell.contents) == 1 and isinstance(only := cell.contents[0], NavigableString):
        return [[Run(only)]]
    lines: list[Line] = []

    def visit(block: Block) -> bool:
        lines.extend(block.lines)
        return True

    Flow(visit).read(cell)
    return lines


def _is_blank(line: Iterable[Run]) -> bool:
    return not any(run.words.strip() for run in line)


def words_of(lines: Iterable[Line]) -> str:
    """Return the text of some lines."""
    return tidy(" ".join("".join(run.words for run in line) for line in lines))


# --- entries ---------------------------------------------------------------------------------------------------------

_PLAUSIBLE, _CERTAIN = 0.5, 0.75
_GOES_ON = re.compile(r"(?:[,;]|\band|&)\s*$")
_DIVIDER = re.compile(r"[\s\W_]*")


class Entry(NamedTuple):
    """What may be a paper: the lines of its title and of its people, and what follows them (links, awards)."""

    title: list[Line]
    people: list[Line]
    rest: list[Line]
    on_one_line: bool = False


def entries(block: Block) -> tuple[str, list[Entry]]:
    """Return the words at the top of a block (a session, perhaps) and its entries.

    An entry is a title, then people that are told from it by their type (italic, small, or not bold) or, on a line of
    their own, by their brackets.
    """
    if len(block.lines) == 1 and len(block.lines[0]) == 1:
        return "", []
    head: list[Line] = []
    found: list[Entry] = []
    pending: list[Line] = []
    for number, line in enumerate(block.lines):
        cut = _where_people_begin(line, block.lines[number + 1 : number + 2])
        if found and not pending and _GOES_ON.search(words_of(found[-1].people)) and _is_people(line):
            found[-1].people.append(line)
        elif cut or (pending and _is_people(line, pending[-1])):
            before, title = _title_lines([*pending, line[:cut]] if cut else pending, alone=block.node.name == "li")
            head += before if not found else []
            found.append(Entry(title, [line[cut:]], [], on_one_line=bool(cut)))
            pending = []
        else:
            words = words_of([line])
            if found and not pending and (is_link_word(words) or is_award(words) or _is_of_links(line)):
                found[-1].rest.append(line)
            elif not is_label(words) and not is_time(words):
                pending.append(line)
    return words_of(head), found


def _where_people_begin(line: Line, following: list[Line]) -> int:
    """Return the number of the run at which a line changes from title to people, 0 where it does not."""
    for number, run in enumerate(line):
        if _DIVIDER.fullmatch(run.words) or _is_blank(line[:number]):
            continue
        after_bold = run.face is Face.PLAIN and any(one.face is Face.BOLD for one in line[:number])
        if run.face is Face.LIGHT or after_bold:
            is_word_of_title = any(_is_people(later, line) for later in following)
            return number if _is_people(line[number:]) and not is_word_of_title else 0
    return 0


def _is_people(line: Line, title: Line | None = None) -> bool:
    """Say whether a line below `title`, or behind it, holds people; where type tells less, the words must tell more."""
    words = words_of([[run for run in line if not is_material(run)]]).lstrip(" ,;:.–—-")
    if not words or is_label(words) or is_award(words):
        return False
    face = next((run.face for run in line if not _DIVIDER.fullmatch(run.words)), Face.PLAIN)
    if face is Face.LIGHT:
        return "(" in words or names_likeness(words) >= _PLAUSIBLE
    if face is Face.BOLD:
        return False
    likeness = names_likeness(words)
    return likeness >= _PLAUSIBLE if title is None or _is_bold(title) else likeness >= _CERTAIN and "(" in words


_SIGNS = re.compile(r"[^\w\s|/•·–—-]+")
_REMARK = re.compile(r"\([^()]*\)")


def _is_of_links(line: Line) -> bool:
    """Say whether a line holds links to a paper's materials, and only what they are: "Paper – Video (short, long)"."""
    if not any(run.href and is_link_word(_REMARK.sub("", run.words)) for run in line):
        return False
    beside = tidy(_SIGNS.sub(" ", "".join(run.words for run in line if not run.href)))
    return is_empty(beside) or is_link_word(beside)


def _is_bold(line: Line) -> bool:
    return all(run.face is Face.BOLD or _DIVIDER.fullmatch(run.words) for run in line)


def is_bold(block: Block) -> bool:
    """Say whether all of a block is in bold type, as the names of sessions are."""
    return all(map(_is_bold, block.lines))


def _title_lines(lines: list[Line], *, alone: bool) -> tuple[list[Line], list[Line]]:
    """Split the lines before people into those of a heading and those of the title, which may be broken in two."""
    if alone or len(lines) < 2:
        return [], lines
    start = len(lines) - 1
    while start and _is_bold(lines[-1]) and _is_bold(lines[start - 1]):
        start -= 1
    return lines[:start], lines[start:]


def is_material(run: Run) -> bool:
    """Say whether a run is no text but a link to slides, or an award."""
    return (run.href is not None and is_link_word(run.words)) or is_award(run.words)
