"""USENIX: authors in all their forms, and the pages that must not be taken for something else."""

from __future__ import annotations

import html
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confmerge.outcome import Outcome, PageProblem
from confmerge.paper import Author
from scrapers.families.usenix import parse
from scrapers.pages import soup
from scrapers.people import People, read_people

CORPUS = os.environ.get("CONFMERGE_CORPUS")
EXAMPLE = Path(__file__).parent.parent / "examples" / "nsdi25.html"
LISTING = "https://www.usenix.org/conference/nsdi25/technical-sessions"


def read(inner: str) -> People:
    return read_people(soup(f"<div class='field'>{inner}</div>").div)


def pairs(people: People) -> list[tuple[str, str | None]]:
    return [(author.name, author.affiliation) for author in people.authors]


# --- authors: what is printed comes back -----------------------------------------------------------------------------

_LETTERS = st.characters(categories=["Lu", "Ll", "Lo"], exclude_characters="\xaa\xba")
_WORD = st.text(_LETTERS, min_size=1, max_size=8).filter(
    lambda word: word not in ("and", "Jr", "Sr", "II", "III", "IV")
)
_PLAIN_NAME = st.lists(_WORD, min_size=2, max_size=3).map(" ".join)
_NICKNAMED = st.tuples(_WORD, _WORD, _WORD).map(lambda words: f"{words[0]} ({words[1]}, {words[1]}) {words[2]}")
_SUFFIXED = st.tuples(_PLAIN_NAME, st.sampled_from([" III", ", Jr.", ", Ph.D."])).map("".join)
NAME = st.one_of(_PLAIN_NAME, _NICKNAMED, _SUFFIXED)
PLACE = st.lists(
    _WORD | st.sampled_from(["University of X, Los Angeles", "A; B", "Duke and Akamai"]), min_size=1, max_size=2
).map(" ".join)
GROUPS = st.lists(st.tuples(st.lists(NAME, min_size=1, max_size=4), PLACE | st.none()), min_size=1, max_size=5)


def printed(names: list[str]) -> str:
    """Print names as USENIX does: "A", "A and B", "A, B, and C"."""
    if len(names) < 3:
        return " and ".join(names)
    return ", ".join(names[:-1]) + ", and " + names[-1]


@given(GROUPS, st.sampled_from(["em", "i"]), st.sampled_from([" ", "&nbsp;"]), st.booleans())
def test_groups_of_names_come_back(
    groups: list[tuple[list[str], str | None]], tag: str, blank: str, inside: bool
) -> None:
    """A list with affiliations in italics gives every name, in order, with the affiliation of its group."""
    pieces = []
    for number, (names, place) in enumerate(groups):
        end = ";" if number + 1 < len(groups) else ""
        if place is None:
            pieces.append(html.escape(printed(names)) + end)
        else:
            marked = f"<{tag}>{place}{end}</{tag}>" if inside else f"<{tag}>{place}</{tag}>{end}"
            pieces.append(f"{html.escape(printed(names))},{blank}{marked}")
    expected = [(name, place) for names, place in groups for name in names]
    if all(place is None for _, place in groups):
        return  # the form without italics, below
    assert pairs(read(f"<p>{blank.join(pieces)}</p>")) == expected


@given(st.lists(_PLAIN_NAME, min_size=1, max_size=12))
def test_a_list_without_affiliations_is_all_names(names: list[str]) -> None:
    assert pairs(read(f"<p>{printed(names)}</p>")) == [(name, None) for name in names]


