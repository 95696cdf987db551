"""What the sources of an edition gave, put together: which one to believe, and what the others say. All pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from confmerge.changes import union
from confmerge.outcome import Outcome
from confmerge.paper import Paper
from confmerge.runs import Attempt, PageTry, SecondOpinion
from scrapers.pages import Found

# Where all pages fail, the one that says most is reported.
_TELLING = (
    Outcome.WRONG_YEAR,
    Outcome.LAYOUT_CHANGED,
    Outcome.BLOCKED,
    Outcome.UNREACHABLE,
    Outcome.NOT_PUBLISHED,
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One page that was asked for, what it held, and the bytes that the network sent."""

    page: PageTry
    found: Found | None = None
    body: bytes | None = None


@dataclass(frozen=True)
class Gathered:
    """All pages of one source. `completed`: what another service knows of DOIs that the pages only count; `unknown`:
    how many of those nobody could complete.
    """

    number: int
    visits: Sequence[Visit]
    completed: tuple[Paper, ...] = ()
    unknown: int = 0

    @property
    def given(self) -> list[tuple[Visit, Found]]:
        """The pages that hold papers."""
        return [(visit, visit.found) for visit in self.visits if visit.found]

    @cached_property
    def _pages(self) -> list[Found]:
        return [visit.found for visit in self.visits if visit.found is not None]

    @cached_property
    def _named(self) -> dict[str, Paper | None]:
        """The DOIs that a page counts and does not give (whole), each with its paper where another page has it."""
        named: dict[str, Paper | None] = dict.fromkeys(doi for found in self._pages for doi in found.missing)
        for found in self._pages:
            for paper in found:
                if paper.doi in named and paper.doi not in found.missing:
                    named[paper.doi] = paper
        return named

    @property
    def missing(self) -> list[str]:
        """The DOIs that no page of this source gives whole."""
        return [doi for doi, paper in self._named.items() if paper is None]

    @cached_property
    def papers(self) -> list[Paper]:
        """The papers, each once and with all its authors; those that only another service has at the end."""
        better = {doi: paper for doi, paper in self._named.items() if paper}
        better |= {paper.doi: paper for paper in self.completed if paper.doi}
        own, _ = union(self._pages)
        full = [_with_all_authors(paper, better.pop(paper.doi or "", None)) for paper in own]
        return [*full, *better.values()]

    @property
    def doubles(self) -> int:
        """How many papers stand on several pages."""
        return union(self._pages)[1]

    @property
    def whole(self) -> bool:
        """Whether a page claims to hold the whole edition."""
        return any(found.whole for found in self._pages if found or found.missing)

    @property
    def lost(self) -> PageTry | None:
        """The first page of the source that should have been there and could not be read."""
        return next((visit.page for visit in self.visits if _is_lost(visit.page)), None)

    def is_enough(self, expected: int | None) -> bool:
        """Say whether nothing is known to be missing, `expected` papers or more where that is a number."""
        short = self.whole and expected is not None and len(self.papers) < expected
        return bool(self.papers) and not (self.lost or self.unknown or short)

    @property
    def first(self) -> PageTry:
        """The page to name for this source: the first that held papers, else the first."""
        return next((visit.page for visit, _ in self.given), self.visits[0].page)


def _is_lost(page: PageTry) -> bool:
    return page.outcome not in (Outcome.OK, Outcome.NOT_PUBLISHED)


def _with_all_authors(paper: Paper, better: Paper | None) -> Paper:
    return replace(paper, authors=better.authors) if better and len(better.authors) > len(paper.authors) else paper


def choose(sources: Sequence[Gathered], expected: int | None) -> Gathered | None:
    """Return the source to believe: the first with nothing missing, else the one with most papers; None for none."""
    giving = [source for source in sources if source.papers]
    enough = (source for source in giving if source.is_enough(expected))
    return next(enough, max(giving, key=lambda source: len(source.papers), default=None))


def conclude(attempt: Attempt, sources: Sequence[Gathered], expected: int | None = None) -> None:
    """Put into `attempt` what the sources gave: the papers of one of them, or the problem that tells most.

    A page of the chosen source that failed makes the result `partial`; so does one of an earlier source, where the
    chosen one does not claim to hold the whole edition. A page that is not there yet does not.
    """
    attempt.tried = [visit.page for source in sources for visit in source.visits]
    chosen = choose(sources, expected)
    if chosen is None:
        visits = [visit for source in sources for visit in source.visits]
        worst = min(visits, key=lambda visit: _TELLING.index(visit.page.outcome))
        attempt.outcome, attempt.message = worst.page.outcome, worst.page.message or ""
        attempt.url, attempt.file = worst.page.url, worst.page.file
        attempt.source, attempt.family = worst.page.source, worst.page.family
        attempt.pages = {worst.page.url: worst.body} if worst.body else {}
        return
    attempt.papers = chosen.papers
    attempt.source, attempt.family = chosen.number, chosen.first.family
    attempt.url, attempt.file = chosen.first.url, chosen.first.file
    attempt.turned_away = sum((found.turned_away for _, found in chosen.given), Counter())
    if chosen.doubles:
        attempt.turned_away["already on another page"] += chosen.doubles
    attempt.whole = chosen.whole
    attempt.pages = {visit.page.url: visit.body for visit in chosen.visits if visit.found is not None and visit.body}
    attempt.remarks += [remark for _, found in chosen.given for remark in found.remarks]
    attempt.opinions = [
        SecondOpinion(source.number, source.first.family or "", source.first.url, source.papers, source.whole)
        for source in sources
        if source.papers and source is not chosen
    ]
    _judge_parts(attempt, sources, chosen)


def _judge_parts(attempt: Attempt, sources: Sequence[Gathered], chosen: Gathered) -> None:
    count = len(attempt.papers)
    earlier = (source.lost for source in sources if source.number < chosen.number and not chosen.whole)
    lost = chosen.lost or next(filter(None, earlier), None)
    if lost:
        attempt.outcome, attempt.url, attempt.file = Outcome.PARTIAL, lost.url, lost.file
        attempt.message = f"{count} papers, this page is missing ({lost.outcome}): {lost.message}"
    elif chosen.unknown:
        attempt.outcome = Outcome.PARTIAL
        attempt.message = (
            f"{count} papers; {chosen.unknown} more DOIs that the page counts have no title, or not all their authors, "
            "on it, and Crossref did not complete them"
        )
