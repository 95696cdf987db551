"""A SOSP page read from top to bottom: headings, sessions, rows, lists and paragraphs, and the papers in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container

from bs4 import Tag

from confmerge.paper import Author, Paper
from scrapers.families._sigops_entry import Entry, doi_of, people, read_entry
from scrapers.not_papers import no_paper, other_than_papers
from scrapers.pages import Found, classes, text

LEVELS = ("h1", "h2", "h3", "h4", "h5", "h6")
DAY = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:january|february|march|april|may|june|july|august|september|"
    r"october|november|december) \d{1,2}\b",
    re.I,
)
_COLOURS = re.compile(r"(?:table-)?(info|primary|success|danger|warning|active)")
_SESSION = re.compile(r"(?:\w+ and )?session \w+\b|(?:.*(?:\bsession |, |\())?chairs?\s*:", re.I)
_CHAIR = re.compile(r"[\s,;–—(\[-]*(?:session )?(?:co-?)?chairs?\s*:.*$", re.I)
_WHEN = re.compile(
    r"[\s,;|(–—-]*(?:\w+day\b,? *)?\b\d{1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m\b| ?(?:[-–—]|to) ?\d{1,2}[:.]\d\d).*$", re.I
)
_PERSON = re.compile(r"\s*\((?=[^()]*,)(?:[^()]|\([^()]*\))*\)$")
_EVENT = re.compile(
    r"(?:(?:welcome|opening|closing|introduct(?:ion|ory)|remarks?|ceremony|best|papers?|awards?|and|the|to|of|sosp|coffee|"
    r"tea|breaks?|breakfast|lunch|dinner|banquet|reception|excursion|tour|registration|social|event|adjourn|free|time|"
    r"session|sigops|acm|program(?:me)?|q&a)\b\W*)+",
    re.I,
)
_PAPERS = re.compile(r"(?<!workshop )(?<!poster )\bpapers\b|\bmain (?:conference|track|program)", re.I)
_CALL = re.compile(r"call for\b", re.I)
_AFTER_NAME = ("(", ",", ";")  # what follows a bold name, of the author who speaks, in a list of authors
_TITLE_WORDS = 4  # what is shorter, in bold and without a link, may be anything


def _session_name(words: str) -> str | None:
    """Return a heading without its chair and time.

    >>> _session_name("Session 2: It Must Be Secure (Taesoo Kim, Georgia Tech) 10:50 AM - 11:50 AM")
    'Session 2: It Must Be Secure'
    """
    return _PERSON.sub("", _WHEN.sub("", _CHAIR.sub("", words)).strip(" ,;")) or None


class Programme:
    """A page, read from top to bottom."""

    def __init__(self, url: str) -> None:
        self.lost = 0
        self.turned_away: Counter[str] = Counter()
        self._url = url
        self._papers: list[Paper] = []
        self._nameless: list[Paper] = []  # in a row of lists that names no session: invited talks, where others do
        self._in_nameless_list = False
        self._section = ""  # the part of the page, by its heading: papers, posters, workshops
        self._session: str | None = None
        self._title: Entry | None = None  # of a row of its own: the authors stand in the next

    def read(self, node: Tag) -> None:
        """Read what stands below a node."""
        for child in node.children:
            if not isinstance(child, Tag) or child.name == "nav":
                continue
            if child.name in LEVELS:
                self._heading(text(child), child.name)
            elif child.name in ("tr", "td") and self._is_heading_row(child):
                continue
            elif child.name == "td" and not _holds(child, _NOT_IN_CELL):
                self._cell(read_entry(child, self._url))
            elif child.name == "th" and _SESSION.match(text(child)):
                self._start(text(child))
            elif child.name == "li" and not _holds(child, _NOT_IN_ITEM):
                self._item(read_entry(child, self._url), _is_list(node))
            elif child.name in ("p", "div") and _has_bold(child) and not _holds(child, _NOT_IN_PARAGRAPH):
                self._paragraph(child, _is_list(node))
            elif child.name in _BOXES and (token := _marking(child)):
                if token != "paper":
                    self._start(text(child))
                elif not _holds(child, _NOT_IN_ITEM):
                    self._item(read_entry(child, self._url), in_list=True)
            elif child.name == "td" and _holds(child, ("li",)) and _holds(child, ("em", "i")):
                self._lists(child)
            else:
                self.read(child)

    def result(self) -> Found:
        """Return the papers. Those of another publication, by DOI, are turned away: talks about journal articles."""
        self._drop_title()
        papers = self._papers or self._nameless
        if self._papers and self._nameless:
            self.turned_away["outside the sessions"] += len(self._nameless)
        volumes = Counter(filter(None, map(_volume, papers)))
        volume = next((name for name, count in volumes.items() if count > volumes.total() / 2), None)
        found, seen = Found(), set[str]()
        for paper in papers:
            if volume and _volume(paper) not in (None, volume):
                self.turned_away["of another publication"] += 1
            elif paper.title.casefold() in seen:
                self.turned_away["a second time on the page"] += 1
            else:
                found.append(paper)
                seen.add(paper.title.casefold())
        found.turned_away = self.turned_away
        return found

    # --- headings ---

    def _heading(self, words: str, level: str) -> None:
        self._drop_title()
        if not words:
            return
        if _SESSION.match(words) or (level > "h3" and not DAY.search(words)):
            self._start(words)
            return
        self._session = None
        if not DAY.search(words) and not _CALL.match(words):
            self._section = "" if _PAPERS.search(words) else words

    def _start(self, words: str) -> None:
        self._drop_title()
        self._session = _session_name(words)

    def _is_heading_row(self, row: Tag) -> bool:
        """Read a coloured row or cell: a session in blue, anything but papers in the other colours."""
        if not row.has_attr("class"):
            return False
        colour = next((match.group(1) for match in map(_COLOURS.fullmatch, classes(row)) if match), None)
        if colour is None:
            return False
        entry = read_entry(row, self._url)
        if entry.has_paper and people(entry.names):
            return False
        words = entry.title if entry.marked else text(row)
        if colour in ("info", "primary") or other_than_papers(words) or other_than_papers(self._session or ""):
            self._start(words)
        else:
            self._drop_title()
        return True

    def _lists(self, cell: Tag) -> None:
        """Read a cell that names a session and lists its papers."""
        row = cell.find_parent("tr") or cell
        bold = (node for node in cell.find_all(("b", "strong")) if not node.find_parent("li"))
        self._start(text(row.find(class_=_SESSION_NAME) or next(bold, None)))
        self._in_nameless_list = self._session is None
        self.read(cell)
        self._in_nameless_list = False

    # --- papers ---

    def _cell(self, entry: Entry) -> None:
        if _SESSION.match(entry.title) and not entry.has_paper:
            self._start(entry.title)
        elif self._title and (not entry.marked or entry.names.lstrip().startswith(_AFTER_NAME)):
            if entry.award:
                self._title = self._title._replace(award=entry.award)
            if authors := people(entry.words):
                self._take(self._title, authors)
                self._title = None
        elif entry.title:
            self._drop_title()
            if authors := people(entry.names):
                self._take(entry, authors)
            else:
                self._title = entry
        elif self._may_hold_papers() and any(author.affiliation for author in people(entry.names)):
            self._lose("without a title")

    def _item(self, entry: Entry, in_list: bool) -> None:
        if not (in_list or entry.has_paper or (entry.marked and entry.names)):
            return
        authors = people(entry.names)
        if entry.title and authors:
            self._take(entry, authors)
        elif in_list and (reason := self._elsewhere() or other_than_papers(entry.title)):
            self.turned_away[reason] += 1
        elif in_list and (entry.title or authors):
            self._lose("without authors" if entry.title else "without a title")

    def _paragraph(self, block: Tag, in_list: bool) -> None:
        """Read "TITLE by AUTHORS"; other forms only in a list of papers, for prose has bold words too."""
        entry = read_entry(block, self._url)
        authors = people(entry.names) if entry.by or entry.has_paper or in_list else ()
        if entry.title and authors:
            self._take(entry, authors)
        else:
            self.read(block)

    def _take(self, entry: Entry, authors: tuple[Author, ...]) -> None:
        reason = self._elsewhere() or no_paper(entry.title)
        if not reason and not entry.has_paper and _EVENT.fullmatch(entry.title):
            reason = "an event"
        if reason:
            self.turned_away[reason] += 1
            return
        paper = Paper(
            title=entry.title,
            authors=authors,
            url=entry.link,
            doi=doi_of(entry.link or ""),
            pdf=entry.pdf,
            session=self._session,
            award=entry.award,
        )
        (self._nameless if self._in_nameless_list else self._papers).append(paper)

    def _drop_title(self) -> None:
        """Give up the title of a row whose next one has no authors."""
        entry, self._title = self._title, None
        if entry is None:
            return
        reason = self._elsewhere() or other_than_papers(entry.title)
        if reason or _EVENT.fullmatch(entry.title):
            self.turned_away[reason or "an event"] += 1
        elif entry.has_paper or (self._session and len(entry.title.split()) >= _TITLE_WORDS):
            self._lose("without authors")
        else:
            self.turned_away["without authors"] += 1

    def _elsewhere(self) -> str | None:
        """Return what this part of the page holds that is no paper; None where it may hold papers."""
        return other_than_papers(self._section) or other_than_papers(self._session or "")

    def _may_hold_papers(self) -> bool:
        return bool(self._session) and not (_EVENT.fullmatch(self._session or "") or self._elsewhere())

    def _lose(self, reason: str) -> None:
        self.turned_away[reason] += 1
        self.lost += 1


_NOT_IN_ITEM = frozenset(("td", "li"))
_NOT_IN_CELL = _NOT_IN_ITEM.union(LEVELS)
_NOT_IN_PARAGRAPH = _NOT_IN_CELL.union(("p", "div"))
_BOXES = frozenset(("div", "section", "article"))
_SESSION_NAME = re.compile(r"^session[-_]?(?:title|name)$", re.I)


def _holds(node: Tag, names: Container[str]) -> bool:
    """Say whether a node holds others of these names; `find` is much slower."""
    return any(isinstance(inner, Tag) and inner.name in names for inner in node.descendants)


def _is_list(node: Tag) -> bool:
    return any("paper" in token.lower() for token in classes(node))


def _marking(node: Tag) -> str | None:
    """Return the class that says that a box is a paper, or the name of a session; None where none says so."""
    tokens = classes(node) if node.has_attr("class") else ()
    return next((token for token in tokens if token == "paper" or _SESSION_NAME.match(token)), None)


def _has_bold(node: Tag) -> bool:
    return any(isinstance(child, Tag) and child.name in ("b", "strong") for child in node.children)


_VOLUME = re.compile(r"(10\.\d+/\d+)(?:\.\d+)?")


def _volume(paper: Paper) -> str | None:
    """Return the publication that a DOI belongs to: `10.1145/3731569` of `10.1145/3731569.3764818`; a journal article
    is one of its own."""
    match = _VOLUME.fullmatch(paper.doi or "")
    return match.group(1) if match else None
