"""What the saved pages and answers of MLSys and its sisters do not say: odd records, LaTeX, recognising, robustness."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confmerge.outcome import Outcome, PageProblem
from scrapers.affiliations import read_affiliated
from scrapers.families._mlsys import absolute, from_latex, kind_of, read_authors, refused_kind
from scrapers.families.mlsys import parse, recognise
from scrapers.pages import original_url, tidy

PAGES = Path(__file__).parent / "pages"
URL = "https://mlsys.org/static/virtual/data/mlsys-2026-orals-posters.json"


def event(**changes: Any) -> dict[str, Any]:
    return {"name": "A Stand-in", "authors": [{"fullname": "Jane Roe"}], "eventtype": "Poster"} | changes


def answer(*events: Any, **changes: Any) -> str:
    return json.dumps({"count": len(events), "next": None, "results": list(events)} | changes)


@pytest.mark.parametrize(
    ("changes", "authors"),
    [
        ({"authors": ["Jane Roe", "Wei Li"]}, ["Jane Roe", "Wei Li"]),
        ({"authors": "Jane Roe, Wei Li"}, ["Jane Roe", "Wei Li"]),
        ({"authors": [{"first_name": "Jane", "last_name": "Roe"}]}, ["Jane Roe"]),
        ({"authors": [{"fullname": ""}, {"fullname": "Wei Li"}, {"fullname": None}]}, ["Wei Li"]),
        ({"authors": [{"fullname": ""}]}, []),
        ({"authors": [{"fullname": 'Zo\\"e Z.&nbsp;Ze\\v{n}g'}]}, ["Zoë Z. Zeňg"]),
    ],
)
def test_authors_of_an_event(changes: dict[str, Any], authors: list[str]) -> None:
    (paper,) = parse(answer(event(**changes)), URL)
    assert [author.name for author in paper.authors] == authors


@pytest.mark.parametrize(
    ("changes", "url"),
    [
        ({"paper_url": "https://openreview.net/forum?id=", "virtualsite_url": "/virtual/2026/poster/1"}, "https://mlsys.org/virtual/2026/poster/1"),
        ({"paper_url": "", "eventmedia": [{"uri": "https://openreview.net/forum?id=Ab1"}]}, "https://openreview.net/forum?id=Ab1"),
        ({"paper_url": "None", "virtualsite_url": None}, None),
        ({"virtualsite_url": None}, None),
    ],
)  # fmt: skip
def test_page_of_an_event(changes: dict[str, Any], url: str | None) -> None:
    (paper,) = parse(answer(event(**changes)), URL)
    assert paper.url == url


def test_papers_that_share_a_key_and_nothing_else_are_two() -> None:
    events = [event(uid="1"), event(uid="1", name="Another", authors=[{"fullname": "John Doe"}])]
    assert len(parse(answer(*events), URL)) == 2


def test_an_answer_that_others_follow_may_hold_no_papers() -> None:
    found = parse(answer(event(eventtype="Workshop"), next="/api/miniconf/events?offset=1"), URL)
    assert (len(found), found.next) == (0, "https://mlsys.org/api/miniconf/events?offset=1")


@pytest.mark.parametrize(
    "page", ["[1, 2]", "{}", '{"results": 3}', answer(3), answer(event(authors=[])), '{"results": [', "nothing"]
)
def test_an_answer_of_something_else_is_a_changed_layout(page: str) -> None:
    with pytest.raises(PageProblem) as caught:
        parse(page, URL)
    assert caught.value.outcome is Outcome.LAYOUT_CHANGED


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (r"Schr\"odinger and Erd\H{o}s", "Schrödinger and Erdős"),
        (r"\O{}rsted, \AA ngstr\"{o}m, Stra\ss{}e", "Ørsted, Ångström, Straße"),
        (r"$\{a\}$-sets of {B}", r"$\{a\}$-sets of {B}"),
        (r"\emph{One} {T}wo", "One Two"),
        ("R&D {as is}", "R&D {as is}"),
        (r"50\% off", "50% off"),
    ],
)
def test_latex(words: str, expected: str) -> None:
    assert from_latex(words) == expected


def test_kinds() -> None:
    assert kind_of("In-Person Poster presentation / top 25% paper", address=None).startswith("In-Person")
    assert kind_of("", None, address="https://icml.cc/virtual/2025/oral/1") == "oral"
    assert refused_kind("Workshop Poster") == "workshop poster"
    assert refused_kind("Datasets and Benchmarks Track", "Spotlight Poster", None) is None


@pytest.mark.parametrize("page", sorted((PAGES / "mlsys").glob("*.html")), ids=lambda page: page.stem)
def test_recognises_its_pages(page: Path) -> None:
    record = json.loads(page.with_suffix(".json").read_text("utf-8"))
    assert recognise(page.read_text("utf-8"), record["url"])
    assert recognise(page.read_text("utf-8"), "") or not record.get("papers") or "initial" in page.stem


@pytest.mark.parametrize("family", ["usenix", "researchr"])
def test_recognises_no_pages_of_others(family: str) -> None:
    assert not any(recognise(page.read_text("utf-8"), "") for page in (PAGES / family).glob("*.html"))


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["mlsys26.html", "mlsys25-accepted.html", "icml24-cards.html"]),
    st.floats(0, 1),
    st.integers(0, 300),
)
def test_a_damaged_page_gives_papers_or_says_why(name: str, start: float, length: int) -> None:
    page = (PAGES / "mlsys" / name).read_text("utf-8")
    cut = int(start * len(page))
    try:
        found = parse(page[:cut] + page[cut + length :], "")
    except PageProblem:
        return
    assert all(paper.title and paper.authors for paper in found)


@given(
    st.lists(
        st.sampled_from(
            ["Jane", "Roe", "V.", "Jr.", "III", "and", "al", "others", ",", ", ", " · ", "·", "-", "(X)", "(X, Y)", "*"]
        ).map(lambda part: f" {part} " if part[0].isalpha() else part)
        | st.text("Zéß黄 .-'’·⋅,;&/|()[]*†1_", max_size=2),
        max_size=8,
    ).map(lambda parts: tidy("".join(parts)))
)
def test_plain_lists_of_authors_are_read_as_all_lists_are(words: str) -> None:
    assert read_authors(words) == read_affiliated(words)


@pytest.mark.parametrize("base", ["https://a.org/x/y", "https://web.archive.org/web/2026/https://a.org/x/y"])
@pytest.mark.parametrize(
    "link", ["/hash/5a-Abstract.html", "/a/../b", "/./x", "//h/x", "/web/2026/https://p.org/x.html", "x/y", "/v/1?x=1"]
)
def test_short_ways_to_an_address_lead_to_it(link: str, base: str) -> None:
    assert absolute(link, base) == original_url(link, base)
