"""The rows of the pages of MLSys and its sisters: every layout since 2018, told apart by the classes of its rows."""

from __future__ import annotations

import re
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag

from confmerge.identifiers import arxiv_id
from confmerge.paper import Paper
from scrapers.families._mlsys import (
    Event,
    absolute,
    from_latex,
    kind_of,
    presentation,
    read_authors,
    refused_kind,
)
from scrapers.not_papers import no_paper
from scrapers.pages import classes, text

MARKS = (  # what only these pages have in their source
    '="paper title"',
    "maincard narrower",
    "touchup-date",
    "pp-card pp-mode",
    "track-schedule-card",
    "elc-table",
    "elc-where",
    'href="/virtual/20',
    '<span class="info"><i>Proceedings',
)


class _Layout(NamedTuple):
    """Where a row has its parts: names of classes or tags, of which the first that is there counts.

    `mark` stands in the source of every page with such rows; `row` is the class of a row, None where it has none.
    """

    mark: str
    tag: str
    row: str | None
    title: tuple[str, ...]
    people: tuple[str, ...]
    kind: tuple[str, ...] = ()
    abstract: tuple[str, ...] = ()


_HASH_LINK = "link to a paper by its hash"  # stands for a class where proceedings have none
_LAYOUTS = (
    _Layout("-Abstract", "li", None, (_HASH_LINK,), ("paper-authors", "i"), ("paper-track-badge",)),
    _Layout("maincardBody", "div", "maincard", ("maincardBody",), ("maincardFooter",)),
    _Layout(
        "displaycards",
        "div",
        "displaycards",
        ("small-title",),
        ("author-str",),
        ("type_display_name_virtual_card",),
        ("abstract-display", "text-start"),
    ),
    _Layout(
        "event-card",
        "div",
        "event-card",
        ("event-title",),
        ("event-authors", "event-speakers", "author-str", "authors", "speakers"),
        ("event-type-badge", "event-type"),
        ("abstract-text-inner", "abstract-text"),
    ),
    _Layout("pp-card", "div", "pp-card", ("card-title",), ("card-subtitle",), (), ("card-text",)),
    _Layout("track-schedule-card", "div", "track-schedule-card", ("h5",), ("text-muted",), (), ("abstract",)),
    _Layout("authors", "div", "paper", ("title",), ("authors",)),
    _Layout("", "tr", None, ("strong", "a"), ("indented", "i")),
    _Layout("", "p", None, ("b",), ("i",)),
)


def read_rows(tree: BeautifulSoup, markup: str, url: str) -> list[Event]:
    """Return the rows of the first layout that this page has."""
    for layout in _LAYOUTS:
        rows = (_row(layout, node, url) for node in tree.find_all(layout.tag)) if layout.mark in markup else ()
        if events := [row for row in rows if row]:
            return events
    return []


_HASH = re.compile(r"(.*)/hash/([0-9a-f]+)-Abstract(-[^./]+)?\.html")
_MAIN_TRACK = re.compile(r"(?:main )?conference(?: track)?|.*\d.*", re.I)  # "mlsys2023" names no track
_PAGE = re.compile(
    r"https?://(?:openreview\.net/forum|[^/]+/virtual/\d{4}/\w+/|(?:proceedings|papers)\.[^/]+/)(?!.*\.pdf$)"
)
_FILE = re.compile(r"\.pdf$|//openreview\.net/pdf\?id=")
_SESSION = re.compile(r"in (.*\bsession\b.*)", re.I)
_LABEL = re.compile(r"abstract:? ", re.I)