@given(st.text(max_size=200))
def test_any_text_gives_names_with_letters(words: str) -> None:
    for author in read(f"<p>{html.escape(words)}</p>").authors:
        assert any(map(str.isalpha, author.name))
        assert author.name == author.name.strip()


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        # a semicolon outside the italics, none at the end, one inside an affiliation
        ("<p>A B, <em>X</em>; C D, <em>Y; Z</em></p>", [("A B", "X"), ("C D", "Y; Z")]),
        # no affiliation before a semicolon, and at the end
        ("<p>A B; C D, <em>X;</em> E F</p>", [("A B", None), ("C D", "X"), ("E F", None)]),
        # an affiliation in pieces, nested, or with its comma inside
        ("<p>A B, <em>X</em> and <em>Y;</em> C D<em>, Z</em></p>", [("A B", "X and Y"), ("C D", "Z")]),
        ("<p>A B, <em>X and <em>Y</em>;</em> C D, <em>Z</em></p>", [("A B", "X and Y"), ("C D", "Z")]),
        ("<p>A B, <em>Univ. of&nbsp;</em><em>X;</em> and C D, <em>Z</em></p>", [("A B", "Univ. of X"), ("C D", "Z")]),
        # italics that hold only punctuation
        ("<p>A B<em>,</em> C D, <em>X</em></p>", [("A B", "X"), ("C D", "X")]),
        # several lines of authors
        ("<p>A B, <em>X;</em><br>C D, <em>Y</em></p>", [("A B", "X"), ("C D", "Y")]),
        ("<p>A B, <em>X;</em></p><p>C D, <em>Y</em></p>", [("A B", "X"), ("C D", "Y")]),
        # no paragraph; empty paragraphs; spans; a label
        ("A B and C D, <em>X</em>", [("A B", "X"), ("C D", "X")]),
        ("<p>&nbsp;</p><p><span>A B, </span><i><span>X</span></i></p>", [("A B", "X")]),
        ('<div class="field-label">Authors:&nbsp;</div><p>A B, <em>X</em></p>', [("A B", "X")]),
        ("<p>Authors: A B, <em>X</em></p>", [("A B", "X")]),
        # invisible marks, footnote marks, remarks
        ("<p>A\xad B\u2069*, C D†, <em>X\u200b</em></p>", [("A B", "X"), ("C D", "X")]),
        ("<p>A B, <em>X</em> (now at Y); C D, <em>Z</em></p>", [("A B", "X"), ("C D", "Z")]),
        # no italics at all
        ("<p>A B, X; C D and E F, Y, Z; G H</p>", [("A B", "X"), ("C D", "Y, Z"), ("E F", "Y, Z"), ("G H", None)]),
        ("<p>A B, X (Y) and Z; C D, Z</p>", [("A B", "X (Y) and Z"), ("C D", "Z")]),
        ("<p>A B, C D, and E F, MIT, US</p>", [("A B", "MIT, US"), ("C D", "MIT, US"), ("E F", "MIT, US")]),
        ("<p>A B, C D and E F, Intel</p>", [("A B", "Intel"), ("C D", "Intel"), ("E F", "Intel")]),
        ("<p>A B, University of X</p>", [("A B", "University of X")]),
        ("<p>A B, Jr., X Lab</p>", [("A B, Jr.", "X Lab")]),
        ("<p><em>A B, C D, and E F</em></p>", [("A B", None), ("C D", None), ("E F", None)]),
    ],
)  # fmt: skip
def test_authors(inner: str, expected: list[tuple[str, str | None]]) -> None:
    assert pairs(read(inner)) == expected


@pytest.mark.parametrize(
    ("after", "award"),
    [
        ("<br/> <strong><em>Awarded Best Paper!</em></strong></p>", "Awarded Best Paper!"),
        ("<br><b>Awarded Best Paper!</b><br><b>Community Award</b></p>", "Awarded Best Paper!; Community Award"),
        (" <strong>Awarded Best Paper!</strong></p>", "Awarded Best Paper!"),
        ("<br>Awarded Best Paper</p>", "Awarded Best Paper"),
        ('</p><p style="font-weight: 600">Distinguished Paper Award Winner</p>', "Distinguished Paper Award Winner"),
        ("</p><p><strong><em>Second Prize of the Internet</em></strong></p>", "Second Prize of the Internet"),
        ("</p><p>Video of the talk</p>", None),
    ],
)  # fmt: skip
def test_awards_are_no_authors(after: str, award: str | None) -> None:
    people = read(f"<p>Jane Winner and Ann Hayward, <em>X</em>{after}")
    assert (pairs(people), people.award) == ([("Jane Winner", "X"), ("Ann Hayward", "X")], award)


@pytest.mark.parametrize("inner", ["Author list under embargo", "<p><em>Authors under embargo</em></p>", "<p>TBA</p>"])
def test_withheld_authors_are_none(inner: str) -> None:
    assert read(inner) == People([], None, withheld=True)


# --- pages -----------------------------------------------------------------------------------------------------------


def listing(*nodes: str) -> str:
    head = "<head><title>NSDI &#039;25 Technical Sessions | USENIX</title></head>"
    return f"<html>{head}<body>{''.join(nodes)}</body></html>"


def node(title: str, slug: str, people: str | None = "<p>Jane Roe, <em>X</em></p>", more: str = "") -> str:
    field = "" if people is None else f'<div class="field field-name-field-paper-people-text">{people}</div>'
    link = f'<a href="/conference/nsdi25/presentation/{slug}">{title}</a>'
    return f'<article class="node node-paper"><h2>{link}</h2>{field}{more}</article>'


