"""Reads a EuroSys page block by block: which are papers, which name sessions, and what only looks like a paper."""

from __future__ import annotations

import re
from collections import Counter

from bs4 import BeautifulSoup, Tag

from confmerge.paper import Paper
from scrapers.families._eurosys import Block, Entry, Face, Flow, entries, is_bold, words_of
from scrapers.families._eurosys_papers import paper_of
from scrapers.families._eurosys_places import Places, is_heading, not_of_papers
from scrapers.families._eurosys_tables import Columns, columns_of, is_head, rows_of
from scrapers.pages import text
from scrapers.structure.words import is_award, is_label, is_time, no_paper, title_likeness

_FEW = 3
_LISTS = ("ul", "ol")
_A_TITLE = 0.7
_LONGEST_HEADING = 200
_CHAIR = re.compile(r"\W*(?:session )?(?:co-?)?chairs?\b", re.I)
_DASH = re.compile(r"[–—•-]")
_TO_COME = re.compile(r"\W*(?:TB[AD]|to be (?:announced|determined)|coming soon)?\W*", re.I)


class Reader:
    """Takes the blocks of a page in order; keeps papers, and counts what is none."""

    def __init__(self, url: str) -> None:
        self.turned_away = Counter[str]()
        self.lost = 0
        self.empty_tables = 0
        self.first_headings: list[str] = []
        self.headings: list[str] = []
        self._lines: list[str] = []  # that hold no papers
        self._url = url
        self._places = Places()
        self._papers: list[tuple[Paper, bool]] = []  # and whether it stood in a table of papers
        self._above: Block | None = None
        self._lists_of_papers: set[int] = set()
        self._barren_items: list[int] = []

    def read(self, tree: BeautifulSoup) -> None:
        """Read a page: tables of papers as a whole, everything else by its lines."""
        Flow(self._visit).read(tree.body or tree)

    def _visit(self, block: Block) -> bool:
        """Read a block; say whether to go into it, if it is a table."""
        if block.lines:
            self._take_lines(block)
            return True
        if not any(outer.name == "table" for outer in block.node.parents):
            self._places.leave_table()
        rows = list(rows_of(block.node))
        columns = columns_of(rows)
        return columns is None or (not self._take_table(rows, columns) and block.node.find("li") is not None)

    def papers(self) -> list[Paper]:
        """Return the papers, each once. Beside tables of papers, an item or two is a contact or a keynote."""
        in_tables = sum(of_table for _, of_table in self._papers)
        barren = sum(box in self._lists_of_papers for box in self._barren_items)
        if in_tables and len(self._papers) - in_tables < _FEW:
            self._papers, barren = [(paper, True) for paper, of_table in self._papers if of_table], 0
        if barren:
            self.turned_away["without authors"] += barren
            self.lost += barren
        papers: list[Paper] = []
        by_people: dict[tuple[str, ...], set[str]] = {}
        for paper, _ in self._papers:
            titles = by_people.setdefault(tuple(author.name for author in paper.authors), set())
            if (title := _fold(paper.title)) in titles:
                self.turned_away["a second time on the page"] += 1
            else:
                titles.add(title)
                papers.append(paper)
        return papers

    def may_be_titles(self) -> int:
        """Count the lines without papers that look like titles."""
        long = [line for line in self._lines if line.count(" ") >= _FEW]
        return sum(title_likeness(line) >= _A_TITLE and no_paper(line) is None for line in long)

    def _take_lines(self, block: Block) -> None:
        """Read papers, or the name of a session: a heading, in bold, in the head of a table, or told by its words."""
        above, self._above = self._above, None
        if is_heading(block.node):
            words = words_of(block.lines)
            self._places.heading(words, block.node)
            self.headings.append(words)
            if block.node.name == "h1":
                self.first_headings.append(words)
            elif title_likeness(words) >= _A_TITLE:
                self._above = block
            return
        head, found = entries(block)
        if not found and above is not None and _belong_together(above, block):
            head, found = entries(Block(block.node, above.lines + block.lines))
            if found and (is_bold(above) or is_heading(above.node)):
                self._places.retract()
        if not found:
            self._above = block
            self._take_barren(block)
            return
        if not_of_papers(head) or no_paper(head) == "session":
            self._places.heading(head, block.node)
        for entry in found:
            self._take_entry(entry, block.node)

    def _take_entry(self, entry: Entry, node: Tag) -> None:
        paper = paper_of(entry, self._url, self._places.session(node), self._places.track)
        if no_paper(paper.title) == "session":  # with its chair below it
            self._places.heading(paper.title, node)
        elif _is_titled(paper.title, entry):
            self._lists_of_papers.add(id(node.parent))
            self._keep(paper, self._places.reason)

    def _take_barren(self, block: Block) -> None:
        """Read a block without papers: the name of a session, or what stands among papers and looks like one."""
        words, node = words_of(block.lines), block.node
        self._lines.append(words)
        is_item = node.name == "li" and not any(
            isinstance(inner, Tag) and inner.name in _LISTS for inner in node.children
        )
        title = words if is_item else words_of([[run for run in block.lines[0] if run.face is Face.BOLD]])
        if (is_item or (node.name == "p" and not is_bold(block))) and title_likeness(title) >= _A_TITLE:
            self._barren_items.append(id(node.parent))
        names_session = (is_bold(block) and not is_item) or node.name == "th" or no_paper(words) == "session"
        names_session = names_session and not (is_time(words) and node.name == "td")
        if (names_session or _has_chair(block)) and len(words) < _LONGEST_HEADING:
            self._places.heading(words, node)

    def _keep(self, paper: Paper, reason: str | None, *, of_table: bool = False) -> None:
        if reason := not_of_papers(paper.title) or reason:
            self.turned_away[reason] += 1
        else:
            self._papers.append((paper, of_table))

    def _take_table(self, rows: list[list[Tag]], columns: Columns) -> bool:
        """Read a table of papers; say whether it held any, or anything that was turned away."""
        before, lone = (len(self._papers), self.turned_away.total()), 0
        for number, cells in enumerate(rows):
            entry = columns.entry(cells)
            if len(cells) == 1 and (words := text(cells[0])):
                lone += 1
                self._places.heading(words, cells[0])
            elif entry is not None and number >= columns.first_row:
                self._take_row(entry, cells, columns)
        if (len(self._papers), self.turned_away.total()) != before:
            return True
        if lone > 1:  # not the names of sessions: the other cells have gone
            self.lost += lone
        else:
            self.empty_tables += 1
        return False

    def _take_row(self, entry: Entry, cells: list[Tag], columns: Columns) -> None:
        own_session = columns.session(cells)
        session = own_session or self._places.session(cells[0])
        paper = paper_of(entry, self._url, session, self._places.track)
        if is_head(paper.title) or (_TO_COME.fullmatch(paper.title) and (paper.title or not paper.authors)):
            return
        if paper.title and paper.authors:
            self._keep(paper, None if own_session else self._places.reason, of_table=True)
        else:
            reason = not_of_papers(paper.title) or f"without {'authors' if paper.title else 'a title'}"
            self.lost += reason.startswith("without")
            self.turned_away[reason] += 1


