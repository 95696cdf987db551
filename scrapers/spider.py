"""The one spider: it asks an edition's sources in order, and stops at the first that gives papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from w3lib.encoding import http_content_type_encoding

from confmerge.outcome import Outcome, PageProblem
from confmerge.paper import Paper
from confmerge.registry import Edition
from confmerge.runs import Attempt, PageTry, union
from scrapers.pages import Found, check_challenge, decode
from scrapers.saved import address

# Where all pages fail, the one that says most is reported.
_TELLING = (
    Outcome.WRONG_YEAR,
    Outcome.LAYOUT_CHANGED,
    Outcome.BLOCKED,
    Outcome.UNREACHABLE,
    Outcome.NOT_PUBLISHED,
)
_REFUSALS = {401, 402, 403, 407, 429, 451}


@dataclass(frozen=True, slots=True)
class _Visit:
    page: PageTry
    found: Found | None = None
    body: bytes | None = None


class EditionSpider(Spider):
    """Gets the papers of `edition`. `attempt` is None until the crawl is over, and stays so where it broke off.

    `page` are files to read instead of the network; all else is the same.
    """

    edition: ClassVar[Edition]
    attempt: Attempt | None = None

    def __init__(self, page: tuple[Path, ...] = ()) -> None:
        super().__init__()
        self._files = page
        self._closed: set[str] = set()  # hosts that refused or cannot be reached: not to be asked again

    async def start(self) -> AsyncIterator[Request]:
        """Begin with a request that goes nowhere: Scrapy ends promptly only where items come from a callback."""
        yield Request("data:,")

    async def parse(self, response: Response) -> AsyncIterator[Paper]:
        """Visit the pages, and yield the papers as items, so that feeds (-o) work too."""
        attempt = Attempt(Outcome.OK)
        conclude(attempt, [visit async for visit in self._visits()])
        self.attempt = attempt
        for paper in attempt.papers:
            yield paper

    async def _visits(self) -> AsyncIterator[_Visit]:
        if self._files:
            for file in self._files:
                yield await self._visit(file.absolute().as_uri(), 1, file)
            return
        for number, source in enumerate(self.edition.sources, 1):
            given = False
            for url in source:
                if urlsplit(url).netloc not in self._closed:
                    visit = await self._visit(url, number)
                    given |= visit.found is not None
                    yield visit
            if given:
                return

    async def _visit(self, url: str, source: int, file: Path | None = None) -> _Visit:
        body = status = found = message = None
        outcome = Outcome.OK
        try:
            response = await self._fetch(url)
            body, status = response.body, None if file else response.status
            url = address(body, self.edition) if file else url
            found = self._read(response, url)
        except PageProblem as problem:
            outcome, message = problem.outcome, problem.message
            if outcome is Outcome.BLOCKED or (outcome is Outcome.UNREACHABLE and body is None):
                self._closed.add(urlsplit(url).netloc)
        count = len(found) if found else 0
        page = PageTry(url, outcome, source, count, str(file) if file else None, status, message)
        return _Visit(page, found, None if file else body)

    async def _fetch(self, url: str) -> Response:
        stats = self.crawler.stats
        refused = stats.get_value("robotstxt/forbidden", 0)
        try:
            return await self.crawler.engine.download_async(Request(url))
        except IgnoreRequest as error:
            if stats.get_value("robotstxt/forbidden", 0) > refused:
                raise PageProblem(Outcome.BLOCKED, "robots.txt of the site excludes this page", url) from error
            raise PageProblem(Outcome.UNREACHABLE, str(error) or type(error).__name__, url) from error
        except Exception as error:  # whatever can go wrong between here and there, under several names
            raise PageProblem(Outcome.UNREACHABLE, f"{type(error).__name__}: {error}", url) from error

    def _read(self, response: Response, url: str) -> Found:
        """Return the papers of a page; raises PageProblem."""
        body = response.body
        headers = {str(name): str(value) for name, value in response.headers.to_unicode_dict().items()}
        check_challenge(body, headers, url)
        _check_status(response, url)
        _check_html(body, url)
        declared = http_content_type_encoding(_header(response, "Content-Type"))
        parse: Callable[[str, str], Found] = import_module(f"scrapers.families.{self.edition.conference.family}").parse
        found = parse(decode(body, declared), url)
        if not found:
            raise PageProblem(Outcome.NOT_PUBLISHED, "the page holds no papers", url)
        found[:] = [replace(paper, edition=self.edition.key) for paper in found]
        return found


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1")


def _check_status(response: Response, url: str) -> None:
    status = response.status
    if status in (404, 410):
        raise PageProblem(Outcome.NOT_PUBLISHED, f"there is no such page (yet): the site answered {status}", url)
    if status in _REFUSALS:
        later = _header(response, "Retry-After")
        wait = f", and asks to wait (Retry-After: {later})" if later else ""
        raise PageProblem(Outcome.BLOCKED, f"the site refused: it answered {status}{wait}", url)
    if status != 200:
        raise PageProblem(Outcome.UNREACHABLE, f"the site answered {status} instead of the page", url)


def _check_html(body: bytes, url: str) -> None:
    problem = None
    if not body.strip():
        problem = "the page is empty"
    elif body.lstrip().startswith(b"%PDF"):
        problem = "this is a PDF; what is needed is the HTML page"
    elif b"\0" in body[:4096] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        problem = "this is not a text; what is needed is the HTML page"
    if problem:
        raise PageProblem(Outcome.LAYOUT_CHANGED, problem, url)


def conclude(attempt: Attempt, visits: list[_Visit]) -> None:
    """Put together what the visited pages gave: their papers, or the problem that tells most.

    A page that failed makes the result `partial` where the others do not claim to hold the whole edition, or where it
    belongs to the same source; a page that is not there yet does not.
    """
    attempt.tried = [visit.page for visit in visits]
    given = [(visit, visit.found) for visit in visits if visit.found]
    if not given:
        worst = min(visits, key=lambda visit: _TELLING.index(visit.page.outcome))
        attempt.outcome, attempt.message = worst.page.outcome, worst.page.message or ""
        attempt.url, attempt.file = worst.page.url, worst.page.file
        attempt.pages = [worst.body] if worst.body else []
        return
    attempt.papers, double = union(found for _, found in given)
    attempt.turned_away = sum((found.turned_away for _, found in given), Counter())
    if double:
        attempt.turned_away["already on another page"] += double
    attempt.whole = any(found.whole for _, found in given)
    attempt.pages = [visit.body for visit, _ in given if visit.body]
    first = given[0][0].page
    attempt.url, attempt.file = first.url, first.file
    for page in attempt.tried:
        lost = page.outcome not in (Outcome.OK, Outcome.NOT_PUBLISHED)
        if lost and (not attempt.whole or page.source == first.source):
            attempt.outcome, attempt.url, attempt.file = Outcome.PARTIAL, page.url, page.file
            attempt.message = f"{len(attempt.papers)} papers, this page is missing ({page.outcome}): {page.message}"
            return