def description(words: str) -> str:
    return f'<div class="field-name-field-paper-description-long">{words}</div>'


def test_equal_titles_of_different_authors_are_two_papers() -> None:
    found = parse(listing(node("T", "a"), node("T", "b", "<p>Ann Poe, <em>X</em></p>"), node("T", "c")), LISTING)
    assert [paper.url and paper.url[-1] for paper in found] == ["a", "b"]
    assert found.turned_away == {"a second time on the page": 1}


def test_papers_without_links_keep_apart() -> None:
    nodes = [
        re.sub(r"</?a\b[^>]*>", "", node("T", "", f"<p>{name}, <em>X</em></p>")) for name in ("Jane Roe", "Ann Poe")
    ]
    assert len(parse(listing(*nodes), LISTING)) == 2


EMBARGO = "<em>This paper is currently under embargo"
LATER = "The final paper PDF will be available on the first day of the conference.</em>"


@pytest.mark.parametrize(
    ("words", "abstract"),
    [
        ("<p>We build it. It works.</p>", "We build it. It works."),
        (f"<p>{EMBARGO}, but the abstract is available now. {LATER}</p><p>We build it.</p>", "We build it."),
        (f"<p>{EMBARGO}. {LATER}</p>", None),
        (
            "<!-- <p>This paper is under embargo.</p> --><p>Oil under embargo. We sell.</p>",
            "Oil under embargo. We sell.",
        ),
    ],
)
def test_abstract_is_free_of_embargo_notices(words: str, abstract: str | None) -> None:
    assert parse(listing(node("T", "a", more=description(words))), LISTING)[0].abstract == abstract


def test_a_paper_under_embargo_without_author_field_is_a_paper() -> None:
    found = parse(
        listing(node("T", "a"), node("U", "b", None, description("<p>This paper is under embargo.</p>"))), LISTING
    )
    assert [paper.authors for paper in found] == [(Author("Jane Roe", "X"),), ()]


def test_one_paper_without_authors_does_not_spoil_a_page() -> None:
    found = parse(
        listing(*(node(f"T{n}", f"a{n}") for n in range(5)), node("U", "b", None, description("<p>D.</p>"))), LISTING
    )
    assert (len(found), found.turned_away) == (5, {"without authors": 1})


@pytest.mark.parametrize(
    ("url", "outcome"),
    [
        ("https://www.usenix.org/conference/nsdi24/technical-sessions", Outcome.WRONG_YEAR),
        ("https://www.usenix.org/conference/osdi25/technical-sessions", Outcome.WRONG_YEAR),
        (
            "https://web.archive.org/web/2025/https://www.usenix.org/conference/nsdi26/accepted-papers",
            Outcome.WRONG_YEAR,
        ),
    ],
)
def test_another_edition_is_refused(url: str, outcome: Outcome) -> None:
    with pytest.raises(PageProblem, match=r"nsdi25|NSDI '25") as caught:
        parse(EXAMPLE.read_bytes(), url)
    assert caught.value.outcome is outcome


PIECES = st.lists(st.integers(0, 10**6), min_size=2, max_size=8)


@given(st.sampled_from(sorted(Path(__file__).parent.glob("pages/usenix/*.html"))), PIECES, st.booleans())
def test_a_damaged_page_gives_papers_or_a_reason(page: Path, cuts: list[int], swapped: bool) -> None:
    whole = page.read_text("utf-8")
    edges = sorted(cut % len(whole) for cut in cuts)
    pieces = [whole[a:b] for a, b in zip([0, *edges], [*edges, len(whole)], strict=True)][:: 2 if swapped else -1]
    try:
        found = parse("".join(pieces), LISTING)
    except PageProblem:
        return
    assert found
    assert all(paper.title and paper.title == " ".join(paper.title.split()) for paper in found)


def test_a_session_without_heading_has_no_name() -> None:
    page = listing(f'<article class="node node-session"><div>{node("T", "a")}</div></article>')
    assert parse(page, LISTING)[0].session is None


def test_links_that_are_no_addresses_are_left_out() -> None:
    page = listing(node("T", "a")).replace("/conference/nsdi25/presentation/a", "http://[")
    assert parse(page, LISTING)[0].url is None


def test_no_page_is_ever_zero_papers() -> None:
    for page in ("", "<html></html>", "plain text", listing(), listing(node("", "a", None))):
        with pytest.raises(PageProblem):
            parse(page, LISTING)


