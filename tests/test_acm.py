"""ACM Digital Library: what changes on its pages without changing the papers, and authors in all their forms."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confmerge.outcome import Outcome, PageProblem
from scrapers.families.acm import parse, recognise
from scrapers.not_papers import no_paper

PAGES = Path(__file__).parent / "pages" / "acm"
URL = "https://dl.acm.org/doi/proceedings/10.1145/3689031"
PARTIAL = (PAGES / "eurosys25-partial.html").read_text("utf-8")
EXPECTED = json.loads((PAGES / "eurosys25-partial.json").read_text("utf-8"))


def names(listing: str) -> list[tuple[str, str | None]]:
    """The authors of a page with one paper, whose list of authors is `listing`."""
    page = f'<div class="issue-item"><h5><a href="/doi/10.1145/1.2">T</a></h5>{listing}</div>'
    return [(author.name, author.affiliation) for paper in parse(page, "") for author in paper.authors]


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changed",
    [
        lambda page: page.replace("h5", "h3"),
        lambda page: page.replace("<h5", "<div").replace("</h5", "</div"),
        lambda page: page.replace("issue-item", "entry"),
        lambda page: page.replace("rlist--inline loa", "people"),
        lambda page: page.replace('aria-label="authors"', ""),
        lambda page: re.sub(r' title="[^"]*"', "", page),
        lambda page: re.sub(r'<a href="/profile/[^>]*>(.*?)</a>', r"\1", page),
        lambda page: page.replace('href="/', 'href="https://dl.acm.org/'),
        lambda page: page.replace('href="/', 'href="https://dl-acm-org.proxy.example.edu/'),
        lambda page: page.replace('href="/', 'href="/web/20250501000000/https://dl.acm.org/'),
        lambda page: re.sub(r'(/doi/10\.1145/[\d.]+)"', r'\1?cid=99659453882"', page),
        lambda page: re.sub(r"<(/?)(\w+)", lambda tag: f"<{tag[1]}{tag[2].upper()}", page),
        lambda page: page.replace("</li>", ""),
        lambda page: page.replace("10.1145/3689031.3696079,", "10.1145/3689031.3696079 , "),
    ],
)
def test_papers_stay_where_the_markup_changes(changed: Callable[[str], str]) -> None:
    page = changed(PARTIAL)
    assert page != PARTIAL
    found = parse(page, URL)
    assert [paper.to_dict() for paper in found] == EXPECTED["papers"]
    assert list(found.missing) == EXPECTED["missing"]


def test_without_its_place_recommended_papers_are_of_another_volume() -> None:
    found = parse(PARTIAL.replace("table-of-content", "x").replace("toc__section", "y"), URL)
    assert [paper.to_dict() for paper in found] == EXPECTED["papers"]
    assert found.turned_away["of another volume"] == 1


def test_a_title_without_a_link_takes_the_doi_of_its_item() -> None:
    found = parse(re.sub(r"(<h5[^>]*>)<a [^>]*>(.*?)</a>", r"\1\2", PARTIAL, flags=re.S), URL)
    assert [paper.doi for paper in found] == [paper["doi"] for paper in EXPECTED["papers"]]
    assert found[0].url == "https://doi.org/10.1145/3689031.3717470"


def test_one_item_without_authors_is_not_lost_silently() -> None:
    with pytest.raises(PageProblem, match="without authors") as caught:
        names("")
    assert caught.value.outcome is Outcome.LAYOUT_CHANGED


@pytest.mark.parametrize(
    ("page", "url", "expected"),
    [
        (PARTIAL, "", True),
        ("<title>Just a moment...</title>", URL, True),
        ("<html>", "https://web.archive.org/web/2025/https://dl.acm.org/toc/imwut/2025/9/1", True),
        ('<div id="DLtoc"><h3><a href="https://dl.acm.org/doi/10.1145/1.2">T</a></h3></div>', URL, False),
        (
            '<a href="https://dl.acm.org/doi/10.1145/1.2">Paper</a>',
            "https://sigops.org/s/conferences/sosp/2025/",
            False,
        ),
    ],
)
def test_recognise(page: str, url: str, expected: bool) -> None:
    assert recognise(page, url) is expected


# --- authors ---------------------------------------------------------------------------------------------------------

_WORD = st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=2, max_size=8)
_NAME = st.lists(_WORD, min_size=2, max_size=3).map(" ".join)
_PLACE = st.lists(_WORD, min_size=1, max_size=4).map(", ".join) | st.none()


@given(st.lists(st.tuples(_NAME, _PLACE), min_size=1, max_size=6), st.booleans())
def test_names_and_affiliations_come_back(people: list[tuple[str, str | None]], titled: bool) -> None:
    entries = []
    for name, place in people:
        title = f' title="{html.escape(name)}"' if titled else ""
        hidden = f"<p>{html.escape(place)}</p>" if place else ""
        entries.append(
            f'<li><a href="/profile/1"{title}><img alt="Author Picture"><span>{html.escape(name)}</span></a>'
            f'<span class="loa_author_inst hidden">{hidden}</span><span>, </span></li>'
        )
    assert names(f'<ul class="rlist--inline loa" aria-label="authors">{"".join(entries)}</ul>') == people


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ("<li><a title='John Doe, Jr.'>x</a>", [("John Doe, Jr.", None)]),
        ("<li><a>Dave&nbsp;(Jing)\n Tian</a><li>Jane Roe,", [("Dave (Jing) Tian", None), ("Jane Roe", None)]),
        ("<li><a href='https://orcid.org/0'>iD</a><a title='A B'></a>", [("A B", None)]),
        ("<li><a title='A B'></a><span class='loa_author_inst'><p>X, Y,</p><p>Z</p></span>", [("A B", "X, Y; Z")]),
        ("<li><a title='A B'></a><span class='loa_author_inst'>a@b.org</span>", [("A B", None)]),
        ("<li><a title='A B'></a><li><a class='read-less'>(Less)</a>", [("A B", None)]),
    ],
)
def test_authors(entries: str, expected: list[tuple[str, str | None]]) -> None:
    assert names(f'<ul class="loa">{entries}</ul>') == expected


@pytest.mark.parametrize(
    ("behind", "is_cut"),
    [
        ("<li class='count-list'><a>+ 2</a></li>", True),
        ("<li><a>+2</a></li><li hidden><a>C D</a></li>", True),
        ("<li><a>+2</a></li><li hidden><a>C D</a></li><li hidden><a>E F</a></li>", False),
        ("<li style='display:none'>C D</li><li style='display: none'>E F</li><li><a>+2</a></li>", False),
        ("<li>et al.</li>", True),
        ("", False),
    ],
)
def test_a_list_of_authors_that_is_cut_is_missing(behind: str, is_cut: bool) -> None:
    found = parse(f'<h5><a href="/doi/10.1145/1.2">T</a></h5><ul class="loa"><li>A B</li>{behind}</ul>', "")
    assert found[0].authors[0].name == "A B"
    assert found.missing == (("10.1145/1.2",) if is_cut else ())


# --- what is no paper ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Keynote", "keynote"),
        ("Opening Keynote: Systems", "keynote"),
        ("Invited Talk 2 – Caches", "keynote"),
        ("Panel Discussion", "panel"),
        ("POSTER: A Cache", "poster"),
        ("Poster Abstract: A Cache", "poster"),
        ("[Demo] A Cache", "demo"),
        ("Demos and Posters", "demo"),
        ("Session details: Keynote", "front matter"),
        ("Message from the General Chairs", "front matter"),
        ("EuroSys 2025 Program Chairs' Welcome", "front matter"),
        ("Table of Contents", "front matter"),
        ("DeMo: Decoupled Momentum", None),
        ("Demonstrating the Cache", None),
        ("Introduction of Faults: A Study", None),
        ("Welcome to the Jungle: A Cache", None),
        ("Message from Nowhere: Anonymous Transport", None),
        ("Keynotes in Music as Passwords", None),
        ("Posters, Papers, and People", None),
    ],
)
def test_no_paper(title: str, reason: str | None) -> None:
    assert no_paper(title) == reason
