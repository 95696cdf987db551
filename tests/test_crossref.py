"""Crossref: addresses that ask for DOIs, the way from cursor to cursor, and titles as publishers deposit them."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confmerge.outcome import Outcome, PageProblem
from scrapers.families.crossref import parse, recognise, works_of

STEM = "10.1145/3689031"
QUERY = "https://api.crossref.org/works?filter=type:proceedings-article&rows={rows}&cursor=*#" + STEM


def work(doi: str, **fields: Any) -> dict[str, Any]:
    authors = [{"given": "Jane", "family": "Roe", "affiliation": []}]
    return {"DOI": doi, "type": "proceedings-article", "title": [f"On {doi}"], "author": authors} | fields


def answer(works: list[dict[str, Any]], cursor: str | None = None) -> str:
    return json.dumps({"status": "ok", "message-type": "work-list", "message": {"items": works, "next-cursor": cursor}})


# --- addresses -------------------------------------------------------------------------------------------------------

_DOI = st.from_regex(r"10\.[0-9]{4,5}/[a-z0-9]{1,40}(\.[0-9]{1,9}){0,2}", fullmatch=True)


@given(st.lists(_DOI, max_size=200))
def test_every_doi_is_asked_for_once_in_short_addresses(dois: list[str]) -> None:
    asked: list[str] = []
    for address in works_of(dois):
        assert len(address) <= 2000
        query = parse_qs(urlsplit(address).query)
        portion = query["filter"][0].split(",")
        assert query["rows"] == [str(len(portion))]
        asked += [name.removeprefix("doi:") for name in portion]
    assert asked == list(dict.fromkeys(dois))


def test_what_is_no_doi_is_not_asked_for() -> None:
    assert works_of(["", "x", "https://www.usenix.org/x"]) == []
    assert works_of(["https://doi.org/10.1145/AB.2"], base="https://mirror.example.org") == [
        "https://mirror.example.org/works?filter=doi:10.1145/ab.2&rows=1"
        "&select=DOI,title,subtitle,author,container-title,type,URL,issued"
    ]


def test_a_doi_with_marks_of_an_address_is_quoted() -> None:
    assert "doi:10.1145/a%26b%2B%25" in works_of(["10.1145/a&b+%"])[0]


# --- from cursor to cursor -------------------------------------------------------------------------------------------


def walk(answers: list[list[int]], rows: int) -> tuple[list[str], int]:
    """Read answers one after the other; a number is how many works of the volume come, the rest are others."""
    url, papers, count = QUERY.format(rows=rows), list[str](), 0
    while url:
        own, size = answers[count]
        works = [work(f"{STEM}.{count}{n}") for n in range(own)]
        works += [work(f"10.1145/3627703.{count}{n}") for n in range(size - own)]
        count += 1
        try:
            found = parse(answer(works, "A+/=="), url)
        except PageProblem as problem:
            if problem.outcome is not Outcome.NOT_PUBLISHED:
                raise
            break
        papers += [paper.doi or "" for paper in found]
        url = found.next or ""
        if url:
            assert urlsplit(url).fragment.startswith(STEM)
            assert parse_qs(urlsplit(url).query)["cursor"] == ["A+/=="]
    return papers, count


@pytest.mark.parametrize(
    ("own", "asked"),
    [
        ([5, 5, 2, 0, 0, 0, 5], 6),  # then three answers without any
        ([0, 0, 5, 1, 0, 0, 0], 7),  # others come first
        ([0, 0, 0, 5], 3),  # too many others
        ([3, 0, 2, 0, 0, 1, 0, 0, 0], 9),  # others between
    ],
)
def test_answers_are_followed_while_the_volume_goes_on(own: list[int], asked: int) -> None:
    papers, count = walk([[number, 5] for number in own], rows=5)
    assert count == asked
    assert len(papers) == len(set(papers)) == sum(own[:asked])


def test_a_short_answer_is_the_last() -> None:
    assert walk([[5, 5], [1, 2]], rows=5) == ([f"{STEM}.0{n}" for n in range(5)] + [f"{STEM}.10"], 2)


def test_a_cursor_that_runs_in_a_circle_has_an_end() -> None:
    assert walk([[1, 1]] * 100, rows=1)[1] == 50


def test_the_stem_ends_at_its_dot() -> None:
    found = parse(answer([work(f"{STEM}.1"), work(f"{STEM}9.1")]), QUERY.format(rows=9))
    assert [paper.doi for paper in found] == [f"{STEM}.1"]


# --- works -----------------------------------------------------------------------------------------------------------


def paper_of(**fields: Any) -> Any:
    return parse(answer([work("10.1145/1.2", **fields)]), "")[0]


@pytest.mark.parametrize(
    ("title", "subtitle", "expected"),
    [
        (["A Cache."], [], "A Cache"),
        (["Are We There Yet?"], None, "Are We There Yet?"),
        (["And So On..."], [], "And So On..."),
        (["A\n                    Cache"], [], "A Cache"),
        (["Cache"], ["a study"], "Cache: a study"),
        (["Cache:"], ["A Study."], "Cache: A Study"),
        (["Cache: A Study"], ["a study"], "Cache: A Study"),
        (["", "A Cache"], [""], "A Cache"),
        ("A Cache", None, "A Cache"),
        (["<i>In Vivo</i> CO<sub>2</sub> &amp; <scp>RNA</scp>"], [], "In Vivo CO2 & RNA"),
        (["&lt;i&gt;In Vivo&lt;/i&gt; R&amp;amp;D"], [], "In Vivo R&D"),
        (["Vec<T>, n < m, and <T>"], [], "Vec<T>, n < m, and <T>"),
        (["<mml:math>\n <mml:mi>k</mml:mi>\n <mml:mo>-</mml:mo>\n</mml:math>Means"], [], "k-Means"),
        (["A<br/>B <tex-math>$x$</tex-math>C"], [], "A B C"),
    ],
)
def test_title(title: Any, subtitle: Any, expected: str) -> None:
    assert paper_of(title=title, subtitle=subtitle).title == expected


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ({"given": "John", "family": "Doe", "suffix": "Jr."}, [("John Doe Jr.", None)]),
        ({"family": "Madonna"}, [("Madonna", None)]),
        ({"name": "The X Group"}, [("The X Group", None)]),
        (
            {"given": "A", "family": "B", "affiliation": [{"name": "X"}, {"name": "Y"}, {"name": "X"}]},
            [("A B", "X; Y")],
        ),
        ({"given": "A", "family": "B", "affiliation": [{"id": []}, {}]}, [("A B", None)]),
        ({"given": "Jos&amp;eacute;", "family": "\u200bB "}, [("José B", None)]),
    ],
)
def test_author(person: dict[str, Any], expected: list[tuple[str, str | None]]) -> None:
    assert [(author.name, author.affiliation) for author in paper_of(author=[person, {}, None]).authors] == expected


@pytest.mark.parametrize(
    ("fields", "year"),
    [
        ({"container-title": ["Proceedings of the 30th ACM Conference"], "issued": {"date-parts": [[2024]]}}, None),
        ({"container-title": ["Companion of the Web Conference 2018 - WWW '18"]}, 2018),
        ({"container-title": ["Proceedings"], "event": {"acronym": "EuroSys '25"}}, 2025),
        ({"container-title": [], "event": {"name": "SOSP '24: Symposium"}}, 2024),
    ],
)
def test_the_year_is_the_one_that_the_volume_names(fields: dict[str, Any], year: int | None) -> None:
    assert parse(answer([work("10.1145/1.2", **fields), work("10.1145/1.3", **fields)]), "").year == year


def test_works_of_several_years_say_none() -> None:
    works = [work(f"10.1145/1.{n}", **{"container-title": [f"X 20{n}"]}) for n in (24, 25)]
    assert parse(answer(works), "").year is None


@pytest.mark.parametrize(
    ("page", "url", "expected"),
    [
        (answer([]), "", True),
        ("Resource not found.", "", True),
        ("anything", "https://api.crossref.org/works", True),
        ('<p>"message-type"</p>', "", False),
        ('{"meta": {}, "papers": []}', "", False),
    ],
)
def test_recognise(page: str, url: str, expected: bool) -> None:
    assert recognise(page, url) is expected
