"""USENIX: OSDI, NSDI, ATC, FAST, Security from 2012 on. Technical sessions, lists of accepted papers, detail pages.

Old years are rendered by the CMS of the day, so nothing here depends on the year: a paper is a `.node-paper` (article
or div) with a title and a `field-paper-people-text`. Keynotes, panels and awards are node-papers too, but they have a
`field-presented-by` or neither. `Paper.track` is the sub-type of the paper ("Short Presentation", "Operational Systems
Paper") where it has one, else the track of the programme ("Track 1").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from confmerge.paper import Author, Paper
from scrapers.families._usenix import (
    PEOPLE,
    PRESENTATION,
    SITE,
    address,
    edition_of,
    heading,
    is_part_of_year,
    layout_changed,
    meta,
    own_address,
    refuse_other_edition,
    without_papers,
)
from scrapers.pages import Found, check_challenge, classes, decode, host, original_url, page_title, soup, text, tidy
from scrapers.people import People, read_people
from scrapers.years import wrong_year


def parse(page: str | bytes, url: str) -> Found:
    """Return the papers of a USENIX page; `url` is the page's address and says which edition is asked for.

    Raises PageProblem: BLOCKED (a robot check), WRONG_YEAR (the page of another edition), NOT_PUBLISHED (a schedule
    without papers, an announcement, page not found), LAYOUT_CHANGED (papers or their authors can no longer be read).
    """
    markup = decode(page) if isinstance(page, bytes) else page
    check_challenge(markup, url=url)
    tree = soup(markup)
    url = SITE + urlsplit(original_url(url, SITE)).path
    nodes = [node for node in tree.find_all(("article", "div")) if "node-paper" in classes(node)]
    full = next((node for node in nodes if "view-mode-full" in classes(node)), None)
    refuse_other_edition(tree, url, is_listing=full is None)
    return _listing(tree, nodes, url) if full is None else _detail(tree, full, url)


_NODES = ("node-paper", "node-session", "node-schedule")
_NODE = re.compile(r"class=[\"'][^\"'>]*\bnode-(?:paper|session|schedule)\b")


def recognise(page: str, url: str) -> bool:
    """Say whether this is a USENIX page, by its address, or by the nodes of its CMS."""
    if host(url) == "usenix.org":
        return True
    return any(node in page for node in _NODES) and "usenix" in page and _NODE.search(page) is not None


def detail_page(paper: Paper) -> str | None:
    """Return the address of the page of one paper, which has the link to its PDF."""
    return paper.url if paper.url and PRESENTATION in paper.url else None


# --- listings --------------------------------------------------------------------------------------------------------

_NOT_FOR_PAPERS = re.compile(
    r"(?:invited talks?|posters?|demos?|tutorials?|lightning talks?|work[- ]in[- ]progress|wips?)\b", re.I
)
_TALK = re.compile(r"(?:keynote|panel|enigma|remarks|opening|closing|.*\btest of time\b|.*\baward\b)", re.I)


class _Rejected(NamedTuple):
    """A node-paper that is no paper of this edition: why, and whether it looks like one that could not be read."""

    reason: str
    lost: bool = False
    paper_of: str | None = None


def _listing(tree: BeautifulSoup, nodes: list[Tag], url: str) -> Found:
    found = Found(page_title=page_title(tree), whole=not is_part_of_year(tree, url))
    own = edition_of(url) or edition_of(own_address(tree)) or _most_linked(nodes, url)
    programme, seen, rejected = _Programme(), dict[str, list[Paper]](), list[_Rejected]()
    for node in nodes:
        paper = _paper(node, programme, url, own)
        if isinstance(paper, _Rejected):
            rejected.append(paper)
            continue
        keys = [_fold(paper.title), *([paper.url] if paper.url else [])]
        if any(_same(paper, earlier) for key in keys for earlier in seen.get(key, ())):
            rejected.append(_Rejected("a second time on the page"))
            continue
        found.append(paper)
        for key in keys:
            seen.setdefault(key, []).append(paper)
    found.turned_away.update(why.reason for why in rejected)
    if not found:
        stranger = next((why.paper_of for why in rejected if why.paper_of), None)
        if stranger and own:
            raise wrong_year(stranger, own, url)
        if any(why.lost for why in rejected):
            raise layout_changed(f"presentations, but none with title and authors{_seen(nodes)}", url)
        raise without_papers(tree, {href for _, href in map(_title, nodes) if href}, url)
    # One paper without authors is an editor's slip, and the largest programmes have a few talks that look like that;
    # more than one in twenty is a field that has changed.
    lost = sum(why.lost for why in rejected)
    if lost > 1 + len(found) / 20:
        raise layout_changed(f"{lost} papers without title or authors beside {len(found)}{_seen(nodes)}", url)
    return found


def _paper(node: Tag, programme: _Programme, url: str, own: str | None) -> Paper | _Rejected:
    fields = _fields(node)
    title, href = _title(node)
    link = (address(href, url) or None) if href else None
    people = _people(fields)
    edition = edition_of(link)
    session, track = programme.place(node)
    track = _value(fields.get("field-paper-sub-type")) or track
    if edition not in (None, own):
        return _Rejected(f"of another conference ({edition})", paper_of=edition if people.authors and title else None)
    if any(_NOT_FOR_PAPERS.match(name) for name in (session, track) if name):
        return _Rejected("a poster or an invited talk")
    if not title:
        return _Rejected("without a title", lost=bool(people.authors))
    if PEOPLE not in fields and "field-presented-by" in fields:
        return _Rejected("a talk: presented by, not written by")
    if not people.authors and not people.withheld:
        slug = (link or "").rpartition("/")[2]
        is_talk = any(_TALK.match(name) for name in (title, session, slug) if name)
        has_paper = any(name in fields for name in (PEOPLE, "pdf", *_DESCRIPTIONS))
        return _Rejected("without authors", lost=has_paper and not is_talk)
    return Paper(
        title=title,
        authors=tuple(people.authors),
        url=link,
        pdf=_pdf(fields, url),
        abstract=_abstract(fields),
        session=session,
        track=track,
        award=people.award or _value(fields.get(_AWARDS)),
    )


def _most_linked(nodes: Iterable[Tag], url: str) -> str | None:
    editions = Counter(edition_of(address(href, url)) for _, href in map(_title, nodes) if href)
    editions.pop(None, None)
    return max(editions, key=editions.__getitem__, default=None)


def _same(one: Paper, other: Paper) -> bool:
    """Say whether two papers that share address or title are one; two papers may well have the same title."""
    if one.url and one.url == other.url and _fold(one.title) == _fold(other.title):
        return True
    names = [{_fold(author.name) for author in paper.authors} for paper in (one, other)]
    return names[0] == names[1] or not all(names)


def _fold(string: str) -> str:
    return "".join(filter(str.isalnum, string.casefold()))


class _Programme:
    """Session and track of a paper: the headings of the boxes around it, each read once."""

    def __init__(self) -> None:
        self._headings: dict[int, str | None] = {}

    def place(self, node: Tag) -> tuple[str | None, str | None]:
        """Return the titles of the session and of the track that hold a node."""
        session = None
        for box in node.parents:
            if session is None and "node-session" in classes(box):
                session = box
            elif "field-collection-item-field-tracks" in classes(box):
                return self._session(session), self._track(box)
        return self._session(session), None

    def _session(self, box: Tag | None) -> str | None:
        if box is not None and id(box) not in self._headings:
            self._headings[id(box)] = _title(box)[0]
        return self._headings[id(box)] if box is not None else None

    def _track(self, box: Tag) -> str | None:
        if id(box) not in self._headings:
            self._headings[id(box)] = text(box.find(class_="field-name-field-track-title")) or None
        return self._headings[id(box)]


# --- the parts of a node ---------------------------------------------------------------------------------------------

_DESCRIPTIONS = ("field-paper-description-long", "field-paper-description")
_AWARDS = "taxonomy-vocabulary-8"
_EMBARGO = re.compile(r"\b(?:paper|abstract|authors?)\b[^.]*\bembargo", re.I)
_SENTENCE_END = re.compile(r"(?<=[.!?]) ")
_NOTICE = re.compile(
    r"\b(?:paper|abstract|PDF)\b.*(?:\bembargo|\bwill be (?:made )?(?:available|released|posted|published)\b"
    r".*\b(?:day|conference|symposium|event)\b)",
    re.I,
)


def _fields(node: Tag) -> dict[str, Tag]:
    """Return the fields of a node by name (`field-paper-people-text`), and its link to a PDF as `pdf`."""
    fields: dict[str, Tag] = {}
    for part in node.find_all(True):
        tokens = classes(part)
        for token in tokens:
            if token.startswith("field-name-"):
                fields.setdefault(token.removeprefix("field-name-"), part)
        if "usenix-schedule-media" in tokens and "pdf" in tokens:
            fields.setdefault("pdf", part)
    return fields


def _seen(nodes: Iterable[Tag]) -> str:
    """Return the names of the fields that are there, for the message of a changed layout."""
    names = sorted({name for node in nodes for name in _fields(node)})
    return f" (fields there: {', '.join(names)})" if names else ""


def _title(node: Tag) -> tuple[str | None, str | None]:
    """Return the title of a node and where it links to: from its own heading, not that of a speaker inside it."""
    headings = node.find_all("h2", recursive=False) or [
        inner for inner in node.find_all(("h2", "h3")) if inner.find_parent(class_="node") in (node, None)
    ]
    if not headings:
        return None, None
    links = headings[0].find_all("a", href=True)
    link = next((link for link in links if text(link)), None)
    return text(link or headings[0]) or None, str((link or links[0])["href"]) if links else None


def _people(fields: dict[str, Tag]) -> People:
    people = read_people(fields[PEOPLE]) if PEOPLE in fields else People([])
    notices = (_EMBARGO.search(text(fields.get(name))) for name in _DESCRIPTIONS)
    return people._replace(withheld=not people.authors and (people.withheld or any(notices)))


def _value(field: Tag | None) -> str | None:
    """Return the text of a field without its label ("Award:"), several items parted by semicolons."""
    if field is None:
        return None
    items = [part for part in field.find_all(True) if "field-item" in classes(part)]
    if items:
        return "; ".join(filter(None, map(text, items))) or None
    parts = (child for child in field.children if not (isinstance(child, Tag) and "field-label" in classes(child)))
    return tidy(" ".join(map(text, parts))) or None


def _abstract(fields: dict[str, Tag]) -> str | None:
    """Return the abstract without sentences about an embargo or about the day on which files appear."""
    described = next(filter(None, (_value(fields.get(name)) for name in _DESCRIPTIONS)), "")
    return " ".join(part for part in _SENTENCE_END.split(described) if not _NOTICE.search(part)) or None


def _pdf(fields: dict[str, Tag], url: str) -> str | None:
    """Return the file of the paper where the page links it; the PDF icons of most listings lead to the detail page."""
    for name in ("field-final-paper-pdf", "field-presentation-pdf", "pdf"):
        for link in fields[name].find_all("a", href=True) if name in fields else ():
            href = original_url(str(link["href"]), url)
            if urlsplit(href).path.lower().endswith(".pdf") and not re.search(
                "appendix|slides|errata", text(link), re.I
            ):
                return href
    return None


# --- the page of one paper -------------------------------------------------------------------------------------------

_BRACES = re.compile(r"[{}]")
_BIBTEX_URL = re.compile(r"\burl\s*=\s*\{([^}]+)\}")


def _detail(tree: BeautifulSoup, node: Tag, url: str) -> Found:
    """Return the one paper of a detail page, from its `citation_*` metas where it has them (not before publication)."""
    fields = _fields(node)
    people = _people(fields)
    authors = _cited_authors(tree) or people.authors
    title = heading(tree) or _BRACES.sub("", meta(tree, "citation_title"))
    if not title or not (authors or people.withheld):
        raise layout_changed(f"this page of one presentation names no authors (a keynote?){_seen([node])}", url)
    bibtex = _BIBTEX_URL.search(text(fields.get("field-bibtex-node")))
    addresses = (own_address(tree), url, bibtex and bibtex.group(1))
    pdf = meta(tree, "citation_pdf_url")
    paper = Paper(
        title=title,
        authors=tuple(authors),
        url=next((link for link in addresses if link and PRESENTATION in link), None),
        pdf=original_url(pdf, url) if pdf else _pdf(fields, url),
        abstract=_abstract(fields),
        track=_value(fields.get("field-paper-sub-type")),
        award=people.award or _value(fields.get(_AWARDS)),
    )
    return Found([paper], page_title=page_title(tree), whole=False)


def _cited_authors(tree: BeautifulSoup) -> list[Author]:
    """Return the authors of the metas; `citation_author_email` stands there too, and is not for us to keep."""
    cited: list[tuple[str, list[str]]] = []
    for node in tree.find_all("meta", attrs={"name": ("citation_author", "citation_author_institution")}):
        content = tidy(str(node.get("content", "")))
        if node["name"] == "citation_author" and content:
            cited.append((content, []))
        elif cited and content:
            cited[-1][1].append(content)
    return [Author(name, "; ".join(places) or None) for name, places in cited]
