"""csconf-papers: from the index to the list, names of venues, and rows as the data set has had them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from confmerge.outcome import Outcome, PageProblem
from scrapers.families.csconf import parse, recognise
from scrapers.pages import Found

RAW = "https://raw.githubusercontent.com/RealZST/csconf-papers/main/data"
VENUES = {"ATC": 100, "EuroSys": 85, "SIGCOMM": 88, "USENIX Security": 400}
INDEX = json.dumps(
    {
        "schema": 1,
        "files": [
            {"path": f"data/2025/{venue}.json", "venue": venue, "year": 2025, "paper_count": count}
            for venue, count in VENUES.items()
        ],
    }
)


def listed(*rows: dict[str, Any], **meta: Any) -> Found:
    return parse(json.dumps({"meta": meta, "papers": rows}), f"{RAW}/2025/EuroSys.json")


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("EuroSys", "EuroSys.json#count=85"),
        ("eurosys", "EuroSys.json#count=85"),
        ("Euro-Sys", "EuroSys.json#count=85"),
        ("USENIX-ATC", "ATC.json#count=100"),
        ("ACM-SIGCOMM", "SIGCOMM.json#count=88"),
        ("USENIX-Security", "USENIX%20Security.json#count=400"),
        ("Security", "USENIX%20Security.json#count=400"),
    ],
)
def test_the_index_leads_to_the_list_of_a_venue(name: str, file: str) -> None:
    found = parse(INDEX, f"{RAW}/index.json#2025/{name}")
    assert (list(found), found.next) == ([], f"{RAW}/2025/{file}")


@pytest.mark.parametrize("asked", ["2025/SC", "2024/EuroSys", "", "2025/"])
def test_what_the_index_does_not_have_is_not_published(asked: str) -> None:
    with pytest.raises(PageProblem, match="there: ") as caught:
        parse(INDEX, f"{RAW}/index.json#{asked}")
    assert caught.value.outcome is Outcome.NOT_PUBLISHED


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Yu Wang 0002", "Yu Wang"),
        ({"name": "Yu Wang 0002", "pid": "1/2"}, "Yu Wang"),
        ({"name": "Yu Wang 0002", "display_name": "Yu Wang"}, "Yu Wang"),
        ({"name": "R2 D2"}, "R2 D2"),
        ({"name": " Mathias  Lécuyer "}, "Mathias Lécuyer"),
    ],
)
def test_authors(author: Any, name: str) -> None:
    assert [one.name for one in listed({"title": "T", "authors": [author, {}, None, ""]})[0].authors] == [name]


@pytest.mark.parametrize(("rows", "promised", "whole"), [(2, 2, True), (2, 3, False), (3, 2, True)])
def test_fewer_papers_than_promised_are_not_the_whole(rows: int, promised: int, whole: bool) -> None:
    found = listed(*({"title": f"T{n}", "authors": ["A B"]} for n in range(rows)), paper_count=promised)
    assert found.whole is whole
    assert bool(found.remarks) is not whole


def test_an_arxiv_link_gives_the_id() -> None:
    paper = listed({"title": "T.", "authors": ["A B"], "url": "https://arxiv.org/abs/2604.14590v2", "doi": None})[0]
    assert (paper.title, paper.arxiv, paper.doi) == ("T", "2604.14590", None)


def test_keynotes_are_turned_away() -> None:
    found = listed({"title": "T", "authors": ["A B"]}, {"title": "Keynote: Systems", "authors": ["A B"]})
    assert (len(found), found.turned_away) == (1, {"keynote": 1})


@pytest.mark.parametrize(
    ("page", "url", "expected"),
    [
        (INDEX, "", True),
        ('[{"title": "T", "dblp_paper_key": null}]', "", True),
        ("[]", f"{RAW}/2025/EuroSys.json", True),
        ('{"message-type": "work-list"}', "", False),
        ('<p>"sha256": </p>', "", False),
    ],
)
def test_recognise(page: str, url: str, expected: bool) -> None:
    assert recognise(page, url) is expected