def _row(layout: _Layout, node: Tag, url: str) -> Event | None:
    """Return what a node says where it is a row of the layout."""
    if layout.row and layout.row not in classes(node):
        return None
    row = _Row(node)
    title, people = row.first(layout.title), row.first(layout.people)
    link = row.linked(title)
    own = absolute(link.get("href"), url) if link else None
    if layout.row is None and not (title and (people or (own and _PAGE.match(own)))):
        return None
    links = [own, *(absolute(href, url) for href in row.hrefs if not link or href != link["href"])]
    given = [address for address in links if address]
    page = own or next(filter(_PAGE.match, given), None)
    hashed = _HASH.fullmatch(own or str(link["href"])) if link else None
    label = row.words(row.first(layout.kind))
    track = _track(label or hashed[3] or "") if hashed else None
    kind = "paper" if hashed else kind_of(label, _class_of_card(layout, node), address=page)
    words = from_latex(row.words(link) or row.words(title))
    paper = Paper(
        title=words,
        authors=tuple(read_authors(from_latex(row.words(people)))),
        url=page,
        arxiv=next(filter(None, (arxiv_id(link) for link in given if "arxiv" in link)), None),
        pdf=next(filter(_FILE.search, (*_file(hashed), *given)), None),
        abstract=_LABEL.sub("", row.words(row.first(layout.abstract)), count=1) or None,
        session=_session(row.parts["elc-where"]) if "elc-where" in row.parts else None,
        track=track or presentation(kind),
    )
    return Event(paper, kind, refusal=refused_kind(track) or no_paper(words))


_ONLY_WITH_WORDS = ("a", "i", "b", "strong")  # icons are empty ones of these
_PROJECT = "elc-project-link"


class _Row:
    """The first node of every class and tag in a row, without empty ones and links to projects; all its links."""

    def __init__(self, node: Tag) -> None:
        self.parts: dict[str, Tag] = {}
        self.hrefs: list[str] = []
        self._words: dict[int, str] = {}
        for part in node.descendants:
            if isinstance(part, Tag):
                self._take(part)

    def _take(self, part: Tag) -> None:
        href = str(part.get("href", "")) if part.name == "a" else ""
        if href:
            self.hrefs.append(href)
        tokens = classes(part)
        if _PROJECT in tokens or (part.name in _ONLY_WITH_WORDS and not self.words(part)):
            return
        for name in (part.name, *tokens):
            self.parts.setdefault(name, part)
        if href and (part.get("title") == "paper title" or "/hash/" in href):
            self.parts.setdefault(_HASH_LINK, part)

    def first(self, names: tuple[str, ...]) -> Tag | None:
        """Return the part with the first of the names that is there."""
        for name in names:
            if name in self.parts:
                return self.parts[name]
        return None

    def linked(self, title: Tag | None) -> Tag | None:
        """Return the link that a title is, has inside, or stands in."""
        if title is None:
            return None
        inside = (title, *title.descendants) if self.hrefs else ()
        around = (*inside, title.parent, title.parent and title.parent.parent)
        return next((node for node in around if isinstance(node, Tag) and node.name == "a" and node.get("href")), None)

    def words(self, part: Tag | None) -> str:
        """Return the text of a part, which is asked for more than once."""
        if id(part) not in self._words:
            self._words[id(part)] = text(part)
        return self._words[id(part)]


def _file(hashed: re.Match[str] | None) -> list[str]:
    """Return where proceedings keep the file of a paper that they list by its hash."""
    if hashed is None or not hashed[1].startswith("http"):
        return []
    return [f"{hashed[1]}/file/{hashed[2]}-Paper{hashed[3] or ''}.pdf"]


_CAPITAL = re.compile("(?<=[a-z])(?=[A-Z])")  # "InvitedTalk"


def _class_of_card(layout: _Layout, node: Tag) -> str:
    """Return the kind that the cards of the old schedules have among their classes: `maincard narrower poster`."""
    if layout.row != "maincard":
        return ""
    kinds = (token for token in classes(node) if token not in ("maincard", "narrower"))
    return " ".join(_CAPITAL.sub(" ", kind) for kind in kinds)


def _track(name: str) -> str | None:
    name = name.strip("-").replace("_", " ")
    return None if not name or _MAIN_TRACK.fullmatch(name) else name


def _session(where: Tag) -> str | None:
    """Return the session among the parts of "Where and When": "in Poster Session 3"."""
    found = (_SESSION.fullmatch(text(part)) for part in where.children)
    return next((session[1] for session in found if session), None)
