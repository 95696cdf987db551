"""ACM OpenTOC: the table of contents that ACM exports for conference sites (`acmsocc.org/<year>/toc.html` and others).

Flat siblings: `h2` with a session, `h3 > a.DLtitleLink` with a title, `ul.DLauthors`, `div.DLabstract`. Sites wrap them
in `div` and `details`, and put them into pages of their own. No affiliations, no awards. An abstract may hold any
markup, so nothing is looked for inside one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from confmerge.identifiers import doi
from confmerge.paper import Author, Paper
from scrapers.absence import headings, layout_changed, without_papers
from scrapers.not_papers import no_paper, other_than_papers
from scrapers.pages import Found, check_challenge, classes, decode, original_url, page_title, soup, text
from scrapers.people import split_names
from scrapers.years import check_year


def parse(page: str | bytes, url: str) -> Found:
    """Return the papers of an OpenTOC export; `url` is the page's address and may say which year is asked for.

    Raises PageProblem: BLOCKED (a robot check), WRONG_YEAR (sites carry exports of other years along), NOT_PUBLISHED
    (an empty export, an announcement), LAYOUT_CHANGED (titles or authors can no longer be read).
    """
    markup = decode(page) if isinstance(page, bytes) else page
    check_challenge(markup, url=url)
    tree = soup(markup)
    names = _names(tree)
    year = check_year(url, *names)
    found, lost = _papers(tree, url, volume=" ".join(names).lower())
    found.page_title, found.year = page_title(tree), year
    if lost > (1 + len(found) / 20 if found else 0):
        raise layout_changed(f"{lost} titles without authors beside {len(found)} papers", url, "opentoc")
    if found.turned_away and not found:
        raise layout_changed(f"no papers, only other items: {', '.join(found.turned_away)}", url, "opentoc")
    if not found:
        raise without_papers(tree, url, family="opentoc", container=tree.find(id=_HOLDER) is not None)
    return found


_HOLDER = re.compile(r"DL(?:toc|content)")
_MARKS = ("DLtitleLink", "DLauthors", "DLcontent", "DLtoc")
_MARK = re.compile(rf"<\w+[^<>]*\b(?:class|id)\s*=\s*[\"']?[^\"'<>]*\b(?:{'|'.join(_MARKS)})\b", re.I)


def recognise(page: str, url: str) -> bool:
    """Say whether a page is or holds an OpenTOC export: by its marks, whatever its address."""
    return any(mark in page for mark in _MARKS) and bool(_MARK.search(page))


def _names(tree: BeautifulSoup) -> list[str]:
    """Return what a page calls itself, the title of the proceedings first."""
    header = tree.find(id="DLheader")
    return [*([text(header.find("h1"))] if isinstance(header, Tag) else []), *headings(tree)[::-1]]


# --- the export ------------------------------------------------------------------------------------------------------

_PAPER = re.compile(r"//(?:dx\.)?doi\.org/10\.|//dl\.acm\.org/(?:doi/10\.|citation\.cfm|authorize)", re.I)
_SESSION = re.compile(r"^SESSION:?\s+", re.I)


_WRAPPED = re.compile(r"https?://urldefense\.(?:proofpoint\.)?com/(?:v2/url\?u=([^&]+)|v3/__(.+?)__;)", re.I)


def _unwrapped(href: str) -> str:
    """Return where a link led before a mail filter, through which the export had come, wrapped it.

    >>> _unwrapped("https://urldefense.proofpoint.com/v2/url?u=https-3A__dl.acm.org_doi_10.1145_3725256&d=Dw")
    'https://dl.acm.org/doi/10.1145/3725256'
    """
    wrapped = _WRAPPED.match(href)
    if not wrapped:
        return href
    return wrapped[2] or unquote(wrapped[1].replace("-", "%").replace("_", "/"))


class _Entry:
    """A title, and what follows it up to the next one. `link` is the heading itself where that has none."""

    def __init__(self, link: Tag, session: str | None) -> None:
        self.link, self.session = link, session
        self.authors: list[Author] = []
        self.abstract: str | None = None


def _papers(tree: BeautifulSoup, url: str, volume: str) -> tuple[Found, int]:
    """Return the papers, and the number of titles that were lost for want of authors.

    A session of workshop papers in the proceedings of a workshop, by the name of the `volume`, is one of papers.
    """
    found, lost, seen = Found(), 0, set[tuple[str | None, str]]()
    for entry in _entries(tree):
        if entry.link.name != "a" and not entry.authors:  # a heading of the page around the export
            continue
        title, href = text(entry.link), str(entry.link.get("href") or "")
        href = original_url(_unwrapped(href), url) if href else ""
        reason = other_than_papers(entry.session or "")
        reason = no_paper(title) if reason is None or reason in volume else reason
        if not title:
            reason = "without a title"
            lost += bool(entry.authors)
        elif not reason and not entry.authors:
            reason = "without authors"
            lost += 1
        elif not reason and (doi(href), title.casefold()) in seen:
            reason = "a second time on the page"
        if reason:
            found.turned_away[reason] += 1
            continue
        seen.add((doi(href), title.casefold()))
        found.append(
            Paper(
                title=title,
                authors=tuple(entry.authors),
                url=href or None,
                doi=doi(href),
                abstract=entry.abstract,
                session=entry.session,
            )
        )
    return found, lost


def _entries(tree: BeautifulSoup) -> Iterator[_Entry]:
    entry, session = None, None
    for part in _parts(tree):
        if part.name == "h3":
            if entry:
                yield entry
            link = part.find(_is_title)
            entry = _Entry(link if isinstance(link, Tag) else part, session)
        elif part.name in ("h2", "summary"):
            if entry:
                yield entry
            entry, session = None, _SESSION.sub("", text(part)) or None
        elif entry and part.name == "ul" and not entry.authors:
            entry.authors = _authors(part)
        elif entry and part.name == "div" and not entry.abstract:
            entry.abstract = text(part) or None
    if entry:
        yield entry


def _is_title(node: Tag) -> bool:
    """Say whether a node is the link of a title: by its class, or because it leads to a paper."""
    return node.name == "a" and ("DLtitleLink" in classes(node) or bool(_PAPER.search(str(node.get("href", "")))))


def _parts(node: Tag) -> Iterator[Tag]:
    """Yield the headings, author lists and abstracts below a node, and nothing from inside them.

    An abstract that swallows the papers after it, for want of an end tag, ends where the first of them begins.
    """
    for child in [child for child in node.children if isinstance(child, Tag)]:
        tokens = classes(child)
        if child.name in ("h2", "h3") or (child.name == "ul" and "DLauthors" in tokens):
            yield child
        elif "DLabstract" in tokens:
            swallowed = _swallowed(child)
            yield child
            yield from _parts(swallowed)
        elif child.name == "summary" and _SESSION.match(text(child)):
            yield child
        else:
            yield from _parts(child)


def _swallowed(abstract: Tag) -> Tag:
    """Take the papers out of an abstract that has no end tag, and return them in a box.

    Such an abstract reaches to the end of the page and holds further abstracts. Any other is left as it is.
    """
    box = Tag(name="div")
    inner = abstract.find(class_="DLabstract")
    first = abstract.find("h3")
    if not inner or not isinstance(first, Tag) or any(isinstance(later, Tag) for later in abstract.next_siblings):
        return box
    before = first.find_previous_sibling()
    start = before if isinstance(before, Tag) and before.name == "h2" else first
    papers: list[PageElement] = [start]
    node: Tag | None = start
    while node is not None and node is not abstract:
        papers += node.next_siblings
        node = node.parent
    for part in papers:
        box.append(part)
    return box


def _authors(names: Tag) -> list[Author]:
    items = [text(item).rstrip(" ,") for item in names.find_all("li")]
    return [Author(name) for name in (filter(None, items) if items else split_names(text(names)))]
