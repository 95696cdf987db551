"""SOSP: accepted lists, schedules and programmes from 2013 on, at sigops.org and at the hosts of 2021 and 2023.

Every year is written by hand, so nothing depends on the year, little on class names. A paper is a table cell or a list
item with a title (bold, or linked) and authors (in italics); a row with a title and a row with the authors below it;
or a paragraph "TITLE by AUTHORS". Sessions are headings, and rows of their own. A `toc.html` is an ACM OpenTOC export.
"""

from __future__ import annotations

import re
from collections import Counter

from bs4 import BeautifulSoup, Tag

from confmerge.outcome import Outcome, PageProblem
from scrapers.absence import layout_changed, without_papers
from scrapers.families import opentoc
from scrapers.families._sigops import DAY, LEVELS, Programme
from scrapers.families._sigops_entry import is_paper, people
from scrapers.not_papers import other_than_papers
from scrapers.pages import Found, check_challenge, decode, original_url, page_title, soup, text
from scrapers.years import check_year, years_in


def parse(page: str | bytes, url: str) -> Found:
    """Return the papers of a SOSP page; `url` is the page's address and may say which year is asked for.

    Raises PageProblem: BLOCKED (a robot check), WRONG_YEAR (the page of another year), NOT_PUBLISHED (a list or a
    schedule without papers, an announcement, page not found), LAYOUT_CHANGED (papers or their authors can no longer be
    read, or this is a list of posters or workshops).
    """
    markup = decode(page) if isinstance(page, bytes) else page
    if opentoc.recognise(markup, url):
        return opentoc.parse(markup, url)
    check_challenge(markup, url=url)
    tree = soup(markup)
    title, names = page_title(tree), _headings(tree)
    year = check_year(url, *_claims(tree, title, names))
    programme = Programme(url)
    programme.read(tree)
    found = programme.result()
    found.page_title, found.year = title, year
    if programme.lost > 1 + len(found) / 20:
        seen = f"{programme.lost} titles or authors without the other beside {len(found)} papers"
        raise layout_changed(seen, url, "sigops")
    if not found:
        raise _without_papers(tree, names, programme.lost, found.turned_away, url)
    return found


_ADDRESS = re.compile(r"//(?:www\.)?(?:sigops\.org/(?:s/conferences/)?sosp/|sosp(?:\.org|\d+\.[\w.-]+)/)", re.I)
_TITLE = re.compile(
    r"<title[^>]*>\s*(?:ACM\s+|SIGOPS\s+)*(?:SOSP\b|(?:The\s+)?(?:\d+\w\w\s+)?(?:ACM\s+|SIGOPS\s+)*Symposium\s+on\s+"
    r"Operating\s+Systems\s+Principles)(?![^<]*(?:ACM (?:Conferences|Digital)|dblp))",
    re.I,
)
_PAPER_LIST = re.compile(r"<ul\b[^>]*\bclass\s*=\s*[\"'][^\"']*\bpaperlist\b", re.I)


def recognise(page: str, url: str) -> bool:
    """Say whether a page is one of SOSP: by its address, its title, or the mark of a list of accepted papers."""
    return bool(_ADDRESS.search(original_url(url, "")) or _TITLE.search(page) or _PAPER_LIST.search(page))


# --- the year --------------------------------------------------------------------------------------------------------

_SERIES = re.compile(r"\bSOSP\b|Symposium on Operating Systems Principles", re.I)
_ORDINAL = re.compile(r"\b(\d\d)(?:st|nd|rd|th) (?:ACM )?(?:SIGOPS )?Symposium on Operating Systems Principles", re.I)


def _claims(tree: BeautifulSoup, title: str | None, names: list[str]) -> list[str]:
    """Return what tells the year: the days of a schedule, headings, the title (often forgotten), the ordinal."""
    claims = [name for name in names if DAY.search(name)]
    claims += [name for name in names if _SERIES.search(name)]
    claims += [title or "", *names]
    ordinal = None if any(map(years_in, claims)) else _ORDINAL.search(" ".join(tree.get_text().split()))
    return [*claims, f"{ordinal.group()} ({_year_of(int(ordinal.group(1)))})"] if ordinal else claims


_TOP_LEVELS = LEVELS[:3]


def _headings(tree: BeautifulSoup) -> list[str]:
    """Return the headings of the first three levels, those that have words."""
    nodes = (node for node in tree.descendants if isinstance(node, Tag) and node.name in _TOP_LEVELS)
    return [name for name in map(text, nodes) if name]


def _year_of(ordinal: int) -> int:
    """Return the year of the n-th SOSP: every second year from 1967 to the 29th in 2023, every year since."""
    return 1965 + 2 * ordinal if ordinal < 30 else 1994 + ordinal


# --- no papers -------------------------------------------------------------------------------------------------------


_FEW = 4
_LIST = re.compile(r"papers?(?:list)?$")
_PROGRAMME = re.compile(r"\b(?:accepted papers|program(?:me)?|schedule|session \w+)\b", re.I)


def _without_papers(
    tree: BeautifulSoup, names: list[str], lost: int, turned_away: Counter[str], url: str
) -> PageProblem:
    for name in names:
        if other_than_papers(name) and not name.lower().startswith("call"):
            problem = without_papers(tree, url, family="sigops", container=False)
            other = layout_changed(f"this is «{name}», not the page of the papers", url, "sigops")
            return problem if problem.outcome is Outcome.NOT_PUBLISHED else other
    links = sum(is_paper(str(link["href"])) for link in tree.find_all("a", href=True))
    lines = sum(len(people(text(item))) > 1 for item in tree.find_all(("td", "li", "p")))
    if max(links, lines, turned_away["without authors"]) > _FEW:
        seen = f"{links} links to papers and {lines} lines of names, but no title with authors"
        return layout_changed(seen, url, "sigops")
    table = tree.find("table") and any(_PROGRAMME.search(text(heading)) for heading in tree.find_all(LEVELS))
    container = not lost and (table or tree.find("ul", class_=_LIST) is not None)
    return without_papers(tree, url, family="sigops", container=bool(container))
