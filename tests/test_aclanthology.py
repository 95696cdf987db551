"""ACL Anthology: ids, volumes, and copies that a browser or an archive makes of the fixture pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from test_pages import FIXTURES, PAGES

from confmerge.outcome import Outcome, PageProblem
from scrapers.families._aclanthology import paper_id, why_not_accepted
from scrapers.families.aclanthology import parse, recognise

EVENT = "https://aclanthology.org/events/acl-2025/"
VOLUME = "https://aclanthology.org/volumes/2025.acl-long/"
PAGE = (PAGES / "aclanthology" / "acl25.html").read_text("utf-8")
ENTRY = (
    "<div><span class=d-block><strong><a class=align-middle href=/{id}/>{title}</a></strong><br>{names}</span></div>"
)


def volume(*entries: tuple[str, str], title: str = "Proceedings of the 2025 Conference") -> str:
    items = (ENTRY.format(id=name, title=f"Title of {name}", names=names) for name, names in entries)
    return f"<title>{title} - ACL Anthology</title><section id=main><h2 id=title>{title}</h2>{''.join(items)}</section>"


@pytest.mark.parametrize(
    "change",
    [
        lambda page: str(BeautifulSoup(page, "lxml")),
        lambda page: page.replace("<a ", "<A ").replace("<strong>", "<STRONG>").replace("</strong>", "</STRONG>"),
        lambda page: page.replace("href=/", "href=https://aclanthology.org/"),
        lambda page: page.replace("href=/", "href=/web/20251101000000/https://aclanthology.org/"),
        lambda page: page.replace(' title="Best', ' title data-bs-original-title="Best'),
        lambda page: page.replace('class="d-sm-flex align-items-stretch mb-3"', 'class="row"'),
        lambda page: page.replace("\n|\n", " | "),
        lambda page: page.replace(
            "<span class=d-block><strong>",
            "<!-- <strong><a href=/2024.acl-long.9/>Old</a></strong> --><span class=d-block><strong>",
        ),
    ],
    ids=["quoted", "upper case", "absolute", "archive", "tooltips", "renamed", "one line", "comment"],
)
def test_a_copy_gives_the_same_papers(change: Callable[[str], str]) -> None:
    changed = change(PAGE)
    assert changed != PAGE
    assert parse(changed, EVENT) == parse(PAGE, EVENT)
    assert parse(changed, EVENT).turned_away == parse(PAGE, EVENT).turned_away


@pytest.mark.parametrize(
    ("href", "read"),
    [
        ("/2025.acl-long.1/", ("2025.acl-long.1", 2025, "acl", "long", False)),
        ("/2020.acl-main.0", ("2020.acl-main.0", 2020, "acl", "main", True)),
        ("/2022.coling-1.10/", ("2022.coling-1.10", 2022, "coling", "1", False)),
        ("/D19-1001/", ("D19-1001", 2019, "emnlp", "", False)),
        ("/D19-5001/", ("D19-5001", 2019, "", "", False)),
        ("/W19-0100/", ("W19-0100", 2019, "", "", True)),
        ("/P98-1001/", ("P98-1001", 1998, "acl", "", False)),
        ("/2025.acl-long.1.bib", None),
        ("/2025.acl-long.1.pdf", None),
        ("/volumes/2025.acl-long/", None),
        ("/people/a-2025/", None),
        ("/attachments/2025.acl-long.1.software.zip", None),
    ],
)
def test_ids(href: str, read: tuple[object, ...] | None) -> None:
    assert paper_id(href) == read


@pytest.mark.parametrize(
    ("href", "title", "reason"),
    [
        ("/2025.acl-long.1/", "(Volume 1: Long Papers)", None),
        ("/2020.acl-main.1/", "", None),
        ("/2025.acl-industry.1/", "(Volume 6: Industry Track)", None),
        ("/2025.findings-acl.1/", "Findings", None),
        ("/2025.acl-demo.1/", "", "demo"),
        ("/2021.acl-demos.1/", "", "demo"),
        ("/2025.acl-srw.1/", "", "student research"),
        ("/2025.acl-tutorials.1/", "", "tutorial"),
        ("/2022.acl-tutorial.1/", "", "tutorial"),
        ("/2025.woah-1.1/", "Proceedings of the 9th Workshop on Online Abuse and Harms", "workshop"),
        ("/2025.wmt-1.1/", "Proceedings of the Tenth Conference on Machine Translation", "of another venue"),
        ("/P18-3001/", "Proceedings of ACL 2018, Student Research Workshop", "student research"),
        ("/P18-4001/", "Proceedings of ACL 2018, System Demonstrations", "demo"),
        ("/P18-1001/", "(Volume 1: Long Papers)", None),
        ("/W18-2501/", "Proceedings of Workshop for NLP Open Source Software", "workshop"),
    ],
)
def test_which_volumes_of_an_event_are_the_conference(href: str, title: str, reason: str | None) -> None:
    read = paper_id(href)
    assert read is not None
    assert why_not_accepted(read, title, "acl") == reason


def test_a_joint_event_has_the_ids_of_one_venue() -> None:
    parts = PAGE.replace("events/acl-2025", "events/ijcnlp-2025")
    assert parse(parts, "https://aclanthology.org/events/ijcnlp-2025/") == parse(PAGE, EVENT)
    assert parse(PAGE, "") == parse(PAGE, EVENT)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("<a href=/people/a/>A B</a>", ["A B"]),
        ("<a href=/people/a/>A B</a>\n|\nC D Jr.", ["A B", "C D Jr."]),
        (
            "<a href=/people/y/>Yang Liu (刘洋)</a> | <a href=/people/e/>Ève&nbsp;Fünf</a>",
            ["Yang Liu (刘洋)", "Ève Fünf"],
        ),
        ("<a href=/people/a/>A B</a><br><a href=/volumes/x/>Proceedings of X</a>", ["A B"]),
    ],
)
def test_authors(names: str, expected: list[str]) -> None:
    paper = parse(volume(("2025.acl-long.1", names)), VOLUME)[0]
    assert [author.name for author in paper.authors] == expected


@pytest.mark.parametrize(
    ("ids", "url", "outcome"),
    [
        (["2024.acl-long.1"], VOLUME, Outcome.WRONG_YEAR),
        (["P18-1001"], "https://aclanthology.org/volumes/P19-1/", Outcome.WRONG_YEAR),
        (["2025.acl-long.0"], VOLUME, Outcome.NOT_PUBLISHED),
        ([], VOLUME, Outcome.LAYOUT_CHANGED),
    ],
)
def test_a_page_without_the_papers_says_why(ids: list[str], url: str, outcome: Outcome) -> None:
    with pytest.raises(PageProblem) as caught:
        parse(volume(*((name, "<a href=/people/a/>A B</a>") for name in ids), title="Proceedings"), url)
    assert caught.value.outcome is outcome


def test_a_slip_is_counted_and_a_lost_field_is_a_changed_layout() -> None:
    good = [(f"2025.acl-long.{n}", "<a href=/people/a/>A B</a>") for n in range(1, 9)]
    found = parse(volume(*good, ("2025.acl-long.90", "")), VOLUME)
    assert (len(found), found.turned_away) == (8, {"without authors": 1})
    with pytest.raises(PageProblem) as caught:
        parse(volume(*good, ("2025.acl-long.90", ""), ("2025.acl-long.91", "")), VOLUME)
    assert caught.value.outcome is Outcome.LAYOUT_CHANGED


def test_only_its_own_pages_are_recognised() -> None:
    named = {page.relative_to(PAGES) for page in FIXTURES if recognise(page.read_text("utf-8", "replace"), "")}
    own = {page.relative_to(PAGES) for page in FIXTURES if page.parent.name == "aclanthology"}
    assert named == {page for page in own if "no-such-page" not in page.name}


def test_an_address_is_enough() -> None:
    assert recognise("", EVENT)
    assert recognise("", "https://www.aclweb.org/anthology/events/acl-2019/")
    assert not recognise("", "https://2025.aclweb.org/program/")
