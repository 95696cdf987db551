"""Several sources of one edition, with the real command: which one is believed, what the others say, and what is asked.

The site is in the shape of USENIX's; a second site plays DBLP, Crossref or a mirror of the first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape

import pytest
from desk import CHALLENGE, PROGRAMME, SPRING, TOP, Desk, Result, page, season, titles
from server import Answer, Site

from scrapers.families.crossref import works_of

ACCEPTED = "/conference/nsdi25/accepted-papers"
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def other() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


def toc(*names: str, year: int = 2025) -> str:
    """A table of contents in the shape of DBLP's."""
    records = "".join(
        f'<li class="entry inproceedings" id="conf/nsdi/{number}" itemscope itemtype="http://schema.org/ScholarlyArticle">'
        f'<cite class="data"><span itemprop="author"><a href="https://dblp.org/pid/1/{number}.html">'
        f'<span itemprop="name" title="Ann Author">Ann Author</span></a></span>: '
        f'<span class="title" itemprop="name">{escape(name)}.</span></cite></li>'
        for number, name in enumerate(names)
    )
    return f"""<!DOCTYPE html><html><head><title>dblp: NSDI {year}</title></head><body><div id="main">
    <header class="headline"><h1>22nd NSDI {year}: Philadelphia, PA, USA</h1></header>
    <header class="h2"><h2>Session</h2></header><ul class="publ-list">{records}</ul></div></body></html>"""


def second(desk: Desk, source: str) -> None:
    desk.write_registry(
        "contact: tests@example.org\nconferences:\n  nsdi:\n    editions:\n      nsdi25:\n        expected: null\n"
        f'        sources: ["{desk.site.url}{PROGRAMME}", {source}]\n'
    )


# --- the next source -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "outcome"),
    [
        (Answer("no", 403), "blocked"),
        (Answer(CHALLENGE), "blocked"),
        (Answer("broken", 500), "unreachable"),
        (Answer("<title>NSDI '25</title><p>Coming soon"), "not_published"),
        (Answer("<title>NSDI '25</title><p>Nothing that is known"), "layout_changed"),
    ],
)
def test_the_next_source_where_the_first_gives_nothing(desk: Desk, first: Answer, outcome: str) -> None:
    second(desk, f'"{desk.site.url}{ACCEPTED}"')
    desk.site.answers = {PROGRAMME: first, ACCEPTED: Answer(page("one", "two", title="NSDI '25 Accepted Papers"))}
    result = desk.crawl("-s", "RETRY_TIMES=0")
    assert (result.code, result.proposed["papers"]) == (0, titles("one", "two")), result.err
    account = desk.account
    assert (account["source"], account["family"]) == (2, "usenix")
    tried = [(page["source"], page["outcome"], page["count"]) for page in account["pages"]]
    assert tried == [(1, outcome, 0), (2, "ok", 2)]
    assert "from source 2 (usenix)" in account["message"]


def test_whoever_says_too_many_is_not_asked_for_another_page(desk: Desk) -> None:
    second(desk, f'"{desk.site.url}{SPRING}"')
    desk.serve(programme=Answer("slow down", 429, {"Retry-After": "3600"}), spring=season("Spring", "one"))
    assert desk.crawl().code == 3
    assert desk.site.pages() == [PROGRAMME]


def test_the_next_source_where_the_first_is_too_short(desk: Desk) -> None:
    desk.register("nsdi25: {expected: 3}")
    desk.serve(programme=page("one"), spring=season("Spring", "one"), fall=season("Fall", "two", "three"))
    result = desk.crawl()
    assert (result.code, result.proposed["papers"]) == (0, titles("one", "two", "three"))


def test_a_poorer_source_takes_nothing_away(desk: Desk, other: Site) -> None:
    second(desk, f'dblp: "{other.url}/db/conf/nsdi/nsdi2025.html"')
    desk.serve(programme=page("one", "two"))
    assert desk.crawl("-a", "check=0").code == 0
    before = desk.papers.read_bytes()
    desk.serve(programme=Answer("no", 403))
    other.answers["/db/conf/nsdi/nsdi2025.html"] = Answer(toc("A paper about Two", "A Paper about One"))
    result = desk.crawl()
    assert (result.code, desk.account["outcome"]) == (0, "unchanged"), result.err
    assert desk.papers.read_bytes() == before
    assert "source 1: blocked" in desk.account["message"]

    other.answers["/db/conf/nsdi/nsdi2025.html"] = Answer(toc("A Paper about Two", "A Paper about One", "A New Paper"))
    result = desk.crawl()
    assert (result.code, desk.account["new"]) == (0, ["A New Paper"])
    assert desk.papers.read_bytes().startswith(before)


