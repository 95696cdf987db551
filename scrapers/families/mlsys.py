"""MLSys, NeurIPS, ICML, ICLR, COLM: the virtual site's JSON and pages, lists of accepted papers, and proceedings.

A page whose papers a script draws holds none as it is served: the JSON does, and so does the page saved from a browser.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

from confmerge.outcome import Outcome, PageProblem
from scrapers.absence import headings, layout_changed, not_published, without_papers
from scrapers.answers import read_json
from scrapers.families._mlsys import only_others, put_papers, too_many_lost
from scrapers.families._mlsys_events import read_events
from scrapers.families._mlsys_pages import MARKS, read_rows
from scrapers.pages import Found, check_challenge, decode, host, original_url, page_title, soup, text
from scrapers.years import check_year, wrong_year, year_in

_FAMILY = "mlsys"
_EVENT_MARKS = ("virtualsite_url", "/api/miniconf/")
_HOSTS = ("mlsys.org", "neurips.cc", "nips.cc", "icml.cc", "iclr.cc", "colm.cc", "proceedings.mlr.press")


def recognise(page: str, url: str) -> bool:
    """Say whether this is a page or an answer of these sites; `url` is its address, "" where it is not known."""
    site = host(original_url(url, ""))
    if any(site == own or site.endswith(f".{own}") for own in _HOSTS):
        return True
    return any(mark in page for mark in (*_EVENT_MARKS, *MARKS))


def parse(page: str | bytes, url: str) -> Found:
    """Return the papers of a page or of a JSON answer; `url` is its address and says which year is asked for.

    Raises PageProblem: BLOCKED (a robot check), WRONG_YEAR (another year, or events of another of these conferences),
    NOT_PUBLISHED (an empty list, an announcement), LAYOUT_CHANGED (cut off, drawn by a script, or not readable).
    """
    markup = decode(page) if isinstance(page, bytes) else page
    check_challenge(markup, url=url)
    url = original_url(url, "")
    answer = _answer_in(markup)
    return _read_page(markup, url) if answer is None else read_events(read_json(answer, url), url)


_SHOWN = re.compile(r"<pre\b[^>]*>\s*([\[{].*?)\s*</pre>", re.S | re.I)


def _answer_in(markup: str) -> str | None:
    """Return the JSON that a page is, or that a browser has put into one."""
    start = markup.lstrip("\ufeff \t\r\n")
    if start[:1] in ("{", "["):
        return start
    shown = _SHOWN.search(markup) if _EVENT_MARKS[0] in markup else None
    return html.unescape(shown[1]) if shown else None


# --- pages -----------------------------------------------------------------------------------------------------------

_VOLUME = re.compile(r"(?:volume \d+|proceedings of|advances in)\b", re.I)
_FIRST_HEADINGS = 10
_PART_OF_YEAR = re.compile(r"/session/\d|/events/(?:oral|spotlight)|[?&]type=(?:oral|spotlight)", re.I)
_YEAR_IN_LINK = re.compile(r"/(?:virtual|paper)/(\d{4})/")


def _read_page(markup: str, url: str) -> Found:
    tree = soup(markup)
    volumes = (text(heading) for level in ("h2", "h4") for heading in tree.find_all(level)[:_FIRST_HEADINGS])
    claimed = check_year(url, *headings(tree), *filter(_VOLUME.match, volumes))
    found = Found(page_title=page_title(tree), whole=not _PART_OF_YEAR.search(url))
    rows = read_rows(tree, markup, url)
    lost = put_papers(rows, found)
    if too_many_lost(lost, found):
        raise layout_changed(f"{lost} papers without title or authors beside {len(found)}", url, _FAMILY)
    if found.turned_away and not found:
        raise not_published(f"the page has no paper ({only_others(found)})", url)
    if not found:
        raise _without_papers(tree, markup, url)
    found.year = _year_of_links(found, url) or claimed
    return found


def _year_of_links(found: Found, url: str) -> int | None:
    """Return the year in the addresses of most papers; raises WRONG_YEAR where another one is asked for."""
    years = Counter(int(link[1]) for paper in found if (link := _YEAR_IN_LINK.search(paper.url or "")))
    year = max(years, key=years.__getitem__, default=None)
    asked = year_in(url)
    if year and asked and year != asked:
        raise wrong_year(str(year), str(asked), url)
    return year


_DRAWN = re.compile(r"/static/virtual/(?:data|js)/|/virtual/\d{4}/(?:poster|oral|spotlight)/\d")
_PLACE = re.compile(r"class=[\"']?[^\"'>]*\b(?:paper-list|elc-table)\b|accepted papers\s*\(?0\)?\s*<", re.I)


def _without_papers(tree: BeautifulSoup, markup: str, url: str) -> PageProblem:
    problem = without_papers(tree, url, family=_FAMILY, container=bool(_PLACE.search(markup)))
    path = urlsplit(url).path
    if problem.outcome is Outcome.LAYOUT_CHANGED and (path.startswith("/virtual/") or _DRAWN.search(markup)):
        message = (
            "a script draws the papers of this page, and they are not in what the site sends. Use the site's "
            f"{_data_address(url)}, or save the page from a browser that shows them"
        )
        return PageProblem(Outcome.LAYOUT_CHANGED, message, url)
    return problem


def _data_address(url: str) -> str:
    """Return where the events of a site stand as JSON."""
    site = host(url).replace("nips.cc", "neurips.cc") or "<host>"
    conference = site.partition(".")[0] if "." in site else "<conference>"
    return f"https://{site}/static/virtual/data/{conference}-{year_in(url) or '<year>'}-orals-posters.json"
