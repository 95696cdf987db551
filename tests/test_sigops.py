"""SOSP pages and OpenTOC exports, beside what tests/pages/sigops and tests/pages/opentoc show: forms of one page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from confmerge.outcome import Outcome, PageProblem
from confmerge.paper import Paper
from scrapers.families import opentoc, sigops
from scrapers.families._sigops_entry import people, read_entry

PAGES = Path(__file__).parent / "pages"
SOSP = [
    page for page in sorted((PAGES / "sigops").glob("*.html")) if '"papers"' in page.with_suffix(".json").read_text()
]
URL = "https://sigops.org/s/conferences/sosp/2026/accepted.html"


def upper_case(page: str) -> str:
    return re.sub(r"<(/?)(\w+)", lambda tag: f"<{tag[1]}{tag[2].upper()}", page)


def without_colours(page: str) -> str:
    return re.sub(r' class="(?:table-)?(?:info|success|danger|warning)"', "", page)


def without_classes(page: str) -> str:
    return re.sub(r' class="[^"]*"', "", page)


def without_end_tags(page: str) -> str:
    return re.sub(r"</(?:li|td|tr|p)>", "", page)


def other_type(page: str) -> str:
    page = re.sub(r"(</?)strong", r"\1b", page)
    return re.sub(r"(</?)em\b", r"\1i", page)


def archived(page: str) -> str:
    return re.sub(r'href="(https?://[^"]+)"', r'href="/web/20251101000000/\1"', page)


def blanks(page: str) -> str:
    return page.replace("\n", "\r\n").replace(", ", ",&nbsp;").replace(" (", "&nbsp;(")


@pytest.mark.parametrize("form", [upper_case, without_end_tags, other_type, archived, blanks])
@pytest.mark.parametrize("page", SOSP, ids=lambda page: page.stem)
def test_a_page_says_the_same_in_every_form(page: Path, form: Callable[[str], str]) -> None:
    says = json.loads(page.with_suffix(".json").read_text("utf-8"))
    found = sigops.parse(form(page.read_text("utf-8")), says["url"])
    assert [paper.to_dict() for paper in found] == says["papers"]


@pytest.mark.parametrize("form", [without_colours, without_classes])
@pytest.mark.parametrize("edition", ["sosp17", "sosp19", "sosp25-schedule"])
def test_rows_need_no_colours(edition: str, form: Callable[[str], str]) -> None:
    page = PAGES / "sigops" / f"{edition}.html"
    says = json.loads(page.with_suffix(".json").read_text("utf-8"))
    found = sigops.parse(form(page.read_text("utf-8")), says["url"])
    assert [paper.to_dict() for paper in found] == says["papers"]


# --- which pages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "url", "expected"),
    [
        ("<title>SOSP 2027</title>", "", True),
        ("<title>The 33rd ACM Symposium on Operating Systems Principles</title>", "", True),
        ('<UL id=a class="x paperlist">', "", True),
        ("", "https://www.sigops.org/sosp/sosp13/program.html", True),
        ("", "https://web.archive.org/web/2024/https://sosp2023.mpi-sws.org/program.html", True),
        ("", "https://www.sosp.org/2023/program.html", True),
        ("<title>dblp: SOSP 2025</title>", "https://dblp.org/db/conf/sosp/sosp2025.html", False),
        ("<title>SOSP '25: Proceedings | ACM Conferences</title>", "", False),
        (
            "<title>OSDI '25</title><p>Papers of SOSP, the paperlist</p>",
            "https://www.usenix.org/conference/osdi25",
            False,
        ),
        ("", "https://sigops.org/s/conferences/hotos/2025/program.html", False),
    ],
)
def test_sigops_recognises_its_pages(page: str, url: str, expected: bool) -> None:
    assert sigops.recognise(page, url) is expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ('<h3><a class="DLtitleLink" href="https://dl.acm.org/doi/10.1145/1.2">T</a></h3>', True),
        ("<div id=DLcontent></div>", True),
        ("<p>We match the class DLtitleLink of an export.</p>", False),
        ("<style>#DLtoc { font: normal }</style>", False),
    ],
)
def test_opentoc_recognises_an_export_by_its_marks(page: str, expected: bool) -> None:
    assert opentoc.recognise(page, "") is expected


@pytest.mark.parametrize(("ordinal", "year"), [(24, 2013), (29, 2023), (30, 2024), (33, 2027)])
def test_an_ordinal_tells_the_year(ordinal: int, year: int) -> None:
    item = "<ul class=paperlist><li><b>T</b><br><em>A B</em></ul>"
    page = f"<p>The {ordinal}th ACM Symposium on Operating Systems Principles</p>{item}"
    assert sigops.parse(page, "https://sosp.example/accepted.html").year == year
    with pytest.raises(PageProblem) as caught:
        sigops.parse(page, "https://sigops.org/s/conferences/sosp/2019/accepted.html")
    assert caught.value.outcome is Outcome.WRONG_YEAR


# --- one entry -------------------------------------------------------------------------------------------------------


def only_paper(item: str) -> Paper:
    [paper] = sigops.parse(f'<ul class="paperlist">{item}</ul>', URL)
    return paper


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("<li><b>One<br>Two</b><br><em>A B (X)</em>", "One Two"),
        ("<li><b>A <i>fast</i> CO<sub>2</sub></b><br><em>A B (X)</em>", "A fast CO2"),
        ("<li><p><b>In a Paragraph</b></p><p><em>A B (X)</em></p>", "In a Paragraph"),
        ("<li>Plain [<a href='https://doi.org/10.1145/1.2'>paper</a>]<br><em>A B (X)</em>", "Plain"),
        ("<li><b>Named</b> by A B (X)", "Named"),
        ("<li><b>Roman</b><br>A B (X)", "Roman"),
        ("<li><b>Boxed</b> <span class='badge'>Best Paper</span><br><em>A B (X)</em>", "Boxed"),
        ("<li><b>Split</b><br><em>A B</em> (<em>X</em>)", "Split"),
    ],
)
def test_titles_and_authors_come_in_many_types(item: str, title: str) -> None:
    paper = only_paper(item)
    assert (paper.title, [(author.name, author.affiliation) for author in paper.authors]) == (title, [("A B", "X")])


def test_a_link_word_gives_the_paper_and_slides_do_not() -> None:
    paper = only_paper(
        "<li><b>T</b> <a href='slides/a.pdf'>Slides</a> <a href='files/a.pdf'>PDF</a><br><em>A B (X)</em></li>"
    )
    assert paper.url == paper.pdf == "https://sigops.org/s/conferences/sosp/2026/files/a.pdf"


@pytest.mark.parametrize(
    "words",
    ["", "9:00 - 10:30", "General Chairs: A B (X)", "The authors have posted an updated version of their paper here."],
)
def test_lines_that_name_nobody(words: str) -> None:
    assert people(words) == ()


@pytest.mark.parametrize(
    ("label", "award"),
    [
        ("<strong>Best Paper Award</strong>", "Best Paper Award"),
        ("[Best Paper]", "Best Paper"),
        ("<em>Distinguished Artifact Honorable Mention</em>", "Distinguished Artifact Honorable Mention"),
        ("<span class='badge badge-info pull-right'>Best Paper</span>", "Best Paper"),
        ("<span class='badge'>Artifact Available</span>", None),
    ],
)
def test_awards(label: str, award: str | None) -> None:
    cell = BeautifulSoup(
        f"<td><a href='https://doi.org/10.1145/1.2'>Best of Papers</a><br><em>A B</em><br>{label}", "lxml"
    )
    entry = read_entry(cell, URL)
    assert (entry.title, entry.names, entry.award) == ("Best of Papers", "A B", award)


def test_a_bold_name_in_the_row_of_the_authors_is_no_title() -> None:
    found = sigops.parse(
        "<table><tr><td><strong><a href='https://doi.org/10.1145/1.2'>T</a></strong></td></tr>"
        "<tr><td><b>A B</b> (X), C D (Y)</td></tr></table>",
        URL,
    )
    assert [(paper.title, len(paper.authors)) for paper in found] == [("T", 2)]


def test_labels_dates_and_chairs_are_no_papers() -> None:
    dates = "<ul><li><b>Camera-ready:</b> <em>Ann Lee</em><li><b>Camera-ready</b> <em>August 29</em></ul>"
    chairs = "<p><b>General Chairs</b><br>Ann Lee (X) and Bo Li (Y)</p><div><b>PC Chair</b> <em>Ann Lee (X)</em></div>"
    found = sigops.parse(f"<ul class=paperlist><li><b>T</b><br><em>A B</em></ul>{dates}{chairs}", URL)
    assert [paper.title for paper in found] == ["T"]


def test_a_heading_may_name_posters_beside_papers() -> None:
    item = "<ul class=paperlist><li><b>{}</b><br><em>A B</em></ul>"
    page = f"<h2>Papers and Posters</h2>{item.format('T')}<h2>Posters</h2>{item.format('P')}"
    found = sigops.parse(page, URL)
    assert ([paper.title for paper in found], found.turned_away) == (["T"], {"poster": 1})


def test_guests_in_sessions_without_papers_are_no_lost_papers() -> None:
    session = "<tr class=info><td><strong>{}</strong></td></tr><tr><td>Ann Lee (X) and Bo Li (Y)</td></tr>"
    guests = "".join(
        map(session.format, ("Ask Me Anything", "Trivia", "Closing Remarks", "Business Meeting", "Awards"))
    )
    paper = "<tr class=info><td>Session 1</td></tr><tr><td><strong>T</strong></td></tr><tr><td>Cy Mo (Z)</td></tr>"
    found = sigops.parse(f"<table>{paper}{guests}</table>", URL)
    assert ([paper.title for paper in found], found.turned_away) == (["T"], {})


@pytest.mark.parametrize(
    ("words", "is_award"),
    [
        ("Best Student Paper Award", True),
        ("★ Best Paper", True),
        ("Distinguished Artifact Honorable Mention", True),
        ("Best of Both: A Paper on Schedulers", False),
        ("Best-Effort Artifacts of a Distinguished Past", False),
    ],
)
def test_a_title_that_sounds_like_an_award_is_a_title(words: str, is_award: bool) -> None:
    cell = BeautifulSoup(f"<td><b>{words}</b><br><em>A B</em></td>", "lxml")
    assert (read_entry(cell, URL).award is not None) is is_award


@pytest.mark.parametrize(
    "url",
    [
        "https://sosp19.rcs.uwaterloo.ca/program.html",
        "https://sosp2023.mpi-sws.org/x",
        "http://sigops.org/sosp/sosp11/",
    ],
)
def test_the_hosts_of_many_years_are_known(url: str) -> None:
    assert sigops.recognise("", url)
