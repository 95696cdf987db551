"""Which family a page belongs to, and what becomes of a page that belongs to none."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest

from confmerge.outcome import Outcome, PageProblem
from scrapers.families import auto, programme
from scrapers.families.auto import family_of
from scrapers.pages import decode

PAGES = Path(__file__).parent / "pages"
UNKNOWN = "https://conference.example.net/2025/papers.html"
PAPER = (
    "<div class='p'><h4>A Case for Number {n} of the Papers on Caches</h4>"
    "<p>Jane Roe{n} (Example University), John Doe{n}</p></div>"
)


def page(papers: int, title: str = "Some Conference 2025") -> str:
    letters = "abcdefghijklmnopqrstuvwxyz"
    return f"<html><head><title>{title}</title></head><body>" + "".join(
        PAPER.format(n=letters[n]) for n in range(papers)
    )


def readable() -> list[Path]:
    """The fixtures of all other families that hold papers, and say so by their content."""
    found = []
    for kind in ("html", "xml"):
        for path in sorted(PAGES.glob(f"*/*.{kind}")):
            says = json.loads(path.with_suffix(".json").read_text("utf-8"))
            if path.parent.name != "auto" and says.get("papers"):
                found.append(path)
    return found


@pytest.mark.parametrize("path", readable(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_family_recognises_its_own_pages_by_their_address(path: Path) -> None:
    url = json.loads(path.with_suffix(".json").read_text("utf-8"))["url"]
    assert family_of(decode(path.read_bytes()), url, first=[path.parent.name]) == path.parent.name


def test_a_page_of_a_family_is_read_by_it_and_says_so() -> None:
    path = PAGES / "programme" / "asplos25.html"
    says = json.loads(path.with_suffix(".json").read_text("utf-8"))
    found = auto.parse(path.read_bytes(), says["url"])
    assert [paper.to_dict() for paper in found] == says["papers"]
    assert found.remarks[0] == "read as a page of the family `programme`"


def test_the_families_named_first_are_asked_first(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("opentoc", "sigcomm", "usenix"):
        monkeypatch.setattr(import_module(f"scrapers.families.{name}"), "recognise", lambda page, url: True)
    auto._recogniser.cache_clear()
    try:
        assert family_of("<p>", "", first=["usenix"]) == "usenix"
        assert family_of("<p>", "", first=["sigcomm", "usenix"]) == "sigcomm"
        assert family_of("<p>", "", first=["auto", "usenix"]) == "usenix"
    finally:
        monkeypatch.undo()
        auto._recogniser.cache_clear()


def test_a_page_of_nobody_is_of_no_family() -> None:
    assert family_of(page(9), UNKNOWN) is None
    assert family_of("", "") is None


def test_what_is_sure_enough_comes_with_how_sure_it_is() -> None:
    found = auto.parse(page(9).encode(), UNKNOWN)
    assert len(found) == 9
    assert found.year == 2025
    assert found.remarks == (
        "read by the structure of the page, 96% sure: 9 of 9 repeated `h4` have a title and names",
    )


def test_what_is_not_sure_is_described_for_a_person_to_judge() -> None:
    with pytest.raises(
        PageProblem, match=r"2 records that may be papers, 50% sure where 70% is asked for.*A Case for"
    ) as caught:
        auto.parse(page(2), UNKNOWN)
    assert caught.value.outcome is Outcome.LAYOUT_CHANGED


def test_a_page_that_the_registry_vouches_for_needs_less() -> None:
    assert len(programme.parse(page(3), "https://www.iscaconf.org/isca2025/program/")) == 3
    with pytest.raises(PageProblem, match="3 records that may be papers"):
        auto.parse(page(3), UNKNOWN)


def test_a_page_of_another_year_is_refused() -> None:
    with pytest.raises(PageProblem) as caught:
        auto.parse(page(9, "Some Conference 2024"), UNKNOWN)
    assert caught.value.outcome is Outcome.WRONG_YEAR


def test_many_titles_without_authors_are_a_changed_layout() -> None:
    broken = (
        page(18).replace(" (Example University), John Doe", " and so on and so forth", 6).replace("Jane Roe", "see", 6)
    )
    with pytest.raises(PageProblem) as caught:
        auto.parse(broken, UNKNOWN)
    assert caught.value.outcome is Outcome.LAYOUT_CHANGED


def test_one_cycle_of_several_is_a_part_of_the_year() -> None:
    part = page(9).replace("<body>", "<body><h2>Accepted Papers: Summer Cycle</h2>")
    both = part.replace("<body>", "<body><h2>Accepted Papers: Fall Cycle</h2>")
    assert not auto.parse(part, UNKNOWN).whole
    assert auto.parse(both, UNKNOWN).whole


def test_a_second_list_in_another_form_is_said_and_weighed() -> None:
    rows = "".join(
        f"<tr><td>Towards Short Paper {n} on the Same Page</td><td>Ann Other{n} (Example College)</td></tr>"
        for n in "abcde"
    )
    found = auto.parse(page(18) + f"<table>{rows}</table>", UNKNOWN)
    assert len(found) == 18
    assert found.remarks[0].endswith("have a title and names; 5 more of another form were not read")
    with pytest.raises(PageProblem, match="5 more of another form"):
        auto.parse(page(6) + f"<table>{rows}</table>", UNKNOWN)
