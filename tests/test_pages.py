"""Saved pages and what they hold: tests/pages/<family>/<edition>[-kind].html beside a .json of the same name.

A page may also be <edition>[-kind].xml, or the answer of an API, <edition>[-kind].answer.json. The .json beside it is
`{"url": …, "papers": […]}` or `{"url": …, "outcome": …, "message_contains": …}`; all other parts of `Found` are
compared where they stand. Papers are compared as whole objects: a field that should be absent fails.
A new page needs no .json: the first run writes one, and fails so that somebody reads it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from confmerge.outcome import Outcome, PageProblem
from confmerge.paper import Author, Paper
from scrapers.pages import Found, check_challenge, decode, original_url, page_title, soup, text, tidy
from scrapers.people import split_names

PAGES = Path(__file__).parent / "pages"
FIXTURES = sorted(page for kind in ("html", "xml", "answer.json") for page in PAGES.glob(f"*/*.{kind}"))
CANONICAL = re.compile(r"<link rel=\"canonical\" href=\"([^\"]+)\"")


def beside(page: Path) -> Path:
    """The file that says what a page holds."""
    return page.with_name(page.name.partition(".")[0] + ".json")


def observed(page: Path, url: str) -> dict[str, Any]:
    parse: Callable[[bytes, str], Found] = import_module(f"scrapers.families.{page.parent.name}").parse
    try:
        found = parse(page.read_bytes(), url)
    except PageProblem as problem:
        return {"url": url, "outcome": str(problem.outcome), "message": problem.message}
    return {
        "url": url,
        "year": found.year,
        "whole": found.whole,
        "next": found.next,
        "missing": list(found.missing),
        "remarks": list(found.remarks),
        "turned_away": dict(sorted(found.turned_away.items())),
        "papers": [paper.to_dict() for paper in found],
    }


@pytest.mark.parametrize("page", FIXTURES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_page_gives_what_its_json_says(page: Path) -> None:
    says = beside(page)
    if not says.exists():
        canonical = CANONICAL.search(page.read_text("utf-8"))
        record = observed(page, original_url(unescape(canonical.group(1)), "") if canonical else "")
        says.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
        pytest.fail(f"{says.name} was missing and is written now: review it (the url too) and run again")
    expected = json.loads(says.read_text("utf-8"))
    actual = observed(page, expected["url"])
    if "outcome" in expected:
        assert actual.get("outcome") == expected["outcome"], actual
        assert expected.get("message_contains", "") in actual["message"]
        return
    assert actual.get("papers") == expected["papers"], actual.get("message", "")
    for key in expected.keys() - {"papers"}:
        assert actual[key] == expected[key]


def test_every_page_json_has_its_page() -> None:
    answers = set(PAGES.glob("*/*.answer.json"))
    assert {*PAGES.glob("*/*.json")} - answers <= {beside(page) for page in FIXTURES}


# --- bytes to text ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "declared"),
    [
        ("é – 漢".encode(), None),
        ("é – 漢".encode(), "iso-8859-1"),  # valid UTF-8 is UTF-8, whatever the server says
        ("é – 漢".encode("utf-8-sig"), None),
        ("é – 漢".encode("utf-16"), None),
        ("é – 漢".encode("gb18030"), "gb18030"),
        ("é – 漢".encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_decode_gives_the_letters(body: bytes, declared: str | None) -> None:
    assert decode(body, declared) == "é – 漢"


def test_decode_reads_the_charset_of_the_page_itself() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=shift_jis"><p>日本'
    assert decode(page.encode("shift_jis")) == page


def test_decode_falls_back_to_windows_1252_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    assert decode(b"<p>Caf\xe9 \x96 Bar</p>", "utf-8") == "<p>Café – Bar</p>"
    assert "windows-1252" in caplog.text


def test_decode_keeps_utf_8_with_a_broken_byte(caplog: pytest.LogCaptureFixture) -> None:
    assert decode("Jérôme Müller ".encode() + b"\xff") == "Jérôme Müller \N{REPLACEMENT CHARACTER}"
    assert "no UTF-8" in caplog.text


def test_decode_ignores_a_charset_that_does_not_exist() -> None:
    assert decode(b"<p>Caf\xe9</p>", "x-unknown") == "<p>Café</p>"


# --- challenge pages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "<head><title>Just a moment...</title></head>",
        "<script>window._cf_chl_opt={cvId:'3'}</script>",
        '<script src="/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1?ray=1"></script>',
        "<noscript><div>Enable JavaScript and cookies to continue</div></noscript>",
        "<title>Making sure you&#39;re not a bot!</title>",
        '<script id="anubis_challenge" type="application/json">{}</script>',
        '<link rel="stylesheet" href="/.within.website/x/xess/xess.min.css">',
        "<html><head><title>403 Forbidden</title></head>",
        '{"name": "ChallengeRequiredError", "status": 403}',
    ],
)
def test_challenge_is_blocked(body: str) -> None:
    with pytest.raises(PageProblem, match="-a page=FILE") as caught:
        check_challenge(body.encode())
    assert caught.value.outcome is Outcome.BLOCKED


def test_challenge_header_is_blocked() -> None:
    with pytest.raises(PageProblem, match="Cloudflare"):
        check_challenge(b"<p>anything</p>", {"CF-Mitigated": "challenge"})


@pytest.mark.parametrize(
    "body",
    [
        "<title>Just a moment of Fame: SGX | USENIX</title><p>Just a moment... we wait.</p>",
        "<p>window._cf_chl_opt and /cdn-cgi/challenge-platform/ in prose; Enable JavaScript and cookies</p>",
        '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>',  # stands in pages let through
        '{"title": "On \\"name\\": \\"ChallengeRequiredError\\""}',
        "",
    ],
)
def test_words_of_a_challenge_alone_are_no_challenge(body: str) -> None:
    check_challenge(body, {"Server": "cloudflare"})


# --- tree, text, names -----------------------------------------------------------------------------------------------


def test_soup_drops_what_is_not_content() -> None:
    tree = soup(
        "<p>A<!-- old list -->B<script>x</script><style>y</style><template>z</template><noscript>w</noscript></p>"
    )
    assert text(tree) == "AB"


def test_text_parts_blocks_and_keeps_inline_markup_together() -> None:
    assert text(soup("<div>CO<sub>2</sub> in<br>two&nbsp; lines<p>and</p>one\u200b\u2069 A&amp;amp;B</div>")) == (
        "CO2 in two lines and one A&B"
    )


def test_tidy_leaves_ampersands_that_are_no_entities() -> None:
    assert tidy("R&D at AT&T; Q&notes") == "R&D at AT&T; Q&notes"


def test_page_title_is_the_one_of_the_head() -> None:
    tree = soup("<head><title>NSDI &#039;25 | USENIX</title></head><body><svg><title>logo</title></svg></body>")
    assert page_title(tree) == "NSDI '25 | USENIX"
    assert page_title(BeautifulSoup("", "lxml")) is None


@pytest.mark.parametrize(
    ("href", "base", "expected"),
    [
        ("/a", "https://h.org/x/y", "https://h.org/a"),
        ("/web/2025id_/https:/h.org/a", "https://web.archive.org/web/2025/https://h.org/x", "https://h.org/a"),
        ("a", "https://web.archive.org/web/20250101000000/http://h.org/x/y", "http://h.org/x/a"),
        (" https://h.org/web/2025 ", "", "https://h.org/web/2025"),
    ],
)
def test_original_url(href: str, base: str, expected: str) -> None:
    assert original_url(href, base) == expected


@pytest.mark.parametrize(
    ("string", "names"),
    [
        ("A B, C D, and E F", ["A B", "C D", "E F"]),
        ("and A B; C D,", ["A B", "C D"]),
        ("Andy Sand and Brandy Anderson", ["Andy Sand", "Brandy Anderson"]),
        ("Monia (Manya) Ghobadi, John Doe, Jr., III", ["Monia (Manya) Ghobadi", "John Doe, Jr., III"]),
        ("A (X, Y; Z and W) B & C D", ["A (X, Y; Z and W) B", "C D"]),
        ("A B (now, C D", ["A B (now", "C D"]),
        ("A B, and", ["A B"]),
        ("A B, (in alphabetical order), C D†, et al.", ["A B", "C D"]),
        (" , ; and ", []),
    ],
)
def test_split_names(string: str, names: list[str]) -> None:
    assert split_names(string) == names


def test_found_is_a_list_that_knows_its_page() -> None:
    paper = Paper("T", authors=(Author("A"),))
    found = Found([paper], page_title="P", whole=False)
    assert found == [paper]
    assert (found.page_title, found.whole, found.turned_away) == ("P", False, {})