def _belong_together(above: Block, block: Block) -> bool:
    """Say whether two blocks may be a title and its people: `p` and `p`, `div` and `div`, `dt` and `dd`, `h4`, `p`."""
    names = above.node.name, block.node.name
    if names == ("dt", "dd") or (is_heading(above.node) and names[1] in ("p", "div")):
        return True
    return names[0] == names[1] and names[0] in ("p", "div") and len(above.lines) < _FEW


def _has_chair(block: Block) -> bool:
    """Say whether the lines of a cell are the name of a session, perhaps after its time, and its chair."""
    return block.node.name == "td" and any(_CHAIR.match(words_of([line])) for line in block.lines[1:])


def _is_titled(title: str, entry: Entry) -> bool:
    """Say whether the words above some people are a title; above plain type they must look like one."""
    if not any(map(str.isalpha, title)) or is_label(title) or is_time(title) or is_award(title):
        return False
    if _DASH.match(title) and _DASH.match(words_of(entry.people)):  # the points of a list
        return False
    if any(run.face is Face.LIGHT for run in entry.people[0]):
        return True
    is_long = len(title.split()) >= _FEW or "(" in words_of(entry.people)
    return is_long and no_paper(title) not in ("break", "committee")


_NO_LETTERS = re.compile(r"[\W_]+")


def _fold(string: str) -> str:
    return _NO_LETTERS.sub("", string.casefold())
