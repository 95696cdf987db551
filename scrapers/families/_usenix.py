"""What a USENIX page says about itself: which edition it is of, whether of a part of the year, why it is empty."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

from confmerge.outcome import PageProblem
from scrapers import absence
from scrapers.pages import classes, host, original_url, page_title, text, tidy
from scrapers.years import wrong_year

_FAMILY = "usenix"
SITE = "https://www.usenix.org"
PRESENTATION = "/presentation/"
PEOPLE = "field-paper-people-text"

# --- addresses and editions ------------------------------------------------------------------------------------------

_EDITION = re.compile(r"/conf[^/]*rence/([a-z-]+\d\d[a-z-]*)(?=[/?#]|$)", re.I)  # `/conférence/` has been seen
_TITLED = re.compile(r"([A-Za-z]+) ?['’‘´`] ?(\d\d)\b")
_FULL_YEAR = re.compile(r"\b20(\d\d)\b")
_CONFERENCES = ("atc", "fast", "nsdi", "osdi", "security")
_PART_OF_YEAR = re.compile(r"\b(?:spring|summer|fall|autumn|winter|cycle ?\d*|round ?\d*)\b.*\baccepted\b", re.I)


def address(href: str, url: str) -> str:
    """Return a link of the page `url` as the site would print it: absolute, https, www, no query; "" for none."""
    absolute = original_url(href, url)
    return SITE + urlsplit(absolute).path if absolute and host(absolute) in ("usenix.org", "") else absolute


def edition_of(url: str | None) -> str | None:
    """Return the edition in an address, as the site writes it.

    >>> edition_of("https://www.usenix.org/conference/usenixsecurity25/presentation/du")
    'usenixsecurity25'
    """
    match = _EDITION.search(unquote(url or ""))
    return match.group(1).lower() if match else None


def own_address(tree: BeautifulSoup) -> str | None:
    """Return what the page gives as its own address, where that names an edition (`/node/123` does not)."""
    head = tree.head or tree
    links = [link.get("href") for link in head.find_all("link", rel="canonical")]
    links += [meta.get("content") for meta in head.find_all("meta", property="og:url")]
    return next((own for own in (address(str(link), SITE) for link in links if link) if edition_of(own)), None)


def meta(tree: BeautifulSoup, name: str) -> str:
    """Return the content of the first `<meta name=…>`, "" where there is none."""
    return next((tidy(str(node.get("content", ""))) for node in tree.find_all("meta", attrs={"name": name})), "")


def heading(tree: BeautifulSoup) -> str:
    """Return the page's own heading: the `h1` with `page-title` as id, in 2012 as class."""
    return next((text(h1) for h1 in tree.find_all("h1") if "page-title" in (h1.get("id"), *classes(h1))), "")


def is_part_of_year(tree: BeautifulSoup, url: str) -> bool:
    """Say whether a list is of one season or cycle, by its address or its headings."""
    return any(_PART_OF_YEAR.search(name) for name in (urlsplit(url).path.replace("-", " "), *_headings(tree)))


def refuse_other_edition(tree: BeautifulSoup, url: str, *, is_listing: bool) -> None:
    """Raise WRONG_YEAR where the page names another edition in its own address, its title, its heading or its metas."""
    asked = edition_of(url)
    if asked is None:
        return
    own = edition_of(own_address(tree))
    if own is not None and own != asked:
        raise wrong_year(own, asked, url)
    if is_listing:
        for name in _headings(tree):
            if not _fits(name, asked):
                raise wrong_year(f"«{name}»", asked, url)
    elif (date := meta(tree, "citation_publication_date")) and date[:4] != f"20{_year(asked)}":
        raise wrong_year(f"a paper of {date}", asked, url)


def _headings(tree: BeautifulSoup) -> list[str]:
    return [name for name in (page_title(tree), heading(tree)) if name]


def _fits(name: str, asked: str) -> bool:
    """Say whether a heading such as "USENIX Security '21 Summer Accepted Papers" can stand on a page of `asked`."""
    titled = [(conference.lower(), year) for conference, year in _TITLED.findall(name)]
    if not titled:
        years = _FULL_YEAR.findall(name)
        return not years or _year(asked) in years
    series = asked.partition(_year(asked))[0]
    return any(
        year == _year(asked) and (series.endswith(conference) or conference not in _CONFERENCES)
        for conference, year in titled
    )


def _year(edition: str) -> str:
    return re.sub(r"\D", "", edition)


# --- problems --------------------------------------------------------------------------------------------------------

_SCHEDULE = re.compile(
    r"^(?:node-schedule|node-session|tech-schedule|field-name-field-(?:tracks|sessions-ref|tech-schedule)|.*-schedule-slot)$"
)


def without_papers(tree: BeautifulSoup, hrefs: set[str], url: str) -> PageProblem:
    """Return why a page holds no paper: not published yet, or no longer readable. `hrefs`: of its node-papers."""
    links = {str(link["href"]) for link in tree.find_all("a", href=True) if PRESENTATION in str(link["href"])} - hrefs
    if len(links) > 4 or tree.find(class_=f"field-name-{PEOPLE}"):
        return layout_changed(f"{len(links)} links to presentations, but no `.node-paper` for them", url)
    is_schedule = bool(hrefs) or tree.find(class_=_SCHEDULE) is not None
    return absence.without_papers(tree, url, family=_FAMILY, container=is_schedule)


def layout_changed(message: str, url: str) -> PageProblem:
    """Return the problem of a page that can no longer be read; the message says what was found."""
    return absence.layout_changed(message, url, _FAMILY)