# --- a second opinion ------------------------------------------------------------------------------------------------


def test_two_sources_that_differ(desk: Desk, other: Site) -> None:
    second(desk, f'dblp: "{other.url}/db/conf/nsdi/nsdi2025.html"')
    desk.serve(programme=page("one", "two", "three"))
    other.answers["/db/conf/nsdi/nsdi2025.html"] = Answer(
        toc("A Paper About One", "Something Else Altogether", "System: A Paper about Two")
    )
    result = desk.crawl()
    assert (result.code, result.proposed["papers"]) == (0, titles("one", "two", "three"))
    [opinion] = desk.account["sources"]
    assert (opinion["source"], opinion["family"], opinion["count"]) == (2, "dblp", 3)
    assert opinion["missing_here"] == ["Something Else Altogether"]
    assert opinion["missing_there"] == ["A Paper about Three"]
    assert opinion["retitled"] == [{"here": "A Paper about Two", "there": "System: A Paper about Two"}]

    assert desk.crawl().code == 0
    assert len(other.pages()) == 1, "where nothing is new, nobody else is asked"
    assert desk.account["sources"] == [opinion], "and what they said is still in the report"


@pytest.mark.parametrize("answer", [Answer("nothing", 404), Answer("no", 403), Answer("oops", 500), Answer(CHALLENGE)])
def test_a_second_source_that_fails_changes_nothing(desk: Desk, other: Site, answer: Answer) -> None:
    second(desk, f'dblp: "{other.url}/toc.html"')
    desk.serve(programme=page("one"))
    other.answers["/toc.html"] = answer
    result = desk.crawl("-s", "RETRY_TIMES=0")
    assert (result.code, desk.account["outcome"], desk.account["sources"]) == (0, "ok", [])
    assert result.err == ""


def test_no_second_source_where_none_is_wanted(desk: Desk, other: Site) -> None:
    second(desk, f'dblp: "{other.url}/toc.html"')
    desk.serve(programme=page("one"))
    assert desk.crawl("-a", "check=0").code == 0
    assert other.asked == []


# --- pages that go on ------------------------------------------------------------------------------------------------


def work(doi: str, title: str) -> dict[str, object]:
    """A work in the shape of Crossref's."""
    author = [{"given": "Ann", "family": "Author", "sequence": "first"}]
    return {
        "DOI": doi,
        "title": [title],
        "author": author,
        "type": "proceedings-article",
        "issued": {"date-parts": [[2025]]},
    }


def test_a_volume_in_several_answers(desk: Desk, other: Site) -> None:
    works = [work(f"10.1145/9.{number}", f"A Paper with Number {number}") for number in range(5)]
    for number, (cursor, then) in enumerate((("*", "b"), ("b", "c"), ("c", "d"))):
        part = works[2 * number : 2 * number + 2]
        message = {"items": part, "next-cursor": then, "total-results": 5}
        answer = Answer(json.dumps({"status": "ok", "message-type": "work-list", "message": message}), headers=JSON)
        other.answers[f"/works?rows=2&cursor={cursor}"] = answer
    second(desk, f'crossref: "{other.url}/works?rows=2&cursor=*#10.1145/9"')
    desk.serve(programme=Answer("no", 403))
    result = desk.crawl()
    assert result.code == 0, result.err
    assert len(result.proposed["papers"]) == 5
    assert [page["count"] for page in desk.account["pages"]] == [0, 2, 2, 1]


# --- unchanged -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [{"ETag": '"v1"'}, {"Last-Modified": "Wed, 01 Jan 2025 00:00:00 GMT"}])
def test_an_unchanged_page_costs_one_request(desk: Desk, mark: dict[str, str]) -> None:
    desk.site.answers = {PROGRAMME: Answer(page("one", "two"), headers={"Content-Type": "text/html"} | mark)}
    assert desk.crawl().code == 0
    before = desk.papers.read_bytes()
    kept = (desk.folder / "page.html").read_bytes()
    desk.site.asked.clear()
    result = desk.crawl()
    assert (result.code, desk.account["outcome"]) == (0, "unchanged"), result.err
    assert desk.site.asked == [PROGRAMME]
    assert desk.account["pages"][0]["status"] == 304
    assert (desk.papers.read_bytes(), (desk.folder / "page.html").read_bytes()) == (before, kept)
    assert result.proposed["papers"] == titles("one", "two"), "the lists may have changed"

    (desk.folder / "page.html").unlink()
    assert desk.crawl().code == 0
    assert desk.account["pages"][0]["status"] == 200, "without the page there is nothing to compare with"


# --- details ---------------------------------------------------------------------------------------------------------


