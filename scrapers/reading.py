"""From an answer of a site to the papers on it: status, content, family, and the year that was asked for."""

from __future__ import annotations

import re
import signal
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from types import MappingProxyType, ModuleType

from scrapy.http import Response
from w3lib.encoding import http_content_type_encoding

from confmerge.outcome import Outcome, PageProblem
from confmerge.registry import Edition
from scrapers.pages import Found, check_challenge, decode
from scrapers.years import wrong_year, year_in

SECONDS_TO_READ = 60.0  # what takes longer is broken, or made so; a large page takes two
_TABLE, _TABLE_END = re.compile(rb"<table\b", re.I), re.compile(rb"</table\s*>", re.I)
_HTML, _END = re.compile(rb"<html\b", re.I), re.compile(rb"</html\s*>", re.I)
_REFUSALS = {401, 402, 403, 407, 429, 451}


def family_module(family: str) -> ModuleType:
    """Return the module of a site family."""
    return import_module(f"scrapers.families.{family}")


def read(
    response: Response,
    url: str,
    family: str,
    edition: Edition,
    others: Mapping[str, str] = MappingProxyType({}),
    names: Sequence[str] = (),
) -> Found:
    """Return the papers of an answer, as a page of `family` that stands at `url`; raises PageProblem.

    `others` are the DOI stems of other editions, with their names; `names` those of other conferences. The result has
    no papers only where it names a page that goes on, or DOIs that another service can complete.
    """
    body = response.body
    check_challenge(body, {"cf-mitigated": header(response, "cf-mitigated")}, url)
    check_status(response, url)
    _check_text(body, url)
    _check_end(response, url)
    words = decode(body, http_content_type_encoding(header(response, "Content-Type")))
    found = _parse(words, url, family)
    if not (found or found.next or found.missing):
        raise PageProblem(Outcome.NOT_PUBLISHED, "the page holds no papers", url)
    _check_edition(found, url, edition, others)
    _check_conference(found, url, edition, names)
    if _HTML.search(body) and not _END.search(body):
        found.remarks = (*found.remarks, "the page has no end (`</html>`): it may be cut off")
    for number, paper in enumerate(found):
        # Without an address of its own, a saved page's relative links lead nowhere.
        found[number] = replace(paper, edition=edition.key, url=_absolute(paper.url), pdf=_absolute(paper.pdf))
    return found


def _absolute(url: str | None) -> str | None:
    return url if url and url.startswith(("http://", "https://")) else None


def _parse(words: str, url: str, family: str) -> Found:
    """Return what a family finds; a page that would take it without end is a PageProblem too."""
    try:
        with _time_limit(SECONDS_TO_READ):
            found: Found = family_module(family).parse(words, url)
    except RecursionError as error:
        message = "its elements are nested deeper than those of any programme"
        raise PageProblem(Outcome.LAYOUT_CHANGED, message, url) from error
    except TimeoutError as error:
        message = f"reading it took more than {SECONDS_TO_READ:g} seconds"
        raise PageProblem(Outcome.LAYOUT_CHANGED, message, url) from error
    return found


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in what takes longer; without a limit where there is no such alarm (Windows)."""

    def ring(*_: object) -> None:
        raise TimeoutError

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def header(response: Response, name: str) -> str:
    """Return a header of an answer, "" where it is not there."""
    return (response.headers.get(name) or b"").decode("latin-1")


def check_status(response: Response, url: str) -> None:
    """Raise PageProblem for an answer that is not the page: it is not there, refused, or failed."""
    status = response.status
    if status in (404, 410):
        raise PageProblem(Outcome.NOT_PUBLISHED, f"there is no such page (yet): the site answered {status}", url)
    if status in _REFUSALS:
        later = header(response, "Retry-After")
        wait = f", and asks to wait (Retry-After: {later})" if later else ""
        raise PageProblem(Outcome.BLOCKED, f"the site refused: it answered {status}{wait}", url)
    if status != 200:
        raise PageProblem(Outcome.UNREACHABLE, f"the site answered {status} instead of the page", url)


def _check_text(body: bytes, url: str) -> None:
    problem = None
    if not body.strip():
        problem = "the page is empty"
    elif body.lstrip().startswith(b"%PDF"):
        problem = "this is a PDF; what is needed is the HTML page"
    elif b"\0" in body[:4096] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        problem = "this is not a text; what is needed is the HTML page"
    if problem:
        raise PageProblem(Outcome.LAYOUT_CHANGED, problem, url)


def _check_end(response: Response, url: str) -> None:
    """Raise PageProblem for HTML that breaks off: where a site does not say its length, only the text can tell."""
    body = response.body
    if not _HTML.search(body) or _END.search(body):
        return
    is_open = len(_TABLE.findall(body)) > len(_TABLE_END.findall(body))
    if "partial" in response.flags or is_open:
        saved = response.url.startswith("file:")  # asking again would not help
        outcome = Outcome.LAYOUT_CHANGED if saved else Outcome.UNREACHABLE
        raise PageProblem(outcome, "the page breaks off before its end", url)


def _check_edition(found: Found, url: str, edition: Edition, others: Mapping[str, str]) -> None:
    """Raise WRONG_YEAR where what was read is of another edition, by its own words, its address or its DOIs."""
    year = found.year or year_in(url)
    if year is not None and year != edition.year:
        raise wrong_year(str(year), edition.label, url)
    stems = Counter(paper.doi.rpartition(".")[0] for paper in found if paper.doi)
    usual = max(stems, key=stems.__getitem__, default="")
    if usual in others:
        raise wrong_year(f"{others[usual]} (by its DOIs, {usual})", edition.label, url)
    if year is None and edition.doi and usual and not stems.keys() & {stem.lower() for stem in edition.doi}:
        raise wrong_year(f"the proceedings {usual}", edition.label, url)


def _check_conference(found: Found, url: str, edition: Edition, names: Sequence[str]) -> None:
    """Raise WRONG_YEAR where a page's title has another conference's name and year ("NSDI '25"), and not ours."""
    title = found.page_title or ""
    own = (edition.name, *edition.conference.aliases, edition.conference.title or edition.name)
    if any(re.search(rf"\b{re.escape(name)}\b", title, re.I) for name in own):
        return
    for name in names:
        if re.search(rf"(?<![\w/@-]){re.escape(name)}(?: ?['’‘´`] ?| )(?:20)?\d\d\b", title):
            raise wrong_year(f"«{title}»", edition.label, url)
