"""EuroSys: accepted papers and programmes on <year>.eurosys.org, written by hand and different every year since 2019.

Papers stand in tables with a header ("Title", "Authors"; a third column may name the session), or as a title in bold,
in a link or on a line of its own above people in italic, small or plain type. `Paper.track` is the cycle ("Spring",
"Fall") where a heading names one. A page of posters is refused: poster titles can be those of papers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from confmerge.outcome import Outcome, PageProblem
from confmerge.paper import Paper
from scrapers.absence import headings, layout_changed, prose_of, without_papers
from scrapers.families._eurosys import Block, Entry, Face, Flow, entries, is_bold, paper_of, words_of
from scrapers.families._eurosys_places import CYCLE, Places, is_heading, not_of_papers
from scrapers.families._eurosys_tables import Columns, columns_of, rows_of
from scrapers.pages import Found, check_challenge, decode, host, original_url, page_title, soup, text
from scrapers.structure.words import is_label, is_time, no_paper, title_likeness
from scrapers.years import check_year, year_in

_HOST = re.compile(r"(?:.+\.)?eurosys(?:20\d\d)?\.\w+")
_TITLED = re.compile(r"<title[^>]*>[^<]*\beurosys\b", re.I)
_OTHER_FAMILY = re.compile(r"\bDLtoc\b|<title[^>]*>[^<]*(?:\bdblp\b|\bproceedings of\b|researchr)", re.I)

_OF_PAPERS = re.compile(r"\baccepted papers\b|\bprogram(?:me)?\b|\bpapers\b", re.I)
_OTHER_WORKS = re.compile(r"\b(?:posters?|demos?|workshops|tutorials|artifacts?)\b", re.I)
_AN_EMPTY_PAGE = 30  # letters beside the headings
_FAMILY = "eurosys"
_FIRST_WITH_CYCLES = 2025

def recognise(page: str, url: str) -> bool:
    """Say whether a page is one of EuroSys's own, by its address or its title."""
    if _OTHER_FAMILY.search(page):
        return False
    return bool(_HOST.fullmatch(host(original_url(url, ""))) or _TITLED.search(page))


def parse(page: str | bytes, url: str) -> Found:
    """Return the papers of a EuroSys page; `url` is the page's address and says which year is asked for.

    Raises PageProblem: BLOCKED (a robot check), WRONG_YEAR (the page of another year), NOT_PUBLISHED (under
    construction, tables without rows), LAYOUT_CHANGED (papers or their authors can no longer be read, or posters).
    """
    markup = decode(page) if isinstance(page, bytes) else page
    check_challenge(markup, url=url)
    tree = soup(markup)
    names = headings(tree)
    year = check_year(url, *names, _canonical(tree))
    for name in filter(_OF_PAPERS.search, names):
        check_year(url, name)
    _refuse_posters(names, url)
    reader = _Reader(url)
    reader.read(tree)
    papers = reader.papers()
    if not papers:
        raise _without_papers(tree, reader, url)
    if reader.lost > 1 + len(papers) / 20:
        raise layout_changed(f"{reader.lost} papers without title or authors beside {len(papers)}", url, _FAMILY)
    found = Found(
        papers,
        page_title=page_title(tree),
        whole=_is_whole(papers, names, url, year),
        year=year,
    )
    found.turned_away.update(reader.turned_away)
    return found


# --- what the page is ------------------------------------------------------------------------------------------------


def _canonical(tree: BeautifulSoup) -> str:
    link = (tree.head or tree).find("link", rel="canonical")
    year = year_in(str(link.get("href", ""))) if isinstance(link, Tag) else None
    return str(year or "")


def _refuse_posters(names: list[str], url: str) -> None:
    place = urlsplit(url).path.rpartition("/")[2].replace("-", " ")
    other = next(filter(None, map(_OTHER_WORKS.search, [*names[1:], place])), None)
    if other and not any(map(_OF_PAPERS.search, [*names, place])):
        message = f"this is a page of {other.group().lower()}, not of papers: give the address of the accepted papers"
        raise PageProblem(Outcome.LAYOUT_CHANGED, message, url)


def _is_whole(papers: Sequence[Paper], names: list[str], url: str, year: int | None) -> bool:
    """Say whether a page claims to hold the whole year.

    It does not where all papers are of one cycle, by the headings above them, the page's title or its address. Nor does
    a list of a year with two cycles that is neither a programme nor links what was published: for two months that of
    2025 stood under a plain "Accepted Papers" with the papers of the first cycle alone.
    """
    cycles = {paper.track for paper in papers if paper.track and CYCLE.search(paper.track)}
    place = urlsplit(url).path.replace("-", " ")
    if len(cycles) == 1 or (not cycles and any(CYCLE.search(name) for name in (*names, place))):
        return False
    is_final = len(cycles) > 1 or any(paper.doi or paper.session for paper in papers)
    return is_final or (year or year_in(url) or 0) < _FIRST_WITH_CYCLES


def _without_papers(tree: BeautifulSoup, reader: _Reader, url: str) -> PageProblem:
    if reader.lost:
        return layout_changed(f"{reader.lost} rows or items, but none with title and authors", url, _FAMILY)
    if frame := tree.find(re.compile(r"^iframe$|^pretalx-")):
        return layout_changed(f"the papers, if any, are in a <{getattr(frame, 'name', '')}>", url, _FAMILY)
    waits = len(prose_of(tree)) - len(" ".join(headings(tree)[1:])) < _AN_EMPTY_PAGE and tree.find("td") is None
    tables = [" | ".join(map(text, next(rows_of(table), []))) for table in tree.find_all("table")]
    named = f" ({'; '.join(f'«{head[:60]}»' for head in tables[:_FEW])})" if tables else ""
    seen = f"{len(tables)} tables{named} and {len(tree.find_all('li'))} list items, but no titles with authors in them"
    return without_papers(tree, url, family=_FAMILY, container=reader.empty_tables > 0 or waits, seen=seen)


