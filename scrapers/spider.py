"""The one spider: it asks an edition's sources in order, stops at the first that has all, and hears a second one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar
from urllib.parse import urldefrag, urlsplit

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider
from scrapy.http import Response, TextResponse

from confmerge.changes import known_as, with_known_files
from confmerge.folder import VALIDATORS, KeptPage
from confmerge.outcome import Outcome, PageProblem
from confmerge.paper import Paper
from confmerge.registry import Edition, Source
from confmerge.registry.services import SERVICES
from confmerge.runs import Attempt, PageTry
from scrapers.etiquette import in_words
from scrapers.families import crossref
from scrapers.gather import Gathered, Visit, choose, conclude
from scrapers.pages import Found
from scrapers.reading import family_module, header, read
from scrapers.saved import saved_page

_NOT_MODIFIED, _TOO_MANY = 304, 429
_KEPT = "kept"  # flag of an answer whose body is the page of an earlier run
_PAGES = 300  # of one source: more than any conference has, in answers of a hundred
_SECOND_OPINIONS = 2  # sources to ask for one, at most


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a run is to do. `pages`: files to read instead of the network; `details`: ask for each paper's own page;
    `check`: hear a second source; None for one on another host alone. `fewer`: a list shorter than expected is right.
    `last`: the last good papers; `kept`: pages of the latest run, by address, to ask only whether they have changed.
    `progress` is called with the address of each page before it is asked for.
    """

    pages: tuple[Path, ...] = ()
    details: bool = False
    check: bool | None = None
    fewer: bool = False
    last: Sequence[Paper] = ()
    kept: Mapping[str, KeptPage] = field(default_factory=dict)
    progress: Callable[[str], None] = lambda url: None


