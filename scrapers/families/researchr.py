"""PPoPP, CGO, CC, HPCA from 2026 on: conf.researchr.org and the conferences' own hosts that show the same pages.

Read is the tab "Accepted Papers" of a track (`#event-overview`), else the programme, else the organisers' XML export.
`Paper.track` is the track as printed; tracks of artifacts, journal papers, posters and the like are turned away.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from confmerge.outcome import Outcome, PageProblem
from confmerge.paper import Paper
from scrapers.absence import headings, layout_changed, not_published, without_papers
from scrapers.families._researchr import (
    award_among,
    of_several_tracks,
    other_conference,
    read_links,
    read_people,
    refused_event,
    refused_track,
    series_in,
    take_badges,
)
from scrapers.families._researchr_export import is_export, read_export
from scrapers.pages import Found, check_challenge, classes, decode, host, original_url, page_title, soup, text, tidy
from scrapers.twice import TWICE, Seen
from scrapers.years import check_year, wrong_year

_FAMILY = "researchr"
_MARKS = (
    "data-event-modal",
    'id="event-overview"',
    "session-info-in-table",
    "eventDetailsModalByAjax",
    "webdsl-placeholder",
)
_OWN_LINK = re.compile(r"researchr\.org|/(?:track|committee|profile|program|attending|home)/", re.I)  # in every menu
_ADDRESS = re.compile(r"/(?:track|program|home|details|info)/(?:program-)?[a-z]+-20\d\d", re.I)


def recognise(page: str, url: str) -> bool:
    """Say whether this is a page of researchr; `url` is its address, "" where it is not known."""
    url = original_url(url, "")
    if host(url).endswith("researchr.org") or _ADDRESS.search(urlsplit(url).path):
        return True
    return any(mark in page for mark in _MARKS) or is_export(page)


def parse(page: str | bytes, url: str) -> Found:
    """Return the papers of a page or an export; `url` is its address and says which edition is asked for.

    Raises PageProblem: BLOCKED (a robot check), WRONG_YEAR (another year or another conference), NOT_PUBLISHED (no tab
    of accepted papers yet, no papers in the programme), LAYOUT_CHANGED (events without authors, a track of no papers).
    """
    markup = decode(page) if isinstance(page, bytes) else page
    check_challenge(markup, url=url)
    url = original_url(url, "")
    return read_export(markup, url, _FAMILY) if is_export(markup) else _read_page(soup(markup), url)


class _Row(NamedTuple):
    """One event: its name on the site, its paper, and why it is none."""

    key: str
    paper: Paper
    refusal: str | None = None
    lost: bool = False


def _read_page(tree: BeautifulSoup, url: str) -> Found:
    found = Found(page_title=page_title(tree), year=check_year(url, *headings(tree)))
    _check_conference(tree, url)
    programme = _Programme(tree, url)
    rows = [programme.row(event) for event in programme.events]
    seen = Seen()
    for row in rows:
        is_again = not row.refusal and seen.place(row.paper, row.key, len(found)) < len(found)
        if reason := row.refusal or (TWICE if is_again else None):
            found.turned_away[reason] += 1
        else:
            found.append(row.paper)
    lost = sum(row.lost for row in rows) + programme.unread
    if lost > 1 + len(found) / 20 or (lost and not found):
        raise layout_changed(f"{lost} events without title or authors beside {len(found)} papers", url, _FAMILY)
    if not found:
        raise _without_papers(tree, found, programme, url)
    found.remarks = of_several_tracks(found)
    return found


# --- events ----------------------------------------------------------------------------------------------------------

_ACRONYM = re.compile(r"[A-Z]\w*[A-Z]\w*")
_FACET = "data-facet-track"
_PARTS = {"prog-track", "event-type", "performers", _FACET}
_LINK_WORD = re.compile(r"|(?:show |more |event )?(?:details|info)|link.*", re.I)
_RESEARCH = re.compile(r"paper|research|technical", re.I)


class _Event(NamedTuple):
    """A row of a table: its anchors with a title, its links, and its other parts by class."""

    row: Tag
    anchors: list[Tag]
    links: list[Tag]
    parts: dict[str, Tag]

    @property
    def key(self) -> str:
        """The name of the event on the site."""
        return str(self.anchors[0].get("data-event-modal") or "")

    @property
    def facet(self) -> str:
        """The track by which the timetable sorts a row: it begins with the conference where several meet."""
        own = self.parts.get(_FACET) or self.timetable
        return tidy(str(own.get(_FACET, ""))) if own else ""

    @property
    def timetable(self) -> Tag | None:
        """The table of the session that the event is in, None outside the timetable."""
        tables = (parent for parent in self.row.parents if parent.name == "table")
        return next((table for table in tables if "session-table" in classes(table)), None)


class _Programme:
    """The events of a page: those of the tab "Accepted Papers", and where there are none, those of the timetable."""

    def __init__(self, tree: BeautifulSoup, url: str) -> None:
        self._url = url
        self._track = page_title(tree)
        self._sessions: dict[int, str | None] = {}
        rows = _rows(tree)
        events = [row for row in rows if row.anchors]
        overview = tree.find(id="event-overview")
        accepted = {id(node) for node in overview.descendants} if isinstance(overview, Tag) else set()
        self.events = [event for event in events if id(event.row) in accepted] or events
        self.unread = sum("performers" in row.parts for row in rows if not row.anchors)
        self.is_timetable = any(event.timetable for event in self.events[:1])
        named = ((event.key, self._session(event)) for event in events)
        self._scheduled = {key: session for key, session in named if key and session}
        self._own = series_in(url) & {_conference(event.facet) for event in self.events}

    def row(self, event: _Event) -> _Row:
        """Return what an event says, and whether it is a paper."""
        badges = take_badges(event.anchors[0])
        title = text(event.anchors[0])
        track = text(event.parts.get("prog-track")) or event.facet or None
        kind = text(event.parts.get("event-type"))
        links = read_links(event.links, self._url)
        paper = Paper(
            title=title,
            authors=read_people(event.parts.get("performers")),
            url=links.url,
            doi=links.doi,
            arxiv=links.arxiv,
            pdf=links.pdf,
            session=self._session(event) or self._scheduled.get(event.key),
            track=track,
            award=award_among(badges),
        )
        refusal = refused_track(track or self._track) or refused_event(kind, title, badges)
        refusal = refusal or other_conference(_conference(event.facet), self._own)
        if refusal or (title and paper.authors):
            return _Row(event.key, paper, refusal)
        if not title:
            return _Row(event.key, paper, "without a title", lost=True)
        return _Row(event.key, paper, "without authors", lost=not self.is_timetable or bool(_RESEARCH.search(kind)))

    def _session(self, event: _Event) -> str | None:
        """Return the name of the session that holds a row: what stands before the track and the room."""
        table = event.timetable
        if table is None:
            return None
        if id(table) not in self._sessions:
            info = table.find(class_="session-info-in-table")
            words = (tidy(words) for words in info.strings) if isinstance(info, Tag) else ()
            self._sessions[id(table)] = next(filter(None, words), None)
        return self._sessions[id(table)]


def _rows(tree: BeautifulSoup) -> list[_Event]:
    """Return the rows of the tables of a page that have links or parts of an event, each node with its inmost row."""
    rows: dict[int, _Event] = {}
    marked = False
    for node in tree.descendants:
        if not isinstance(node, Tag):
            continue
        names = ["a"] if node.name == "a" else [name for name in (*classes(node), *node.attrs) if name in _PARTS]
        row = next((parent for parent in node.parents if parent.name in ("tr", "li")), None) if names else None
        if row is None or "session-details" in classes(row):
            continue
        event = rows.setdefault(id(row), _Event(row, [], [], {}))
        if node.name == "a" and node.has_attr("href"):
            event.links.append(node)
        if node.name == "a" and node.has_attr("data-event-modal") and text(node):
            event.anchors.append(node)
            marked = True
        for name in names:
            event.parts.setdefault(name, node)
    if not marked:
        for event in rows.values():
            event.anchors.extend(link for link in event.links if _is_details(link))
    return list(rows.values())


def _is_details(link: Tag) -> bool:
    return "/details/" in str(link["href"]) and not _LINK_WORD.fullmatch(text(link))


def _conference(facet: str) -> str | None:
    word = facet.partition(" ")[0]
    return word.lower() if _ACRONYM.fullmatch(word) else None


# --- pages without papers --------------------------------------------------------------------------------------------

_EDITION = re.compile(r"\b([A-Z]\w*[A-Z]\w*) (?:20|['’])\d\d\b")


def _check_conference(tree: BeautifulSoup, url: str) -> None:
    """Raise WRONG_YEAR where the title of the page names another conference than the address."""
    title, asked = page_title(tree) or "", series_in(url)
    named = {name.lower() for name in _EDITION.findall(title)}
    if named and asked and not any(re.search(rf"\b{name}\b", title, re.I) for name in asked):
        raise wrong_year(f"«{title}»", "/".join(sorted(asked)).upper(), url)


def _without_papers(tree: BeautifulSoup, found: Found, programme: _Programme, url: str) -> PageProblem:
    counted = ", ".join(f"{count} {reason}" for reason, count in found.turned_away.most_common(5))
    overview = tree.select_one("#event-overview")
    if counted and not programme.is_timetable:
        message = (
            f"this track has no papers of the conference itself ({counted}): the registry needs the page of another"
        )
        return PageProblem(Outcome.LAYOUT_CHANGED, message, url)
    if counted:
        return not_published(f"the programme has other events only ({counted})", url)
    if any(map(text, tree.select("#event-overview td, .prog-track"))):
        return layout_changed("events, but no link with `data-event-modal`", url, _FAMILY)
    path = urlsplit(url).path
    problem = without_papers(tree, url, family=_FAMILY, container=overview is not None)
    if problem.outcome is Outcome.NOT_PUBLISHED:
        return problem
    if path.startswith("/home/"):
        message = "a home page on researchr lists no papers: the registry needs the page of a track (…/track/…)"
        return PageProblem(Outcome.LAYOUT_CHANGED, message, url)
    if path.startswith("/track/") and tree.find("a", href=_OWN_LINK):
        return not_published("the track has no tab «Accepted Papers» yet", url)
    return problem
