"""OpenReview: paging, labels and damaged answers; whole answers are in tests/pages/openreview."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from test_pages import FIXTURES, PAGES

from confmerge.outcome import Outcome, PageProblem
from scrapers.families.openreview import parse, recognise

VENUE = "ICLR.cc/2025/Conference"
URL = f"https://api2.openreview.net/notes?content.venueid={VENUE}&limit=3"


def note(name: str = "n1", **content: Any) -> dict[str, Any]:
    values = {"title": f"Title {name}", "authors": ["A B"], "venueid": VENUE, "venue": "ICLR 2025 Poster"} | content
    return {"id": name, "forum": name, "content": {key: {"value": value} for key, value in values.items()}}


def answer(*notes: dict[str, Any], **rest: Any) -> str:
    return json.dumps({"notes": notes, "count": len(notes)} | rest)


def test_answers_lead_on_until_all_notes_are_there() -> None:
    notes = [note(f"n{n}") for n in range(7)]
    found: list[str] = []
    url: str | None = URL
    while url:
        first = int(parse_qs(urlsplit(url).query).get("offset", ["0"])[0])
        page = parse(answer(*notes[first : first + 3], count=7), url)
        found += [paper.title for paper in page]
        url = page.next
    assert found == [f"Title n{n}" for n in range(7)]


def test_an_answer_that_would_lead_on_for_ever_is_an_error() -> None:
    with pytest.raises(PageProblem, match="sends nothing after note 0 of 7"):
        parse(answer(count=7), URL)


@pytest.mark.parametrize(("count", "whole"), [(2, True), (3, False)])
def test_a_full_answer_without_a_count_may_be_a_part(count: int, whole: bool) -> None:
    found = parse(json.dumps({"notes": [note(f"n{n}") for n in range(count)]}), URL)
    assert (found.whole, found.next) == (whole, None)


@pytest.mark.parametrize(
    ("venueid", "label", "reason"),
    [
        (VENUE, "ICLR 2025 Spotlight", None),
        ("ICLR.cc/2025/conference", "ICLR 2025 Poster", None),
        (VENUE, "", None),
        (VENUE, "ICLR 2025 Submitted", "submission"),
        (VENUE, "Submitted to ICLR 2025", "submission"),
        (VENUE, "ICLR 2025 Conference Withdrawn Submission", "withdrawn"),
        (VENUE, "ICLR 2025 Conference Desk Rejected Submission", "rejected"),
        (VENUE + "/Rejected_Submission", "ICLR 2025 Poster", "rejected"),
        (VENUE + "/Desk_Rejected_Submission", "", "rejected"),
        (VENUE + "/Withdrawn_Submission", "", "withdrawn"),
        (VENUE + "/Submission", "", "submission"),
        ("ICLR.cc/2025/Workshop/LLM", "ICLR 2025 Workshop", "of another venue"),
        ("NeurIPS.cc/2025/Conference", "NeurIPS 2025 poster", "of another venue"),
        ("OpenReview.net/Archive", "CoRR 2025", "of another venue"),
        (None, None, "a note without a venue"),
    ],
)
def test_the_venue_and_its_label_say_what_was_accepted(
    venueid: str | None, label: str | None, reason: str | None
) -> None:
    found = parse(answer(note("a"), note("b", venueid=venueid, venue=label)), URL)
    assert len(found) == (1 if reason else 2)
    assert found.turned_away == ({reason: 1} if reason else {})


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        (["Ève Fünf", " Bo\u00a0 Two,\nJr. "], ["Ève Fünf", "Bo Two, Jr."]),
        ([{"fullname": "A B", "username": "~A_B1"}, {"fullname": None}, {}, 7, None, ""], ["A B"]),
        (["A B", "Anonymous"], ["A B"]),
    ],
)
def test_authors_are_names_or_objects(authors: list[Any], names: list[str]) -> None:
    assert [author.name for author in parse(answer(note(authors=authors)), URL)[0].authors] == names


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        ("", Outcome.LAYOUT_CHANGED),
        ("[]", Outcome.LAYOUT_CHANGED),
        ("{}", Outcome.LAYOUT_CHANGED),
        ('{"notes": null}', Outcome.LAYOUT_CHANGED),
        ('{"notes": [1, null]}', Outcome.NOT_PUBLISHED),
        (answer(note())[:-30], Outcome.LAYOUT_CHANGED),
        ("<html><title>ICLR 2025 Conference | OpenReview</title></html>", Outcome.LAYOUT_CHANGED),
        (answer({"id": "x"}, {"id": "y", "content": None}), Outcome.LAYOUT_CHANGED),
        (answer(note(venueid="ICLR.cc/2024/Conference")), Outcome.WRONG_YEAR),
        (answer(note(venueid="ICLR.cc/2024/Conference/Rejected_Submission")), Outcome.WRONG_YEAR),
        (answer(note(venueid=VENUE + "/Rejected_Submission")), Outcome.NOT_PUBLISHED),
        ('{"status": 403, "body": {"name": "ChallengeRequiredError", "status": 403}}', Outcome.BLOCKED),
        ('{"name": "NotFoundError", "message": "There is no such group", "status": 404}', Outcome.NOT_PUBLISHED),
    ],
)
def test_what_holds_no_papers_says_why(page: str, outcome: Outcome) -> None:
    with pytest.raises(PageProblem) as caught:
        parse(page, URL)
    assert caught.value.outcome is outcome


def test_only_its_own_answers_are_recognised() -> None:
    named = {page.relative_to(PAGES) for page in FIXTURES if recognise(page.read_text("utf-8", "replace"), "")}
    own = {page.relative_to(PAGES) for page in FIXTURES if page.parent.name == "openreview"}
    assert named == {page for page in own if '"notes"' in (PAGES / page).read_text("utf-8")}


def test_an_address_is_enough() -> None:
    assert recognise("", URL)
    assert recognise("", "https://openreview.net/group?id=ICLR.cc/2025/Conference")
    assert not recognise("", "https://example.org/openreview.net/")