# --- reading ---------------------------------------------------------------------------------------------------------

_FEW = 3
_A_TITLE = 0.7
_LONGEST_HEADING = 200
_TO_COME = re.compile(r"\W*(?:TB[AD]|to be (?:announced|determined)|coming soon)?\W*", re.I)


class _Reader:
    """Takes the blocks of a page in order; keeps papers, and counts what is none."""

    def __init__(self, url: str) -> None:
        self.turned_away = Counter[str]()
        self.lost = 0
        self.empty_tables = 0
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
        if columns := columns_of(rows):
            self._take_table(rows, columns)
        return columns is None

    def papers(self) -> list[Paper]:
        """Return the papers, each once. Beside tables of papers, an item or two is a contact or a keynote."""
        in_tables = sum(of_table for _, of_table in self._papers)
        barren = sum(box in self._lists_of_papers for box in self._barren_items)
        if in_tables and len(self._papers) - in_tables < _FEW:
            self._papers, barren = [(paper, True) for paper, of_table in self._papers if of_table], 0
        if barren:
            self.turned_away["without authors"] += barren
            self.lost += barren
        papers: dict[tuple[str, ...], Paper] = {}
        for paper, _ in self._papers:
            key = (_fold(paper.title), *(author.name for author in paper.authors))
            if papers.setdefault(key, paper) is not paper:
                self.turned_away["a second time on the page"] += 1
        return list(papers.values())

    def _take_lines(self, block: Block) -> None:
        """Read papers, or the name of a session: a heading, in bold, in the head of a table, or told by its words."""
        above, self._above = self._above, None
        if is_heading(block.node):
            self._places.heading(words_of(block.lines), block.node)
            return
        head, found = entries(block)
        if not found and above is not None and _belong_together(above, block):
            head, found = entries(Block(block.node, above.lines + block.lines))
            if found and is_bold(above):
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
        paper = paper_of(entry, self._url)
        if no_paper(paper.title) == "session":  # with its chair below it
            self._places.heading(paper.title, node)
        elif _is_titled(paper.title, entry):
            self._lists_of_papers.add(id(node.parent))
            self._keep(paper, node)

    def _take_barren(self, block: Block) -> None:
        """Read a block without papers: the name of a session, or what stands among papers and looks like one."""
        words, node = words_of(block.lines), block.node
        is_item = node.name == "li" and node.find(("ul", "ol")) is None
        title = words if is_item else words_of([[run for run in block.lines[0] if run.face is Face.BOLD]])
        if (is_item or (node.name == "p" and not is_bold(block))) and title_likeness(title) >= _A_TITLE:
            self._barren_items.append(id(node.parent))
        names_session = (is_bold(block) and not is_item) or node.name == "th" or no_paper(words) == "session"
        if names_session and not (is_time(words) and node.name == "td") and len(words) < _LONGEST_HEADING:
            self._places.heading(words, node)

    def _keep(self, paper: Paper, node: Tag, session: str | None = None, *, of_table: bool = False) -> None:
        if reason := not_of_papers(paper.title) or (not session and self._places.reason) or None:
            self.turned_away[reason] += 1
            return
        session, track = session or self._places.session(node), self._places.track
        placed = replace(paper, session=session, track=track) if session or track else paper
        self._papers.append((placed, of_table))

    def _take_table(self, rows: list[list[Tag]], columns: Columns) -> None:
        before = len(self._papers), self.turned_away.total()
        for number, cells in enumerate(rows):
            entry = columns.entry(cells)
            if len(cells) == 1 and (words := text(cells[0])):
                self._places.heading(words, cells[0])
            elif entry is not None and number >= columns.first_row:
                self._take_row(paper_of(entry, self._url), cells, columns)
        self.empty_tables += (len(self._papers), self.turned_away.total()) == before

    def _take_row(self, paper: Paper, cells: list[Tag], columns: Columns) -> None:
        if _TO_COME.fullmatch(paper.title) and (paper.title or not paper.authors):
            return
        if paper.title and paper.authors:
            self._keep(paper, cells[0], columns.session(cells), of_table=True)
        else:
            reason = not_of_papers(paper.title) or f"without {'authors' if paper.title else 'a title'}"
            self.lost += reason.startswith("without")
            self.turned_away[reason] += 1


def _belong_together(above: Block, block: Block) -> bool:
    """Say whether two blocks may be a title and its people: `p` and `p`, `div` and `div`, `dt` and `dd`."""
    names = above.node.name, block.node.name
    return names == ("dt", "dd") or (names[0] == names[1] and names[0] in ("p", "div") and len(above.lines) < _FEW)


def _is_titled(title: str, entry: Entry) -> bool:
    """Say whether the words above some people are a title; above plain type they must look like one."""
    if not any(map(str.isalpha, title)) or is_label(title) or is_time(title):
        return False
    if any(run.face is Face.LIGHT for run in entry.people[0]):
        return True
    is_long = len(title.split()) >= _FEW or "(" in words_of(entry.people)
    return is_long and no_paper(title) not in ("break", "committee")


def _fold(string: str) -> str:
    return "".join(filter(str.isalnum, string.casefold()))
