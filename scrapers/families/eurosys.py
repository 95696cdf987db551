"""EuroSys: accepted papers and programmes on <year>.eurosys.org, written by hand and different every year since 2019.

Papers stand in tables with a header ("Title", "Authors"; a third column may name the session), or as a title in bold,
in a link or on a line of its own above people in italic, small or plain type. `Paper.track` is the cycle ("Spring",
"Fall") where a heading names one. A page of posters is refused: poster titles can be those of papers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from confmerge.outcome import Outcome, PageProblem
from confmerge.paper import Paper
from scrapers.absence import layout_changed, without_papers
from scrapers.families._eurosys_places import CYCLE
from scrapers.families._eurosys_reader import Reader
from scrapers.families._eurosys_tables import rows_of
from scrapers.pages import Found, check_challenge, decode, host, original_url, page_title, soup, text
from scrapers.structure.markup import title_of
from scrapers.years import check_year, year_in

_HOST = re.compile(r"(?:.+\.)?eurosys(?:20\d\d)?\.\w+")
_TITLED = re.compile(r"\beurosys\b", re.I)
_OTHER_FAMILY = re.compile(r"\bdblp\b|\bproceedings of\b|researchr", re.I)

_OF_PAPERS = re.compile(r"\baccepted papers\b|\bprogram(?:me)?\b|\bpapers\b", re.I)
_OTHER_WORKS = re.compile(r"\b(?:posters?|demos?|workshops|tutorials|artifacts?)\b", re.I)
_FOR_PAPERS = re.compile(r"\bprogram(?:me)?\b|(?<!for )\bpapers\b|\bschedule\b", re.I)
_OWN_NAME = re.compile(r"eurosys|accepted papers", re.I)
_FAMILY = "eurosys"
_FIRST_WITH_CYCLES = 2025
_FEW = 3
_CERTAINLY_TITLES = 6
_FRAME = re.compile(r"iframe|pretalx-.*")


def recognise(page: str, url: str) -> bool:
    """Say whether a page is one of EuroSys's own, by its address or its title."""
    title = title_of(page)
    if _OTHER_FAMILY.search(title) or "DLtoc" in page:
        return False
    return bool(_HOST.fullmatch(host(original_url(url, ""))) or _TITLED.search(title))


def parse(page: str | bytes, url: str) -> Found:
    """Return the papers of a EuroSys page; `url` is the page's address and says which year is asked for.

    Raises PageProblem: BLOCKED (a robot check), WRONG_YEAR (the page of another year), NOT_PUBLISHED (under
    construction, tables without rows), LAYOUT_CHANGED (papers or their authors can no longer be read, or posters).
    """
    markup = decode(page) if isinstance(page, bytes) else page
    check_challenge(markup, url=url)
    tree = soup(markup)
    reader = Reader(url)
    reader.read(tree)
    title = page_title(tree)
    names = [name for name in (title, *reader.first_headings) if name]
    year = _year(names, _canonical(tree) if "canonical" in markup else "", url)
    _refuse_posters(names, url)
    papers = reader.papers()
    if not papers:
        raise _without_papers(tree, reader, url)
    if reader.lost > 1 + len(papers) / 20:
        raise layout_changed(f"{reader.lost} papers without title or authors beside {len(papers)}", url, _FAMILY)
    found = Found(
        papers,
        page_title=title,
        whole=_is_whole(papers, names, url, year),
        year=year,
    )
    found.turned_away.update(reader.turned_away)
    return found


# --- what the page is ------------------------------------------------------------------------------------------------


def _canonical(tree: BeautifulSoup) -> str:
    link = (tree.head or tree).find("link", rel="canonical")
    return str(link.get("href", "")) if isinstance(link, Tag) else ""


def _year(names: list[str], canonical: str, url: str) -> int | None:
    """Return the year that a page says it is of, in its title, its headings or its canonical address.

    Raises WRONG_YEAR, where any heading of papers or of a programme is of another year, too.
    """
    year = check_year(url, *names, str(year_in(canonical) or ""))
    for name in filter(_OF_PAPERS.search, names):
        check_year(url, name)
    return year


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


def _without_papers(tree: BeautifulSoup, reader: Reader, url: str) -> PageProblem:
    """Return why a page holds no papers. One of EuroSys for papers waits where nothing on it may be a title."""
    if reader.lost:
        return layout_changed(f"{reader.lost} rows or items, but none with title and authors", url, _FAMILY)
    place = urlsplit(url).path.replace("-", " ")
    is_for_papers = any(map(_FOR_PAPERS.search, (place, page_title(tree) or "", *reader.headings)))
    titles = reader.may_be_titles() if is_for_papers else 0
    if titles >= _CERTAINLY_TITLES:
        return layout_changed(f"{titles} lines that may be titles of papers, but no authors with them", url, _FAMILY)
    is_own = any(_OWN_NAME.search(name) for name in (page_title(tree) or "", *reader.headings))
    waits = is_own and is_for_papers and titles < 2 and not reader.turned_away and tree.find(_FRAME) is None
    problem = without_papers(tree, url, family=_FAMILY, container=reader.empty_tables > 0 or waits)
    if problem.outcome is Outcome.NOT_PUBLISHED:
        return problem
    if frame := tree.find(_FRAME):
        return layout_changed(f"the papers, if any, are in a <{getattr(frame, 'name', '')}>", url, _FAMILY)
    tables = [" | ".join(map(text, next(rows_of(table), []))) for table in tree.find_all("table")]
    named = f" ({'; '.join(f'«{head[:60]}»' for head in tables[:_FEW])})" if tables else ""
    seen = f"{len(tables)} tables{named} and {len(tree.find_all('li'))} list items, but no titles with authors in them"
    return layout_changed(seen, url, _FAMILY)
