"""What the saved pages of tests/pages/eurosys do not say: recognising, cycles, and states of a page edited by hand."""

from __future__ import annotations

import pytest

from confmerge.outcome import Outcome, PageProblem
from scrapers.families.eurosys import parse, recognise
from scrapers.pages import Found

URL = "https://2027.eurosys.org/accepted-papers.html"
ROW = "<tr><td>Nothing but Logs {}</td><td>Jane Roe (Example University), John Doe (Labs (Europe))</td></tr>"


_PEOPLE = ("Jane Roe (Example University)", "by people of Example University and of Example Labs")


def page(body: str, title: str = "EuroSys 2027") -> str:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


def table(rows: str, title: str = "Title", authors: str = "Authors") -> str:
    return f"<table><tr><th>{title}</th><th>{authors}</th></tr>{rows}</table>"


def rows(*numbers: int) -> str:
    return "".join(map(ROW.format, numbers))


def names(found: Found) -> list[list[str]]:
    return [[author.name for author in paper.authors] for paper in found]


@pytest.mark.parametrize(
    ("markup", "url", "expected"),
    [
        (page(""), "", True),
        ("<TITLE>Accepted Papers &#8211; EUROSYS 2020</TITLE>", "", True),
        ("<p>saved without a head</p>", "https://2023.eurosys.org/program.html", True),
        ("<p></p>", "https://web.archive.org/web/20200501000000/https://www.eurosys2020.org/program/", True),
        ("<p>as good as EuroSys</p>", "", False),
        ("<title>dblp: EuroSys 2025</title>", "", False),
        ("<title>EuroSys '25: Proceedings of the Twentieth European Conference</title>", "", False),
        ('<title>EuroSys 2023</title><div id="DLtoc">', "https://2023.eurosys.org/toc.html", False),
        ("<title>OSDI 2025</title>", "https://www.usenix.org/conference/osdi25", False),
    ],
)
def test_recognises_its_pages(markup: str, url: str, expected: bool) -> None:
    assert recognise(markup, url) is expected


@pytest.mark.parametrize(
    ("heads", "whole", "tracks"),
    [
        (("Accepted Papers Spring", "Accepted Papers Fall "), True, ["Spring", "Fall"]),
        (("Spring: Conditionally Accepted Papers", "Fall: Conditionally Accepted Papers"), True, ["Spring", "Fall"]),
        (("Accepted Papers (Spring Cycle)",), False, ["Spring Cycle"]),
        (("Accepted Papers",), False, [None]),
        (("List of Accepted Papers of EuroSys 2027",), False, [None]),
        (("Conditional Accepted Papers",), False, [None]),
        (("Accepted Papers", "Round 1"), False, ["Round 1"]),
    ],
)
def test_cycle_is_what_the_heading_says_besides(heads: tuple[str, ...], whole: bool, tracks: list[str | None]) -> None:
    body = "".join(f"<h1>{head}</h1>{table(rows(n))}" for n, head in enumerate(heads))
    if heads[-1] == "Round 1":
        body = f"<h1>{heads[0]}</h1><h2>{heads[1]}</h2>{table(rows(0))}"
    found = parse(page(body), URL)
    assert found.whole is whole
    assert [paper.track for paper in found] == tracks
    assert {paper.session for paper in found} == {None}


@pytest.mark.parametrize(
    ("year", "body", "whole"),
    [
        (2024, rows(1), True),
        (2025, rows(1), False),
        (2027, rows(1).replace("<td>", '<td><a href="https://doi.org/10.1145/1234567.1234568">', 1), True),
        (2027, f'<tr><td colspan="2">Session 1: Logs</td></tr>{rows(1)}', True),
    ],
    ids=["one cycle a year", "first of two cycles, perhaps", "published", "programme"],
)
def test_a_plain_list_may_be_the_first_cycle(year: int, body: str, whole: bool) -> None:
    markup = page(f"<h1>Accepted Papers</h1>{table(body)}", f"EuroSys {year}")
    assert parse(markup, f"https://{year}.eurosys.org/accepted-papers.html").whole is whole


def test_cycle_in_the_address_is_a_part_of_the_year() -> None:
    assert not parse(page(table(rows(1))), "https://2027.eurosys.org/accepted-papers-spring.html").whole


@pytest.mark.parametrize(
    ("title", "authors"),
    [
        ("Title", "Authors"),
        ("<b>Paper&nbsp;Title</b>", "Author(s)"),
        ("Papers", "Authors (affiliations)"),
        ("PAPER", "AUTHORS"),
        ("Title of the paper:", "List of authors"),
        ("Contribution", "Written by"),
    ],
)
def test_columns_are_found_by_their_heads_or_by_what_is_in_them(title: str, authors: str) -> None:
    found = parse(page(table(rows(1, 2, 3), title, authors)), URL)
    assert [paper.title for paper in found] == [f"Nothing but Logs {n}" for n in (1, 2, 3)]
    assert names(found) == [["Jane Roe", "John Doe"]] * 3


@pytest.mark.parametrize(
    "edit",
    [
        str.upper,
        lambda markup: markup.replace("</td>", "").replace("</tr>", ""),
        lambda markup: markup.replace("<tr>", "<tbody><tr>", 1),
        lambda markup: markup.replace("<td>", '<td class="saved">\n<span>').replace("</td>", "&nbsp;</span>\n</td>"),
        lambda markup: markup.replace("<table>", "<table><tr><td><table>").replace(
            "</table>", "</table></td></tr></table>"
        ),
    ],
    ids=["upper case", "unclosed", "tbody", "spans", "nested"],
)
def test_markup_edited_by_hand(edit: object) -> None:
    assert callable(edit)
    found = parse(page(edit(table(rows(1, 2)))), URL)
    assert [paper.title.lower() for paper in found] == ["nothing but logs 1", "nothing but logs 2"]
    assert [len(paper.authors) for paper in found] == [2, 2]


