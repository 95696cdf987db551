"""A whole page read by its structure: its year, its papers, or why it has none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from scrapers.absence import layout_changed, without_papers
from scrapers.pages import Found, original_url, soup
from scrapers.structure.events import Printed, read_lines
from scrapers.structure.finder import Guess, find_in
from scrapers.structure.headings import NOT_FOR_PAPERS
from scrapers.structure.lines import Line
from scrapers.structure.words import no_paper
from scrapers.years import check_year, year_in

_EXAMPLES = 2
_HARDLY = 0.3  # below this, what was found is chance, and the page may say itself that its papers are to come
_OF_ANOTHER_KIND = 0.3
_LOW_LEVEL = 4


def read_page(markup: str, url: str, *, family: str, threshold: float) -> Found:
    """Return the papers that the structure of a page gives away, if that is at least as sure as `threshold`.

    Raises PageProblem: WRONG_YEAR (the page says that it is of another year than `url`), NOT_PUBLISHED (it has no
    papers and says so), LAYOUT_CHANGED (nothing repeats, too unsure, or too many titles without authors); the message
    says what was found, for a person to judge.
    """
    page = read_lines(markup)
    heads = [name for name in (page.title, *page.headings) if name]
    guess = find_in(page.lines, url)
    year = _year(page, heads, url)
    if kind := _other_kind(page, url):
        guess.confidence = round(guess.confidence * _OF_ANOTHER_KIND, 2)
        guess.evidence += f", but the page calls itself one of another kind ({kind})"
    if not guess.papers or guess.confidence < threshold:
        seen = _account(guess, threshold)
        if guess.confidence < _HARDLY:
            raise without_papers(soup(markup), url, family=family, container=False, seen=seen)
        raise layout_changed(seen, url, family)
    if guess.lost > 1 + len(guess.papers) / 10:
        raise layout_changed(f"{guess.lost} titles without authors beside {len(guess.papers)} papers", url, family)
    found = Found(
        guess.papers,
        page_title=page.title or None,
        whole=not _is_part([*heads, *(line.words for line in page.lines if 0 < line.level <= _LOW_LEVEL)]),
        year=year,
        remarks=[f"read by the structure of the page, {guess.confidence:.0%} sure: {guess.evidence}"],
    )
    found.turned_away = guess.turned_away
    return found


def _account(guess: Guess, threshold: float) -> str:
    """Return what was found on a page that is not to be trusted."""
    if not guess.papers:
        return f"no papers: {guess.evidence}"
    examples = ", ".join(f"«{paper.title}»" for paper in guess.papers[:_EXAMPLES])
    return (
        f"{len(guess.papers)} records that may be papers, {guess.confidence:.0%} sure where {threshold:.0%} is asked "
        f"for: {guess.evidence}; such as {examples}"
    )


# --- what the page says of itself ------------------------------------------------------------------------------------

_WEEKDAY = (
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+"
    r"(?:[a-z]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?|\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?[a-z]{3,9}\.?),?\s+(20\d\d)\b"
)
_DAY = re.compile(_WEEKDAY, re.I)


def _year(page: Printed, heads: Iterable[str], url: str) -> int | None:
    """Return the year that a page says it is of: its headings, then what its head says, then the days it names."""
    return (
        check_year(url, *heads) or check_year(url, *_claims_of_head(page, url)) or check_year(url, *_days(page.lines))
    )


def _claims_of_head(page: Printed, url: str) -> Iterator[str]:
    """Yield the names and the address that the head of a page gives it."""
    for name in ("og:title", "og:site_name"):
        yield from page.properties.get(name, ())
    for href in page.canonical:
        if own := year_in(original_url(href, url)):
            yield str(own)


def _days(lines: Iterable[Line]) -> Iterator[str]:
    """Yield the year that most days of a programme are of."""
    days = Counter(day[1] for line in lines if "20" in line.words and (day := _DAY.search(line.words)))
    if days:
        yield max(days, key=days.__getitem__)


_PARTS = re.compile(r"\s+[|–—»·:-]+\s+|\s*[|»]\s*")
_AWARDS = re.compile(r"(?:[\w'’-]+ )?(?:(?:best|distinguished) )?(?:papers? )?awards?(?: winners| papers)?", re.I)
_SEGMENTS = re.compile(r"[^/]+(?=/?$)")


def _other_kind(page: Printed, url: str) -> str | None:
    """Return the kind of page that the title or the address names where it is none of papers ("poster")."""
    names = _PARTS.split(page.title or "")[:1]
    path = _SEGMENTS.search(original_url(url, "").partition("?")[0].partition("#")[0])
    if path:
        names.append(re.sub(r"[-_]+", " ", path.group().rpartition(".")[0] or path.group()))
    if any(map(_AWARDS.fullmatch, names)):
        return "awards"
    return next((kind for name in names if (kind := no_paper(name)) in NOT_FOR_PAPERS), None)


_CYCLES = re.compile(
    r"\b(spring|summer|fall|autumn|winter|(?:first|second|third|fourth) (?:round|cycle|deadline)|"
    r"(?:cycle|round) [1-4])\b",
    re.I,
)


_OF_PAPERS = re.compile(r"paper|accepted|\btracks?\b|submissions$", re.I)


def _is_part(names: Iterable[str]) -> bool:
    """Say whether the headings name one cycle of several."""
    cycles = {cycle.lower() for name in names if _OF_PAPERS.search(name) for cycle in _CYCLES.findall(name)}
    return len(cycles) == 1
