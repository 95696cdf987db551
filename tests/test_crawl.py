"""`scrapy crawl`, the real command in a process of its own: against a scripted site, and from saved pages.

One test for each outcome: the exit code, run.json, and that the last good papers stay byte for byte. The step after
the crawl is a stand-in that prints what it was given; tests of the whole job are elsewhere.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from desk import CHALLENGE, FALL, PROGRAMME, SPRING, STAND_IN, Desk, check_bad, page, season, titles
from server import Answer, Site

from confmerge.registry import Conference, Edition, Source
from scrapers.saved import saved_page

# --- good runs -------------------------------------------------------------------------------------------------------


def test_ok_then_unchanged_then_new(desk: Desk) -> None:
    desk.serve(programme=page("one", "two", "three"))
    result = desk.crawl()
    assert (result.code, result.err) == (0, "")
    assert result.proposed == {
        "edition": "nsdi25",
        "papers": titles("one", "two", "three"),
        "folder": "output/nsdi25",
        "into": [],
        "outcome": "ok",
        "colour": False,
    }
    assert desk.site.asked == ["/robots.txt", PROGRAMME]
    assert all(
        agent.startswith("confmerge/") and agent.endswith(" (mailto:tests@example.org)") for agent in desk.site.agents
    )
    assert (desk.folder / "page.html").read_text() == page("one", "two", "three"), "what was parsed is kept"
    assert {json.loads(line)["edition"] for line in desk.papers.read_text().splitlines()} == {"nsdi25"}
    [tried] = desk.account["pages"]
    assert (tried["source"], tried["family"], tried["url"]) == (1, "usenix", desk.site.url + PROGRAMME)
    assert (tried["status"], tried["outcome"], tried["count"], tried["kept"]) == (200, "ok", 3, "page.html")
    before = desk.papers.read_bytes()

    result = desk.crawl()
    assert (result.code, result.proposed["outcome"]) == (0, "unchanged")
    assert desk.papers.read_bytes() == before

    desk.serve(programme=page("one", "two", "three", "four"))
    result = desk.crawl()
    assert (result.code, result.proposed["outcome"], desk.account["new"]) == (0, "ok", titles("four"))


def test_the_next_source_where_the_first_is_not_there_yet(desk: Desk) -> None:
    desk.serve(spring=season("Spring", "one", "two"), fall=season("Fall", "two", "three"))
    result = desk.crawl()
    assert (result.code, result.proposed["papers"]) == (0, titles("one", "two", "three"))
    assert [tried["outcome"] for tried in desk.account["pages"]] == ["not_published", "ok", "ok"]
    assert (desk.folder / "page-2.html").read_text() == season("Fall", "two", "three")


def test_one_season_alone_is_not_too_few(desk: Desk) -> None:
    desk.register("nsdi25: {expected: 3}")
    desk.serve(spring=season("Spring", "one"))
    result = desk.crawl()
    assert (result.code, result.proposed["papers"]) == (0, titles("one"))


def test_saved_pages_give_the_same_as_the_network(desk: Desk) -> None:
    desk.serve(programme=page("one", "two", "three"))
    desk.crawl()
    live = desk.papers.read_bytes()
    shutil.rmtree(desk.folder)
    desk.write("saved/page one.html", page("one", "two", "three"))
    desk.serve()
    result = desk.crawl("-a", "page=saved/page one.html")
    assert (result.code, result.err) == (0, "")
    assert desk.site.asked == []
    saved = desk.papers.read_text().replace("https://www.usenix.org", desk.site.url)
    assert saved.encode() == live.replace(b"https://www.usenix.org", desk.site.url.encode())
    assert not (desk.folder / "page.html").exists()
    assert desk.account["pages"][0]["file"] == "saved/page one.html"


def test_several_pages_and_a_folder(desk: Desk) -> None:
    first = desk.write("pages/a.html", season("Spring", "one"))
    desk.write("pages/b.HTM", season("Fall", "two", "one"))
    desk.write("pages/notes.txt", "not a page")
    desk.write("c.html", season("Fall", "three"))
    result = desk.crawl("-a", "page=pages", "-a", "page=c.html", "-a", f"page={first}")
    assert (result.code, result.proposed["papers"]) == (0, titles("one", "two", "three"))
    assert [tried["file"] for tried in desk.account["pages"]] == ["pages/a.html", "pages/b.HTM", "c.html"]
    assert desk.account["turned_away"] == {"already on another page": 1}


def test_arguments_relative_to_the_caller(desk: Desk) -> None:
    inner = desk.path / "deep" / "down"
    desk.write("deep/down/page.html", page("one"))
    for name in ("deep/down/LIST.md", "deep/OTHER.md"):
        desk.write(name, "# A list\n")
    arguments = ("-a", "page=page.html", "-a", "into=LIST.md", "-a", "into=../OTHER.md")
    registry = ("-s", "CONFMERGE_REGISTRY=../../conferences.yaml")
    result = desk.scrapy("crawl", "nsdi25", *arguments, *registry, cwd=inner)
    assert (result.code, result.proposed["into"]) == (0, ["LIST.md", "../OTHER.md"]), result.err
    assert (inner / "output" / "nsdi25" / "papers.jsonl").exists()
    result = desk.scrapy(
        "crawl", "nsdi25", "-a", "page=page.html", "-s", "CONFMERGE_OUTPUT=../out", *registry, cwd=inner
    )
    assert (result.code, result.proposed["folder"]) == (0, "../out/nsdi25")
    assert (desk.path / "deep" / "out" / "nsdi25" / "run.json").exists()


def test_items_reach_the_feeds_of_scrapy(desk: Desk) -> None:
    desk.write("page.html", page("one", "two"))
    assert desk.crawl("-a", "page=page.html", "-O", "feed.jsonl").code == 0
    assert [json.loads(line)["title"] for line in (desk.path / "feed.jsonl").open()] == titles("one", "two")


def test_an_edition_that_is_not_registered(desk: Desk) -> None:
    text = page("one", edition="osdi14", title="OSDI '14 Technical Sessions")
    desk.write("osdi14.html", text)
    result = desk.crawl("-a", "page=osdi14.html", key="osdi14")
    assert (result.code, result.proposed["edition"]) == (0, "osdi14"), result.err


def test_the_address_of_a_saved_page() -> None:
    host = "https://www.usenix.org"
    edition = Edition(
        "nsdi25", Conference("nsdi", "NSDI", "usenix"), 2025, (Source("usenix", (f"{host}{PROGRAMME}",)),)
    )

    def address(body: bytes, edition: Edition) -> str:
        return saved_page(body, edition)[0]

    def link(href: str) -> bytes:
        return f"<head><link href='{href}' rel=canonical>".encode()

    assert address(link(f"{host}{PROGRAMME}"), edition) == host + PROGRAMME
    assert address(link(f"https://usenix.org{FALL}"), edition) == f"https://usenix.org{FALL}", "a sister page"
    assert address(link(f"/web/2025010203/{host}{FALL}"), edition) == host + FALL, "out of an archive"
    for other in (link(f"{host}/conference/nsdi24/technical-sessions"), link("/node/12"), b"", b"<html>"):
        assert address(other, edition) == host + PROGRAMME
    bare = replace(edition, sources=())
    assert address(link(f"{host}{FALL}"), bare) == host + FALL
    assert address(b"<html>", bare) == ""


# --- not published, blocked, unreachable -----------------------------------------------------------------------------


def test_not_published(desk: Desk) -> None:
    result = desk.crawl()
    assert (result.code, result.out, desk.account["outcome"]) == (0, "", "not_published")
    assert desk.site.pages() == [PROGRAMME, SPRING, FALL]
    assert not desk.papers.exists()

    before = desk.succeed()
    desk.serve(programme=page())
    check_bad(desk, before, desk.crawl(), "not_published", 0)


@pytest.mark.parametrize(
    "answer",
    [
        Answer("<html>Forbidden</html>", 403),
        Answer("<html>Too many</html>", 429, {"Content-Type": "text/html", "Retry-After": "3600"}),
        Answer(CHALLENGE, 200),
        Answer(CHALLENGE, 503),
        Answer(page("one", "two", "three"), 200, {"Content-Type": "text/html", "cf-mitigated": "challenge"}),
    ],
    ids=["403", "429", "challenge 200", "challenge 503", "challenge header"],
)
def test_blocked(desk: Desk, answer: Answer) -> None:
    before = desk.succeed()
    desk.serve(programme=answer, spring=answer, fall=answer)
    check_bad(desk, before, desk.crawl("-s", "RETRY_TIMES=0"), "blocked", 3, "-a page=FILE")
    asked = [PROGRAMME] if answer.status == 429 else [PROGRAMME, SPRING]
    assert desk.site.pages() == asked, (
        "whoever refuses is asked for the next source, and for nothing where it says wait"
    )
    assert (desk.folder / "page.suspect.html").exists()


def test_blocked_by_robots_txt(desk: Desk) -> None:
    before = desk.succeed()
    robots = Answer("User-agent: confmerge\nDisallow: /conference/\n", headers={"Content-Type": "text/plain"})
    desk.serve(robots=robots, programme=page("one", "two", "three"))
    check_bad(desk, before, desk.crawl(), "blocked", 3, "robots.txt")
    assert desk.site.pages() == []


def test_another_host_is_tried_where_one_refuses(desk: Desk) -> None:
    other = Site()
    try:
        other.answers[PROGRAMME] = Answer(page("one", "two", "three"))
        desk.register("nsdi25: {expected: null}", f'"{other.url}{PROGRAMME}"')
        desk.serve(programme=Answer("no", 403), spring=Answer("no", 403), fall=season("Fall", "one"))
        result = desk.crawl()
        assert (result.code, result.proposed["papers"]) == (0, titles("one", "two", "three"))
        tried = [(tried["source"], tried["outcome"]) for tried in desk.account["pages"]]
        assert tried == [(1, "blocked"), (2, "blocked"), (3, "ok")]
    finally:
        other.close()


def test_unreachable(desk: Desk) -> None:
    before = desk.succeed()
    desk.serve(programme=Answer("oops", 500), spring=Answer("oops", 500), fall=Answer("oops", 500))
    check_bad(desk, before, desk.crawl(), "unreachable", 3, "500")
    assert desk.site.pages().count(PROGRAMME) == 3, "tried again twice"

    desk.serve(programme=Answer(close=True))
    check_bad(desk, before, desk.crawl("-s", "RETRY_TIMES=0"), "unreachable", 3)
    desk.serve(programme=Answer(delay=3))
    check_bad(desk, before, desk.crawl("-s", "RETRY_TIMES=0", "-s", "DOWNLOAD_TIMEOUT=0.3"), "unreachable", 3)
    desk.site.close()
    check_bad(desk, before, desk.crawl(), "unreachable", 3)
    assert len(desk.account["pages"]) == 1, "a host that cannot be reached is not asked for another page"


def test_what_tells_most_is_reported(desk: Desk) -> None:
    desk.serve(
        programme=Answer("oops", 500), spring=page("one", edition="nsdi24", title="NSDI '24 Spring Accepted Papers")
    )
    result = desk.crawl("-s", "RETRY_TIMES=0")
    assert (result.code, desk.account["outcome"]) == (4, "wrong_year")
    assert "nsdi24" in result.err


# --- read, but not to be trusted -------------------------------------------------------------------------------------


def test_layout_changed(desk: Desk) -> None:
    before = desk.succeed()
    desk.serve(programme=page("one", "two", "three").replace("field-name-field-paper-people-text", "people"))
    check_bad(desk, before, desk.crawl(), "layout_changed", 4)
    assert 'class="field people"' in (desk.folder / "page.suspect.html").read_text()


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"", "empty"), (b"%PDF-1.7\n\x00\x01", "PDF"), (b"\x89PNG\x00\x00\x01", "not a text"), (b"\xff" * 99, "")],
    ids=["empty", "pdf", "binary", "noise"],
)
def test_a_saved_page_that_is_none(desk: Desk, content: bytes, word: str) -> None:
    before = desk.succeed()
    desk.write("page.html", content)
    check_bad(desk, before, desk.crawl("-a", "page=page.html"), "layout_changed", 4, word, "page.html")


def test_wrong_year(desk: Desk) -> None:
    before = desk.succeed()
    desk.serve(programme=page("one", "two", "three", edition="nsdi24", title="NSDI '24 Technical Sessions"))
    check_bad(desk, before, desk.crawl(), "wrong_year", 4, "nsdi24")


def test_too_few_because_it_shrank(desk: Desk) -> None:
    before = desk.succeed()
    desk.serve(programme=page("one", "two"))
    check_bad(desk, before, desk.crawl(), "too_few", 4, "A Paper about Three", "fewer=1")
    assert len((desk.folder / "papers.suspect.jsonl").read_text().splitlines()) == 2
    result = desk.crawl("-a", "fewer=1")
    assert (result.code, desk.account["outcome"]) == (0, "ok")
    assert len(desk.papers.read_text().splitlines()) == 2


def test_too_few_for_what_is_expected(desk: Desk) -> None:
    desk.register("nsdi25: {expected: 3}")
    desk.serve(programme=page("one", "two"))
    result = desk.crawl()
    assert (result.code, result.proposed["outcome"]) == (4, "too_few")
    assert "there are no better ones yet" in result.err
    assert len(desk.papers.read_text().splitlines()) == 2
    before = desk.succeed()
    desk.serve(programme=page("one", "two"))
    check_bad(desk, before, desk.crawl(), "too_few", 4)


def test_partial(desk: Desk) -> None:
    desk.serve(spring=season("Spring", "one", "two"), fall=Answer("oops", 500))
    result = desk.crawl("-s", "RETRY_TIMES=0")
    assert (result.code, result.proposed["outcome"]) == (4, "partial")
    assert FALL in result.err
    before = desk.succeed()
    desk.write("pages/a.html", page("one", "two", "three", "four"))
    desk.write("pages/b.html", "")
    check_bad(desk, before, desk.crawl("-a", "page=pages"), "partial", 4, "b.html")


# --- usage -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nsdo25"], ["nsdo25", "nsdi25"]),
        ([], ["name one edition"]),
        (["nsdi25", "osdi25"], ["name one edition"]),
        (["nsdi25", "-a", "pages=x"], ["-a pages=x", "page=FILE", "into=LIST.md"]),
        (["nsdi25", "-a", "page="], ["needs a value"]),
        (["nsdi25", "-a", "fewer=maybe"], ["fewer=maybe"]),
        (["nsdi25", "-a", "page=nowhere.html"], ["nowhere.html", "cannot be read"]),
        (["nsdi25", "-a", "page=empty"], ["empty", "*.html"]),
        (["nsdi25", "-a", "into=nowhere.md"], ["nowhere.md", "no such list"]),
        (["nsdi25", "-s", "CONFMERGE_REGISTRY=nowhere.yaml"], ["nowhere.yaml", "cannot be read"]),
    ],
)
def test_usage(desk: Desk, arguments: list[str], words: list[str]) -> None:
    (desk.path / "empty").mkdir()
    result = desk.scrapy("crawl", *arguments)
    assert (result.code, result.out) == (2, "")
    assert "Traceback" not in result.err
    for word in words:
        assert word in result.err
    assert desk.site.asked == []
    assert not desk.folder.exists()


def test_a_bug_overwrites_nothing(desk: Desk) -> None:
    before = desk.succeed()
    account = desk.account
    broken = "import scrapers.families.usenix as family\n\ndef parse(page, url):\n    1 / 0\n\nfamily.parse = parse\n"
    desk.write("stand_in/sitecustomize.py", STAND_IN + broken)
    desk.write("page.html", page("one"))
    result = desk.crawl("-a", "page=page.html")
    assert (result.code, result.out) == (1, "")
    assert "ZeroDivisionError" in result.err
    assert "nothing was written" in result.err
    assert (desk.papers.read_bytes(), desk.account) == (before, account)


def test_list_prints_the_registered_editions(desk: Desk) -> None:
    result = desk.scrapy("list")
    assert (result.code, result.err) == (0, "")
    assert {"nsdi25", "osdi25", "usenixsecurity25"} <= set(result.out.split())


def test_a_bad_entry_is_a_warning_for_the_others(desk: Desk) -> None:
    desk.register("nsdi24: {expected: many}, nsdi25: {expected: null}")
    desk.write("page.html", page("one"))
    place = "conferences.yaml:5: conferences.nsdi.editions.nsdi24.expected: "
    result = desk.scrapy("list")
    assert result.code == 0
    assert f"warning: {place}" in result.err
    assert "nsdi24" not in result.out.split()
    result = desk.crawl("-a", "page=page.html")
    assert (result.code, result.proposed["outcome"]) == (0, "ok")
    assert f"warning: {place}" in result.err
    result = desk.crawl(key="nsdi24")
    assert (result.code, result.out) == (2, "")
    assert place in result.err


@pytest.mark.parametrize("command", [["list"], ["crawl", "nsdi25"]])
def test_a_broken_registry_is_one_message(desk: Desk, command: list[str]) -> None:
    desk.write_registry("conferences: [\n")
    result = desk.scrapy(*command)
    assert (result.code, result.out) == (2, "")
    assert len(result.err.splitlines()) == 1
    assert result.err.startswith("confmerge: conferences.yaml:2: is not YAML")


def test_without_a_contact_a_live_run_says_how_to_set_it(desk: Desk) -> None:
    source = f"{desk.site.url}{PROGRAMME}"
    desk.write_registry(f"conferences: {{nsdi: {{sources: '{source}', editions: {{nsdi25: {{expected: 1}}}}}}}}\n")
    desk.serve(programme=page("one"))
    result = desk.crawl()
    assert result.code == 0
    assert result.err.count("contact:") == 1
    assert result.err.count("\n") == 1
    assert all("(+" not in agent for agent in desk.site.agents)


# --- confmerge crawl -------------------------------------------------------------------------------------------------

MAIN = "import sys; from scrapers.main import main; sys.exit(main(sys.argv[1:]))"


def test_the_entry_point_needs_no_project(desk: Desk, tmp_path: Path) -> None:
    desk.write("elsewhere/page.html", page("one"))
    desk.write("elsewhere/LIST.md", "# A list\n")
    (desk.path / "scrapy.cfg").unlink()
    elsewhere = desk.path / "elsewhere"
    options = ("--registry", "../conferences.yaml", "--output", "out")
    result = desk.run("-c", MAIN, "nsdi25", "-a", "page=page.html", "-a", "into=LIST.md", *options, cwd=elsewhere)
    assert (result.code, result.err) == (0, "")
    assert (result.proposed["folder"], result.proposed["into"]) == ("out/nsdi25", ["LIST.md"])
    assert desk.run("-c", MAIN, "nsdo25", cwd=elsewhere).code == 2
    assert desk.run("-c", MAIN, "nsdi25", "--nonsense", cwd=elsewhere).code == 2
    desk.write("elsewhere/scrapy.cfg", "[settings]\ndefault = somebody.elses\n")
    assert desk.run("-c", MAIN, "nsdi25", "-a", "page=page.html", *options, cwd=elsewhere).code == 0