@pytest.mark.parametrize(
    ("path", "whole"),
    [
        ("technical-sessions", True),
        ("accepted-papers", True),
        ("spring-accepted-papers", False),
        ("cycle1-accepted-papers", False),
    ],
)
def test_whole_by_address(path: str, whole: bool) -> None:
    assert parse(listing(node("T", "a")), f"https://www.usenix.org/conference/nsdi25/{path}").whole is whole


def test_whole_by_heading() -> None:
    page = listing(node("T", "a")).replace("<body>", "<body><h1 id='page-title'>NSDI '25 Fall Accepted Papers</h1>")
    assert not parse(page, "https://www.usenix.org/conference/nsdi25/accepted-papers").whole


# --- the bundled example ---------------------------------------------------------------------------------------------


def test_example_page_has_all_papers_of_nsdi25() -> None:
    found = parse(EXAMPLE.read_bytes(), LISTING)
    assert (len(found), found.whole, found.page_title) == (83, True, "NSDI '25 Technical Sessions | USENIX")
    assert found.turned_away == {"a talk: presented by, not written by": 1}
    assert all(paper.authors and paper.url and paper.session is None and paper.abstract is None for paper in found)
    assert {author.affiliation for paper in found for author in paper.authors} == {None}
    assert [author.name for author in found[3].authors] == [
        "Brice Ekane", "Djob Mvondo", "Renaud Lachaize", "Yérom-David Bromberg", "Alain Tchana", "Daniel Hagimont",
    ]  # fmt: skip


# --- the corpus ------------------------------------------------------------------------------------------------------

needs_corpus = pytest.mark.skipif(not CORPUS, reason="CONFMERGE_CORPUS is not set: corpus tests skipped")
ADDRESSES = {
    "osdi25": "osdi25/technical-sessions",
    "usenixsecurity20-spring": "usenixsecurity20/spring-accepted-papers",
    "usenixsecurity20-summer": "usenixsecurity20/summer-accepted-papers",
    "usenixsecurity20-fall": "usenixsecurity20/fall-accepted-papers",
    "usenixsecurity21-summer": "usenixsecurity21/summer-accepted-papers",
    "nsdi22-presentation-goyal": "nsdi22/presentation/goyal",
}


def corpus(path: str) -> Path:
    file = Path(CORPUS or "") / path
    if not file.exists():
        pytest.skip(f"CONFMERGE_CORPUS does not hold {path}")
    return file


@pytest.mark.corpus
@needs_corpus
@pytest.mark.parametrize("name", ADDRESSES)
def test_corpus_page_is_read_exactly(name: str) -> None:
    """Titles, authors, affiliations, awards, sessions and addresses of every page equal the reference reading."""
    truth: list[dict[str, Any]] = json.loads(corpus(f"truth/usenix/{name}.json").read_text("utf-8"))["papers"]
    url = f"https://www.usenix.org/conference/{ADDRESSES[name]}"
    found = parse(corpus(f"pages/usenix/{name}.html").read_bytes(), url)
    assert [paper.title for paper in found] == [paper["title"] for paper in truth]
    for paper, true in zip(found, truth, strict=True):
        assert [author.name for author in paper.authors] == true["authors"], paper.title
        assert [author.affiliation or "" for author in paper.authors] == true["affiliations"], paper.title
        assert (paper.award, paper.session, paper.url) == (true["award"], true["session"], true["url"]), paper.title
        assert paper.abstract
    assert found.whole is (name == "osdi25")


@pytest.mark.corpus
@needs_corpus
def test_example_page_equals_the_corpus() -> None:
    papers = json.loads(corpus("accepted/nsdi25.json").read_text("utf-8"))["papers"]
    found = parse(EXAMPLE.read_bytes(), LISTING)
    assert [(p.title, [a.name for a in p.authors], p.url) for p in found] == [
        (p["title"], p["authors"], p["url"]) for p in papers
    ]


@pytest.mark.corpus
@needs_corpus
@pytest.mark.parametrize(
    "name", ["anubis_challenge_partial", "cloudflare_challenge_acs", "cloudflare_challenge_tandfonline"]
)
def test_corpus_challenge_is_blocked(name: str) -> None:
    with pytest.raises(PageProblem) as caught:
        parse(corpus(f"pages/challenge/{name}.html").read_bytes(), LISTING)
    assert caught.value.outcome is Outcome.BLOCKED
