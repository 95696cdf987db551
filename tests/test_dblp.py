"""DBLP: what one fixture page does not say, mostly variants of them that a browser, an archive or an editor makes."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from test_pages import FIXTURES, PAGES

from confmerge.outcome import Outcome, PageProblem
from scrapers.families.dblp import parse, recognise

SOSP = "https://dblp.org/db/conf/sosp/sosp2025.html"
API = "https://dblp.org/search/publ/api?q=toc:db/conf/sosp/sosp2025.bht:&h=3&format=json"
TOC = (PAGES / "dblp" / "sosp25.html").read_text("utf-8")
XML = (PAGES / "dblp" / "sosp25-toc.xml").read_text("utf-8")
ENTRY = """
<li class="entry inproceedings" id="conf/x/{key}"><cite class="data">
<span itemprop="author"><span itemprop="name">{name}</span></span>:<br>
<span class="title" itemprop="name">{title}</span></cite></li>"""


def toc(*entries: tuple[str, str], heading: str = "", h1: str = "SOSP 2025") -> str:
    items = (ENTRY.format(key=n, name=name, title=title) for n, (name, title) in enumerate(entries))
    return f"<title>dblp: {h1}</title><h1>{h1}</h1><h2>{heading}</h2><ul class='publ-list'>{''.join(items)}</ul>"


# --- pages that were saved, archived or damaged ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.replace("<li ", "<LI ").replace("</li>", "</LI>").replace("<span ", "<SPAN "),
        lambda page: page.replace('class="entry ', 'class="marked entry '),
        lambda page: re.sub(r"</cite></li>", "</cite>", page),
        lambda page: page.replace('href="https', 'href="https://web.archive.org/web/20251101000000/https'),
        lambda page: page.replace('href="https', 'href="/web/20251101000000/https'),
        lambda page: page.replace('src="https://dblp.org/img', 'src="SOSP 2025_files'),
        lambda page: page.replace("\n", "\r\n"),
        lambda page: page.replace('<span class="title"', '<!-- <span class="title">Old.</span> --><span class="title"'),
        lambda page: page.replace("dblp.org", "dblp.uni-trier.de"),
    ],
    ids=[
        "upper case",
        "one more class",
        "unclosed",
        "archive",
        "archive, relative",
        "saved",
        "CR LF",
        "comment",
        "mirror",
    ],
)
def test_a_copy_gives_the_same_papers(change: Any) -> None:
    changed = change(TOC)
    assert changed != TOC
    said = [paper.to_dict() for paper in parse(TOC, SOSP)]
    copied = [paper.to_dict() for paper in parse(changed, "https://web.archive.org/web/2025/" + SOSP)]
    assert [record | {"url": record["url"].replace("dblp.uni-trier.de", "dblp.org")} for record in copied] == said


def test_xml_that_a_browser_shows_is_read() -> None:
    shown = f"<html><body><div id='webkit-xml-viewer-source-xml'>{XML.partition('?>')[2]}</div></body></html>"
    assert parse(shown, SOSP) == parse(XML, SOSP)


def test_entities_of_the_dtd_are_those_of_html() -> None:
    page = XML.replace("Hugo Lefeuvre", "Ren&eacute; &Aring;str&ouml;m").replace("Proto: ", "&lt;Proto&gt; &amp;c: ")
    papers = parse(page, SOSP)
    assert papers[1].authors[0].name == "René Åström"
    assert papers[2].title.startswith("<Proto> &c: A Guided")


def test_a_slip_of_an_editor_is_counted_and_a_lost_field_is_a_changed_layout() -> None:
    good = [("A B", f"Title {n}.") for n in range(9)]
    found = parse(toc(*good, ("", "Nobody's.")), SOSP)
    assert (len(found), found.turned_away) == (9, {"without authors": 1})
    with pytest.raises(PageProblem) as caught:
        parse(toc(*good, ("", "Nobody's."), ("C D", "")), SOSP)
    assert caught.value.outcome is Outcome.LAYOUT_CHANGED


# --- what is a paper -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "reason"),
    [
        ("Keynotes", "keynote"),
        ("Keynote I", "keynote"),
        ("Session 1: Keynote Address", "keynote"),
        ("Invited Talks", "keynote"),
        ("Panel on the Future", "panel"),
        ("Poster Session", "poster"),
        ("Posters & Demos", "poster"),
        ("Demonstrations", "demo"),
        ("Tutorials", "tutorial"),
        ("Workshop Summaries", "workshop"),
        ("PhD Forum", "student research"),
        ("Work-in-Progress Papers", "work in progress"),
        ("Doctoral Education", None),
        ("Panel Data", None),
        ("Demonstration-Based Programming", None),
        ("Session 3: Invited Papers", None),
        ("Research Track", None),
    ],
)
def test_a_heading_says_what_stands_under_it(heading: str, reason: str | None) -> None:
    page = toc(("A B", "On Things."), ("C D", "On Others."), heading=heading)
    if reason is None:
        assert [paper.session for paper in parse(page, SOSP)] == [heading, heading]
        return
    with pytest.raises(PageProblem, match=reason) as caught:
        parse(page, SOSP)
    assert caught.value.outcome is Outcome.NOT_PUBLISHED


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Poster: Small Kernels.", "poster"),
        ("Demo Abstract: Small Kernels.", "demo"),
        ("Keynote Talk: Kernels.", "keynote"),
        ("Front Matter.", "front matter"),
        ("Message from the Program Co-Chairs.", "front matter"),
        ("Welcome to SOSP 2025.", "front matter"),
        ("DeMo: Decoupled Momentum Optimization.", None),
        ("Demonstration Learning: A Study.", None),
        ("Panel Data: A Study.", None),
        ("Welcome to the Jungle: A Study.", None),
        ("Posterior Sampling.", None),
        ("Editorial Control of Feeds.", None),
    ],
)
def test_a_title_says_what_it_is(title: str, reason: str | None) -> None:
    found = parse(toc(("A B", "On Things."), ("C D", title)), SOSP)
    assert found.turned_away == ({reason: 1} if reason else {})
    assert len(found) == (1 if reason else 2)


def test_two_papers_may_have_one_title_but_not_one_doi() -> None:
    found = parse(toc(("A B", "On Things."), ("C D", "On Things."), ("A B", "On things!")), SOSP)
    assert (len(found), found.turned_away) == (2, {"a second time on the page": 1})
    doubled = XML.replace("3764809</ee>", "3764818</ee>")
    assert parse(doubled, SOSP).turned_away["a second time on the page"] == 1


# --- years -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("h1", "url", "year"),
    [
        ("16th SOSP 1997: St. Malo, France", "https://dblp.org/db/conf/sosp/sosp97.html", 1997),
        ("PACMPL, Volume 10, 2026", "https://dblp.org/db/journals/pacmpl/pacmpl10.html", 2026),
        ("31st SOSP 2025: Seoul", "", 2025),
        ("30th ASPLOS 2025 - Volume 1", "https://dblp.org/db/conf/asplos/asplos2025-1.html", 2025),
        ("Some Symposium", SOSP, None),
    ],
)
def test_a_volume_says_its_year(h1: str, url: str, year: int | None) -> None:
    assert parse(toc(("A B", "On Things."), h1=h1), url).year == year


def test_records_of_another_year_are_the_wrong_volume() -> None:
    page = (PAGES / "dblp" / "sosp25-search-last.answer.json").read_text("utf-8")
    with pytest.raises(PageProblem) as caught:
        parse(page, API.replace("2025", "2024"))
    assert caught.value.outcome is Outcome.WRONG_YEAR


# --- answers in pieces -----------------------------------------------------------------------------------------------


def answer(url: str, total: int, cap: int) -> str:
    """What the service answers: at most `cap` records, whatever it is asked for, and one alone not as a list."""
    first = int(parse_qs(urlsplit(url).query).get("f", ["0"])[0])
    kind = "Conference and Workshop Papers"
    hits = [
        {"info": {"authors": {"author": {"text": "A B"}}, "title": f"Title {n}.", "key": f"k/{n}", "type": kind}}
        for n in range(first, min(first + cap, total))
    ]
    counts = {"@total": str(total), "@sent": str(len(hits)), "@first": str(first)}
    return json.dumps({"result": {"hits": counts | ({"hit": hits[0] if len(hits) == 1 else hits} if hits else {})}})


@pytest.mark.parametrize(("total", "cap"), [(7, 3), (6, 3), (1, 3), (2, 1)])
def test_answers_lead_on_until_all_records_are_there(total: int, cap: int) -> None:
    found: list[str] = []
    url: str | None = API
    while url:
        page = parse(answer(url, total, cap), url)
        found += [paper.title for paper in page]
        assert url.replace(f"&f={len(found) - len(page)}", "") == API
        url = page.next
    assert found == [f"Title {n}" for n in range(total)]


def test_an_answer_that_would_lead_on_for_ever_is_an_error() -> None:
    with pytest.raises(PageProblem, match="sends nothing after record 0 of 5") as caught:
        parse(answer(API, 5, 0), API)
    assert caught.value.outcome is Outcome.LAYOUT_CHANGED


def test_an_answer_from_a_file_has_no_next() -> None:
    found = parse(answer(API, 5, 3), SOSP)
    assert (found.next, found.whole, found.remarks) == (None, False, ("the answer holds records 1 to 3 of 5",))


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        (answer(API, 5, 3).replace('"@sent": "3"', '"@sent": "5"'), Outcome.LAYOUT_CHANGED),
        (answer(API, 5, 3)[:-40], Outcome.LAYOUT_CHANGED),
        ('{"result": {"status": {"@code": "500"}}}', Outcome.LAYOUT_CHANGED),
        ("[]", Outcome.LAYOUT_CHANGED),
        ("", Outcome.LAYOUT_CHANGED),
        ("<html><title>Papers</title><h1>Programme</h1><p>A paper</p></html>", Outcome.LAYOUT_CHANGED),
        ("<title>dblp: SOSP 2025</title><h1>SOSP 2025</h1><ul class=publ-list></ul>", Outcome.NOT_PUBLISHED),
        ("<title>dblp: SOSP 2024</title><h1>SOSP 2024</h1><ul class=publ-list></ul>", Outcome.WRONG_YEAR),
    ],
)
def test_what_is_no_list_says_so(page: str, outcome: Outcome) -> None:
    with pytest.raises(PageProblem) as caught:
        parse(page, SOSP)
    assert caught.value.outcome is outcome


# --- whose page it is ------------------------------------------------------------------------------------------------


def test_only_its_own_pages_are_recognised() -> None:
    named = {page.relative_to(PAGES) for page in FIXTURES if recognise(page.read_text("utf-8", "replace"), "")}
    own = {page.relative_to(PAGES) for page in FIXTURES if page.parent.name == "dblp" and "challenge" not in page.name}
    assert named == own


def test_an_address_is_enough() -> None:
    assert recognise("", SOSP)
    assert recognise("", "https://web.archive.org/web/2025/" + SOSP.replace("dblp.org", "dblp.uni-trier.de"))
    assert not recognise("", "https://example.org/dblp.org/")