def detail(slug: str) -> str:
    own = f"/conference/nsdi25/presentation/{slug}"
    return f"""<html><head><title>A Paper about {slug.title()} | USENIX</title>
    <link rel="canonical" href="https://www.usenix.org{own}"><meta name="citation_title" content="A Paper">
    <meta name="citation_author" content="Ann Author">
    <meta name="citation_pdf_url" content="https://www.usenix.org/system/files/nsdi25-{slug}.pdf"></head>
    <body><h1 id="page-title">A Paper about {slug.title()}</h1>
    <article class="node node-paper view-mode-full"></article></body></html>"""


def test_details_only_when_asked_for(desk: Desk) -> None:
    listing = page("one", "two").replace(
        "/conference/nsdi25/presentation", f"{desk.site.url}/conference/nsdi25/presentation"
    )
    desk.serve(programme=listing)
    for slug in ("one", "two"):
        desk.site.answers[f"/conference/nsdi25/presentation/{slug}"] = Answer(detail(slug))
    assert desk.crawl("-a", "check=0").code == 0
    assert desk.site.pages() == [PROGRAMME], "a page for each paper only where that is wanted"
    assert b'"pdf"' not in desk.papers.read_bytes()
    result = desk.crawl("-a", "details=1")
    assert result.code == 0, result.err
    pdfs = [json.loads(line).get("pdf") for line in desk.papers.read_text().splitlines()]
    assert pdfs == [f"https://www.usenix.org/system/files/nsdi25-{slug}.pdf" for slug in ("one", "two")]


# --- counted, and completed ------------------------------------------------------------------------------------------


PARTIAL = TOP / "tests/pages/acm/eurosys25-partial"
MISSING = json.loads(PARTIAL.with_suffix(".json").read_bytes())["missing"]


def complete(desk: Desk, other: Site, answer: Answer) -> Result:
    """Read a saved table of contents, which has four titles and counts six papers, with another Crossref."""
    desk.write_registry(
        f"contact: tests@example.org\nservices: {{crossref: '{other.url}'}}\n"
        "conferences: {eurosys: {editions: {eurosys25: {expected: null}}}}\n"
    )
    desk.write("saved.html", PARTIAL.with_suffix(".html").read_bytes())
    [address] = works_of(MISSING, other.url)
    other.answers[address.removeprefix(other.url)] = answer
    return desk.crawl("-a", "page=saved.html", key="eurosys25")


def test_what_a_page_only_counts_is_completed(desk: Desk, other: Site) -> None:
    works = [work(doi, f"A Paper with the DOI {doi[-4:]}") for doi in MISSING]
    message = {"items": works, "total-results": 2}
    body = json.dumps({"status": "ok", "message-type": "work-list", "message": message})
    result = complete(desk, other, Answer(body, headers=JSON))
    run = desk.run_of("eurosys25")
    assert (result.code, run["outcome"], run["count"], run["family"]) == (0, "ok", 6, "acm"), result.err


def test_what_nobody_completes_is_partial(desk: Desk, other: Site) -> None:
    result = complete(desk, other, Answer("no", 403))
    run = desk.run_of("eurosys25")
    assert (result.code, run["outcome"], run["count"]) == (4, "partial", 4), result.err
    assert "2 more DOIs" in result.err
    assert "kept:  these papers" in result.err


# --- a conference that nobody registered -----------------------------------------------------------------------------

CARDS = "".join(
    f'<div class="card"><h4><a href="p.html">{title}</a></h4>'
    f'<div class="who">Ann Author (Some University), Bob {name} (Acme Labs)</div></div>'
    for title, name in (
        ("Compiling Tensor Programs for Small Devices", "Bell"),
        ("A Register Allocator that Learns from Its Mistakes", "Chase"),
        ("Fast Alias Analysis without a Points-to Graph", "Dean"),
        ("Superoptimization of Loops in Polynomial Time", "Eaton"),
        ("Checking Undefined Behavior at the Speed of Compilation", "Ford"),
    )
)


@pytest.mark.parametrize("key", ["auto", "zoo17"])
def test_a_conference_by_its_name(desk: Desk, key: str) -> None:
    desk.write("saved.html", f"<html><head><title>ZOO 2017</title></head><body><h1>Papers</h1>{CARDS}</body></html>")
    result = desk.crawl("-a", "page=saved.html", "-a", "name=ZOO 2017", key=key)
    run = desk.run_of("zoo17")
    assert (result.code, run["outcome"], run["count"], run["family"]) == (0, "ok", 5, "auto"), result.err
    assert any("sure" in remark for remark in run["remarks"])
    assert result.proposed["edition"] == "zoo17"
    assert b'"url"' not in (desk.path / "output/zoo17/papers.jsonl").read_bytes(), "a relative link leads nowhere"


