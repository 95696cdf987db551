"""Which year a page is of: what its address says, and what its own words say."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import unquote, urlsplit

from confmerge.outcome import Outcome, PageProblem
from scrapers.pages import original_url

_FULL = re.compile(r"(?<!\d)(?<!\d\.)(?:19[6-9]|20[0-9])\d(?!\.?\d)")
_SHORT = re.compile(r"(?<![\w'’‘´`])[A-Za-z][A-Za-z-]*[A-Za-z] ?['’‘´`] ?(\d\d)(?!\d)")
_KEY = re.compile(r"(?<![A-Za-z0-9])[a-z][a-z-]*[a-z](\d\d)(?![A-Za-z0-9])", re.I)
_DOI = re.compile(r"10\.\d{4,}/\S*")
_FIRST_KEY = 9  # the numbers of anniversaries (`micro57`) are larger than any year so far, the first volumes smaller


def year_in(url: str) -> int | None:
    """Return the year that an address names, None where it names none. Digits of a DOI or in a query are no year.

    >>> year_in("https://2025.eurosys.org/papers.html"), year_in("https://ppopp25.sigplan.org/track/x")
    (2025, 2025)
    >>> year_in("https://microarch.org/micro57/program/"), year_in("https://dl.acm.org/doi/proceedings/10.1145/2025")
    (None, None)
    """
    parts = urlsplit(original_url(url, ""))
    place = _DOI.sub("", unquote(f"{parts.hostname or ''}{parts.path}"))
    full = _FULL.search(place)
    if full:
        return int(full.group())
    for digits in _KEY.findall(place):
        if _FIRST_KEY <= int(digits) <= date.today().year % 100 + 2:
            return 2000 + int(digits)
    return None


def years_in(words: str) -> set[int]:
    """Return the years that a title or a heading names.

    >>> sorted(years_in("EuroSys '25: Proceedings of the Twentieth European Conference")), years_in("Accepted Papers")
    ([2025], set())
    """
    short = {int(digits) + (2000 if int(digits) < 60 else 1900) for digits in _SHORT.findall(words)}
    return short | {int(year) for year in _FULL.findall(words)}


def check_year(url: str, *claims: str | None) -> int | None:
    """Return the year that the first of `claims` (title, headings, most telling first) to name one gives the page.

    Raises WRONG_YEAR where the address asks for another one. A claim that names several years, the one asked for
    among them, is no contradiction.
    """
    asked = year_in(url)
    for claim in claims:
        years = years_in(claim or "")
        if years:
            if asked is not None and asked not in years:
                raise wrong_year(f"«{claim}»", str(asked), url)
            return asked if asked in years else max(years)
    return None


def wrong_year(own: str, asked: str, url: str) -> PageProblem:
    """Return the problem of a page that is of the edition `own` where `asked` was asked for."""
    message = f"this is the page of {own}, not of {asked}: check the address in the registry, or save the right page"
    return PageProblem(Outcome.WRONG_YEAR, message, url)
