"""What the saved pages of researchr do not say: people in odd markup, recognising a page, robustness."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from confmerge.outcome import PageProblem
from confmerge.paper import Author
from scrapers.families._researchr import read_people, refused_event, refused_track, series_in
from scrapers.families.researchr import parse, recognise

PAGES = Path(__file__).parent / "pages"
URL = "https://ppopp25.sigplan.org/track/PPoPP-2025-Main-Conference-1"
PAGE = (PAGES / "researchr" / "ppopp25.html").read_text("utf-8")


def people(markup: str) -> list[tuple[str, str | None]]:
    performers = BeautifulSoup(f'<div class="performers">{markup}</div>', "lxml").div
    return [(author.name, author.affiliation) for author in read_people(performers)]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<a href="/profile/x">Jane Roe</a>', [("Jane Roe", None)]),
        (
            '<a href="/profile/x">Jane Roe</a> <span class="prog-aff">MIT, USA</span>, <a href="/profile/y">Wei Li</a>',
            [("Jane Roe", "MIT, USA"), ("Wei Li", None)],
        ),
        ("Jane Roe, John Doe, Jr. and Wei Li", [("Jane Roe", None), ("John Doe, Jr.", None), ("Wei Li", None)]),
        (
            '<a>Jane Roe</a>, <span>Wei Li</span> <span class="prog-aff">(X (Y))</span>',
            [("Jane Roe", None), ("Wei Li", "X (Y)")],
        ),
        ("<a>Jane Roe</a> a university without markup, <a>Wei Li</a>", [("Jane Roe", None), ("Wei Li", None)]),
        (
            '<a>Jane Roe</a><span class="prog-aff">X</span><span class="prog-aff">Y</span>',
            [("Jane Roe", "X; Y")],
        ),
        ('<span class="prog-aff">of nobody</span>, ', []),
    ],
)
def test_people(markup: str, expected: list[tuple[str, str | None]]) -> None:
    assert people(markup) == expected


def test_no_performers_are_no_people() -> None:
    assert read_people(None) == ()


@pytest.mark.parametrize(
    "track",
    ["Artifact Evaluation", "Journal-First Papers", "SRC", "Posters", "Tool Demonstrations",
     "Workshops and Tutorials", "Keynotes", "Doctoral Symposium", "Best of CAL"],
)  # fmt: skip
def test_tracks_without_papers(track: str) -> None:
    assert refused_track(track)


@pytest.mark.parametrize("track", ["Main Conference", "Research Papers", "Industry", "OOPSLA", "Technical Track", None])
def test_tracks_with_papers(track: str | None) -> None:
    assert refused_track(track) is None


@pytest.mark.parametrize("badge", ["Artifact Available", "Reusable", "Functional", "Best Paper Award", "Remote"])
def test_a_badge_of_a_paper_turns_it_away_never(badge: str) -> None:
    assert refused_event("Talk", "Breaking Down the Opening of Closures", [badge]) is None


@pytest.mark.parametrize(
    "title",
    ["Break-Even Scheduling", "Lunchbox: A Cache", "Discussion Forums at Scale for Everybody", "Q&A Driven Adaptation"],
)
def test_titles_that_begin_like_breaks_are_papers(title: str) -> None:
    assert refused_event("Talk", title, []) is None


@pytest.mark.parametrize(
    "title", ["Q&A", "Live Q&A Session 2", "Q & A with the authors", "Questions and Answers (20m)"]
)
def test_questions_are_no_papers(title: str) -> None:
    assert refused_event("Talk", title, []) == "session"


@pytest.mark.parametrize(
    ("url", "outcome"),
    [("https://popl19.sigplan.org/", None), ("https://2019.cgo.org/track/cgo-2019-papers", "wrong_year")],
)
def test_an_export_is_of_the_conference_asked_for(url: str, outcome: str | None) -> None:
    page = (PAGES / "researchr" / "popl19-export.xml").read_text("utf-8")
    if outcome is None:
        assert {paper.track for paper in parse(page, url)} == {"Research Papers"}
        return
    with pytest.raises(PageProblem) as caught:
        parse(page, url)
    assert caught.value.outcome == outcome


def test_an_export_that_is_cut_off_gives_no_part_of_the_list() -> None:
    page = (PAGES / "researchr" / "popl19-export.xml").read_text("utf-8")
    with pytest.raises(PageProblem, match="cut off"):
        parse(page[: len(page) * 3 // 4], "https://popl19.sigplan.org/")


def test_series_of_an_address() -> None:
    assert series_in(URL) == {"ppopp"}
    assert series_in("https://conf.researchr.org/program/hpca-2026/program-hpca-2026/") == {"hpca"}
    assert series_in("file:///tmp/page.html") == set()


@pytest.mark.parametrize("page", sorted((PAGES / "researchr").glob("*.*ml")), ids=lambda page: page.stem)
def test_recognises_its_pages_without_an_address(page: Path) -> None:
    assert recognise(page.read_text("utf-8"), "") is ("challenge" not in page.stem)


@pytest.mark.parametrize("family", ["usenix", "mlsys"])
def test_recognises_no_pages_of_others(family: str) -> None:
    assert not any(recognise(page.read_text("utf-8"), "") for page in (PAGES / family).glob("*.html"))


def test_recognises_addresses() -> None:
    assert recognise("", URL)
    assert recognise("", "https://2026.hpca-conf.org/track/hpca-2026-main-conference")
    assert not recognise("", "https://www.usenix.org/conference/nsdi25/technical-sessions")


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(PAGE)), st.integers(0, 400))
def test_a_damaged_page_gives_papers_or_says_why(start: int, length: int) -> None:
    try:
        found = parse(PAGE[:start] + PAGE[start + length :], URL)
    except PageProblem:
        return
    assert found
    assert all(paper.title and paper.authors for paper in found)
    assert all(isinstance(author, Author) and author.name for paper in found for author in paper.authors)