def test_a_year_of_a_registered_conference_with_a_page_of_its_own_making(desk: Desk) -> None:
    desk.write("saved.html", f"<html><head><title>Papers</title></head><body><h1>Papers</h1>{CARDS}</body></html>")
    assert desk.crawl("-a", "page=saved.html", key="cgo17").code == 4, "not a page of the site that is registered"
    result = desk.crawl("-a", "page=saved.html", "-a", "name=CGO 2017", key="cgo17")
    run = desk.run_of("cgo17")
    assert (result.code, run["outcome"], run["count"], run["family"]) == (0, "ok", 5, "auto"), result.err


@pytest.mark.parametrize(
    ("key", "name", "code", "words"),
    [
        ("zoo17", "ZOO", 2, "a name and a year"),
        ("zoo18", "ZOO 2017", 2, "no edition of 2017"),
        ("zoo18", "ZOO 2018", 4, "wrong_year"),
        ("zoo17", None, 2, "-a name="),
    ],
)
def test_a_name_that_does_not_fit(desk: Desk, key: str, name: str | None, code: int, words: str) -> None:
    desk.write("saved.html", f"<html><head><title>ZOO 2017</title></head><body>{CARDS}</body></html>")
    result = desk.crawl("-a", "page=saved.html", *(("-a", f"name={name}") if name else ()), key=key)
    assert result.code == code, result.err
    assert words in result.err
    assert "Traceback" not in result.err


# --- what is not what was asked for ----------------------------------------------------------------------------------


def test_the_page_of_another_conference(desk: Desk) -> None:
    desk.write("saved.html", page("one", "two"))
    for key in ("sosp25", "cgo25"):
        result = desk.crawl("-a", "page=saved.html", "-a", "fewer=1", key=key)
        assert (result.code, desk.run_of(key)["outcome"]) == (4, "wrong_year"), result.err
        assert "NSDI '25" in result.err


def test_links_are_read_from_where_the_site_sent_us(desk: Desk) -> None:
    desk.write_registry(
        "contact: tests@example.org\nconferences:\n  zoo:\n    name: Zoo\n    family: auto\n"
        f'    sources: ["{desk.site.url}/{{year}}/papers"]\n    editions: {{zoo25: {{}}}}\n'
    )
    body = f"<html><head><title>Zoo</title></head><body><h1>Papers</h1>{CARDS}</body></html>"
    desk.site.answers = {
        "/2025/papers": Answer("", 301, {"Location": "/2025/papers/"}),
        "/2025/papers/": Answer(body, headers={"Content-Type": "text/html", "X-Served-By": "caf\xe9"}),
    }
    result = desk.crawl(key="zoo25")
    assert (result.code, desk.run_of("zoo25")["count"]) == (0, 5), result.err
    urls = {json.loads(line)["url"] for line in (desk.path / "output/zoo25/papers.jsonl").read_text().splitlines()}
    assert urls == {f"{desk.site.url}/2025/papers/p.html"}, "five papers with one link are five"

    desk.site.answers["/2025/papers"] = Answer("", 302, {"Location": "/2026/papers/"})
    desk.site.answers["/2026/papers/"] = Answer(body)
    result = desk.crawl(key="zoo25")
    assert (result.code, desk.run_of("zoo25")["outcome"]) == (4, "wrong_year"), result.err


def test_whoever_refuses_a_detail_is_asked_for_no_other(desk: Desk) -> None:
    listing = page("one", "two", "six").replace("/conference/nsdi25/pres", f"{desk.site.url}/conference/nsdi25/pres")
    desk.serve(programme=listing)
    for slug in ("one", "two", "six"):
        desk.site.answers[f"/conference/nsdi25/presentation/{slug}"] = Answer("no", 403)
    result = desk.crawl("-a", "details=1", "-a", "check=0")
    assert (result.code, len(desk.site.pages())) == (0, 2), result.err
    assert any("3 papers" in remark for remark in desk.account["remarks"])


def test_a_page_that_breaks_off_in_a_table(desk: Desk) -> None:
    head = "<html><head><title>ZOO 2025</title></head><body><h1>Papers</h1>"
    desk.write("saved.html", f"{head}{CARDS}<table><tr><td>Half a row")
    result = desk.crawl("-a", "page=saved.html", "-a", "name=ZOO 2025", key="auto")
    assert (result.code, desk.run_of("zoo25")["outcome"]) == (4, "layout_changed"), result.err
    assert "breaks off" in result.err
    desk.write("saved.html", f"{head}{CARDS}")
    assert desk.crawl("-a", "page=saved.html", "-a", "name=ZOO 2025", key="auto").code == 0
    assert any("cut off" in remark for remark in desk.run_of("zoo25")["remarks"])