class EditionSpider(Spider):
    """Gets the papers of `edition`. `attempt` is None until the crawl is over, and stays so where it broke off.

    `services` are the addresses of the services by name, `others` the DOI stems of other editions with their names,
    `names` what other conferences are called.
    """

    edition: ClassVar[Edition]
    others: ClassVar[Mapping[str, str]] = {}
    names: ClassVar[Sequence[str]] = ()
    services: ClassVar[Mapping[str, str]] = SERVICES
    attempt: Attempt | None = None

    def __init__(self, wishes: Wishes | None = None) -> None:
        super().__init__()
        self._wishes = wishes or Wishes()
        self._closed: set[str] = set()  # hosts that cannot be reached, or said "too many": not to be asked again

    async def start(self) -> AsyncIterator[Request]:
        """Begin with a request that goes nowhere: Scrapy ends promptly only where items come from a callback."""
        yield Request("data:,")

    async def parse(self, response: Response) -> AsyncIterator[Paper]:
        """Visit the pages, and yield the papers as items, so that feeds (-o) work too."""
        attempt = Attempt(Outcome.OK)
        expected = None if self._wishes.fewer else self.edition.expected
        if self._wishes.pages:
            visits = [await self._saved(file) for file in self._wishes.pages]
            sources = [await self._completed(Gathered(min(visit.page.source for visit in visits), visits))]
        else:
            sources = [source async for source in self._sources(expected)]
        conclude(attempt, sources, expected)
        attempt.papers = with_known_files(self._wishes.last, attempt.papers)
        if self._wishes.details and attempt.papers:
            await self._add_details(attempt)
        if not self.crawler.crawling:
            raise CloseSpider("interrupted")
        self.attempt = attempt
        for paper in attempt.papers:
            yield paper

    # --- sources -----------------------------------------------------------------------------------------------------

    async def _sources(self, expected: int | None) -> AsyncIterator[Gathered]:
        """Gather the sources in order until one has all, and then a second opinion, where the papers are new."""
        asked: list[Gathered] = []
        waiting = list(enumerate(self.edition.sources, 1))
        while waiting and not any(source.is_enough(expected) for source in asked):
            gathered = await self._gather(*waiting.pop(0))
            if gathered.visits:
                asked.append(gathered)
                yield gathered
        chosen = choose(asked, expected)
        opinions = sum(bool(source.papers) for source in asked)
        if self._wishes.check is False or chosen is None or opinions > 1:
            return
        last = list(self._wishes.last)
        if not self._wishes.check and last in (chosen.papers, known_as(last, chosen.papers)):
            return
        own = urlsplit(chosen.first.url).netloc
        elsewhere = [source for source in waiting if urlsplit(source[1].pages[0]).netloc != own]
        waiting = [*elsewhere, *(source for source in waiting if self._wishes.check and source not in elsewhere)]
        for number, source in waiting[:_SECOND_OPINIONS]:
            gathered = await self._gather(number, source)
            if gathered.visits:
                yield gathered
            if gathered.papers:
                return

    async def _gather(self, number: int, source: Source) -> Gathered:
        """Visit the pages of a source and those that go on where they end; whoever refuses one is asked for no more."""
        visits: list[Visit] = []
        waiting, seen, refused = list(source.pages), set[str](), set[str]()
        while waiting and len(visits) < _PAGES:
            url = waiting.pop(0)
            if url in seen or urlsplit(url).netloc in self._closed | refused:
                continue
            seen.add(url)
            visit = await self._visit(url, number, source.family)
            visits.append(visit)
            if visit.page.outcome in (Outcome.BLOCKED, Outcome.UNREACHABLE):
                refused.add(urlsplit(url).netloc)
            if visit.found is not None and visit.found.next:
                waiting.insert(0, visit.found.next)
        return await self._completed(Gathered(number, visits))

    async def _completed(self, source: Gathered) -> Gathered:
        """Ask Crossref for what a source only counts."""
        if not source.missing:
            return source
        pages = crossref.works_of(source.missing, self.services["crossref"])
        answers = await self._gather(source.number, Source("crossref", tuple(pages)))
        known = [found for visit in answers.visits if (found := visit.found) is not None]
        answered = sum(len(found) + found.turned_away.total() for found in known)
        return Gathered(
            source.number,
            source.visits,
            tuple(paper for found in known for paper in found),
            max(0, len(source.missing) - answered),
        )

    async def _add_details(self, attempt: Attempt) -> None:
        """Take the link to its PDF from each paper's own page, where the list has none."""
        detail_page = getattr(family_module(attempt.family or ""), "detail_page", None)
        if detail_page is None:
            attempt.remarks.append(f"details=1: pages of family {attempt.family} have no pages of single papers")
            return
        without, refused = 0, False
        for number, paper in enumerate(attempt.papers):
            url = detail_page(paper)
            if paper.pdf or not url:
                continue
            closed = refused or urlsplit(url).netloc in self._closed
            visit = None if closed else await self._visit(url, attempt.source, attempt.family or "")
            refused |= visit is not None and visit.page.outcome is Outcome.BLOCKED
            pdf = visit.found[0].pdf if visit and visit.found else None
            without += pdf is None
            attempt.papers[number] = replace(paper, pdf=pdf)
        if without:
            attempt.remarks.append(f"details=1: {without} papers have no PDF on their pages, or no page that answers")

    # --- pages -------------------------------------------------------------------------------------------------------

    async def _saved(self, file: Path) -> Visit:
        """Read a page that a person saved in a browser."""
        url, family = file.absolute().as_uri(), None
        found = message = None
        outcome = Outcome.OK
        try:
            response = await self._fetch(url)
            url, family = saved_page(response.body, self.edition)
            found = read(response, url, family, self.edition, self.others, self.names)
            if found.next:
                found.whole = False
                found.remarks = (*found.remarks, f"more follows behind {file.name}: save {found.next} too")
        except PageProblem as problem:
            outcome, message = problem.outcome, problem.message
        count = len(found) if found else 0
        return Visit(PageTry(url, outcome, self._rank(family), count, family, str(file), message=message), found)

    def _rank(self, family: str | None) -> int:
        """Return which source of the edition a page of a family is: a service that is not among them comes last."""
        ranks = (number for number, source in enumerate(self.edition.sources, 1) if source.family == family)
        return next(ranks, len(self.edition.sources) + 1 if family in SERVICES and self.edition.sources else 1)

    async def _visit(self, url: str, number: int, family: str) -> Visit:
        """Ask the network for a page and read it; a problem is a result too."""
        body = status = found = message = None
        said: dict[str, str] = {}
        outcome = Outcome.OK
        self._wishes.progress(url)
        try:
            response = await self._fetch(url, self._wishes.kept.get(url))
            body, status = response.body, _NOT_MODIFIED if _KEPT in response.flags else response.status
            said = {name: value for name in VALIDATORS if (value := header(response, name))}
            found = self._read(response, url, family)
        except PageProblem as problem:
            outcome, message = problem.outcome, problem.message
            if status == _TOO_MANY or (outcome is Outcome.UNREACHABLE and body is None):
                self._closed.add(urlsplit(url).netloc)
        count = len(found) if found else 0
        page = PageTry(url, outcome, number, count, family, None, status, message, said)
        return Visit(page, found, body)

    def _read(self, response: Response, url: str, family: str) -> Found:
        """Read an answer; where the site sent us elsewhere, by the address of that place."""
        asked, fragment = urldefrag(url)
        moved = response.url != asked
        here = (f"{response.url}#{fragment}" if fragment else response.url) if moved else url
        try:
            return read(response, here, family, self.edition, self.others, self.names)
        except PageProblem as problem:
            if moved:
                message = f"{problem.message} (the site sent us on to {response.url})"
                raise PageProblem(problem.outcome, message, url) from problem
            raise

    async def _fetch(self, url: str, kept: KeptPage | None = None) -> Response:
        """Return the answer to a request; one that says "not modified" is the page that was kept."""
        if not self.crawler.crawling:
            raise CloseSpider("interrupted")
        request = Request(url, headers=kept.conditions() if kept else None)
        try:
            response: Response = await self.crawler.engine.download_async(request)
        except PageProblem:
            raise
        except Exception as error:  # whatever can go wrong between here and there, under several names
            raise PageProblem(Outcome.UNREACHABLE, in_words(error), url) from error
        if response.status == _NOT_MODIFIED and kept:
            return TextResponse(response.url, body=kept.body, headers=kept.headers, flags=[_KEPT])
        return response