@pytest.mark.parametrize(
    "row",
    ["<h4>{}</h4><p>{}</p>", "<p>{}</p><p>{}</p>", "<li>{}<br>{}</li>", "<div>{}</div><div>{}</div>"],
    ids=["headings", "paragraphs", "items", "divs"],
)
def test_papers_that_stand_in_no_table(row: str) -> None:
    long = "Jane Roe (University of Example; Institute of Advanced Examples, Example Academy of Sciences)"
    people = f"{long}, {long.replace('Jane Roe', 'John Doe')}, {long.replace('Jane Roe', 'Max Mustermann')}"
    body = "".join(row.format(f"Nothing but Logs and Faults in Files {n}", people) for n in range(3))
    found = parse(page(f"<h1>Accepted Papers</h1>{body}"), URL)
    assert [paper.title for paper in found] == [f"Nothing but Logs and Faults in Files {n}" for n in range(3)]
    assert names(found) == [["Jane Roe", "John Doe", "Max Mustermann"]] * 3
    assert {paper.session for paper in found} == {None}


def test_an_archived_copy_has_original_links() -> None:
    link = "/web/20270501000000/https://dl.acm.org/doi/10.1145/1234567.1234568"
    body = table(f'<tr><td><a href="{link}">Nothing but Logs</a></td><td>Jane Roe (Example University)</td></tr>')
    (paper,) = parse(page(body), f"https://web.archive.org/web/20270501000000/{URL}")
    assert (paper.url, paper.doi) == ("https://dl.acm.org/doi/10.1145/1234567.1234568", "10.1145/1234567.1234568")


def test_links_badges_and_awards_are_no_part_of_the_title() -> None:
    body = table(
        '<tr><td>Nothing but Logs [<a href="logs.pdf">PDF</a>] [<a href="https://github.com/x/y">Code</a>]<br>'
        "<em>Best Student Paper Award</em></td><td>Jane Roe (Example University)</td></tr>"
        "<tr><td><b>Faults in Files</b> (Best Paper Award)</td><td>John Doe (Example Labs)</td></tr>"
    )
    logs, faults = parse(page(body), URL)
    assert (logs.title, logs.award) == ("Nothing but Logs", "Best Student Paper Award")
    assert logs.pdf == logs.url == "https://2027.eurosys.org/logs.pdf"
    assert (faults.title, faults.award, faults.url) == ("Faults in Files", "Best Paper Award", None)


def test_sessions_in_rows_and_in_a_column() -> None:
    body = table(f'<tr><td colspan="2">Session 1: Logs (Chair: J. Roe)</td></tr>{rows(1)}')
    body += "<table><tr><th>Session</th><th>Title</th><th>Authors</th></tr>" + rows(2).replace(
        "<td>", "<td>2: Faults</td><td>", 1
    )
    assert [paper.session for paper in parse(page(body), URL)] == ["Session 1: Logs", "2: Faults"]


@pytest.mark.parametrize(
    "name", ["Posters", "Poster Session", "Keynotes", "Tutorials", "Demos", "Co-located Workshops"]
)
def test_other_works_are_turned_away(name: str) -> None:
    body = f"<h2>Session 1</h2>{table(rows(1))}<h2>{name}</h2>{table(rows(2))}"
    found = parse(page(body), URL)
    assert [paper.title for paper in found] == ["Nothing but Logs 1"]
    assert found.turned_away.total() == 1


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("", Outcome.NOT_PUBLISHED),
        ("<h1>Accepted Papers</h1><p>The list of papers will be announced in January.</p>", Outcome.NOT_PUBLISHED),
        (table(""), Outcome.NOT_PUBLISHED),
        (table("<tr><td>TBA</td><td>TBA</td></tr>"), Outcome.NOT_PUBLISHED),
        (f"<!-- {table(rows(1, 2))} --><h1>Accepted Papers</h1>", Outcome.NOT_PUBLISHED),
        (table("<tr><td>Nothing but Logs</td><td></td></tr>" * 5), Outcome.LAYOUT_CHANGED),
        (table("<tr><td>Nothing but Logs</td></tr>" * 5), Outcome.LAYOUT_CHANGED),
        (
            "<h1>Accepted Papers</h1><ul>" + "<li>Nothing but Logs in a List of Titles</li>" * 9 + "</ul>",
            Outcome.LAYOUT_CHANGED,
        ),
        (
            "".join(f"<p><b>Nothing but Logs {n}</b><br>{people}</p>" for n in range(3) for people in _PEOPLE),
            Outcome.LAYOUT_CHANGED,
        ),
        (f"<h1>Accepted Posters</h1>{table(rows(1))}", Outcome.LAYOUT_CHANGED),
        (
            "<h1>Schedule</h1><table><tr><td>9:00</td><td>Break</td><td>Session 1</td></tr></table>",
            Outcome.NOT_PUBLISHED,
        ),
        (f"<h1>EuroSys 2026 Accepted Papers</h1>{table(rows(1))}", Outcome.WRONG_YEAR),
    ],
)
def test_no_papers_is_never_a_success(body: str, outcome: Outcome) -> None:
    with pytest.raises(PageProblem) as problem:
        parse(page(body), URL)
    assert problem.value.outcome is outcome
